//! Cases that are investigated.

use redchannel::model::casework::stage::ReporterStatus;

use super::{DEMAND, Ended, Unit, closing, found, investigated, stories, triaged};

stories! {
    substantiated held_and_unsubstantiated returned_from_decision referred_in_silence could_expose_the_source
}

const WARNED: &[(&str, &str)] = &[("action", "warning"), ("words", "In writing.")];
const NOTHING: &[(&str, &str)] = &[("action", "none")];

async fn substantiated(unit: &Unit) -> Ended<'_> {
    let Unit { investigator, head, .. } = unit;
    let case = triaged(unit, "The officer at the north gate takes money from every driver.").await;
    investigated(unit, &case).await;
    case.reporter_finds(ReporterStatus::Investigating, "").await;
    assert!(investigator.cannot(&case, "move-decision").await.contains("There is no finding yet"));
    investigator
        .does(&case, "expose", &[("exposure", "interview"), ("plan", "The shift leader, about the rota.")])
        .await;
    let unsaid = investigator.fails_at(&case, "action", &[("action", "duty_recovered")]).await;
    assert!(unsaid.contains("how much"), "{unsaid}");
    let recovered = [("action", "duty_recovered"), ("amount", "1250.50"), ("currency", "usd")];
    found(&case, investigator, "substantiated", &recovered).await;
    case.reporter_finds(ReporterStatus::Deciding, "").await;
    let told = "What you told us was true. Duty was recovered, and receipts are printed from now on.";
    investigator.does(&case, "propose-close", &closing("decided", "Warned and moved.", told)).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    let page = head.opens(&case).await;
    assert!(page.contains("1250.50 USD") && page.contains("4 Automation"), "{page}");
    vec![(investigator, case)]
}

async fn held_and_unsubstantiated(unit: &Unit) -> Ended<'_> {
    let Unit { intake, investigator, head, .. } = unit;
    let case = triaged(unit, "A seal was opened and closed again.").await;
    investigated(unit, &case).await;
    let why = "A court looks at the same container first.";
    let far = head.in_days(100);
    assert!(
        head.fails_at(&case, "move-on_hold", &[("why", why), ("review", &far)])
            .await
            .contains("at most 90 days")
    );
    let review = head.in_days(60);
    head.does(&case, "move-on_hold", &[("why", why), ("review", &review)]).await;
    case.reporter_finds(ReporterStatus::Investigating, "").await;
    unit.days(45).await;
    assert!(intake.opens(&case).await.contains("Review the hold"));
    head.does(&case, "move-investigation", &[("why", "The court has decided.")]).await;
    intake.writes(&case, "feedback", "We go on, and tell you the result within a month.").await;
    found(&case, investigator, "unsubstantiated", NOTHING).await;
    let told = "We looked at every seal of that week. What we found does not show that one was opened.";
    head.does(&case, "propose-close", &closing("decided", "The numbers fit.", told)).await;
    intake.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(intake, case)]
}

async fn returned_from_decision(unit: &Unit) -> Ended<'_> {
    let Unit { intake, investigator, head, .. } = unit;
    let case = triaged(unit, "Cars are sold at the auction before it begins.").await;
    investigated(unit, &case).await;
    found(&case, investigator, "inconclusive", WARNED).await;
    intake.does(&case, "move-investigation", &[("why", "Nobody asked the auctioneer for the list.")]).await;
    case.reporter_finds(ReporterStatus::Investigating, "").await;
    let again = [
        ("allegation", "1"),
        ("text", "Cars were sold before the auction"),
        ("finding", "partly_substantiated"),
        ("reasons", "Two of nine cars left the day before."),
    ];
    investigator.does(&case, "finding", &again).await;
    investigator.does(&case, "move-decision", &[]).await;
    let told = "Two cars were sold too early. The officer was warned, and the list is public now.";
    investigator.does(&case, "propose-close", &closing("decided", "A warning.", told)).await;
    assert!(intake.opens(&case).await.contains("who does not work on the case"));
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(investigator, case)]
}

async fn referred_in_silence(unit: &Unit) -> Ended<'_> {
    let Unit { intake, investigator, head, .. } = unit;
    let case = triaged(unit, "The director of the depot and his brother empty containers.").await;
    investigated(unit, &case).await;
    let refer = [
        ("authority", "Public prosecutor"),
        ("basis", "Criminal procedure, section 40"),
        ("package", "Findings without the report"),
        ("untold", "The prosecutor searches the depot next week."),
    ];
    head.does(&case, "propose-refer", &refer).await;
    investigator.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Investigating, "").await;
    assert!(head.opens(&case).await.contains("The reporter was last told: “Being investigated”"));
    unit.days(90).await;
    let told = "Another authority has brought charges. Our part of it is finished.";
    head.does(&case, "propose-close", &closing("decided", "The prosecutor has brought charges.", told)).await;
    intake.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(head, case)]
}

async fn could_expose_the_source(unit: &Unit) -> Ended<'_> {
    let Unit { intake, investigator, head, .. } = unit;
    let case = unit.report("Only we three know the password of the scanner.").await;
    intake.opens(&case).await;
    let risky = [DEMAND, &[("risk", "high")]].concat();
    intake.does(&case, "triage", &risky).await;
    assert!(intake.cannot(&case, "move-assessment").await.contains("a protection plan is needed"));
    let plan = [("plan", "Nobody of the scanner room is asked before the yearly audit.")];
    intake.does(&case, "triage", &[risky.as_slice(), &plan].concat()).await;
    investigated(unit, &case).await;
    assert!(investigator.cannot(&case, "expose").await.contains("a second person must agree"));
    let pull = [("exposure", "log_pull"), ("plan", "All logins of the quarter, for every machine.")];
    let bare = investigator.fails_at(&case, "propose-expose", &pull).await;
    assert!(bare.contains("how else the unit could know this"), "{bare}");
    let thought = [("how_else", "The yearly audit asks for the same logs each spring.")];
    investigator.does(&case, "propose-expose", &[pull.as_slice(), &thought].concat()).await;
    head.agrees(&case).await;
    investigator.does(&case, "watch", &[("watch", "protection"), ("why", "Three people know it.")]).await;
    found(&case, investigator, "substantiated", WARNED).await;
    let told = "What you told us was true. Each officer has a password of their own now.";
    investigator.does(&case, "propose-close", &closing("decided", "Passwords are personal.", told)).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    assert!(head.opens(&case).await.contains("Ask whether they are safe"));
    vec![(investigator, case)]
}

//! Cases that end before anybody investigates.

use redchannel::model::casework::stage::ReporterStatus;

use super::{DEMAND, Ended, Unit, closing, stories, triaged};
use crate::desk::chromium::picture;

stories! {
    too_little_to_go_on out_of_scope merged_into_another already_handled ended_at_the_desk refused_and_proposed_anew
    overtaken_by_the_reporter taken_back referred_and_told closed_and_destroyed
}

async fn too_little_to_go_on(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = triaged(unit, "Somebody takes money somewhere.").await;
    let (told, unasked) =
        ("Without more we cannot go on. You can write at any time.", "The reporter was never asked");
    let ending = closing("insufficient_info", "Nothing to start from.", told);
    assert!(intake.fails_at(&case, "propose-close", &ending).await.contains(unasked));
    intake.writes(&case, "question", "At which office, and roughly when?").await;
    case.reporter_finds(ReporterStatus::Checking, "At which office").await;
    unit.days(31).await;
    assert!(intake.opens(&case).await.contains("Decide on what is known"));
    unit.days(30).await;
    intake.does(&case, "propose-close", &ending).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(intake, case)]
}

async fn out_of_scope(unit: &Unit) -> Ended<'_> {
    let Unit { intake, investigator, head, .. } = unit;
    let case = unit.report("The police stop every truck behind the border.").await;
    intake.opens(&case).await;
    intake.does(&case, "triage", &[DEMAND, &[("jurisdiction", "other_agency")]].concat()).await;
    let told = "This is a matter of the police. Their complaints office takes reports without a name.";
    let ending = closing("out_of_scope_redirected", "A matter of the police.", told);
    intake.does(&case, "propose-close", &ending).await;
    assert!(investigator.opens(&case).await.contains("One of the two must be the head"));
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(investigator, case)]
}

async fn merged_into_another(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let first = triaged(unit, "Counter four wants 200 for a stamp.").await;
    let again = triaged(unit, "They asked 200 for a stamp at counter four.").await;
    let reference = first.reference();
    let link =
        [("to", reference.as_str()), ("relation", "merged_into"), ("words", "The same counter and day.")];
    intake.does(&again, "link", &link).await;
    let told = "Somebody else told us the same. We look into both as one.";
    intake
        .does(&again, "propose-close", &closing("duplicate_merged", "Goes on in the other case.", told))
        .await;
    let page = head.opens(&again).await;
    assert!(
        page.contains("a case that you do not read") && !page.contains(&reference),
        "not before they declare"
    );
    head.agrees(&again).await;
    again.reporter_finds(ReporterStatus::Finished, told).await;
    head.opens(&first).await;
    assert!(head.opens(&again).await.contains(&reference));
    let ended = "The counter was closed last week, and the money is being returned.";
    head.does(&first, "propose-close", &closing("already_handled", "Found in the last audit.", ended)).await;
    intake.agrees(&first).await;
    first.reporter_finds(ReporterStatus::Finished, ended).await;
    vec![(head, again), (intake, first)]
}

async fn already_handled(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = triaged(unit, "The scale at the warehouse shows too much.").await;
    head.opens(&case).await;
    let told = "The scale was replaced two weeks ago. Duties of that month are computed again.";
    head.does(&case, "propose-close", &closing("already_handled", "Replaced on the third.", told)).await;
    assert!(head.opens(&case).await.contains("Nobody agrees to their own proposal"));
    intake.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(head, case)]
}

async fn ended_at_the_desk(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = unit.report("The tariff on the wall is not the one they use.").await;
    intake.opens(&case).await;
    assert!(intake.cannot(&case, "move-assessment").await.contains("Triage is not complete"));
    intake.does(&case, "triage", DEMAND).await;
    intake.does(&case, "move-assessment", &[("why", "The tariff can be looked up.")]).await;
    let due = intake.in_days(5);
    intake
        .does(
            &case,
            "task",
            &[("text", "Compare the notice with the tariff"), ("who", &intake.id()), ("due", &due)],
        )
        .await;
    intake.finishes_the_task(&case, "The notice is an old one.").await;
    head.opens(&case).await;
    intake
        .does(&case, "note", &[("text", "The notice is taken down today."), ("mentions", &head.id())])
        .await;
    assert!(head.opens(&case).await.contains("For you"));
    let told = "The notice on the wall was an old one. It is gone, and the right one hangs there.";
    intake.does(&case, "propose-close", &closing("already_handled", "An old notice.", told)).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(intake, case)]
}

async fn refused_and_proposed_anew(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = triaged(unit, "A broker says that officers share his fee.").await;
    let first = closing("out_of_scope_redirected", "A private broker.", "Please go to the board of brokers.");
    intake.does(&case, "propose-close", &first).await;
    head.refuses(&case, "Officers are named: it is ours.").await;
    case.reporter_finds(ReporterStatus::Checking, "").await;
    assert!(intake.opens(&case).await.contains("Refused by Head of unit: Officers are named"));
    let told = "The two officers were named in an inquiry that ended in spring.";
    intake.does(&case, "propose-close", &closing("already_handled", "Inquiry 12 of spring.", told)).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(head, case)]
}

async fn overtaken_by_the_reporter(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = triaged(unit, "The same man waits at the gate each night.").await;
    let told = "The guard was changed. Please write if it happens again.";
    let ending = closing("already_handled", "The guard was changed.", told);
    intake.does(&case, "propose-close", &ending).await;
    let form = head.looks_at_the_proposal(&case).await;
    case.reporter_says("He was there again last night.").await;
    let page = head.sends(&form, &[("verdict", "approve")]).await;
    assert!(page.contains("The reporter has written.") && page.contains("Nothing was signed."), "{page}");
    let page = head.opens(&case).await;
    assert!(page.contains("propose it again") && !page.contains("/do/answer-"), "{page}");
    case.reporter_finds(ReporterStatus::Checking, "").await;
    intake.does(&case, "propose-close", &ending).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(intake, case)]
}

async fn taken_back(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = triaged(unit, "Boxes go out of the back door of the warehouse.").await;
    intake
        .does(&case, "propose-close", &closing("already_handled", "Too early.", "It is being dealt with."))
        .await;
    intake.withdraws(&case).await;
    let page = head.opens(&case).await;
    assert!(page.contains("Taken back") && !page.contains("/do/answer-"), "{page}");
    head.does(&case, "move-assessment", &[]).await;
    let told = "The back door belongs to another company. They were told.";
    intake
        .does(&case, "propose-close", &closing("out_of_scope_redirected", "Not our warehouse.", told))
        .await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(head, case)]
}

async fn referred_and_told(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = triaged(unit, "The port guard sells places in the queue.").await;
    let told = "The port authority has it now. It answers to us within two months.";
    let refer = [
        ("authority", "Inspector of the port authority"),
        ("basis", "Port act, section 12"),
        ("package", "The report without the days of work"),
        ("feedback", told),
    ];
    intake.does(&case, "propose-refer", &refer).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Referred, told).await;
    unit.days(40).await;
    let ended = "The port authority has dismissed the guard.";
    head.does(&case, "propose-close", &closing("decided", "Dismissed by the port.", ended)).await;
    intake.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, ended).await;
    vec![(intake, case)]
}

async fn closed_and_destroyed(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, investigator, .. } = unit;
    let case = triaged(unit, "This is a test of the new line at the airport.").await;
    assert!(head.opens(&case).await.contains("Propose to close"));
    intake.goto(&format!("/case/{}/do/triage", case.id)).await;
    picture(&intake.browser, "triage").await;
    let told = "We got your test. Thank you.";
    intake.does(&case, "propose-close", &closing("out_of_scope_redirected", "A test of ours.", told)).await;
    head.cannot(&case, "propose-destroy").await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    let why = "A test of the unit itself, agreed with the airport.";
    head.does(&case, "propose-destroy", &[("why", why)]).await;
    let form = intake.looks_at_the_proposal(&case).await;
    assert!(
        form.contains("if you approve, that the report was destroyed") && form.contains("id=\"passphrase\""),
        "{form}"
    );
    picture(&intake.browser, "destroy").await;
    let page = intake.sends(&form, &[("verdict", "approve")]).await;
    assert!(page.contains("<h1>Queue</h1>") && page.contains("nobody can read this case any more"), "{page}");
    assert!(!page.contains("does not list case"), "whoever did it is not warned of it: {page}");
    // All cases are listed anew at times only.
    unit.days(1).await;
    let page = head.goto("/").await;
    assert!(page.contains("does not list case") && page.contains("It was destroyed with two"), "{page}");
    picture(&head.browser, "gone").await;
    head.browser.click(&format!("form[action='/gone/{}'] button", case.id)).await;
    let page = head.look().await;
    assert!(!page.contains("does not list case") && !page.contains("class=\"alarm\""), "{page}");
    for colleague in [head, investigator] {
        colleague.finds_nothing_of(&case).await;
    }
    Vec::new()
}

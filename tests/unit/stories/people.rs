//! Cases in which it matters who sees them: exclusions, names given in confidence, retaliation, keys.

use redchannel::model::casework::stage::ReporterStatus;
use redchannel::model::custody::IdentityBody;
use redchannel::model::readers::Exclusion;
use redchannel::model::role::Role;

use super::{DEMAND, Ended, Unit, closing, stories, triaged};
use crate::support::world::report;

stories! {
    against_the_head kept_for_a_court the_name_is_opened punished_for_speaking
}

fn nobody() -> IdentityBody {
    IdentityBody::default()
}

async fn against_the_head(unit: &Unit) -> Ended<'_> {
    let Unit { oversight, inspector, .. } = unit;
    let mut body = report("The head of the unit takes a share.");
    body.exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Head }];
    let case = unit.reported(&body, &nobody()).await;
    case.hold(&["Inspectorate", "Internal audit"]);
    for person in [&unit.head, &unit.intake, &unit.investigator, &unit.second] {
        person.finds_nothing_of(&case).await;
    }
    assert!(oversight.has_in_queue(&case).await);
    assert!(oversight.opens(&case).await.contains("Do not mention this case to them"));
    oversight.does(&case, "triage", &[DEMAND, &[("flags", "against_head")]].concat()).await;
    oversight.does(&case, "move-assessment", &[]).await;
    oversight.does(&case, "assign", &[("lead", &oversight.id())]).await;
    oversight.does(&case, "plan", &[("text", "Accounts first, people last.")]).await;
    oversight.does(&case, "move-investigation", &[]).await;
    let hash = "cd".repeat(32);
    let evidence =
        [("text", "Account of March"), ("held", "Bank, certified copy"), ("sha256", hash.as_str())];
    oversight.does(&case, "evidence", &evidence).await;
    let found = [
        ("text", "A share was taken"),
        ("finding", "substantiated"),
        ("reasons", "Eleven payments fit the rota."),
    ];
    oversight.does(&case, "finding", &found).await;
    oversight.does(&case, "action", &[("action", "suspension")]).await;
    oversight.does(&case, "root", &[("area", "leadership")]).await;
    oversight.does(&case, "move-decision", &[]).await;
    let told = "What you told us was true. The person does not work here now.";
    oversight.does(&case, "propose-close", &closing("decided", "Suspended.", told)).await;
    inspector.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    unit.head.finds_nothing_of(&case).await;
    vec![(inspector, case)]
}

async fn kept_for_a_court(unit: &Unit) -> Ended<'_> {
    let Unit { oversight, inspector, .. } = unit;
    let mut body = report("The whole unit knows it and looks away.");
    body.exclude = vec![Exclusion::Unit { channel: "audit".into() }];
    let case = unit.reported(&body, &nobody()).await;
    case.hold(&["Inspectorate", "Internal audit"]);
    unit.intake.finds_nothing_of(&case).await;
    inspector.opens(&case).await;
    inspector.does(&case, "triage", DEMAND).await;
    let review = inspector.in_days(300);
    let hold = [("why", "A court has asked for it."), ("review", review.as_str())];
    inspector.does(&case, "propose-legal_hold", &hold).await;
    oversight.agrees(&case).await;
    assert!(inspector.opens(&case).await.contains("Review the legal hold"));
    unit.days(10).await;
    oversight.does(&case, "propose-legal_hold", &[("why", "The court has decided.")]).await;
    inspector.agrees(&case).await;
    assert!(!inspector.opens(&case).await.contains("Review the legal hold"));
    let told = "A court has decided on it.";
    oversight.does(&case, "propose-close", &closing("already_handled", "Decided by a court.", told)).await;
    inspector.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(oversight, case)]
}

async fn the_name_is_opened(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, custodian, .. } = unit;
    let given = IdentityBody { name: "Amal Peppermint".into(), contact: "telephone 555 0142".into() };
    let case = unit.reported(&report("I can point at the counter, if you call me."), &given).await;
    intake.opens(&case).await;
    intake.does(&case, "triage", DEMAND).await;
    let (why, limits) = ("Only the reporter can point at the counter.", "By telephone, once.");
    let page = intake.asks_for_the_name(&case, why).await;
    assert!(page.contains("No answer yet") && !page.contains(&given.name));
    case.reporter_finds(ReporterStatus::Checking, "").await;
    custodian.grants(&case, why, limits).await;
    let page = intake.goto(&format!("/case/{}/identity", case.id)).await;
    assert!(page.contains(&given.name) && page.contains(&given.contact) && page.contains(limits));
    case.reporter_finds(ReporterStatus::Checking, limits).await;
    let theirs = head.opens(&case).await;
    assert!(!theirs.contains(&given.name), "granted to the one who asked, and to nobody else");
    assert!(!head.goto(&format!("/case/{}/identity", case.id)).await.contains(&given.name));
    let told = "With your help the counter was found. The next audit looks at it.";
    intake
        .does(&case, "propose-close", &closing("already_handled", "Counter four: in the next audit.", told))
        .await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(head, case)]
}

async fn punished_for_speaking(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, .. } = unit;
    let case = triaged(unit, "Overtime is paid for nights that nobody worked.").await;
    let told = "The list is checked each month from now on.";
    intake.does(&case, "propose-close", &closing("already_handled", "In the new rota.", told)).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    unit.days(20).await;
    case.reporter_says("Since then I am sent to the far post each night.").await;
    intake.does(&case, "move-triage", &[("why", "The reporter seems to be punished.")]).await;
    case.reporter_finds(ReporterStatus::Checking, told).await;
    intake.does(&case, "triage", &[DEMAND, &[("flags", "retaliation")]].concat()).await;
    head.does(&case, "watch", &[("watch", "protection"), ("why", "Sent away after the report.")]).await;
    intake.does(&case, "move-assessment", &[]).await;
    let ended = "The rota was put right. We ask again in a month whether it stays so.";
    intake.does(&case, "propose-close", &closing("already_handled", "Rota put right.", ended)).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, ended).await;
    unit.days(30).await;
    assert!(head.opens(&case).await.contains("Ask whether they are safe"));
    head.writes(&case, "message", "Is everything in order since then?").await;
    case.reporter_finds(ReporterStatus::Finished, "Is everything in order").await;
    case.reporter_says("Yes, it is.").await;
    vec![(head, case)]
}

//! Cases whose keys change hands: somebody comes in, steps back, or must be asked from outside.

use redchannel::model::casework::stage::ReporterStatus;

use super::{Case, DEMAND, Ended, Person, Unit, closing, found, investigated, stories, triaged};

stories! {
    given_to_the_second_investigator stepped_back_and_handed_over grave_and_closed_with_oversight knowingly_false
}

/// Intake proposes that somebody gets a key, and the head agrees.
async fn give(unit: &Unit, case: &Case, to: &Person, why: &str) {
    let Unit { intake, head, .. } = unit;
    to.finds_nothing_of(case).await;
    intake.does(case, "propose-add_reader", &[("member", &to.id()), ("why", why)]).await;
    head.agrees(case).await;
    case.did(head, "wrap_added", format!("Key given to {}", to.name));
    case.hold(&[case.held_by().as_slice(), &[to.name]].concat());
    assert!(to.has_in_queue(case).await);
}

async fn given_to_the_second_investigator(unit: &Unit) -> Ended<'_> {
    let Unit { intake, second, head, .. } = unit;
    let case = triaged(unit, "Cigarettes pass the scanner each Thursday.").await;
    give(unit, &case, second, "She knows the scanners.").await;
    let page = second.opens(&case).await;
    assert!(page.contains("Cigarettes pass"), "what was written before, too: {page}");
    intake.does(&case, "move-assessment", &[]).await;
    head.does(&case, "assign", &[("lead", &second.id())]).await;
    second.does(&case, "plan", &[("text", "Pictures of four Thursdays.")]).await;
    head.does(&case, "move-investigation", &[]).await;
    second.writes(&case, "question", "Which lane is it?").await;
    case.reporter_says("Lane two, the old scanner.").await;
    assert!(second.opens(&case).await.contains("Lane two, the old scanner."));
    found(&case, second, "substantiated", &[("action", "it_control_change")]).await;
    let told = "What you told us was true. Pictures are now compared by somebody else.";
    second.does(&case, "propose-close", &closing("decided", "Pictures are compared.", told)).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(second, case)]
}

async fn stepped_back_and_handed_over(unit: &Unit) -> Ended<'_> {
    let Unit { intake, investigator, second, head, .. } = unit;
    let case = triaged(unit, "The shift leader of the east yard takes fuel.").await;
    investigated(unit, &case).await;
    case.reporter_says("His brother-in-law works with you.").await;
    investigator.steps_back(&case, "He is my brother.").await;
    case.hold(&["Intake officer", "Head of unit"]);
    investigator.finds_nothing_of(&case).await;
    let page = head.opens(&case).await;
    case.did(head, "rekeyed", "Case given a new key");
    assert!(page.contains("Stand too near, and are off the case"), "{page}");
    for step in ["propose-add_reader", "assign"] {
        assert!(
            head.is_offered(&case, step, second).await && !head.is_offered(&case, step, investigator).await
        );
    }
    give(unit, &case, second, "The investigator stepped back.").await;
    second.opens(&case).await;
    head.does(&case, "assign", &[("lead", &second.id()), ("why", "Goes on with the plan that stands.")])
        .await;
    case.reporter_says("He took two cans on Friday.").await;
    assert!(second.opens(&case).await.contains("two cans on Friday"));
    found(&case, second, "substantiated", &[("action", "demotion")]).await;
    let told = "What you told us was true. He does not lead the shift any more.";
    second.does(&case, "propose-close", &closing("decided", "Not a leader any more.", told)).await;
    intake.opens(&case).await;
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    investigator.finds_nothing_of(&case).await;
    vec![(head, case)]
}

async fn grave_and_closed_with_oversight(unit: &Unit) -> Ended<'_> {
    let Unit { intake, investigator, head, oversight, .. } = unit;
    let case = unit.report("They said that something would happen to my truck.").await;
    intake.opens(&case).await;
    intake.does(&case, "triage", &[DEMAND, &[("flags", "danger_to_life")]].concat()).await;
    investigated(unit, &case).await;
    found(&case, investigator, "substantiated", &[("action", "criminal_referral")]).await;
    let told = "What you told us was true. Please do not drive there alone this month.";
    let ending = closing("decided", "With the prosecutor.", told);
    investigator.does(&case, "propose-close", &ending).await;
    assert!(head.opens(&case).await.contains("Oversight must agree to this"));
    give(unit, &case, oversight, "A case of the first priority ends with oversight.").await;
    assert!(head.opens(&case).await.contains("propose it again"), "the case moved on");
    investigator.does(&case, "propose-close", &ending).await;
    case.reporter_finds(ReporterStatus::Deciding, "").await;
    oversight.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(oversight, case)]
}

async fn knowingly_false(unit: &Unit) -> Ended<'_> {
    let Unit { intake, head, oversight, .. } = unit;
    let case = triaged(unit, "All officers of the airport are smugglers.").await;
    intake.does(&case, "move-assessment", &[]).await;
    head.opens(&case).await;
    give(unit, &case, oversight, "Three people must agree, oversight among them.").await;
    let told = "We looked at what you wrote. It did not happen, and you knew that.";
    let ending = closing("knowingly_false", "The writer says so in a letter.", told);
    intake.does(&case, "propose-close", &ending).await;
    let form = head.looks_at_the_proposal(&case).await;
    assert!(
        form.contains("What the reporter sees:</strong> nothing of this now"),
        "another must agree: {form}"
    );
    head.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Checking, "").await;
    assert!(head.opens(&case).await.contains("You have agreed already"));
    assert!(
        oversight
            .looks_at_the_proposal(&case)
            .await
            .contains("if you approve, “Finished” and the words above")
    );
    oversight.agrees(&case).await;
    case.reporter_finds(ReporterStatus::Finished, told).await;
    vec![(oversight, case)]
}

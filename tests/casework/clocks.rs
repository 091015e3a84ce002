//! What is due when, date by date; and that nothing a unit does resets a promise.

use redchannel::clock::Day;
use redchannel::model::casework::clocks::{Clock, Due, clocks};
use redchannel::model::casework::file::{What, Written};
use redchannel::model::casework::fold::told_by;
use redchannel::model::casework::outcome::ClosingReason;
use redchannel::model::casework::stage::{ReporterStatus, Stage};
use redchannel::model::casework::step::{Step, Verdict};
use redchannel::model::casework::triage::IdentityRisk;
use redchannel::model::casework::work::{Watch, Work};
use redchannel::model::report::Purpose;
use redchannel::model::role::Role;
use redchannel::model::roster::Policy;

use super::cast::{
    Story, acted, answer, close, declared, export, exposed, held, hold, item, member, moved, proposed,
    received, refer, roles, triaged,
};

/// The clocks of a kind, as `by`, or `by done day`.
fn due(story: &Story, kind: Due) -> Vec<String> {
    let words = |clock: &Clock| match clock.done {
        None => clock.by.to_string(),
        Some(done) => format!("{} done {done}", clock.by),
    };
    let all = clocks(&story.file(), &Policy::default(), story.day);
    all.iter().filter(|clock| clock.due == kind).map(words).collect()
}

#[test]
fn a_report_is_acknowledged_in_seven_days_and_answered_three_months_later() {
    // The day of the first message; acknowledged by, feedback by.
    let rows = [
        (None, "2026-03-09", "2026-06-09"),
        (Some(0), "2026-03-09 done 2026-03-02", "2026-06-02"),
        (Some(4), "2026-03-09 done 2026-03-06", "2026-06-06"),
        (Some(7), "2026-03-09 done 2026-03-09", "2026-06-09"),
        // Too late: the three months run from day 7 all the same.
        (Some(20), "2026-03-09 done 2026-03-22", "2026-06-09"),
    ];
    for (after, acknowledge, feedback) in rows {
        let story = match after {
            None => Story::new().later(200),
            Some(days) => Story::new().later(days).told(Purpose::Message).later(200),
        };
        assert_eq!(due(&story, Due::Acknowledge), [acknowledge], "{after:?}");
        assert_eq!(due(&story, Due::Feedback), [feedback], "{after:?}");
    }
    let answered = Story::new().later(3).told(Purpose::Message).later(80).told(Purpose::Feedback).later(9);
    assert_eq!(due(&answered, Due::Feedback), ["2026-06-05 done 2026-05-24"]);
    let told_twice = answered.told(Purpose::Feedback);
    assert_eq!(due(&told_twice, Due::Feedback), ["2026-06-05 done 2026-05-24"], "the first one counts");
}

#[test]
fn taking_a_case_up_tells_the_reporter_that_a_person_reads_it() {
    let story = Story::new().later(2).did(Role::Intake, declared(true));
    assert_eq!(due(&story, Due::Acknowledge), ["2026-03-09 done 2026-03-04"]);
    // Somebody who only looks tells nobody anything.
    let looked = Story::new().later(2).did(Role::Investigator, declared(false));
    assert_eq!(due(&looked, Due::Acknowledge), ["2026-03-09"]);
}

#[test]
fn shorter_promises_of_the_administration_count() {
    let policy = Policy { acknowledge_days: 3, feedback_months: 1, ..Policy::default() };
    let all = clocks(&Story::new().file(), &policy, received());
    let by = |kind: Due| all.iter().find(|clock| clock.due == kind).unwrap().by.to_string();
    assert_eq!((by(Due::Acknowledge), by(Due::Feedback)), ("2026-03-05".into(), "2026-04-05".into()));
}

#[test]
fn the_more_pressing_a_case_the_sooner_it_is_judged() {
    let judged = |pressing| {
        let story = Story::new().did(Role::Intake, declared(true)).later(1);
        due(&story.did(Role::Intake, triaged(pressing, IdentityRisk::Low)), Due::Triage)
    };
    assert_eq!(due(&Story::new(), Due::Triage), ["2026-03-05"], "nobody has judged it: three days");
    assert_eq!(judged(true), ["2026-03-03 done 2026-03-03"], "P1: a day");
    assert_eq!(judged(false), ["2026-03-16 done 2026-03-03"], "P4: fourteen days");
}

#[test]
fn an_open_case_is_never_silent_for_more_than_thirty_days() {
    let story = Story::new().later(1).told(Purpose::Message);
    assert_eq!(due(&story, Due::Update), ["2026-04-02"]);
    let again = story.later(29).told(Purpose::Message);
    assert_eq!(due(&again, Due::Update), ["2026-05-01"]);
    assert!(due(&Story::new(), Due::Update).is_empty(), "first comes the acknowledgement");
    assert!(due(&Story::at(Stage::Closed), Due::Update).is_empty());
    for stage in [Stage::Triage, Stage::Assessment, Stage::Investigation, Stage::OnHold, Stage::Referred] {
        assert_eq!(due(&Story::at(stage), Due::Update), ["2026-04-01"], "{stage:?}");
    }
}

#[test]
fn a_question_is_asked_again_after_thirty_days_and_waits_sixty_at_most() {
    let asked = Story::at(Stage::Triage).told(Purpose::Question);
    let at = |days: i64| {
        let story = asked.clone().later(days);
        (due(&story, Due::AskAgain), due(&story, Due::DecideWithout), story.file().waits(story.day))
    };
    let (day_30, day_60) = (vec!["2026-04-01".to_owned()], vec!["2026-05-01".to_owned()]);
    assert_eq!(at(0), (day_30.clone(), vec![], true));
    assert_eq!(at(29), (day_30, vec![], true));
    assert_eq!(at(30), (vec![], day_60.clone(), true));
    assert_eq!(at(59), (vec![], day_60.clone(), true));
    assert_eq!(at(60), (vec![], day_60, false), "the case goes on");

    let answered = asked.clone().later(10).more();
    assert!(due(&answered, Due::AskAgain).is_empty() && !answered.file().waits(answered.day));
    let nudged = asked.later(30).told(Purpose::Question);
    assert_eq!(due(&nudged, Due::AskAgain), ["2026-05-01"], "asked again: it waits from then");
}

#[test]
fn a_hold_is_looked_at_on_its_day_ninety_days_away_at_most() {
    let story = Story::at(Stage::Investigation).later(10);
    let review = story.day.plus(90);
    let on_hold = story.clone().did(Role::Head, held(review));
    assert_eq!(due(&on_hold, Due::HoldReview), [review.to_string()]);
    for wrong in [91, 0, -1] {
        let refused = story.clone().did(Role::Head, held(story.day.plus(wrong)));
        assert_eq!((refused.file().standing(), refused.file().disorder.len()), (Stage::Investigation, 1));
    }
    // Kept on hold with a reason and another day; it has lasted since it began.
    let kept = on_hold.clone().later(80);
    let kept = kept.clone().did(Role::Head, held(kept.day.plus(90)));
    assert_eq!(due(&kept, Due::HoldReview), [kept.day.plus(90).to_string()]);
    assert_eq!(kept.file().stage, Some((Stage::OnHold, story.day)));
    let resumed = on_hold.did(Role::Head, moved(Stage::Investigation));
    assert!(due(&resumed, Due::HoldReview).is_empty());
}

#[test]
fn a_legal_hold_is_looked_at_within_a_year_and_ends_when_two_lift_it() {
    let story = Story::at(Stage::Investigation);
    let review = story.day.plus(366);
    let on = story.clone().agreed(Role::Head, hold(review), &[Role::Oversight]);
    assert_eq!(due(&on, Due::LegalHoldReview), [review.to_string()]);
    let too_far = story.agreed(Role::Head, hold(review.plus(1)), &[Role::Oversight]);
    assert!(too_far.file().legal_hold.is_none());
    let lift = Step::LegalHold { on: false, why: "It is over.".into(), review: None };
    assert!(due(&on.agreed(Role::Oversight, lift, &[Role::Head]), Due::LegalHoldReview).is_empty());
}

/// The reporter hears from the unit on these days after the closing; what is due then.
fn check_in(told_after: &[i64]) -> Vec<String> {
    let watch = Work::Watched { watch: Watch::Protection, on: true, why: String::new() };
    let mut story = Story::at(Stage::Closed).did(Role::Protection, watch);
    let closed = story.day;
    for days in told_after {
        story.day = closed.plus(*days);
        story = story.told(Purpose::Message);
    }
    due(&story, Due::CheckIn)
}

#[test]
fn after_the_closing_the_reporter_is_asked_four_times_whether_they_are_safe() {
    let at = |days: i64| vec![received().plus(days).to_string()];
    assert_eq!(check_in(&[]), at(30));
    assert_eq!(check_in(&[29]), at(30), "a message before the day is not the question on it");
    assert_eq!(check_in(&[30]), at(90));
    assert_eq!(check_in(&[30, 91]), at(180));
    assert_eq!(check_in(&[30, 91, 200]), at(365));
    assert_eq!(check_in(&[365]), Vec::<String>::new(), "a year is over");
    assert!(due(&Story::at(Stage::Closed), Due::CheckIn).is_empty(), "nobody watches");
}

#[test]
fn check_ins_count_from_the_first_step_that_exposed_the_source() {
    let story = Story::at(Stage::Investigation).later(5).did(Role::Investigator, exposed()).later(20);
    let watch = Work::Watched { watch: Watch::Protection, on: true, why: String::new() };
    let watched = story.did(Role::Protection, watch);
    assert_eq!(due(&watched, Due::CheckIn), [received().plus(35).to_string()]);
    let ended = Work::Watched { watch: Watch::Protection, on: false, why: "They moved.".into() };
    assert!(due(&watched.did(Role::Head, ended), Due::CheckIn).is_empty());
}

#[test]
fn tasks_and_proposals_are_due_until_somebody_answers() {
    let story = Story::at(Stage::Investigation);
    let by = story.day.plus(12);
    let task = Work::Tasked { text: "Ask for the log.".into(), who: None, due: Some(by) };
    let place = story.items.len();
    let set = story.clone().did(Role::Intake, task);
    assert_eq!(due(&set, Due::Task), [by.to_string()]);
    let done = Work::TaskDone { task: item(place), words: String::new() };
    assert_eq!(due(&set.later(2).did(Role::Intake, done), Due::Task), [format!("{by} done 2026-03-04")]);
    let place = story.items.len();
    let open = story.did(Role::Head, proposed(refer()));
    assert_eq!(due(&open, Due::Answer), ["2026-03-05"]);
    assert!(due(&open.did(Role::Intake, answer(place, Verdict::Refuse)), Due::Answer).is_empty());
}

#[test]
fn a_case_that_is_reopened_keeps_its_days() {
    let legal = [Due::Acknowledge, Due::Feedback, Due::Triage];
    let closed = Story::at(Stage::Closed).later(100);
    let before: Vec<_> = legal.map(|kind| due(&closed, kind)).concat();
    let mut story = closed.did(Role::Intake, moved(Stage::Triage));
    assert_eq!(story.file().standing(), Stage::Triage);
    let steps = [
        (Role::Intake, triaged(true, IdentityRisk::Low)),
        (Role::Intake, triaged(false, IdentityRisk::Low)),
        (Role::Intake, moved(Stage::Assessment)),
        (Role::Head, moved(Stage::Investigation)),
        (Role::Investigator, moved(Stage::Decision)),
    ];
    for (role, work) in steps {
        story = story.later(3).did(role, work).told(Purpose::Feedback).more();
        if story.file().priority() == Story::at(Stage::Triage).file().priority() {
            assert_eq!(legal.map(|kind| due(&story, kind)).concat(), before, "{:?}", story.file().stage);
        }
        assert_eq!(story.file().received, Some(received()));
        assert_eq!(story.file().disorder, Vec::new());
    }
    let again = story.agreed(Role::Head, close(ClosingReason::Decided), &[Role::Intake]).file();
    assert_eq!((again.is_closed(), again.closings.len()), (true, 2));
    assert_eq!((again.received, again.acknowledged), (Some(received()), Some(received())));
}

#[test]
fn a_report_that_does_not_verify_promises_nothing() {
    let story = Story { items: Vec::new(), day: received() };
    assert!(clocks(&story.file(), &Policy::default(), received()).is_empty());
}

/// What the reporter finds if this were written next.
fn told(story: &Story, role: Role, work: &Work) -> Option<(ReporterStatus, String)> {
    let written = Written {
        item: item(story.items.len()),
        sequence: u64::try_from(story.items.len()).unwrap(),
        day: story.day,
        sha256: String::new(),
        what: What::Did(member(role), work),
    };
    told_by(&story.file(), &written, |id, _: Day| roles(id)).0.map(|status| (status.status, status.text))
}

#[test]
fn the_reporter_is_told_of_each_state_once_and_of_nothing_else() {
    use ReporterStatus::{Checking, Deciding, Finished, Investigating, Referred};
    let quiet = |status| Some((status, String::new()));
    let rows = [
        (Stage::Received, Role::Intake, declared(true), quiet(Checking)),
        (Stage::Received, Role::Investigator, declared(false), None),
        (Stage::Triage, Role::Intake, moved(Stage::Assessment), None),
        (Stage::Assessment, Role::Head, moved(Stage::Investigation), quiet(Investigating)),
        (Stage::Investigation, Role::Head, held(received().plus(9)), None),
        (Stage::OnHold, Role::Head, moved(Stage::Investigation), None),
        (Stage::Investigation, Role::Investigator, exposed(), None),
        (Stage::Decision, Role::Head, moved(Stage::Investigation), quiet(Investigating)),
        (Stage::Closed, Role::Intake, moved(Stage::Triage), quiet(Checking)),
        // A proposal tells nobody outside anything.
        (Stage::Decision, Role::Head, proposed(close(ClosingReason::Decided)), None),
        // What the rules refuse tells nothing either.
        (Stage::Triage, Role::Protection, moved(Stage::Assessment), None),
    ];
    for (stage, role, work, expected) in rows {
        assert_eq!(told(&Story::at(stage), role, &work), expected, "{stage:?} {role:?} {work:?}");
    }
    let ready = Story::at(Stage::Investigation).did(Role::Investigator, acted());
    let handed_in = told(&ready, Role::Investigator, &moved(Stage::Decision));
    assert_eq!(handed_in, quiet(Deciding));

    let agreed = |stage, what: Step| {
        let story = Story::at(stage);
        let place = story.items.len();
        told(&story.did(Role::Head, proposed(what)), Role::Intake, &answer(place, Verdict::Approve))
    };
    let closing = agreed(Stage::Decision, close(ClosingReason::Decided));
    assert_eq!(closing, Some((Finished, "Thank you.".into())));
    assert_eq!(agreed(Stage::Triage, refer()), Some((Referred, "We have sent it on.".into())));
    let quietly = Step::Refer {
        authority: "Police".into(),
        basis: "Section 12".into(),
        package: "The report".into(),
        feedback: String::new(),
        untold: "They would warn the accused.".into(),
    };
    assert_eq!(agreed(Stage::Triage, quietly), None, "telling would harm the inquiry");
    assert_eq!(agreed(Stage::Investigation, export()), None);
}

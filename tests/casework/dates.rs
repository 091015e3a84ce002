//! Days that cannot be: items dated back, or into the future.

use redchannel::model::casework::clocks::Due;
use redchannel::model::casework::clocks::clocks;
use redchannel::model::casework::dated::Misdated;
use redchannel::model::casework::guard::Guard;
use redchannel::model::casework::stage::Stage;
use redchannel::model::report::Purpose;
use redchannel::model::role::Role;
use redchannel::model::roster::Policy;

use super::cast::{Story, assigned, declared, member, received, roles};

#[test]
fn an_acknowledgement_dated_back_counts_on_the_day_of_what_stands_before_it() {
    let late = Story::new().later(20).more();
    let mut lied = late.clone().later(-15).told(Purpose::Message);
    lied.day = late.day;
    let file = lied.file();
    let (named, counts) = (received().plus(5), received().plus(20));
    assert_eq!(file.dates.misdated, [Misdated { sequence: 2, named, counts }]);
    assert_eq!(file.acknowledged, Some(counts));
    let due = clocks(&file, &Policy::default(), lied.day);
    let acknowledge = due.iter().find(|clock| clock.due == Due::Acknowledge).unwrap();
    assert_eq!(acknowledge.was_kept(lied.day), Some(false), "seven days had passed");
}

#[test]
fn an_item_of_the_future_counts_on_the_day_before_it_and_moves_nothing_after_it() {
    let mut story = Story::new().later(3).told(Purpose::Message);
    let today = story.day;
    story = story.later(400).told(Purpose::Question);
    story.day = today;
    let file = story.read(3, today);
    let named = today.plus(400);
    assert_eq!(file.dates.misdated, [Misdated { sequence: 2, named, counts: today }]);
    assert_eq!((file.told, file.question.unwrap().day), (Some(today), today));
    // What honest desks write afterwards is not called old.
    let after = story.later(2).more();
    let file = after.file();
    assert_eq!((file.dates.misdated.len(), file.heard), (1, Some(after.day)));
}

#[test]
fn a_report_of_the_future_came_in_today_at_the_latest() {
    let file = Story::new().read(1, received().plus(-40));
    assert_eq!(file.received, Some(received().plus(-40)));
    assert_eq!(file.dates.misdated.len(), 1);
}

#[test]
fn a_day_between_two_clocks_is_no_lie_and_time_still_does_not_run_backwards() {
    let story = Story::new().later(5).more().later(-1).told(Purpose::Message);
    let file = story.file();
    assert!(file.dates.misdated.is_empty());
    assert_eq!(file.acknowledged, Some(received().plus(5)));
    let tomorrow = Story::new().later(1).more();
    assert!(tomorrow.read(2, received()).dates.misdated.is_empty());
}

/// A role that was taken away cannot be used by writing an older day over what was signed.
#[test]
fn a_role_of_the_past_is_not_used_by_dating_back() {
    let mut story = Story::at(Stage::Triage).later(30).more();
    let today = story.day;
    story = story.later(-30).did(Role::Head, assigned());
    // The head was taken off after ten days.
    let file = story.read_by(story.items.len(), today, |id, day| {
        let left = id == member(Role::Head) && day > received().plus(10);
        if left { Vec::new() } else { roles(id) }
    });
    let last = u64::try_from(story.items.len()).unwrap() - 1;
    assert!(matches!(file.disorder[..], [(place, Guard::Role(_))] if place == last), "{:?}", file.disorder);
    assert_eq!(file.lead, None);
}

#[test]
fn taking_up_late_cannot_be_dated_back_either() {
    let late = Story::new().later(12).did(Role::Investigator, declared(false));
    let story = late.later(-10).did(Role::Intake, declared(true));
    let file = story.read(3, received().plus(12));
    assert_eq!(file.stage, Some((Stage::Triage, received().plus(12))));
    assert_eq!(file.acknowledged, Some(received().plus(12)));
}

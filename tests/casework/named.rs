//! Whom a case is given to, and what must not be destroyed: rules that hold against a desk that was changed.

use redchannel::model::casework::file::Fate;
use redchannel::model::casework::guard::Guard;
use redchannel::model::casework::rules::{check, may};
use redchannel::model::casework::stage::Stage;
use redchannel::model::casework::step::{Step, StepKind, Verdict};
use redchannel::model::casework::work::Work;
use redchannel::model::casework::{MOST_REASON, deed::Deed};
use redchannel::model::id::MemberId;
use redchannel::model::role::Role;

use super::cast::{
    Story, answer, declared, deputy, hold, member, person, proposed, received, recused, roles,
};

fn assigned(lead: Option<MemberId>, team: Vec<MemberId>) -> Work {
    Work::Assigned { lead, team, why: String::new() }
}

fn key_to(member: MemberId) -> Work {
    proposed(Step::AddReader { member, grant: String::new(), why: "They know the office.".into() })
}

fn destroy(why: &str) -> Step {
    Step::Destroy { why: why.into(), after: 0, grant: String::new() }
}

#[test]
fn nobody_is_given_a_case_who_stepped_back_from_it_or_who_handles_none() {
    let (lead, stranger) = (person(Role::Investigator).id, MemberId::from_bytes([99; 16]));
    let gone = deputy(Role::Intake);
    let file = Story::at(Stage::Assessment).by(gone.id, recused()).file();
    let head = person(Role::Head);
    let may_write = |work: &Work| check(work, &head, &file, (received(), &roles));
    assert_eq!(may_write(&assigned(Some(lead), Vec::new())), Ok(()));
    assert_eq!(may_write(&assigned(None, Vec::new())), Ok(()));
    assert_eq!(may_write(&key_to(person(Role::Oversight).id)), Ok(()));
    for work in [assigned(Some(gone.id), Vec::new()), assigned(Some(lead), vec![gone.id]), key_to(gone.id)] {
        assert_eq!(may_write(&work), Err(Guard::TooNear(gone.id)), "{work:?}");
    }
    for nobody in [stranger, member(Role::Admin), member(Role::Custodian), member(Role::Analyst)] {
        for work in [assigned(Some(nobody), Vec::new()), assigned(Some(lead), vec![nobody]), key_to(nobody)] {
            assert_eq!(may_write(&work), Err(Guard::NoHandler(nobody)), "{work:?}");
        }
    }
}

#[test]
fn a_desk_that_gives_a_case_to_such_a_person_all_the_same_is_not_believed() {
    let gone = deputy(Role::Intake);
    let before = Story::at(Stage::Assessment).by(gone.id, recused());
    let lead = before.file().lead;
    let after =
        before.did(Role::Head, assigned(Some(gone.id), Vec::new())).did(Role::Head, key_to(gone.id)).file();
    assert_eq!(after.lead, lead);
    assert!(after.proposals.is_empty());
    let guards: Vec<_> = after.disorder.iter().map(|(_, guard)| guard.clone()).collect();
    assert_eq!(guards, [Guard::TooNear(gone.id), Guard::TooNear(gone.id)]);
}

#[test]
fn only_a_closed_case_without_a_hold_is_destroyed_by_two_of_whom_one_leads() {
    let closed = || Story::at(Stage::Closed);
    let head = person(Role::Head);
    for stage in Stage::ALL {
        let allowed = may(
            Deed::Propose(StepKind::Destroy),
            &head,
            &Story::at(*stage).did(Role::Head, declared(false)).file(),
        );
        assert_eq!(allowed.is_ok(), *stage == Stage::Closed, "{stage:?}: {allowed:?}");
    }
    let by = |proposer: Role, second: Role| {
        let (proposer, second) = (person(proposer), deputy(second));
        let story = closed().by(proposer.id, declared(false)).by(second.id, declared(false));
        let place = story.items.len();
        let story = story.by(proposer.id, proposed(destroy("A test of ours.")));
        let file = story.by(second.id, answer(place, Verdict::Approve)).file();
        let last = file.proposals.last().filter(|last| last.proposal.what.kind() == StepKind::Destroy);
        last.is_some_and(|last| matches!(last.fate, Fate::Done(_)))
    };
    assert!(
        by(Role::Head, Role::Intake) && by(Role::Oversight, Role::Investigator) && by(Role::Head, Role::Head)
    );
    assert!(
        !by(Role::Intake, Role::Head) && !by(Role::Investigator, Role::Oversight),
        "they may not propose it"
    );
    let kept = closed().agreed(Role::Head, hold(received().plus(100)), &[Role::Oversight]).file();
    let tried = |step: Step, file| check(&proposed(step), &head, file, (received(), &roles));
    assert_eq!(tried(destroy("A test of ours."), &kept), Err(Guard::OnHold));
    let file = closed().file();
    assert_eq!(tried(destroy("A test of ours."), &file), Ok(()));
    for why in [String::new(), "  ".into(), "x".repeat(MOST_REASON + 1), "two\nlines".into()] {
        assert!(matches!(tried(destroy(&why), &file), Err(Guard::Words(_))), "{why:?}");
    }
}

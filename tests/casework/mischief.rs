//! Whatever members sign, in whatever order, with whatever desks: nothing is closed without those who must agree, nothing stale takes
//! effect, and what breaks the rules changes nothing.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use redchannel::clock::Day;
use redchannel::model::casework::dated::Dates;
use redchannel::model::casework::file::{CaseFile, Fate, Person, Proposed};
use redchannel::model::casework::outcome::ClosingReason;
use redchannel::model::casework::stage::Stage;
use redchannel::model::casework::step::{Exposure, Step, Verdict};
use redchannel::model::casework::triage::{IdentityRisk, Priority};
use redchannel::model::casework::work::{Relation, Watch, Work};
use redchannel::model::id::CaseId;
use redchannel::model::report::Purpose;
use redchannel::model::role::Role;

use super::cast::{
    Said, Story, acted, answer, assigned, close, declared, deputy, evidenced, export, exposed, found, held,
    hold, item, moved, person, proposed, received, recused, refer, rooted, triaged,
};

fn anybody() -> impl Strategy<Value = Person> {
    let all: Vec<Person> = Role::ALL.into_iter().flat_map(|role| [person(role), deputy(role)]).collect();
    select(all)
}

/// Somebody who may propose or answer.
fn colleague() -> impl Strategy<Value = Person> {
    let all = [Role::Intake, Role::Head, Role::Oversight].into_iter();
    select(
        all.flat_map(|role| [person(role), deputy(role)])
            .chain([person(Role::Investigator)])
            .collect::<Vec<_>>(),
    )
}

fn any_step() -> impl Strategy<Value = Step> {
    let member = person(Role::Oversight).id;
    let (grant, why) = (String::new(), String::from("They know the office."));
    let mut steps: Vec<Step> = ClosingReason::ALL.iter().map(|reason| close(*reason)).collect();
    steps.extend([
        refer(),
        export(),
        hold(received().plus(100)),
        Step::LegalHold { on: false, why: "It is over.".into(), review: None },
        Step::AddReader { member, grant: grant.clone(), why: why.clone() },
        Step::RemoveReader { member, grant: grant.clone(), why: why.clone() },
        Step::Destroy { why, after: 0, grant },
        Step::Expose { exposure: Exposure::Interview, plan: "The shift leader.".into() },
    ]);
    select(steps)
}

/// What is done next: something that stands for itself, or something about what stands a few places before.
#[derive(Clone, Debug)]
enum Act {
    Say(Said),
    Answer(Person, usize, Verdict),
    Withdraw(Person, usize),
    /// Somebody proposes to close, and others agree at once.
    Close(Person, ClosingReason, Vec<Person>),
}

fn any_work() -> impl Strategy<Value = Work> {
    let link = Work::Linked {
        to: CaseId::from_bytes([9; 16]),
        relation: Relation::MergedInto,
        words: String::new(),
    };
    let watch = |on| Work::Watched { watch: Watch::Protection, on, why: String::new() };
    let (lead, team) = (Some(person(Role::Head).id), vec![person(Role::Oversight).id]);
    let fixed = vec![
        declared(false),
        declared(false),
        declared(true),
        recused(),
        triaged(false, IdentityRisk::Low),
        triaged(true, IdentityRisk::High),
        assigned(),
        Work::Assigned { lead, team, why: String::new() },
        Work::Planned { text: "Ask.".into() },
        Work::Noted { text: "Seen.".into(), mentions: Vec::new() },
        Work::Noted { text: " ".into(), mentions: Vec::new() },
        Work::Tasked { text: "Ask.".into(), who: None, due: None },
        evidenced(),
        found(),
        acted(),
        rooted(),
        exposed(),
        link,
        watch(true),
        watch(false),
        held(received().plus(30)),
    ];
    prop_oneof![
        3 => select(fixed),
        2 => select(Stage::ALL).prop_map(moved),
        3 => any_step().prop_map(proposed),
    ]
}

fn any_act() -> impl Strategy<Value = Act> {
    let verdicts = vec![Verdict::Approve, Verdict::Approve, Verdict::Refuse];
    let purposes = vec![Purpose::Message, Purpose::Question, Purpose::Feedback];
    let agree = prop::collection::vec(colleague(), 1..4);
    prop_oneof![
        8 => (anybody(), any_work()).prop_map(|(who, work)| Act::Say(Said::Did(who.id, Box::new(work)))),
        1 => Just(Act::Say(Said::More)),
        1 => (anybody(), select(purposes)).prop_map(|(who, purpose)| Act::Say(Said::Told(who.id, purpose))),
        3 => (anybody(), 1..6_usize, select(verdicts)).prop_map(|(who, back, verdict)| Act::Answer(who, back, verdict)),
        1 => (anybody(), 1..6_usize).prop_map(|(who, back)| Act::Withdraw(who, back)),
        4 => (colleague(), select(ClosingReason::ALL), agree).prop_map(|(who, reason, all)| Act::Close(who, reason, all)),
    ]
}

fn act(story: Story, act: Act) -> Story {
    let here = story.items.len();
    let before = |back: usize| here.saturating_sub(back);
    match act {
        Act::Say(said) => story.say(said),
        Act::Answer(who, back, verdict) => story.by(who.id, answer(before(back), verdict)),
        Act::Withdraw(who, back) => story.by(who.id, Work::Withdrawn { proposal: item(before(back)) }),
        Act::Close(who, reason, agree) => {
            let open = story.by(who.id, proposed(close(reason)));
            agree.into_iter().fold(open, |story, who| story.by(who.id, answer(here, Verdict::Approve)))
        }
    }
}

/// A case that was worked on by the rules up to some state, and then by anybody, as they liked. Some deputies have said that they know
/// nobody in it, others have not.
fn any_story() -> impl Strategy<Value = Story> {
    let acts = prop::collection::vec((any_act(), -3..9_i64), 0..25);
    (select(Stage::ALL), acts).prop_map(|(stage, acts)| {
        let deputies = [Role::Intake, Role::Head, Role::Oversight];
        let begun = deputies
            .into_iter()
            .fold(Story::at(stage), |story, role| story.by(deputy(role).id, declared(false)))
            .later(1);
        acts.into_iter().fold(begun, |story, (next, days)| act(story.later(days), next))
    })
}

/// Who stands behind a closing, by the words of the field and not by the code that is tested: `before` is the case that is closed.
fn closing_is_agreed(before: &CaseFile, closing: &Proposed) -> bool {
    let leads = |who: &Person| who.has(Role::Head) || who.has(Role::Oversight);
    let agreed = &closing.agreed;
    let others = agreed.iter().all(|who| who.id != closing.mark.by);
    let mut ids: Vec<_> = agreed.iter().map(|who| who.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let distinct = ids.len() == agreed.len() && !agreed.is_empty();
    let one_leads = leads(&closing.proposer) || agreed.iter().any(leads);
    let outside = |who: &&Person| !before.is_assigned(who.id);
    let Step::Close { reason, .. } = &closing.proposal.what else { return false };
    let enough = match (reason, before.standing()) {
        (ClosingReason::KnowinglyFalse, _) => {
            agreed.len() >= 2 && agreed.iter().any(|who| who.has(Role::Oversight))
        }
        (_, Stage::Decision) if before.priority() == Some(Priority::P1) => {
            agreed.iter().filter(outside).any(|who| who.has(Role::Oversight))
        }
        (_, Stage::Decision) => agreed.iter().any(|who| outside(&who)),
        (_, _) => true,
    };
    others && distinct && one_leads && enough
}

fn without_disorder(file: &CaseFile) -> CaseFile {
    CaseFile { disorder: Vec::new(), dates: Dates::default(), ..file.clone() }
}

const fn is_settled(fate: &Fate) -> bool {
    matches!(fate, Fate::Done(_) | Fate::Refused(..) | Fate::Withdrawn | Fate::Stale(_))
}

/// Holds one step of a story against what must never happen.
fn check_step(before: &CaseFile, after: &CaseFile, said: &Said) -> Result<(), TestCaseError> {
    if after.disorder.len() > before.disorder.len() {
        prop_assert_eq!(
            without_disorder(before),
            without_disorder(after),
            "what breaks the rules changes nothing"
        );
        prop_assert_eq!(after.disorder.len(), before.disorder.len() + 1);
    }
    for (old, new) in before.proposals.iter().zip(&after.proposals) {
        prop_assert_eq!(&old.proposal, &new.proposal);
        if is_settled(&old.fate) {
            prop_assert_eq!(&old.fate, &new.fate, "what is settled stays so: nothing stale takes effect");
            prop_assert_eq!(&old.agreed, &new.agreed);
        }
    }
    for proposed in &after.proposals {
        prop_assert!(
            proposed.agreed.iter().all(|who| who.id != proposed.mark.by),
            "nobody agrees with themselves"
        );
        prop_assert!(!matches!(proposed.fate, Fate::Done(_)) || !proposed.agreed.is_empty());
    }
    if after.is_closed() && !before.is_closed() {
        let done = after
            .proposals
            .iter()
            .zip(&before.proposals)
            .find(|(new, old)| matches!((&new.fate, &old.fate), (Fate::Done(_), Fate::Open)));
        let Some((closing, _)) = done else {
            return Err(TestCaseError::fail(format!("closed without a proposal, by {said:?}")));
        };
        prop_assert!(closing_is_agreed(before, closing), "{:?} by {:?}", closing, said);
        prop_assert_eq!(after.closings.len(), before.closings.len() + 1);
    }
    prop_assert_eq!(after.received, before.received.or(after.received));
    prop_assert!(before.acknowledged.is_none() || after.acknowledged == before.acknowledged);
    prop_assert!(before.feedback.is_none() || after.feedback == before.feedback, "no promise is reset");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_story_of_any_members_breaks_what_the_rules_promise(story in any_story()) {
        let today = story.items.iter().map(|(day, _)| *day).max().unwrap();
        let files: Vec<CaseFile> = (0..=story.items.len()).map(|items| story.read(items, today)).collect();
        for (place, (_, said)) in story.items.iter().enumerate() {
            check_step(&files[place], &files[place + 1], said)?;
        }
    }

    /// Those who agree may do so in any order: the last one is as good as the first.
    #[test]
    fn the_order_in_which_people_agree_changes_nothing(
        order in Just(vec![Role::Intake, Role::Head, Role::Oversight]).prop_shuffle(),
        proposer in select(vec![Role::Intake, Role::Head, Role::Oversight]),
        reason in select(vec![ClosingReason::KnowinglyFalse, ClosingReason::Decided]),
        pressing in any::<bool>(),
    ) {
        let begun = || Story::at(Stage::Decision).did(Role::Intake, triaged(pressing, IdentityRisk::Low));
        let others: Vec<Role> = order.iter().copied().filter(|role| *role != proposer).collect();
        let turned: Vec<Role> = others.iter().rev().copied().collect();
        let one = begun().agreed(proposer, close(reason), &others).file();
        let other = begun().agreed(proposer, close(reason), &turned).file();
        prop_assert_eq!(one.is_closed(), other.is_closed());
        prop_assert_eq!(&one.closings, &other.closings);
        prop_assert_eq!((one.shown, one.told, one.feedback), (other.shown, other.told, other.feedback));
    }

    /// Notes of two people stand beside each other, whichever came first.
    #[test]
    fn what_two_people_note_at_once_has_no_order(stage in select(Stage::ALL)) {
        let (note, task) = (
            Work::Noted { text: "Seen.".into(), mentions: Vec::new() },
            Work::Watched { watch: Watch::Protection, on: true, why: String::new() },
        );
        let read = |first: &Work, second: &Work| {
            Story::at(stage).did(Role::Intake, first.clone()).did(Role::Head, second.clone()).file()
        };
        prop_assert_eq!(read(&note, &task).watches, read(&task, &note).watches);
        prop_assert_eq!(read(&note, &task).stage, read(&task, &note).stage);
    }
}

/// The stories above would prove nothing if they never came near what they are to test.
#[test]
fn stories_come_to_closings_to_stale_proposals_and_to_broken_rules() {
    let mut runner = TestRunner::deterministic();
    let (mut closings, mut stale, mut broken) = (0, 0, 0);
    for _ in 0..300 {
        let story = any_story().new_tree(&mut runner).unwrap().current();
        let file = story.file();
        let late = |day: Day| day > received();
        closings += file.closings.iter().filter(|closing| late(closing.day)).count();
        stale += file.proposals.iter().filter(|proposed| matches!(proposed.fate, Fate::Stale(_))).count();
        broken += file.disorder.len();
    }
    assert!(closings > 20 && stale > 40 && broken > 1_000, "{closings} {stale} {broken}");
}

#[test]
fn a_proposal_is_stale_once_the_case_moved_on_and_cannot_be_agreed_to() {
    let begun = Story::at(Stage::Decision);
    let place = begun.items.len();
    let open = begun.did(Role::Head, proposed(close(ClosingReason::Decided)));
    let agree = |story: Story| story.did(Role::Oversight, answer(place, Verdict::Approve)).file();
    assert!(agree(open.clone()).is_closed());
    let moves = [
        open.clone().more(),
        open.clone().did(Role::Intake, triaged(false, IdentityRisk::Low)),
        open.clone().did(Role::Head, assigned()),
        open.clone().did(Role::Investigator, acted()),
        open.clone().did(Role::Investigator, rooted()),
        open.clone().did(Role::Investigator, evidenced()),
        open.clone().did(Role::Investigator, recused()),
        open.clone().did(Role::Head, moved(Stage::Investigation)),
    ];
    for story in moves {
        let file = agree(story);
        assert!(!file.is_closed() && matches!(file.proposals[0].fate, Fate::Stale(_)), "{:?}", file.stage);
        assert_eq!(file.disorder.len(), 1);
    }
    // Words beside it leave it as it was.
    let note = Work::Noted { text: "Well done.".into(), mentions: Vec::new() };
    assert!(agree(open.clone().did(Role::Intake, note)).is_closed());
    assert!(agree(open.told(Purpose::Message)).is_closed());
}

#[test]
fn an_answer_to_other_bytes_than_the_proposals_counts_for_nothing() {
    let begun = Story::at(Stage::Decision);
    let place = begun.items.len();
    let open = begun.did(Role::Head, proposed(close(ClosingReason::Decided)));
    let Work::Answered { answer: mut other } = answer(place, Verdict::Approve) else { panic!() };
    other.sha256 = "cd".repeat(32);
    let file = open.did(Role::Oversight, Work::Answered { answer: other }).file();
    assert!(!file.is_closed() && file.proposals[0].fate == Fate::Open && file.disorder.len() == 1);
}

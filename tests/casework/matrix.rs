//! The rules against the permissions that the field works by, copied by hand, row by row: y allowed, d two people, c only assigned
//! cases, p proposes only, – no. Where the product deviates, the reason stands beside it.
//!
//! Rows that are not here name nothing that is done in a case: who reads it is decided by who holds a key (`tests/api`, `tests/vault`),
//! unstripped files are sealed apart by the reporter's choice, users and deadlines stand in the roster, statistics are counted
//! elsewhere, and nobody deletes by hand because there is nothing that does it.

use redchannel::model::casework::deed::{Deed, MOVES, Permission};
use redchannel::model::casework::file::{CaseFile, Fate, Person};
use redchannel::model::casework::guard::Guard;
use redchannel::model::casework::outcome::ClosingReason;
use redchannel::model::casework::rules::{check, takes_up};
use redchannel::model::casework::second::{Need, needs, unmet};
use redchannel::model::casework::stage::Stage;
use redchannel::model::casework::step::{Step, StepKind, Verdict};
use redchannel::model::casework::triage::IdentityRisk;
use redchannel::model::casework::work::{Relation, Watch, Work};
use redchannel::model::id::CaseId;
use redchannel::model::role::Role;

use super::cast::{
    Story, answer, close, declared, deputy, export, hold, member, person, proposed, received, refer, roles,
    triaged,
};

/// The columns of the matrix.
const COLUMNS: [Role; 7] = [
    Role::Intake,
    Role::Investigator,
    Role::Head,
    Role::Protection,
    Role::Oversight,
    Role::Admin,
    Role::Analyst,
];

/// A deviation: in this row, for this role, this letter instead, and why.
type Instead = (&'static str, Role, char, &'static str);

const DEVIATIONS: &[Instead] = &[
    (
        "given identity",
        Role::Intake,
        'y',
        "Asking opens nothing: the custodian is the second person in every request. In triage nobody is assigned, and danger to life \
         cannot wait for it.",
    ),
    ("given identity", Role::Head, 'y', "As for intake."),
    ("given identity", Role::Oversight, 'y', "Two people by nature: oversight asks, the custodian grants."),
];

/// The letter of a role in a row, as the matrix has it or as the deviation says.
fn expected(row: &str, letters: &str, role: Role) -> char {
    let place = COLUMNS.iter().position(|column| *column == role).unwrap();
    let letter = letters.split(' ').nth(place).unwrap().chars().next().unwrap();
    match DEVIATIONS.iter().find(|(of, who, _, why)| *of == row && *who == role && !why.is_empty()) {
        Some((_, _, instead, _)) => *instead,
        None => letter,
    }
}

/// What one person does alone.
fn alone(row: &str, letters: &str, deed: Deed) {
    for role in COLUMNS {
        let letter = match deed.permission(role) {
            Permission::Always => 'y',
            Permission::Assigned => 'c',
            Permission::Never => '–',
        };
        assert_eq!(letter, expected(row, letters, role), "{row}, {role:?}");
    }
}

/// What takes two: whether a role proposes it, and whether two of that letter alone can bring it about.
fn in_two(row: &str, letters: &str, kind: StepKind) {
    for role in COLUMNS {
        let may = |deed: Deed| deed.permission(role) != Permission::Never;
        let letter = expected(row, letters, role);
        assert_eq!(may(Deed::Propose(kind)), letter != '–', "{row}, {role:?}");
        assert!(letter != 'd' || may(Deed::Answer(kind)), "{row}, {role:?}");
    }
}

#[test]
fn what_one_person_does_alone_follows_the_matrix() {
    //                            Int Inv Head Prot Over Adm Ana
    alone("message the reporter", "y c y c y – –", Deed::Reply);
    alone("set priority", "y – y – y – –", Deed::Triage);
    alone("assign, re-assign", "– – y – y – –", Deed::Assign);
    alone("given identity", "c c c c d – –", Deed::AskIdentity);
    alone("open retaliation watch", "y y y y y – –", Deed::Watch);
}

#[test]
fn what_takes_two_people_follows_the_matrix() {
    //                       Int Inv Head Prot Over Adm Ana
    in_two("close", "p p d – d – –", StepKind::Close);
    in_two("refer", "p p d – d – –", StepKind::Refer);
    in_two("export", "– d d – d – –", StepKind::Export);
    in_two("legal hold", "– – d – d – –", StepKind::LegalHold);
    // "Nobody deletes by hand": what two people can do to a closed case is destroy it, and the ledger says so for ever.
    in_two("destroy", "– – d – d – –", StepKind::Destroy);
}

fn linked(relation: Relation) -> Work {
    Work::Linked { to: CaseId::from_bytes([9; 16]), relation, words: String::new() }
}

/// A case in which somebody of this role is assigned and has declared.
fn at_work(role: Role) -> (Person, CaseFile) {
    let (who, mut file) = (person(role), Story::at(Stage::Investigation).file());
    file.team.push(who.id);
    (who, file)
}

#[test]
fn whoever_sets_priorities_merges_and_nobody_else() {
    for role in COLUMNS {
        let (who, file) = at_work(role);
        let allowed = |relation| check(&linked(relation), &who, &file, (received(), &roles)).is_ok();
        assert_eq!(
            allowed(Relation::MergedInto),
            expected("merge", "y – y – y – –", role) == 'y',
            "{role:?}"
        );
        let links = !matches!(role, Role::Protection | Role::Admin | Role::Analyst);
        assert_eq!((allowed(Relation::Related), allowed(Relation::Duplicate)), (links, links), "{role:?}");
    }
}

#[test]
fn a_watch_is_begun_by_anybody_who_reads_and_ended_by_those_who_judge_or_work_on_the_case() {
    let watch = |on| Work::Watched { watch: Watch::Protection, on, why: String::new() };
    for role in [Role::Intake, Role::Investigator, Role::Head, Role::Protection, Role::Oversight] {
        let (who, mut file) = at_work(role);
        assert_eq!(check(&watch(false), &who, &file, (received(), &roles)), Ok(()), "assigned {role:?}");
        (file.team, file.lead) = (Vec::new(), None);
        assert_eq!(check(&watch(true), &who, &file, (received(), &roles)), Ok(()));
        let judges = matches!(role, Role::Intake | Role::Head | Role::Oversight);
        let expected = if judges { Ok(()) } else { Err(Guard::NotAssigned) };
        assert_eq!(check(&watch(false), &who, &file, (received(), &roles)), expected, "{role:?}");
    }
}

/// The transitions that one person makes, with those who make them; after `+` who may as well, and why.
const TRANSITIONS: &[(Stage, Stage, &[Role], &[Role])] = {
    use Role::{Head, Intake, Investigator, Oversight};
    use Stage::{Assessment, Closed, Decision, Investigation, OnHold, Triage};
    // Oversight takes the cases that the unit must not see, and has nobody else to do in them what the unit does in others; the head
    // sets priorities as intake does. A reviewer is anybody who may be the second person of a closing. A hold is renewed as it is begun.
    // Reopening harms nobody: the head may uphold a reporter's request for a review, too.
    &[
        (Triage, Assessment, &[Intake], &[Head, Oversight]),
        (Assessment, Investigation, &[Head], &[Oversight]),
        (Investigation, OnHold, &[Head], &[Oversight]),
        (OnHold, Investigation, &[Head], &[Oversight]),
        (OnHold, OnHold, &[Head], &[Oversight]),
        (Investigation, Decision, &[Investigator], &[Head, Oversight]),
        (Decision, Investigation, &[Intake, Investigator, Head, Oversight], &[]),
        (Closed, Triage, &[Intake, Oversight], &[Head]),
    ]
};

#[test]
fn the_transitions_are_those_of_the_table_and_no_others() {
    for from in Stage::ALL {
        for to in Stage::ALL {
            let ours = MOVES.iter().find(|(source, target, _)| source == from && target == to);
            let theirs = TRANSITIONS.iter().find(|(source, target, _, _)| source == from && target == to);
            let sorted = |roles: &mut Vec<Role>| roles.sort();
            let mut ours = ours.map(|(_, _, roles)| roles.to_vec()).unwrap_or_default();
            let mut theirs = theirs.map(|(_, _, who, also)| [*who, *also].concat()).unwrap_or_default();
            sorted(&mut ours);
            sorted(&mut theirs);
            assert_eq!(ours, theirs, "{from:?} to {to:?}");
        }
    }
    let up: Vec<Role> = Role::ALL.into_iter().filter(|role| takes_up(&person(*role))).collect();
    assert_eq!(up, [Role::Intake, Role::Head, Role::Oversight], "received to triage");
}

/// Whether these two, one proposing and one agreeing, bring a step about. Nobody is on the team but the investigator who leads.
fn brings_about(stage: Stage, pressing: bool, step: &Step, two: (&Person, &Person)) -> bool {
    let mut story = Story::at(stage);
    if pressing {
        // Judged anew: the newest judgement counts.
        story = story.did(Role::Intake, triaged(true, IdentityRisk::Low));
    }
    let (proposer, second) = two;
    for who in [proposer, second] {
        story = story.by(who.id, declared(false));
    }
    let place = story.items.len();
    let story = story.by(proposer.id, proposed(step.clone()));
    let story = story.by(second.id, answer(place, Verdict::Approve));
    let file = story.file();
    file.proposals
        .last()
        .is_some_and(|last| matches!(last.fate, Fate::Done(_)) && last.proposal.what == *step)
}

#[test]
fn a_case_is_closed_or_referred_with_the_head_or_oversight_among_the_two_and_a_reviewer_from_outside() {
    use Role::{Head, Intake, Investigator, Oversight};
    let leads = |role: Role| matches!(role, Head | Oversight);
    let ways = [
        (Stage::Triage, close(ClosingReason::AlreadyHandled)),
        (Stage::Assessment, close(ClosingReason::AlreadyHandled)),
        (Stage::Decision, close(ClosingReason::Decided)),
        (Stage::Referred, close(ClosingReason::AlreadyHandled)),
        (Stage::Triage, refer()),
        (Stage::Investigation, refer()),
    ];
    for (stage, step) in &ways {
        for pressing in [false, true] {
            for first in [Intake, Head, Oversight] {
                for second in [Intake, Investigator, Head, Oversight] {
                    let (proposer, reviewer) = (person(first), deputy(second));
                    let done = brings_about(*stage, pressing, step, (&proposer, &reviewer));
                    let pair = leads(first) || leads(second);
                    // In the decision of a pressing case the reviewer belongs to oversight.
                    let decided = *stage == Stage::Decision && pressing;
                    let expected = if decided { second == Oversight } else { pair };
                    assert_eq!(done, expected, "{stage:?} {first:?} {second:?} pressing: {pressing}");
                }
            }
            assert!(!brings_about(*stage, pressing, step, (&person(Head), &person(Head))), "twice the same");
        }
    }
    // The investigator who leads the case proposes its closing, and is nobody's reviewer of it.
    let decided = close(ClosingReason::Decided);
    let lead = person(Investigator);
    assert!(brings_about(Stage::Decision, false, &decided, (&lead, &person(Head))));
    assert!(!brings_about(Stage::Decision, false, &decided, (&person(Head), &lead)));
}

#[test]
fn the_reviewer_of_a_pressing_case_belongs_to_oversight_and_does_not_work_on_it() {
    let mut file = Story::at(Stage::Decision).did(Role::Intake, triaged(true, IdentityRisk::Low)).file();
    let step = close(ClosingReason::Decided);
    let head = person(Role::Head);
    let needs = needs(&step, &head, &file);
    assert_eq!(needs, [Need::OversightOutside]);
    assert!(unmet(&needs, &[person(Role::Oversight)], &file).is_empty());
    file.team.push(member(Role::Oversight));
    assert_eq!(unmet(&needs, &[person(Role::Oversight)], &file), needs);
}

#[test]
fn exports_and_legal_holds_take_two_who_may_and_nobody_else() {
    use Role::{Head, Intake, Investigator, Oversight, Protection};
    let hold = hold(received().plus(300));
    for first in [Intake, Investigator, Head, Protection, Oversight] {
        for second in [Intake, Investigator, Head, Protection, Oversight] {
            let two = (&person(first), &deputy(second));
            let in_row = |roles: &[Role]| roles.contains(&first) && roles.contains(&second);
            let done = brings_about(Stage::Investigation, false, &export(), two);
            assert_eq!(done, in_row(&[Investigator, Head, Oversight]), "export {first:?} {second:?}");
            let done = brings_about(Stage::Investigation, false, &hold, two);
            assert_eq!(done, in_row(&[Head, Oversight]), "hold {first:?} {second:?}");
        }
    }
}

#[test]
fn knowingly_false_takes_oversight_and_two_others_one_of_whom_leads() {
    use Role::{Head, Intake, Oversight};
    let step = close(ClosingReason::KnowinglyFalse);
    let fate = |proposer: Role, agree: &[Role]| {
        let story = Story::at(Stage::Decision).agreed(proposer, step.clone(), agree);
        story.file().is_closed()
    };
    assert!(!fate(Head, &[Oversight]), "two are too few");
    assert!(!fate(Oversight, &[Head]), "whoever proposes is not the oversight that agrees");
    assert!(!fate(Intake, &[Head]));
    assert!(fate(Head, &[Oversight, Intake]) && fate(Head, &[Intake, Oversight]));
    assert!(fate(Intake, &[Head, Oversight]) && fate(Intake, &[Oversight, Head]));
}

#[test]
fn a_referred_case_waits_a_year_for_an_answer() {
    let waited = |days: i64| {
        let story = Story::at(Stage::Referred).later(days);
        story.agreed(Role::Head, close(ClosingReason::ReferredNoReturn), &[Role::Intake]).file().is_closed()
    };
    assert_eq!((waited(364), waited(365)), (false, true));
    let known = Story::at(Stage::Referred).later(30);
    let known = known.agreed(Role::Head, close(ClosingReason::Decided), &[Role::Intake]);
    assert!(known.file().is_closed(), "once the outcome is known");
}

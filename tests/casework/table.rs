//! The whole of the rules as one table that somebody can read: state by state, what can be done, by whom, and what must be there first.

use std::fmt::Write as _;

use redchannel::model::casework::deed::Deed;
use redchannel::model::casework::file::{CaseFile, Person};
use redchannel::model::casework::guard::Guard;
use redchannel::model::casework::rules::may;
use redchannel::model::casework::stage::Stage;
use redchannel::model::casework::step::StepKind;
use redchannel::model::casework::triage::IdentityRisk;
use redchannel::model::casework::work::Conflict;
use redchannel::model::role::Role;

use super::cast::{Story, deputy, person, received, triage};

/// What a deed is called in the table.
fn deed_words(deed: Deed) -> String {
    match deed {
        Deed::Declare => "say whether they stand too near".into(),
        Deed::Reply => "write to the reporter".into(),
        Deed::Triage => "judge the case (triage)".into(),
        Deed::Move(Stage::Triage) => "reopen".into(),
        Deed::Move(Stage::OnHold) => "put, or keep, on hold".into(),
        Deed::Move(to) => format!("move to {}", to.words().to_lowercase()),
        Deed::Assign => "assign".into(),
        Deed::Note => "write a note".into(),
        Deed::Plan => "write the plan".into(),
        Deed::Task => "set or end a task".into(),
        Deed::Evidence => "enter evidence".into(),
        Deed::Find => "make a finding".into(),
        Deed::Act => "say what was done".into(),
        Deed::Root => "name the root cause".into(),
        Deed::Link => "link another case".into(),
        Deed::Watch => "begin a watch".into(),
        Deed::Expose => "take an exposing step alone".into(),
        Deed::Propose(kind) => format!("propose: {}", step_words(kind)),
        Deed::Answer(kind) => format!("second person for: {}", step_words(kind)),
        Deed::AskIdentity => "ask for the name given".into(),
        Deed::Export => "take an agreed export out".into(),
        Deed::Withdraw => "take their own proposal back".into(),
    }
}

const fn step_words(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Close => "close",
        StepKind::Refer => "refer",
        StepKind::Export => "export",
        StepKind::AddReader => "give a key",
        StepKind::RemoveReader => "take a key away",
        StepKind::LegalHold => "legal hold",
        StepKind::Destroy => "destroy",
        StepKind::Expose => "exposing step",
    }
}

/// A guard in a word or two.
fn short(guard: &Guard) -> &'static str {
    match guard {
        Guard::Role(_) => "–",
        Guard::NotAssigned => "not assigned",
        Guard::Undeclared => "declare first",
        Guard::Recused => "recused",
        Guard::Stage(_) => "not in this state",
        Guard::Triage => "triage",
        Guard::Protection => "protection plan",
        Guard::Plan => "plan",
        Guard::Lead => "lead",
        Guard::TeamUndeclared(_) => "team declares",
        Guard::Finding => "finding",
        Guard::Evidence => "evidence",
        Guard::Review(_) => "review day",
        Guard::Words(_) => "words",
        Guard::Reason(..) => "other reason",
        Guard::Question => "question",
        Guard::Awaited(_) => "answer awaited",
        Guard::Outcome => "outcome",
        Guard::Feedback => "feedback",
        Guard::RiskHigh => "low risk",
        Guard::HowElse => "how else",
        Guard::NoProposal => "no proposal",
        Guard::OnHold => "legal hold",
        Guard::TooNear(_) => "too near",
        Guard::NoHandler(_) => "no handler",
        Guard::Answered => "answered",
        Guard::Stale => "stale",
        Guard::Own => "own",
        Guard::NotOwn => "not own",
        Guard::Twice => "twice",
        Guard::NeedsHead => "head",
        Guard::NeedsOversight => "oversight",
        Guard::NeedsOutside => "outsider",
        Guard::NoTask => "no task",
    }
}

/// A case that stands there although nothing that the rules ask for was ever done.
fn bare(stage: Stage) -> CaseFile {
    CaseFile { received: Some(received()), stage: Some((stage, received())), ..CaseFile::default() }
}

/// A case that stands there with everything.
fn complete(stage: Stage) -> CaseFile {
    let file = Story::at(stage).file();
    assert_eq!((file.standing(), &file.disorder), (stage, &Vec::new()));
    file
}

fn with_declaration(file: &CaseFile, who: &Person) -> CaseFile {
    let mut file = file.clone();
    file.declared.insert(who.id, (Conflict::None, received()));
    file
}

/// `yes`, `assigned` (only in cases assigned to them), or why not; after `if`, what a bare case lacks.
fn cell(deed: Deed, role: Role, stage: Stage) -> String {
    // Nobody of these is on the team of the complete case.
    let who = deputy(role);
    let ask = |file: &CaseFile, assigned: bool| {
        let mut file = with_declaration(file, &who);
        if assigned {
            file.team.push(who.id);
        }
        may(deed, &who, &file)
    };
    let ready = complete(stage);
    let (word, assigned) = match ask(&ready, false) {
        Ok(()) => ("yes", false),
        Err(Guard::NotAssigned) => match ask(&ready, true) {
            Ok(()) => ("assigned", true),
            Err(guard) => return short(&guard).into(),
        },
        Err(guard) => return short(&guard).into(),
    };
    match ask(&bare(stage), assigned) {
        Ok(()) => word.into(),
        Err(guard) => format!("{word}, if {}", short(&guard)),
    }
}

const HEAD: &str = "\
Who may do what in a case, state by state. Generated from the rules.

yes        in every case whose key they hold, once they have said that they know nobody in it
assigned   the same, only in cases that were assigned to them
, if …     and only if that is there: a plan, a finding …
–          not with this role

What takes two people is proposed by one and answered by another; who must be among them stands in the test of closings.
Custodians, administrators and analysts hold no key of a case and do nothing in one.
";

/// Those who may hold a key.
const READERS: [Role; 5] = [Role::Intake, Role::Investigator, Role::Head, Role::Protection, Role::Oversight];

fn table() -> String {
    let mut text = HEAD.to_owned();
    for stage in Stage::ALL {
        writeln!(text, "\n== {} ==\n", stage.words()).unwrap();
        let line = |text: &mut String, first: &str, cells: Vec<String>| {
            let mut row = format!("{first:<36}");
            for cell in &cells {
                write!(row, "{cell:<22}").unwrap();
            }
            writeln!(text, "{}", row.trim_end()).unwrap();
        };
        line(&mut text, "", READERS.map(|role| role.title().to_owned()).to_vec());
        let mut nowhere = Vec::new();
        for deed in Deed::all() {
            let cells: Vec<String> = READERS.iter().map(|role| cell(deed, *role, *stage)).collect();
            if cells.iter().any(|cell| cell.starts_with("yes") || cell.starts_with("assigned")) {
                line(&mut text, &deed_words(deed), cells);
            } else {
                assert!(cells.iter().all(|cell| cell == "–" || cell == "not in this state"), "{cells:?}");
                nowhere.push(deed_words(deed));
            }
        }
        writeln!(text, "\nBy nobody in this state: {}.", nowhere.join("; ")).unwrap();
    }
    text
}

#[test]
fn who_may_do_what_in_which_state() {
    insta::assert_snapshot!(table());
}

#[test]
fn whoever_holds_no_key_does_nothing_in_any_state() {
    for stage in Stage::ALL {
        for role in Role::ALL.into_iter().filter(|role| !role.reads_cases()) {
            let who = person(role);
            let mut file = with_declaration(&complete(*stage), &who);
            file.team.push(who.id);
            for deed in Deed::all() {
                let refused = may(deed, &who, &file).unwrap_err();
                assert!(matches!(refused, Guard::Role(_)), "{role:?} {deed:?} {stage:?}: {refused:?}");
            }
        }
    }
}

#[test]
fn before_the_declaration_nothing_is_done_but_declaring_and_after_a_recusal_nothing_at_all() {
    for stage in Stage::ALL {
        for role in READERS {
            let who = deputy(role);
            let mut file = complete(*stage);
            file.team.push(who.id);
            for deed in Deed::all() {
                let undeclared = may(deed, &who, &file);
                if deed == Deed::Declare {
                    assert_eq!(undeclared, Ok(()));
                } else {
                    assert!(matches!(undeclared, Err(Guard::Undeclared | Guard::Role(_))), "{deed:?}");
                }
                let mut near = file.clone();
                near.declared.insert(who.id, (Conflict::Recused, received()));
                let refused = may(deed, &who, &near);
                assert!(matches!(refused, Err(Guard::Recused | Guard::Role(_))), "{deed:?}: {refused:?}");
            }
        }
    }
}

/// A person of two roles may do what either may.
#[test]
fn two_roles_are_the_sum_of_both() {
    for stage in Stage::ALL {
        let file = complete(*stage);
        for (first, second) in READERS.iter().zip(READERS.iter().skip(1)) {
            let mut both = deputy(*first);
            both.roles.push(*second);
            let file = with_declaration(&file, &both);
            for deed in Deed::all() {
                let alone = |role: Role| may(deed, &Person { id: both.id, roles: vec![role] }, &file).is_ok();
                let sum = alone(*first) || alone(*second);
                assert_eq!(may(deed, &both, &file).is_ok(), sum, "{deed:?} {first:?} {second:?} {stage:?}");
            }
        }
    }
}

#[test]
fn with_a_high_risk_no_exposing_step_is_taken_alone() {
    let mut file = complete(Stage::Investigation);
    let (_, mark) = file.triage.clone().unwrap();
    for risk in IdentityRisk::ALL {
        file.triage = Some((triage(false, *risk), mark.clone()));
        let alone = may(Deed::Expose, &person(Role::Head), &file);
        let expected = if *risk == IdentityRisk::High { Err(Guard::RiskHigh) } else { Ok(()) };
        assert_eq!(alone, expected, "{risk:?}");
    }
}

//! The part of a case's page that says what can be done now, what waits for a second person, and why the rest is not possible yet.

use crate::desk::casebook::OpenCase;
use crate::desk::casebook::doings::name;
use crate::desk::casebook::worded::proposal_words;
use crate::desk::days::words;
use crate::desk::people::People;
use crate::desk::web::steps::name::StepName;
use crate::model::casework::deed::MOVES;
use crate::model::casework::file::{Fate, Person, Proposed};
use crate::model::casework::guard::Guard;
use crate::model::casework::rules::{self, check};
use crate::model::casework::second::still_needed;
use crate::model::casework::step::{Answer, Step, StepKind, Verdict};
use crate::model::casework::work::Work;
use crate::model::id::{ItemId, MemberId};

/// What can be done.
pub struct Next {
    /// Steps that move the case on: name in addresses, title.
    pub moves: Vec<(String, &'static str)>,
    /// Steps of the work on it.
    pub works: Vec<(String, &'static str)>,
    /// Steps that are not possible yet, and why.
    pub not_yet: Vec<(&'static str, String)>,
    /// Proposals that wait for an answer.
    pub waiting: Vec<ProposalRow>,
    /// Proposals that do not wait any more.
    pub settled: Vec<ProposalRow>,
    /// Agreed, and not done yet: item, and what.
    pub unfinished: Vec<(ItemId, String)>,
    /// Agreed exports that this member may take out: item, and to whom.
    pub exports: Vec<(ItemId, String)>,
}

/// A proposal.
pub struct ProposalRow {
    /// Its item.
    pub item: ItemId,
    /// What it would do.
    pub what: String,
    /// Who and when.
    pub by: String,
    /// What became of it.
    pub fate: String,
    /// Whether this member can agree; if not, why.
    pub answer: Result<(), String>,
    /// Whether this member can take it back.
    pub mine: bool,
}

impl Next {
    /// For a member.
    pub fn of(case: &OpenCase, people: &People, me: &Person, holders: &[MemberId]) -> Self {
        let file = &case.file;
        let stage = file.standing();
        let targets =
            MOVES.iter().filter(|(from, _, _)| *from == stage).map(|(_, to, _)| StepName::Move(*to));
        let ways = [StepKind::Close, StepKind::Refer].map(StepName::Propose);
        let moving: Vec<StepName> =
            [StepName::Triage].into_iter().chain(targets).chain([StepName::Assign]).chain(ways).collect();
        let working = [
            StepName::Note,
            StepName::Plan,
            StepName::Task,
            StepName::Evidence,
            StepName::Finding,
            StepName::Expose,
            StepName::Propose(StepKind::Expose),
            StepName::Action,
            StepName::Root,
            StepName::Link,
            StepName::Watch,
            StepName::Propose(StepKind::AddReader),
            StepName::Propose(StepKind::RemoveReader),
            StepName::Propose(StepKind::LegalHold),
            StepName::Propose(StepKind::Export),
            StepName::Propose(StepKind::Destroy),
        ];
        let may = |step: &StepName| step.deed(file).map(|deed| rules::may(deed, me, file));
        let allowed = |steps: &[StepName]| -> Vec<(String, &'static str)> {
            let allowed = steps.iter().filter(|step| matches!(may(step), Some(Ok(()))));
            allowed.map(|step| (step.text(), step.title_at(stage))).collect()
        };
        let not_yet = moving.iter().chain(&working).filter_map(|step| {
            let guard = may(step)?.err()?;
            worth_saying(&guard).then(|| (step.title_at(stage), guard.words(|id| name(id, people))))
        });
        let not_yet = not_yet.collect();
        let proposals = file.proposals.iter().rev();
        let (waiting, settled) = proposals.partition(|proposed| proposed.fate == Fate::Open);
        let rows =
            |some: Vec<&Proposed>| some.into_iter().map(|proposed| row(proposed, case, people, me)).collect();
        let (waiting, settled) = (rows(waiting), rows(settled));
        Self {
            moves: allowed(&moving),
            works: allowed(&working),
            not_yet,
            waiting,
            settled,
            unfinished: unfinished(case, people, me, holders),
            exports: exports(case, people, me),
        }
    }

    /// Nothing can be signed here, whatever the rules say.
    pub fn bar(&mut self, reason: &str) {
        self.moves.clear();
        self.works.clear();
        self.not_yet.clear();
        for proposal in &mut self.waiting {
            proposal.answer = Err(reason.to_owned());
            proposal.mine = false;
        }
    }
}

/// Keys that were to change hands and have not. Whoever proposed it cannot do it: it takes somebody else.
fn unfinished(case: &OpenCase, people: &People, me: &Person, holders: &[MemberId]) -> Vec<(ItemId, String)> {
    let left = |proposed: &&Proposed| {
        let to_do = match &proposed.proposal.what {
            Step::AddReader { member, .. } => !holders.contains(member),
            Step::RemoveReader { member, .. } => holders.contains(member),
            // It is still there.
            Step::Destroy { .. } => true,
            Step::Close { .. }
            | Step::Refer { .. }
            | Step::Export { .. }
            | Step::LegalHold { .. }
            | Step::Expose { .. } => false,
        };
        to_do && matches!(proposed.fate, Fate::Done(_)) && proposed.mark.by != me.id
    };
    // Of two about one member the later one counts.
    let newest = case.file.proposals.iter().rev().find(left);
    let row = |proposed: &Proposed| {
        (proposed.mark.item, sentence_start(&proposal_words(&proposed.proposal, people)))
    };
    newest.map(row).into_iter().collect()
}

fn exports(case: &OpenCase, people: &People, me: &Person) -> Vec<(ItemId, String)> {
    let row = |proposed: &Proposed| {
        let Step::Export { name, .. } = &proposed.proposal.what else { return None };
        let piece = Work::Exported { proposal: proposed.mark.item };
        let day = proposed.mark.day;
        check(&piece, me, &case.file, (day, &|id| people.roles_on(id, day))).ok()?;
        Some((proposed.mark.item, name.clone()))
    };
    case.file.proposals.iter().filter_map(row).collect()
}

/// What stands in the way for good, or belongs to another state of the case, is not worth a line.
const fn worth_saying(guard: &Guard) -> bool {
    !matches!(guard, Guard::Stage(_) | Guard::Undeclared | Guard::Recused)
}

fn row(proposed: &Proposed, case: &OpenCase, people: &People, me: &Person) -> ProposalRow {
    let answer = Work::Answered {
        answer: Answer {
            proposal: proposed.mark.item,
            sha256: proposed.sha256.clone(),
            verdict: Verdict::Approve,
            words: String::new(),
        },
    };
    let day = proposed.mark.day;
    let can = check(&answer, me, &case.file, (day, &|id| people.roles_on(id, day)));
    ProposalRow {
        item: proposed.mark.item,
        what: sentence_start(&proposal_words(&proposed.proposal, people)),
        by: format!("{}, {}", name(proposed.mark.by, people), words(proposed.mark.day)),
        fate: fate(proposed, case, people),
        answer: can.map_err(|guard| guard.words(|id| name(id, people))),
        mine: proposed.mark.by == me.id,
    }
}

fn fate(proposed: &Proposed, case: &OpenCase, people: &People) -> String {
    match &proposed.fate {
        Fate::Open => {
            let needed: Vec<&str> =
                still_needed(proposed, &case.file).iter().map(|need| need.words()).collect();
            format!("Waits for {}", needed.join(" and "))
        }
        Fate::Done(day) => format!("Agreed and done on {}", words(*day)),
        Fate::Refused(by, why) => format!("Refused by {}: {why}", name(*by, people)),
        Fate::Withdrawn => "Taken back".to_owned(),
        Fate::Stale(sequence) => {
            format!("The case moved on with item {}: propose it again", sequence.saturating_add(1))
        }
    }
}

fn sentence_start(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

//! Reading the items of a case, in their order, into its file.

use super::deed::{Deed, Permission};
use super::file::{
    Acted, CaseFile, Closing, Evidence, Fate, Found, Mark, Person, Proposed, Question, Task, What, Written,
};
use super::rules;
use super::second;
use super::stage::{Stage, StatusBody};
use super::step::{Answer, Proposal, Step, Verdict};
use super::work::{Conflict, Work};
use crate::clock::Day;
use crate::model::id::MemberId;
use crate::model::report::Purpose;
use crate::model::role::Role;

/// Reads verified items in their order, on `today`. `roles` tells what a member was allowed on a day.
pub fn fold<'a>(
    items: impl Iterator<Item = Written<'a>>,
    today: Day,
    roles: impl Fn(MemberId, Day) -> Vec<Role>,
) -> CaseFile {
    let mut file = CaseFile::default();
    for written in items {
        file.read(written, today, &roles);
    }
    file
}

/// What the reporter is told if this piece of work is added today: only if it changes what they see. And whether the case is closed then.
pub fn told_by(
    file: &CaseFile,
    written: &Written<'_>,
    roles: impl Fn(MemberId, Day) -> Vec<Role>,
) -> (Option<StatusBody>, bool) {
    let mut after = file.clone();
    after.read(written.clone(), written.day, &roles);
    let text = match &written.what {
        What::Did(_, Work::Answered { answer }) => done_now(&after, answer, written.day).unwrap_or_default(),
        What::Did(..) | What::Report | What::More | What::Told(..) => String::new(),
    };
    let status = after.shown;
    let told = (status != file.shown || !text.is_empty()).then_some(StatusBody { status, text });
    (told, after.is_closed())
}

/// What the reporter is told of a step that was just done, if the step says something about it.
fn done_now(after: &CaseFile, answer: &Answer, day: Day) -> Option<String> {
    let proposed = after.proposal(answer.proposal).filter(|proposed| proposed.fate == Fate::Done(day))?;
    match &proposed.proposal.what {
        Step::Close { feedback, .. } | Step::Refer { feedback, .. } => Some(feedback.clone()),
        Step::Export { .. }
        | Step::AddReader { .. }
        | Step::RemoveReader { .. }
        | Step::LegalHold { .. }
        | Step::Destroy { .. }
        | Step::Expose { .. } => None,
    }
}

impl CaseFile {
    fn read(&mut self, written: Written<'_>, today: Day, roles: &impl Fn(MemberId, Day) -> Vec<Role>) {
        let day = self.day_of(&written, today);
        let written = &Written { day, ..written };
        match written.what {
            What::Report => {
                self.received = Some(day);
                self.heard = Some(day);
            }
            What::More => {
                self.heard = Some(day);
                self.question = None;
                self.outdate(written.sequence);
            }
            What::Told(by, purpose) => {
                // Words of somebody who stepped back, or whose roles do not speak to reporters, keep no promise of the unit.
                let stepped_back = matches!(self.declared.get(&by), Some((Conflict::Recused, _)));
                let speaks = |role: &Role| Deed::Reply.permission(*role) != Permission::Never;
                if !stepped_back && roles(by, day).iter().any(speaks) {
                    self.tell(written, purpose);
                }
            }
            What::Did(by, work) => {
                let who = Person { id: by, roles: roles(by, day) };
                match rules::check(work, &who, self, (day, &|id| roles(id, day))) {
                    Ok(()) => self.apply(written, &who, work),
                    Err(guard) => self.disorder.push((written.sequence, guard)),
                }
            }
        }
    }

    /// The case stands elsewhere, and the reporter is told.
    fn stand(&mut self, (stage, day): (Stage, Day), review: Option<Day>) {
        // A hold that is prolonged has lasted since it began.
        let since = self.stage.filter(|(before, _)| *before == stage).map_or(day, |(_, since)| since);
        self.stage = Some((stage, since));
        self.review = review.filter(|_| stage == Stage::OnHold);
        let status = stage.for_reporter();
        if status != self.shown {
            self.shown = status;
            self.told = Some(day);
            self.acknowledged = self.acknowledged.or(Some(day));
        }
    }

    fn tell(&mut self, written: &Written<'_>, purpose: Purpose) {
        let day = written.day;
        self.acknowledged = self.acknowledged.or(Some(day));
        self.told = Some(day);
        match purpose {
            Purpose::Message => {}
            Purpose::Question => {
                self.asked = true;
                self.question = Some(Question { day, sequence: written.sequence });
            }
            Purpose::Feedback => self.feedback = self.feedback.or(Some(day)),
        }
    }

    /// Whatever changes the case makes open proposals stale: their approver would agree to something else than was shown.
    fn outdate(&mut self, sequence: u64) {
        for proposed in &mut self.proposals {
            if proposed.fate == Fate::Open {
                proposed.fate = Fate::Stale(sequence);
            }
        }
    }

    fn apply(&mut self, written: &Written<'_>, who: &Person, work: &Work) {
        let (day, sequence) = (written.day, written.sequence);
        let mark = Mark { item: written.item, sequence, by: who.id, day };
        if work.moves_on() {
            self.outdate(sequence);
        }
        match work {
            Work::Declared { conflict, takes_up, .. } => {
                self.declare(*conflict, who, day);
                if *takes_up {
                    self.stand((Stage::Triage, day), None);
                }
            }
            Work::Triaged { triage } => {
                self.triaged = self.triaged.or(Some(day));
                self.triage = Some((triage.clone(), mark));
            }
            Work::Moved { to, review, .. } => self.stand((*to, day), *review),
            Work::Assigned { lead, team, .. } => {
                self.lead = *lead;
                self.team = team.iter().copied().filter(|id| Some(*id) != *lead).collect();
            }
            Work::Planned { text } => self.plan = Some((text.clone(), mark)),
            Work::Tasked { text, who, due } => {
                self.tasks.push(Task { mark, text: text.clone(), who: *who, due: *due, done: None });
            }
            Work::TaskDone { task, words } => {
                if let Some(known) = self.tasks.iter_mut().find(|known| known.mark.item == *task) {
                    known.done = Some((mark, words.clone()));
                }
            }
            Work::Evidenced { .. } | Work::Found { .. } | Work::Acted { .. } => self.find(work, mark),
            Work::Rooted { area, words } => self.root = Some((*area, words.clone(), mark)),
            Work::Linked { to, relation, words } => self.links.push((*to, *relation, words.clone(), mark)),
            Work::Watched { watch, on: true, .. } => {
                self.watches.entry(*watch).or_insert(day);
            }
            Work::Watched { watch, on: false, .. } => {
                self.watches.remove(watch);
            }
            Work::Exposed { exposure, plan } => self.exposures.push((*exposure, plan.clone(), mark)),
            Work::Proposed { proposal } => self.propose(proposal, (mark, written.sha256.clone()), who),
            Work::Answered { answer } => self.answer(answer, who, &mark),
            Work::Withdrawn { proposal } => {
                if let Some(proposed) = self.proposals.iter_mut().find(|known| known.mark.item == *proposal) {
                    proposed.fate = Fate::Withdrawn;
                }
            }
            Work::Exported { proposal } => self.taken_out.push((*proposal, mark)),
            Work::Noted { .. } | Work::IdentityAsked { .. } => {}
        }
    }

    /// Evidence, findings and actions.
    fn find(&mut self, work: &Work, mark: Mark) {
        match work {
            Work::Evidenced { text, held, file, sha256 } => self.evidence.push(Evidence {
                mark,
                text: text.clone(),
                held: held.clone(),
                file: *file,
                sha256: sha256.clone(),
            }),
            Work::Found { allegation, text, finding, reasons } => {
                let found = Found { mark, text: text.clone(), finding: *finding, reasons: reasons.clone() };
                self.findings.insert(*allegation, found);
            }
            Work::Acted { action, amount, words } => {
                let amount = amount.clone();
                self.actions.push(Acted { mark, action: *action, amount, words: words.clone() });
            }
            Work::Declared { .. }
            | Work::Triaged { .. }
            | Work::Moved { .. }
            | Work::Assigned { .. }
            | Work::Noted { .. }
            | Work::Planned { .. }
            | Work::Tasked { .. }
            | Work::TaskDone { .. }
            | Work::Rooted { .. }
            | Work::Linked { .. }
            | Work::Watched { .. }
            | Work::Exposed { .. }
            | Work::Proposed { .. }
            | Work::Answered { .. }
            | Work::IdentityAsked { .. }
            | Work::Exported { .. }
            | Work::Withdrawn { .. } => {}
        }
    }

    fn declare(&mut self, conflict: Conflict, who: &Person, day: Day) {
        self.declared.insert(who.id, (conflict, day));
        if conflict == Conflict::Recused {
            self.lead = self.lead.filter(|lead| *lead != who.id);
            self.team.retain(|id| *id != who.id);
        }
    }

    fn propose(&mut self, proposal: &Proposal, (mark, sha256): (Mark, String), who: &Person) {
        self.proposals.push(Proposed {
            mark,
            sha256,
            proposer: who.clone(),
            proposal: proposal.clone(),
            agreed: Vec::new(),
            fate: Fate::Open,
        });
    }

    fn answer(&mut self, answer: &Answer, who: &Person, mark: &Mark) {
        let Some(place) = self.proposals.iter().position(|known| known.mark.item == answer.proposal) else {
            return;
        };
        let Some(mut proposed) = self.proposals.get(place).cloned() else { return };
        match answer.verdict {
            Verdict::Refuse => proposed.fate = Fate::Refused(who.id, answer.words.clone()),
            Verdict::Approve => {
                proposed.agreed.push(who.clone());
                if second::still_needed(&proposed, self).is_empty() {
                    proposed.fate = Fate::Done(mark.day);
                }
            }
        }
        let done = proposed.fate == Fate::Done(mark.day);
        let step = proposed.proposal.what.clone();
        if let Some(known) = self.proposals.get_mut(place) {
            *known = proposed;
        }
        if done {
            self.outdate(mark.sequence);
            self.take(&step, mark);
        }
    }

    /// A step that enough people agreed to.
    fn take(&mut self, step: &Step, mark: &Mark) {
        let day = mark.day;
        match step {
            Step::Close { reason, outcome, .. } => {
                self.stand((Stage::Closed, day), None);
                self.feedback = self.feedback.or(Some(day));
                self.question = None;
                self.closings.push(Closing { day, reason: *reason, outcome: outcome.clone() });
            }
            // Telling the reporter of it would harm the inquiry: they still see what they saw.
            Step::Refer { feedback, .. } if feedback.trim().is_empty() => {
                self.stage = Some((Stage::Referred, day));
            }
            Step::Refer { .. } => self.stand((Stage::Referred, day), None),
            Step::Export { name, .. } => self.exports.push((day, name.clone())),
            Step::LegalHold { on: true, why, review } => self.legal_hold = Some((day, why.clone(), *review)),
            Step::LegalHold { on: false, .. } => self.legal_hold = None,
            Step::Expose { exposure, plan } => {
                self.exposures.push((*exposure, plan.clone(), mark.clone()));
            }
            // Keys change hands, and are destroyed, in the ledger, not here.
            Step::AddReader { .. } | Step::RemoveReader { .. } | Step::Destroy { .. } => {}
        }
    }
}

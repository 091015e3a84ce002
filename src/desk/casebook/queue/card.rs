//! What the queue knows of one case: enough to sort, filter and count it.

use super::super::chain::Content;
use super::super::search::Depth;
use super::super::{CaseEntries, CaseRecord, Casebook, OpenCase};
use super::filter::{Choice, Mark};
use crate::clock::Day;
use crate::crypto::frame::Author;
use crate::desk::people::People;
use crate::model::casework::clocks::{Clock, Due};
use crate::model::casework::file::{CaseFile, Person};
use crate::model::casework::rules;
use crate::model::casework::step::{Answer, Verdict};
use crate::model::casework::triage::Priority;
use crate::model::casework::work::{Conflict, Work};

/// Who looks, at whose roster, on which day.
#[derive(Debug)]
pub struct Looker<'a> {
    /// The member.
    pub me: Person,
    /// Everybody.
    pub people: &'a People,
    /// Today.
    pub today: Day,
}

/// A case in the queue.
#[derive(Debug)]
pub struct Card<'a> {
    /// The case.
    pub record: &'a CaseRecord,
    /// Its content, if it opens.
    pub open: Option<&'a OpenCase>,
    /// How deep the member may search in it.
    pub depth: Depth,
    /// What is wrong with it, if something is.
    pub trouble: Option<&'static str>,
    /// What is due next.
    pub due: Option<Clock>,
    /// Whether work has ended and nothing is due: not shown unless asked for.
    pub rests: bool,
    marks: u16,
}

impl<'a> Card<'a> {
    /// Of a case; `None` if the member stands too near: then it is in no list, no count and no answer.
    pub fn of(book: &'a Casebook, record: &'a CaseRecord, looker: &Looker<'_>) -> Option<Self> {
        let trouble = trouble(book, record);
        let Ok(open) = &record.content else {
            let depth = Depth::Outside;
            return Some(Self { record, open: None, depth, trouble, due: None, rests: false, marks: 0 });
        };
        let depth = match open.file.declared.get(&looker.me.id) {
            Some((Conflict::Recused, _)) => return None,
            Some((Conflict::None, _)) => Depth::Whole,
            None => Depth::Outside,
        };
        let due = due(open, looker);
        let pressing = due.is_some_and(|clock| clock.by <= looker.today);
        let marks = Mark::ALL.into_iter().filter(|mark| match mark {
            Mark::Mine => open.file.is_assigned(looker.me.id),
            Mark::Unassigned => open.file.lead.is_none(),
            Mark::Due => pressing,
            Mark::Waiting => open.file.waits(looker.today),
            Mark::ToApprove => may_approve(&open.file, looker),
            Mark::Mentioned => is_mentioned(open, book.seen().read_up_to(record.line.case), looker),
        });
        let marks = marks.map(Mark::bit).fold(0, |all, bit| all | bit);
        let rests = open.file.is_closed() && !pressing;
        Some(Self { record, open: Some(open), depth, trouble, due, rests, marks })
    }

    /// Code of the family: as judged, or as the reporter said; may be empty.
    pub fn family(&self) -> &'a str {
        let judged = self.open.and_then(|open| open.file.triage.as_ref());
        let said = || self.open.and_then(|open| open.report()?.1.family.as_deref());
        judged.map(|(triage, _)| triage.family.as_str()).or_else(said).unwrap_or_default()
    }

    /// The office, folded; may be empty.
    pub fn office(&self) -> &'a str {
        self.open.map(|open| open.words.office()).unwrap_or_default()
    }

    /// The office as it was written; may be empty.
    pub fn office_words(&self) -> &'a str {
        let judged = self.open.and_then(|open| open.file.triage.as_ref());
        judged.map(|(triage, _)| triage.office.trim()).unwrap_or_default()
    }

    /// The priority, once judged.
    pub fn priority(&self) -> Option<Priority> {
        self.open?.file.priority()
    }

    /// What it is to the member, a bit for each mark.
    pub const fn marks(&self) -> u16 {
        self.marks
    }

    /// What it is to the member.
    pub fn has(&self, mark: Mark) -> bool {
        self.marks & mark.bit() != 0
    }

    /// Whether it is what is asked for. A case that does not open is nothing that one could ask for.
    pub fn is(&self, choice: &Choice) -> bool {
        let Some(open) = self.open else { return false };
        match choice {
            Choice::Mark(mark) => self.has(*mark),
            Choice::Family(code) => self.family() == code,
            Choice::Office(office) => self.office() == office,
            Choice::Priority(priority) => self.priority() == *priority,
            Choice::Stage(stage) => open.file.standing() == *stage,
            Choice::Lead(lead) => open.file.lead == *lead,
        }
    }
}

fn trouble(book: &Casebook, record: &CaseRecord) -> Option<&'static str> {
    let Ok(case) = &record.content else { return Some("Your key does not open this case") };
    match (case.alarm, case.examined.is_broken()) {
        (Some(_), _) => Some("Not as it was before"),
        (None, true) => Some("Does not verify"),
        (None, false) => book
            .entries(record.line.case)
            .is_some_and(CaseEntries::is_troubled)
            .then_some("Does not fit the ledger"),
    }
}

/// What is due next. Of a closed case only what outlives the closing: nobody acknowledges a case that has ended.
fn due(open: &OpenCase, looker: &Looker<'_>) -> Option<Clock> {
    let lasts = |clock: &Clock| match clock.due {
        Due::CheckIn | Due::LegalHoldReview | Due::Answer | Due::Task => true,
        Due::Acknowledge
        | Due::Triage
        | Due::Feedback
        | Due::Update
        | Due::AskAgain
        | Due::DecideWithout
        | Due::HoldReview => !open.file.is_closed(),
    };
    let mut clocks = open.clocks(looker.people, looker.today);
    clocks.retain(lasts);
    crate::model::casework::clocks::next(&clocks)
}

/// Whether a proposal waits for somebody like the member.
fn may_approve(file: &CaseFile, looker: &Looker<'_>) -> bool {
    file.open_proposals().any(|proposed| {
        let answer = Answer {
            proposal: proposed.mark.item,
            sha256: proposed.sha256.clone(),
            verdict: Verdict::Approve,
            words: String::new(),
        };
        let roles = |id| looker.people.roles_on(id, looker.today);
        rules::check(&Work::Answered { answer }, &looker.me, file, (looker.today, &roles)).is_ok()
    })
}

/// Whether a note that the member has not read names the member.
fn is_mentioned(open: &OpenCase, read: Option<u64>, looker: &Looker<'_>) -> bool {
    open.examined.verified().any(|verified| {
        let header = &verified.item.header;
        let new = Some(header.sequence) > read && header.author != Author::Member(looker.me.id);
        let Content::Work(work) = &verified.content else { return false };
        let Work::Noted { mentions, .. } = work.as_ref() else { return false };
        let counts = open.file.disorder.iter().all(|(sequence, _)| *sequence != header.sequence);
        new && counts && mentions.contains(&looker.me.id)
    })
}

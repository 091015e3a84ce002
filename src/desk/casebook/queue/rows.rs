//! A line of the queue in words.

use super::super::Casebook;
use super::super::search::query::Query;
use super::super::search::snippet::Snippet;
use super::super::search::{Depth, found};
use super::super::view::{DueCell, due_cell};
use super::card::{Card, Looker};
use crate::model::casework::triage::{Priority, RedFlag};
use crate::model::id::MemberId;
use crate::model::taxonomy;

/// One line of the queue.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// What the case is called.
    pub reference: String,
    /// Where its page is: the reference, or the identifier if two cases share it.
    pub path: String,
    /// What is due next, if anything is.
    pub due: Option<DueCell>,
    /// `P1` to `P4`, or a dash before triage.
    pub priority: &'static str,
    /// What makes it pressing whatever its points.
    pub flags: Vec<&'static str>,
    /// What it is about.
    pub about: String,
    /// The office, or where it happened in the reporter's words; may be empty.
    pub place: String,
    /// Where it stands.
    pub state: &'static str,
    /// Whether it waits for the reporter.
    pub waits: bool,
    /// Who leads it.
    pub lead: Assignee,
    /// What this member has not seen.
    pub unread: Option<Unread>,
    /// What the case is to this member: a proposal to answer, a note that names them.
    pub calls: Vec<&'static str>,
    /// What is wrong with it, if something is.
    pub trouble: Option<&'static str>,
    /// Where the search found something.
    pub found: Option<Snippet>,
}

/// Who leads a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// Nobody.
    Nobody,
    /// The member who looks.
    Me,
    /// Somebody else, by name.
    Other(String),
    /// Nobody knows: the case does not open.
    Unknown,
}

/// What a member has not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The member has not said yet whether they stand too near.
    Undeclared,
    /// Nothing of it.
    All,
    /// So many entries.
    Some(usize),
}

impl Unread {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::Undeclared => "New: declare first".to_owned(),
            Self::All => "New case".to_owned(),
            Self::Some(new) => format!("{new} new"),
        }
    }
}

/// The line of a case.
pub fn row(book: &Casebook, card: &Card<'_>, looker: &Looker<'_>, query: Option<&Query>) -> QueueRow {
    let record = card.record;
    let mut row = QueueRow {
        reference: record.reference.to_string(),
        path: path(book, card),
        due: card.due.map(|clock| due_cell(clock, looker.today)),
        priority: priority_words(card.priority()),
        flags: Vec::new(),
        about: "Cannot be opened".to_owned(),
        place: String::new(),
        state: "–",
        waits: false,
        lead: Assignee::Unknown,
        unread: None,
        calls: calls(card),
        trouble: card.trouble,
        found: None,
    };
    let Some(open) = card.open else { return row };
    let triage = open.file.triage.as_ref().map(|(triage, _)| triage);
    row.flags = triage
        .map(|triage| triage.red_flags.iter().map(|flag| flag_words(*flag)).collect())
        .unwrap_or_default();
    row.about = match open.report() {
        None if triage.is_none() => "The report does not verify".to_owned(),
        Some(_) | None => family_words(card.family()),
    };
    // Where it happened is said in the reporter's own words, which may name somebody.
    let declared = open.report().filter(|_| card.depth == Depth::Whole);
    let said = declared.map(|(_, report)| report.place.trim()).unwrap_or_default();
    let place = if card.office_words().is_empty() { said } else { card.office_words() };
    place.clone_into(&mut row.place);
    row.waits = open.file.waits(looker.today);
    row.state = if row.waits { "Waiting for the reporter" } else { open.file.standing().words() };
    row.lead = match open.file.lead {
        None => Assignee::Nobody,
        Some(lead) if lead == looker.me.id => Assignee::Me,
        Some(lead) => Assignee::Other(lead_words(Some(lead), looker)),
    };
    let read = book.seen().read_up_to(record.line.case);
    row.unread = match (card.depth, read, open.unread(read)) {
        (Depth::Outside, _, _) => Some(Unread::Undeclared),
        (Depth::Whole, None, _) => Some(Unread::All),
        (Depth::Whole, Some(_), 0) => None,
        (Depth::Whole, Some(_), new) => Some(Unread::Some(new)),
    };
    row.found = query.and_then(|query| found(record.reference.as_str(), open, query, card.depth));
    row
}

fn path(book: &Casebook, card: &Card<'_>) -> String {
    if book.is_shared(&card.record.reference) {
        card.record.line.case.to_string()
    } else {
        card.record.reference.to_string()
    }
}

fn calls(card: &Card<'_>) -> Vec<&'static str> {
    use super::filter::Mark;
    let called = [(Mark::ToApprove, "To approve"), (Mark::Mentioned, "Mentions you")];
    called.into_iter().filter(|(mark, _)| card.has(*mark)).map(|(_, words)| words).collect()
}

/// A family in words.
pub fn family_words(code: &str) -> String {
    match taxonomy::family(code) {
        Some(family) => family.words.clone(),
        None if code.is_empty() => "Not said".to_owned(),
        // The words of a later version of the taxonomy; its codes are public.
        None => format!("Family {}", code.chars().take(12).collect::<String>()),
    }
}

/// A priority, or a dash before triage.
pub fn priority_words(priority: Option<Priority>) -> &'static str {
    priority.map_or("–", Priority::words)
}

/// Who leads, as the member who looks would say it.
pub fn lead_words(lead: Option<MemberId>, looker: &Looker<'_>) -> String {
    match lead {
        None => "Nobody".to_owned(),
        Some(id) if id == looker.me.id => "You".to_owned(),
        Some(id) => looker.people.name(id).unwrap_or("Somebody who is in no roster").to_owned(),
    }
}

/// A red flag in as few words as fit a line.
const fn flag_words(flag: RedFlag) -> &'static str {
    match flag {
        RedFlag::DangerToLife => "Danger to life",
        RedFlag::SexualCoercion => "Sexual demand",
        RedFlag::Retaliation => "Retaliation",
        RedFlag::OrganisedSmuggling => "Smuggling network",
        RedFlag::CargoRansom => "Cargo held for money",
        RedFlag::EvidenceVanishing => "Evidence vanishing",
        RedFlag::AgainstHead => "Against the head",
    }
}

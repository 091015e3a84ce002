//! Cases in words: what a page shows of them, without markup.

use super::deadline::{Urgency, due_words, urgency};
use super::sheet::alarm_words;
use super::{CaseEntries, CaseRecord, Casebook};
use crate::clock::Day;
use crate::desk::days::{relative, words};
use crate::desk::people::People;
use crate::desk::seen::Beginning;
use crate::model::casework::clocks::{self, Clock};
use crate::model::report::{Audience, ReportBody};
use crate::model::taxonomy;

/// One line of the queue.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// What the case is called.
    pub reference: String,
    /// Where its page is: the reference, or the identifier if two cases share it.
    pub path: String,
    /// What is due next, if anything is known.
    pub due: Option<DueCell>,
    /// What the report is about.
    pub about: String,
    /// Who reports.
    pub from: &'static str,
    /// Where it happened, in the reporter's words; may be empty.
    pub place: String,
    /// The day the report came in.
    pub received: String,
    /// When something was last added.
    pub activity: String,
    /// Messages from both sides, the report not counted.
    pub messages: usize,
    /// What this member has not seen: `New case`, `2 new`.
    pub unread: Option<String>,
    /// What is wrong with it, if something is.
    pub trouble: Option<&'static str>,
}

/// What is due next in a case.
#[derive(Clone, Debug)]
pub struct DueCell {
    /// What is to be done.
    pub what: &'static str,
    /// By when: `in 5 days`.
    pub when: String,
    /// The day.
    pub day: Day,
    /// How it looks.
    pub urgency: Urgency,
}

/// The whole queue.
#[derive(Clone, Debug)]
pub struct Queue {
    /// What is wrong stands first, then what is due first.
    pub rows: Vec<QueueRow>,
    /// A sentence about what is due.
    pub summary: String,
    /// What concerns all of it.
    pub warnings: Vec<String>,
    /// What is good to know and no reason to worry.
    pub remark: Option<&'static str>,
}

/// The queue of a casebook on `today`.
pub fn queue(book: &Casebook, today: Day) -> Queue {
    let mut rows: Vec<QueueRow> =
        book.cases().filter_map(|record| Some(row(book, record, book.people()?, today))).collect();
    rows.sort_by_cached_key(|row| {
        let day = row.due.as_ref().map(|due| due.day);
        // What is wrong comes before what is urgent: it may be why something is urgent.
        (row.trouble.is_none(), day, row.reference.clone())
    });
    let alarms =
        book.cases().filter_map(|record| Some(alarm_words(record.content.as_ref().ok()?.alarm?, record)));
    let warnings = book.warnings().iter().cloned().chain(alarms).collect();
    let remark = match book.seen().beginning() {
        Beginning::Remembered => None,
        Beginning::Nothing => Some(
            "This desk has no memory of earlier sessions with this key. If you have worked here before, somebody removed it: it is what \
             notices when the end of a case is withheld.",
        ),
        Beginning::Damaged => Some(
            "The memory of earlier sessions with this key cannot be read, and a new one was begun. What was withheld since then \
             cannot be noticed.",
        ),
    };
    Queue { summary: summary(&rows), rows, warnings, remark }
}

fn summary(rows: &[QueueRow]) -> String {
    let dues = || rows.iter().filter_map(|row| row.due.as_ref());
    let count = |wanted: Urgency| dues().filter(|due| due.urgency == wanted).count();
    match (count(Urgency::Overdue), count(Urgency::Today)) {
        (0, 0) => match dues().min_by_key(|due| due.day) {
            Some(next) => format!("Nothing is due today. The next step is due {}.", next.when.to_lowercase()),
            None => "Nothing is due.".to_owned(),
        },
        (0, today) => format!("{today} due today."),
        (overdue, 0) => format!("{overdue} overdue."),
        (overdue, today) => format!("{overdue} overdue, {today} due today."),
    }
}

fn row(book: &Casebook, record: &CaseRecord, people: &People, today: Day) -> QueueRow {
    let reference = record.reference.to_string();
    let shared = book.cases().filter(|other| other.reference == record.reference).count() > 1;
    let path = if shared { record.line.case.to_string() } else { reference.clone() };
    let activity = relative(record.line.activity_day, today);
    let mut row = QueueRow {
        reference,
        path,
        due: None,
        about: "Cannot be opened".to_owned(),
        from: "",
        place: String::new(),
        received: String::new(),
        activity,
        messages: 0,
        unread: None,
        trouble: Some("Your key does not open this case"),
    };
    let Ok(case) = &record.content else { return row };
    let ledger = book.entries(record.line.case).is_some_and(CaseEntries::is_troubled);
    row.trouble = match (case.alarm, case.examined.is_broken()) {
        (Some(_), _) => Some("Not as it was before"),
        (None, true) => Some("Does not verify"),
        (None, false) if ledger => Some("Does not fit the ledger"),
        (None, false) => None,
    };
    let read = book.seen().read_up_to(record.line.case);
    row.unread = match (read, case.unread(read)) {
        (None, _) => Some("New case".to_owned()),
        (Some(_), 0) => None,
        (Some(_), new) => Some(format!("{new} new")),
    };
    row.messages = case.examined.verified().count().saturating_sub(1);
    "The report does not verify".clone_into(&mut row.about);
    if let Some((_, report)) = case.report() {
        row.about = about(report);
        row.from = match report.audience {
            Audience::Trader => "Trader",
            Audience::Staff => "Staff",
            Audience::Other => "Other",
        };
        report.place.clone_into(&mut row.place);
    }
    row.received = case.file.received.map(words).unwrap_or_default();
    row.due = clocks::next(&case.clocks(people, today)).map(|clock| due_cell(clock, today));
    row
}

/// What is due next.
pub fn due_cell(clock: Clock, today: Day) -> DueCell {
    let Clock { due, by, .. } = clock;
    DueCell {
        what: due.words(),
        when: capitalised(&due_words(by, today)),
        day: by,
        urgency: urgency(by, today),
    }
}

/// The family of a report, in words.
pub fn about(report: &ReportBody) -> String {
    let family = report.family.as_deref();
    match family.map(|code| (code, taxonomy::family(code))) {
        Some((_, Some(family))) => family.words.clone(),
        // The words of a later version of the taxonomy; its codes are public.
        Some((code, None)) => format!("Family {}", code.chars().take(12).collect::<String>()),
        None => "Not said".to_owned(),
    }
}

/// A sentence on a clock: when it was done, or until when there is time.
pub fn clock_words(clock: Clock, today: Day) -> String {
    match clock.done {
        Some(day) if day > clock.by => {
            format!("Done on {}, {} late.", words(day), counted_days(day.since(clock.by)))
        }
        Some(day) => format!("Done on {}.", words(day)),
        None => format!("{} ({}).", capitalised(&due_words(clock.by, today)), words(clock.by)),
    }
}

fn counted_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

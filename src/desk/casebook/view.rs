//! What is due in words, as the queue and the page of a case show it.

use super::deadline::{Urgency, due_words, urgency};
use super::queue::rows::family_words;
use crate::clock::Day;
use crate::desk::days::words;
use crate::model::casework::clocks::Clock;
use crate::model::report::ReportBody;

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
    family_words(report.family.as_deref().unwrap_or_default())
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

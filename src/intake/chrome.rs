//! What stands around every page, and words that several pages need.

use super::Intake;
use crate::clock::Day;
use crate::model::roster::Policy;
use crate::vault::FileLimits;

/// What the frame of a page shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Chrome {
    administration: Option<String>,
}

impl Chrome {
    pub(super) fn of(intake: &Intake) -> Self {
        Self { administration: intake.vault().roster_in_force().map(|roster| roster.administration.clone()) }
    }

    pub(super) fn name(&self) -> &str {
        self.administration.as_deref().unwrap_or("Red Channel")
    }
}

/// The two promises, in words.
pub(super) struct Promises {
    pub(super) acknowledge: String,
    pub(super) feedback: String,
}

impl Promises {
    /// The promises of the roster in force; without one, what the directive asks for.
    pub(super) fn of(intake: &Intake) -> Self {
        let policy =
            intake.vault().roster_in_force().map_or_else(Policy::default, |roster| roster.policy.clone());
        Self {
            acknowledge: counted(policy.acknowledge_days, "day"),
            feedback: counted(policy.feedback_months, "month"),
        }
    }
}

fn counted(number: u16, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// What may be sent at once, in words.
pub(super) struct Limits {
    pub(super) files: u32,
    pub(super) each: String,
    pub(super) together: String,
}

impl Limits {
    pub(super) fn of(limits: &FileLimits) -> Self {
        Self {
            files: limits.files_per_request,
            each: size(limits.file_bytes),
            together: size(limits.request_bytes),
        }
    }
}

/// The most characters a text area lets in: a character of UTF-16, which is what browsers count, has three bytes of UTF-8 at most.
pub(super) fn text_max(limits: &FileLimits) -> u64 {
    u64::try_from(limits.text_bytes).unwrap_or(u64::MAX) / 3
}

/// A day as people say it: "23 November 2026".
pub(super) fn day_in_words(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let written = day.to_string();
    let mut parts = written.split('-').map(|part| part.trim_start_matches('0'));
    let (year, month, date) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?));
    match (year, month, date) {
        (Some(year), Some(month), Some(date)) => format!("{date} {month} {year}"),
        _ => written,
    }
}

/// A size as people say it.
pub(super) fn size(bytes: u64) -> String {
    const KILO: u64 = 1 << 10;
    const MEGA: u64 = 1 << 20;
    if bytes < KILO {
        return format!("{bytes} bytes");
    }
    if bytes < MEGA {
        return format!("{} KB", bytes.div_ceil(KILO));
    }
    let tenths = bytes.saturating_mul(10).div_ceil(MEGA);
    if tenths.is_multiple_of(10) {
        format!("{} MB", tenths / 10)
    } else {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1023, "1023 bytes"),
            (1024, "1 KB"),
            (1 << 20, "1 MB"),
            (25 << 20, "25 MB"),
            (1_600_000, "1.6 MB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(day_in_words(Day::parse("2026-11-03").unwrap()), "3 November 2026");
        assert_eq!(day_in_words(Day::parse("2027-01-30").unwrap()), "30 January 2027");
    }

    #[test]
    fn one_day_is_not_one_days() {
        assert_eq!(counted(1, "day"), "1 day");
        assert_eq!(counted(7, "day"), "7 days");
    }
}

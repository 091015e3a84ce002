//! Time: the only place that asks the operating system what time it is.
//!
//! Whatever is kept about a case is kept to the [`Day`]: an exact time beside a network log names a reporter.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

const SECONDS_PER_DAY: i64 = 86_400;

/// A source of time, passed to whoever needs one.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The operating system's clock.
    System,
    /// A clock that stands still until a test moves it. Seconds since 1970-01-01T00:00:00Z.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock for tests that stands at `seconds` since 1970.
    pub fn fixed(seconds: i64) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(seconds)))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn now(&self) -> i64 {
        match self {
            Self::System => system_seconds(),
            Self::Fixed(seconds) => seconds.load(Ordering::SeqCst),
        }
    }

    /// The current day, UTC.
    pub fn today(&self) -> Day {
        Day::containing(self.now())
    }

    /// Moves a fixed clock by `seconds`; the system's clock cannot be moved.
    pub fn advance(&self, seconds: i64) {
        if let Self::Fixed(now) = self {
            now.fetch_add(seconds, Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
fn system_seconds() -> i64 {
    // A clock before 1970 is a broken machine: day 0 makes rosters look unissued, so the intake refuses rather than guesses.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// A day, UTC, counted from 1970-01-01. Written as `YYYY-MM-DD` in JSON, stored as a number in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day that contains `seconds` since 1970.
    pub const fn containing(seconds: i64) -> Self {
        Self(seconds.div_euclid(SECONDS_PER_DAY))
    }

    /// The day with this number (0 is 1970-01-01).
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day `days` later (earlier if negative), saturating.
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from `earlier` to `self`.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Months since January 1970, the precision of the retention column.
    pub fn month_number(self) -> i64 {
        self.civil().map_or(0, |date| {
            let years = i64::from(date.year()).saturating_sub(1970);
            years.saturating_mul(12).saturating_add(i64::from(date.month()).saturating_sub(1))
        })
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let date: jiff::civil::Date = text.parse().ok()?;
        let epoch = jiff::civil::date(1970, 1, 1);
        Some(Self(i64::from(date.since(epoch).ok()?.get_days())))
    }

    /// The same day of the month, so many months later; the last day of a month that is too short.
    #[must_use]
    pub fn months_later(self, months: u16) -> Self {
        let later =
            |date: jiff::civil::Date| date.checked_add(jiff::Span::new().try_months(months).ok()?).ok();
        self.civil()
            .and_then(later)
            .and_then(|date| Self::parse(&date.to_string()))
            .unwrap_or_else(|| self.plus(i64::from(months).saturating_mul(31)))
    }

    fn civil(self) -> Option<jiff::civil::Date> {
        let days = i32::try_from(self.0).ok()?;
        jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.civil() {
            Some(date) => write!(f, "{date}"),
            None => f.write_str("0000-00-00"),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a day: expected YYYY-MM-DD"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_and_read_back() {
        let day = Day::containing(1_795_412_735);
        assert_eq!(day.to_string(), "2026-11-23");
        assert_eq!(Day::parse("2026-11-23"), Some(day));
        assert_eq!(day.month_number(), 56 * 12 + 10);
        assert_eq!(day.plus(8).to_string(), "2026-12-01");
    }

    #[test]
    fn three_months_after_the_last_of_november_is_the_last_of_february() {
        let later = |day: &str| Day::parse(day).unwrap().months_later(3).to_string();
        assert_eq!([later("2026-11-30"), later("2026-08-23")], ["2027-02-28", "2026-11-23"]);
        assert_eq!(Day::from_number(i64::MAX).months_later(3), Day::from_number(i64::MAX));
    }

    #[test]
    fn nonsense_is_not_a_day() {
        for text in ["", "2026-13-01", "2026-02-30", "yesterday"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}

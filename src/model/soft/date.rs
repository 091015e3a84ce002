//! Dates as people write them. A rough one is fine: words are kept as words.

use std::fmt;

use super::{Warning, digits};
use crate::clock::Day;

/// A day, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rough {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
}

/// What was read from a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The date, if it is certain.
    pub date: Option<Rough>,
    /// What is odd.
    pub warning: Option<Warning>,
}

impl fmt::Display for Rough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

impl Rough {
    const fn new(year: i64, month: i64, day: i64) -> Self {
        Self { year, month: Some(month), day: Some(day) }
    }

    /// Its first day, if it exists.
    fn begins(self) -> Option<Day> {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        Day::parse(&format!("{:04}-{month:02}-{day:02}", self.year))
    }
}

/// Reads `2026-11-23`, `23/11/2026`, `23.11.26`, `11/2026`, `2026` in any digits; anything else is words, and nothing is wrong with them.
pub fn read(typed: &str, today: Day) -> Read {
    let plain = digits::plain(typed);
    let Some(numbers) = numbers(plain.trim()) else { return Read::default() };
    let this_year = today.month_number().div_euclid(12).saturating_add(1970);
    match numbers.as_slice() {
        [(year, 4)] => judge(Rough { year: *year, month: None, day: None }, today),
        [(year, 4), (month, 1..=2)] | [(month, 1..=2), (year, 4)] => {
            judge(Rough { year: *year, month: Some(*month), day: None }, today)
        }
        [(year, 4), (month, 1..=2), (day, 1..=2)] => judge(Rough::new(*year, *month, *day), today),
        [(first, 1..=2), (second, 1..=2), (year, 4)] => day_and_month(*first, *second, *year, today),
        [(first, 1..=2), (second, 1..=2), (year, 2)] => {
            // Two digits are of this century, unless that is the future.
            let century = this_year.div_euclid(100).saturating_mul(100);
            let year = century.saturating_add(*year);
            let year = if year > this_year.saturating_add(1) { year.saturating_sub(100) } else { year };
            day_and_month(*first, *second, year, today)
        }
        [(first, 1..=2), (second, 1..=2)] => day_and_month(*first, *second, this_year, today),
        _ => Read::default(),
    }
}

/// The numbers and how many digits each has, if there is nothing but one to three numbers with `/`, `-`, `.` or a space between.
fn numbers(text: &str) -> Option<Vec<(i64, usize)>> {
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ', '–']).collect();
    let number = |part: &&str| {
        let fits = (1..=4).contains(&part.len()) && part.chars().all(|digit| digit.is_ascii_digit());
        part.parse::<i64>().ok().filter(|_| fits).map(|number| (number, part.len()))
    };
    let numbers: Option<Vec<(i64, usize)>> = parts.iter().map(number).collect();
    numbers.filter(|numbers| (1..=3).contains(&numbers.len()) && text.len() > 2)
}

/// Two numbers that are day and month in one order or the other.
fn day_and_month(first: i64, second: i64, year: i64, today: Day) -> Read {
    let (day_first, month_first) = (Rough::new(year, second, first), Rough::new(year, first, second));
    match (day_first.begins(), month_first.begins()) {
        (Some(one), Some(other)) if one != other => {
            // One of the two has not come yet: then it is the other.
            match (one > today, other > today) {
                (true, false) => judge(month_first, today),
                (false, true) => judge(day_first, today),
                (true, true) | (false, false) => Read {
                    date: None,
                    warning: Some(Warning::DateAmbiguous {
                        either: day_first.to_string(),
                        or: month_first.to_string(),
                    }),
                },
            }
        }
        (None, Some(_)) => judge(month_first, today),
        (Some(_) | None, _) => judge(day_first, today),
    }
}

fn judge(date: Rough, today: Day) -> Read {
    // The years of the Hijri and the Iranian calendar, as they stand on papers of today.
    if (1350..=1500).contains(&date.year) {
        return Read { date: None, warning: Some(Warning::DateCalendar) };
    }
    let Some(begins) = date.begins() else {
        return Read { date: None, warning: Some(Warning::DateImpossible) };
    };
    let warning = if begins > today {
        Some(Warning::DateFuture)
    } else if today.since(begins) > 30 * 366 {
        Some(Warning::DateLongAgo)
    } else {
        None
    };
    Read { date: Some(date), warning }
}

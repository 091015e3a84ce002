//! Days in words. The desk shows no time finer than a day, because the vault has none.

use crate::clock::Day;

/// A day as people write it: `23 Nov 2026`.
pub fn words(day: Day) -> String {
    civil(day).map_or_else(|| "an unknown day".to_owned(), |date| date.strftime("%-d %b %Y").to_string())
}

/// The month of a day: `Nov 2026`.
pub fn month(day: Day) -> String {
    civil(day).map_or_else(|| "an unknown month".to_owned(), |date| date.strftime("%b %Y").to_string())
}

/// How far `day` lies from `today`: `in 5 days`, `tomorrow`, `today`, `yesterday`, `12 days ago`.
pub fn relative(day: Day, today: Day) -> String {
    match day.since(today) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        ahead if ahead > 0 => format!("in {ahead} days"),
        behind => format!("{} days ago", behind.unsigned_abs()),
    }
}

fn civil(day: Day) -> Option<jiff::civil::Date> {
    day.to_string().parse().ok().filter(|_| (0..=2_932_896).contains(&day.number()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_people_say_them() {
        let today = Day::parse("2026-11-23").unwrap();
        assert_eq!(words(today), "23 Nov 2026");
        let said = [0, 1, 5, -1, -12].map(|days| relative(today.plus(days), today));
        assert_eq!(said, ["today", "tomorrow", "in 5 days", "yesterday", "12 days ago"]);
    }

    #[test]
    fn a_day_out_of_all_bounds_has_words_too() {
        assert_eq!(words(Day::from_number(i64::MAX)), "an unknown day");
    }
}

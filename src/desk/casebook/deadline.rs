//! Deadlines in words: the clocks of a case as they look today.

use crate::clock::Day;
use crate::desk::days::relative;

/// How a deadline looks today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Done, or there is time.
    Calm,
    /// Today is the last day.
    Today,
    /// The last day has passed.
    Overdue,
}

/// How a day that something is due by looks today.
pub fn urgency(by: Day, today: Day) -> Urgency {
    match by.since(today) {
        0 => Urgency::Today,
        left if left < 0 => Urgency::Overdue,
        _ => Urgency::Calm,
    }
}

/// `in 5 days`, `today`, `2 days overdue`.
pub fn due_words(by: Day, today: Day) -> String {
    match today.since(by) {
        1 => "1 day overdue".to_owned(),
        late if late > 1 => format!("{late} days overdue"),
        _ => relative(by, today),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_calm_until_its_day_and_overdue_after_it() {
        let by = Day::from_number(20_000);
        let looks = [-3, -1, 0, 1, 4].map(|days| (urgency(by, by.plus(days)), due_words(by, by.plus(days))));
        let expected = [
            (Urgency::Calm, "in 3 days"),
            (Urgency::Calm, "tomorrow"),
            (Urgency::Today, "today"),
            (Urgency::Overdue, "1 day overdue"),
            (Urgency::Overdue, "4 days overdue"),
        ];
        assert_eq!(looks, expected.map(|(urgency, words)| (urgency, words.to_owned())));
    }
}

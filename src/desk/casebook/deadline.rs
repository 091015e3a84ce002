//! The two promises of the administration to each reporter: a person has looked (acknowledge), and what was done (feedback).

use super::OpenCase;
use crate::clock::Day;
use crate::crypto::frame::ItemKind;
use crate::desk::days::{months_later, relative};
use crate::model::roster::Policy;

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It was done on this day.
    Done(Day),
    /// It is to be done by this day.
    By(Day),
}

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

/// The deadlines of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// The day the report came in.
    pub received: Day,
    /// Until a person has answered (EU 2019/1937, article 9(1)(b)).
    pub acknowledge: Due,
    /// Until the reporter is told what was done (article 9(1)(f)). That it was done is recorded with the outcome, in a later version.
    pub feedback: Day,
}

impl Deadlines {
    /// The deadlines of a case, from its verified items; `None` if the report does not verify.
    pub fn of(case: &OpenCase, policy: &Policy) -> Option<Self> {
        let received = case.report()?.0.item.header.day;
        let replies =
            case.examined.verified().filter(|verified| verified.item.header.kind == ItemKind::Reply);
        let first_reply = replies.map(|verified| verified.item.header.day).min();
        let by = received.plus(i64::from(policy.acknowledge_days));
        let acknowledge = first_reply.map_or(Due::By(by), Due::Done);
        Some(Self { received, acknowledge, feedback: months_later(received, policy.feedback_months) })
    }

    /// What is to be done next, and by when.
    pub fn next(&self) -> (&'static str, Day) {
        match self.acknowledge {
            Due::By(day) => ("Acknowledge", day),
            Due::Done(_) => ("Feedback", self.feedback),
        }
    }
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

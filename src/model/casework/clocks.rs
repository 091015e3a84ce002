//! The clocks of a case: what is promised by law or by the unit, what was done, and what is due (domain reference, section 7).
//!
//! A clock follows from the items alone. Nothing resets one: a reopened case keeps the day on which it came in.

use super::file::{CaseFile, Fate, NUDGE_DAYS, PATIENCE_DAYS};
use super::stage::Stage;
use super::triage::Priority;
use super::work::Watch;
use crate::clock::Day;
use crate::model::roster::Policy;

/// While a case is open, the reporter hears from the unit so often, even if there is nothing new.
pub const UPDATE_DAYS: i64 = 30;
/// A case that nobody has judged yet is judged within so many days.
const UNJUDGED_DAYS: i64 = 3;
/// A proposal is answered within so many days.
const ANSWER_DAYS: i64 = 3;
/// After closing, or the first exposure, the unit asks whether the reporter is punished.
const CHECK_IN_DAYS: [i64; 4] = [30, 90, 180, 365];

words_of! {
    /// What is to be done.
    Due {
        /// A person tells the reporter that the report was read (EU 2019/1937, article 9(1)(b)).
        Acknowledge "acknowledge" "Acknowledge",
        /// Somebody judges what it is.
        Triage "triage" "Triage",
        /// The reporter is told what was done or is planned (article 9(1)(f)).
        Feedback "feedback" "Feedback",
        /// The reporter hears that work goes on.
        Update "update" "Update the reporter",
        /// The reporter is asked again.
        AskAgain "ask_again" "Ask again",
        /// The case goes on without an answer.
        DecideWithout "decide_without" "Decide on what is known",
        /// A hold is looked at again.
        HoldReview "hold_review" "Review the hold",
        /// A legal hold is looked at again.
        LegalHoldReview "legal_hold_review" "Review the legal hold",
        /// The reporter is asked whether they are punished.
        CheckIn "check_in" "Ask whether they are safe",
        /// A task.
        Task "task" "Task",
        /// A proposal.
        Answer "answer" "Answer a proposal",
    }
}

/// A clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What for.
    pub due: Due,
    /// By when.
    pub by: Day,
    /// When it was done.
    pub done: Option<Day>,
}

impl Clock {
    /// Whether it was kept: done in time. `None` while there is time.
    pub fn was_kept(&self, today: Day) -> Option<bool> {
        match self.done {
            Some(done) => Some(done <= self.by),
            None if today > self.by => Some(false),
            None => None,
        }
    }
}

/// All clocks of a case, the legal ones first. Empty if the report does not verify.
pub fn clocks(file: &CaseFile, policy: &Policy, today: Day) -> Vec<Clock> {
    let Some(received) = file.received else { return Vec::new() };
    let acknowledge = received.plus(i64::from(policy.acknowledge_days));
    let mut clocks = vec![
        Clock { due: Due::Acknowledge, by: acknowledge, done: file.acknowledged },
        Clock {
            due: Due::Feedback,
            by: file
                .acknowledged
                .map_or(acknowledge, |day| day.min(acknowledge))
                .months_later(policy.feedback_months),
            done: file.feedback,
        },
        Clock { due: Due::Triage, by: received.plus(triage_days(file.priority())), done: file.triaged },
    ];
    clocks.extend(update(file, received));
    clocks.extend(question(file, today));
    clocks.extend(reviews(file));
    clocks.extend(check_in(file));
    let tasks = file.tasks.iter().filter_map(|task| {
        let done = task.done.as_ref().map(|(mark, _)| mark.day);
        Some(Clock { due: Due::Task, by: task.due?, done })
    });
    clocks.extend(tasks);
    let answers = file.proposals.iter().filter(|proposed| proposed.fate == Fate::Open);
    clocks.extend(answers.map(|proposed| Clock {
        due: Due::Answer,
        by: proposed.mark.day.plus(ANSWER_DAYS),
        done: None,
    }));
    clocks
}

/// What is to be done next, and by when.
pub fn next(clocks: &[Clock]) -> Option<Clock> {
    clocks.iter().filter(|clock| clock.done.is_none()).min_by_key(|clock| clock.by).copied()
}

const fn triage_days(priority: Option<Priority>) -> i64 {
    match priority {
        None => UNJUDGED_DAYS,
        Some(Priority::P1) => 1,
        Some(Priority::P2) => 3,
        Some(Priority::P3) => 7,
        Some(Priority::P4) => 14,
    }
}

fn update(file: &CaseFile, received: Day) -> Option<Clock> {
    if file.is_closed() || file.acknowledged.is_none() {
        return None;
    }
    let by = file.told.unwrap_or(received).plus(UPDATE_DAYS);
    Some(Clock { due: Due::Update, by, done: None })
}

fn question(file: &CaseFile, today: Day) -> Option<Clock> {
    let question = file.question.filter(|_| !file.is_closed())?;
    let clock = |due, days| Clock { due, by: question.day.plus(days), done: None };
    if today.since(question.day) < NUDGE_DAYS {
        Some(clock(Due::AskAgain, NUDGE_DAYS))
    } else {
        Some(clock(Due::DecideWithout, PATIENCE_DAYS))
    }
}

fn reviews(file: &CaseFile) -> impl Iterator<Item = Clock> {
    let hold = file.review.filter(|_| file.standing() == Stage::OnHold);
    let legal = file.legal_hold.as_ref().and_then(|(_, _, review)| *review);
    let clock = |due, by: Option<Day>| by.map(|by| Clock { due, by, done: None });
    clock(Due::HoldReview, hold).into_iter().chain(clock(Due::LegalHoldReview, legal))
}

/// The first check-in that the unit has not made: after closing, or after the source was first exposed, while somebody watches.
fn check_in(file: &CaseFile) -> Option<Clock> {
    let watched = file.watches.get(&Watch::Protection)?;
    let closed = file.closings.first().map(|closing| closing.day);
    let exposed = file.exposures.first().map(|(_, _, mark)| mark.day);
    let from = match (closed, exposed) {
        (Some(closed), Some(exposed)) => closed.min(exposed),
        (Some(day), None) | (None, Some(day)) => day,
        (None, None) => *watched,
    };
    let days = CHECK_IN_DAYS.into_iter().map(|days| from.plus(days));
    let by = days.into_iter().find(|by| file.told.is_none_or(|told| told < *by))?;
    Some(Clock { due: Due::CheckIn, by, done: None })
}

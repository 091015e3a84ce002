//! How often a code's locator may be tried, whoever asks: the gate before the slow hash.
//!
//! Somebody who knows (or hits) a locator has 60 bits of secret before them; the budget makes sure that tries cost
//! time as well as hashing. Five are free, then one must wait 2, 4, 8 and from then on 10 minutes: never a lock-out,
//! since the reporter has nowhere else to go. An attempt is charged when it begins, not when it has failed, or a
//! hundred at once would pass on one budget.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Attempts that do not have to wait.
const FREE: u32 = 5;
/// The first wait; it doubles with each further attempt.
const FIRST_WAIT: Duration = Duration::from_mins(2);
/// No wait is longer.
const LONGEST_WAIT: Duration = Duration::from_mins(10);
/// A locator is forgotten when nothing was tried for this long *after* the next attempt was allowed. Counted from the
/// last attempt, ten minutes of waiting would earn five free attempts instead of one.
const MEMORY: Duration = Duration::from_mins(10);

/// What an attempt may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on to the hash. The attempt is charged.
    Go,
    /// Not before this much time has passed. Nothing is charged: asking too early does not prolong the wait.
    Wait(Duration),
}

/// Budgets by locator tag, in memory only, of bounded size. Time is passed in.
pub struct LocatorBudget {
    attempts: Mutex<HashMap<[u8; 16], Attempts>>,
    capacity: usize,
}

#[derive(Clone, Copy)]
struct Attempts {
    charged: u32,
    next: Instant,
}

impl Attempts {
    fn forgotten(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.next) >= MEMORY
    }
}

/// The wait after `charged` attempts.
fn wait_after(charged: u32) -> Duration {
    let Some(beyond) = charged.checked_sub(FREE) else { return Duration::ZERO };
    let factor = 1_u32.checked_shl(beyond).unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
}

impl LocatorBudget {
    /// Remembers at most `capacity` locators (at least one). The gate stands behind the look-up, so there can be no
    /// more than cases.
    pub fn new(capacity: usize) -> Self {
        Self { attempts: Mutex::new(HashMap::new()), capacity: capacity.max(1) }
    }

    /// Asks for an attempt on `locator` at `now`, and charges it if it may go on.
    pub fn begin(&self, locator: [u8; 16], now: Instant) -> Verdict {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let before = attempts.get(&locator).filter(|known| !known.forgotten(now)).copied();
        let (charged, next) = before.map_or((0, now), |known| (known.charged, known.next));
        let wait = next.saturating_duration_since(now);
        if !wait.is_zero() {
            return Verdict::Wait(wait);
        }
        if attempts.len() >= self.capacity && !attempts.contains_key(&locator) {
            make_room(&mut attempts, self.capacity, now);
        }
        let charged = charged.saturating_add(1);
        let next = now.checked_add(wait_after(charged)).unwrap_or(now);
        attempts.insert(locator, Attempts { charged, next });
        Verdict::Go
    }

    /// The attempt succeeded: whoever holds the code starts afresh.
    pub fn succeeded(&self, locator: [u8; 16]) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).remove(&locator);
    }

    /// The attempt that began at `began` was not made after all, because the hash was too busy: it is not held
    /// against anybody.
    pub fn not_made(&self, locator: [u8; 16], began: Instant) {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = attempts.get_mut(&locator) {
            known.charged = known.charged.saturating_sub(1);
            known.next = known.next.min(began);
        }
    }

    /// Drops what is forgotten. Called now and then; [`Self::begin`] does it when memory is full.
    pub fn tidy(&self, now: Instant) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, known| !known.forgotten(now));
    }
}

impl fmt::Debug for LocatorBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocatorBudget(…)")
    }
}

/// Makes room for one more: what is forgotten goes, or else what would be forgotten first.
fn make_room(attempts: &mut HashMap<[u8; 16], Attempts>, capacity: usize, now: Instant) {
    attempts.retain(|_, known| !known.forgotten(now));
    while attempts.len() >= capacity {
        let Some(first) = attempts.iter().min_by_key(|(_, known)| known.next).map(|(locator, _)| *locator)
        else {
            return;
        };
        attempts.remove(&first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [u8; 16] = [1; 16];
    const B: [u8; 16] = [2; 16];

    const fn minutes(count: u64) -> Duration {
        Duration::from_mins(count)
    }

    fn used_up(now: Instant) -> LocatorBudget {
        let budget = LocatorBudget::new(10);
        for _ in 0..FREE {
            assert_eq!(budget.begin(A, now), Verdict::Go);
        }
        budget
    }

    #[test]
    fn five_attempts_are_free_and_the_waits_grow_to_ten_minutes() {
        let mut now = Instant::now();
        let budget = used_up(now);
        for wait in [2, 4, 8, 10, 10, 10] {
            assert_eq!(budget.begin(A, now), Verdict::Wait(minutes(wait)));
            let almost = now + Duration::from_secs(wait * 60 - 1);
            assert_eq!(budget.begin(A, almost), Verdict::Wait(Duration::from_secs(1)));
            now += minutes(wait);
            assert_eq!(budget.begin(A, now), Verdict::Go);
        }
    }

    #[test]
    fn one_locator_does_not_pay_for_another() {
        let now = Instant::now();
        let budget = used_up(now);
        assert_eq!(budget.begin(B, now), Verdict::Go);
    }

    #[test]
    fn a_hundred_attempts_at_once_draw_on_one_budget() {
        let now = Instant::now();
        let budget = LocatorBudget::new(10);
        let gone = (0..100).filter(|_| budget.begin(A, now) == Verdict::Go).count();
        assert_eq!(gone, 5);
    }

    #[test]
    fn success_clears() {
        let now = Instant::now();
        let budget = used_up(now);
        budget.succeeded(A);
        assert_eq!(budget.begin(A, now), Verdict::Go);
    }

    #[test]
    fn an_attempt_that_was_not_made_costs_nothing() {
        let now = Instant::now();
        let budget = used_up(now);
        budget.not_made(A, now);
        assert_eq!(budget.begin(A, now), Verdict::Go);
        assert_eq!(budget.begin(A, now), Verdict::Wait(minutes(2)));
    }

    #[test]
    fn waiting_out_the_wait_does_not_earn_free_attempts_but_ten_quiet_minutes_after_it_do() {
        let now = Instant::now();
        let budget = used_up(now);
        let allowed = now + minutes(2);
        assert_eq!(budget.begin(A, allowed + Duration::from_secs(599)), Verdict::Go);
        assert!(matches!(budget.begin(A, allowed + minutes(10)), Verdict::Wait(_)));
        let budget = used_up(now);
        for _ in 0..FREE {
            assert_eq!(budget.begin(A, allowed + minutes(10)), Verdict::Go);
        }
    }

    #[test]
    fn memory_is_bounded_and_the_most_tried_are_kept() {
        let now = Instant::now();
        let budget = used_up(now);
        for other in 10..200_u8 {
            budget.begin([other; 16], now);
        }
        assert_eq!(budget.attempts.lock().unwrap().len(), 10);
        assert_eq!(budget.begin(A, now), Verdict::Wait(minutes(2)));
        budget.tidy(now + minutes(20));
        assert!(budget.attempts.lock().unwrap().is_empty());
    }
}

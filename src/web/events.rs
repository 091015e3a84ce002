//! What the log may know: how often each kind of thing went wrong in the last ten minutes.
//!
//! A line per failed request is a record of visits, even without an address: beside a network's log, its time names a
//! visitor. So failures are counted under a fixed code, and the counts are written at fixed intervals.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

/// How often counts are written to the log.
pub const INTERVAL: Duration = Duration::from_mins(10);

/// The code of something that happened: a constant of the program, so that nothing of a request can be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event(&'static str);

impl Event {
    /// An event with this code: the area, then what happened, as in `web.body.slow`.
    pub const fn new(code: &'static str) -> Self {
        Self(code)
    }

    /// The code.
    pub const fn code(self) -> &'static str {
        self.0
    }
}

/// Counts of events since they were last written.
#[derive(Clone, Debug, Default)]
pub struct Events(Arc<Mutex<BTreeMap<Event, u64>>>);

impl Events {
    /// Counts one.
    pub fn count(&self, event: Event) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(event).or_default();
        *count = count.saturating_add(1);
    }

    /// Takes all counts, by code.
    pub fn take(&self) -> BTreeMap<Event, u64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes the counts to the log every [`INTERVAL`], and once more when `stop` is cancelled.
    pub async fn report(self, stop: CancellationToken) {
        let first = Instant::now().checked_add(INTERVAL).unwrap_or_else(Instant::now);
        let mut ticks = interval_at(first, INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let stopping = tokio::select! {
                () = stop.cancelled() => true,
                _ = ticks.tick() => false,
            };
            for (event, count) in self.take() {
                tracing::info!(event = event.code(), count);
            }
            if stopping {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Event = Event::new("test.slow");

    #[test]
    fn events_are_counted_until_they_are_taken() {
        let events = Events::default();
        events.count(SLOW);
        events.clone().count(SLOW);
        assert_eq!(events.take(), BTreeMap::from([(SLOW, 2)]));
        assert!(events.take().is_empty());
    }

    #[tokio::test]
    async fn counts_stay_until_their_time_and_leave_when_the_server_stops() {
        let events = Events::default();
        let stop = CancellationToken::new();
        events.count(SLOW);
        let mut report = std::pin::pin!(events.clone().report(stop.clone()));
        assert!(futures::poll!(report.as_mut()).is_pending());
        assert_eq!(events.0.lock().unwrap().len(), 1);
        stop.cancel();
        report.await;
        assert!(events.0.lock().unwrap().is_empty());
    }
}

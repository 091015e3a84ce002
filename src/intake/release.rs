//! When the answer to a typed code is let go: on a grid, so that its time does not tell how far the code got.
//!
//! Unknown, wrong, closed, destroyed, throttled and right are all released at t0 + 1.5 s, or on the next half second after it if the work took
//! longer. No hashing for show: an attacker could make us do it.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The earliest release after the request.
const FIRST: Duration = Duration::from_millis(1500);
/// What a later release is rounded up to.
const STEP: Duration = Duration::from_millis(500);

/// The release of one answer.
#[derive(Clone, Copy, Debug)]
pub struct Release {
    began: Instant,
}

impl Release {
    /// Starts to count, now.
    pub fn begin() -> Self {
        Self { began: Instant::now() }
    }

    /// Waits for the next moment of the grid.
    pub async fn reached(self) {
        if let Some(moment) = self.began.checked_add(due(self.began.elapsed())) {
            sleep_until(moment).await;
        }
    }
}

/// The release, counted from the beginning, of work that took `elapsed`.
fn due(elapsed: Duration) -> Duration {
    let late = elapsed.saturating_sub(FIRST);
    let steps = late.as_nanos().div_ceil(STEP.as_nanos());
    FIRST.saturating_add(STEP.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quick_and_slow_work_are_released_at_the_same_moments() {
        for (work, release) in [(0, 1500), (3, 1500), (1500, 1500), (1501, 2000), (1999, 2000), (8100, 8500)]
        {
            assert_eq!(due(Duration::from_millis(work)), Duration::from_millis(release), "{work}");
        }
    }

    #[tokio::test]
    async fn nothing_is_released_before_its_moment() {
        let began = Instant::now();
        let release = Release::begin();
        release.reached().await;
        assert!(began.elapsed() >= FIRST);
    }

    proptest! {
        #[test]
        fn every_release_is_on_the_grid_after_the_work_and_within_a_step(millis in 0_u64..100_000) {
            let work = Duration::from_millis(millis);
            let release = due(work);
            prop_assert!(release >= work && release >= FIRST);
            prop_assert!(release.saturating_sub(FIRST).as_millis().is_multiple_of(STEP.as_millis()));
            prop_assert!(release <= FIRST.max(work.saturating_add(STEP)));
        }
    }
}

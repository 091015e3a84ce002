//! The pause after wrong passphrases: it grows, and it ends. Nobody can lock a member out of their own key.

/// Seconds after many failures.
const LONGEST: i64 = 60;

/// The pause of one key file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delay {
    failures: u32,
    until: i64,
}

impl Delay {
    /// Seconds still to wait at `now`; 0 if a passphrase may be tried.
    pub fn remaining(&self, now: i64) -> i64 {
        let left = self.until.saturating_sub(now).max(0);
        // A clock that was set back must not turn a minute into a year.
        if left > LONGEST { 0 } else { left }
    }

    /// After a wrong passphrase: 1, 2, 4 … 60 seconds.
    pub fn failed(&mut self, now: i64) {
        let pause = 1_i64.checked_shl(self.failures.min(6)).unwrap_or(LONGEST).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        self.until = now.saturating_add(pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_a_minute_and_never_becomes_a_lock_out() {
        let mut delay = Delay::default();
        let mut now = 1000;
        let mut pauses = Vec::new();
        for _ in 0..9 {
            assert_eq!(delay.remaining(now), 0);
            delay.failed(now);
            pauses.push(delay.remaining(now));
            now += delay.remaining(now);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn a_clock_set_back_does_not_stretch_the_pause() {
        let mut delay = Delay::default();
        delay.failed(1_000_000);
        assert_eq!(delay.remaining(0), 0);
    }
}

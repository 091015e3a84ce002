//! When a publication is due. The hours are fixed, so that the moment of a publication tells nothing of what happened.

const HOUR: i64 = 3600;
const HOURS_PER_DAY: i64 = 24;

/// Hours of the day, UTC, at which the ledger is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable(Vec<u8>);

impl Timetable {
    /// Every six hours.
    pub fn usual() -> Self {
        Self(vec![0, 6, 12, 18])
    }

    /// These hours, 0 to 23.
    ///
    /// # Errors
    /// What they must be.
    pub fn new(hours: &[u8]) -> Result<Self, &'static str> {
        let mut hours = hours.to_vec();
        hours.sort_unstable();
        hours.dedup();
        if hours.is_empty() || hours.iter().any(|hour| *hour > 23) {
            return Err("must be hours of the day, 0 to 23, at least one");
        }
        Ok(Self(hours))
    }

    /// The last hour of the timetable that has come by `now` (seconds since 1970), as hours since 1970.
    pub fn slot(&self, now: i64) -> i64 {
        let hour = now.div_euclid(HOUR);
        let past = (0..HOURS_PER_DAY).map(|back| hour.saturating_sub(back)).find(|hour| self.lists(*hour));
        past.unwrap_or(hour)
    }

    /// The next hour of the timetable after `now` (seconds since 1970), as hours since 1970.
    pub fn next(&self, now: i64) -> i64 {
        let hour = now.div_euclid(HOUR);
        let coming =
            (1..=HOURS_PER_DAY).map(|ahead| hour.saturating_add(ahead)).find(|hour| self.lists(*hour));
        coming.unwrap_or(hour)
    }

    /// Whether this hour (since 1970) is one of the timetable's.
    fn lists(&self, hour: i64) -> bool {
        let of_day = hour.rem_euclid(HOURS_PER_DAY);
        self.0.iter().any(|listed| i64::from(*listed) == of_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publication_belongs_to_the_last_hour_of_the_timetable() {
        let day = 20_000 * HOURS_PER_DAY;
        let usual = Timetable::usual();
        for (hour, slot) in [(0, 0), (5, 0), (6, 6), (11, 6), (17, 12), (23, 18)] {
            assert_eq!(usual.slot((day + hour) * HOUR + 59), day + slot, "{hour}");
        }
        let nightly = Timetable::new(&[3]).unwrap();
        assert_eq!(nightly.slot((day + 2) * HOUR), day - 21);
        assert_eq!(nightly.slot((day + 3) * HOUR), day + 3);
        for (hour, next) in [(0, 6), (5, 6), (6, 12), (17, 18), (18, 24), (23, 24)] {
            assert_eq!(usual.next((day + hour) * HOUR + 59), day + next, "{hour}");
        }
        assert_eq!(nightly.next((day + 3) * HOUR), day + 27);
        assert!(Timetable::new(&[]).is_err());
        assert!(Timetable::new(&[24]).is_err());
    }
}

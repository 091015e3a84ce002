//! The machine: where memory can reach the disk, whether there is room, whether the clock can be right.

use std::path::Path;
use std::time::UNIX_EPOCH;

use rustix::process::{Resource, getrlimit};

use super::Finding;
use crate::clock::{Clock, Day};
use crate::config::{Config, DatabaseAddress};

/// 2026-11-01, when this was written: no clock that is right shows an earlier day.
const WRITTEN: Day = Day::from_number(20_758);

const SECONDS_PER_DAY: i64 = 86_400;

/// What the checks need to know of the machine.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Seconds since 1970.
    pub now: i64,
    /// When a database was last written, seconds since 1970.
    pub newest_data: Option<i64>,
    /// Largest core dump allowed, in bytes; `None` is without limit.
    pub core_limit: Option<u64>,
    /// `/proc/sys/kernel/core_pattern`.
    pub core_pattern: String,
    /// `/proc/swaps`.
    pub swaps: String,
    /// Free bytes where the attachments go.
    pub free_bytes: Option<u64>,
}

impl Surroundings {
    /// Looks at this machine.
    pub fn look(config: &Config, clock: &Clock) -> Self {
        // Where /proc is hidden, what it would tell is left out: a file that is not there is no finding.
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let databases = [&config.database.main, &config.database.keys];
        Self {
            now: clock.now(),
            newest_data: databases.into_iter().filter_map(last_written).max(),
            core_limit: getrlimit(Resource::Core).current,
            core_pattern: read("/proc/sys/kernel/core_pattern"),
            swaps: read("/proc/swaps"),
            free_bytes: free_bytes(&config.blobs),
        }
    }
}

fn last_written(database: &DatabaseAddress) -> Option<i64> {
    let DatabaseAddress::Sqlite(path) = database else { return None };
    let written = std::fs::metadata(path).ok()?.modified().ok()?;
    i64::try_from(written.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// Free bytes on the disk of the nearest folder that exists already.
fn free_bytes(path: &Path) -> Option<u64> {
    let about = path.ancestors().find_map(|folder| rustix::fs::statvfs(folder).ok())?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

pub(super) fn core_dumps(machine: &Surroundings) -> Vec<Finding> {
    let mut findings = Vec::new();
    if machine.core_limit != Some(0) {
        findings.push(Finding::wrong(
            "Core dumps are allowed for this user: a crash writes memory to the disk. Set `ulimit -c 0` here, and LimitCORE=0 \
             for the services of the server and of the proxy in front of it.",
        ));
    }
    if machine.core_pattern.starts_with('|') {
        findings.push(Finding::advice(
            "Crashes on this machine are handed to a program (/proc/sys/kernel/core_pattern), whatever the limit. Red Channel \
             forbids its own dumps; a proxy that sees reports in clear does not. Let the pattern be a plain name, or keep that \
             program from storing anything.",
        ));
    }
    findings
}

pub(super) fn swap(swaps: &str) -> Vec<Finding> {
    // Compressed swap stays in memory.
    let on_disk = |line: &&str| !line.starts_with("/dev/zram");
    let devices: Vec<&str> =
        swaps.lines().skip(1).filter(on_disk).filter_map(|line| line.split_whitespace().next()).collect();
    if devices.is_empty() {
        return Vec::new();
    }
    vec![Finding::wrong(format!(
        "Swap is on ({}): what a reporter writes can reach the disk. Switch it off, or start server and proxy with \
         MemorySwapMax=0 and encrypt it under a key that does not outlive the machine's start.",
        devices.join(", ")
    ))]
}

pub(super) fn clock(machine: &Surroundings) -> Vec<Finding> {
    let mut findings = Vec::new();
    if Day::containing(machine.now) < WRITTEN {
        findings.push(Finding::wrong(format!(
            "The clock shows {}, before this program was written. Set it: until then rosters are not in force and no reports \
             are taken.",
            Day::containing(machine.now)
        )));
    }
    if machine.newest_data.is_some_and(|newest| newest > machine.now.saturating_add(SECONDS_PER_DAY)) {
        findings.push(Finding::wrong(
            "A database was written later than the clock shows now: the clock was moved back. Set it before the server starts.",
        ));
    }
    findings
}

pub(super) fn disk(free_bytes: Option<u64>, reserve: u64) -> Vec<Finding> {
    let mebibytes = |bytes: u64| bytes >> 20;
    match free_bytes {
        Some(free) if free <= reserve => vec![Finding::wrong(format!(
            "Only {} MiB are free where attachments go, and limits.reserve_bytes keeps {} MiB of them: no files are taken. \
             Make room.",
            mebibytes(free),
            mebibytes(reserve)
        ))],
        Some(free) if free <= reserve.saturating_mul(4) => vec![Finding::advice(format!(
            "{} MiB are free where attachments go; from {} MiB on no files are taken. Make room soon.",
            mebibytes(free),
            mebibytes(reserve)
        ))],
        Some(_) => Vec::new(),
        None => vec![Finding::advice("The free space where attachments go could not be found out.")],
    }
}

#[cfg(test)]
mod tests {
    use super::super::Weight;
    use super::*;

    const NOW: i64 = 1_795_412_735;

    fn machine() -> Surroundings {
        Surroundings {
            now: NOW,
            core_limit: Some(0),
            core_pattern: "core\n".into(),
            ..Surroundings::default()
        }
    }

    #[test]
    fn the_day_of_writing_is_the_first_of_november() {
        assert_eq!(WRITTEN.to_string(), "2026-11-01");
    }

    #[test]
    fn core_dumps_are_found_by_limit_and_by_pattern() {
        assert_eq!(core_dumps(&machine()), []);
        for limit in [None, Some(1), Some(u64::MAX)] {
            let found = core_dumps(&Surroundings { core_limit: limit, ..machine() });
            assert!(found.iter().any(|finding| finding.weight == Weight::Wrong), "{limit:?}");
        }
        let piped = core_dumps(&Surroundings { core_pattern: "|/usr/bin/keeper %P".into(), ..machine() });
        assert!(matches!(piped.as_slice(), [Finding { weight: Weight::Advice, .. }]));
    }

    #[test]
    fn swap_on_a_disk_is_found_and_swap_in_memory_is_not() {
        let header = "Filename Type Size Used Priority\n";
        assert_eq!(swap(""), []);
        assert_eq!(swap(header), []);
        assert_eq!(swap(&format!("{header}/dev/zram0 partition 8 0 100\n")), []);
        let found = swap(&format!("{header}/dev/sda2 partition 8 0 -2\n/swap.img file 8 0 -3\n"));
        assert!(found[0].sentence.contains("/dev/sda2, /swap.img"), "{found:?}");
    }

    #[test]
    fn a_clock_that_stands_before_the_program_or_its_data_is_found() {
        assert_eq!(clock(&Surroundings { newest_data: Some(NOW), ..machine() }), []);
        assert_eq!(clock(&Surroundings { now: 0, ..machine() }).len(), 1);
        let later = Surroundings { newest_data: Some(NOW + 3 * SECONDS_PER_DAY), ..machine() };
        assert!(clock(&later)[0].sentence.contains("moved back"));
    }

    #[test]
    fn a_disk_that_is_nearly_full_is_found() {
        assert_eq!(disk(Some(100 << 30), 1 << 30), []);
        assert_eq!(disk(Some(1 << 30), 1 << 30)[0].weight, Weight::Wrong);
        assert_eq!(disk(Some(3 << 30), 1 << 30)[0].weight, Weight::Advice);
    }

    #[test]
    fn the_free_space_of_a_folder_that_is_not_there_yet_is_that_of_its_parent() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(&folder.path().join("not/yet")).is_some_and(|bytes| bytes > 0));
    }
}

//! Verification of a ledger from the outside in: signatures, tree, leaves, records, chains, actors.
//!
//! ```text
//! public     what anybody sees: checkpoints, witnesses, one tree that only grew                        no key
//! records    what stands behind each leaf; no entry twice, no chain with a gap                          the export
//! opened     what the entries say: places, chains, signatures; with authors and days                    a key of oversight
//! items      that nothing is stored without an entry, and nothing named that is not stored              a key of oversight
//! endings    that what is gone was destroyed by two people, or lost in a restore that was declared      a key of oversight
//! ```
//!
//! Each layer stands on those before it and can be had alone. Pure: files come through [`PublicFiles`] and [`ExportFiles`].

mod authors;
mod days;
mod endings;
mod fault;
mod finding;
mod held;
mod items;
mod opened;
mod public;
mod records;
mod source;
mod tree;

pub use fault::Fault;
pub use finding::{Finding, Findings, Place, Verdict};
pub use public::check_public;
pub use source::{ExportFiles, PublicFiles};

use self::authors::Authors;
use self::days::Days;
use self::public::LogAt;
use self::source::Below;
use super::checkpoint::Head;
use super::export::{FORMAT, MANIFEST, Manifest, ROSTERS, log_folder, roster_path};
use super::leaf::Leaf;
use super::policy::Policy;
use crate::crypto::agefile::Identity;
use crate::crypto::note::{self, Chain};

/// A log as it was found.
#[derive(Debug)]
pub struct LogView {
    /// 1 for the first one.
    pub number: u32,
    /// Its name.
    pub origin: String,
    /// Leaves of its newest checkpoint.
    pub size: u64,
    /// Its checkpoints, the shortest first.
    pub seen: Vec<Seen>,
    /// Its leaves, as far as they could be read.
    pub leaves: Vec<Leaf>,
    /// Checkpoints of it that were seen before and are longer than it is here.
    pub beyond: Vec<Head>,
}

/// A checkpoint as it was found.
#[derive(Debug)]
pub struct Seen {
    /// What it says.
    pub head: Head,
    /// Whether enough witnesses have signed it.
    pub witnessed: bool,
    /// When the first of its witnesses signed, in seconds since 1970.
    pub cosigned: Option<i64>,
    /// The hour of the timetable it was made for, as the server says.
    pub slot: Option<i64>,
}

/// What a verification believes before it begins.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// Whose signatures on checkpoints count.
    pub policy: &'a Policy,
    /// The rosters from the pinned first one on; needed with keys.
    pub rosters: Option<&'a Chain>,
    /// Keys that open entries.
    pub keys: &'a [Identity],
    /// Checkpoints that were seen before.
    pub last: &'a [Head],
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Logs.
    pub logs: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// Leaves.
    pub leaves: u64,
    /// Leaves that are padding.
    pub pads: u64,
    /// Leaves that nothing explains.
    pub open: u64,
    /// Entries.
    pub entries: u64,
    /// Entries whose leaf waits.
    pub waiting: u64,
    /// Items.
    pub items: u64,
    /// Entries that a key opened.
    pub opened: u64,
    /// Entries that no key opened.
    pub closed: u64,
    /// Entries of reporters, whose signatures need a key that only readers of the case have.
    pub reporters: u64,
    /// Unexplained leaves of which this key cannot say whether a destruction covers them.
    pub undecided: u64,
}

/// What a verification found.
#[derive(Clone, Debug)]
pub struct Report {
    /// How much was looked at.
    pub counts: Counts,
    /// What is wrong.
    pub findings: Findings,
}

/// Verifies an export, as far as what is trusted reaches.
pub fn check_export(files: &dyn ExportFiles, trust: &Trust<'_>) -> Report {
    let mut counts = Counts::default();
    let mut findings = Findings::default();
    let Some(manifest) = manifest(files, &mut findings) else { return Report { counts, findings } };
    let mut logs = Vec::new();
    for line in &manifest.logs {
        let files_of = Below { files, prefix: log_folder(line.log) };
        let stored = sizes(files, line.log, &mut findings);
        let at = LogAt { number: line.log, files: files_of, stored: Some(stored), last: trust.last };
        let Some(mut view) = public::check(&at, trust.policy, &mut findings) else { continue };
        for seen in &mut view.seen {
            let slot = line.checkpoints.iter().find(|slot| slot.size == seen.head.size);
            seen.slot = slot.map(|slot| slot.slot);
        }
        logs.push(view);
    }
    let total = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    counts.logs = total(logs.len());
    counts.checkpoints = total(logs.iter().map(|log| log.seen.len()).sum());
    counts.leaves = total(logs.iter().map(|log| log.leaves.len()).sum());
    public::last_seen(&logs, trust.last, &mut findings);
    let records = records::read(files, (&logs, manifest.day), trust.keys, &mut counts, &mut findings);
    match trust.rosters.filter(|_| !trust.keys.is_empty()) {
        Some(rosters) => {
            if let Some(fault) = &rosters.refused {
                let version = rosters.roster.content().version.saturating_add(1);
                findings.note(Place::Roster(version), Fault::RosterChain(fault.to_string()));
            }
            let authors = Authors::new(rosters, trust.policy, &records);
            let days = Days::new(&logs, &records, manifest.day);
            opened::check(&records, &authors, &days, &mut counts, &mut findings);
            items::check(&records, &mut findings);
            endings::check(&records, &logs, &authors, &mut counts, &mut findings);
        }
        None => endings::unopened(&logs, &mut findings),
    }
    Report { counts, findings }
}

fn manifest(files: &dyn ExportFiles, findings: &mut Findings) -> Option<Manifest> {
    let fault = match files.read(MANIFEST) {
        Ok(Some(bytes)) => match serde_json::from_slice::<Manifest>(&bytes) {
            Ok(manifest) if manifest.format == FORMAT => {
                let numbered = (1..).zip(&manifest.logs).all(|(number, log)| log.log == number);
                if numbered && !manifest.logs.is_empty() {
                    return Some(manifest);
                }
                Fault::Missing
            }
            Ok(_) | Err(_) => Fault::Line(1),
        },
        Ok(None) => Fault::Missing,
        Err(why) => Fault::Unreadable(why),
    };
    findings.note(Place::File(MANIFEST.to_owned()), fault);
    None
}

/// The sizes of the checkpoints that are stored.
fn sizes(files: &dyn ExportFiles, log: u32, findings: &mut Findings) -> Vec<u64> {
    let folder = format!("{}/checkpoints", log_folder(log));
    match files.names(&folder) {
        Ok(names) => {
            let mut sizes: Vec<u64> = names.iter().filter_map(|name| name.parse().ok()).collect();
            sizes.sort_unstable();
            sizes
        }
        Err(why) => {
            findings.note(Place::File(folder), Fault::Unreadable(why));
            Vec::new()
        }
    }
}

/// The rosters of an export, from the pinned first one on. The rest of the chain is not used behind one that does not verify.
///
/// # Errors
/// A sentence: why there is none.
pub fn rosters(files: &dyn ExportFiles, genesis: &[u8; 32]) -> Result<Chain, String> {
    let mut versions: Vec<i64> =
        files.names(ROSTERS)?.iter().filter_map(|name| name.strip_suffix(".note")?.parse().ok()).collect();
    versions.sort_unstable();
    let mut notes = Vec::new();
    for version in versions {
        notes.extend(files.read(&roster_path(version))?);
    }
    note::verify_chain(&notes, genesis).map_err(|fault| fault.to_string())
}

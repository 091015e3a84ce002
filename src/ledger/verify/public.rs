//! What anybody can check without a key: signatures, witnesses, and that all checkpoints are heads of one tree that only grew.
//!
//! The leaves are read once, from the bundles, and hashed once. At the size of each checkpoint the root is compared: checkpoints whose
//! roots come out of the same leaves continue one another, so that no proof of consistency is needed.

use super::fault::Fault;
use super::finding::{Findings, Place};
use super::source::{Below, PublicFiles};
use super::tree::Growing;
use super::{LogView, Seen};
use crate::ledger::BLOCK;
use crate::ledger::checkpoint::{Checkpoint, CheckpointError, Head, VerifiedCheckpoint};
use crate::ledger::policy::Policy;
use crate::ledger::tree::{TilePlace, WIDTH, bundle_path, parse_bundle, tile_path, width};

/// Which log to look at, and where.
pub(super) struct LogAt<'a> {
    pub(super) number: u32,
    /// Its public files.
    pub(super) files: Below<'a>,
    /// Sizes of the checkpoints that are stored; `None` where only the newest is shown.
    pub(super) stored: Option<Vec<u64>>,
    /// Checkpoints seen before, of any log.
    pub(super) last: &'a [Head],
}

/// Checks a log; `None` if there is nothing to look at.
pub(super) fn check(at: &LogAt<'_>, policy: &Policy, findings: &mut Findings) -> Option<LogView> {
    let newest = read_checkpoint(at, "checkpoint", findings)?;
    let size = newest.claimed().size;
    let mut seen = Vec::new();
    if let Some(sizes) = &at.stored {
        for stored in sizes {
            let path = format!("checkpoints/{stored}");
            let Some(checkpoint) = read_checkpoint(at, &path, findings) else { continue };
            if checkpoint.claimed().size != *stored {
                findings.note(Place::Checkpoint(at.number, *stored), Fault::CheckpointSize);
                continue;
            }
            seen.push(judge(at, &checkpoint, policy, findings));
        }
        if seen.last().map(|seen| &seen.head) != Some(newest.claimed()) {
            findings.note(Place::Log(at.number), Fault::NewestDiffers);
            seen.push(judge(at, &newest, policy, findings));
            seen.sort_by_key(|seen| seen.head.size);
        }
        growth(at.number, &seen, findings);
    } else {
        seen.push(judge(at, &newest, policy, findings));
        if !size.is_multiple_of(BLOCK) {
            findings.note(Place::Checkpoint(at.number, size), Fault::Growth(size % BLOCK));
        }
    }
    witnesses(at.number, &seen, policy, findings);
    let origin = newest.claimed().origin.clone();
    let leaves = leaves(at, size, &seen, findings);
    let beyond = at.last.iter().filter(|last| last.origin == origin && last.size > size).cloned().collect();
    Some(LogView { number: at.number, origin, size, seen, leaves, beyond })
}

fn read_checkpoint(at: &LogAt<'_>, path: &str, findings: &mut Findings) -> Option<Checkpoint> {
    let place = Place::File(at.files.path(path));
    let fault = match at.files.read(path) {
        Ok(Some(bytes)) => match Checkpoint::parse(&bytes) {
            Ok(checkpoint) => return Some(checkpoint),
            Err(_) => Fault::CheckpointForm,
        },
        Ok(None) => Fault::Missing,
        Err(why) => Fault::Unreadable(why),
    };
    findings.note(place, fault);
    None
}

/// Checks the signatures of a checkpoint.
fn judge(at: &LogAt<'_>, checkpoint: &Checkpoint, policy: &Policy, findings: &mut Findings) -> Seen {
    let head = checkpoint.claimed().clone();
    let verified = checkpoint.verify(policy);
    if let Err(fault) = &verified {
        let fault = match fault {
            CheckpointError::Malformed => Fault::CheckpointForm,
            CheckpointError::Origin { .. } => Fault::CheckpointOrigin,
            CheckpointError::Signature => Fault::CheckpointSignature,
        };
        findings.note(Place::Checkpoint(at.number, head.size), fault);
    }
    let verified = verified.ok();
    let witnessed = verified.as_ref().is_some_and(VerifiedCheckpoint::is_witnessed);
    let times = verified.iter().flat_map(|verified| &verified.witnesses);
    let first = times.map(|witness| i64::try_from(witness.time).unwrap_or(i64::MAX)).min();
    Seen { head, witnessed, cosigned: first, slot: None }
}

/// One block of 64 at a time, or two; from nothing on; under one name.
fn growth(log: u32, seen: &[Seen], findings: &mut Findings) {
    let mut before: Option<&Head> = None;
    for Seen { head, .. } in seen {
        let place = Place::Checkpoint(log, head.size);
        match before {
            None if head.size != 0 => findings.note(Place::Log(log), Fault::Beginning),
            None => {}
            Some(before) => {
                let grown = head.size.saturating_sub(before.size);
                if before.origin != head.origin {
                    findings.note(place.clone(), Fault::OriginChanged);
                }
                if grown != BLOCK && grown != BLOCK.saturating_mul(2) && head != before {
                    findings.note(place, Fault::Growth(grown));
                }
            }
        }
        before = Some(head);
    }
}

fn witnesses(log: u32, seen: &[Seen], policy: &Policy, findings: &mut Findings) {
    let Some(newest) = seen.last().filter(|newest| policy.needed > 0 && !newest.witnessed) else { return };
    let witnessed = seen.iter().rev().find(|seen| seen.witnessed).map_or(0, |seen| seen.head.size);
    // Nobody has to sign that there is nothing yet.
    if newest.head.size > 0 {
        let fault = Fault::NotWitnessed { needed: policy.needed, witnessed };
        findings.note(Place::Checkpoint(log, newest.head.size), fault);
    }
}

/// Reads all leaves, and compares roots and tiles on the way.
fn leaves(at: &LogAt<'_>, size: u64, seen: &[Seen], findings: &mut Findings) -> Vec<[u8; 32]> {
    let mut wanted: Vec<(&Head, Fault)> = seen.iter().map(|seen| (&seen.head, Fault::Root)).collect();
    if let Some(newest) = seen.last() {
        let of_this = at.last.iter().filter(|last| last.origin == newest.head.origin);
        wanted.extend(of_this.map(|last| (last, Fault::LastForked)));
    }
    wanted.sort_by_key(|(head, _)| head.size);
    let mut wanted = wanted.into_iter().peekable();
    let mut leaves = Vec::with_capacity(usize::try_from(size.min(1 << 24)).unwrap_or(0));
    let mut tree = Growing::new();
    let mut compare = |tree: &Growing, findings: &mut Findings| {
        while let Some((head, fault)) = wanted.next_if(|(head, _)| head.size <= tree.size()) {
            if head.size == tree.size() && head.root != tree.root() {
                findings.note(Place::Checkpoint(at.number, head.size), fault);
            }
        }
    };
    compare(&tree, findings);
    for number in 0..size.div_ceil(WIDTH) {
        let Some(bundle) = bundle(at, size, number, findings) else { return leaves };
        for leaf in &bundle {
            tree.push(leaf, &mut |place, hashes| compare_tile(at, place, hashes, findings));
            compare(&tree, findings);
        }
        leaves.extend(bundle);
    }
    for (place, hashes) in tree.partial() {
        compare_tile(at, place, hashes, findings);
    }
    leaves
}

fn bundle(at: &LogAt<'_>, size: u64, number: u64, findings: &mut Findings) -> Option<Vec<[u8; 32]>> {
    let width = width(size, TilePlace { level: 0, number });
    let path = bundle_path(number, width);
    let file = Place::File(at.files.path(&path));
    match at.files.read(&path) {
        Ok(Some(bytes)) => {
            let bundle =
                parse_bundle(&bytes).filter(|leaves| u64::try_from(leaves.len()).ok() == Some(width));
            if bundle.is_none() {
                findings.note(Place::Bundle(at.number, number), Fault::Bundle);
            }
            return bundle;
        }
        Ok(None) => findings.note(file, Fault::Missing),
        Err(why) => findings.note(file, Fault::Unreadable(why)),
    }
    None
}

fn compare_tile(at: &LogAt<'_>, place: TilePlace, hashes: &[u8], findings: &mut Findings) {
    let path = tile_path(place, u64::try_from(hashes.len() / 32).unwrap_or(0));
    match at.files.read(&path) {
        Ok(Some(bytes)) if bytes == hashes => {}
        Ok(Some(_)) => findings.note(Place::Tile(at.number, place), Fault::Tile),
        Ok(None) => findings.note(Place::File(at.files.path(&path)), Fault::Missing),
        Err(why) => findings.note(Place::File(at.files.path(&path)), Fault::Unreadable(why)),
    }
}

/// Checks the newest log that a server shows, whose files lie below `files`.
pub fn check_public(files: &dyn PublicFiles, policy: &Policy, last: &[Head]) -> (Option<LogView>, Findings) {
    let mut findings = Findings::default();
    let files = Below { files, prefix: String::new() };
    let view = check(&LogAt { number: 1, files, stored: None, last }, policy, &mut findings);
    if let Some(view) = &view {
        last_seen(std::slice::from_ref(view), last, &mut findings);
        for head in &view.beyond {
            findings.note(Place::Checkpoint(view.number, head.size), Fault::LastBeyond);
        }
    }
    (view, findings)
}

/// A checkpoint seen before must be of one of the logs.
pub(super) fn last_seen(logs: &[LogView], last: &[Head], findings: &mut Findings) {
    for head in last.iter().filter(|head| !logs.iter().any(|log| log.origin == head.origin)) {
        let fault = Fault::LastElsewhere(head.origin.clone());
        findings.note(Place::File("--last".to_owned()), fault);
    }
}

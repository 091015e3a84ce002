//! What anybody can check: files, signature, rosters, and the way into the public log.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use data_encoding::HEXLOWER;
use signed_note::{Note, VerifierList};

use super::super::finding::{Fault, Findings, Place};
use super::super::manifest::{
    CHECKPOINT, KEYS, LedgerEntry, MANIFEST, Manifest, README, SIGNATURE, SUMS, entry_path, roster_path,
};
use super::super::tar::Archive;
use super::{ENTRY_BYTES, LogSeen, ROSTER_BYTES, Report, content, meant};
use crate::api::wire::RosterChain;
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::note::read_unverified;
use crate::crypto::note_key::NoteKey;
use crate::desk::people::People;
use crate::ledger::checkpoint::{self, Checkpoint, Head};
use crate::ledger::tree::check_inclusion;
use crate::model::roster::Member;

/// The longest signature, in bytes.
const SIGNATURE_BYTES: usize = 64 * 1024;
/// The longest list of sums, in bytes.
const SUMS_BYTES: usize = 64 * 1024 * 1024;

/// Every file is listed as it is, every listed file is there and means something, and items and entries stand in their order.
pub(super) fn files<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    findings: &mut Findings,
) {
    let mut known: BTreeSet<String> = [README, SUMS, KEYS].map(str::to_owned).into();
    known.extend(meant(manifest));
    if manifest.checkpoint {
        known.insert(CHECKPOINT.to_owned());
    }
    for (path, slot) in archive.files().iter().filter(|(path, _)| *path != MANIFEST && *path != SIGNATURE) {
        match manifest.files.get(path) {
            None => findings.file(path, Fault::Unlisted),
            Some(line) if line.size != slot.size || line.sha256 != HEXLOWER.encode(&slot.sha256) => {
                findings.file(path, Fault::Differs);
            }
            Some(_) if !known.contains(path) => findings.file(path, Fault::Purposeless),
            Some(_) => {}
        }
    }
    for path in known.iter().chain(manifest.files.keys().filter(|path| !known.contains(*path))) {
        if !archive.files().contains_key(path) {
            findings.file(path, Fault::Taken);
        }
    }
    let items = manifest.items.iter().map(|item| item.sequence);
    order(items, Place::Item, findings);
    order(manifest.entries.iter().map(|entry| entry.sequence), Place::Entry, findings);
    match archive.read(SUMS, SUMS_BYTES) {
        Ok(Some(sums)) if sums == manifest.sums().into_bytes() => {}
        Ok(Some(_)) => findings.file(SUMS, Fault::Sums),
        Ok(None) => {}
        Err(fault) => findings.file(SUMS, fault),
    }
}

/// Places grow. A gap is no fault of the list: what is missing in it was missing at the desk, and is shown with the key.
fn order(places: impl Iterator<Item = u64>, place: impl Fn(u64) -> Place, findings: &mut Findings) {
    let mut before = None;
    for sequence in places {
        if before >= Some(sequence) {
            findings.note(place(sequence), Fault::Order);
        }
        before = Some(sequence);
    }
}

/// The rosters, from the first one on.
pub(super) fn rosters<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    genesis: Option<[u8; 32]>,
    report: &mut Report,
) -> Option<People> {
    let mut notes = Vec::new();
    for version in &manifest.rosters {
        let path = roster_path(*version);
        let bytes = content(archive, manifest, (&path, ROSTER_BYTES), &mut report.findings)?;
        notes.push(
            String::from_utf8(bytes)
                .map_err(|_| report.findings.file(&path, Fault::Roster("it is not text".into())))
                .ok()?,
        );
    }
    let first = roster_path(manifest.rosters.first().copied().unwrap_or(1));
    let Some(note) = notes.first() else {
        report.findings.file(&first, Fault::Missing);
        return None;
    };
    let believed = match (genesis, read_unverified(note.as_bytes())) {
        (Some(genesis), _) => genesis,
        (None, Ok((_, hash))) => {
            report.findings.file(&first, Fault::NoGenesis(HEXLOWER.encode(&hash)));
            hash
        }
        (None, Err(fault)) => {
            report.findings.file(&first, Fault::Roster(fault.to_string()));
            return None;
        }
    };
    let people = match People::verify(&RosterChain { notes }, &believed) {
        Ok(people) => people,
        Err(fault) => {
            report.findings.file(&first, Fault::Roster(fault.to_string()));
            return None;
        }
    };
    report.facts.rosters = people.chain().history.len();
    if let Some(fault) = &people.chain().refused {
        let version = people.roster().version.saturating_add(1);
        report.findings.file(&roster_path(version), Fault::Roster(fault.to_string()));
    }
    let versions = people.chain().history.iter().map(|version| version.content().version);
    if people.chain().refused.is_none() && !versions.eq(manifest.rosters.iter().copied()) {
        report.findings.file(MANIFEST, Fault::Order);
    }
    if manifest.genesis != HEXLOWER.encode(&believed) {
        report.findings.file(MANIFEST, Fault::Roster("it names another first roster".to_owned()));
    }
    Some(people)
}

/// The exporter's signature over the manifest, and that the exporter could export on that day.
pub(super) fn signature<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    (manifest, bytes): (&Manifest, &[u8]),
    people: &People,
    report: &mut Report,
) {
    let member = people.roster().member(manifest.exported_by);
    report.facts.exporter = member.map(|member| member.name.clone());
    let fault = match archive.read(SIGNATURE, SIGNATURE_BYTES) {
        Ok(Some(note)) => signed(&note, (manifest, bytes), member, people),
        Ok(None) => Some(Fault::Missing),
        Err(fault) => Some(fault.into()),
    };
    if let Some(fault) = fault {
        report.findings.file(SIGNATURE, fault);
    }
}

fn signed(
    note: &[u8],
    (manifest, bytes): (&Manifest, &[u8]),
    member: Option<&Member>,
    people: &People,
) -> Option<Fault> {
    let Ok(note) = Note::from_bytes(note) else { return Some(Fault::SignatureForm) };
    if !note.text().starts_with(super::manifest::FORMAT.as_bytes()) {
        return Some(Fault::SignatureForm);
    }
    if note.text() != Manifest::signed_text(manifest.case, bytes).as_bytes() {
        return Some(Fault::SignatureOther);
    }
    let may = |member: &&Member| {
        let reads = member.roles.iter().any(|role| role.reads_cases());
        reads && manifest.day <= member.until && people.roster().in_force_on(manifest.day)
    };
    let Some(member) = member.filter(may) else { return Some(Fault::Signer) };
    let Some(key) = parse_verifying_key(&member.verification_key) else { return Some(Fault::Signer) };
    let key = NoteKey::ed25519(&manifest.exported_by.to_string(), key);
    let holds =
        note.verify(&VerifierList::new(vec![Box::new(key)])).is_ok_and(|(verified, _)| verified.len() == 1);
    (!holds).then_some(Fault::Signature)
}

/// The leaves of the entries, the head of the log, and the way from the ones to the other.
pub(super) fn log<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    people: &People,
    report: &mut Report,
) {
    let head = head(archive, manifest, people, report);
    let mut places = BTreeSet::new();
    for entry in &manifest.entries {
        let place = Place::Entry(entry.sequence);
        let path = entry_path(entry.sequence);
        let Some(data) = content(archive, manifest, (&path, ENTRY_BYTES), &mut report.findings) else {
            continue;
        };
        let leaf = entry.leaf_of(&data);
        if leaf.map(|leaf| HEXLOWER.encode(&leaf)).unwrap_or_default() != entry.leaf {
            report.findings.note(place.clone(), Fault::Leaf);
            continue;
        }
        if entry.index.is_some_and(|index| !places.insert(index)) {
            report.findings.note(place.clone(), Fault::SharedLeaf);
        }
        if entry.proof.is_none() {
            continue;
        }
        match head.as_ref().map(|head| proved(entry, leaf.as_ref(), head)) {
            Some(true) => report.facts.proved = report.facts.proved.saturating_add(1),
            Some(false) => report.findings.note(place, Fault::Proof),
            None => {}
        }
    }
}

fn proved(entry: &LedgerEntry, leaf: Option<&[u8; 32]>, head: &Head) -> bool {
    let Some(Some(path)) = entry.path() else { return false };
    let (Some(leaf), Some(index)) = (leaf, entry.index) else { return false };
    check_inclusion(&path, (head.size, &head.root), index, leaf).is_ok()
}

/// The head of the log, if its key is known and has signed it.
fn head<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    people: &People,
    report: &mut Report,
) -> Option<Head> {
    if !manifest.checkpoint {
        return None;
    }
    let bytes = content(archive, manifest, (CHECKPOINT, checkpoint::MAX_BYTES), &mut report.findings)?;
    let policy = people.ledger_policy();
    let read = match Checkpoint::parse(&bytes) {
        Ok(read) => read,
        Err(fault) => {
            report.findings.file(CHECKPOINT, Fault::Checkpoint(fault.to_string()));
            report.facts.log = LogSeen::Refused;
            return None;
        }
    };
    if policy.logs.is_empty() {
        report.facts.log = LogSeen::KeyUnknown;
        return None;
    }
    match read.verify(&policy) {
        Ok(verified) => {
            let (witnesses, needed) = (verified.witnesses.len(), verified.needed);
            report.facts.log = LogSeen::Verified { witnesses, needed };
            if !verified.is_witnessed() {
                report.findings.file(CHECKPOINT, Fault::NotWitnessed { witnesses, needed });
            }
            Some(verified.head)
        }
        Err(fault) => {
            report.findings.file(CHECKPOINT, Fault::Checkpoint(fault.to_string()));
            report.facts.log = LogSeen::Refused;
            None
        }
    }
}

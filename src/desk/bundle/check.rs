//! From a file to findings: without a network, without the administration, and nothing is written.
//!
//! ```text
//! tar      one container, one spelling                                                        no key
//! outside  every file as listed, the exporter's signature, the rosters, leaves and proofs     no key
//! inside   items, entries, attachments: places, chains, authors, and that they agree          the recipient's key
//! ```
//!
//! The same judges as at the desk look at items and entries; a court sees no more and no less than the unit did.

mod inside;
mod outside;

use std::io::{Read, Seek};

use super::finding::{Fault, Findings, Place};
use super::manifest::{self, MANIFEST, Manifest, attachment_path, entry_path, item_path};
use super::tar::Archive;
use crate::api::wire::SEALED_BYTES;
use crate::crypto::agefile::Identity;
use crate::desk::reference::Reference;

/// The longest sealed entry, in bytes: the largest bucket and what age adds.
const ENTRY_BYTES: usize = 528 * 1024;
/// The longest roster, in bytes.
const ROSTER_BYTES: usize = 1024 * 1024;

/// What is believed before the check begins.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// SHA-256 of the first roster's text, from the keyholders.
    pub genesis: Option<[u8; 32]>,
    /// The key that the bundle is sealed to.
    pub identity: Option<&'a Identity>,
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the bundle says it is; nothing of it holds unless the verdict says so.
    pub manifest: Option<Manifest>,
    /// The name of the exporter, from the roster.
    pub exporter: Option<String>,
    /// Versions of the roster that verify.
    pub rosters: usize,
    /// Whether the checkpoint was verified under the log's key.
    pub log: LogSeen,
    /// Entries that were proved to stand in the log.
    pub proved: usize,
    /// Items that were opened and verified.
    pub items: usize,
    /// Entries that were opened and verified.
    pub entries: usize,
    /// Attachments that were read whole.
    pub attachments: usize,
    /// Whether the keys were opened.
    pub opened: bool,
    /// The case says that it is older than the ledger, so that items have no entries to agree with.
    pub older_than_ledger: bool,
}

/// What could be said of the head of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogSeen {
    /// There is none in the bundle.
    #[default]
    Absent,
    /// No roster names the log's key.
    KeyUnknown,
    /// It verifies; so many of so many needed witnesses have signed.
    Verified {
        /// Witnesses that have.
        witnesses: usize,
        /// Witnesses that must.
        needed: usize,
    },
    /// It does not verify.
    Refused,
}

/// What a check comes to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was looked at.
    pub facts: Facts,
    /// What is wrong.
    pub findings: Findings,
}

/// Checks a bundle, as far as what is believed reaches.
pub fn check<R: Read + Seek + Send>(source: R, trust: &Trust<'_>) -> Report {
    let mut report = Report::default();
    let mut archive = match Archive::open(source) {
        Ok(archive) => archive,
        Err(fault) => {
            report.findings.note(Place::Bundle, fault);
            return report;
        }
    };
    let Some((manifest, bytes)) = read_manifest(&mut archive, &mut report.findings) else { return report };
    outside::files(&mut archive, &manifest, &mut report.findings);
    if let Some(people) = outside::rosters(&mut archive, &manifest, trust.genesis, &mut report) {
        outside::signature(&mut archive, (&manifest, &bytes), &people, &mut report);
        outside::log(&mut archive, &manifest, &people, &mut report);
        if let Some(identity) = trust.identity {
            inside::check(&mut archive, &manifest, (identity, &people), &mut report);
        }
    }
    report.facts.manifest = Some(manifest);
    report
}

fn read_manifest<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    findings: &mut Findings,
) -> Option<(Manifest, Vec<u8>)> {
    let fault = match archive.read(MANIFEST, manifest::MAX_BYTES) {
        Ok(Some(bytes)) => match Manifest::parse(&bytes) {
            Some(manifest) => {
                if manifest.reference != Reference::of(manifest.case).as_str() {
                    findings.file(MANIFEST, Fault::Reference);
                }
                return Some((manifest, bytes));
            }
            None => Fault::Manifest,
        },
        Ok(None) => Fault::Missing,
        Err(fault) => fault.into(),
    };
    findings.file(MANIFEST, fault);
    None
}

/// A file of the case, if it is there and what the manifest lists: the fault of one that is not was noted when the files were compared.
fn content<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    (path, most): (&str, usize),
    findings: &mut Findings,
) -> Option<Vec<u8>> {
    let listed = manifest.files.get(path)?;
    let slot = archive.files().get(path)?;
    if data_encoding::HEXLOWER.encode(&slot.sha256) != listed.sha256 {
        return None;
    }
    match archive.read(path, most) {
        Ok(bytes) => bytes,
        Err(fault) => {
            findings.file(path, fault);
            None
        }
    }
}

/// Every path that the manifest gives a meaning to, but for what each bundle has.
fn meant(manifest: &Manifest) -> impl Iterator<Item = String> {
    let items = manifest.items.iter().map(|item| item_path(item.sequence));
    let entries = manifest.entries.iter().map(|entry| entry_path(entry.sequence));
    let attachments = manifest.attachments.iter().filter(|attachment| attachment.whole);
    let rosters = manifest.rosters.iter().map(|version| manifest::roster_path(*version));
    items.chain(entries).chain(attachments.map(|attachment| attachment_path(attachment.blob))).chain(rosters)
}

/// The longest item, in bytes.
const ITEM_BYTES: usize = SEALED_BYTES;

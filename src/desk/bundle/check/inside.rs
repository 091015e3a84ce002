//! What the one whom a bundle is for can check: that the content is what its authors wrote, all of it, in its order.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::super::finding::{Fault, Findings, Place};
use super::super::keys;
use super::super::manifest::{Attachment, KEYS, Manifest, attachment_path, entry_path, item_path};
use super::super::tar::Archive;
use super::{ENTRY_BYTES, ITEM_BYTES, Report, content};
use crate::api::wire::{EntryLine, ItemLine};
use crate::crypto::agefile::{self, Identity};
use crate::crypto::frame::FileEntry;
use crate::crypto::open::CaseIdentity;
use crate::desk::attachment::check_sealed;
use crate::desk::casebook::accord;
use crate::desk::casebook::chain::{self, Entry, Examined, Link, VerifiedItem};
use crate::desk::casebook::entries::{self, ExaminedChain, Signers, Spot};
use crate::desk::people::People;
use crate::model::id::BlobId;

/// Checks everything that the keys open.
pub(super) fn check<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    (identity, people): (&Identity, &People),
    report: &mut Report,
) {
    let Some(case) = open(archive, manifest, identity, report) else { return };
    report.facts.opened = true;
    let items = items(archive, manifest, (&case, people), report);
    let entries = chain_of(archive, manifest, (&case, people), report);
    report.facts.older_than_ledger = case.reply_to().is_none();
    if !report.facts.older_than_ledger {
        for discord in accord::compare(&entries, &case, &items) {
            report.findings.note(Place::Bundle, Fault::Discord(discord.words()));
        }
    }
    attachments(archive, manifest, (&case, &items), report);
}

/// The keys of the case, of all epochs.
fn open<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    identity: &Identity,
    report: &mut Report,
) -> Option<CaseIdentity> {
    let sealed = content(archive, manifest, (KEYS, keys::MAX_BYTES), &mut report.findings)?;
    let Ok(text) = agefile::open(identity, &sealed, keys::MAX_BYTES) else {
        report.findings.file(KEYS, Fault::NotForThisKey);
        return None;
    };
    let Some(case) = keys::parse(&text, manifest.case) else {
        report.findings.file(KEYS, Fault::Keys);
        return None;
    };
    if keys::lines(&case) != manifest.keys {
        report.findings.file(KEYS, Fault::OtherKeys);
    }
    Some(case)
}

fn items<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    (case, people): (&CaseIdentity, &People),
    report: &mut Report,
) -> Examined {
    let mut lines = Vec::new();
    for item in &manifest.items {
        let path = item_path(item.sequence);
        let data = content(archive, manifest, (&path, ITEM_BYTES), &mut report.findings);
        lines.extend(data.map(|data| ItemLine {
            item: item.item,
            sequence: item.sequence,
            epoch: item.epoch,
            data,
            blob: item.blob,
        }));
    }
    let examined = chain::examine(case, lines, people);
    for entry in &examined.entries {
        match entry {
            Entry::Verified(verified) => verified_item(verified, manifest, report),
            Entry::Rejected { sequence, reason } => {
                report.findings.note(Place::Item(*sequence), Fault::Item(reason.clone()));
            }
            Entry::Missing { from, to } => {
                report.findings.note(Place::Item(*from), Fault::ItemsMissing(*to));
            }
        }
    }
    examined
}

fn verified_item(verified: &VerifiedItem, manifest: &Manifest, report: &mut Report) {
    let header = &verified.item.header;
    let place = Place::Item(header.sequence);
    report.facts.items = report.facts.items.saturating_add(1);
    if verified.link == Link::Broken {
        report.findings.note(place.clone(), Fault::ItemChain);
    }
    let described = manifest.items.iter().find(|item| item.sequence == header.sequence);
    let described = described.map(|item| (item.kind, item.author, item.day));
    if described != Some((Some(header.kind), Some(header.author), Some(header.day))) {
        report.findings.note(place, Fault::Described);
    }
}

fn chain_of<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    (case, people): (&CaseIdentity, &People),
    report: &mut Report,
) -> ExaminedChain {
    let mut lines = Vec::new();
    for entry in &manifest.entries {
        let path = entry_path(entry.sequence);
        let data = content(archive, manifest, (&path, ENTRY_BYTES), &mut report.findings);
        lines.extend(data.map(|data| EntryLine {
            sequence: entry.sequence,
            r: entry.r.clone(),
            data,
            // That two entries share a leaf is said outside.
            index: None,
            taken_over: entry.taken_over.clone(),
        }));
    }
    let log: Vec<_> = people.ledger_policy().logs.iter().map(|key| *key.key()).collect();
    let signers = Signers { people, reporter: Some(case.reporter()), log: &log };
    let examined = entries::examine(case.case(), lines, &case.audits(), &signers);
    for spot in &examined.spots {
        match spot {
            Spot::Verified(entry) => {
                report.facts.entries = report.facts.entries.saturating_add(1);
                if entry.link == Link::Broken {
                    report.findings.note(Place::Entry(entry.statement.sequence), Fault::EntryChain);
                }
            }
            Spot::Rejected { sequence, why, .. } => {
                report.findings.note(Place::Entry(*sequence), Fault::Entry(why.words()));
            }
            Spot::Missing { from, to } => {
                report.findings.note(Place::Entry(*from), Fault::EntriesMissing(*to));
            }
        }
    }
    examined
}

/// Each file that an item describes is in the bundle as it was sent, or said to have been spoilt already; and nothing else is.
fn attachments<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
    (case, items): (&CaseIdentity, &Examined),
    report: &mut Report,
) {
    let described = |verified: &VerifiedItem| {
        let file = verified.item.header.file.clone()?;
        Some((file.blob, (verified.item.header.sequence, file)))
    };
    let mut files: BTreeMap<BlobId, (u64, FileEntry)> = items.verified().filter_map(described).collect();
    for attachment in &manifest.attachments {
        let path = attachment_path(attachment.blob);
        match files.remove(&attachment.blob) {
            Some((sequence, file)) if sequence == attachment.item => {
                if whole(archive, (attachment, &path), (case, &file), &mut report.findings) {
                    report.facts.attachments = report.facts.attachments.saturating_add(1);
                }
            }
            Some(_) | None => report.findings.file(&path, Fault::AttachmentUnnamed),
        }
    }
    for (sequence, _) in files.into_values() {
        report.findings.note(Place::Item(sequence), Fault::AttachmentUnlisted);
    }
}

fn whole<R: Read + Seek + Send>(
    archive: &mut Archive<R>,
    (attachment, path): (&Attachment, &str),
    (case, file): (&CaseIdentity, &FileEntry),
    findings: &mut Findings,
) -> bool {
    if !attachment.whole {
        findings.file(path, Fault::LeftOut);
        return false;
    }
    match archive.pieces(path) {
        Ok(Some(pieces)) => {
            let holds = futures::executor::block_on(check_sealed(pieces, case, file)).is_ok();
            if !holds {
                findings.file(path, Fault::Attachment);
            }
            holds
        }
        // It was said that it is not there.
        Ok(None) => false,
        Err(fault) => {
            findings.file(path, fault);
            false
        }
    }
}

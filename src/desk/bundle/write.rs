//! From a case at the desk to a bundle, as a stream: attachments may be larger than memory.
//!
//! Attachments are fetched twice. The first time they are checked to the last byte against the item that describes them, which also gives
//! their lengths for the manifest; the second time they are copied, and what differs from the first breaks the stream off.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use futures::StreamExt as _;
use sha2::{Digest, Sha256};
use signed_note::Note;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::manifest::{
    Attachment, CHECKPOINT, FORMAT, FileLine, ItemEntry, KEYS, LedgerEntry, MANIFEST, Manifest, README,
    SIGNATURE, SUMS, attachment_path, entry_path, item_path, roster_path,
};
use super::{BundleError, BundleInput, LONGEST_PURPOSE, keys, readme, tar};
use crate::api::client::{Client, ClientError};
use crate::api::wire::RosterChain;
use crate::crypto::agefile;
use crate::crypto::frame::FileEntry;
use crate::crypto::hash::sha256;
use crate::crypto::note_key::NoteSigner;
use crate::desk::attachment::{AttachmentError, check_sealed};
use crate::desk::casebook::chain::{Examined, VerifiedItem, examine};
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::ledger::checkpoint::Checkpoint;

/// Small files with their names, in the order in which they are written.
type Small = Vec<(String, Vec<u8>)>;

/// Writes the bundle of a case. What stands in the manifest is returned: its hash belongs into the record of the export.
///
/// # Errors
/// [`BundleError`]; if something was written already, it is no valid bundle.
pub async fn write(
    input: &BundleInput<'_>,
    client: &Client,
    sink: &mut (impl AsyncWrite + Unpin),
) -> Result<Manifest, BundleError> {
    let people = People::verify(&RosterChain { notes: input.gathered.rosters.clone() }, input.genesis)?;
    let examined = examine(input.case, input.gathered.items.clone(), &people);
    let mut small = Small::new();
    let mut manifest = plan(input, &people, &examined, &mut small)?;
    for verified in examined.verified() {
        if let Some(file) = &verified.item.header.file {
            let (line, file) = measure(input, client, verified, file).await?;
            manifest.files.extend(file.map(|file| (attachment_path(line.blob), file)));
            manifest.attachments.push(line);
        }
    }
    let signer = NoteSigner::new(&input.by.to_string(), input.key.clone());
    let readme = readme::text(&manifest, &signer.key().to_vkey()).into_bytes();
    list(&mut manifest, README, &readme);
    let sums = manifest.sums().into_bytes();
    list(&mut manifest, SUMS, &sums);
    let text = manifest.to_text().into_bytes();
    let vouched = Manifest::signed_text(manifest.case, &text);
    let mut note = Note::new(vouched.as_bytes(), &[]).map_err(|_| BundleError::Sign)?;
    note.add_sigs(&[&signer]).map_err(|_| BundleError::Sign)?;
    let first = [(MANIFEST, text), (SIGNATURE, note.to_bytes()), (README, readme), (SUMS, sums)];
    for (name, bytes) in first.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).chain(small) {
        put_header(sink, &name, length(&bytes)).await?;
        sink.write_all(&bytes).await?;
        sink.write_all(tar::padding(length(&bytes))).await?;
    }
    for attachment in manifest.attachments.iter().filter(|attachment| attachment.whole) {
        copy(input, client, attachment, &manifest.files, sink).await?;
    }
    sink.write_all(&tar::END).await?;
    sink.flush().await?;
    Ok(manifest)
}

/// All but the attachments.
fn plan(
    input: &BundleInput<'_>,
    people: &People,
    examined: &Examined,
    small: &mut Small,
) -> Result<Manifest, BundleError> {
    let purpose = input.purpose.trim();
    if purpose.is_empty() || purpose.chars().count() > LONGEST_PURPOSE || purpose.contains(char::is_control) {
        return Err(BundleError::Purpose);
    }
    let case = input.case;
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        case: case.case(),
        reference: Reference::of(case.case()).to_string(),
        exported_by: input.by,
        day: input.day,
        purpose: purpose.to_owned(),
        recipient: input.recipient.clone(),
        genesis: HEXLOWER.encode(input.genesis),
        rosters: people.chain().history.iter().map(|version| version.content().version).collect(),
        keys: keys::lines(case),
        items: Vec::new(),
        attachments: Vec::new(),
        entries: Vec::new(),
        checkpoint: input.gathered.checkpoint.is_some(),
        files: BTreeMap::new(),
    };
    let text = keys::to_text(case);
    small.push((KEYS.to_owned(), agefile::seal(std::slice::from_ref(input.recipient), text.as_bytes())?));
    // What comes after a note that does not verify is not used, and not handed on.
    for (version, note) in manifest.rosters.iter().zip(&input.gathered.rosters) {
        small.push((roster_path(*version), note.clone().into_bytes()));
    }
    if let Some(checkpoint) = &input.gathered.checkpoint {
        let read = Checkpoint::parse(checkpoint.as_bytes()).map_err(|_| BundleError::Checkpoint)?;
        let policy = people.ledger_policy();
        if !policy.logs.is_empty() && read.verify(&policy).is_err() {
            return Err(BundleError::Checkpoint);
        }
        small.push((CHECKPOINT.to_owned(), checkpoint.clone().into_bytes()));
    }
    items(input, examined, &mut manifest, small);
    entries(input, &mut manifest, small);
    for (name, bytes) in small.iter() {
        if manifest.files.contains_key(name) {
            return Err(BundleError::Impossible);
        }
        list(&mut manifest, name, bytes);
    }
    Ok(manifest)
}

fn items(input: &BundleInput<'_>, examined: &Examined, manifest: &mut Manifest, small: &mut Small) {
    let mut lines: Vec<_> = input.gathered.items.iter().collect();
    lines.sort_by_key(|line| line.sequence);
    for line in lines {
        let header = examined.verified().map(|verified| &verified.item.header);
        let header =
            header.into_iter().find(|header| header.sequence == line.sequence && header.item == line.item);
        manifest.items.push(ItemEntry {
            sequence: line.sequence,
            item: line.item,
            epoch: line.epoch,
            blob: line.blob,
            kind: header.map(|header| header.kind),
            author: header.map(|header| header.author),
            day: header.map(|header| header.day),
        });
        small.push((item_path(line.sequence), line.data.clone()));
    }
}

fn entries(input: &BundleInput<'_>, manifest: &mut Manifest, small: &mut Small) {
    let mut lines: Vec<_> = input.gathered.entries.iter().collect();
    lines.sort_by_key(|line| line.sequence);
    for line in lines {
        let proof = input.gathered.proofs.iter().find(|(index, _)| Some(*index) == line.index);
        let mut entry = LedgerEntry {
            sequence: line.sequence,
            r: line.r.clone(),
            leaf: String::new(),
            index: line.index,
            taken_over: line.taken_over.clone(),
            proof: proof.map(|(_, path)| LedgerEntry::write_path(path)),
        };
        entry.leaf = entry.leaf_of(&line.data).map(|leaf| HEXLOWER.encode(&leaf)).unwrap_or_default();
        manifest.entries.push(entry);
        small.push((entry_path(line.sequence), line.data.clone()));
    }
}

fn list(manifest: &mut Manifest, name: &str, bytes: &[u8]) {
    let line = FileLine { sha256: HEXLOWER.encode(&sha256(&[bytes])), size: length(bytes) };
    manifest.files.insert(name.to_owned(), line);
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Reads an attachment to its end. What is not there, or not what its author sent, is left out and named: a server must not be able to
/// keep a case from a court by spoiling one file.
async fn measure(
    input: &BundleInput<'_>,
    client: &Client,
    verified: &VerifiedItem,
    file: &FileEntry,
) -> Result<(Attachment, Option<FileLine>), BundleError> {
    let line = |whole| Attachment { blob: file.blob, item: verified.item.header.sequence, whole };
    let sealed = match client.blob(input.case.case(), file.blob).await {
        Err(ClientError::NotFound) => return Ok((line(false), None)),
        sealed => sealed?,
    };
    match check_sealed(sealed, input.case, file).await {
        Ok(size) => Ok((line(true), Some(FileLine { sha256: file.sha256.clone(), size }))),
        Err(AttachmentError::Altered) => Ok((line(false), None)),
        Err(fault) => Err(fault.into()),
    }
}

async fn put_header(sink: &mut (impl AsyncWrite + Unpin), name: &str, size: u64) -> Result<(), BundleError> {
    let header = tar::header(name, size).ok_or(BundleError::Impossible)?;
    Ok(sink.write_all(&header).await?)
}

async fn copy(
    input: &BundleInput<'_>,
    client: &Client,
    attachment: &Attachment,
    files: &BTreeMap<String, FileLine>,
    sink: &mut (impl AsyncWrite + Unpin),
) -> Result<(), BundleError> {
    let name = attachment_path(attachment.blob);
    let listed = files.get(&name).ok_or(BundleError::Impossible)?;
    put_header(sink, &name, listed.size).await?;
    let mut sealed = client.blob(input.case.case(), attachment.blob).await?;
    let (mut left, mut hash) = (listed.size, Sha256::new());
    while let Some(piece) = sealed.next().await {
        let piece = piece.map_err(|_| AttachmentError::Line)?;
        left = left.checked_sub(length(&piece)).ok_or(AttachmentError::Altered)?;
        hash.update(&piece);
        sink.write_all(&piece).await?;
    }
    if left != 0 || HEXLOWER.encode(&hash.finalize()) != listed.sha256 {
        return Err(AttachmentError::Altered.into());
    }
    Ok(sink.write_all(tar::padding(listed.size)).await?)
}

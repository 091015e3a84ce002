//! Appending to a case in the reporter's name: seal, chain, store with its entry in the ledger, and try again if somebody else was
//! faster.

use data_encoding::HEXLOWER;

use super::case_keys::bound;
use super::ledger::record::Chain;
use super::recognition::Standing;
use super::reporter::Access;
use super::store::{InsertItem, ItemHead, ItemRow, StoredBlob};
use super::{Refusal, Vault};
use crate::crypto::agefile;
use crate::crypto::frame::{self, Author, FileEntry, FrameError, FrameHeader, ItemKind, ReporterCard};
use crate::crypto::hash::sha256;
use crate::ledger::entry::Event;
use crate::model::id::ItemId;
use crate::secret::SecretText;

/// So many others may be faster before we say that it is busy.
const TRIES: u32 = 16;

/// So many items are taken from the reporter's side: in the largest bucket, as many bytes as a case may have in files. One code and
/// a script could otherwise fill the disk with messages, which no quota on files sees.
const MOST_ITEMS: i64 = 2_000;

/// What to append.
pub struct Draft {
    /// Identifier; sending the same thing again has the same.
    pub item: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// Its words.
    pub body: SecretText,
    /// The attachment, with its size as stored.
    pub file: Option<(FileEntry, u64)>,
}

/// What became of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is stored, durably.
    Stored,
    /// It was stored before.
    Before,
}

/// Appends a draft to the reporter's case.
pub async fn append(vault: &Vault, access: &Access, draft: &Draft) -> Result<Appended, Refusal> {
    let reporter = access.reply_identity().map_err(Refusal::unavailable)?.recipient();
    let sealed_at = access.epoch;
    for _ in 0..TRIES {
        let (access, head) = at_present(vault, access).await?;
        // The file lies sealed to a key that was replaced while it came in: whoever was taken off the case has that key.
        if draft.file.is_some() && access.epoch != sealed_at {
            return Err(Refusal::Busy);
        }
        let place = (access.channel.as_str(), access.audit.as_str());
        let chain = Chain::of_case(vault, access.case, place, Some(reporter.clone())).await?;
        let (sequence, previous) = match &head {
            Some(head) => (head.seq.saturating_add(1), Some(HEXLOWER.encode(&head.data_sha256))),
            None => (0, None),
        };
        if sequence >= MOST_ITEMS {
            return Err(Refusal::Full);
        }
        let row = seal(vault, &access, draft, sequence, previous)?;
        let mut act = vault.0.stores.main.act().await?;
        act.lock_chain(access.case).await?;
        // With the chain locked nobody destroys it: without this look, words sent at that very moment would stay behind in it.
        let now = act.find_case(access.case).await?;
        match Standing::of(now.as_ref()) {
            // Nor does anybody replace its key: words sent at that very moment are sealed anew.
            Standing::Open if now.is_some_and(|now| now.epoch != row.epoch) => continue,
            Standing::Open => {}
            Standing::Destroyed => return Err(Refusal::Destroyed),
            Standing::Gone => return Err(Refusal::unavailable("the case is gone")),
        }
        match act.insert_item(&row).await? {
            InsertItem::Done => {
                act.touch_case(access.case, vault.today()).await?;
                let sha256 = HEXLOWER.encode(&sha256(&[&row.data]));
                let event = Event::FollowupReceived { item: row.item_id, sha256 };
                let entry = chain.reporters(vault, &mut act, &access, event).await?;
                act.record(&entry).await?.commit().await?;
                return Ok(Appended::Stored);
            }
            InsertItem::AlreadyStored => return Ok(Appended::Before),
            InsertItem::SequenceTaken => {}
        }
    }
    Err(Refusal::Busy)
}

/// The way into the case with its present key, verified anew, and its last item.
async fn at_present(vault: &Vault, access: &Access) -> Result<(Access, Option<ItemHead>), Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let row = tx.find_case(access.case).await?;
    match (Standing::of(row.as_ref()), row) {
        (Standing::Open, Some(row)) => {
            let present = bound(&mut tx, &row, &access.keys).await?;
            Ok((access.with(present), tx.head(access.case).await?))
        }
        (Standing::Destroyed, _) => Err(Refusal::Destroyed),
        (Standing::Open | Standing::Gone, _) => Err(Refusal::unavailable("the case is gone")),
    }
}

/// Seals a draft for one position of the case.
pub fn seal(
    vault: &Vault,
    access: &Access,
    draft: &Draft,
    sequence: i64,
    previous: Option<String>,
) -> Result<ItemRow, Refusal> {
    let signer = access.keys.signing_key();
    let reporter = match draft.kind {
        ItemKind::Report => Some(ReporterCard {
            verification_key: signer.verifying_key(),
            recipient: access.keys.identity().map_err(Refusal::unavailable)?.recipient(),
        }),
        ItemKind::FollowUp
        | ItemKind::Attachment
        | ItemKind::Reply
        | ItemKind::Work
        | ItemKind::Status
        | ItemKind::Identity
        | ItemKind::Custody => None,
    };
    let header = FrameHeader {
        version: 1,
        case: access.case,
        item: draft.item,
        kind: draft.kind,
        sequence: u64::try_from(sequence).map_err(Refusal::unavailable)?,
        previous,
        author: Author::Reporter,
        day: vault.today(),
        reporter,
        file: draft.file.as_ref().map(|(entry, _)| entry.clone()),
    };
    let plaintext = frame::write(&header, &draft.body, &signer).map_err(|fault| {
        if fault == FrameError::TooLong { Refusal::TooLong } else { Refusal::unavailable(fault) }
    })?;
    let data = agefile::seal(std::slice::from_ref(&access.recipient), plaintext.expose_secret())
        .map_err(Refusal::unavailable)?;
    let blob = draft.file.as_ref().map(|(entry, size)| StoredBlob {
        blob_id: entry.blob,
        size: i64::try_from(*size).unwrap_or(i64::MAX),
    });
    Ok(ItemRow {
        case_id: access.case,
        seq: sequence,
        item_id: draft.item,
        epoch: i64::from(access.epoch),
        data,
        blob,
    })
}

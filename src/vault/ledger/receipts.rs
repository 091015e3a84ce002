//! What a reporter is shown of the ledger: each step of the case, where its leaf stands, and a file to take along.

use super::super::reporter::Access;
use super::super::{Refusal, Vault};
use super::lookup::{Found, Lookup};
use super::record::case_key;
use super::{forms, policy};
use crate::crypto::agefile::{self, Identity};
use crate::crypto::entry_row::{self, EntryPlace};
use crate::ledger::proof::Proof;
use crate::ledger::receipt::Receipt;
use crate::model::id::CaseId;

/// A receipt is shorter, with what fills it up.
const MAX_BYTES: usize = 4096;

/// A step of the case that the log has vouched for.
#[derive(Clone, Debug)]
pub struct Step {
    /// The log's word.
    pub receipt: Receipt,
    /// The signed note, filled up with line feeds.
    pub note: Vec<u8>,
    /// Where the leaf is, as it was found and computed just now.
    pub found: Found,
}

/// What there is at one place of the case's chain.
#[derive(Clone, Debug)]
pub enum Place {
    /// A step with a receipt that holds.
    Known(Box<Step>),
    /// A receipt that does not open, or does not hold.
    Unverified,
    /// No receipt.
    Missing,
}

/// A page of the steps of a case.
#[derive(Clone, Debug)]
pub struct Steps {
    /// How many steps the case has.
    pub total: u64,
    /// How many of them have no receipt.
    pub missing: u64,
    /// Those of this page, the newest first.
    pub places: Vec<Place>,
}

/// The `page`-th (from 0) `per` steps of the reporter's case, counted from the newest, each looked up in the log just now. `None` beyond the
/// end. Only these are opened and looked up, so that a long case costs no more than a short one.
pub async fn steps(vault: &Vault, access: &Access, page: u64, per: u64) -> Result<Option<Steps>, Refusal> {
    let mut lookup = Lookup::begin(vault).await?;
    let (receipts, last) = lookup.tx().count_receipts(access.case).await?;
    // Entries without a receipt at the end of the chain would be missed if only receipts were counted.
    let last_entry = lookup.tx().last_entry(access.case).await?.map(|(seq, _)| seq);
    let total = last.max(last_entry).map_or(0, |last| last.saturating_add(1));
    let total = u64::try_from(total).map_err(Refusal::unavailable)?;
    let missing = total.saturating_sub(u64::try_from(receipts).unwrap_or(0));
    let skipped = page.saturating_mul(per);
    if page > 0 && skipped >= total {
        return Ok(None);
    }
    let end = total.saturating_sub(skipped);
    let from = end.saturating_sub(per);
    let mut places = Vec::new();
    for number in (from..end).rev() {
        places.push(place(&mut lookup, vault, access, number).await?);
    }
    Ok(Some(Steps { total, missing, places }))
}

/// One step of the reporter's case, from 0. `None` if there is no receipt for it that holds.
pub async fn step(vault: &Vault, access: &Access, number: u64) -> Result<Option<Step>, Refusal> {
    let mut lookup = Lookup::begin(vault).await?;
    Ok(match place(&mut lookup, vault, access, number).await? {
        Place::Known(step) => Some(*step),
        Place::Unverified | Place::Missing => None,
    })
}

async fn place(
    lookup: &mut Lookup<'_>,
    vault: &Vault,
    access: &Access,
    number: u64,
) -> Result<Place, Refusal> {
    let Ok(seq) = i64::try_from(number) else { return Ok(Place::Missing) };
    let Some(row) = lookup.tx().receipt(access.case, seq).await? else { return Ok(Place::Missing) };
    let identity = access.reply_identity().map_err(Refusal::unavailable)?;
    let Some((receipt, note)) = read(vault, &identity, &row).filter(|(receipt, _)| receipt.step == number)
    else {
        return Ok(Place::Unverified);
    };
    let mut found = lookup.find(&receipt.origin, &receipt.leaf).await?;
    if matches!(found, Found::Lost) && receipt.origin != lookup.newest() {
        found = taken_over(lookup, vault, (access.case, seq), &receipt).await?;
    }
    let step = Step { receipt, note, found };
    Ok(Place::Known(Box::new(step.checked(vault))))
}

/// Where an entry of a log that was given up stands in the one that took over what there was.
async fn taken_over(
    lookup: &mut Lookup<'_>,
    vault: &Vault,
    (case, seq): (CaseId, i64),
    receipt: &Receipt,
) -> Result<Found, Refusal> {
    let (Some(row), Some(key)) = (lookup.tx().entry(case, seq).await?, case_key(vault, case).await?) else {
        return Ok(Found::Lost);
    };
    let place = EntryPlace { chain: case, sequence: receipt.step };
    match entry_row::open(&key, &place, &row) {
        // It must be the entry that the receipt is for.
        Ok(stored) if forms::made(&stored) == receipt.leaf => lookup.find_entry(&stored).await,
        Ok(_) | Err(_) => Ok(Found::Lost),
    }
}

/// Opens a receipt and checks the log's signature.
fn read(vault: &Vault, identity: &Identity, row: &[u8]) -> Option<(Receipt, Vec<u8>)> {
    let note = agefile::open(identity, row, MAX_BYTES).ok()?.expose_secret().to_vec();
    let claimed = Receipt::read_unverified(&note).ok()?;
    let receipt = Receipt::verify(&note, &policy(vault, &claimed.origin)).ok()?;
    Some((receipt, note))
}

impl Step {
    /// Whether the leaf stands in a log of another name than the one the receipt speaks of: the log began anew in between.
    pub fn moved(&self) -> bool {
        matches!(&self.found, Found::Stands(placed) if placed.verified.head.origin != self.receipt.origin)
    }

    /// Verifies the very file that the reporter can take along. What does not hold is not said to stand in the log.
    fn checked(mut self, vault: &Vault) -> Self {
        let policy = policy(vault, &self.receipt.origin);
        if self.proof().is_some_and(|proof| proof.verify(&policy).is_err()) {
            self.found = Found::Fails;
        }
        self
    }

    /// The file to take along. `None` while the leaf is in no tree, or if it is in another log than the receipt says.
    pub fn proof(&self) -> Option<Proof> {
        let Found::Stands(placed) = &self.found else { return None };
        if self.moved() {
            return None;
        }
        Some(Proof {
            receipt: self.note.clone(),
            index: placed.index,
            path: placed.path.clone(),
            checkpoint: placed.checkpoint.clone(),
        })
    }
}

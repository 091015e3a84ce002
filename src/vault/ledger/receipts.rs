//! What a reporter is shown of the ledger: each step of the case, where its leaf stands, and a file to take along.

use super::super::reporter::Access;
use super::super::{Refusal, Vault};
use super::policy;
use super::public::{Placed, place};
use crate::crypto::agefile;
use crate::ledger::proof::Proof;
use crate::ledger::receipt::Receipt;

/// A receipt is shorter, with what fills it up.
const MAX_BYTES: usize = 4096;

/// A step of the case that the log has vouched for.
#[derive(Debug)]
pub struct Step {
    /// The log's word.
    pub receipt: Receipt,
    /// The signed note.
    pub note: Vec<u8>,
    /// Where the leaf stands; `None` while it waits for the next publication.
    pub placed: Option<Placed>,
}

/// All steps of a case.
#[derive(Debug, Default)]
pub struct Steps {
    /// Those with a receipt that holds, in order.
    pub steps: Vec<Step>,
    /// Receipts that do not open or do not hold.
    pub unverified: usize,
}

/// The steps of the reporter's case, each looked up in the log just now.
pub async fn steps(vault: &Vault, access: &Access) -> Result<Steps, Refusal> {
    let rows = vault.0.stores.main.read().await?.receipts(access.case).await?;
    let identity = access.reply_identity().map_err(Refusal::unavailable)?;
    let mut steps = Steps::default();
    for (seq, row) in rows {
        let note = agefile::open(&identity, &row, MAX_BYTES).ok().map(|note| trimmed(note.expose_secret()));
        let checked = note.and_then(|note| {
            let claimed = Receipt::read_unverified(&note).ok()?;
            let receipt = Receipt::verify(&note, &policy(vault, &claimed.origin)).ok()?;
            (i64::try_from(receipt.step) == Ok(seq)).then_some((receipt, note))
        });
        match checked {
            Some((receipt, note)) => {
                let placed = place(vault, &receipt.leaf).await?;
                steps.steps.push(Step { receipt, note, placed });
            }
            None => steps.unverified = steps.unverified.saturating_add(1),
        }
    }
    Ok(steps)
}

/// The note without the line feeds that fill it up.
fn trimmed(bytes: &[u8]) -> Vec<u8> {
    let end = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last.saturating_add(2));
    bytes.get(..end.min(bytes.len())).unwrap_or_default().to_vec()
}

impl Step {
    /// The file to take along; `None` while the leaf waits.
    pub fn proof(&self) -> Option<Proof> {
        let placed = self.placed.as_ref()?;
        Some(Proof {
            receipt: self.note.clone(),
            index: placed.index,
            path: placed.path.clone(),
            checkpoint: placed.checkpoint.clone(),
        })
    }
}

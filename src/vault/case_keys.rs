//! Which key of a case things are sealed to now: found by walking from the first one, over each certificate, to the newest.
//!
//! The first key is bound to the reporter's code; for a reporter the walk begins with that. A member's desk has the keys in its wrap, and
//! says with each event which one it means.

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;

use super::store::{CaseKeyRow, CaseRow, Tx};
use super::{Refusal, Vault};
use crate::crypto::agefile::Recipient;
use crate::crypto::derive::ReporterKeys;
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::hash::same;
use crate::crypto::rekey::{CaseKeys, Certificate};
use crate::model::id::CaseId;

/// What is sealed to now.
#[derive(Clone, Debug)]
pub(super) struct Present {
    /// Which key of the case.
    pub(super) epoch: u32,
    /// What items are sealed to.
    pub(super) recipient: Recipient,
    /// What entries of the ledger are sealed to; empty in cases from before it.
    pub(super) audit: String,
    /// What verifies the certificate of the next key; `None` in cases whose key cannot be replaced.
    pub(super) verifier: Option<VerifyingKey>,
}

impl From<CaseKeys> for Present {
    fn from(keys: CaseKeys) -> Self {
        let CaseKeys { epoch, recipient, audit, verifier } = keys;
        Self { epoch, recipient, audit: audit.as_str().to_owned(), verifier: Some(verifier) }
    }
}

/// A case with its present key.
pub(super) struct Held {
    /// The row.
    pub(super) row: CaseRow,
    /// The key.
    pub(super) present: Present,
}

/// The present key of a case, by its certificates from the first key in the row on.
pub(super) async fn present(tx: &mut Tx, row: &CaseRow) -> Result<Present, Refusal> {
    let Some(first) = first(row)? else {
        if row.epoch != 0 {
            return Err(Refusal::unavailable("a case whose key cannot be replaced has a later one"));
        }
        let recipient = Recipient::parse(&row.case_recipient).map_err(Refusal::unavailable)?;
        return Ok(Present { epoch: 0, recipient, audit: row.audit_recipient.clone(), verifier: None });
    };
    let steps = match row.epoch {
        0 => Vec::new(),
        _ => tx.case_keys(row.case_id).await?.iter().map(step).collect::<Result<_, _>>()?,
    };
    let newest = first.walk(row.case_id, steps).filter(|newest| i64::from(newest.epoch) == row.epoch);
    newest
        .map(Present::from)
        .ok_or_else(|| Refusal::unavailable("a certificate of a case's key does not hold"))
}

/// The same for whoever has the reporter's code, who need not take the first key from the row: it must be the one that the case was
/// founded with. Somebody who can write to the database could put their own key there, or behind it, and read every follow-up.
pub(super) async fn bound(tx: &mut Tx, row: &CaseRow, keys: &ReporterKeys) -> Result<Present, Refusal> {
    let mac = if let Some(first) = first(row)? {
        keys.bind_first(row.case_id, &first.recipient, &first.audit, &first.verifier)
    } else {
        let recipient = Recipient::parse(&row.case_recipient).map_err(Refusal::unavailable)?;
        keys.bind(row.case_id, 0, &recipient, &row.audit_recipient)
    };
    if !same(&mac, &row.bind_mac) {
        return Err(Refusal::unavailable("the case's public key is not the one it was founded with"));
    }
    present(tx, row).await
}

/// The present key of a case that is there, for whoever has its code.
pub(super) async fn bound_now(
    vault: &Vault,
    case: CaseId,
    keys: &ReporterKeys,
) -> Result<Option<Present>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    match tx.find_case(case).await? {
        Some(row) if row.state != super::store::CaseState::Shredded => {
            bound(&mut tx, &row, keys).await.map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

/// The first key; `None` in cases from before keys could be replaced.
fn first(row: &CaseRow) -> Result<Option<CaseKeys>, Refusal> {
    if row.verifier.is_empty() {
        return Ok(None);
    }
    public(0, &row.case_recipient, &row.audit_recipient, &row.verifier).map(Some)
}

fn step(row: &CaseKeyRow) -> Result<(CaseKeys, Certificate), Refusal> {
    let epoch = u32::try_from(row.epoch).map_err(Refusal::unavailable)?;
    let keys = public(epoch, &row.recipient, &row.audit_recipient, &row.verifier)?;
    let certificate = Certificate::from_slice(&row.certificate);
    Ok((keys, certificate.ok_or_else(|| Refusal::unavailable("a certificate cannot be read"))?))
}

fn public(epoch: u32, recipient: &str, audit: &str, verifier: &str) -> Result<CaseKeys, Refusal> {
    Ok(CaseKeys {
        epoch,
        recipient: Recipient::parse(recipient).map_err(Refusal::unavailable)?,
        audit: Recipient::parse(audit).map_err(Refusal::unavailable)?,
        verifier: parse_verifying_key(verifier)
            .ok_or_else(|| Refusal::unavailable("a case's verification key cannot be read"))?,
    })
}

/// A key as it is stored.
pub(super) fn row_of(keys: &CaseKeys, certificate: &Certificate) -> CaseKeyRow {
    CaseKeyRow {
        epoch: i64::from(keys.epoch),
        recipient: keys.recipient.as_str().to_owned(),
        audit_recipient: keys.audit.as_str().to_owned(),
        verifier: HEXLOWER.encode(keys.verifier.as_bytes()),
        certificate: certificate.to_bytes(),
    }
}

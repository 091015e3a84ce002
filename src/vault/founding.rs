//! Founding a case: keys, wraps, the first item and its entry in the ledger, in one transaction, after the shred key.

use data_encoding::HEXLOWER;

use super::identity;
use super::items::seal;
use super::ledger::record::Chain;
use super::recognition::derive;
use super::reporter::{Access, Sent, report_draft};
use super::store::{CaseRow, CaseState, Insert, KdfCost};
use super::{Refusal, Vault};
use crate::crypto::agefile::Recipient;
use crate::crypto::code::Code;
use crate::crypto::derive::case_of_form;
use crate::crypto::hash::sha256;
use crate::crypto::kdf::Lane;
use crate::crypto::rekey::CaseKeys;
use crate::crypto::seal::{Founding, found_case};
use crate::ledger::entry::Event;
use crate::model::id::CaseId;
use crate::model::readers;
use crate::model::roster::Roster;
use crate::random;
use crate::secret::Secret;

/// The only pepper there is so far.
const PEPPER_ID: i64 = 1;

/// A case nobody has worked on is kept this long before the retention engine looks at it, in months.
const RETENTION_MONTHS: i64 = 24;

/// Founds a case. `None` if it exists by now.
pub(super) async fn found(
    vault: &Vault,
    code: &Code,
    sent: &Sent<'_>,
    roster: &Roster,
) -> Result<Option<Access>, Refusal> {
    let (salt, fresh_k_shred) = random_parts();
    let keys = derive(vault, Lane::Submit, code, salt, vault.0.params).await?;
    let channel = roster.channels.first().ok_or(Refusal::NoRoster)?;
    let members =
        readers::choose(roster, &channel.id, &sent.body.exclude, vault.today()).ok_or(Refusal::NoRoster)?;
    let mut recipients = Vec::new();
    for text in members.iter().map(|member| &member.recipient).chain([&roster.recovery]) {
        recipients.push(Recipient::parse(text).map_err(Refusal::unavailable)?);
    }
    let case = case_of_form(sent.form_nonce);
    let k_shred = keep_shred_key(vault, case, fresh_k_shred).await?;
    let reply_to = keys.identity().map_err(Refusal::unavailable)?.recipient();
    let founding = Founding {
        case,
        readers: &recipients,
        k_shred: &k_shred,
        reporter: keys.signing_key().verifying_key(),
        reply_to: &reply_to,
    };
    let founded = found_case(&founding, &vault.0.names, &mut random::rng()).map_err(Refusal::unavailable)?;
    let (first, wraps) = (founded.keys, founded.wraps);
    let access = Access::new(case, keys, channel.id.clone(), first.clone().into());
    let row = case_row(vault, &access, &first, (code, salt));
    let (sealed, mark) = identity::seal(vault, &access, roster, sent.given)?;
    let named = identity::new_row(case, &sealed, &k_shred)?;
    let item = seal(vault, &access, &report_draft(&access, sent, Some(mark))?, 0, None)?;

    let chain = Chain::of_case(vault, case, (&channel.id, &access.audit), Some(reply_to)).await?;
    let mut tx = vault.0.stores.main.act().await?;
    tx.lock_shred_keys().await?;
    // The key may be one of an earlier attempt, which the sweeper took for an orphan a moment ago.
    let kept = vault.0.stores.keys.read().await?.shred_key(case).await?;
    if !kept.is_some_and(|kept| kept.same_as(&k_shred)) {
        return Err(Refusal::Busy);
    }
    if tx.insert_case(&row).await? == Insert::Exists {
        return Ok(None);
    }
    let wraps: Vec<_> = wraps.into_iter().map(|wrap| (wrap.tag, wrap.data)).collect();
    tx.insert_wraps(case, 0, &wraps).await?;
    tx.insert_identity(&named).await?;
    let _first = tx.insert_item(&item).await?;
    let event = Event::ReportReceived { item: item.item_id, sha256: HEXLOWER.encode(&sha256(&[&item.data])) };
    let entry = chain.reporters(vault, &mut tx, &access, event).await?;
    tx.record(&entry).await?.commit().await?;
    Ok(Some(access))
}

fn random_parts() -> ([u8; 16], Secret<32>) {
    let mut rng = random::rng();
    let mut salt = [0; 16];
    rand::Rng::fill_bytes(&mut rng, &mut salt);
    (salt, Secret::random(&mut rng))
}

/// Stores the shred key before the case: a crash in between leaves a key without a case, which the sweeper takes away, never a
/// case without a key. Of two at once, the first one's key counts for both.
async fn keep_shred_key(vault: &Vault, case: CaseId, fresh: Secret<32>) -> Result<Secret<32>, Refusal> {
    let mut tx = vault.0.stores.keys.write().await?;
    let key = match tx.put_shred_key(case, &fresh).await? {
        Insert::Done => fresh,
        Insert::Exists => tx.shred_key(case).await?.ok_or(Refusal::Busy)?,
    };
    tx.commit().await?;
    Ok(key)
}

fn case_row(vault: &Vault, access: &Access, first: &CaseKeys, (code, salt): (&Code, [u8; 16])) -> CaseRow {
    let params = vault.0.params;
    CaseRow {
        case_id: access.case,
        loc_tag: vault.0.names.loc_tag(&code.locator().to_bytes()),
        salt,
        pepper_id: PEPPER_ID,
        kdf: KdfCost { m: i64::from(params.m_kib), t: i64::from(params.t), p: i64::from(params.p) },
        auth_hash: access.keys.auth_hash(),
        case_recipient: first.recipient.as_str().to_owned(),
        audit_recipient: first.audit.as_str().to_owned(),
        bind_mac: access.keys.bind_first(access.case, &first.recipient, &first.audit, &first.verifier),
        verifier: HEXLOWER.encode(first.verifier.as_bytes()),
        epoch: 0,
        due_epoch: 0,
        channel: access.channel.clone(),
        state: CaseState::Open,
        retention_month: vault.today().month_number().saturating_add(RETENTION_MONTHS),
        activity_day: vault.today(),
    }
}

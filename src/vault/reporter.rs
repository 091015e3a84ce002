//! What reporters do: send a report, come back with the code, add words, read the unit's replies.

use std::time::Instant;

use super::items::{Appended, Draft, append};
use super::locator_budget::Verdict;
use super::store::{CaseRow, CaseState};
use super::{Refusal, Vault};
use crate::crypto::agefile::{AgeError, Identity, Recipient};
use crate::crypto::code::Code;
use crate::crypto::derive::{ReporterKeys, case_of_form};
use crate::crypto::frame::ItemKind;
use crate::crypto::hash::same;
use crate::crypto::kdf::{Argon2Params, Job, Lane};
use crate::model::id::CaseId;
use crate::model::readers;
use crate::model::report::{MessageBody, ReportBody};
use crate::model::roster::Roster;
use crate::secret::{SecretBytes, SecretText};

/// Associated data of the slow hash (trust.md, "The reporter's code").
const KDF_CONTEXT: &str = "redchannel/v1/reporter";

/// What a right code, or a running session, gives: the way into one case. It opens replies, never the report.
#[derive(Clone)]
pub struct Access {
    pub(super) case: CaseId,
    pub(super) epoch: u32,
    pub(super) keys: ReporterKeys,
    pub(super) recipient: Recipient,
    /// What entries of the ledger are sealed to; empty in cases from before it.
    pub(super) audit: String,
    /// The team that receives it.
    pub(super) channel: String,
}

impl Access {
    /// The identity that opens the unit's replies. It opens nothing else: the report is sealed to the case.
    pub fn reply_identity(&self) -> Result<Identity, AgeError> {
        self.keys.identity()
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Access(…)")
    }
}

/// What became of a sent form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submission {
    /// A case was founded.
    Founded,
    /// The same form with the same words was sent before; nothing was stored twice.
    Repeated,
    /// The same form was sent before with other words; these were added to the case.
    Added,
    /// The same form was sent before, and now names somebody who can already read the case: nothing was added, because that
    /// person would read who was named.
    HeldBack,
}

/// Takes a report: founds the case, or recognises the form as one that was sent before.
pub async fn submit(
    vault: &Vault,
    code: &Code,
    form_nonce: &[u8; 16],
    body: &ReportBody,
) -> Result<(Access, Submission), Refusal> {
    let roster = vault.roster_in_force().ok_or(Refusal::NoRoster)?;
    let case = case_of_form(form_nonce);
    if let Some(row) = find(vault, case).await? {
        return resend(vault, code, form_nonce, body, &row, &roster).await;
    }
    match super::founding::found(vault, code, form_nonce, body, &roster).await? {
        Some(access) => Ok((access, Submission::Founded)),
        // The same form, sent twice at the same time: the other one won.
        None => match find(vault, case).await? {
            Some(row) => resend(vault, code, form_nonce, body, &row, &roster).await,
            None => Err(Refusal::Busy),
        },
    }
}

async fn find(vault: &Vault, case: CaseId) -> Result<Option<CaseRow>, Refusal> {
    Ok(vault.0.stores.main.read().await?.find_case(case).await?)
}

pub(super) fn report_draft(
    access: &Access,
    form_nonce: &[u8; 16],
    body: &ReportBody,
) -> Result<Draft, Refusal> {
    let json = zeroize::Zeroizing::new(serde_json::to_string(body).map_err(Refusal::unavailable)?);
    Ok(Draft {
        item: access.keys.item_id(form_nonce, json.as_bytes()),
        kind: ItemKind::Report,
        body: SecretText::new(json.as_str()),
        file: None,
    })
}

/// The form was sent before: the code must fit, and what is new in the words is added.
async fn resend(
    vault: &Vault,
    code: &Code,
    form_nonce: &[u8; 16],
    body: &ReportBody,
    row: &CaseRow,
    roster: &Roster,
) -> Result<(Access, Submission), Refusal> {
    let Some(access) = check(vault, Lane::Submit, code, row).await? else {
        return Err(Refusal::unavailable("the form's case has another code"));
    };
    let draft = report_draft(&access, form_nonce, body)?;
    if vault.0.stores.main.read().await?.item_by_id(draft.item).await?.is_some() {
        return Ok((access, Submission::Repeated));
    }
    if names_a_reader(vault, &access, body, row, roster).await? {
        return Ok((access, Submission::HeldBack));
    }
    let text = [body.story.as_str(), &body.place, &body.time].join("\n\n");
    let message = message_draft(draft.item, &SecretText::new(text.trim()))?;
    match append(vault, &access, &message).await? {
        Appended::Stored => Ok((access, Submission::Added)),
        Appended::Before => Ok((access, Submission::Repeated)),
    }
}

/// Whether someone whom this form excludes holds a key of the case already.
async fn names_a_reader(
    vault: &Vault,
    access: &Access,
    body: &ReportBody,
    row: &CaseRow,
    roster: &Roster,
) -> Result<bool, Refusal> {
    let allowed = readers::choose(roster, &row.channel, &body.exclude, vault.today()).unwrap_or_default();
    let mut tx = vault.0.stores.main.read().await?;
    for member in &roster.members {
        let recipient = Recipient::parse(&member.recipient).map_err(Refusal::unavailable)?;
        let tag = vault.0.names.wrap_tag(access.case, access.epoch, &recipient);
        let holds = tx.wrap(access.case, row.epoch, &tag).await?.is_some();
        if holds && !allowed.iter().any(|reader| reader.id == member.id) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Comes back with a code. `None` for wrong, unknown, destroyed and throttled alike; the page sees to it that they look alike.
pub async fn recognise(vault: &Vault, code: &Code) -> Result<Option<Access>, Refusal> {
    // Asked before the locator is looked up: "busy" for existing locators only would tell which ones exist.
    if vault.0.pool.is_full(Lane::LookUp) {
        return Err(Refusal::Busy);
    }
    let tag = vault.0.names.loc_tag(&code.locator().to_bytes());
    let rows = vault.0.stores.main.read().await?.cases_by_locator(&tag).await?;
    let began = Instant::now();
    if rows.is_empty() || vault.0.budget.begin(tag, began) != Verdict::Go {
        return Ok(None);
    }
    for (tried, row) in rows.iter().enumerate() {
        match check(vault, Lane::LookUp, code, row).await {
            Ok(Some(access)) => {
                vault.0.budget.succeeded(tag);
                return Ok(Some(access));
            }
            Ok(None) => {}
            Err(refusal) => {
                if tried == 0 {
                    vault.0.budget.not_made(tag, began);
                }
                return Err(refusal);
            }
        }
    }
    Ok(None)
}

/// Hashes the code with the case's salt and compares.
async fn check(vault: &Vault, lane: Lane, code: &Code, row: &CaseRow) -> Result<Option<Access>, Refusal> {
    let cost = |value: i64| u32::try_from(value).map_err(Refusal::unavailable);
    let params = Argon2Params { m_kib: cost(row.kdf.m)?, t: cost(row.kdf.t)?, p: cost(row.kdf.p)? };
    let keys = derive(vault, lane, code, row.salt, params).await?;
    if row.state == CaseState::Shredded || !same(&keys.auth_hash(), &row.auth_hash) {
        return Ok(None);
    }
    let recipient = Recipient::parse(&row.case_recipient).map_err(Refusal::unavailable)?;
    let epoch = u32::try_from(row.epoch).map_err(Refusal::unavailable)?;
    // Somebody who can write to the database could put their own key here and read every follow-up.
    if !same(&keys.bind(row.case_id, epoch, &recipient, &row.audit_recipient), &row.bind_mac) {
        return Err(Refusal::unavailable("the case's public key is not the one it was founded with"));
    }
    let (audit, channel) = (row.audit_recipient.clone(), row.channel.clone());
    Ok(Some(Access { case: row.case_id, epoch, keys, recipient, audit, channel }))
}

pub(super) async fn derive(
    vault: &Vault,
    lane: Lane,
    code: &Code,
    salt: [u8; 16],
    params: Argon2Params,
) -> Result<ReporterKeys, Refusal> {
    let job = Job {
        params,
        password: SecretBytes::new(code.secret().expose_secret().to_vec()),
        salt,
        pepper: SecretBytes::new(vault.0.names.pepper.expose_secret().to_vec()),
        context: KDF_CONTEXT,
    };
    Ok(ReporterKeys::new(vault.0.pool.hash(lane, job).await?))
}

/// Adds words to the case. Sending the same form twice adds them once.
pub async fn add_message(
    vault: &Vault,
    access: &Access,
    form_nonce: &[u8; 16],
    text: &SecretText,
) -> Result<(), Refusal> {
    let item = access.keys.item_id(form_nonce, text.expose_secret().as_bytes());
    append(vault, access, &message_draft(item, text)?).await?;
    Ok(())
}

fn message_draft(item: crate::model::id::ItemId, text: &SecretText) -> Result<Draft, Refusal> {
    let body = MessageBody { text: text.expose_secret().to_owned() };
    let json = zeroize::Zeroizing::new(serde_json::to_string(&body).map_err(Refusal::unavailable)?);
    Ok(Draft { item, kind: ItemKind::FollowUp, body: SecretText::new(json.as_str()), file: None })
}

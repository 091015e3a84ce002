//! What reporters do: send a report, come back with the code, add words, read the unit's replies.

use super::case_keys::Present;
use super::items::{Appended, Draft, append};
use super::recognition::check;
pub use super::recognition::{Destroyed, Recognised, recognise};
use super::store::CaseRow;
use super::{Refusal, Vault};
use crate::crypto::agefile::{AgeError, Identity, Recipient};
use crate::crypto::code::Code;
use crate::crypto::derive::{ReporterKeys, case_of_form};
use crate::crypto::frame::ItemKind;
use crate::crypto::kdf::Lane;
use crate::model::custody::{IdentityBody, IdentityMark};
use crate::model::id::{CaseId, ItemId};
use crate::model::readers;
use crate::model::report::{MessageBody, ReportBody};
use crate::model::roster::Roster;
use crate::secret::SecretText;

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
    pub(super) fn new(case: CaseId, keys: ReporterKeys, channel: String, present: Present) -> Self {
        let Present { epoch, recipient, audit, verifier: _ } = present;
        Self { case, epoch, keys, recipient, audit, channel }
    }

    /// The same way into the case, to its present key: the case may have got another one since this was made, because somebody was
    /// taken off it who must not read what comes.
    pub(super) fn with(&self, present: Present) -> Self {
        Self::new(self.case, self.keys.clone(), self.channel.clone(), present)
    }

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

/// What a form says.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) form_nonce: &'a [u8; 16],
    pub(super) body: &'a ReportBody,
    /// What was given in confidence: sealed apart, and no part of the report.
    pub(super) given: &'a IdentityBody,
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
    /// The same, and this time with a name given in confidence. It was not taken: a name is sealed with the report, once.
    AddedWithoutName,
    /// The same form was sent before, and now names somebody who can already read the case: nothing was added, because that
    /// person would read who was named.
    HeldBack,
}

/// Takes a report of somebody who gives no name.
pub async fn submit(
    vault: &Vault,
    code: &Code,
    form_nonce: &[u8; 16],
    body: &ReportBody,
) -> Result<(Access, Submission), Refusal> {
    submit_in_confidence(vault, code, form_nonce, body, &IdentityBody::default()).await
}

/// Takes a report: founds the case, or recognises the form as one that was sent before. What is given in confidence is sealed apart.
pub async fn submit_in_confidence(
    vault: &Vault,
    code: &Code,
    form_nonce: &[u8; 16],
    body: &ReportBody,
    given: &IdentityBody,
) -> Result<(Access, Submission), Refusal> {
    let roster = vault.roster_in_force().ok_or(Refusal::NoRoster)?;
    let sent = Sent { form_nonce, body, given };
    let case = case_of_form(form_nonce);
    if let Some(row) = find(vault, case).await? {
        return resend(vault, code, sent, &row, &roster).await;
    }
    match super::founding::found(vault, code, &sent, &roster).await? {
        Some(access) => Ok((access, Submission::Founded)),
        // The same form, sent twice at the same time: the other one won.
        None => match find(vault, case).await? {
            Some(row) => resend(vault, code, sent, &row, &roster).await,
            None => Err(Refusal::Busy),
        },
    }
}

async fn find(vault: &Vault, case: CaseId) -> Result<Option<CaseRow>, Refusal> {
    Ok(vault.0.stores.main.read().await?.find_case(case).await?)
}

pub(super) fn report_draft(
    access: &Access,
    sent: &Sent<'_>,
    identity: Option<IdentityMark>,
) -> Result<Draft, Refusal> {
    let item = report_id(access, sent)?;
    let body = ReportBody { identity, ..sent.body.clone() };
    let json = zeroize::Zeroizing::new(serde_json::to_string(&body).map_err(Refusal::unavailable)?);
    Ok(Draft { item, kind: ItemKind::Report, body: SecretText::new(json.as_str()), file: None })
}

/// The identifier of a report: of what was typed, and not of what was sealed of it, which is random.
fn report_id(access: &Access, sent: &Sent<'_>) -> Result<ItemId, Refusal> {
    let mut typed = zeroize::Zeroizing::new(serde_json::to_string(sent.body).map_err(Refusal::unavailable)?);
    if sent.given.is_given() {
        let given = serde_json::to_string(sent.given).map_err(Refusal::unavailable)?;
        typed.push_str(&zeroize::Zeroizing::new(given));
    }
    Ok(access.keys.item_id(sent.form_nonce, typed.as_bytes()))
}

/// The form was sent before: the code must fit, and what is new in the words is added.
async fn resend(
    vault: &Vault,
    code: &Code,
    sent: Sent<'_>,
    row: &CaseRow,
    roster: &Roster,
) -> Result<(Access, Submission), Refusal> {
    let body = sent.body;
    let access = match check(vault, Lane::Submit, code, row).await? {
        Some(Recognised::Open(access)) => access,
        Some(Recognised::Destroyed(_)) => return Err(Refusal::Destroyed),
        None => return Err(Refusal::unavailable("the form's case has another code")),
    };
    let item = report_id(&access, &sent)?;
    if vault.0.stores.main.read().await?.item_by_id(item).await?.is_some() {
        return Ok((access, Submission::Repeated));
    }
    if names_a_reader(vault, &access, body, row, roster).await? {
        return Ok((access, Submission::HeldBack));
    }
    let text = [body.story.as_str(), &body.place, &body.time].join("\n\n");
    let message = message_draft(item, &SecretText::new(text.trim()))?;
    match append(vault, &access, &message).await? {
        Appended::Stored if sent.given.is_given() => Ok((access, Submission::AddedWithoutName)),
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
    let epoch = u32::try_from(row.epoch).map_err(Refusal::unavailable)?;
    let mut tx = vault.0.stores.main.read().await?;
    for member in &roster.members {
        let recipient = Recipient::parse(&member.recipient).map_err(Refusal::unavailable)?;
        let tag = vault.0.names.wrap_tag(access.case, epoch, &recipient);
        let holds = tx.wrap(access.case, row.epoch, &tag).await?.is_some();
        if holds && !allowed.iter().any(|reader| reader.id == member.id) {
            return Ok(true);
        }
    }
    Ok(false)
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

fn message_draft(item: ItemId, text: &SecretText) -> Result<Draft, Refusal> {
    let body = MessageBody::new(text.expose_secret());
    let json = zeroize::Zeroizing::new(serde_json::to_string(&body).map_err(Refusal::unavailable)?);
    Ok(Draft { item, kind: ItemKind::FollowUp, body: SecretText::new(json.as_str()), file: None })
}

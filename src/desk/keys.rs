//! Keys of cases that change hands: given to a colleague, taken off one, replaced by a new one, handed to a successor.
//!
//! Whom a key is sealed to comes from the verified roster, what is in it from the member's own wrap; the server is told, not asked. Each
//! step reads the case again first and signs for the end of its chain, so that two desks at once do not undo one another's work.

mod error;
mod holders;
mod rekey;
mod removal;
mod successor;

use data_encoding::HEXLOWER;

use super::casebook::accord::Discord;
use super::casebook::{CaseRecord, Casebook, OpenCase};
use super::paper::Signer;
use super::pen;
use super::people::{People, Standing};
use crate::api::client::{Client, Put};
use crate::api::wire::{PutWrap, SignedEvent};
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::parse_verifying_key;
pub use crate::crypto::grant::GrantAction;
use crate::crypto::grant::{Consent, Grant};
use crate::crypto::hash::sha256;
use crate::crypto::open::CaseIdentity;
use crate::ledger::entry::{ChainHead, EntryError, Event};
use crate::model::id::{CaseId, MemberId};

pub use self::error::KeysError;
pub use self::holders::justified;
pub use self::rekey::rekey;
pub use self::removal::{remove, remove_own};
pub use self::successor::{Rewrapped, rewrap_successor};

/// How often a step is signed again because the case moved on meanwhile.
const TRIES: usize = 4;

/// A member's desk, as far as keys are handed on at it.
#[derive(Debug)]
pub struct KeyDesk<'a> {
    /// The casebook.
    pub book: &'a mut Casebook,
    /// The connection.
    pub client: &'a Client,
    /// The hash of the first roster.
    pub genesis: &'a [u8; 32],
    /// Who signs.
    pub signer: Signer<'a>,
    /// Today.
    pub today: Day,
}

/// A case that is fit to have its key handed on.
struct Ready<'b> {
    people: &'b People,
    record: &'b CaseRecord,
    open: &'b OpenCase,
}

impl KeyDesk<'_> {
    /// Reads a case again.
    async fn refresh(&mut self, case: CaseId) -> Result<(), KeysError> {
        self.check_standing()?;
        self.book.sync_case(self.client, self.genesis, case).await?;
        if self.book.vouched(self.client, case).await? { Ok(()) } else { Err(KeysError::Alarm) }
    }

    fn check_standing(&self) -> Result<(), KeysError> {
        match &self.signer.standing {
            Standing::Full => Ok(()),
            Standing::ReadOnly(reason) => Err(KeysError::Standing(reason.clone())),
        }
    }

    fn ready(&self, case: CaseId) -> Result<Ready<'_>, KeysError> {
        self.check_standing()?;
        let people = self.book.people().ok_or(KeysError::Closed)?;
        let record = self.book.case(case).ok_or(KeysError::Closed)?;
        let open = record.content.as_ref().map_err(|_| KeysError::Closed)?;
        let foreign = |discord: &Discord| matches!(discord, Discord::UnknownKey { .. });
        let entries = self.book.entries(case);
        if open.alarm.is_some() || entries.is_some_and(|entries| entries.discords.iter().any(foreign)) {
            return Err(KeysError::Alarm);
        }
        if open.report().is_none() {
            return Err(KeysError::NoReport);
        }
        Ok(Ready { people, record, open })
    }

    fn sign(
        &self,
        identity: &CaseIdentity,
        head: &ChainHead,
        event: Event,
    ) -> Result<SignedEvent, EntryError> {
        pen::sign(identity, head, (self.signer.member, self.signer.key), self.today, event)
    }

    /// What became of a step: `Some` if it is done, `None` if it must be signed again. The server answers with the very head that was
    /// signed for where something else is in the way: then `why`.
    fn settle(
        &mut self,
        case: CaseId,
        signed_for: &ChainHead,
        (put, why): (Put, KeysError),
    ) -> Result<Option<()>, KeysError> {
        match put {
            Put::Stored => Ok(Some(())),
            Put::Conflict { chain, .. } if chain == *signed_for => Err(why),
            Put::Conflict { chain, .. } => {
                self.book.note_chain(case, chain);
                Ok(None)
            }
        }
    }
}

impl Ready<'_> {
    fn grant(&self, action: GrantAction, (member, recipient): (MemberId, Recipient)) -> Grant {
        Grant { action, case: self.record.line.case, epoch: self.open.identity.epoch(), member, recipient }
    }

    /// Who has signed this grant: somebody else who may read cases.
    fn check(&self, consent: &str, grant: &Grant, (me, day): (MemberId, Day)) -> Result<MemberId, KeysError> {
        let consent = Consent::parse(consent).ok_or(KeysError::Consent)?;
        let author = consent.author();
        if author == me || author == grant.member {
            return Err(KeysError::OnePerson);
        }
        let reader = holders::reader(self.people, author, day).ok_or(KeysError::Consent)?;
        let key = parse_verifying_key(&reader.verification_key).ok_or(KeysError::Consent)?;
        if consent.is_to(grant, &key) { Ok(author) } else { Err(KeysError::Consent) }
    }
}

/// Signs a consent, hex, to be carried by a proposal: that somebody gets a key of the case, or that one is taken off somebody. It is good
/// for the case's present key only. Asks nothing of the server.
pub fn consent(
    desk: &KeyDesk<'_>,
    case: CaseId,
    action: GrantAction,
    member: MemberId,
) -> Result<String, KeysError> {
    let ready = desk.ready(case)?;
    if action == GrantAction::Add && holders::reader(ready.people, member, desk.today).is_none() {
        return Err(KeysError::NoReader);
    }
    let recipient = holders::recipient(ready.people, member).ok_or(KeysError::NoReader)?;
    Ok(ready.grant(action, (member, recipient)).sign(desk.signer.member, desk.signer.key).to_hex())
}

/// Gives a colleague all keys of a case, with the consent of another holder.
pub async fn add_reader(
    desk: &mut KeyDesk<'_>,
    case: CaseId,
    reader: MemberId,
    consent: &str,
) -> Result<(), KeysError> {
    for _ in 0..TRIES {
        desk.refresh(case).await?;
        let ready = desk.ready(case)?;
        if ready.record.line.rekey_due {
            return Err(KeysError::RekeyFirst);
        }
        let found = holders::reader(ready.people, reader, desk.today).ok_or(KeysError::NoReader)?;
        let recipient = Recipient::parse(&found.recipient)?;
        let grant = ready.grant(GrantAction::Add, (reader, recipient));
        let proposer = ready.check(consent, &grant, (desk.signer.member, desk.today))?;
        let head = ready.record.line.chain.clone();
        let identity = &ready.open.identity;
        let mut put = wrap(identity, &grant, |event| desk.sign(identity, &head, event), Some(proposer))?;
        put.consent = Some(consent.to_owned());
        let done = desk.client.put_wrap(case, &put).await?;
        if desk.settle(case, &head, (done, KeysError::Holds))?.is_some() {
            return Ok(());
        }
    }
    Err(KeysError::KeepsMoving)
}

/// A wrap of all keys of a case, with its event.
fn wrap(
    identity: &CaseIdentity,
    grant: &Grant,
    sign: impl FnOnce(Event) -> Result<SignedEvent, EntryError>,
    proposer: Option<MemberId>,
) -> Result<PutWrap, KeysError> {
    let inner = identity.wrap_for(&grant.recipient)?;
    let sha256 = HEXLOWER.encode(&sha256(&[&inner]));
    let event = sign(Event::WrapAdded { member: grant.member, epoch: grant.epoch, sha256, proposer })?;
    let recipient = grant.recipient.as_str().to_owned();
    Ok(PutWrap { epoch: grant.epoch, recipient, inner, consent: None, event })
}

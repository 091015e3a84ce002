//! The member's pen: signs what the ledger says of everything this desk does.

use ed25519_dalek::SigningKey;

use crate::api::wire::SignedEvent;
use crate::clock::{Clock, Day};
use crate::crypto::agefile::Identity;
use crate::crypto::keyfile::StaffKey;
use crate::crypto::open::CaseIdentity;
use crate::ledger::entry::{Actor, ChainHead, EntryError, Event, Reason, SignedEntry, Statement};
use crate::model::id::MemberId;

/// Who signs, and why this session reads cases.
#[derive(Clone)]
pub struct Pen {
    own: Identity,
    member: MemberId,
    key: SigningKey,
    clock: Clock,
    reason: Reason,
}

impl std::fmt::Debug for Pen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pen(…)")
    }
}

impl Pen {
    /// The pen of a member's session.
    pub fn new(key: &StaffKey, clock: &Clock, reason: Reason) -> Self {
        Self {
            own: key.identity().clone(),
            member: key.member_id(),
            key: key.signing_key().clone(),
            clock: clock.clone(),
            reason,
        }
    }

    /// What opens the member's wraps.
    pub const fn own(&self) -> &Identity {
        &self.own
    }

    /// Who signs.
    pub const fn member(&self) -> MemberId {
        self.member
    }

    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Today.
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// Says that the case is read, up to an item.
    pub fn read(&self, case: &CaseIdentity, head: &ChainHead, up_to: u64) -> Result<SignedEvent, EntryError> {
        let event = Event::Read { up_to, reason: self.reason };
        sign(case, head, (self.member, &self.key), self.today(), event)
    }
}

/// Signs an event at the end of a case's chain. The recipients are those in the member's wrap, never what the server says.
pub fn sign(
    case: &CaseIdentity,
    head: &ChainHead,
    (member, key): (MemberId, &SigningKey),
    day: Day,
    event: Event,
) -> Result<SignedEvent, EntryError> {
    let statement = Statement::next(case.case(), head, Actor::Member(member), day, event);
    let signed = SignedEntry::sign(&statement, key)?;
    // Wraps from before the ledger name no recipient for receipts, and their cases have no audit key on the server.
    let reporter = case.reply_to().cloned();
    let audit = reporter.is_some().then(|| case.audit().recipient());
    Ok(SignedEvent { statement: signed.text().to_owned(), signatures: signed.signatures(), audit, reporter })
}

//! The destruction of a case: one member proposes it and signs, another one looks at everything anew and signs as well.
//!
//! What both sign is one statement: the case, the reason, and the leaves of all entries of the case, at the present end of the
//! administration's chain. If anything happens in the case in between, the statement does not fit any more and must be proposed again: nobody
//! destroys what they have not seen. Nothing of the content is fetched for it, so that it adds no read.

use serde::{Deserialize, Serialize};

mod error;
mod looking;

use self::looking::{Now, find_case, look};
use super::casebook::doings;
use super::people::{People, Standing};
use super::reference::Reference;
use crate::api::client::{Client, Put};
use crate::api::wire::{PutShred, SignedEvent};
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::keyfile::StaffKey;
use crate::ledger::entry::{ADMINISTRATION, Actor, Event, SignedEntry, Statement};
use crate::model::casework::MOST_REASON;
use crate::model::id::{CaseId, MemberId};
use crate::model::roster::{Member, Role};

pub use self::error::ShredError;

const FORMAT: &str = "redchannel/v1/shred-proposal";

/// What the proposer hands to the approver.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    format: String,
    /// The statement, byte for byte as it was signed.
    statement: String,
    /// The proposer's signature, hex.
    signatures: Vec<String>,
    /// What the reporter's notice is sealed to; from the proposer's wrap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reporter: Option<Recipient>,
}

/// What is destroyed, for the eyes of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doomed {
    /// What the case is called.
    pub reference: String,
    /// Who proposes.
    pub proposer: String,
    /// Who is to agree.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// The day of the proposal.
    pub day: Day,
    /// Entries of the ledger whose content goes with it.
    pub entries: usize,
    /// Of these, entries that stand for an item: report, message, file, reply.
    pub items: usize,
    /// Whether everything was checked just now, or is what the file says.
    pub checked: bool,
}

/// A member at work.
#[derive(Debug)]
pub struct Signatory<'a> {
    /// The member's key.
    pub key: &'a StaffKey,
    /// The connection.
    pub client: &'a Client,
    /// The verified roster.
    pub people: &'a People,
    /// Today.
    pub today: Day,
}

/// Signs a proposal to destroy the case called `wanted`.
pub async fn propose(
    me: &Signatory<'_>,
    wanted: &str,
    approver: &str,
    reason: &str,
) -> Result<(Proposal, Doomed), ShredError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MOST_REASON || reason.chars().any(char::is_control) {
        return Err(ShredError::Reason);
    }
    me.check_standing()?;
    let approver = find_member(me.people, approver)?;
    check_pair(me.people, me.key.member_id(), approver)?;
    let case = find_case(me, wanted).await?.ok_or(ShredError::NoCase)?;
    let now = look(me, case).await?;
    let event = shredded(case, (approver, reason), &now, None);
    let actor = Actor::Member(me.key.member_id());
    let statement = Statement::next(ADMINISTRATION, &now.administration, actor, me.today, event);
    let signed = SignedEntry::sign(&statement, me.key.signing_key())?;
    // What does not fit an entry would be refused after the second signature.
    signed.to_plaintext()?;
    let doomed = describe(&statement, me.people, Some(&now))?;
    let proposal = Proposal {
        format: FORMAT.to_owned(),
        statement: signed.text().to_owned(),
        signatures: signed.signatures(),
        reporter: now.reporter,
    };
    Ok((proposal, doomed))
}

/// Looks at everything anew, adds the second signature and has the case destroyed.
pub async fn approve(me: &Signatory<'_>, proposal: &Proposal) -> Result<Doomed, ShredError> {
    me.check_standing()?;
    let signed = proposal.verify(me.people)?;
    let statement = signed.claimed().clone();
    let (case, leaves) = check_form(&statement, me.key.member_id(), me.people)?;
    let now = look(me, case).await?;
    if !statement.follows(&now.administration)
        || *leaves != now.entries.leaves
        || statement.day.since(me.today).unsigned_abs() > 1
    {
        return Err(ShredError::Stale);
    }
    if now.holds_key && now.reporter != proposal.reporter {
        return Err(ShredError::OtherReporter);
    }
    let signed = signed.countersign(me.key.signing_key())?;
    put(me, case, &signed, proposal.reporter.clone()).await?;
    describe(&statement, me.people, Some(&now))
}

/// Destroys a case whose destruction was proposed in it and agreed to: `after` and `signature` are those of the proposal, whose signer is
/// `proposer`. The reporter's notice is sealed to the key in one's own wrap.
pub async fn carry_out(
    me: &Signatory<'_>,
    case: CaseId,
    proposer: MemberId,
    (after, reason, signature): (u64, &str, &str),
) -> Result<Doomed, ShredError> {
    me.check_standing()?;
    let approver = me.key.member_id();
    check_pair(me.people, proposer, approver)?;
    let now = look(me, case).await?;
    if !now.holds_key {
        return Err(ShredError::NoCase);
    }
    let event = shredded(case, (approver, reason), &now, Some(after));
    let actor = Actor::Member(proposer);
    let statement = Statement::next(ADMINISTRATION, &now.administration, actor, me.today, event);
    let signed = SignedEntry::sign_after(&statement, signature, me.key.signing_key())?;
    let key = me.people.author_key(proposer).ok_or(ShredError::Malformed)?;
    signed.verify(&[key, me.key.verifying_key()]).map_err(|_| ShredError::Malformed)?;
    put(me, case, &signed, now.reporter.clone()).await?;
    describe(&statement, me.people, Some(&now))
}

fn shredded(case: CaseId, (approver, reason): (MemberId, &str), now: &Now, after: Option<u64>) -> Event {
    Event::Shredded {
        case,
        approver,
        reason: reason.to_owned(),
        leaves: now.entries.leaves.clone(),
        proposed_after: after,
    }
}

async fn put(
    me: &Signatory<'_>,
    case: CaseId,
    signed: &SignedEntry,
    reporter: Option<Recipient>,
) -> Result<(), ShredError> {
    let event = SignedEvent {
        statement: signed.text().to_owned(),
        signatures: signed.signatures(),
        audit: None,
        reporter,
    };
    match me.client.put_shred(case, &PutShred { event }).await? {
        Put::Stored => Ok(()),
        Put::Conflict { .. } => Err(ShredError::Stale),
    }
}

impl Proposal {
    /// Reads a proposal's JSON. Nothing is verified yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, ShredError> {
        let read: Self = serde_json::from_slice(bytes).map_err(|_| ShredError::Malformed)?;
        if read.format == FORMAT { Ok(read) } else { Err(ShredError::Malformed) }
    }

    /// The JSON.
    pub fn to_json(&self) -> Result<String, ShredError> {
        serde_json::to_string_pretty(self).map_err(|_| ShredError::Malformed)
    }

    /// What it proposes, once its proposer's signature was verified; for this approver.
    pub fn describe(&self, approver: MemberId, people: &People) -> Result<Doomed, ShredError> {
        let signed = self.verify(people)?;
        check_form(signed.claimed(), approver, people)?;
        describe(signed.claimed(), people, None)
    }

    fn verify(&self, people: &People) -> Result<SignedEntry, ShredError> {
        let signed =
            SignedEntry::from_parts(&self.statement, &self.signatures).map_err(|_| ShredError::Malformed)?;
        let Actor::Member(proposer) = signed.claimed().actor else { return Err(ShredError::Malformed) };
        let key = people.author_key(proposer).ok_or(ShredError::Malformed)?;
        signed.verify(&[key]).map_err(|_| ShredError::Malformed)?;
        Ok(signed)
    }
}

impl Signatory<'_> {
    fn check_standing(&self) -> Result<(), ShredError> {
        match self.people.standing(self.key.member_id(), &self.key.recipient(), self.today) {
            Standing::Full => Ok(()),
            Standing::ReadOnly(reason) => Err(ShredError::Standing(reason)),
        }
    }
}

/// The case and the leaves of a statement that may be agreed to by `approver`.
fn check_form<'a>(
    statement: &'a Statement,
    approver: MemberId,
    people: &People,
) -> Result<(CaseId, &'a Vec<String>), ShredError> {
    let Event::Shredded { case, approver: named, leaves, reason, proposed_after: None } = &statement.event
    else {
        return Err(ShredError::Malformed);
    };
    let Actor::Member(proposer) = statement.actor else { return Err(ShredError::Malformed) };
    let deceives = reason.chars().any(char::is_control);
    if statement.chain != ADMINISTRATION || *case == ADMINISTRATION || deceives {
        return Err(ShredError::Malformed);
    }
    if proposer == approver || proposer == *named {
        return Err(ShredError::OnePerson);
    }
    if *named != approver {
        return Err(ShredError::NotYours(doings::name(*named, people)));
    }
    check_pair(people, proposer, approver)?;
    Ok((*case, leaves))
}

fn check_pair(people: &People, proposer: MemberId, approver: MemberId) -> Result<(), ShredError> {
    if proposer == approver {
        return Err(ShredError::OnePerson);
    }
    let leads = |id| people.roles(id).iter().any(|role| matches!(role, Role::Head | Role::Oversight));
    if leads(proposer) || leads(approver) { Ok(()) } else { Err(ShredError::NobodyLeads) }
}

fn find_member(people: &People, wanted: &str) -> Result<MemberId, ShredError> {
    let reads = |member: &&Member| member.roles.iter().any(|role| role.reads_cases());
    let meant = |member: &&Member| member.name == wanted.trim() || member.id.to_string() == wanted.trim();
    let mut found = people.roster().members.iter().filter(reads).filter(meant);
    let first = found.next().filter(|_| found.next().is_none());
    first.map(|member| member.id).ok_or_else(|| ShredError::NoApprover(wanted.to_owned()))
}

fn describe(statement: &Statement, people: &People, now: Option<&Now>) -> Result<Doomed, ShredError> {
    let Event::Shredded { case, approver, reason, leaves, .. } = &statement.event else {
        return Err(ShredError::Malformed);
    };
    let items =
        |now: &Now| now.entries.verified().filter(|entry| entry.statement.event.item().is_some()).count();
    Ok(Doomed {
        reference: Reference::of(*case).to_string(),
        proposer: doings::actor_words(statement.actor, people),
        approver: doings::name(*approver, people),
        reason: reason.clone(),
        day: statement.day,
        entries: leaves.len(),
        items: now.map(items).unwrap_or_default(),
        checked: now.is_some(),
    })
}

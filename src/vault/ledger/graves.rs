//! What the reporter of a destroyed case is told: the very entry that two people have signed, checked here against the rosters.

use super::super::recognition::Destroyed;
use super::super::{Refusal, Vault};
use super::lookup::{Found, Lookup};
use crate::clock::Day;
use crate::crypto::entry_row::{self, EntryPlace};
use crate::crypto::note::Chain;
use crate::ledger::entry::{ADMINISTRATION, Actor, Event, SignedEntry, Statement};
use crate::model::id::MemberId;
use crate::model::roster::Role;

/// A destruction that two people have signed who could sign it.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The day they say.
    pub day: Day,
    /// Why, in their words.
    pub reason: String,
    /// Who asked for it and who agreed, as the rosters call them.
    pub signed_by: [String; 2],
    /// How many entries the case had in the log; their leaves stand in what was signed.
    pub entries: usize,
    /// Where the entry about the destruction stands. The server's word: what is under that leaf only oversight can open.
    pub found: Found,
}

/// What there is to tell.
#[derive(Clone, Debug)]
pub enum Told {
    /// The case was destroyed as the rules ask.
    Signed(Box<Notice>),
    /// There is a notice, and its signatures are not those of two people who could give them. What it says is not shown: whoever forged
    /// it wants it read.
    Unsigned,
    /// There is no notice.
    Missing,
}

/// The notice to whoever holds the code of a destroyed case.
pub async fn notice(vault: &Vault, destroyed: &Destroyed) -> Result<Told, Refusal> {
    let row = vault.0.stores.main.read().await?.grave(destroyed.case).await?;
    let Some(row) = row else { return Ok(Told::Missing) };
    // Without any roster nothing can be said about signatures, and an alarm would be wrong as well.
    let chain = vault.roster_chain().ok_or(Refusal::NoRoster)?;
    let identity = destroyed.notice_identity().map_err(Refusal::unavailable)?;
    let opened = SignedEntry::open(&identity, &row).ok();
    let Some(read) = opened.as_ref().and_then(|entry| verified(&chain, destroyed, entry)) else {
        return Ok(Told::Unsigned);
    };
    let Verified { statement, reason, signed_by, entries } = read;
    let found = find(vault, statement.sequence).await?;
    Ok(Told::Signed(Box::new(Notice { day: statement.day, reason, signed_by, entries, found })))
}

struct Verified {
    statement: Statement,
    reason: String,
    signed_by: [String; 2],
    entries: usize,
}

/// The entry, if it is about this case and two different people have signed it who read cases, one of whom leads the unit or belongs to
/// oversight. People who have left since have still signed what they signed.
fn verified(chain: &Chain, destroyed: &Destroyed, entry: &SignedEntry) -> Option<Verified> {
    let claimed = entry.claimed();
    let Event::Shredded { case, approver, .. } = &claimed.event else { return None };
    let Actor::Member(proposer) = claimed.actor else { return None };
    let both = [proposer, *approver];
    let in_place = claimed.chain == ADMINISTRATION && *case == destroyed.case && proposer != *approver;
    if !in_place || !both.iter().any(|member| leads(chain, *member)) {
        return None;
    }
    let statement = entry.verify(&[chain.author_key(proposer)?, chain.author_key(*approver)?]).ok()?;
    let Event::Shredded { reason, leaves, .. } = &statement.event else { return None };
    Some(Verified {
        statement: statement.clone(),
        reason: reason.clone(),
        signed_by: both.map(|member| name(chain, member)),
        entries: leaves.len(),
    })
}

/// Whether a member leads the unit or belongs to oversight, or did.
fn leads(chain: &Chain, id: MemberId) -> bool {
    chain.history.iter().any(|roster| {
        let member = roster.content().member(id);
        member.is_some_and(|member| member.has(Role::Head) || member.has(Role::Oversight))
    })
}

/// What the newest roster that has the member calls them.
fn name(chain: &Chain, id: MemberId) -> String {
    let newest = chain.history.iter().rev().find_map(|roster| roster.content().member(id));
    newest.map(|member| member.name.clone()).unwrap_or_default()
}

/// Where the entry at this place of the administration's chain stands in the log.
async fn find(vault: &Vault, sequence: u64) -> Result<Found, Refusal> {
    let mut lookup = Lookup::begin(vault).await?;
    let seq = i64::try_from(sequence).map_err(Refusal::unavailable)?;
    let Some(row) = lookup.tx().entry(ADMINISTRATION, seq).await? else { return Ok(Found::Lost) };
    let key = vault.0.names.entry_key(ADMINISTRATION, None);
    let place = EntryPlace { chain: ADMINISTRATION, sequence };
    let Ok(stored) = entry_row::open(&key, &place, &row) else { return Ok(Found::Fails) };
    lookup.find_entry(&stored).await
}

//! The entry of an action: what was done, signed by who did it, sealed, chained, and the reporter's receipt for it.
//!
//! Called inside the transaction of the action, with the chain locked, so that no two entries name the same one before them.

use super::super::store::{EntryRow, Tx};
use super::super::{Refusal, Vault};
use crate::clock::Day;
use crate::crypto::agefile::{self, Recipient};
use crate::crypto::entry_row::{self, EntryPlace, StoredEntry};
use crate::crypto::hash::sha256;
use crate::ledger::entry::{
    ADMINISTRATION, Actor, ChainHead, Event, OVERSIGHT, Realm, SignedEntry, Statement,
};
use crate::ledger::leaf::leaf;
use crate::ledger::receipt::Receipt;
use crate::model::id::CaseId;
use crate::model::roster::{Role, Roster};
use crate::random;
use crate::secret::Secret;
use crate::vault::reporter::Access;

/// Receipts are filled up to this, so that they have one length: the longest origin still fits.
const RECEIPT_BYTES: usize = 1024;

/// A chain to append to.
pub(in crate::vault) struct Chain {
    /// The case, or what belongs to none.
    pub(in crate::vault) id: CaseId,
    key: Secret<32>,
    readers: Vec<Recipient>,
    reporter: Option<Recipient>,
}

impl Chain {
    /// The chain of a case: its readers, and oversight. `reporter` gets receipts.
    pub(in crate::vault) async fn of_case(
        vault: &Vault,
        id: CaseId,
        (channel, audit): (&str, &str),
        reporter: Option<Recipient>,
    ) -> Result<Self, Refusal> {
        let key =
            case_key(vault, id).await?.ok_or_else(|| Refusal::unavailable("the case's key is missing"))?;
        Self::keyed(vault, (id, key), (channel, audit), reporter)
    }

    /// The same for whoever has the key around the case's entries.
    pub(in crate::vault) fn keyed(
        vault: &Vault,
        (id, key): (CaseId, Secret<32>),
        (channel, audit): (&str, &str),
        reporter: Option<Recipient>,
    ) -> Result<Self, Refusal> {
        Ok(Self { id, key, readers: readers(vault, channel, audit)?, reporter })
    }

    /// The chain of what belongs to no case, for these readers.
    pub(in crate::vault) fn of_administration(vault: &Vault, readers: Vec<Recipient>) -> Self {
        Self {
            id: ADMINISTRATION,
            key: vault.0.names.entry_key(ADMINISTRATION, None),
            readers,
            reporter: None,
        }
    }

    /// The chain of what oversight has looked at, for oversight that is in no team, and whoever has the recovery key.
    pub(in crate::vault) fn of_oversight(vault: &Vault, roster: &Roster) -> Self {
        Self {
            id: OVERSIGHT,
            key: vault.0.names.entry_key(OVERSIGHT, None),
            readers: administration_readers(roster, vault.today()),
            reporter: None,
        }
    }

    /// Where the chain ends.
    pub(in crate::vault) async fn head(&self, tx: &mut Tx) -> Result<ChainHead, Refusal> {
        head(tx, self.id, &self.key).await
    }

    /// The row for a signed entry.
    pub(in crate::vault) fn row(&self, vault: &Vault, entry: &SignedEntry) -> Result<EntryRow, Refusal> {
        let statement = entry.claimed();
        let ciphertext = entry.seal(&self.readers).map_err(Refusal::unavailable)?;
        let r = *Secret::<32>::random(&mut random::rng()).expose_secret();
        let stored = StoredEntry { r, ciphertext };
        let leaf = leaf(&r, &sha256(&[&stored.ciphertext]));
        let place = EntryPlace { chain: self.id, sequence: statement.sequence };
        let receipt = match &self.reporter {
            Some(reporter) => Some(receipt(vault, statement, leaf, reporter)?),
            None => None,
        };
        Ok(EntryRow {
            chain: self.id,
            seq: i64::try_from(statement.sequence).map_err(Refusal::unavailable)?,
            data: entry_row::close(&self.key, &place, &stored, &mut random::rng())
                .map_err(Refusal::unavailable)?,
            leaf,
            day: statement.day,
            receipt,
        })
    }

    /// The row for what the reporter does, in the transaction that does it.
    pub(in crate::vault) async fn reporters(
        &self,
        vault: &Vault,
        tx: &mut Tx,
        access: &Access,
        event: Event,
    ) -> Result<EntryRow, Refusal> {
        let head = self.head(tx).await?;
        let statement = Statement::next(self.id, &head, Actor::Reporter, vault.today(), event);
        let signed =
            SignedEntry::sign(&statement, &access.keys.signing_key()).map_err(Refusal::unavailable)?;
        self.row(vault, &signed)
    }

    /// The row for what the server does.
    pub(in crate::vault) async fn servers(
        &self,
        vault: &Vault,
        tx: &mut Tx,
        event: Event,
    ) -> Result<EntryRow, Refusal> {
        let head = self.head(tx).await?;
        let statement = Statement::next(self.id, &head, Actor::Server, vault.today(), event);
        let signed = SignedEntry::sign(&statement, &vault.0.ledger.signing).map_err(Refusal::unavailable)?;
        self.row(vault, &signed)
    }
}

/// The key around a case's entries; `None` if the case was destroyed.
pub(in crate::vault) async fn case_key(vault: &Vault, case: CaseId) -> Result<Option<Secret<32>>, Refusal> {
    let k_shred = vault.0.stores.keys.read().await?.shred_key(case).await?;
    Ok(k_shred.map(|k_shred| vault.0.names.entry_key(case, Some(&k_shred))))
}

/// The key around the entries of any chain; `None` if it is of a case that was destroyed.
pub(in crate::vault) async fn chain_key(vault: &Vault, chain: CaseId) -> Result<Option<Secret<32>>, Refusal> {
    match Realm::of(chain) {
        Realm::Case => case_key(vault, chain).await,
        Realm::Administration | Realm::Oversight => Ok(Some(vault.0.names.entry_key(chain, None))),
    }
}

/// Where a chain ends.
pub(in crate::vault) async fn head(
    tx: &mut Tx,
    chain: CaseId,
    key: &Secret<32>,
) -> Result<ChainHead, Refusal> {
    let last = tx.last_entry(chain).await?;
    head_at(chain, key, last.as_ref())
}

/// Where a chain ends whose last entry is this one.
pub(in crate::vault) fn head_at(
    chain: CaseId,
    key: &Secret<32>,
    last: Option<&(i64, Vec<u8>)>,
) -> Result<ChainHead, Refusal> {
    let Some((seq, row)) = last else { return Ok(ChainHead::default()) };
    let sequence = u64::try_from(*seq).map_err(Refusal::unavailable)?;
    let stored = entry_row::open(key, &EntryPlace { chain, sequence }, row).map_err(Refusal::unavailable)?;
    Ok(ChainHead::after(sequence, &stored.ciphertext))
}

/// Who can open the entries of a case of this channel: its readers, through the audit key; and oversight outside the team. Oversight
/// cannot be excluded by a reporter, so that who stands here accuses nobody.
fn readers(vault: &Vault, channel: &str, audit: &str) -> Result<Vec<Recipient>, Refusal> {
    let mut readers = Vec::new();
    if !audit.is_empty() {
        readers.push(Recipient::parse(audit).map_err(Refusal::unavailable)?);
    }
    if let Some(chain) = vault.roster_chain() {
        readers.extend(outside_oversight(chain.roster.content(), channel, vault.today()));
    }
    if readers.is_empty() { Err(Refusal::NoRoster) } else { Ok(readers) }
}

/// Oversight outside the team of a channel.
pub(in crate::vault) fn outside_oversight(roster: &Roster, channel: &str, day: Day) -> Vec<Recipient> {
    let team = roster.channel(channel).map(|channel| channel.team.as_slice()).unwrap_or_default();
    roster
        .with_role(Role::Oversight, day)
        .filter(|member| !team.contains(&member.id))
        .filter_map(|member| Recipient::parse(&member.recipient).ok())
        .collect()
}

/// Who can open what belongs to no case: oversight that is in no team, and whoever has the recovery key.
pub(in crate::vault) fn administration_readers(roster: &Roster, day: Day) -> Vec<Recipient> {
    let in_team = |id| roster.channels.iter().any(|channel| channel.team.contains(id));
    let oversight = roster.with_role(Role::Oversight, day).filter(|member| !in_team(&member.id));
    oversight
        .map(|member| member.recipient.as_str())
        .chain([roster.recovery.as_str()])
        .filter_map(|text| Recipient::parse(text).ok())
        .collect()
}

fn receipt(
    vault: &Vault,
    statement: &Statement,
    leaf: [u8; 32],
    reporter: &Recipient,
) -> Result<Vec<u8>, Refusal> {
    let origin = vault.log_origin();
    let receipt = Receipt {
        origin: origin.clone(),
        leaf,
        step: statement.sequence,
        kind: statement.event.kind().to_owned(),
        day: statement.day,
    };
    let mut note = receipt.sign(&vault.0.ledger.signer(&origin)).map_err(Refusal::unavailable)?;
    // Line feeds after the note, cut off before it is read.
    note.resize(note.len().max(RECEIPT_BYTES), b'\n');
    agefile::seal(std::slice::from_ref(reporter), &note).map_err(Refusal::unavailable)
}

//! Names given in confidence, as handlers meet them: sealed when a report comes in, asked for, opened by a grant.
//!
//! The server hands sealed keys around. It grants nothing, because it opens nothing; and what it keeps for a case has one shape, whether
//! a name was given or not.

use data_encoding::HEXLOWER;

use super::case_keys::Held;
use super::reporter::Access;
use super::staff::{Member, PutOutcome, held_case, member};
use super::staff_events::{Said, conflict, judge};
use super::staff_writes::{Place, place, taken};
use super::store::{Act, CaseRow, EntryRow, IdentityRow, InsertItem, ItemRow, Tx, Update};
use super::{Refusal, Vault};
use crate::api::wire::PutItem;
use crate::api::wire::custody::{IdentityPage, PutIdentityRequest};
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::{self, Author, FrameHeader, ItemKind};
use crate::crypto::hash::sha256;
use crate::crypto::identity::{Column, SealedIdentity, close, seal_identity, strip};
use crate::ledger::entry::Event;
use crate::model::custody::{IdentityBody, IdentityMark};
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::model::roster::{Role, Roster};
use crate::random;
use crate::secret::{Secret, SecretText};

/// Whether there is anybody who could open a name given today: without, the form does not ask for one.
pub fn offers_confidence(vault: &Vault) -> bool {
    vault.roster_in_force().is_some_and(|roster| custodians(&roster, vault).next().is_some())
}

/// The members who keep identities, as far as they read no case.
fn custodians<'a>(roster: &'a Roster, vault: &Vault) -> impl Iterator<Item = &'a str> + use<'a> {
    let kept = roster.with_role(Role::Custodian, vault.today());
    kept.filter(|member| member.reads_nothing()).map(|member| member.recipient.as_str())
}

/// Seals what the reporter gave, or that nothing was, to custodians and recovery; and says what the report must name.
pub(super) fn seal(
    vault: &Vault,
    access: &Access,
    roster: &Roster,
    given: &IdentityBody,
) -> Result<(SealedIdentity, IdentityMark), Refusal> {
    let keepers: Result<Vec<_>, _> =
        custodians(roster, vault).chain([roster.recovery.as_str()]).map(Recipient::parse).collect();
    let header = FrameHeader {
        version: 1,
        case: access.case,
        item: ItemId::random(&mut random::rng()),
        kind: ItemKind::Identity,
        sequence: 0,
        previous: None,
        author: Author::Reporter,
        day: vault.today(),
        reporter: None,
        file: None,
    };
    let json = zeroize::Zeroizing::new(serde_json::to_string(given).map_err(Refusal::unavailable)?);
    let frame = frame::write(&header, &SecretText::new(json.as_str()), &access.keys.signing_key())
        .map_err(Refusal::unavailable)?;
    let keepers = keepers.map_err(Refusal::unavailable)?;
    let reporter = access.keys.signing_key().verifying_key();
    let reply_to = access.reply_identity().map_err(Refusal::unavailable)?.recipient();
    let sealed =
        seal_identity(access.case, &frame, (&reporter, &reply_to), &keepers).map_err(Refusal::unavailable)?;
    let mark = IdentityMark { given: given.is_given(), sha256: HEXLOWER.encode(&sealed.sha256) };
    Ok((sealed, mark))
}

/// The row of a new case.
pub(super) fn new_row(
    case: CaseId,
    sealed: &SealedIdentity,
    k_shred: &Secret<32>,
) -> Result<IdentityRow, Refusal> {
    let closed = |column, content: &[u8]| {
        close(k_shred, (case, column), content, &mut random::rng()).map_err(Refusal::unavailable)
    };
    Ok(IdentityRow {
        case_id: case,
        identity: closed(Column::Identity, &sealed.data)?,
        unlock: closed(Column::Key, &sealed.key)?,
        mark: closed(Column::Mark, &[])?,
        letter: closed(Column::Letter, &[])?,
        grants: closed(Column::Grants, &[])?,
    })
}

/// A request that waits: which item it is, by whom, and under which key of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) request: ItemId,
    pub(super) asker: MemberId,
    pub(super) epoch: u32,
}

impl Asked {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        [self.request.as_bytes().as_slice(), self.asker.as_bytes(), &self.epoch.to_be_bytes()].concat()
    }

    /// `None` if nobody asks.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (request, rest) = bytes.split_first_chunk::<16>()?;
        let (asker, rest) = rest.split_first_chunk::<16>()?;
        let epoch = u32::from_be_bytes(rest.try_into().ok()?);
        Some(Self { request: ItemId::from_bytes(*request), asker: MemberId::from_bytes(*asker), epoch })
    }

    /// Whether it can still be answered: the case has the same key, and who asked still holds it. Otherwise it is as if nobody asked.
    pub(super) async fn stands(
        self,
        vault: &Vault,
        tx: &mut Tx,
        row: &CaseRow,
    ) -> Result<Option<Member>, Refusal> {
        let Some(asker) = member(vault, self.asker) else { return Ok(None) };
        let holds = held_case(vault, tx, &asker.recipient, row.case_id).await?.is_some();
        Ok((holds && i64::from(self.epoch) == row.epoch).then_some(asker))
    }
}

/// A case's row with what opens its outer layer.
pub(super) struct Kept {
    pub(super) row: IdentityRow,
    key: Secret<32>,
}

impl Kept {
    /// `None` in cases from before there was one in each, and in destroyed ones.
    pub(super) async fn of(vault: &Vault, tx: &mut Tx, case: CaseId) -> Result<Option<Self>, Refusal> {
        let Some(row) = tx.identity(case).await? else { return Ok(None) };
        let key = vault.0.stores.keys.read().await?.shred_key(case).await?;
        Ok(key.map(|key| Self { row, key }))
    }

    pub(super) fn open(&self, column: Column) -> Result<Vec<u8>, Refusal> {
        let stored = match column {
            Column::Identity => &self.row.identity,
            Column::Key => &self.row.unlock,
            Column::Mark => &self.row.mark,
            Column::Letter => &self.row.letter,
            Column::Grants => &self.row.grants,
        };
        strip(&self.key, (self.row.case_id, column), stored).map_err(Refusal::unavailable)
    }

    pub(super) fn asked(&self) -> Result<Option<Asked>, Refusal> {
        Ok(Asked::read(&self.open(Column::Mark)?))
    }

    /// Writes the request that waits, or that none does, and the grants.
    pub(super) async fn write(
        &self,
        act: &mut Act,
        asked: Option<(Asked, &[u8])>,
        grants: &[u8],
    ) -> Result<Update, Refusal> {
        let closed = |column, content: &[u8]| {
            close(&self.key, (self.row.case_id, column), content, &mut random::rng())
                .map_err(Refusal::unavailable)
        };
        let mark = asked.map(|(asked, _)| asked.to_bytes()).unwrap_or_default();
        let row = IdentityRow {
            mark: closed(Column::Mark, &mark)?,
            letter: closed(Column::Letter, asked.map(|(_, letter)| letter).unwrap_or_default())?,
            grants: closed(Column::Grants, grants)?,
            ..self.row.clone()
        };
        Ok(act.replace_requests(&row, &self.row.mark).await?)
    }
}

/// What a reader of the case gets of the identity beside it. `None` if the case is not the caller's, or has none.
pub async fn identity_of(
    vault: &Vault,
    member: &Member,
    case: CaseId,
) -> Result<Option<IdentityPage>, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let Some(held) = held_case(vault, &mut tx, &member.recipient, case).await? else { return Ok(None) };
    let Some(kept) = Kept::of(vault, &mut tx, case).await? else { return Ok(None) };
    let waits = match kept.asked()? {
        Some(asked) => asked.stands(vault, &mut tx, &held.row).await?.map(|_| asked.request),
        None => None,
    };
    let grant = super::custody::grant_of(&kept.open(Column::Grants)?, member.id);
    Ok(Some(IdentityPage { sealed: kept.open(Column::Identity)?, grant: grant.unwrap_or_default(), waits }))
}

/// Stores a handler's request: as an item of the case, for colleagues, and as a letter to the custodians. One at a time: a second
/// handler waits for the answer to the first. `None` if the case is not the caller's, or has no identity.
pub async fn put_request(
    vault: &Vault,
    member: &Member,
    case: CaseId,
    put: &PutIdentityRequest,
) -> Result<Option<PutOutcome>, Refusal> {
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(case).await?;
    let Some(held) = held_case(vault, &mut act, &member.recipient, case).await? else { return Ok(None) };
    let Some(kept) = Kept::of(vault, &mut act, case).await? else { return Ok(None) };
    let says = |event: &Event| matches!(event, Event::Proposed { .. }) && names(event, &put.item);
    let entry = match add_item(vault, &mut act, (member, &held), &put.item, says).await? {
        Added::Entry(entry) => entry,
        Added::Not(outcome) => return Ok(Some(outcome)),
    };
    if let Some(asked) = kept.asked()?.filter(|asked| asked.asker != member.id)
        && asked.stands(vault, &mut act, &held.row).await?.is_some()
    {
        drop(act);
        return behind(vault, case).await.map(Some);
    }
    let asked = Asked { request: put.item.item, asker: member.id, epoch: put.item.epoch };
    let grants = kept.open(Column::Grants)?;
    if kept.write(&mut act, Some((asked, &put.letter)), &grants).await? == Update::Stale {
        return Err(Refusal::Busy);
    }
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

/// The answer to somebody who was not let through, after what they began was thrown away.
async fn behind(vault: &Vault, case: CaseId) -> Result<PutOutcome, Refusal> {
    taken(vault, &mut vault.0.stores.main.read().await?, case).await
}

/// Whether an event names this very item.
pub(super) fn names(event: &Event, item: &PutItem) -> bool {
    let hash = HEXLOWER.encode(&sha256(&[&item.data]));
    event.item().is_some_and(|(named, sha256)| named == item.item && *sha256 == hash)
}

/// What became of an item that was to be added in a transaction under way.
pub(super) enum Added {
    /// It is added; this entry says so and is still to be recorded.
    Entry(EntryRow),
    /// It is not, and this is the answer.
    Not(PutOutcome),
}

/// Adds an item at its position, if its author's event says so.
pub(super) async fn add_item(
    vault: &Vault,
    act: &mut Act,
    (member, held): (&Member, &Held),
    item: &PutItem,
    says: impl Fn(&Event) -> bool,
) -> Result<Added, Refusal> {
    let row = &held.row;
    match place(act, row, item).await? {
        Place::Free => {}
        Place::StoredBefore => return Ok(Added::Not(PutOutcome::Stored)),
        Place::Taken => return Ok(Added::Not(taken(vault, act, row.case_id).await?)),
    }
    let entry = match judge(vault, act, (member, held), &item.event, says).await? {
        Said::Otherwise => return Ok(Added::Not(PutOutcome::Unsaid)),
        Said::Behind(chain) => return Ok(Added::Not(conflict(act, row.case_id, chain).await?)),
        Said::Fits(entry) => entry,
    };
    let seq = i64::try_from(item.sequence).map_err(Refusal::unavailable)?;
    let (case_id, epoch, data) = (row.case_id, row.epoch, item.data.clone());
    let stored = ItemRow { case_id, seq, item_id: item.item, epoch, data, blob: None };
    if act.insert_item(&stored).await? != InsertItem::Done {
        return Ok(Added::Not(taken(vault, act, row.case_id).await?));
    }
    act.touch_case(row.case_id, vault.today()).await?;
    Ok(Added::Entry(entry))
}

//! Reads: what is said in the ledger before anything is delivered, and the items of many cases at once.

use std::collections::BTreeMap;

use super::staff::{Member, PutOutcome, held_case, item_line, read_up_to};
use super::staff_events::{Said, conflict, judge};
use super::store::{Act, EntryRow};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::api::wire::many::{CaseItems, CaseMoved, CaseRead, ItemsOfCases, ReadsTaken};
use crate::crypto::agefile::Recipient;
use crate::ledger::entry::{Event, SignedEntry};
use crate::model::id::CaseId;

/// Items of one case that are looked at while the cases of a request are put together.
const MOST_ITEMS: i64 = 500;

/// What became of a read before it is stored.
enum Judged {
    /// The case is not the caller's.
    Hidden,
    /// The ledger says it already.
    SaidBefore,
    /// This is the entry.
    New(EntryRow),
    /// Neither: the answer.
    Refused(PutOutcome),
}

/// The read of a case by a member, up to an item, on a day: after it, and not before, these items are delivered. Once they are, the
/// ledger need not be told again each time; it is told again for new items, and when the member opens the case on another day. One that
/// says nothing new is not stored: the ledger has room for a few hundred entries a day. `None` if the case is not the caller's.
pub async fn put_read(
    vault: &Vault,
    member: &Member,
    case: CaseId,
    read: &wire::PutRead,
) -> Result<Option<PutOutcome>, Refusal> {
    let mut act = vault.0.stores.main.act().await?;
    match judge_read(vault, &mut act, member, (case, &read.event)).await? {
        Judged::Hidden => Ok(None),
        Judged::SaidBefore => Ok(Some(PutOutcome::Stored)),
        Judged::Refused(outcome) => Ok(Some(outcome)),
        Judged::New(entry) => {
            act.record(&entry).await?.commit().await?;
            Ok(Some(PutOutcome::Stored))
        }
    }
}

/// The reads of many cases, each its own signed entry, in one transaction. What is not the caller's is left out. `None`, and nothing is
/// stored, if one of them says something else than a read by the caller.
pub async fn put_reads(
    vault: &Vault,
    member: &Member,
    reads: &[CaseRead],
) -> Result<Option<ReadsTaken>, Refusal> {
    // In one order for everybody: two desks that lock the same chains in different orders would wait for each other for ever.
    let ordered: BTreeMap<CaseId, &CaseRead> = reads.iter().map(|read| (read.case, read)).collect();
    let mut act = vault.0.stores.main.act().await?;
    let (mut taken, mut entries) = (ReadsTaken::default(), Vec::new());
    for (case, read) in ordered {
        match judge_read(vault, &mut act, member, (case, &read.event)).await? {
            Judged::Hidden => {}
            Judged::SaidBefore | Judged::Refused(PutOutcome::Stored) => taken.stored.push(case),
            Judged::Refused(PutOutcome::Unsaid) => return Ok(None),
            Judged::Refused(PutOutcome::Conflict { last_sequence, chain }) => {
                taken.moved.push(CaseMoved { case, last_sequence, chain });
            }
            Judged::New(entry) => {
                taken.stored.push(case);
                entries.push(entry);
            }
        }
    }
    if let Some((first, others)) = entries.split_first() {
        let mut recorded = act.record(first).await?;
        for entry in others {
            recorded = recorded.and(entry).await?;
        }
        recorded.commit().await?;
    }
    Ok(Some(taken))
}

async fn judge_read(
    vault: &Vault,
    act: &mut Act,
    member: &Member,
    (case, event): (CaseId, &wire::SignedEvent),
) -> Result<Judged, Refusal> {
    act.lock_chain(case).await?;
    let Some(found) = held_case(vault, act, &member.recipient, case).await? else {
        return Ok(Judged::Hidden);
    };
    let tag = vault.0.names.read_tag(case, &member.recipient);
    let last = act.head(case).await?.map_or(0, |head| head.seq);
    if act.read_up_to(&tag).await?.is_some_and(|(up_to, day)| up_to >= last && day >= vault.today()) {
        return Ok(Judged::SaidBefore);
    }
    let up_to = |event: &Event| {
        let Event::Read { up_to, .. } = event else { return None };
        i64::try_from(*up_to).ok().filter(|up_to| *up_to <= last)
    };
    let entry = match judge(vault, act, (member, &found), event, |event| up_to(event).is_some()).await? {
        Said::Otherwise => return Ok(Judged::Refused(PutOutcome::Unsaid)),
        Said::Behind(head) => return Ok(Judged::Refused(conflict(act, case, head).await?)),
        Said::Fits(entry) => entry,
    };
    let said = SignedEntry::from_parts(&event.statement, &event.signatures);
    let up_to = said.ok().and_then(|signed| up_to(&signed.claimed().event)).unwrap_or(0);
    act.note_read(&tag, up_to, vault.today()).await?;
    Ok(Judged::New(entry))
}

/// All items of each of these cases, by the rules of [`items`](super::staff::items): nothing before the ledger says that the caller reads
/// the last of them. As many cases as fit a page.
pub async fn items_of_cases(
    vault: &Vault,
    reader: &Recipient,
    cases: &[CaseId],
) -> Result<ItemsOfCases, Refusal> {
    let mut tx = vault.0.stores.main.read().await?;
    let mut answer = ItemsOfCases::default();
    let mut room = i64::try_from(wire::ITEM_BYTES_PER_PAGE).unwrap_or(i64::MAX);
    for case in cases.iter().copied() {
        let Some(up_to) = read_up_to(vault, &mut tx, reader, case).await? else { continue };
        let lengths = tx.item_lengths(case, None, MOST_ITEMS).await?;
        let last = lengths.last().map_or(-1, |(seq, _)| *seq);
        let left = lengths.iter().fold(room, |room, (_, length)| room.saturating_sub(*length));
        // With so many items there may be more: the case is asked for by itself, and judged by its true last one.
        let whole = i64::try_from(lengths.len()).is_ok_and(|items| items < MOST_ITEMS);
        if whole && last > up_to {
            answer.read_first.push(case);
        } else if whole && left >= 0 {
            room = left;
            let items = tx.items_up_to(case, None, last).await?.into_iter().map(item_line).collect();
            answer.cases.push(CaseItems { case, items });
        } else {
            answer.later.push(case);
        }
    }
    Ok(answer)
}

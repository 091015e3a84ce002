//! Reads: what is said in the ledger before anything is delivered, and the items of many cases at once.

use std::collections::BTreeMap;

use super::case_keys::{Held, present};
use super::ledger::record::{Chain, head_at};
use super::staff::{Member, PutOutcome, item_line};
use super::staff_events::{Said, settle, verified};
use super::store::{Act, CaseState, EntryRow, Extent, Tx};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::api::wire::many::{CaseItems, CaseMoved, CaseRead, ItemsOfCases, ReadsTaken};
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::ledger::entry::Event;
use crate::model::id::CaseId;
use crate::secret::Secret;

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

/// Cases before the eyes of a member: what of them is theirs, and up to where the ledger says that they read it. It is asked for cases that
/// are not there, too: whoever knows an identifier must not see in the time of the answer whether the case is.
struct Glance {
    held: BTreeMap<CaseId, Held>,
    read: BTreeMap<CaseId, (i64, Day)>,
    extents: BTreeMap<CaseId, Extent>,
}

impl Glance {
    async fn at(vault: &Vault, tx: &mut Tx, reader: &Recipient, cases: &[CaseId]) -> Result<Self, Refusal> {
        let names = &vault.0.names;
        let mut rows = tx.cases_among(cases).await?;
        let mut wanted = Vec::new();
        for case in cases {
            let epoch = rows.get(case).map_or(0, |row| row.epoch);
            let epoch = u32::try_from(epoch).map_err(Refusal::unavailable)?;
            wanted.push((*case, names.wrap_tag(*case, epoch, reader)));
        }
        let wraps = tx.wraps_among(&wanted).await?;
        let tags: Vec<[u8; 16]> = cases.iter().map(|case| names.read_tag(*case, reader)).collect();
        let reads = tx.reads_among(&tags).await?;
        let extents = tx.extents_among(cases).await?;
        let mut held = BTreeMap::new();
        for (case, tag) in wanted {
            let mine = rows.remove(&case).filter(|_| wraps.contains_key(&tag));
            let Some(row) = mine.filter(|row| row.state != CaseState::Shredded) else { continue };
            let present = present(tx, &row).await?;
            held.insert(case, Held { row, present });
        }
        let read = cases.iter().zip(&tags);
        let read = read.filter_map(|(case, tag)| Some((*case, *reads.get(tag)?))).collect();
        Ok(Self { held, read, extents })
    }

    /// The last item of a case.
    fn last(&self, case: CaseId) -> i64 {
        self.extents.get(&case).map_or(-1, |extent| extent.last)
    }

    /// Up to which item the ledger says that the member reads a case; -1 if it says nothing.
    fn up_to(&self, case: CaseId) -> i64 {
        self.read.get(&case).map_or(-1, |(up_to, _)| *up_to)
    }
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
    let judged = judge_reads(vault, &mut act, member, &BTreeMap::from([(case, &read.event)])).await?;
    match judged.into_iter().next() {
        None | Some((_, Judged::Hidden)) => Ok(None),
        Some((_, Judged::SaidBefore)) => Ok(Some(PutOutcome::Stored)),
        Some((_, Judged::Refused(outcome))) => Ok(Some(outcome)),
        Some((_, Judged::New(entry))) => {
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
    let ordered = reads.iter().map(|read| (read.case, &read.event)).collect();
    let mut act = vault.0.stores.main.act().await?;
    let (mut taken, mut entries) = (ReadsTaken::default(), Vec::new());
    for (case, judged) in judge_reads(vault, &mut act, member, &ordered).await? {
        match judged {
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

async fn judge_reads(
    vault: &Vault,
    act: &mut Act,
    member: &Member,
    events: &BTreeMap<CaseId, &wire::SignedEvent>,
) -> Result<Vec<(CaseId, Judged)>, Refusal> {
    for case in events.keys() {
        act.lock_chain(*case).await?;
    }
    let cases: Vec<CaseId> = events.keys().copied().collect();
    let glance = Glance::at(vault, act, &member.recipient, &cases).await?;
    let keys = vault.0.stores.keys.read().await?.shred_keys_among(&cases).await?;
    let ends = act.last_entries_among(&cases).await?;
    let mut judged = Vec::new();
    for (case, event) in events {
        let k_shred = keys.get(case).ok_or_else(|| Refusal::unavailable("the case's key is missing"));
        let end = End { k_shred, last: ends.get(case) };
        judged.push((*case, judge_read(vault, act, (member, *case), event, (&glance, end)).await?));
    }
    Ok(judged)
}

/// What is known of the end of a case's chain.
struct End<'a> {
    k_shred: Result<&'a Secret<32>, Refusal>,
    last: Option<&'a (i64, Vec<u8>)>,
}

async fn judge_read(
    vault: &Vault,
    act: &mut Act,
    (member, case): (&Member, CaseId),
    event: &wire::SignedEvent,
    (glance, end): (&Glance, End<'_>),
) -> Result<Judged, Refusal> {
    let Some(found) = glance.held.get(&case) else { return Ok(Judged::Hidden) };
    let last = glance.last(case).max(0);
    if glance.read.get(&case).is_some_and(|(up_to, day)| *up_to >= last && *day >= vault.today()) {
        return Ok(Judged::SaidBefore);
    }
    let up_to = |event: &Event| {
        let Event::Read { up_to, .. } = event else { return None };
        i64::try_from(*up_to).ok().filter(|up_to| *up_to <= last)
    };
    let Some(signed) = verified(vault, (member, found), event, |event| up_to(event).is_some()) else {
        return Ok(Judged::Refused(PutOutcome::Unsaid));
    };
    let key = vault.0.names.entry_key(case, Some(end.k_shred?));
    let head = head_at(case, &key, end.last)?;
    let place = (found.row.channel.as_str(), found.present.audit.as_str());
    let chain = Chain::keyed(vault, (case, key), place, event.reporter.clone())?;
    let entry = match settle(vault, &chain, &signed, head)? {
        Said::Otherwise => return Ok(Judged::Refused(PutOutcome::Unsaid)),
        Said::Behind(chain) => {
            let last_sequence = u64::try_from(last).unwrap_or(0);
            return Ok(Judged::Refused(PutOutcome::Conflict { last_sequence, chain }));
        }
        Said::Fits(entry) => entry,
    };
    let up_to = up_to(&signed.claimed().event).unwrap_or(0);
    act.note_read(&vault.0.names.read_tag(case, &member.recipient), up_to, vault.today()).await?;
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
    let glance = Glance::at(vault, &mut tx, reader, cases).await?;
    let mut answer = ItemsOfCases::default();
    let mut room = i64::try_from(wire::ITEM_BYTES_PER_PAGE).unwrap_or(i64::MAX);
    let mut fit = Vec::new();
    for case in cases.iter().copied().filter(|case| glance.held.contains_key(case)) {
        let bytes = glance.extents.get(&case).map_or(0, |extent| extent.bytes);
        if glance.last(case) > glance.up_to(case) {
            answer.read_first.push(case);
        } else if bytes <= room {
            room = room.saturating_sub(bytes);
            fit.push(case);
        } else {
            answer.later.push(case);
        }
    }
    let mut items = tx.items_among(&fit).await?;
    for case in fit {
        let items = items.remove(&case).unwrap_or_default().into_iter().map(item_line).collect();
        answer.cases.push(CaseItems { case, items });
    }
    Ok(answer)
}

//! Whether ledger and case agree: each item has the entry that names its bytes, and each entry its item.
//!
//! Whoever can write to the database could put an item into a case, or take one out, and repair nothing else. Each of the two alone
//! shows here, because an entry names the very bytes of its item.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;

use super::chain::{Content, Examined, VerifiedItem};
use super::entries::{ExaminedChain, VerifiedEntry};
use crate::clock::Day;
use crate::crypto::frame::ItemKind;
use crate::crypto::open::CaseIdentity;
use crate::ledger::entry::{Actor, Event};
use crate::model::id::ItemId;

/// How ledger and case do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discord {
    /// An item is delivered that no entry names with these bytes.
    UnknownItem {
        /// Where the item stands in the case.
        sequence: u64,
    },
    /// An entry names an item that is not delivered with these bytes.
    HiddenItem {
        /// Where the entry stands in its chain.
        entry: u64,
    },
    /// The wrap holds a key of the case that no reader has given it, by the ledger.
    UnknownKey {
        /// Which key.
        epoch: u32,
    },
    /// An item is sealed to a key that had been replaced before.
    OldKey {
        /// Where the item stands in the case.
        sequence: u64,
    },
    /// An item bears another day than its entry. Roles are those of the day it bears: whoever lost one could date an item back.
    OtherDay {
        /// Where the item stands in the case.
        sequence: u64,
    },
}

/// Days that clocks may lie apart around midnight.
const DAY_SLACK: u64 = 1;

impl Discord {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::UnknownItem { sequence } => format!(
                "The ledger does not know item {} of this case: it was put there, or changed, without an entry. Do not rely on it; tell \
                 oversight.",
                sequence.saturating_add(1)
            ),
            Self::HiddenItem { entry } => format!(
                "Entry {} of the ledger names an item that the server does not deliver, or not as it was. Something is being withheld or was \
                 changed; tell oversight.",
                entry.saturating_add(1)
            ),
            Self::UnknownKey { epoch } => format!(
                "No reader of this case has given it its present key (number {epoch}), as far as the ledger shows. Whatever is written now \
                 could be read by somebody else. Write nothing; tell oversight."
            ),
            Self::OldKey { sequence } => format!(
                "Item {} of this case is sealed to a key that had been replaced by then. Whoever was taken off the case could read it. \
                 Somebody has put the old key back on the server; tell oversight.",
                sequence.saturating_add(1)
            ),
            Self::OtherDay { sequence } => format!(
                "Item {} of this case bears another day than the ledger says. Its author has dated it back or ahead, and may not have been \
                 allowed to do this on the true day. Do not rely on it; tell oversight.",
                sequence.saturating_add(1)
            ),
        }
    }
}

/// Holds the items of a case against its entries: each item has the entry that names its bytes, and each entry its item.
pub fn compare(entries: &ExaminedChain, identity: &CaseIdentity, items: &Examined) -> Vec<Discord> {
    let said: BTreeSet<(ItemId, &str)> =
        entries.verified().filter_map(|entry| item_of(&entry.statement.event)).collect();
    let hash_at = |sequence: u64| {
        let tip = items.tips.iter().find(|tip| tip.sequence == sequence)?;
        Some(HEXLOWER.encode(&tip.hash))
    };
    let delivered: BTreeSet<String> = items.tips.iter().map(|tip| HEXLOWER.encode(&tip.hash)).collect();
    let unknown = items.verified().filter_map(|verified| {
        let header = &verified.item.header;
        let hash = hash_at(header.sequence)?;
        let known = said.contains(&(header.item, hash.as_str())) && kind_agrees(entries, verified);
        (!known).then_some(Discord::UnknownItem { sequence: header.sequence })
    });
    let hidden = entries.verified().filter_map(|entry| {
        let (_, sha256) = entry.statement.event.item()?;
        (!delivered.contains(sha256)).then_some(Discord::HiddenItem { entry: entry.statement.sequence })
    });
    let keys = unknown_keys(entries, identity).into_iter().chain(old_keys(items));
    unknown.chain(hidden).chain(keys).chain(other_days(entries, items)).collect()
}

/// Items whose author wrote another day than the server saw when it took them.
fn other_days(entries: &ExaminedChain, items: &Examined) -> Vec<Discord> {
    let day_of = |entry: &VerifiedEntry| Some((entry.statement.event.item()?.0, entry.statement.day));
    let said: BTreeMap<ItemId, Day> = entries.verified().filter_map(day_of).collect();
    let headers = items.verified().map(|verified| &verified.item.header);
    let other = headers.filter(|header| {
        said.get(&header.item).is_some_and(|day| header.day.since(*day).unsigned_abs() > DAY_SLACK)
    });
    other.map(|header| Discord::OtherDay { sequence: header.sequence }).collect()
}

/// Keys in the wrap that no reader has announced. Whoever was taken off a case has its earlier keys, and with the server's help could
/// make a wrap with a key of their own after them; the certificate is made again here, and must be the one that a reader has signed
/// for, who had not been taken off before.
fn unknown_keys(entries: &ExaminedChain, identity: &CaseIdentity) -> Vec<Discord> {
    let (mut off, mut known) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries.verified() {
        let (actor, event) = (entry.statement.actor, &entry.statement.event);
        if let Event::WrapRemoved { member, .. } = event {
            off.insert(Actor::Member(*member));
        } else if let Event::WrapAdded { member, .. } = event {
            off.remove(&Actor::Member(*member));
        } else if let Event::Rekeyed { epoch, sha256 } = event
            && !off.contains(&actor)
        {
            known.insert((*epoch, sha256.clone()));
        }
    }
    let print = |epoch| identity.certificate(epoch).map(|certificate| (epoch, certificate.print()));
    let unknown = |epoch: &u32| !print(*epoch).is_some_and(|key| known.contains(&key));
    (1..=identity.epoch()).filter(unknown).map(|epoch| Discord::UnknownKey { epoch }).collect()
}

/// Items behind one that is sealed to a later key.
fn old_keys(items: &Examined) -> impl Iterator<Item = Discord> {
    let newest_before = items.verified().scan(0, |newest, verified| {
        let behind = verified.epoch < *newest;
        *newest = verified.epoch.max(*newest);
        Some((behind, verified.item.header.sequence))
    });
    newest_before.filter(|(behind, _)| *behind).map(|(_, sequence)| Discord::OldKey { sequence })
}

fn item_of(event: &Event) -> Option<(ItemId, &str)> {
    event.item().map(|(item, sha256)| (item, sha256.as_str()))
}

/// Whether the entry of an item says what kind of item it is.
fn kind_agrees(entries: &ExaminedChain, verified: &VerifiedItem) -> bool {
    let item = verified.item.header.item;
    let says = match &verified.content {
        Content::Report(_) => "report_received",
        Content::Work(work) => work.entry(),
        Content::Custody(body) => body.verdict.entry(),
        Content::Message(_) | Content::Attachment if verified.item.header.kind == ItemKind::Reply => {
            "reply_sent"
        }
        Content::Message(_) | Content::Attachment => "followup_received",
    };
    let named = |event: &Event| item_of(event).is_some_and(|(id, _)| id == item);
    entries.verified().any(|entry| named(&entry.statement.event) && entry.statement.event.kind() == says)
}

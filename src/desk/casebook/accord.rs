//! Whether ledger and case agree: each item has the entry that names its bytes, and each entry its item.
//!
//! Whoever can write to the database could put an item into a case, or take one out, and repair nothing else. Each of the two alone
//! shows here, because an entry names the very bytes of its item.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;

use super::chain::{Content, Examined, VerifiedItem};
use super::entries::ExaminedChain;
use crate::crypto::frame::ItemKind;
use crate::ledger::entry::Event;
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
}

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
        }
    }
}

/// Holds the items of a case against its entries: each item has the entry that names its bytes, and each entry its item.
pub fn compare(entries: &ExaminedChain, items: &Examined) -> Vec<Discord> {
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
    unknown.chain(hidden).collect()
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

//! What is stored of a case, one line for each item; and the words of each item, for the entries that name it.

use std::collections::BTreeMap;

use super::OpenCase;
use super::chain::{Content, Entry, Link, VerifiedItem};
use super::worded::work_words;
use crate::crypto::frame::{Author, ItemKind};
use crate::desk::days::words;
use crate::desk::filename;
use crate::desk::people::People;
use crate::model::id::ItemId;
use crate::model::report::Purpose;

/// One line of the log.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// Position, or positions.
    pub place: String,
    /// The day, if known.
    pub day: String,
    /// What it is.
    pub what: String,
    /// Who wrote it.
    pub author: String,
    /// Whether it verifies.
    pub fine: bool,
    /// What the check found.
    pub mark: String,
}

/// The words of each item that the ledger's entries name.
pub fn said(case: &OpenCase, people: &People) -> BTreeMap<ItemId, String> {
    let words = |verified: &VerifiedItem| {
        let header = &verified.item.header;
        let words = match &verified.content {
            Content::Work(work) => work_words(work, people),
            Content::Attachment => {
                format!("File from the reporter: {}", filename::clean(&header.file.as_ref()?.name))
            }
            Content::Message(_) if header.kind == ItemKind::FollowUp => {
                "Message from the reporter".to_owned()
            }
            Content::Message(body) => match body.purpose {
                Purpose::Message => "Message sent to the reporter",
                Purpose::Question => "Question sent to the reporter",
                Purpose::Feedback => "Feedback sent to the reporter",
            }
            .to_owned(),
            Content::Custody(_) | Content::Report(_) => return None,
        };
        Some((header.item, words))
    };
    case.examined.verified().filter_map(words).collect()
}

/// The log: one line per entry.
pub fn log(case: &OpenCase, people: &People) -> Vec<LogLine> {
    let line = |entry: &Entry| match entry {
        Entry::Verified(verified) => {
            let header = &verified.item.header;
            let fine = verified.link == Link::Whole;
            LogLine {
                place: header.sequence.saturating_add(1).to_string(),
                day: words(header.day),
                what: match &verified.content {
                    Content::Work(work) => work_words(work, people),
                    Content::Report(_) | Content::Message(_) | Content::Attachment | Content::Custody(_) => {
                        kind(header.kind).to_owned()
                    }
                },
                author: author(header.author, people),
                fine,
                mark: if fine {
                    "Signed, in its place"
                } else {
                    "Signed, but what stood before it is not there"
                }
                .to_owned(),
            }
        }
        Entry::Rejected { sequence, reason } => {
            fault(sequence.saturating_add(1).to_string(), "Not part of this case", reason.clone())
        }
        Entry::Missing { from, to } => fault(
            range(*from, *to),
            "Missing",
            "Something was removed here, or is being withheld.".to_owned(),
        ),
    };
    case.examined.entries.iter().map(line).collect()
}

fn fault(place: String, what: &str, mark: String) -> LogLine {
    let unknown = "–".to_owned();
    LogLine { place, day: unknown.clone(), what: what.to_owned(), author: unknown, fine: false, mark }
}

pub(super) fn range(from: u64, to: u64) -> String {
    let (from, to) = (from.saturating_add(1), to.saturating_add(1));
    if from == to { format!("Entry {from}") } else { format!("Entries {from} to {to}") }
}

pub(super) fn author(author: Author, people: &People) -> String {
    match author {
        Author::Reporter => "Reporter".to_owned(),
        Author::Member(id) => {
            people.name(id).map_or_else(|| "Somebody of the unit".to_owned(), str::to_owned)
        }
    }
}

const fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Report => "Report received",
        ItemKind::FollowUp => "Message from the reporter",
        ItemKind::Attachment => "File from the reporter",
        ItemKind::Reply => "Reply sent",
        ItemKind::Work => "Casework",
        ItemKind::Status => "Status",
        ItemKind::Identity => "Identity",
        ItemKind::Custody => "Answer of the custodian",
    }
}

//! What is asked of one opened case.

use super::OpenCase;
use super::chain::{Content, Entry, VerifiedItem};
use crate::clock::Day;
use crate::crypto::frame::{Author, FileEntry, ItemKind, ReporterCard};
use crate::desk::people::People;
use crate::model::casework::clocks::{Clock, clocks};
use crate::model::id::ItemId;
use crate::model::report::ReportBody;

impl OpenCase {
    /// The report, if it verifies.
    pub fn report(&self) -> Option<(&VerifiedItem, &ReportBody)> {
        self.examined.verified().find_map(|verified| match &verified.content {
            Content::Report(body) => Some((verified, body)),
            Content::Message(_) | Content::Attachment | Content::Work(_) | Content::Custody(_) => None,
        })
    }

    /// The reporter's public keys, from the verified report and from nowhere else.
    pub fn reporter_card(&self) -> Option<&ReporterCard> {
        self.report()?.0.item.header.reporter.as_ref()
    }

    /// The verified manifest of the file that came in this item.
    pub fn file(&self, item: ItemId) -> Option<&FileEntry> {
        let verified = self.examined.verified().find(|verified| verified.item.header.item == item)?;
        verified.item.header.file.as_ref().filter(|_| verified.item.header.kind == ItemKind::Attachment)
    }

    /// What is due in it.
    pub fn clocks(&self, people: &People, today: Day) -> Vec<Clock> {
        clocks(&self.file, people.policy(), today)
    }

    /// Whether something is wrong with the case as a whole.
    pub fn is_troubled(&self) -> bool {
        self.alarm.is_some() || self.examined.is_broken()
    }

    /// Entries of the reporter after position `read`.
    pub fn unread(&self, read: Option<u64>) -> usize {
        let new = |entry: &&Entry| match entry {
            Entry::Verified(verified) => {
                verified.item.header.author == Author::Reporter && Some(verified.item.header.sequence) > read
            }
            Entry::Rejected { sequence, .. } => Some(*sequence) > read,
            Entry::Missing { .. } => false,
        };
        self.examined.entries.iter().filter(new).count()
    }
}

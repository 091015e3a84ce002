//! Who holds a key of a case: those who got one with the report, those to whom the ledger says one was given, without those to whom it
//! says that theirs was taken off.

use super::{CaseEntries, OpenCase};
use crate::desk::people::People;
use crate::ledger::entry::Event;
use crate::model::id::MemberId;
use crate::model::readers::choose;

impl OpenCase {
    /// The members, without the sealed recovery key. By the roster of the day on which the report came in.
    pub fn holders(&self, channel: &str, people: &People, entries: Option<&CaseEntries>) -> Vec<MemberId> {
        let mut holders: Vec<MemberId> = Vec::new();
        if let (Some((_, report)), Some(received)) = (self.report(), self.file.received) {
            let chosen = choose(people.roster_on(received), channel, &report.exclude, received);
            holders.extend(chosen.unwrap_or_default().into_iter().map(|member| member.id));
        }
        for entry in entries.into_iter().flat_map(|entries| entries.chain.verified()) {
            if let Event::WrapAdded { member, .. } = &entry.statement.event {
                if !holders.contains(member) {
                    holders.push(*member);
                }
            } else if let Event::WrapRemoved { member, .. } = &entry.statement.event {
                holders.retain(|holder| holder != member);
            }
        }
        holders
    }
}

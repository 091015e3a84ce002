//! Who holds a key of a case, worked out from what was signed: the report, the rosters, the entries of the ledger.
//!
//! The server says it as well, and could say anything: with a new key made for whoever it names, somebody whom the reporter excluded, or
//! who was taken off, would read the case. So its list is only believed where it follows from the rest.

use std::collections::BTreeSet;

use super::super::casebook::OpenCase;
use super::super::casebook::entries::ExaminedChain;
use super::super::people::People;
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::ledger::entry::{Actor, Event};
use crate::model::id::MemberId;
use crate::model::readers;
use crate::model::roster::{Member, Roster};

/// Everybody who can hold a key of the case by what was signed: those who got one when it was founded, plus those whom a holder gave
/// one with another holder's consent or by the roster's word, minus those who were taken off.
pub fn justified(case: &OpenCase, entries: &ExaminedChain, people: &People) -> BTreeSet<MemberId> {
    let mut holders = founders(case, people);
    for entry in entries.verified() {
        let Actor::Member(actor) = entry.statement.actor else { continue };
        // The word of somebody who holds no key adds nobody: an excluded member could sign it, and the server deliver it.
        if let Event::WrapRemoved { member, .. } = &entry.statement.event {
            holders.remove(member);
        } else if let Event::WrapAdded { member, proposer, .. } = &entry.statement.event
            && holders.contains(&actor)
        {
            let agreed = proposer.is_some_and(|proposer| proposer != actor && holders.contains(&proposer));
            let succeeds = predecessors(*member, people).any(|before| holders.contains(&before));
            if agreed || succeeds {
                holders.insert(*member);
            }
        }
    }
    holders
}

/// Those who got a key when the report came in, by each roster that was in force on that day: reports come in by the first channel.
fn founders(case: &OpenCase, people: &People) -> BTreeSet<MemberId> {
    let Some((report, body)) = case.report() else { return BTreeSet::new() };
    let day = report.item.header.day;
    let chosen = |roster: &Roster| -> Vec<MemberId> {
        let channel = roster.channels.first().filter(|_| roster.in_force_on(day));
        let readers = channel.and_then(|channel| readers::choose(roster, &channel.id, &body.exclude, day));
        readers.unwrap_or_default().into_iter().map(|member| member.id).collect()
    };
    people.chain().history.iter().flat_map(|version| chosen(version.content())).collect()
}

/// Whose cases a member takes over, by any version of the roster.
fn predecessors(member: MemberId, people: &People) -> impl Iterator<Item = MemberId> {
    let named = move |roster: &Roster| roster.member(member).and_then(|member| member.succeeds);
    people.chain().history.iter().filter_map(move |version| named(version.content()))
}

/// The member with this identifier, if they may read cases on this day.
pub(super) fn reader(people: &People, id: MemberId, day: Day) -> Option<&Member> {
    let reads = |member: &&Member| day <= member.until && member.roles.iter().any(|role| role.reads_cases());
    people.roster().member(id).filter(reads)
}

/// The recipient of a member, by the newest version of the roster that names them.
pub(super) fn recipient(people: &People, id: MemberId) -> Option<Recipient> {
    let named = people.chain().history.iter().rev().find_map(|version| version.content().member(id))?;
    Recipient::parse(&named.recipient).ok()
}

//! Who could sign on which day: the rosters, the days on which they were taken up, and the log's keys.

use ed25519_dalek::VerifyingKey;

use super::fault::Fault;
use super::held::Opened;
use super::records::Records;
use crate::clock::Day;
use crate::crypto::note::{Chain, VerifiedRoster};
use crate::crypto::note_key::NoteKey;
use crate::ledger::entry::{ADMINISTRATION, Event};
use crate::ledger::policy::Policy;
use crate::model::id::MemberId;
use crate::model::roster::{Member, Role};

/// Days that the clocks of desk and server may lie apart around midnight.
const SLACK: i64 = 1;

/// Whose signatures count.
pub(super) struct Authors<'a> {
    rosters: &'a Chain,
    policy: &'a Policy,
    /// The day on which each version was taken up, where an entry says so.
    taken_up: Vec<Option<Day>>,
}

impl<'a> Authors<'a> {
    pub(super) fn new(rosters: &'a Chain, policy: &'a Policy, records: &Records) -> Self {
        let day_of = |version: &VerifiedRoster| {
            let administration = records.chains.get(&ADMINISTRATION)?;
            let days = administration.values().filter_map(|held| {
                let Opened::Entry(entry) = &held.opened else { return None };
                let statement = entry.claimed();
                let Event::RosterChanged { roster, .. } = &statement.event else { return None };
                (*roster == version.content().version).then_some(statement.day)
            });
            days.min()
        };
        Self { rosters, policy, taken_up: rosters.history.iter().map(day_of).collect() }
    }

    /// The versions in force on a day: two on the day of a change, and around it, as clocks differ.
    fn on(&self, day: Day) -> impl Iterator<Item = &'a VerifiedRoster> {
        self.rosters
            .history
            .iter()
            .enumerate()
            .filter(move |(number, version)| {
                let roster = version.content();
                let taken_up = |number: usize| self.taken_up.get(number).copied().flatten();
                let from = taken_up(*number).map_or(roster.issued, |day| day.max(roster.issued));
                let until =
                    taken_up(number.saturating_add(1)).map_or(roster.expires, |day| day.min(roster.expires));
                from.plus(-SLACK) <= day && day <= until.plus(SLACK)
            })
            .map(|(_, version)| version)
    }

    /// A member who could act in cases on that day, and the key.
    pub(super) fn reader(&self, id: MemberId, day: Day) -> Result<(&'a Member, VerifyingKey), Fault> {
        self.member(id, day, |member| !member.reads_nothing())
    }

    /// A custodian on that day who read no cases, and the key.
    pub(super) fn custodian(&self, id: MemberId, day: Day) -> Result<(&'a Member, VerifyingKey), Fault> {
        self.member(id, day, |member| member.has(Role::Custodian) && member.reads_nothing())
    }

    /// A member of oversight on that day, and the key.
    pub(super) fn overseer(&self, id: MemberId, day: Day) -> Result<(&'a Member, VerifyingKey), Fault> {
        self.member(id, day, |member| member.has(Role::Oversight) && !member.reads_nothing())
    }

    fn member(
        &self,
        id: MemberId,
        day: Day,
        may: impl Fn(&Member) -> bool,
    ) -> Result<(&'a Member, VerifyingKey), Fault> {
        let mut fault = Fault::NotInRoster;
        for version in self.on(day) {
            let Some(member) = version.content().member(id) else { continue };
            let Some(key) = version.member_key(id).filter(|_| day <= member.until.plus(SLACK)) else {
                continue;
            };
            if may(member) {
                return Ok((member, key));
            }
            fault = Fault::NotAReader;
        }
        Err(fault)
    }

    /// The log's keys.
    pub(super) fn logs(&self) -> impl Iterator<Item = &'a VerifyingKey> {
        self.policy.logs.iter().map(NoteKey::key)
    }

    /// Every key that is known and is no reporter's.
    pub(super) fn everybody(&self) -> Vec<VerifyingKey> {
        let versions = self.rosters.history.iter();
        let members = versions.flat_map(|version| {
            version.content().members.iter().filter_map(|member| version.member_key(member.id))
        });
        members.chain(self.logs().copied()).collect()
    }

    /// Whether a member leads the unit or belongs to oversight.
    pub(super) fn leads(member: &Member) -> bool {
        member.has(Role::Head) || member.has(Role::Oversight)
    }

    pub(super) const fn rosters(&self) -> &'a Chain {
        self.rosters
    }
}

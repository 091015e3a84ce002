//! Who reads how much, and who reads far more than others of the same role.

use std::collections::{BTreeMap, BTreeSet};

use super::OpenedChain;
use crate::clock::Day;
use crate::desk::casebook::doings::name;
use crate::desk::days::{month, words};
use crate::desk::people::People;
use crate::ledger::entry::{Actor, Event, Reason};
use crate::model::id::MemberId;
use crate::model::roster::{Member, Role};

/// So many times the middle of the role is unusual.
const TIMES: usize = 3;

/// One member's reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// Who.
    pub member: String,
    /// The role by today's roster.
    pub role: String,
    /// Reads; one per case and day.
    pub reads: usize,
    /// Of these, without a reason.
    pub without_reason: usize,
    /// Of these, of cases in which the member has done nothing but read.
    pub only_read: usize,
    /// The last day.
    pub last: String,
}

/// Reading that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusualRow {
    /// `Nov 2026`.
    pub month: String,
    /// Who.
    pub member: String,
    /// The role by today's roster.
    pub role: String,
    /// Reads of cases in which the member has done nothing but read.
    pub only_read: usize,
    /// The same of the middle member of the role.
    pub middle: usize,
}

struct Read {
    member: MemberId,
    day: Day,
    reason: Reason,
    nothing_else: bool,
}

/// All reads of all cases.
pub struct Reads(Vec<Read>);

impl Reads {
    /// Collects them.
    pub fn of<'a>(cases: impl Iterator<Item = &'a OpenedChain>) -> Self {
        let mut reads = Vec::new();
        for case in cases {
            let mut acted = BTreeSet::new();
            let mut of_case = Vec::new();
            for entry in case.examined.verified() {
                let Actor::Member(member) = entry.statement.actor else { continue };
                if let Event::Read { reason, .. } = entry.statement.event {
                    of_case.push((member, entry.statement.day, reason));
                } else {
                    acted.insert(member);
                }
            }
            reads.extend(of_case.into_iter().map(|(member, day, reason)| {
                let nothing_else = !acted.contains(&member);
                Read { member, day, reason, nothing_else }
            }));
        }
        Self(reads)
    }

    /// One row per member who reads, the most first.
    pub fn rows(&self, people: &People) -> Vec<ReadingRow> {
        let members: BTreeSet<MemberId> = self.0.iter().map(|read| read.member).collect();
        let mut rows: Vec<ReadingRow> = members.into_iter().map(|id| self.row(id, people)).collect();
        rows.sort_by(|a, b| b.reads.cmp(&a.reads).then_with(|| a.member.cmp(&b.member)));
        rows
    }

    fn row(&self, id: MemberId, people: &People) -> ReadingRow {
        let own = || self.0.iter().filter(|read| read.member == id);
        ReadingRow {
            member: name(id, people),
            role: role_words(role(id, people)),
            reads: own().count(),
            without_reason: own().filter(|read| read.reason == Reason::None).count(),
            only_read: own().filter(|read| read.nothing_else).count(),
            last: own().map(|read| read.day).max().map(words).unwrap_or_default(),
        }
    }

    /// Members who, in a month, read cases in which they have done nothing but read more than three times as often as the middle
    /// member of their role, and at least four times. Whoever reads nothing counts as one who reads nothing; of two in the middle the
    /// lower one counts.
    pub fn unusual(&self, people: &People) -> Vec<UnusualRow> {
        let mut months: BTreeMap<i64, (Day, BTreeMap<MemberId, usize>)> = BTreeMap::new();
        for read in self.0.iter().filter(|read| read.nothing_else) {
            let (_, counts) =
                months.entry(read.day.month_number()).or_insert_with(|| (read.day, BTreeMap::new()));
            let count = counts.entry(read.member).or_default();
            *count = count.saturating_add(1);
        }
        let mut rows = Vec::new();
        for (day, counts) in months.values().rev() {
            for (id, only_read) in counts {
                let Some(role) = role(*id, people) else { continue };
                let middle = middle_of(role, counts, people);
                if *only_read > TIMES.saturating_mul(middle.max(1)) {
                    rows.push(UnusualRow {
                        month: month(*day),
                        member: name(*id, people),
                        role: role_words(Some(role)),
                        only_read: *only_read,
                        middle,
                    });
                }
            }
        }
        rows
    }
}

fn middle_of(role: Role, counts: &BTreeMap<MemberId, usize>, people: &People) -> usize {
    let of_role = |member: &&Member| main_role(member) == Some(role);
    let count = |member: &Member| counts.get(&member.id).copied().unwrap_or(0);
    let mut all: Vec<usize> = people.roster().members.iter().filter(of_role).map(count).collect();
    all.sort_unstable();
    let middle = all.len().saturating_sub(1) / 2;
    all.get(middle).copied().unwrap_or(0)
}

fn role(id: MemberId, people: &People) -> Option<Role> {
    main_role(people.roster().member(id)?)
}

/// The first role that reads cases: whoever has several is compared once.
fn main_role(member: &Member) -> Option<Role> {
    member.roles.iter().copied().find(|role| role.reads_cases())
}

fn role_words(role: Option<Role>) -> String {
    let key = role.map_or("not in the roster any more", Role::key);
    let mut letters = key.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

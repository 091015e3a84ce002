//! What is wrong with the chains: entries that do not open or verify, gaps, what waits too long, what contradicts the roster.

use data_encoding::HEXLOWER;

use super::{OpenedChain, destroyed, teams_of, was_always_there};
use crate::clock::Day;
use crate::desk::casebook::chain::Link;
use crate::desk::casebook::entries::{Refused, Spot, VerifiedEntry};
use crate::desk::days::words;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::ledger::entry::{EntryError, Event, Realm};
use crate::model::id::{CaseId, MemberId};

/// The most rows of a page; more are counted.
const MOST_ROWS: usize = 200;
/// Days after which an entry must stand in the log.
const WAITING_DAYS: i64 = 1;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Each with its place.
    pub rows: Vec<FaultRow>,
    /// How many more there are.
    pub more: usize,
    /// Entries that do not open with this key and need not: sealed before the member was in the roster, or kept from the member.
    pub sealed_to_others: usize,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRow {
    /// A case's reference, or `Administration`.
    pub chain: String,
    /// Place in the chain, from 1.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

/// Looks through all chains.
pub fn find(chains: &[OpenedChain], who: (MemberId, &People), today: Day) -> Faults {
    let mut search = Search::new(who, today);
    for chain in chains {
        search.look_through(chain);
    }
    let gone = destroyed(chains);
    for chain in chains.iter().filter(|chain| gone.contains_key(&chain.id)) {
        search.still_there(chain.id);
    }
    search.found
}

/// Looks through the chain of one case.
pub fn of_case(
    chain: &OpenedChain,
    ended: Option<&VerifiedEntry>,
    who: (MemberId, &People),
    today: Day,
) -> Faults {
    let mut search = Search::new(who, today);
    search.look_through(chain);
    if ended.is_some() && !chain.examined.spots.is_empty() {
        search.still_there(chain.id);
    }
    search.found
}

impl Faults {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.rows.len().saturating_add(self.more)
    }
}

struct Search<'a> {
    people: &'a People,
    today: Day,
    always_there: bool,
    in_a_team: bool,
    found: Faults,
}

impl<'a> Search<'a> {
    fn new((me, people): (MemberId, &'a People), today: Day) -> Self {
        Self {
            people,
            today,
            always_there: was_always_there(me, people),
            in_a_team: !teams_of(me, people.roster()).is_empty(),
            found: Faults::default(),
        }
    }

    fn still_there(&mut self, case: CaseId) {
        let what = "Two people have destroyed this case, but the server still has its entries.";
        self.say(case, "–".to_owned(), what.to_owned());
    }

    fn say(&mut self, chain: CaseId, place: String, what: String) {
        if self.found.rows.len() >= MOST_ROWS {
            self.found.more = self.found.more.saturating_add(1);
            return;
        }
        let chain = match Realm::of(chain) {
            Realm::Administration => "Administration".to_owned(),
            Realm::Oversight => "Oversight".to_owned(),
            Realm::Case => Reference::of(chain).to_string(),
        };
        self.found.rows.push(FaultRow { chain, place, what });
    }

    fn look_through(&mut self, chain: &OpenedChain) {
        let mut nothing_opened_yet = true;
        for spot in &chain.examined.spots {
            match spot {
                Spot::Rejected { why: Refused::Entry(EntryError::Sealed), .. }
                    if self.need_not_open(chain.id, nothing_opened_yet) =>
                {
                    self.found.sealed_to_others = self.found.sealed_to_others.saturating_add(1);
                }
                Spot::Rejected { sequence, why, .. } => {
                    self.say(chain.id, place(*sequence, *sequence), why.words());
                }
                Spot::Missing { from, to } => {
                    let what = "Missing: an entry was removed here, or is being withheld.";
                    self.say(chain.id, place(*from, *to), what.to_owned());
                }
                Spot::Verified(entry) => {
                    nothing_opened_yet = false;
                    self.judge(chain.id, entry);
                }
            }
        }
    }

    /// Entries are sealed to oversight as it was on their day. What lies before a member's time forms the beginning of a chain; and what
    /// belongs to no case is kept from members of a team.
    fn need_not_open(&self, chain: CaseId, nothing_opened_yet: bool) -> bool {
        (nothing_opened_yet && !self.always_there) || (Realm::of(chain) != Realm::Case && self.in_a_team)
    }

    fn judge(&mut self, chain: CaseId, entry: &VerifiedEntry) {
        let statement = &entry.statement;
        let at = || place(statement.sequence, statement.sequence);
        if entry.link == Link::Broken {
            let what = "Signed, but it was written after something else than what stands before it now.";
            self.say(chain, at(), what.to_owned());
        }
        if entry.index.is_none() && self.today.since(statement.day) > WAITING_DAYS {
            let day = words(statement.day);
            self.say(
                chain,
                at(),
                format!("Waits since {day} to be published. A day is the most it should take."),
            );
        }
        if let Event::RosterChanged { roster, sha256 } = &statement.event
            && self.people.hash_of(*roster).map(|hash| HEXLOWER.encode(&hash)).as_ref() != Some(sha256)
        {
            let what = format!(
                "The server took up a roster, version {roster}, that is not the one which verifies here."
            );
            self.say(chain, at(), what);
        }
    }
}

fn place(from: u64, to: u64) -> String {
    let (from, to) = (from.saturating_add(1), to.saturating_add(1));
    if from == to { from.to_string() } else { format!("{from}–{to}") }
}

//! Asking the server: the roster, every case this member has a wrap of, and the items of those that changed.
//!
//! Only a whole list of cases shows that one is missing, so the list is asked for as a whole; where cases are many, from time to time,
//! and in between for what changed. Items are fetched where the server says that something changed, and always for the case that is
//! being looked at.

use std::collections::BTreeSet;

use super::accord::Discord;
use super::fetching::{MOST_PAGES, fetch, fetch_whole, say_one_read};
use super::opening::open;
use super::{CaseEntries, Casebook, SyncError};
use crate::api::client::{Client, ClientError};
use crate::api::wire::{CASES_PER_REQUEST, CaseLine, ChainLine, LedgerHead, RosterChain};
use crate::clock::Day;
use crate::desk::ledger::SeenHead;
use crate::desk::people::People;
use crate::ledger::checkpoint::Checkpoint;
use crate::model::id::CaseId;

/// Up to so many cases the list is always asked for as a whole: it is one page.
const MANY: usize = 200;
/// Seconds after which it is asked for as a whole in any case. Ten desks with ten thousand cases each cost the server some three in a
/// hundred of one core with it (`benches/README.md`).
const WHOLE_EVERY: i64 = 15 * 60;

/// Which cases are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Whole,
    /// Those to which something was added on or after a day.
    Since(Day),
}

impl Casebook {
    /// Brings everything up to date. On an error what was loaded before stays.
    pub async fn sync(&mut self, client: &Client, genesis: &[u8; 32]) -> Result<(), SyncError> {
        self.sync_outline(client, genesis).await?;
        let lines = all_cases(client).await?;
        let listed: BTreeSet<CaseId> = lines.iter().map(|line| line.case).collect();
        for chunk in self.stale(lines).chunks(CASES_PER_REQUEST) {
            let fetched = fetch(client, &self.pen, chunk.to_vec()).await?;
            let Some(people) = self.shared_people() else { return Ok(()) };
            for opened in open(&self.pen, &people, fetched) {
                self.take(opened);
            }
        }
        self.end_of_list(&|case| listed.contains(&case));
        self.end_of_sync();
        Ok(())
    }

    /// After everything was taken in: says what is missing, and remembers what was there.
    pub fn end_of_sync(&mut self) {
        self.save();
    }

    /// Brings roster and ledger up to date, and reads no case: whoever looks at the ledger does not open reports.
    pub async fn sync_outline(&mut self, client: &Client, genesis: &[u8; 32]) -> Result<(), SyncError> {
        let outline = outline(client, self.ledger_size()).await?;
        self.take_outline(outline, genesis)
    }

    /// The size of the ledger's tree that was seen last.
    pub fn ledger_size(&self) -> Option<u64> {
        self.seen.ledger().and_then(size_of)
    }

    /// Takes in what the server says of roster and ledger.
    pub fn take_outline(&mut self, outline: Outline, genesis: &[u8; 32]) -> Result<(), SyncError> {
        self.verify_roster(&outline.roster, genesis)?;
        match outline.head {
            Some(head) => self.take_ledger(&head),
            None => self.miss_ledger(),
        }
        self.save();
        Ok(())
    }

    /// Which cases to ask for: all of them, unless they are many and were all listed a short while ago. Only a whole list shows that a
    /// case is missing, so that one is noticed after [`WHOLE_EVERY`] seconds at the latest.
    pub fn scope(&self) -> Scope {
        let fresh = self.whole_at.is_some_and(|at| self.pen.now().saturating_sub(at) < WHOLE_EVERY);
        if fresh && self.cases.len() > MANY {
            // Of yesterday too: the clocks of desk and server may lie apart around midnight.
            Scope::Since(self.pen.today().plus(-1))
        } else {
            Scope::Whole
        }
    }

    /// Those of the listed cases whose items must be fetched.
    pub fn stale(&self, lines: Vec<CaseLine>) -> Vec<CaseLine> {
        lines.into_iter().filter(|line| self.is_stale(line)).collect()
    }

    /// Tells the ledger that a case is opened before the member's eyes, and asks what it says of it. Its items must be here: the two
    /// are held against each other.
    pub async fn sync_entries(&mut self, client: &Client, case: CaseId) -> Result<(), SyncError> {
        let asked = self.ask_entries(client, case).await;
        let troubled = self.entries.get(&case).is_none_or(CaseEntries::is_troubled);
        // The case may have got another key since its items were asked for, which this desk must have to read what comes then.
        if troubled && self.cases.contains_key(&case) {
            let line = client.case(case).await?;
            let before = self.cases.get(&case).map(|record| record.line.epoch);
            if Some(line.epoch) > before {
                for fetched in fetch(client, &self.pen, vec![line]).await? {
                    self.take_case(fetched.line, fetched.items);
                }
                return self.ask_entries(client, case).await;
            }
        }
        asked
    }

    async fn ask_entries(&mut self, client: &Client, case: CaseId) -> Result<(), SyncError> {
        // What was judged before is not what the server shows now.
        self.entries.remove(&case);
        if self.cases.get(&case).is_some_and(|record| record.content.is_ok()) {
            self.say_opened(client, case).await?;
            let page = client.case_entries(case).await?;
            self.take_entries(case, page);
            self.save();
        }
        Ok(())
    }

    /// Whether the ledger vouches for the present key of a case: that a reader has given it to the case. The first key needs no word;
    /// a later one could have been made by whoever was taken off, with the server's help, to read what is sealed to it.
    pub async fn vouched(&mut self, client: &Client, case: CaseId) -> Result<bool, SyncError> {
        if self.cases.get(&case).is_none_or(|record| record.line.epoch == 0) {
            return Ok(true);
        }
        self.sync_entries(client, case).await?;
        let unknown = |discord: &Discord| matches!(discord, Discord::UnknownKey { .. });
        Ok(self.entries.get(&case).is_some_and(|entries| !entries.discords.iter().any(unknown)))
    }

    /// Fetches one case again, whatever the server says about changes.
    pub async fn sync_case(
        &mut self,
        client: &Client,
        genesis: &[u8; 32],
        case: CaseId,
    ) -> Result<(), SyncError> {
        if self.people.is_none() {
            self.verify_roster(&client.roster().await?, genesis)?;
        }
        if let Some(announced) = self.cases.get(&case).map(|record| record.line.last_sequence) {
            // The line anew: the case may have got another key since.
            let line = client.case(case).await?;
            if line.case != case {
                return Err(ClientError::Malformed.into());
            }
            let (mut line, items) = fetch_whole(client, &self.pen, line).await?;
            // Items may have come after the line; and what was announced before must still be there.
            line.last_sequence =
                items.iter().map(|item| item.sequence).fold(line.last_sequence.max(announced), u64::max);
            self.take_case(line, items);
        }
        self.save();
        Ok(())
    }

    fn verify_roster(&mut self, notes: &RosterChain, genesis: &[u8; 32]) -> Result<(), SyncError> {
        let people = People::verify(notes, genesis);
        // An unverifiable roster ends the work of the desk, also if an earlier answer was fine.
        if people.is_err() {
            self.people = None;
        }
        self.take_roster(people?);
        Ok(())
    }

    /// Tells the ledger, once a day, that the member has opened a case before their eyes.
    async fn say_opened(&mut self, client: &Client, case: CaseId) -> Result<(), SyncError> {
        let today = self.pen.today();
        let Some(record) = self.cases.get(&case).filter(|_| self.opened_on.get(&case) != Some(&today)) else {
            return Ok(());
        };
        if let Ok(open) = &record.content {
            say_one_read(client, &self.pen, &open.identity, &record.line).await?;
            self.opened_on.insert(case, today);
        }
        Ok(())
    }

    fn is_stale(&self, line: &CaseLine) -> bool {
        self.cases.get(&line.case).is_none_or(|record| {
            let old = &record.line;
            let moved = old.last_sequence != line.last_sequence || old.activity_day != line.activity_day;
            let keys = old.epoch != line.epoch || old.wrap != line.wrap || old.rekey_due != line.rekey_due;
            let other = keys || old.state != line.state;
            // Where something was wrong we look again every time: it may have been a fault on the way.
            let troubled = record.content.as_ref().map_or(true, super::OpenCase::is_troubled);
            moved || other || troubled
        })
    }
}

/// The size of the tree that was seen last.
fn size_of(seen: &SeenHead) -> Option<u64> {
    Checkpoint::parse(seen.checkpoint.as_bytes()).ok().map(|checkpoint| checkpoint.claimed().size)
}

/// All chains that the server shows oversight.
pub async fn all_chains(client: &Client) -> Result<Vec<ChainLine>, SyncError> {
    let (mut chains, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let page = client.chains(after).await?;
        chains.extend(page.chains);
        match page.next {
            None => return Ok(chains),
            Some(next) if Some(next) > after => after = Some(next),
            Some(_) => break,
        }
    }
    Err(SyncError::Endless)
}

/// What the server says of roster and ledger. Nothing of it is verified yet.
#[derive(Debug)]
pub struct Outline {
    roster: RosterChain,
    head: Option<LedgerHead>,
}

/// Asks for roster and ledger.
pub async fn outline(client: &Client, seen: Option<u64>) -> Result<Outline, SyncError> {
    let roster = client.roster().await?;
    let head = match client.ledger_head(seen).await {
        Ok(head) => Some(head),
        Err(ClientError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Outline { roster, head })
}

/// All cases of the member whose client it is.
pub async fn all_cases(client: &Client) -> Result<Vec<CaseLine>, SyncError> {
    cases(client, Scope::Whole).await
}

/// The cases of the member whose client it is.
pub async fn cases(client: &Client, scope: Scope) -> Result<Vec<CaseLine>, SyncError> {
    let (mut pages, mut lines) = (Pages::new(client, scope), Vec::new());
    while let Some(page) = pages.next().await? {
        lines.extend(page);
    }
    Ok(lines)
}

/// A list page by page, so that work on the first page need not wait for the last.
#[derive(Debug)]
pub struct Pages<'a> {
    client: &'a Client,
    since: Day,
    /// Where the next page begins.
    after: Option<CaseId>,
    ended: bool,
    left: usize,
}

impl<'a> Pages<'a> {
    /// From the beginning.
    pub fn new(client: &'a Client, scope: Scope) -> Self {
        let since = match scope {
            Scope::Whole => Day::from_number(0),
            Scope::Since(day) => day,
        };
        Self { client, since, after: None, ended: false, left: MOST_PAGES }
    }

    /// The next page.
    pub async fn next(&mut self) -> Result<Option<Vec<CaseLine>>, SyncError> {
        if self.ended {
            return Ok(None);
        }
        let page = self.client.cases(self.since, self.after).await?;
        self.left = self.left.checked_sub(1).ok_or(SyncError::Endless)?;
        // Positions only grow; a server that goes back would keep us here for ever.
        if page.next.is_some() && page.next <= self.after {
            return Err(SyncError::Endless);
        }
        (self.after, self.ended) = (page.next, page.next.is_none());
        Ok(Some(page.cases))
    }
}

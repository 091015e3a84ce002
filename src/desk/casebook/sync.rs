//! Asking the server: the roster, every case this member has a wrap of, and the items of those that changed.
//!
//! The list is always asked for as a whole: only a whole list shows that a case is missing. Items are fetched where the server says
//! that something changed, and always for the case that is being looked at.

use std::collections::BTreeSet;

use super::accord::Discord;
use super::{CaseEntries, Casebook, SyncError};
use crate::api::client::{Client, ClientError, Put};
use crate::api::wire::{CaseLine, CaseState, ChainLine, ItemLine, PutRead};
use crate::clock::Day;
use crate::crypto::open::{CaseIdentity, OpenError};
use crate::desk::bundle::Gathered;
use crate::desk::ledger::SeenHead;
use crate::desk::people::People;
use crate::ledger::checkpoint::Checkpoint;
use crate::model::id::CaseId;

/// How often an entry is signed again because others were faster.
const TRIES: usize = 8;

/// Pages of cases, and of items of one case, before we stop believing the server.
const MOST_PAGES: usize = 2_000;

impl Casebook {
    /// Brings everything up to date. On an error what was loaded before stays.
    pub async fn sync(&mut self, client: &Client, genesis: &[u8; 32]) -> Result<(), SyncError> {
        self.sync_outline(client, genesis).await?;
        let lines = all_cases(client).await?;
        let listed: BTreeSet<CaseId> = lines.iter().map(|line| line.case).collect();
        for line in lines {
            if self.is_stale(&line) {
                self.load(client, line).await?;
            }
        }
        self.end_of_list(&|case| listed.contains(&case));
        self.save();
        Ok(())
    }

    /// Brings roster and ledger up to date, and reads no case: whoever looks at the ledger does not open reports.
    pub async fn sync_outline(&mut self, client: &Client, genesis: &[u8; 32]) -> Result<(), SyncError> {
        self.sync_roster(client, genesis).await?;
        let seen = self.seen.ledger().and_then(size_of);
        match client.ledger_head(seen).await {
            Ok(head) => self.take_ledger(&head),
            Err(ClientError::NotFound) => self.miss_ledger(),
            Err(error) => return Err(error.into()),
        }
        self.save();
        Ok(())
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
                self.load(client, line).await?;
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
            self.sync_roster(client, genesis).await?;
        }
        if let Some(announced) = self.cases.get(&case).map(|record| record.line.last_sequence) {
            // The line anew: the case may have got another key since.
            let line = client.case(case).await?;
            if line.case != case {
                return Err(ClientError::Malformed.into());
            }
            let (mut line, items) = self.fetch_whole(client, line).await?;
            // Items may have come after the line; and what was announced before must still be there.
            line.last_sequence =
                items.iter().map(|item| item.sequence).fold(line.last_sequence.max(announced), u64::max);
            self.take_case(line, items);
        }
        self.save();
        Ok(())
    }

    /// Everything the server holds of a case, sealed as it is stored and all of one moment, to be exported. `None` if the case is not open
    /// here.
    pub async fn gather(&self, client: &Client, case: CaseId) -> Result<Option<Gathered>, SyncError> {
        let Some(record) = self.cases.get(&case).filter(|record| record.content.is_ok()) else {
            return Ok(None);
        };
        for _ in 0..TRIES {
            let items = self.fetch(client, &record.line).await?;
            let entries = client.case_entries(case).await?.entries;
            // An item that came in between would have an entry and be missing, or the other way round.
            let again = self.fetch(client, &record.line).await?;
            if again.len() != items.len() {
                continue;
            }
            let rosters = client.roster().await?.notes;
            let checkpoint = match client.ledger_head(None).await {
                Ok(head) => Some(head.checkpoint),
                Err(ClientError::NotFound) => None,
                Err(error) => return Err(error.into()),
            };
            return Ok(Some(Gathered { items, entries, rosters, checkpoint, proofs: Vec::new() }));
        }
        Err(SyncError::KeepsMoving)
    }

    /// Opens the wrap of a case that was not fetched.
    pub fn open_wrap(&self, line: &CaseLine) -> Result<CaseIdentity, OpenError> {
        CaseIdentity::from_wrap(self.pen.own(), &line.wrap, line.case, line.epoch)
    }

    /// Forgets a case whose key the member has dropped: that it is not listed any more is no alarm.
    pub fn forget(&mut self, case: CaseId) {
        self.cases.remove(&case);
        self.entries.remove(&case);
        self.seen.forget(case);
        self.save();
    }

    async fn sync_roster(&mut self, client: &Client, genesis: &[u8; 32]) -> Result<(), SyncError> {
        let people = People::verify(&client.roster().await?, genesis);
        // An unverifiable roster ends the work of the desk, also if an earlier answer was fine.
        if people.is_err() {
            self.people = None;
        }
        self.take_roster(people?);
        Ok(())
    }

    async fn load(&mut self, client: &Client, line: CaseLine) -> Result<(), SyncError> {
        let (line, items) = match line.state {
            CaseState::Open | CaseState::Closed => self.fetch_whole(client, line).await?,
            CaseState::Shredded => (line, Vec::new()),
        };
        self.take_case(line, items);
        Ok(())
    }

    /// The items of a case, and the line whose key opens all of them: the case may get another key between the two questions.
    async fn fetch_whole(
        &self,
        client: &Client,
        mut line: CaseLine,
    ) -> Result<(CaseLine, Vec<ItemLine>), SyncError> {
        for _ in 0..TRIES {
            let fetched = self.fetch(client, &line).await;
            match &fetched {
                Ok(items) if items.iter().all(|item| item.epoch <= line.epoch) => {}
                // A read that was signed for the key before is not what the server takes.
                Ok(_) | Err(SyncError::Client(ClientError::Unexpected(400))) => {
                    let now = client.case(line.case).await?;
                    if now.case == line.case && now.epoch > line.epoch {
                        line = now;
                        continue;
                    }
                }
                Err(_) => {}
            }
            return Ok((line, fetched?));
        }
        Err(SyncError::KeepsMoving)
    }

    /// The items of a case. Where the ledger does not say yet that this member reads them, it is told first.
    async fn fetch(&self, client: &Client, line: &CaseLine) -> Result<Vec<ItemLine>, SyncError> {
        for _ in 0..TRIES {
            match all_items(client, line).await {
                Err(SyncError::Client(ClientError::ReadFirst)) => {}
                other => return other,
            }
            // What does not open cannot be read either: the page says so, and nothing of the case is fetched.
            let Ok(identity) = self.open_wrap(line) else { return Ok(Vec::new()) };
            self.say_read(client, &identity, line).await?;
        }
        Err(SyncError::KeepsMoving)
    }

    /// Tells the ledger that the member reads a case, up to its last item.
    async fn say_read(
        &self,
        client: &Client,
        identity: &CaseIdentity,
        line: &CaseLine,
    ) -> Result<(), SyncError> {
        let (mut head, mut up_to) = (line.chain.clone(), line.last_sequence);
        for _ in 0..TRIES {
            let event = self.pen.read(identity, &head, up_to).map_err(|_| SyncError::KeepsMoving)?;
            match client.put_read(line.case, &PutRead { event }).await? {
                Put::Stored => return Ok(()),
                Put::Conflict { chain, last_sequence } => (head, up_to) = (chain, last_sequence),
            }
        }
        Err(SyncError::KeepsMoving)
    }

    /// Tells the ledger, once a day, that the member has opened a case before their eyes.
    async fn say_opened(&mut self, client: &Client, case: CaseId) -> Result<(), SyncError> {
        let today = self.pen.today();
        let Some(record) = self.cases.get(&case).filter(|_| self.opened_on.get(&case) != Some(&today)) else {
            return Ok(());
        };
        if let Ok(open) = &record.content {
            self.say_read(client, &open.identity, &record.line).await?;
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

/// All cases of the member whose client it is.
pub async fn all_cases(client: &Client) -> Result<Vec<CaseLine>, SyncError> {
    let (mut lines, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let page = client.cases(Day::from_number(0), after).await?;
        lines.extend(page.cases);
        match page.next {
            None => return Ok(lines),
            // Positions only grow; a server that goes back would keep us here for ever.
            Some(next) if Some(next) > after => after = Some(next),
            Some(_) => break,
        }
    }
    Err(SyncError::Endless)
}

async fn all_items(client: &Client, line: &CaseLine) -> Result<Vec<ItemLine>, SyncError> {
    let (mut items, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let page = client.items(line.case, after).await?;
        items.extend(page.items);
        match page.next {
            None => return Ok(items),
            Some(next) if Some(next) > after => after = Some(next),
            Some(_) => break,
        }
    }
    Err(SyncError::Endless)
}

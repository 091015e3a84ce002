//! Asking the server: the roster, every case this member has a wrap of, and the items of those that changed.
//!
//! The list is always asked for as a whole: only a whole list shows that a case is missing. Items are fetched where the server says
//! that something changed, and always for the case that is being looked at.

use std::collections::BTreeSet;

use super::{Casebook, SyncError};
use crate::api::client::Client;
use crate::api::wire::{CaseLine, CaseState, ItemLine};
use crate::clock::Day;
use crate::desk::people::People;
use crate::model::id::CaseId;

/// Pages of cases, and of items of one case, before we stop believing the server.
const MOST_PAGES: usize = 2_000;

impl Casebook {
    /// Brings everything up to date. On an error what was loaded before stays.
    pub async fn sync(&mut self, client: &Client, genesis: &[u8; 32]) -> Result<(), SyncError> {
        self.sync_roster(client, genesis).await?;
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
        if let Some(record) = self.cases.get(&case) {
            let mut line = record.line.clone();
            let items = all_items(client, &line).await?;
            // The line is older than the items now; that the list announced more is judged by the list's own number.
            line.last_sequence = items.iter().map(|item| item.sequence).fold(line.last_sequence, u64::max);
            self.take_case(line, items);
        }
        self.save();
        Ok(())
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
        let items = match line.state {
            CaseState::Open | CaseState::Closed => all_items(client, &line).await?,
            CaseState::Shredded => Vec::new(),
        };
        self.take_case(line, items);
        Ok(())
    }

    fn is_stale(&self, line: &CaseLine) -> bool {
        self.cases.get(&line.case).is_none_or(|record| {
            let old = &record.line;
            let moved = old.last_sequence != line.last_sequence || old.activity_day != line.activity_day;
            let other = old.epoch != line.epoch || old.state != line.state || old.wrap != line.wrap;
            // Where something was wrong we look again every time: it may have been a fault on the way.
            let troubled = record.content.as_ref().map_or(true, super::OpenCase::is_troubled);
            moved || other || troubled
        })
    }
}

async fn all_cases(client: &Client) -> Result<Vec<CaseLine>, SyncError> {
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

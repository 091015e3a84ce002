//! Bringing the casebook up to date beside the pages: a slow server, or ten thousand cases, must not keep anybody from reading what is
//! open already. One run at a time; it ends when the desk locks.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::sync::watch;

use super::casebook::SyncError;
use super::casebook::fetching::fetch;
use super::casebook::opening::{Opened, open};
use super::casebook::sync::{Scope, cases, outline};
use super::pen::Pen;
use super::people::People;
use super::work::Work;
use crate::api::wire::{CASES_PER_REQUEST, CaseLine};
use crate::model::id::CaseId;

/// How long a page waits for the run before it shows what there is.
const PATIENCE: Duration = Duration::from_secs(3);
/// With more cases to open than this a page does not wait: it shows how far the run is.
const SOON: usize = 300;
/// Requests under way: while the server answers one, another is opened.
const LANES: usize = 3;

/// How far the run is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Whether it goes on.
    pub running: bool,
    /// Cases that were opened.
    pub opened: usize,
    /// Cases that are to be opened.
    pub of: usize,
    /// How the last run ended.
    pub outcome: Option<Result<(), Arc<SyncError>>>,
}

/// The run of a session.
#[derive(Debug)]
pub struct Loading(watch::Sender<Progress>);

impl Default for Loading {
    fn default() -> Self {
        Self(watch::Sender::new(Progress::default()))
    }
}

impl Loading {
    /// Whether a run may begin: none goes on.
    fn begin(&self) -> bool {
        self.0.send_if_modified(|progress| {
            let free = !progress.running;
            if free {
                *progress =
                    Progress { running: true, outcome: progress.outcome.take(), ..Progress::default() };
            }
            free
        })
    }
}

/// A run that goes on. Whatever ends it, the next one can begin.
struct Run<'a>(&'a Loading);

impl Run<'_> {
    fn end(self, outcome: Result<(), SyncError>) {
        self.0.0.send_modify(|progress| progress.outcome = Some(outcome.map_err(Arc::new)));
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.0.0.send_modify(|progress| progress.running = false);
    }
}

/// Brings everything up to date, and waits a while for it. Cases are taken in as they are opened.
pub async fn refresh(work: &Arc<Work>) -> Progress {
    let mut told = work.loading().0.subscribe();
    if work.loading().begin() {
        let work = Arc::clone(work);
        tokio::spawn(async move {
            let run = Run(work.loading());
            let done = tokio::select! {
                biased;
                () = work.closed().cancelled() => Err(SyncError::Locked),
                done = load(&work) => done,
            };
            run.end(done);
        });
    }
    let enough = told.wait_for(|progress| !progress.running || progress.of > SOON);
    drop(tokio::time::timeout(PATIENCE, enough).await);
    work.loading().0.borrow().clone()
}

/// The casebook is held for moments only: between them pages are answered.
async fn load(work: &Work) -> Result<(), SyncError> {
    let client = work.client();
    let seen = work.book().await.ledger_size();
    let outline = outline(&client, seen).await?;
    let scope = work.take_outline(outline).await?;
    let lines = cases(&client, scope).await?;
    let listed: BTreeSet<CaseId> = lines.iter().map(|line| line.case).collect();
    let (mut stale, turn, pen, people) = {
        let book = work.book().await;
        let Some(people) = book.shared_people() else { return Ok(()) };
        (book.stale(lines), book.turn(), book.pen().clone(), people)
    };
    // What something happened in lately is looked for first.
    stale.sort_by_key(|line| std::cmp::Reverse(line.activity_day));
    work.loading().0.send_modify(|progress| progress.of = stale.len());
    let batches: Vec<Vec<CaseLine>> = stale.chunks(CASES_PER_REQUEST).map(<[_]>::to_vec).collect();
    let batches = batches.into_iter().map(|lines| open_some(work, pen.clone(), Arc::clone(&people), lines));
    let mut opened = stream::iter(batches).buffer_unordered(LANES);
    while let Some(batch) = opened.next().await {
        let batch = batch?;
        let count = batch.len();
        let mut book = work.book().await;
        for case in batch {
            book.take_unless_newer(case, turn);
        }
        drop(book);
        work.loading().0.send_modify(|progress| progress.opened = progress.opened.saturating_add(count));
    }
    let mut book = work.book().await;
    if scope == Scope::Whole {
        book.end_of_list(&|case| listed.contains(&case));
    }
    book.end_of_sync();
    Ok(())
}

/// Fetches cases, and opens them on a thread for such work: pages come first on the others.
async fn open_some(
    work: &Work,
    pen: Pen,
    people: Arc<People>,
    lines: Vec<CaseLine>,
) -> Result<Vec<Opened>, SyncError> {
    let fetched = fetch(&work.client(), &pen, lines).await?;
    let opened = tokio::task::spawn_blocking(move || open(&pen, &people, fetched)).await;
    // Cancelled only with the whole program.
    opened.map_err(|_| SyncError::Locked)
}

//! Bringing the casebook up to date beside the pages: a slow server, or ten thousand cases, must not keep anybody from reading what is
//! open already. One run at a time; it ends when the desk locks.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::sync::{mpsc, watch};

use super::casebook::SyncError;
use super::casebook::fetching::fetch;
use super::casebook::opening::{Opened, open};
use super::casebook::sync::{Pages, Scope, outline};
use super::work::Work;
use crate::api::wire::{CASES_PER_REQUEST, CaseLine};

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
            work.note_time(&*work.book().await, &done);
            run.end(done);
        });
    }
    let enough = told.wait_for(|progress| !progress.running || progress.of > SOON);
    drop(tokio::time::timeout(PATIENCE, enough).await);
    work.loading().0.borrow().clone()
}

/// The casebook is held for moments only: between them pages are answered. While the list still comes, its first cases are opened.
async fn load(work: &Work) -> Result<(), SyncError> {
    let client = work.client();
    let seen = work.book().await.ledger_size();
    let scope = work.take_outline(outline(&client, seen).await?).await?;
    let (send, batches) = mpsc::unbounded_channel();
    let listing = async {
        let (mut pages, mut listed) = (Pages::new(&client, scope), BTreeSet::new());
        while let Some(page) = pages.next().await? {
            listed.extend(page.iter().map(|line| line.case));
            sort_out(work, page, &send).await;
        }
        // The batches end with the list.
        drop(send);
        Ok(listed)
    };
    let (listed, ()) = futures::try_join!(listing, open_all(work, batches))?;
    let mut book = work.book().await;
    if scope == Scope::Whole {
        book.end_of_list(&|case| listed.contains(&case));
    }
    book.end_of_sync();
    Ok(())
}

/// Cases to be opened, and how many the casebook had taken in when they were found to be new.
type Batch = (Vec<CaseLine>, u64);

/// Finds what of a page must be opened. What something happened in lately comes first.
async fn sort_out(work: &Work, page: Vec<CaseLine>, send: &mpsc::UnboundedSender<Batch>) {
    let book = work.book().await;
    let (mut stale, turn) = (book.stale(page), book.turn());
    drop(book);
    stale.sort_by_key(|line| std::cmp::Reverse(line.activity_day));
    work.loading().0.send_modify(|progress| progress.of = progress.of.saturating_add(stale.len()));
    for lines in stale.chunks(CASES_PER_REQUEST) {
        // It is refused only when nobody opens any more; then the error of that ends all of it.
        drop(send.send((lines.to_vec(), turn)));
    }
}

async fn open_all(work: &Work, batches: mpsc::UnboundedReceiver<Batch>) -> Result<(), SyncError> {
    let batches = stream::unfold(batches, async |mut batches| Some((batches.recv().await?, batches)));
    let mut opened = pin!(batches.map(|batch| open_some(work, batch)).buffer_unordered(LANES));
    while let Some(batch) = opened.next().await {
        let (cases, turn) = batch?;
        let count = cases.len();
        let mut book = work.book().await;
        for case in cases {
            book.take_unless_newer(case, turn);
        }
        drop(book);
        work.loading().0.send_modify(|progress| progress.opened = progress.opened.saturating_add(count));
    }
    Ok(())
}

/// Fetches cases, and opens them on a thread for such work: pages come first on the others.
async fn open_some(work: &Work, (lines, turn): Batch) -> Result<(Vec<Opened>, u64), SyncError> {
    let book = work.book().await;
    let (pen, people) = (book.pen().clone(), book.shared_people());
    drop(book);
    let Some(people) = people else { return Ok((Vec::new(), turn)) };
    let fetched = fetch(&work.client(), &pen, lines).await?;
    let opened = tokio::task::spawn_blocking(move || open(&pen, &people, fetched)).await;
    // Cancelled only with the whole program.
    opened.map(|opened| (opened, turn)).map_err(|_| SyncError::Locked)
}

//! Fetching the items of cases: many in one request, and alone what is too long for that. Where the ledger does not say yet that the
//! member reads a case, it is told first.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::SyncError;
use crate::api::client::{Client, ClientError, Put};
use crate::api::wire::many::{CaseRead, PutReads};
use crate::api::wire::{CASES_PER_REQUEST, CaseLine, CaseState, ItemLine, PutRead};
use crate::crypto::open::{CaseIdentity, OpenError};
use crate::desk::pen::Pen;
use crate::model::id::CaseId;

/// How often an entry is signed again because others were faster.
pub(super) const TRIES: usize = 8;

/// Pages of items of one case before we stop believing the server.
pub(super) const MOST_PAGES: usize = 2_000;

/// A case as it came from the server. Nothing of it is verified yet.
#[derive(Debug)]
pub struct Fetched {
    /// What the list says of it.
    pub line: CaseLine,
    /// Its items; none where nothing could be asked for.
    pub items: Vec<ItemLine>,
    /// Its key, if it had to be opened on the way.
    pub identity: Option<Arc<CaseIdentity>>,
}

impl Fetched {
    /// A case without items.
    fn empty(line: CaseLine) -> Self {
        Self { line, items: Vec::new(), identity: None }
    }
}

/// The key in the member's wrap.
pub(super) fn identity(pen: &Pen, line: &CaseLine) -> Result<CaseIdentity, OpenError> {
    CaseIdentity::from_wrap(pen.own(), &line.wrap, line.case, line.epoch)
}

/// Cases that wait to be fetched, with the keys that were opened already.
type Waiting = BTreeMap<CaseId, (CaseLine, Option<Arc<CaseIdentity>>)>;

/// The items of up to [`CASES_PER_REQUEST`] cases.
pub async fn fetch(client: &Client, pen: &Pen, lines: Vec<CaseLine>) -> Result<Vec<Fetched>, SyncError> {
    let mut done = Vec::new();
    let mut waiting = Waiting::new();
    // The case got another key between the list and the items.
    let mut rekeyed = Vec::new();
    for line in lines {
        match line.state {
            CaseState::Open | CaseState::Closed => drop(waiting.insert(line.case, (line, None))),
            CaseState::Shredded => done.push(Fetched::empty(line)),
        }
    }
    for _ in 0..TRIES {
        if waiting.is_empty() {
            break;
        }
        let ids: Vec<CaseId> = waiting.keys().copied().take(CASES_PER_REQUEST).collect();
        let answer = client.items_of(&ids).await?;
        let came = answer.cases.len();
        for case in answer.cases {
            // What was not asked for, or comes twice, is not taken.
            if let Some((line, identity)) = waiting.remove(&case.case) {
                if opens_all(&line, &case.items) {
                    done.push(Fetched { line, items: case.items, identity });
                } else {
                    rekeyed.push(line);
                }
            }
        }
        if came == 0 && answer.read_first.is_empty() {
            break;
        }
        done.extend(say_read(client, pen, &mut waiting, answer.read_first).await?);
    }
    // What is too long for a request with others, and what the server lists and does not deliver: its own answer says which.
    for line in waiting.into_values().map(|(line, _)| line).chain(rekeyed) {
        let (line, items) = fetch_whole(client, pen, line).await?;
        done.push(Fetched { line, items, identity: None });
    }
    Ok(done)
}

/// Tells the ledger that the member reads these cases. Gives those that do not open: they cannot be read either, and the page says so.
async fn say_read(
    client: &Client,
    pen: &Pen,
    waiting: &mut Waiting,
    cases: Vec<CaseId>,
) -> Result<Vec<Fetched>, SyncError> {
    let mut closed = Vec::new();
    let mut unsaid = BTreeMap::new();
    for case in cases {
        let Some((line, _)) = waiting.remove(&case) else { continue };
        match identity(pen, &line) {
            Ok(identity) => {
                let identity = Arc::new(identity);
                unsaid.insert(case, (Arc::clone(&identity), line.chain.clone(), line.last_sequence));
                waiting.insert(case, (line, Some(identity)));
            }
            Err(_) => closed.push(Fetched::empty(line)),
        }
    }
    for _ in 0..TRIES {
        if unsaid.is_empty() {
            return Ok(closed);
        }
        let mut reads = Vec::new();
        for (case, (identity, head, up_to)) in &unsaid {
            let event = pen.read(identity, head, *up_to).map_err(|_| SyncError::KeepsMoving)?;
            reads.push(CaseRead { case: *case, event });
        }
        let taken = match client.put_reads(&PutReads { reads }).await {
            // One of them has got another key meanwhile: each is asked for by itself.
            Err(ClientError::Unexpected(400)) => return Ok(closed),
            taken => taken?,
        };
        let mut again = BTreeMap::new();
        for moved in taken.moved {
            if let Some((identity, _, _)) = unsaid.remove(&moved.case) {
                again.insert(moved.case, (identity, moved.chain, moved.last_sequence));
            }
        }
        unsaid = again;
    }
    Err(SyncError::KeepsMoving)
}

/// Whether the key in the line opens all of these.
fn opens_all(line: &CaseLine, items: &[ItemLine]) -> bool {
    items.iter().all(|item| item.epoch <= line.epoch)
}

/// The items of a case, and the line whose key opens all of them: the case may get another key between the two questions.
pub(super) async fn fetch_whole(
    client: &Client,
    pen: &Pen,
    mut line: CaseLine,
) -> Result<(CaseLine, Vec<ItemLine>), SyncError> {
    for _ in 0..TRIES {
        let fetched = fetch_one(client, pen, &line).await;
        match &fetched {
            Ok(items) if opens_all(&line, items) => {}
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

/// The items of one case, page by page.
pub(super) async fn fetch_one(
    client: &Client,
    pen: &Pen,
    line: &CaseLine,
) -> Result<Vec<ItemLine>, SyncError> {
    for _ in 0..TRIES {
        match all_items(client, line).await {
            Err(SyncError::Client(ClientError::ReadFirst)) => {}
            other => return other,
        }
        // What does not open cannot be read either: the page says so, and nothing of the case is fetched.
        let Ok(identity) = identity(pen, line) else { return Ok(Vec::new()) };
        say_one_read(client, pen, &identity, line).await?;
    }
    Err(SyncError::KeepsMoving)
}

/// Tells the ledger that the member reads a case, up to its last item.
pub(super) async fn say_one_read(
    client: &Client,
    pen: &Pen,
    identity: &CaseIdentity,
    line: &CaseLine,
) -> Result<(), SyncError> {
    let (mut head, mut up_to) = (line.chain.clone(), line.last_sequence);
    for _ in 0..TRIES {
        let event = pen.read(identity, &head, up_to).map_err(|_| SyncError::KeepsMoving)?;
        match client.put_read(line.case, &PutRead { event }).await? {
            Put::Stored => return Ok(()),
            Put::Conflict { chain, last_sequence } => (head, up_to) = (chain, last_sequence),
        }
    }
    Err(SyncError::KeepsMoving)
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

//! A server that shows whatever a test tells it to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use redchannel::api::client::Client;
use redchannel::api::wire::many::{AskItems, CaseItems, CaseMoved, ItemsOfCases, PutReads, ReadsTaken};
use redchannel::api::wire::{
    CaseLine, CasesPage, ChainLine, ChainsPage, Conflict, EntriesPage, EntryLine, ItemLine, ItemsPage,
    LedgerHead, PutItem, PutKeys, PutLogRead, PutRead, PutReply, PutWrap, RosterChain, RosterDrafts,
    SignedEvent, Stored,
};
use redchannel::clock::{Clock, Day};
use redchannel::crypto::draft::RosterDraft;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::desk::casebook::Casebook;
use redchannel::desk::pen::Pen;
use redchannel::desk::seen::Seen;
use redchannel::ledger::entry::{Actor, ChainHead, Event, OVERSIGHT, Reason, SignedEntry};
use redchannel::model::id::{BlobId, CaseId, MemberId};
use redchannel::web::client_key::ClientKeys;
use redchannel::web::listener::{self, Deadlines};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::made::{TestCase, chain_of, entry_line};
use super::visitor::KEY;
use crate::support::world::{NOON, People, genesis_of};

/// What the server shows.
#[derive(Default)]
pub struct Shown {
    pub notes: Vec<Vec<u8>>,
    pub lines: Vec<CaseLine>,
    pub items: BTreeMap<CaseId, Vec<ItemLine>>,
    /// What a blob's requests are answered with, one after the other; the last answer stays.
    pub blobs: BTreeMap<BlobId, Vec<Vec<u8>>>,
    pub put: Vec<(CaseId, PutReply)>,
    /// Items that slip in before the next reply is stored, each causing a conflict.
    pub meanwhile: Vec<ItemLine>,
    pub broken: bool,
    /// Whether it takes no signature for one.
    pub refuses: bool,
    /// Drafts of the next roster, whatever they are.
    pub drafts: Vec<RosterDraft>,
    /// Takes questions and never answers.
    pub silent: bool,
    pub ledger: Option<LedgerHead>,
    pub entries: BTreeMap<CaseId, Vec<EntryLine>>,
    /// Since which day cases were asked for, each time.
    pub asked_since: Vec<i64>,
    /// What oversight is shown, after it has said why.
    pub chains: Vec<ChainLine>,
    /// What oversight has said.
    pub looks: Vec<EntryLine>,
    /// Who is said to hold a key.
    pub holders: Vec<MemberId>,
    /// What was sent to change who holds a key.
    pub wraps: Vec<PutWrap>,
    pub keys: Vec<PutKeys>,
    read: BTreeSet<(CaseId, (Actor, Day))>,
}

impl Shown {
    /// Takes an entry as an honest server does: only at the end of its chain, and one read per member and day.
    fn take(&mut self, case: CaseId, event: &SignedEvent) -> Result<(), ChainHead> {
        let signed = SignedEntry::from_parts(&event.statement, &event.signatures).unwrap();
        let said = signed.claimed();
        let entries = self.entries.entry(case).or_default();
        let again = (said.actor, said.day);
        if matches!(said.event, Event::Read { .. }) && self.read.contains(&(case, again)) {
            return Ok(());
        }
        let head = chain_of(entries);
        if !said.follows(&head) {
            return Err(head);
        }
        entries.push(entry_line(&signed, &[event.audit.clone().unwrap()]));
        self.read.insert((case, again));
        Ok(())
    }
}

/// A lying server, a desk that asks it, and the people both know.
pub struct Stage {
    pub people: People,
    pub shown: Arc<Mutex<Shown>>,
    pub address: String,
    pub genesis: [u8; 32],
    pub clock: Clock,
    pub folder: TempDir,
    stop: CancellationToken,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(People::new()).await
    }

    /// A stage for these people.
    pub async fn with(people: People) -> Self {
        let note = people.sign(&people.roster(), 2);
        let genesis = genesis_of(&note);
        let shown = Arc::new(Mutex::new(Shown { notes: vec![note], ..Shown::default() }));
        let stop = CancellationToken::new();
        let address = serve(Arc::clone(&shown), stop.clone()).await;
        let folder = tempfile::tempdir().unwrap();
        Self { people, shown, address, genesis, clock: Clock::fixed(NOON), folder, stop }
    }

    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// The client of a member.
    pub fn client(&self, key: &StaffKey) -> Client {
        Client::new(&self.address, key.member_id(), key.signing_key().clone(), self.clock.clone()).unwrap()
    }

    /// A fresh casebook of the intake officer, with the memory of earlier ones.
    pub fn book(&self) -> Casebook {
        let own = self.people.intake.identity().clone();
        let pen = Pen::new(&self.people.intake, &self.clock, Reason::Casework);
        Casebook::new(pen, Seen::load(self.folder.path().join("intake.rckey.seen"), own))
    }

    /// Brings a casebook up to date.
    pub async fn sync(&self, book: &mut Casebook) {
        book.sync(&self.client(&self.people.intake), &self.genesis).await.unwrap();
    }

    /// A casebook that has just been filled.
    pub async fn synced(&self) -> Casebook {
        let mut book = self.book();
        self.sync(&mut book).await;
        book
    }

    /// Shows a case as it is now.
    pub fn show(&self, case: &TestCase) {
        let mut shown = self.shown.lock().unwrap();
        shown.lines.retain(|line| line.case != case.id);
        shown.lines.push(case.line(&self.people.intake));
        shown.items.insert(case.id, case.items.clone());
        shown.entries.insert(case.id, case.entries.clone());
        shown.read.clear();
        shown.blobs.extend(case.blobs.clone().into_iter().map(|(id, data)| (id, vec![data])));
    }

    /// Changes what is shown as the entries of a case.
    pub fn forge(&self, case: CaseId, change: impl FnOnce(&mut Vec<EntryLine>)) {
        change(self.shown.lock().unwrap().entries.get_mut(&case).unwrap());
    }

    /// Changes what is shown of a case, behind its back.
    pub fn tamper(&self, case: CaseId, change: impl FnOnce(&mut Vec<ItemLine>)) {
        change(self.shown.lock().unwrap().items.get_mut(&case).unwrap());
    }
}

type Show = State<Arc<Mutex<Shown>>>;

async fn serve(shown: Arc<Mutex<Shown>>, stop: CancellationToken) -> String {
    let router = Router::new()
        .route("/v1/roster", get(roster))
        .route("/v1/roster/drafts", get(drafts))
        .route("/v1/cases", get(cases))
        .route("/v1/cases/{case}", get(one))
        .route("/v1/cases/{case}/wraps", post(wraps))
        .route("/v1/cases/{case}/keys", post(keys))
        .route("/v1/ledger", get(ledger))
        .route("/v1/ledger/entries", get(chains))
        .route("/v1/items", post(items_of))
        .route("/v1/reads", post(many_reads))
        .route("/v1/ledger/reads", post(looks))
        .route("/v1/cases/{case}/reads", post(reads))
        .route("/v1/cases/{case}/entries", get(entries))
        .route("/v1/cases/{case}/items", get(items).post(put_item))
        .route("/v1/cases/{case}/blobs/{blob}", get(blob))
        .route("/v1/cases/{case}/replies", post(replies))
        .with_state(shown);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let keys = Arc::new(ClientKeys::new(&mut rand::rng(), tokio::time::Instant::now()));
    tokio::spawn(listener::serve(listener, router, keys, Deadlines::default(), stop));
    address
}

async fn roster(State(shown): Show) -> Response {
    if shown.lock().unwrap().silent {
        std::future::pending::<()>().await;
    }
    let shown = shown.lock().unwrap();
    if shown.broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let notes = shown.notes.iter().map(|note| String::from_utf8(note.clone()).unwrap()).collect();
    Json(RosterChain { notes }).into_response()
}

async fn drafts(State(shown): Show) -> Response {
    Json(RosterDrafts { drafts: shown.lock().unwrap().drafts.clone() }).into_response()
}

async fn ledger(State(shown): Show) -> Response {
    match &shown.lock().unwrap().ledger {
        Some(head) => Json(head).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A line with the end of its chain as it is now.
fn now(shown: &Shown, line: &CaseLine) -> CaseLine {
    let chain = shown.entries.get(&line.case).map(|entries| chain_of(entries)).unwrap_or_default();
    CaseLine { chain, ..line.clone() }
}

async fn cases(State(shown): Show, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let mut shown = shown.lock().unwrap();
    if shown.refuses {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let since = query["since_day"].parse().unwrap();
    shown.asked_since.push(since);
    let recent = shown.lines.iter().filter(|line| line.activity_day.number() >= since);
    let cases = recent.map(|line| now(&shown, line)).collect();
    Json(CasesPage { cases, next: None }).into_response()
}

async fn one(State(shown): Show, Path(case): Path<CaseId>) -> Response {
    let shown = shown.lock().unwrap();
    match shown.lines.iter().find(|line| line.case == case) {
        Some(line) => Json(now(&shown, line)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn wraps(State(shown): Show, Path(case): Path<CaseId>, Json(wrap): Json<PutWrap>) -> Response {
    let mut shown = shown.lock().unwrap();
    match shown.take(case, &wrap.event) {
        Ok(()) => {
            shown.wraps.push(wrap);
            Json(Stored {}).into_response()
        }
        Err(chain) => (StatusCode::CONFLICT, Json(Conflict { last_sequence: 0, chain })).into_response(),
    }
}

async fn keys(State(shown): Show, Path(case): Path<CaseId>, Json(keys): Json<PutKeys>) -> Response {
    let mut shown = shown.lock().unwrap();
    match shown.take(case, &keys.event) {
        Ok(()) => {
            shown.keys.push(keys);
            Json(Stored {}).into_response()
        }
        Err(chain) => (StatusCode::CONFLICT, Json(Conflict { last_sequence: 0, chain })).into_response(),
    }
}

async fn reads(State(shown): Show, Path(case): Path<CaseId>, Json(read): Json<PutRead>) -> Response {
    match shown.lock().unwrap().take(case, &read.event) {
        Ok(()) => Json(Stored {}).into_response(),
        Err(chain) => (StatusCode::CONFLICT, Json(Conflict { last_sequence: 0, chain })).into_response(),
    }
}

/// Reads of many cases, each as if it had come alone.
async fn many_reads(State(shown): Show, Json(put): Json<PutReads>) -> Json<ReadsTaken> {
    let (mut shown, mut taken) = (shown.lock().unwrap(), ReadsTaken::default());
    for read in put.reads {
        match shown.take(read.case, &read.event) {
            Ok(()) => taken.stored.push(read.case),
            Err(chain) => taken.moved.push(CaseMoved { case: read.case, last_sequence: 0, chain }),
        }
    }
    Json(taken)
}

/// Three cases an answer, so that asking again is used.
async fn items_of(State(shown): Show, Json(asked): Json<AskItems>) -> Json<ItemsOfCases> {
    let (shown, mut answer) = (shown.lock().unwrap(), ItemsOfCases::default());
    for case in asked.cases {
        let Some(items) = shown.items.get(&case) else { continue };
        if !shown.read.iter().any(|(read, _)| *read == case) {
            answer.read_first.push(case);
        } else if answer.cases.len() < 3 {
            answer.cases.push(CaseItems { case, items: items.clone() });
        } else {
            answer.later.push(case);
        }
    }
    Json(answer)
}

async fn entries(State(shown): Show, Path(case): Path<CaseId>) -> Response {
    let shown = shown.lock().unwrap();
    match shown.entries.get(&case) {
        Some(entries) => Json(EntriesPage {
            entries: entries.clone(),
            administration: ChainHead::default(),
            holders: shown.holders.clone(),
        })
        .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn looks(State(shown): Show, Json(put): Json<PutLogRead>) -> Response {
    let mut shown = shown.lock().unwrap();
    let signed = SignedEntry::from_parts(&put.event.statement, &put.event.signatures).unwrap();
    let chain = chain_of(&shown.looks);
    if !signed.claimed().follows(&chain) {
        return (StatusCode::CONFLICT, Json(Conflict { last_sequence: 0, chain })).into_response();
    }
    shown.looks.push(entry_line(&signed, &[KEY.2.recipient()]));
    Json(Stored {}).into_response()
}

async fn chains(State(shown): Show, Query(query): Query<BTreeMap<String, CaseId>>) -> Response {
    let shown = shown.lock().unwrap();
    if shown.looks.is_empty() {
        return StatusCode::PRECONDITION_REQUIRED.into_response();
    }
    let looks = ChainLine { chain: OVERSIGHT, entries: shown.looks.clone() };
    let asked = |line: &&ChainLine| query.get("case").is_none_or(|case| line.chain == *case);
    let chains: Vec<ChainLine> = shown.chains.iter().chain([&looks]).filter(asked).cloned().collect();
    if chains.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(ChainsPage { chains, next: None }).into_response()
}

/// Two items a page, so that paging is used.
async fn items(
    State(shown): Show,
    Path(case): Path<CaseId>,
    Query(query): Query<BTreeMap<String, u64>>,
) -> Response {
    let shown = shown.lock().unwrap();
    if !shown.read.iter().any(|(read, _)| *read == case) {
        return StatusCode::PRECONDITION_REQUIRED.into_response();
    }
    let after = query.get("after").copied();
    let all = shown.items.get(&case).cloned().unwrap_or_default();
    let rest: Vec<ItemLine> = all.into_iter().filter(|item| Some(item.sequence) > after).collect();
    let next = rest.get(1).filter(|_| rest.len() > 2).map(|item| item.sequence);
    let page = rest.into_iter().filter(|item| next.is_none_or(|next| item.sequence <= next)).collect();
    Json(ItemsPage { items: page, next }).into_response()
}

async fn blob(State(shown): Show, Path((_, blob)): Path<(CaseId, BlobId)>) -> Response {
    let mut shown = shown.lock().unwrap();
    let Some(answers) = shown.blobs.get_mut(&blob) else { return StatusCode::NOT_FOUND.into_response() };
    let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
    answer.into_response()
}

async fn replies(State(shown): Show, Path(case): Path<CaseId>, Json(reply): Json<PutReply>) -> Response {
    store(&mut shown.lock().unwrap(), case, &reply.item, Some(&reply.copy))
}

async fn put_item(State(shown): Show, Path(case): Path<CaseId>, Json(item): Json<PutItem>) -> Response {
    store(&mut shown.lock().unwrap(), case, &item, None)
}

fn store(shown: &mut Shown, case: CaseId, put: &PutItem, copy: Option<&Vec<u8>>) -> Response {
    if !shown.meanwhile.is_empty() {
        let item = shown.meanwhile.remove(0);
        shown.items.get_mut(&case).unwrap().push(item);
    }
    let last_sequence = shown.items[&case].last().unwrap().sequence;
    let chain = chain_of(shown.entries.get(&case).map(Vec::as_slice).unwrap_or_default());
    if put.sequence != last_sequence + 1 {
        return (StatusCode::CONFLICT, Json(Conflict { last_sequence, chain })).into_response();
    }
    if let Err(chain) = shown.take(case, &put.event) {
        return (StatusCode::CONFLICT, Json(Conflict { last_sequence, chain })).into_response();
    }
    let data = put.data.clone();
    let line = ItemLine { item: put.item, sequence: put.sequence, epoch: put.epoch, data, blob: None };
    shown.items.get_mut(&case).unwrap().push(line);
    if let Some(copy) = copy {
        shown.put.push((case, PutReply { item: put.clone(), copy: copy.clone() }));
    }
    Json(Stored {}).into_response()
}

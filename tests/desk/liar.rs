//! A server that shows whatever a test tells it to, and the means to make cases that look real.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ed25519_dalek::SigningKey;
use http::StatusCode;
use redchannel::api::client::Client;
use redchannel::api::wire::{CaseLine, CaseState, CasesPage, Conflict, ItemLine, ItemsPage, PutReply, RosterChain, Stored};
use redchannel::clock::{Clock, Day};
use redchannel::crypto::agefile::{Identity, seal};
use redchannel::crypto::frame::{Author, FileEntry, FileTreatment, FrameHeader, ItemKind, ReporterCard, write};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::padding::attachment_length;
use redchannel::crypto::seal::seal_case_key;
use redchannel::crypto::wrap::WrapPlace;
use redchannel::desk::casebook::Casebook;
use redchannel::desk::seen::Seen;
use redchannel::model::id::{BlobId, CaseId, ItemId};
use redchannel::model::report::{MessageBody, ReportBody};
use redchannel::secret::SecretText;
use redchannel::web::client_key::ClientKeys;
use redchannel::web::listener::{self, Deadlines};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::support::world::{NOON, People, genesis_of, hex, report};

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
        Casebook::new(own.clone(), Seen::load(self.folder.path().join("intake.rckey.seen"), own))
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
        shown.blobs.extend(case.blobs.clone().into_iter().map(|(id, data)| (id, vec![data])));
    }

    /// Changes what is shown of a case, behind its back.
    pub fn tamper(&self, case: CaseId, change: impl FnOnce(&mut Vec<ItemLine>)) {
        change(self.shown.lock().unwrap().items.get_mut(&case).unwrap());
    }
}

/// A case with all its secrets, to tell truths and lies with.
pub struct TestCase {
    pub id: CaseId,
    pub identity: Identity,
    pub reporter: SigningKey,
    pub reporter_box: Identity,
    pub items: Vec<ItemLine>,
    pub blobs: BTreeMap<BlobId, Vec<u8>>,
    pub day: Day,
}

impl TestCase {
    /// A case with its report.
    pub fn new(seed: u8, day: Day, body: &ReportBody) -> Self {
        let mut case = Self {
            id: CaseId::from_bytes([seed; 16]),
            identity: Identity::generate(),
            reporter: SigningKey::from_bytes(&[seed; 32]),
            reporter_box: Identity::generate(),
            items: Vec::new(),
            blobs: BTreeMap::new(),
            day,
        };
        let mut header = case.next(ItemKind::Report, Author::Reporter);
        header.reporter = Some(case.card());
        case.add(&header, &serde_json::to_string(body).unwrap(), &case.reporter.clone());
        case
    }

    /// A case in which four things happened: report, follow-up, reply, follow-up.
    pub fn busy(seed: u8, stage: &Stage) -> Self {
        let mut case = Self::new(seed, stage.today().plus(-3), &report("Money was asked at the gate."));
        case.follow_up("It was the man with the grey cap.");
        case.reply(&stage.people.intake, "Thank you. Which day was it?");
        case.follow_up("Last Thursday.");
        case
    }

    pub fn card(&self) -> ReporterCard {
        ReporterCard { verification_key: self.reporter.verifying_key(), recipient: self.reporter_box.recipient() }
    }

    /// The header of the next item.
    pub fn next(&self, kind: ItemKind, author: Author) -> FrameHeader {
        let last = self.items.last();
        FrameHeader {
            version: 1,
            case: self.id,
            item: ItemId::random(&mut rand::rng()),
            kind,
            sequence: last.map_or(0, |last| last.sequence + 1),
            previous: last.map(|last| hex(&sha256(&[&last.data]))),
            author,
            day: self.day,
            reporter: None,
            file: None,
        }
    }

    /// An item that says this, signed by `signer`, sealed to the case.
    pub fn item(&self, header: &FrameHeader, body: &str, signer: &SigningKey) -> ItemLine {
        let frame = write(header, &SecretText::new(body), signer).unwrap();
        let data = seal(&[self.identity.recipient()], frame.expose_secret()).unwrap();
        let blob = header.file.as_ref().map(|file| file.blob);
        ItemLine { item: header.item, sequence: header.sequence, epoch: 0, data, blob }
    }

    pub fn add(&mut self, header: &FrameHeader, body: &str, signer: &SigningKey) {
        let item = self.item(header, body, signer);
        self.items.push(item);
    }

    pub fn follow_up(&mut self, text: &str) {
        let header = self.next(ItemKind::FollowUp, Author::Reporter);
        self.add(&header, &message(text), &self.reporter.clone());
    }

    pub fn reply(&mut self, member: &StaffKey, text: &str) {
        let header = self.next(ItemKind::Reply, Author::Member(member.member_id()));
        self.add(&header, &message(text), member.signing_key());
    }

    /// Attaches a file; `change` may spoil its padded bytes before they are sealed.
    pub fn attach(&mut self, name: &str, content: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> ItemId {
        let length = u64::try_from(content.len()).unwrap();
        let mut padded = content.to_vec();
        padded.resize(usize::try_from(attachment_length(length)).unwrap(), 0);
        change(&mut padded);
        let sealed = seal(&[self.identity.recipient()], &padded).unwrap();
        let mut header = self.next(ItemKind::Attachment, Author::Reporter);
        let blob = BlobId::random(&mut rand::rng());
        header.file = Some(FileEntry {
            blob,
            name: name.into(),
            media_type: "image/jpeg".into(),
            length,
            sha256: hex(&sha256(&[&sealed])),
            treatment: FileTreatment::Cleaned,
        });
        self.blobs.insert(blob, sealed);
        self.add(&header, "", &self.reporter.clone());
        header.item
    }

    /// The case in the list of `member`.
    pub fn line(&self, member: &StaffKey) -> CaseLine {
        let place = WrapPlace { case: self.id, epoch: 0, tag: [0; 16] };
        let scalar = self.identity.scalar().unwrap();
        let wrap = seal_case_key(&scalar, &place, &self.reporter.verifying_key(), &member.recipient()).unwrap();
        CaseLine {
            case: self.id,
            channel: "audit".into(),
            epoch: 0,
            state: CaseState::Open,
            activity_day: self.day,
            last_sequence: self.items.last().map_or(0, |last| last.sequence),
            wrap,
        }
    }
}

pub fn message(text: &str) -> String {
    serde_json::to_string(&MessageBody { text: text.into() }).unwrap()
}

type Show = State<Arc<Mutex<Shown>>>;

async fn serve(shown: Arc<Mutex<Shown>>, stop: CancellationToken) -> String {
    let router = Router::new()
        .route("/v1/roster", get(roster))
        .route("/v1/cases", get(cases))
        .route("/v1/cases/{case}/items", get(items))
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
    let shown = shown.lock().unwrap();
    if shown.broken {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let notes = shown.notes.iter().map(|note| String::from_utf8(note.clone()).unwrap()).collect();
    Json(RosterChain { notes }).into_response()
}

async fn cases(State(shown): Show) -> Response {
    Json(CasesPage { cases: shown.lock().unwrap().lines.clone(), next: None }).into_response()
}

/// Two items a page, so that paging is used.
async fn items(
    State(shown): Show,
    Path(case): Path<CaseId>,
    Query(query): Query<BTreeMap<String, u64>>,
) -> Response {
    let shown = shown.lock().unwrap();
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
    let mut shown = shown.lock().unwrap();
    if !shown.meanwhile.is_empty() {
        let item = shown.meanwhile.remove(0);
        shown.items.get_mut(&case).unwrap().push(item);
    }
    let last_sequence = shown.items[&case].last().unwrap().sequence;
    if reply.item.sequence != last_sequence + 1 {
        return (StatusCode::CONFLICT, Json(Conflict { last_sequence })).into_response();
    }
    let put = reply.item.clone();
    let line = ItemLine { item: put.item, sequence: put.sequence, epoch: put.epoch, data: put.data, blob: None };
    shown.items.get_mut(&case).unwrap().push(line);
    shown.put.push((case, reply));
    Json(Stored {}).into_response()
}

//! A server with two cases: one that both members can open, and one from which the second member is excluded.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use http::{HeaderMap, Method, Request, StatusCode};
use rand::Rng;
use redchannel::api::server;
use redchannel::api::wire::ItemLine;
use redchannel::clock::Clock;
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::request::{RequestParts, RequestSignature};
use redchannel::model::id::{BlobId, CaseId, ItemId, MemberId};
use redchannel::vault::{State, StubCase, Vault};
use tower::ServiceExt;

/// 2026-11-23T06:00:00Z.
pub const NOW: i64 = 1_795_413_600;

/// A member with all keys.
pub struct Person {
    pub id: MemberId,
    pub key: SigningKey,
    pub identity: Identity,
}

impl Person {
    pub fn new(seed: u8) -> Self {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let id = MemberId::from_slice(&sha256(&[key.verifying_key().as_bytes()])[..16]).unwrap();
        Self { id, key, identity: Identity::generate() }
    }

    /// The header of a request that this person signs at `minute`.
    pub fn sign(&self, method: &str, path: &str, body: &[u8], minute: i64) -> String {
        let mut nonce = [0; 16];
        rand::rng().fill_bytes(&mut nonce);
        let parts = RequestParts { method, path, body };
        RequestSignature::sign(&self.key, self.id, minute, nonce, &parts).to_header()
    }
}

pub struct Site {
    pub clock: Clock,
    pub vault: Vault,
    /// In the roster, reads both cases.
    pub first: Person,
    /// In the roster, excluded from `hidden`.
    pub second: Person,
    /// Not in the roster.
    pub stranger: Person,
    /// Both can open it.
    pub shared: CaseId,
    /// Only `first` can open it.
    pub hidden: CaseId,
    /// Of `shared`.
    pub shared_blob: BlobId,
    /// Of `hidden`.
    pub hidden_blob: BlobId,
    /// The ciphertext of both.
    pub blob_bytes: Bytes,
}

impl Site {
    pub async fn new() -> Self {
        let (first, second, stranger) = (Person::new(1), Person::new(2), Person::new(3));
        let (shared, hidden) = (CaseId::from_bytes([0xa1; 16]), CaseId::from_bytes([0xa2; 16]));
        let (shared_blob, hidden_blob) = (BlobId::from_bytes([0xb1; 16]), BlobId::from_bytes([0xb2; 16]));
        let blob_bytes = Bytes::from((0..100_000_u32).flat_map(u32::to_be_bytes).collect::<Vec<_>>());
        let mut state = State { notes: vec!["a note\n".into()], ..State::default() };
        for person in [&first, &second] {
            state.members.insert(person.id, (person.key.verifying_key(), person.identity.recipient()));
        }
        for (case, blob, readers) in
            [(shared, shared_blob, vec![&first, &second]), (hidden, hidden_blob, vec![&first])]
        {
            let item = ItemId::from_bytes([0xc1; 16]);
            let line = ItemLine { item, sequence: 0, epoch: 0, data: vec![7; 5000], blob: Some(blob) };
            let readers = readers.into_iter().map(|person| person.identity.recipient()).collect();
            let blobs = [(blob, blob_bytes.clone())].into();
            state.cases.insert(case, StubCase { readers, items: vec![line], blobs });
        }
        let clock = Clock::fixed(NOW);
        let vault = Vault { clock: clock.clone(), state: std::sync::Mutex::new(state).into() };
        Self { clock, vault, first, second, stranger, shared, hidden, shared_blob, hidden_blob, blob_bytes }
    }

    /// Makes the vault answer that it is busy.
    pub fn overload(&self) {
        self.vault.state.lock().unwrap().busy = true;
    }

    pub fn minute(&self) -> i64 {
        self.clock.now() / 60
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(server::router(self.vault.clone()).oneshot(request).await.unwrap()).await
    }

    /// Sends a request with this `Authorization`.
    pub async fn send_with(&self, header: &str, method: Method, path: &str, body: &[u8]) -> Answer {
        let request = Request::builder().method(method).uri(path).header("authorization", header);
        self.send(request.body(Body::from(body.to_vec())).unwrap()).await
    }

    /// Sends a request that `person` signs now.
    pub async fn ask(&self, person: &Person, method: Method, path: &str, body: &[u8]) -> Answer {
        let header = person.sign(method.as_str(), path, body, self.minute());
        self.send_with(&header, method, path, body).await
    }

    /// Asks for `path` as `person`.
    pub async fn get(&self, person: &Person, path: &str) -> Answer {
        self.ask(person, Method::GET, path, b"").await
    }
}

/// Everything the other side sees.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

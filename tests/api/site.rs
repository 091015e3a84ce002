//! A server with a vault on the disk and two cases: one that the whole team can open, one from which the investigator is excluded.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures::TryStreamExt;
use http::{HeaderMap, Method, Request, StatusCode};
use rand::Rng;
use redchannel::api::server;
use redchannel::api::wire::{PutItem, PutReply, PutWrap, SignedEvent};
use redchannel::crypto::grant::GrantAction;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::request::{RequestParts, RequestSignature};
use redchannel::ledger::entry::Event;
use redchannel::model::id::{BlobId, CaseId, ItemId};
use redchannel::model::readers::Exclusion;
use redchannel::model::roster::{Member, Role};
use redchannel::secret::{Secret, SecretText};
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::staff::PutOutcome;
use redchannel::vault::{Vault, reporter, rosters};
use tower::ServiceExt;

use crate::support::staff::{consent, event, identity, items, line, say_read};
use crate::support::world::{World, code, genesis_of, hex, report};

pub struct Site {
    pub world: World,
    /// In the team.
    pub intake: StaffKey,
    /// In the team, excluded from `hidden`.
    pub investigator: StaffKey,
    /// Outside the team.
    pub oversight: StaffKey,
    /// In the roster, reads no cases.
    pub admin: StaffKey,
    /// In the roster, for the last time yesterday.
    pub expired: StaffKey,
    /// Not in the roster.
    pub stranger: StaffKey,
    /// The whole team can open it. Items 0 (the report) and 1 (a file).
    pub shared: CaseId,
    /// The investigator is excluded. Items as in `shared`.
    pub hidden: CaseId,
    /// Of `shared`.
    pub shared_blob: BlobId,
    /// Of `hidden`.
    pub hidden_blob: BlobId,
}

impl Site {
    pub async fn new() -> Self {
        let world = World::new().await;
        let key = |seed: u8| StaffKey::from_seed(&Secret::new([seed; 32])).unwrap();
        let [intake, investigator, oversight, stranger, admin, expired] = [1, 2, 4, 6, 7, 8].map(key);
        appoint(&world, &admin, &expired).await;
        let excluded = Exclusion::Role { channel: "audit".into(), role: Role::Investigator };
        let (shared, shared_blob) = send_report(&world.vault, &intake, [1; 16], vec![]).await;
        let (hidden, hidden_blob) = send_report(&world.vault, &intake, [2; 16], vec![excluded]).await;
        // What follows is about items: that both have said that they read is told here, once.
        for (member, case) in [(&intake, hidden), (&investigator, shared)] {
            assert_eq!(say_read(&world.vault, member, case).await, Some(PutOutcome::Stored));
        }
        Self {
            world,
            intake,
            investigator,
            oversight,
            admin,
            expired,
            stranger,
            shared,
            hidden,
            shared_blob,
            hidden_blob,
        }
    }

    /// An event that `person` signs about a case of theirs.
    pub async fn event(&self, person: &StaffKey, case: CaseId, what: Event) -> SignedEvent {
        let line = line(&self.world.vault, person, case).await.unwrap();
        event(&self.world.vault, person, &identity(person, &line), &line.chain, what)
    }

    /// An item of the intake officer for `shared`, with its event.
    pub async fn item(&self, id: u8, sequence: u64, length: usize) -> PutItem {
        let (item, data) = (ItemId::from_bytes([id; 16]), vec![1; length]);
        let said = Event::Triaged { item, sha256: hex(&sha256(&[&data])) };
        let event = self.event(&self.intake, self.shared, said).await;
        PutItem { item, sequence, epoch: 0, data, event, state: None }
    }

    /// A reply of the intake officer in `shared`, with its event.
    pub async fn reply(&self, id: u8, sequence: u64, (data, copy): (Vec<u8>, Vec<u8>)) -> PutReply {
        let item = ItemId::from_bytes([id; 16]);
        let hash = |bytes: &[u8]| hex(&sha256(&[bytes]));
        let said = Event::ReplySent { item, sha256: hash(&data), copy_sha256: hash(&copy) };
        let event = self.event(&self.intake, self.shared, said).await;
        PutReply { item: PutItem { item, sequence, epoch: 0, data, event, state: None }, copy }
    }

    /// A wrap from the intake officer for another member, with the head's consent and its event.
    pub async fn wrap(&self, case: CaseId, to: &StaffKey, inner: Vec<u8>) -> PutWrap {
        let head = &self.world.people.head;
        let said = Event::WrapAdded {
            member: to.member_id(),
            epoch: 0,
            sha256: hex(&sha256(&[&inner])),
            proposer: Some(head.member_id()),
        };
        let event = self.event(&self.intake, case, said).await;
        let consent = Some(consent(head, GrantAction::Add, (case, 0), to));
        PutWrap { epoch: 0, recipient: to.recipient().to_string(), inner, consent, event }
    }

    pub fn minute(&self) -> i64 {
        self.world.clock.now() / 60
    }

    /// The ciphertext of `shared_blob`, as it lies on the disk.
    pub async fn stored_blob(&self) -> Bytes {
        let stream = self.world.vault.blobs().read(self.shared_blob, None).await.unwrap();
        stream.try_collect::<Vec<_>>().await.unwrap().concat().into()
    }

    /// Takes `shared_blob` away from under the vault, as a failing disk would.
    pub async fn lose_blob(&self) {
        self.world.vault.blobs().delete(self.shared_blob).await.unwrap();
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(server::router(self.world.vault.clone()).oneshot(request).await.unwrap()).await
    }

    /// Sends a request with this `Authorization`.
    pub async fn send_with(&self, header: &str, method: Method, path: &str, body: &[u8]) -> Answer {
        let request = Request::builder().method(method).uri(path).header("authorization", header);
        self.send(request.body(Body::from(body.to_vec())).unwrap()).await
    }

    /// Sends a request that `person` signs now.
    pub async fn ask(&self, person: &StaffKey, method: Method, path: &str, body: &[u8]) -> Answer {
        let header = sign(person, method.as_str(), path, body, self.minute());
        self.send_with(&header, method, path, body).await
    }

    /// Asks for `path` as `person`.
    pub async fn get(&self, person: &StaffKey, path: &str) -> Answer {
        self.ask(person, Method::GET, path, b"").await
    }
}

/// The second roster: with an administrator, and with a head whose time has passed.
async fn appoint(world: &World, admin: &StaffKey, expired: &StaffKey) {
    let mut roster = world.people.roster();
    let first = genesis_of(&world.people.sign(&roster, 2));
    let today = world.clock.today();
    for (key, role, until) in [(admin, Role::Admin, today.plus(100)), (expired, Role::Head, today.plus(-1))] {
        roster.members.push(Member {
            id: key.member_id(),
            name: role.key().into(),
            roles: vec![role],
            recipient: key.recipient().to_string(),
            verification_key: hex(key.verifying_key().as_bytes()),
            until,
            succeeds: None,
        });
    }
    roster.version = 2;
    roster.previous = Some(HEXLOWER.encode(&first));
    rosters::import(&world.vault, &world.people.sign(&roster, 2)).await.unwrap();
}

/// Sends a report with a file; gives the case and the file's blob.
async fn send_report(
    vault: &Vault,
    reader: &StaffKey,
    form_nonce: [u8; 16],
    exclude: Vec<Exclusion>,
) -> (CaseId, BlobId) {
    let mut body = report("The gate at noon.");
    body.exclude = exclude;
    let (access, _) = reporter::submit(vault, &code(), &form_nonce, &body).await.unwrap();
    let name = SecretText::new("evidence.bin");
    let media_type = "application/octet-stream".into();
    let meta = FileMeta { form_nonce, name, media_type, keep: KeepOriginal::Yes };
    let mut upload = begin_file(vault, &access, meta).await.unwrap();
    upload.write(&[7; 10_000]).await.unwrap();
    upload.finish().await.unwrap();
    let case = redchannel::crypto::derive::case_of_form(&form_nonce);
    let page = items(vault, reader, case, None).await.unwrap();
    (case, page.items[1].blob.unwrap())
}

/// The header of a request that `person` signs at `minute`.
pub fn sign(person: &StaffKey, method: &str, path: &str, body: &[u8], minute: i64) -> String {
    let mut nonce = [0; 16];
    rand::rng().fill_bytes(&mut nonce);
    let parts = RequestParts { method, path, body };
    RequestSignature::sign(person.signing_key(), person.member_id(), minute, nonce, &parts).to_header()
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

//! A server with a vault on the disk and two cases: one that the whole team can open, one from which the investigator is excluded.

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::TryStreamExt;
use http::{HeaderMap, Method, Request, StatusCode};
use redchannel::api::server;
use redchannel::clock::Clock;
use redchannel::crypto::code::Code;
use redchannel::crypto::kdf::{Argon2Params, HashPool, PoolSettings};
use redchannel::model::id::{BlobId, CaseId};
use redchannel::model::readers::Exclusion;
use redchannel::model::report::{Audience, ReportBody};
use redchannel::model::roster::Role;
use redchannel::secret::{Secret, SecretText};
use redchannel::vault::blobs::Blobs;
use redchannel::vault::files::{FileMeta, KeepOriginal, Upload, begin_file};
use redchannel::vault::store::{Create, DatabaseUrl, Part, Stores};
use redchannel::vault::{FileLimits, Vault, VaultParts, reporter, rosters, staff};
use tempfile::TempDir;
use tower::ServiceExt;

use super::people::{People, Person};

/// 2026-11-23T06:00:00Z.
const NOW: i64 = 1_795_413_600;

/// Cheap: what is tested here does not rest on the slow hash.
const PARAMS: Argon2Params = Argon2Params { m_kib: 64, t: 1, p: 1 };

pub struct Site {
    pub clock: Clock,
    pub vault: Vault,
    pub people: People,
    /// The whole team can open it. Items 0 (the report) and 1 (a file).
    pub shared: CaseId,
    /// The investigator is excluded. Items as in `shared`.
    pub hidden: CaseId,
    /// Of `shared`.
    pub shared_blob: BlobId,
    /// Of `hidden`.
    pub hidden_blob: BlobId,
    _directory: TempDir,
}

impl Site {
    pub async fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let (clock, people) = (Clock::fixed(NOW), People::new());
        let (note, genesis) = people.roster(clock.today());
        let vault = open_vault(directory.path(), clock.clone(), genesis).await;
        rosters::import(&vault, &note).await.unwrap();
        let excluded = Exclusion::Role { channel: "main".into(), role: Role::Investigator };
        let (shared, shared_blob) = report(&vault, &people, [1; 16], vec![]).await;
        let (hidden, hidden_blob) = report(&vault, &people, [2; 16], vec![excluded]).await;
        Self { clock, vault, people, shared, hidden, shared_blob, hidden_blob, _directory: directory }
    }

    pub fn minute(&self) -> i64 {
        self.clock.now() / 60
    }

    /// The ciphertext of `shared_blob`, as it lies on the disk.
    pub async fn stored_blob(&self) -> Bytes {
        let stream = self.vault.blobs().read(self.shared_blob, None).await.unwrap();
        stream.try_collect::<Vec<_>>().await.unwrap().concat().into()
    }

    /// Takes `shared_blob` away from under the vault, as a failing disk would.
    pub async fn lose_blob(&self) {
        self.vault.blobs().delete(self.shared_blob).await.unwrap();
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

async fn open_vault(directory: &Path, clock: Clock, genesis: [u8; 32]) -> Vault {
    let url = |name, part| {
        let path = directory.join(name);
        DatabaseUrl::parse(&format!("sqlite:{}", path.to_str().unwrap()), part).unwrap()
    };
    let (main, keys) = (url("main.db", Part::Main), url("keys.db", Part::Keys));
    let pool = PoolSettings {
        threads: NonZeroUsize::MIN,
        waiting_per_lane: 16,
        patience: Duration::from_secs(30),
        largest: PARAMS,
    };
    Vault::open(VaultParts {
        stores: Stores::open(directory, &main, &keys, Create::Told).await.unwrap(),
        blobs: Blobs::in_directory(&directory.join("blobs")).unwrap(),
        pepper: Secret::new([8; 32]),
        pool: HashPool::start(pool).unwrap(),
        params: PARAMS,
        clock,
        limits: FileLimits { reserve_bytes: 0, ..FileLimits::default() },
        genesis,
        newest_roster: directory.join("newest-roster"),
    })
    .await
    .unwrap()
}

/// Sends a report with a file; gives the case and the file's blob.
async fn report(
    vault: &Vault,
    people: &People,
    form_nonce: [u8; 16],
    exclude: Vec<Exclusion>,
) -> (CaseId, BlobId) {
    let body = ReportBody {
        form: 1,
        taxonomy: 1,
        audience: Audience::Trader,
        family: None,
        story: "The gate at noon.".into(),
        place: String::new(),
        time: String::new(),
        exclude,
    };
    let code = Code::generate(&mut rand::rng());
    let (access, _) = reporter::submit(vault, &code, &form_nonce, &body).await.unwrap();
    let name = SecretText::new("evidence.bin");
    let media_type = "application/octet-stream".into();
    let meta = FileMeta { form_nonce, index: 0, name, media_type, keep: KeepOriginal::Yes };
    let Upload::Open(mut upload) = begin_file(vault, &access, meta).await.unwrap() else {
        panic!("a fresh file was there already");
    };
    upload.write(&[7; 10_000]).await.unwrap();
    upload.finish().await.unwrap();
    let case = redchannel::crypto::derive::case_of_form(&form_nonce);
    let reader = people.first.identity.recipient();
    let page = staff::items(vault, &reader, case, None).await.unwrap().unwrap();
    (case, page.items[1].blob.unwrap())
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

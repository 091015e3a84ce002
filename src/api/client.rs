//! The desk's half of the staff API: signs every request with the member's key and reads ciphertext back.
//!
//! What comes back is believed only in its form. Whether it is what it should be is decided by those who open it: the frames' and
//! the roster's signatures, not this connection.

mod address;
mod answer;
mod custody;
mod error;
pub mod public;

use std::io;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use ed25519_dalek::SigningKey;
use futures::Stream;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};
use rand::Rng;
use reqwest::{RequestBuilder, Response, Url};
use serde::Serialize;

pub use self::error::ClientError;
use super::wire::many::{AskItems, ItemsOfCases, PutReads, ReadsTaken};
use super::wire::{
    CaseLine, CasesPage, ChainsPage, Conflict, EntriesPage, ItemsPage, LedgerHead, PutItem, PutKeys,
    PutLogRead, PutRead, PutRemoval, PutReply, PutRoster, PutRosterDraft, PutShred, PutWrap, RosterChain,
    RosterDrafts, Stored,
};
use crate::clock::{Clock, Day};
use crate::crypto::request::{RequestParts, RequestSignature};
use crate::ledger::entry::ChainHead;
use crate::model::id::{BlobId, CaseId, MemberId};
use crate::random;

/// An onion service may need this long until the first circuit stands.
const CONNECT_LIMIT: Duration = Duration::from_mins(1);

/// From the first byte of a question to the last of an answer; attachments have no such limit.
const ANSWER_LIMIT: Duration = Duration::from_mins(2);

/// Between two reads of anything.
const READ_LIMIT: Duration = Duration::from_mins(1);

/// How long a connection is kept for the next question. The server closes it after fifteen seconds; a question sent at that moment
/// would be lost.
const IDLE_LIMIT: Duration = Duration::from_secs(8);

/// What became of something sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is stored, durably.
    Stored,
    /// The case moved on: read its items up to the last one, and sign again for the place after it.
    Conflict {
        /// Sequence of the last item.
        last_sequence: u64,
        /// Where its chain of entries ends.
        chain: ChainHead,
    },
}

/// One member's connection to the server.
pub struct Client {
    base: Url,
    http: reqwest::Client,
    member: MemberId,
    key: SigningKey,
    clock: Clock,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client(…)")
    }
}

impl Client {
    /// A client of the server at `base`: `https://host`, or plain `http://` to loopback or an onion service.
    pub fn new(base: &str, member: MemberId, key: SigningKey, clock: Clock) -> Result<Self, ClientError> {
        Ok(Self { base: address::read(base)?, http: connection()?, member, key, clock })
    }

    /// The roster's notes. Nothing in them is verified yet.
    pub async fn roster(&self) -> Result<RosterChain, ClientError> {
        roster(&self.http, &self.base).await
    }

    /// Drafts of the roster's next version. Nothing in them is verified yet.
    pub async fn roster_drafts(&self) -> Result<RosterDrafts, ClientError> {
        answer::read(self.get("/v1/roster/drafts")?.timeout(ANSWER_LIMIT).send().await?, answer::DRAFTS_BYTES)
            .await
    }

    /// Keeps a draft at the server, or withdraws the caller's own. `false` if the roster or the draft moved on.
    pub async fn put_roster_draft(&self, put: &PutRosterDraft) -> Result<bool, ClientError> {
        self.put_roster_part("/v1/roster/drafts", put).await
    }

    /// Brings the roster's next version, signed. `false` if another one came into force.
    pub async fn put_roster(&self, put: &PutRoster) -> Result<bool, ClientError> {
        self.put_roster_part("/v1/roster", put).await
    }

    async fn put_roster_part<T: Serialize + Sync>(&self, path: &str, put: &T) -> Result<bool, ClientError> {
        let body = serde_json::to_vec(put).map_err(|_| ClientError::Malformed)?;
        let request = self.signed(Method::PUT, path, body)?.header(CONTENT_TYPE, "application/json");
        let response = request.timeout(ANSWER_LIMIT).send().await?;
        if response.status() == StatusCode::CONFLICT {
            return Ok(false);
        }
        let Stored {} = answer::read(response, answer::SMALL_BYTES).await?;
        Ok(true)
    }

    /// The member's cases in which something was added on or after `since`, after the position `after`.
    pub async fn cases(&self, since: Day, after: Option<CaseId>) -> Result<CasesPage, ClientError> {
        let after = after.map(|case| format!("&after={case}")).unwrap_or_default();
        let path = format!("/v1/cases?since_day={}{after}", since.number());
        answer::read(self.get(&path)?.timeout(ANSWER_LIMIT).send().await?, answer::CASES_BYTES).await
    }

    /// One of the member's cases, as it stands now.
    pub async fn case(&self, case: CaseId) -> Result<CaseLine, ClientError> {
        let request = self.get(&format!("/v1/cases/{case}"))?;
        answer::read(request.timeout(ANSWER_LIMIT).send().await?, answer::CASE_BYTES).await
    }

    /// The items of a case after the sequence `after`; from the first one without it.
    pub async fn items(&self, case: CaseId, after: Option<u64>) -> Result<ItemsPage, ClientError> {
        let after = after.map(|sequence| format!("?after={sequence}")).unwrap_or_default();
        let path = format!("/v1/cases/{case}/items{after}");
        answer::read(self.get(&path)?.timeout(ANSWER_LIMIT).send().await?, answer::ITEMS_BYTES).await
    }

    /// An attachment's ciphertext. The stream ends with an error if the connection does before the file.
    pub async fn blob(
        &self,
        case: CaseId,
        blob: BlobId,
    ) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + Unpin + use<>, ClientError> {
        let response = self.get(&format!("/v1/cases/{case}/blobs/{blob}"))?.send().await?;
        answer::stream(response)
    }

    /// Says that the member reads a case; before it nothing of the case is delivered.
    pub async fn put_read(&self, case: CaseId, put: &PutRead) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/reads"), put).await
    }

    /// The items of many cases, each with all of them.
    pub async fn items_of(&self, cases: &[CaseId]) -> Result<ItemsOfCases, ClientError> {
        let asked = AskItems { cases: cases.to_vec() };
        answer::read(self.post("/v1/items", &asked)?.send().await?, answer::ITEMS_BYTES).await
    }

    /// Says that the member reads many cases: all are taken, or none.
    pub async fn put_reads(&self, put: &PutReads) -> Result<ReadsTaken, ClientError> {
        answer::read(self.post("/v1/reads", put)?.send().await?, answer::READS_BYTES).await
    }

    /// The entries of the ledger about a case.
    pub async fn case_entries(&self, case: CaseId) -> Result<EntriesPage, ClientError> {
        let request = self.get(&format!("/v1/cases/{case}/entries"))?;
        answer::read(request.timeout(ANSWER_LIMIT).send().await?, answer::ENTRIES_BYTES).await
    }

    /// The entries of all chains after the position `after`: for oversight.
    pub async fn chains(&self, after: Option<CaseId>) -> Result<ChainsPage, ClientError> {
        let after = after.map(|case| format!("?after={case}")).unwrap_or_default();
        let request = self.get(&format!("/v1/ledger/entries{after}"))?;
        answer::read(request.timeout(ANSWER_LIMIT).send().await?, answer::ENTRIES_BYTES).await
    }

    /// The entries of one case, and those of the administration: for oversight.
    pub async fn chain_of(&self, case: CaseId) -> Result<ChainsPage, ClientError> {
        let request = self.get(&format!("/v1/ledger/entries?case={case}"))?;
        answer::read(request.timeout(ANSWER_LIMIT).send().await?, answer::ENTRIES_BYTES).await
    }

    /// Says that the member reads the log; before it oversight gets none of it.
    pub async fn put_log_read(&self, put: &PutLogRead) -> Result<Put, ClientError> {
        self.put("/v1/ledger/reads", put).await
    }

    /// The newest head of the ledger, with the proof that it continues the tree of `old` leaves. Nothing is verified yet.
    pub async fn ledger_head(&self, old: Option<u64>) -> Result<LedgerHead, ClientError> {
        let old = old.map(|old| format!("?old={old}")).unwrap_or_default();
        let url = self.base.join(&format!("/v1/ledger{old}")).map_err(|_| ClientError::Address)?;
        answer::read(self.http.get(url).timeout(ANSWER_LIMIT).send().await?, answer::LEDGER_BYTES).await
    }

    /// Destroys a case, as two have signed.
    pub async fn put_shred(&self, case: CaseId, put: &PutShred) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/shred"), put).await
    }

    /// Adds an item to a case.
    pub async fn put_item(&self, case: CaseId, put: &PutItem) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/items"), put).await
    }

    /// Adds a reply to a case, with the reporter's copy.
    pub async fn put_reply(&self, case: CaseId, put: &PutReply) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/replies"), put).await
    }

    /// Hands the case's key to another member.
    pub async fn put_wrap(&self, case: CaseId, put: &PutWrap) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/wraps"), put).await
    }

    /// Takes a key off a member.
    pub async fn put_removal(&self, case: CaseId, put: &PutRemoval) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/wraps/removed"), put).await
    }

    /// Gives a case a new key.
    pub async fn put_keys(&self, case: CaseId, put: &PutKeys) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/keys"), put).await
    }

    async fn put<T: Serialize + Sync>(&self, path: &str, put: &T) -> Result<Put, ClientError> {
        let response = self.post(path, put)?.send().await?;
        if response.status() == StatusCode::CONFLICT {
            let Conflict { last_sequence, chain } = answer::read_any(response, answer::SMALL_BYTES).await?;
            return Ok(Put::Conflict { last_sequence, chain });
        }
        let Stored {} = answer::read(response, answer::SMALL_BYTES).await?;
        Ok(Put::Stored)
    }

    fn post<T: Serialize>(&self, path: &str, what: &T) -> Result<RequestBuilder, ClientError> {
        let body = serde_json::to_vec(what).map_err(|_| ClientError::Malformed)?;
        let request = self.signed(Method::POST, path, body)?.header(CONTENT_TYPE, "application/json");
        Ok(request.timeout(ANSWER_LIMIT))
    }

    fn get(&self, path: &str) -> Result<RequestBuilder, ClientError> {
        self.signed(Method::GET, path, Vec::new())
    }

    /// Signs what will be sent: the path as it stands in the address after that was read, the body byte for byte.
    fn signed(&self, method: Method, path: &str, body: Vec<u8>) -> Result<RequestBuilder, ClientError> {
        let url = self.base.join(path).map_err(|_| ClientError::Address)?;
        let mut nonce = [0; 16];
        random::rng().fill_bytes(&mut nonce);
        let minute = self.clock.now().div_euclid(60);
        let sent = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let parts = RequestParts { method: method.as_str(), path: &sent, body: &body };
        let signature = RequestSignature::sign(&self.key, self.member, minute, nonce, &parts);
        let mut header = HeaderValue::try_from(signature.to_header()).map_err(|_| ClientError::Malformed)?;
        header.set_sensitive(true);
        Ok(self.http.request(method, url).header(AUTHORIZATION, header).body(body))
    }
}

/// The roster's notes from the server at `base`, for whoever has no key yet. Nothing in them is verified yet.
pub async fn fetch_roster(base: &str) -> Result<RosterChain, ClientError> {
    roster(&connection()?, &address::read(base)?).await
}

async fn roster(http: &reqwest::Client, base: &Url) -> Result<RosterChain, ClientError> {
    let url = base.join("/v1/roster").map_err(|_| ClientError::Address)?;
    let response: Response = http.get(url).timeout(ANSWER_LIMIT).send().await?;
    answer::read(response, answer::ROSTER_BYTES).await
}

/// No redirects: a signature is for one server. No proxy from the environment: who sets a variable must not see whom a desk asks.
pub(crate) fn connection() -> Result<reqwest::Client, ClientError> {
    static RING: OnceLock<()> = OnceLock::new();
    RING.get_or_init(|| {
        // The error means that one is installed already: the server side does so in the demo.
        drop(rustls::crypto::ring::default_provider().install_default());
    });
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .http1_only()
        .connect_timeout(CONNECT_LIMIT)
        .read_timeout(READ_LIMIT)
        .pool_idle_timeout(IDLE_LIMIT)
        .build()
        .map_err(ClientError::from)
}

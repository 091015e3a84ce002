//! Public files and the protocol of witnesses, over the same careful connection: for who looks after a log and who watches one.
//!
//! Nothing is signed here and nothing believed: checkpoints, tiles and cosignatures carry their own proof.

use http::StatusCode;
use http::header::CONTENT_TYPE;
use reqwest::{Response, Url};

use super::error::ClientError;
use super::{ANSWER_LIMIT, address, connection};
use crate::ledger::checkpoint::MAX_BYTES;
use crate::ledger::witnessing::{AddCheckpoint, SIZE_TYPE, parse_size_body};

/// The longest file that is read, in bytes: a full bundle of leaves is 8,704.
const FILE_BYTES: usize = 64 * 1024;

/// A place on the web with public files below it: `https://host/log`, or plain `http://` to loopback or an onion service.
#[derive(Debug)]
pub struct PublicPlace {
    http: reqwest::Client,
    prefix: Url,
}

/// What a witness, or a log, answers to `add-checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Signature lines.
    Lines(Vec<u8>),
    /// Ask again from this size.
    From(u64),
    /// It will not, with this status.
    Refused(u16),
}

impl PublicPlace {
    /// Reads an address, with or without a slash at its end.
    pub fn new(prefix: &str) -> Result<Self, ClientError> {
        Ok(Self { http: connection()?, prefix: address::read_prefix(prefix)? })
    }

    /// A file by its path below the place; `None` if there is none.
    pub async fn file(&self, path: &str) -> Result<Option<Vec<u8>>, ClientError> {
        let url = self.prefix.join(path).map_err(|_| ClientError::Address)?;
        let response = self.http.get(url).timeout(ANSWER_LIMIT).send().await?;
        match response.status() {
            StatusCode::OK => body(response, FILE_BYTES).await.map(Some),
            StatusCode::NOT_FOUND => Ok(None),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Err(ClientError::Overloaded),
            other => Err(ClientError::Unexpected(other.as_u16())),
        }
    }

    /// Hands in a checkpoint (c2sp.org/tlog-witness).
    pub async fn add_checkpoint(&self, request: &AddCheckpoint) -> Result<Answer, ClientError> {
        let url = self.prefix.join("add-checkpoint").map_err(|_| ClientError::Address)?;
        let request = self.http.post(url).body(request.to_bytes()).timeout(ANSWER_LIMIT);
        let response = request.header(CONTENT_TYPE, "text/plain; charset=utf-8").send().await?;
        let status = response.status();
        let names_a_size = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == SIZE_TYPE);
        Ok(match status {
            StatusCode::OK => Answer::Lines(body(response, MAX_BYTES).await?),
            StatusCode::CONFLICT if names_a_size => {
                let size = parse_size_body(&body(response, 32).await?);
                Answer::From(size.ok_or(ClientError::Malformed)?)
            }
            other => Answer::Refused(other.as_u16()),
        })
    }
}

async fn body(mut response: Response, most: usize) -> Result<Vec<u8>, ClientError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len().saturating_add(chunk.len()) > most {
            return Err(ClientError::Malformed);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

//! The public files of the ledger, for whoever verifies them. No key is needed, and none is sent.

use http::StatusCode;
use reqwest::Url;

use super::error::ClientError;
use super::{ANSWER_LIMIT, address, connection};

/// The log of a server.
#[derive(Debug)]
pub struct PublicLog {
    base: Url,
    http: reqwest::Client,
}

impl PublicLog {
    /// The log of the server at `base`: `https://host`, or plain `http://` to loopback or an onion service.
    pub fn new(base: &str) -> Result<Self, ClientError> {
        Ok(Self { base: address::read(base)?, http: connection()? })
    }

    /// A file below `/log/`, of at most `most` bytes; `None` if it is not there.
    pub async fn file(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, ClientError> {
        let url = self.base.join(&format!("/log/{path}")).map_err(|_| ClientError::Address)?;
        let mut response = self.http.get(url).timeout(ANSWER_LIMIT).send().await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Ok(None),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                return Err(ClientError::Overloaded);
            }
            other => return Err(ClientError::Unexpected(other.as_u16())),
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len().saturating_add(chunk.len()) > most {
                return Err(ClientError::Malformed);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(body))
    }
}

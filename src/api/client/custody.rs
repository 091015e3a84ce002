//! Names given in confidence, over the staff API.

use super::{ANSWER_LIMIT, Client, ClientError, Put, answer};
use crate::api::wire::custody::{CustodyPage, IdentityPage, PutCustody, PutIdentityRequest, SealedPage};
use crate::model::id::CaseId;

/// Bytes of a sealed identity with its grant in base64, at most.
const IDENTITY_BYTES: usize = 32 * 1024;

/// Bytes of a page of requests, at most: a hundred letters with their keys.
const CUSTODY_BYTES: usize = 2 * 1024 * 1024;

impl Client {
    /// The identity beside a case.
    pub async fn identity(&self, case: CaseId) -> Result<IdentityPage, ClientError> {
        let request = self.get(&format!("/v1/cases/{case}/identity"))?;
        answer::read(request.timeout(ANSWER_LIMIT).send().await?, IDENTITY_BYTES).await
    }

    /// Asks the custodians for it.
    pub async fn put_identity_request(
        &self,
        case: CaseId,
        put: &PutIdentityRequest,
    ) -> Result<Put, ClientError> {
        self.put(&format!("/v1/cases/{case}/identity/requests"), put).await
    }

    /// The requests that wait: for custodians.
    pub async fn custody(&self) -> Result<CustodyPage, ClientError> {
        answer::read(self.get("/v1/custody")?.timeout(ANSWER_LIMIT).send().await?, CUSTODY_BYTES).await
    }

    /// The sealed identity, after a look was stored: for custodians.
    pub async fn sealed_identity(&self, case: CaseId) -> Result<SealedPage, ClientError> {
        let request = self.get(&format!("/v1/custody/{case}/identity"))?;
        answer::read(request.timeout(ANSWER_LIMIT).send().await?, IDENTITY_BYTES).await
    }

    /// Says that a custodian looks, grants or refuses.
    pub async fn put_custody(&self, case: CaseId, put: &PutCustody) -> Result<Put, ClientError> {
        self.put(&format!("/v1/custody/{case}/answers"), put).await
    }
}

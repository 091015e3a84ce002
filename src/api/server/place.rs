//! Identifiers in paths. What is not an identifier is answered like one that does not exist.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use super::failure::Failure;
use crate::model::id::{BlobId, CaseId};

/// The case a path names.
#[derive(Clone, Copy)]
pub(super) struct AtCase(pub(super) CaseId);

/// The case and the blob a path names.
#[derive(Clone, Copy)]
pub(super) struct AtBlob(pub(super) CaseId, pub(super) BlobId);

impl<S: Send + Sync> FromRequestParts<S> for AtCase {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path(case) = Path::from_request_parts(parts, state).await.map_err(|_| Failure::NotFound)?;
        Ok(Self(case))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AtBlob {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path((case, blob)) =
            Path::from_request_parts(parts, state).await.map_err(|_| Failure::NotFound)?;
        Ok(Self(case, blob))
    }
}

//! Why the vault refuses: few reasons, each with a page of its own; the cause goes beside it to the log.

use super::blobs::BlobError;
use super::store::StoreError;
use crate::crypto::kdf::Busy;

/// Why the vault did not do what was asked. Faces turn each into a page of its own; the cause goes to the log.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Too much at once: try again in a moment.
    #[error("too busy")]
    Busy,
    /// The words do not fit one item, although they passed the limit on text: quotes and line ends take more room in JSON.
    #[error("the text is too long")]
    TooLong,
    /// The disk or the quota is full.
    #[error("storage is full")]
    Full,
    /// No roster is in force: nothing is encrypted to nobody, nor to unsigned keys.
    #[error("no roster is in force")]
    NoRoster,
    /// The case was destroyed, by two people together: there is nothing to add to, and a notice to read.
    #[error("the case was destroyed")]
    Destroyed,
    /// A database or the attachment store is down or damaged.
    #[error("storage is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Refusal {
    pub(super) fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(cause.into())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Full => Self::Full,
            StoreError::Newer | StoreError::Missing(_) | StoreError::Corrupt(_) | StoreError::Database(_) => {
                Self::unavailable(error)
            }
        }
    }
}

impl From<BlobError> for Refusal {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => Self::Full,
            BlobError::Missing | BlobError::Failed(_) => Self::unavailable(error),
        }
    }
}

impl From<Busy> for Refusal {
    fn from(busy: Busy) -> Self {
        match busy {
            Busy::Queue => Self::Busy,
            Busy::Refused(cause) => Self::unavailable(cause),
        }
    }
}

/// Why a file is not stored. What was stored before it stays.
#[derive(Debug, thiserror::Error)]
pub enum FileRefusal {
    /// Larger than one file may be.
    #[error("the file is too big")]
    TooBig,
    /// The case has as many bytes as it may have.
    #[error("this report has as many files as it can have")]
    CaseFull,
    /// The server's storage is full.
    #[error("storage is full")]
    StoreFull,
    /// The vault failed.
    #[error(transparent)]
    Vault(Refusal),
}

impl From<Refusal> for FileRefusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Full => Self::StoreFull,
            other @ (Refusal::Busy
            | Refusal::TooLong
            | Refusal::NoRoster
            | Refusal::Destroyed
            | Refusal::Unavailable(_)) => Self::Vault(other),
        }
    }
}

impl From<BlobError> for FileRefusal {
    fn from(error: BlobError) -> Self {
        Refusal::from(error).into()
    }
}

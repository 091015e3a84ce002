//! Opening: what only the unit side may do. Nothing under `vault`, `intake` or `api::server` names this module; a test holds it.

use ed25519_dalek::VerifyingKey;
use futures::io::{AsyncBufRead, AsyncRead};

use super::agefile::{self, AgeError, Identity, Recipient};
use super::derive::audit_identity;
use super::frame::{FrameError, MAX_FRAME_BYTES, UnverifiedFrame};
use super::wrap::{INNER_MAGIC, INNER_MAGIC_1};
use crate::model::id::CaseId;
use crate::secret::{Secret, SecretBytes};

pub mod identity;

/// The private key of one case, in the memory of a desk for the time of a session.
#[derive(Debug)]
pub struct CaseIdentity {
    case: CaseId,
    epoch: u32,
    identity: Identity,
    audit: Identity,
    reporter: VerifyingKey,
    reply_to: Option<Recipient>,
}

/// What belongs to a case's private key.
#[derive(Clone, Debug)]
pub struct KeyParts {
    /// The case.
    pub case: CaseId,
    /// The number of the key in its case.
    pub epoch: u32,
    /// The key that must have signed what the reporter sent.
    pub reporter: VerifyingKey,
    /// What replies are sealed to.
    pub reply_to: Option<Recipient>,
}

/// Why something does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The wrap is not for this key, was altered, or was put in place of another.
    #[error("this wrap does not open with this key, or was altered")]
    Wrap,
    /// The wrap was made for another case or another epoch.
    #[error("this wrap belongs to another case")]
    WrongCase,
    /// The item is not sealed to this case, or was altered.
    #[error("this item is not sealed to this case, or was altered")]
    Item,
    /// The item opened, but is not what it should be.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl CaseIdentity {
    /// Opens the inner layer of a wrap that was found in `case` at `epoch`.
    pub fn from_wrap(member: &Identity, inner: &[u8], case: CaseId, epoch: u32) -> Result<Self, OpenError> {
        let content = agefile::open(member, inner, 256).map_err(|_| OpenError::Wrap)?;
        let (magic, rest) = content.expose_secret().split_first_chunk::<4>().ok_or(OpenError::Wrap)?;
        let (scalar, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Wrap)?;
        let (named_case, rest) = rest.split_first_chunk::<16>().ok_or(OpenError::Wrap)?;
        let (named_epoch, rest) = rest.split_first_chunk::<4>().ok_or(OpenError::Wrap)?;
        let (reporter, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Wrap)?;
        let reply_to = match (magic, rest) {
            (INNER_MAGIC, text) => Some(read_recipient(text).ok_or(OpenError::Wrap)?),
            (INNER_MAGIC_1, []) => None,
            _ => return Err(OpenError::Wrap),
        };
        if named_case != case.as_bytes() || u32::from_be_bytes(*named_epoch) != epoch {
            return Err(OpenError::WrongCase);
        }
        let scalar = Secret::new(*scalar);
        let identity = Identity::from_scalar(&scalar).map_err(|_| OpenError::Wrap)?;
        let audit = audit_identity(&scalar).map_err(|_| OpenError::Wrap)?;
        let reporter = VerifyingKey::from_bytes(reporter).map_err(|_| OpenError::Wrap)?;
        Ok(Self { case, epoch, identity, audit, reporter, reply_to })
    }

    /// Takes a case's key as an exported bundle hands it over. Nothing but the bundle's signature vouches for what belongs to it.
    pub fn from_key(identity: &Identity, parts: KeyParts) -> Result<Self, AgeError> {
        let KeyParts { case, epoch, reporter, reply_to } = parts;
        let audit = audit_identity(&identity.scalar()?)?;
        Ok(Self { case, epoch, identity: identity.clone(), audit, reporter, reply_to })
    }

    /// What opens the entries of the ledger about this case.
    pub const fn audit(&self) -> &Identity {
        &self.audit
    }

    /// What replies and receipts for the reporter are sealed to; `None` in wraps from before the ledger.
    pub const fn reply_to(&self) -> Option<&Recipient> {
        self.reply_to.as_ref()
    }

    /// The case this key belongs to.
    pub fn case(&self) -> CaseId {
        self.case
    }

    /// The number of this key in its case.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The key that must have signed what the reporter sent.
    pub fn reporter(&self) -> &VerifyingKey {
        &self.reporter
    }

    /// The public half, to seal the unit's items to.
    pub fn recipient(&self) -> Recipient {
        self.identity.recipient()
    }

    /// Opens an item's age file; the frame inside is still to be verified against its place.
    pub fn open_item(&self, sealed: &[u8]) -> Result<UnverifiedFrame, OpenError> {
        let plaintext: SecretBytes =
            agefile::open(&self.identity, sealed, MAX_FRAME_BYTES).map_err(|_| OpenError::Item)?;
        Ok(UnverifiedFrame::parse(&plaintext)?)
    }

    /// Opens an attachment as a stream. What it yields is authentic chunk by chunk, but the file is whole only when the stream
    /// has ended without an error: measured on age, 209 MB came out of a file cut short before the error did.
    pub async fn open_attachment<R: AsyncBufRead + Unpin>(
        &self,
        sealed: R,
    ) -> Result<impl AsyncRead + Unpin, AgeError> {
        let decryptor = age::Decryptor::new_async_buffered(sealed).await.map_err(|_| AgeError::Open)?;
        let key: &dyn age::Identity = self.identity.as_age();
        decryptor.decrypt_async(std::iter::once(key)).map_err(|_| AgeError::Open)
    }

    /// The private key, to be wrapped for another recipient.
    pub fn scalar(&self) -> Result<Secret<32>, AgeError> {
        self.identity.scalar()
    }
}

fn read_recipient(text: &[u8]) -> Option<Recipient> {
    Recipient::parse(std::str::from_utf8(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;
    use crate::crypto::derive::PepperKeys;
    use crate::crypto::seal::{Founding, found_case};
    use crate::crypto::wrap::{WRAP_BYTES, WRAP_SLOTS, WrapPlace, strip};

    #[test]
    fn a_reader_opens_and_nobody_else_does() {
        let (reader, excluded) = (Identity::generate(), Identity::generate());
        let names = PepperKeys::new(Secret::new([1; 32]));
        let k_shred = Secret::new([2; 32]);
        let case = CaseId::from_bytes([3; 16]);
        let reporter = SigningKey::from_bytes(&[4; 32]).verifying_key();
        let readers = [reader.recipient(), Identity::generate().recipient()];
        let reply_to = Identity::generate().recipient();
        let founding = Founding { case, readers: &readers, k_shred: &k_shred, reporter, reply_to: &reply_to };
        let founded = found_case(&founding, &names, &mut rand::rng()).unwrap();

        assert_eq!(founded.wraps.len(), WRAP_SLOTS);
        assert!(founded.wraps.iter().all(|row| row.data.len() == WRAP_BYTES));
        let tag = names.wrap_tag(case, 0, &reader.recipient());
        let row = founded.wraps.iter().find(|row| row.tag == tag).unwrap();
        let inner = strip(&k_shred, &WrapPlace { case, epoch: 0, tag }, &row.data).unwrap();
        let opened = CaseIdentity::from_wrap(&reader, &inner, case, 0).unwrap();
        assert_eq!(opened.recipient(), founded.recipient);
        assert_eq!(opened.reporter(), &reporter);
        assert_eq!(opened.reply_to(), Some(&reply_to));
        assert_eq!(opened.audit().recipient(), founded.audit);

        assert_eq!(CaseIdentity::from_wrap(&excluded, &inner, case, 0).unwrap_err(), OpenError::Wrap);
        let other = CaseId::from_bytes([9; 16]);
        assert_eq!(CaseIdentity::from_wrap(&reader, &inner, other, 0).unwrap_err(), OpenError::WrongCase);
        let absent = names.wrap_tag(case, 0, &excluded.recipient());
        assert!(founded.wraps.iter().all(|row| row.tag != absent));
    }

    #[test]
    fn a_case_is_never_founded_for_nobody() {
        let names = PepperKeys::new(Secret::new([1; 32]));
        let founding = Founding {
            case: CaseId::from_bytes([3; 16]),
            readers: &[],
            k_shred: &Secret::new([2; 32]),
            reporter: SigningKey::from_bytes(&[4; 32]).verifying_key(),
            reply_to: &Identity::generate().recipient(),
        };
        assert!(found_case(&founding, &names, &mut rand::rng()).is_err());
    }
}

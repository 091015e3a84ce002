//! Opening: what only the unit side may do. Nothing under `vault`, `intake` or `api::server` names this module; a test holds it.

use ed25519_dalek::{SigningKey, VerifyingKey};
use futures::io::{AsyncBufRead, AsyncRead};

use super::agefile::{self, AgeError, Identity, Recipient};
use super::derive::{audit_identity, case_signing_key};
use super::frame::{FrameError, MAX_FRAME_BYTES, UnverifiedFrame};
use super::rekey::{CaseKeys, Certificate};
use super::seal::seal_case_keys;
use super::wrap::{INNER_MAGIC, INNER_MAGIC_1, INNER_MAGIC_3, MAX_INNER_BYTES, WrapPlace};
use crate::model::id::CaseId;
use crate::secret::{Secret, SecretBytes};

pub mod identity;

/// Characters of a recipient.
const RECIPIENT_BYTES: usize = 62;

/// The private keys of one case, in the memory of a desk for the time of a session: the newest, and the earlier ones, which open what
/// came before it.
#[derive(Debug)]
pub struct CaseIdentity {
    case: CaseId,
    epoch: u32,
    newest: EpochKeys,
    /// By epoch, from 0; empty in wraps of the first key.
    earlier: Vec<EpochKeys>,
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

/// The private keys of one epoch.
#[derive(Clone)]
struct EpochKeys {
    identity: Identity,
    audit: Identity,
    signing: SigningKey,
}

impl EpochKeys {
    fn of(scalar: &Secret<32>) -> Result<Self, AgeError> {
        Ok(Self {
            identity: Identity::from_scalar(scalar)?,
            audit: audit_identity(scalar)?,
            signing: case_signing_key(scalar),
        })
    }

    fn public(&self, epoch: u32) -> CaseKeys {
        let (recipient, audit) = (self.identity.recipient(), self.audit.recipient());
        CaseKeys { epoch, recipient, audit, verifier: self.signing.verifying_key() }
    }
}

impl std::fmt::Debug for EpochKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EpochKeys(…)")
    }
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
    /// The item is said to be sealed to a key of the case that the wrap does not hold.
    #[error("this item is sealed to a key of this case that this wrap does not hold")]
    Epoch,
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
        let content = agefile::open(member, inner, MAX_INNER_BYTES).map_err(|_| OpenError::Wrap)?;
        let (magic, rest) = content.expose_secret().split_first_chunk::<4>().ok_or(OpenError::Wrap)?;
        let (scalar, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Wrap)?;
        let (named_case, rest) = rest.split_first_chunk::<16>().ok_or(OpenError::Wrap)?;
        let (named_epoch, rest) = rest.split_first_chunk::<4>().ok_or(OpenError::Wrap)?;
        let (reporter, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Wrap)?;
        if named_case != case.as_bytes() || u32::from_be_bytes(*named_epoch) != epoch {
            return Err(OpenError::WrongCase);
        }
        let (reply_to, earlier) = read_tail(*magic, rest, epoch).ok_or(OpenError::Wrap)?;
        let newest = EpochKeys::of(&Secret::new(*scalar)).map_err(|_| OpenError::Wrap)?;
        let reporter = VerifyingKey::from_bytes(reporter).map_err(|_| OpenError::Wrap)?;
        Ok(Self { case, epoch, newest, earlier, reporter, reply_to })
    }

    /// Takes a case's keys, the oldest first, as an exported bundle hands them over. Nothing but the bundle's signature vouches for what belongs to it.
    pub fn from_keys(identities: &[Identity], parts: KeyParts) -> Result<Self, AgeError> {
        let KeyParts { case, epoch, reporter, reply_to } = parts;
        let of = |identity: &Identity| EpochKeys::of(&identity.scalar()?);
        let newest = of(identities.last().ok_or(AgeError::Recipient)?)?;
        let count = identities.len().saturating_sub(1);
        let earlier = identities.iter().take(count).map(of).collect::<Result<_, _>>()?;
        Ok(Self { case, epoch, newest, earlier, reporter, reply_to })
    }

    /// What opens the newest entries of the ledger about this case.
    pub const fn audit(&self) -> &Identity {
        &self.newest.audit
    }

    /// What opens the entries of the ledger about this case, the newest first.
    pub fn audits(&self) -> Vec<&Identity> {
        self.all().map(|keys| &keys.audit).collect()
    }

    /// The keys of each epoch, the oldest first: its number, the key of the case, and the key of its entries in the ledger.
    pub fn epochs(&self) -> impl Iterator<Item = (u32, &Identity, &Identity)> {
        let keys = self.earlier.iter().chain([&self.newest]);
        (0_u32..).zip(keys).map(|(epoch, keys)| (epoch, &keys.identity, &keys.audit))
    }

    /// All keys, the newest first.
    fn all(&self) -> impl Iterator<Item = &EpochKeys> {
        std::iter::once(&self.newest).chain(self.earlier.iter().rev())
    }

    /// What replies and receipts for the reporter are sealed to; `None` in wraps from before the ledger.
    pub const fn reply_to(&self) -> Option<&Recipient> {
        self.reply_to.as_ref()
    }

    /// The case these keys belong to.
    pub fn case(&self) -> CaseId {
        self.case
    }

    /// The number of the newest key.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The key that must have signed what the reporter sent.
    pub fn reporter(&self) -> &VerifyingKey {
        &self.reporter
    }

    /// The public half of the newest key, to seal the unit's items to.
    pub fn recipient(&self) -> Recipient {
        self.newest.identity.recipient()
    }

    /// The public halves of the key of an epoch, if the wrap holds it.
    pub fn public(&self, epoch: u32) -> Option<CaseKeys> {
        self.keys(epoch).map(|keys| keys.public(epoch))
    }

    fn keys(&self, epoch: u32) -> Option<&EpochKeys> {
        if epoch == self.epoch {
            return Some(&self.newest);
        }
        self.earlier.get(usize::try_from(epoch).ok()?)
    }

    /// Opens an item's age file, sealed to the key of `epoch`; the frame inside is still to be verified against its place.
    pub fn open_item(&self, epoch: u32, sealed: &[u8]) -> Result<UnverifiedFrame, OpenError> {
        let keys = self.keys(epoch).ok_or(OpenError::Epoch)?;
        let plaintext: SecretBytes =
            agefile::open(&keys.identity, sealed, MAX_FRAME_BYTES).map_err(|_| OpenError::Item)?;
        Ok(UnverifiedFrame::parse(&plaintext)?)
    }

    /// Opens an attachment as a stream. It is sealed to the key of its item, and which bytes it has is said in the item: so each key
    /// is tried. What it yields is authentic chunk by chunk, but the file is whole only when the stream has ended without an error:
    /// measured on age, 209 MB came out of a file cut short before the error did.
    pub async fn open_attachment<R: AsyncBufRead + Unpin>(
        &self,
        sealed: R,
    ) -> Result<impl AsyncRead + Unpin, AgeError> {
        let decryptor = age::Decryptor::new_async_buffered(sealed).await.map_err(|_| AgeError::Open)?;
        let keys = self.all().map(|keys| {
            let key: &dyn age::Identity = keys.identity.as_age();
            key
        });
        decryptor.decrypt_async(keys).map_err(|_| AgeError::Open)
    }

    /// The newest private key.
    pub fn scalar(&self) -> Result<Secret<32>, AgeError> {
        self.newest.identity.scalar()
    }

    /// The inner layer of a wrap of all these keys for another reader.
    ///
    /// # Errors
    /// [`AgeError::Open`] for a case from before the ledger, or whose earlier keys are not all here.
    pub fn wrap_for(&self, reader: &Recipient) -> Result<Vec<u8>, AgeError> {
        let earlier =
            self.earlier.iter().map(|keys| keys.identity.scalar()).collect::<Result<Vec<_>, _>>()?;
        let place = WrapPlace { case: self.case, epoch: self.epoch, tag: [0; 16] };
        let reply_to = self.reply_to.as_ref().ok_or(AgeError::Open)?;
        seal_case_keys((&self.scalar()?, &earlier), &place, (&self.reporter, reply_to), reader)
    }

    /// The case with a key that comes after the newest one, and the newest one's word for it.
    pub fn with_next_key(&self, scalar: &Secret<32>) -> Result<(Self, Certificate), AgeError> {
        let epoch = self.epoch.checked_add(1).ok_or(AgeError::Open)?;
        let next = EpochKeys::of(scalar)?;
        let certificate = Certificate::sign(&self.newest.signing, self.case, &next.public(epoch));
        let earlier = self.earlier.iter().chain([&self.newest]).cloned().collect();
        let (case, reporter, reply_to) = (self.case, self.reporter, self.reply_to.clone());
        Ok((Self { case, epoch, newest: next, earlier, reporter, reply_to }, certificate))
    }

    /// What the key before the one of `epoch` said of it, made again. `None` for the first key, and for keys that are not here.
    pub fn certificate(&self, epoch: u32) -> Option<Certificate> {
        let before = self.keys(epoch.checked_sub(1)?)?;
        Some(Certificate::sign(&before.signing, self.case, &self.public(epoch)?))
    }
}

/// What follows the reporter's verification key: who gets replies, and the keys of the epochs before.
fn read_tail(magic: [u8; 4], rest: &[u8], epoch: u32) -> Option<(Option<Recipient>, Vec<EpochKeys>)> {
    match (&magic, rest) {
        (INNER_MAGIC_3, rest) => {
            let (recipient, scalars) = rest.split_at_checked(RECIPIENT_BYTES)?;
            let (scalars, []) = scalars.as_chunks::<32>() else { return None };
            if usize::try_from(epoch) != Ok(scalars.len()) || scalars.is_empty() {
                return None;
            }
            let keys = scalars.iter().map(|scalar| EpochKeys::of(&Secret::new(*scalar)).ok());
            Some((Some(read_recipient(recipient)?), keys.collect::<Option<Vec<_>>>()?))
        }
        (INNER_MAGIC, text) => Some((Some(read_recipient(text)?), Vec::new())),
        (INNER_MAGIC_1, []) => Some((None, Vec::new())),
        _ => None,
    }
}

fn read_recipient(text: &[u8]) -> Option<Recipient> {
    Recipient::parse(std::str::from_utf8(text).ok()?).ok()
}

#[cfg(test)]
mod tests;

//! Opening what a reporter gave in confidence: at a custodian's desk, or at that of a handler to whom it was granted.

use ed25519_dalek::VerifyingKey;

use super::{OpenError, read_recipient};
use crate::crypto::agefile::{self, AgeError, Identity, Recipient};
use crate::crypto::frame::{Author, FrameError, ItemKind, MAX_FRAME_BYTES, UnverifiedFrame};
use crate::crypto::hash::sha256;
use crate::crypto::identity::{Confided, INNER_MAGIC, seal_identity_key};
use crate::model::custody::IdentityBody;
use crate::model::id::CaseId;
use crate::secret::Secret;

/// The key of one identity.
#[derive(Debug)]
pub struct IdentityKey {
    case: CaseId,
    identity: Identity,
    sha256: [u8; 32],
    reporter: VerifyingKey,
    reply_to: Recipient,
}

impl IdentityKey {
    /// Opens the key as it is sealed to custodians or to a handler, found in `case`.
    pub fn from_sealed(own: &Identity, sealed: &[u8], case: CaseId) -> Result<Self, OpenError> {
        let content = agefile::open(own, sealed, 256).map_err(|_| OpenError::Wrap)?;
        let rest = content.expose_secret().strip_prefix(INNER_MAGIC).ok_or(OpenError::Wrap)?;
        let (scalar, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Wrap)?;
        let (named, rest) = rest.split_first_chunk::<16>().ok_or(OpenError::Wrap)?;
        let (sha256, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Wrap)?;
        let (reporter, rest) = rest.split_first_chunk::<32>().ok_or(OpenError::Wrap)?;
        let reply_to = read_recipient(rest).ok_or(OpenError::Wrap)?;
        if named != case.as_bytes() {
            return Err(OpenError::WrongCase);
        }
        let identity = Identity::from_scalar(&Secret::new(*scalar)).map_err(|_| OpenError::Wrap)?;
        let reporter = VerifyingKey::from_bytes(reporter).map_err(|_| OpenError::Wrap)?;
        Ok(Self { case, identity, sha256: *sha256, reporter, reply_to })
    }

    /// The SHA-256 of the identity it opens.
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The key that must have signed the identity.
    pub const fn reporter(&self) -> &VerifyingKey {
        &self.reporter
    }

    /// What the reporter's copies are sealed to.
    pub const fn reply_to(&self) -> &Recipient {
        &self.reply_to
    }

    /// Opens the identity. It must be the very bytes that came with the report, signed by the reporter: whoever can write to the database
    /// could put another name there.
    pub fn open(&self, sealed: &[u8]) -> Result<IdentityBody, OpenError> {
        if sha256(&[sealed]) != self.sha256 {
            return Err(OpenError::Item);
        }
        let plaintext =
            agefile::open(&self.identity, sealed, MAX_FRAME_BYTES).map_err(|_| OpenError::Item)?;
        let frame = UnverifiedFrame::parse(&plaintext)?;
        let claimed = frame.claimed();
        if claimed.case != self.case {
            return Err(FrameError::WrongCase.into());
        }
        if claimed.kind != ItemKind::Identity || claimed.author != Author::Reporter {
            return Err(FrameError::WrongPlace.into());
        }
        let opened = frame.verify_author(&self.reporter)?;
        serde_json::from_str(opened.body.expose_secret()).map_err(|_| FrameError::Malformed.into())
    }

    /// Seals the key to a handler.
    pub fn grant(&self, handler: &Recipient) -> Result<Vec<u8>, AgeError> {
        let Self { case, ref sha256, ref reporter, ref reply_to, .. } = *self;
        let confided = Confided { case, sha256, reporter, reply_to };
        seal_identity_key(&self.identity.scalar()?, &confided, std::slice::from_ref(handler))
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Day;
    use crate::crypto::frame::{FrameHeader, write};
    use crate::crypto::identity::{SealedIdentity, seal_identity};
    use crate::model::id::ItemId;
    use crate::secret::SecretText;

    const CASE: CaseId = CaseId::from_bytes([1; 16]);

    /// An identity that `signer` wrote, bound to the reporter of seed 4.
    fn sealed(kind: ItemKind, signer: u8, keepers: &[Recipient]) -> SealedIdentity {
        let header = FrameHeader {
            version: 1,
            case: CASE,
            item: ItemId::from_bytes([2; 16]),
            kind,
            sequence: 0,
            previous: None,
            author: Author::Reporter,
            day: Day::from_number(20_000),
            reporter: None,
            file: None,
        };
        let body = SecretText::new(r#"{"name":"Amal","contact":"555"}"#);
        let frame = write(&header, &body, &SigningKey::from_bytes(&[signer; 32])).unwrap();
        let reporter = SigningKey::from_bytes(&[4; 32]).verifying_key();
        let reply_to = Identity::generate().recipient();
        seal_identity(CASE, &frame, (&reporter, &reply_to), keepers).unwrap()
    }

    #[test]
    fn who_holds_the_key_opens_these_very_bytes_and_nobody_else_does() {
        let (custodian, handler, other) = (Identity::generate(), Identity::generate(), Identity::generate());
        let identity = sealed(ItemKind::Identity, 4, &[custodian.recipient()]);
        let key = IdentityKey::from_sealed(&custodian, &identity.key, CASE).unwrap();
        assert_eq!(key.open(&identity.data).unwrap().name, "Amal");
        let grant = key.grant(&handler.recipient()).unwrap();
        let granted = IdentityKey::from_sealed(&handler, &grant, CASE).unwrap();
        assert_eq!(granted.open(&identity.data).unwrap().contact, "555");
        assert_eq!((granted.sha256(), granted.reply_to()), (&identity.sha256, key.reply_to()));

        for (own, sealed) in [(&other, &identity.key), (&other, &grant), (&handler, &identity.key)] {
            assert_eq!(IdentityKey::from_sealed(own, sealed, CASE).unwrap_err(), OpenError::Wrap);
        }
        let elsewhere = CaseId::from_bytes([9; 16]);
        assert_eq!(IdentityKey::from_sealed(&handler, &grant, elsewhere).unwrap_err(), OpenError::WrongCase);
        let swapped = sealed(ItemKind::Identity, 4, &[custodian.recipient()]);
        assert_eq!(key.open(&swapped.data).unwrap_err(), OpenError::Item);
    }

    #[test]
    fn another_item_or_another_author_is_no_identity() {
        let custodian = Identity::generate();
        let refused = |kind, signer| {
            let identity = sealed(kind, signer, &[custodian.recipient()]);
            let key = IdentityKey::from_sealed(&custodian, &identity.key, CASE).unwrap();
            key.open(&identity.data).unwrap_err()
        };
        assert_eq!(refused(ItemKind::FollowUp, 4), FrameError::WrongPlace.into());
        assert_eq!(refused(ItemKind::Identity, 5), FrameError::BadSignature.into());
    }

    proptest! {
        #[test]
        fn whatever_is_sealed_to_a_custodian_is_a_key_or_refused(content in proptest::collection::vec(any::<u8>(), 0..240)) {
            let custodian = Identity::generate();
            let sealed = agefile::seal(&[custodian.recipient()], &content).unwrap();
            let _either = IdentityKey::from_sealed(&custodian, &sealed, CASE);
        }
    }
}

//! An opened staff key: what reads cases and signs for its holder. It lives on the unit's side only.

use std::fmt;

use ed25519_dalek::{SigningKey, VerifyingKey};

use super::KeyFileError;
use super::card::{CardError, PublicCard, member_id};
use crate::crypto::agefile::{Identity, Recipient};
use crate::crypto::hash::hkdf32;
use crate::model::id::MemberId;
use crate::secret::Secret;

const ENC_LABEL: &str = "redchannel/v1/staff/x25519";
const SIG_LABEL: &str = "redchannel/v1/staff/ed25519";

/// The age identity ENC and the signing key SIG of one staff member.
#[derive(Clone)]
pub struct StaffKey {
    enc: Identity,
    sig: SigningKey,
}

impl StaffKey {
    /// Derives both keys with HKDF-SHA-256 (RFC 5869, no salt), a label each.
    pub fn from_seed(seed: &Secret<32>) -> Result<Self, KeyFileError> {
        let enc = Identity::from_scalar(&hkdf32(seed, ENC_LABEL)).map_err(|_| KeyFileError::Malformed)?;
        let sig = SigningKey::from_bytes(hkdf32(seed, SIG_LABEL).expose_secret());
        Ok(Self { enc, sig })
    }

    /// The public card, under a display name.
    pub fn card(&self, name: &str) -> Result<PublicCard, CardError> {
        PublicCard::new(name, self.recipient(), self.verifying_key())
    }

    /// What others encrypt to.
    pub fn recipient(&self) -> Recipient {
        self.enc.recipient()
    }

    /// What others verify signatures with.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.sig.verifying_key()
    }

    /// The identity that opens wraps.
    pub const fn identity(&self) -> &Identity {
        &self.enc
    }

    /// The key that signs frames, entries and requests.
    pub const fn signing_key(&self) -> &SigningKey {
        &self.sig
    }

    /// The member's id in the roster: the first 16 bytes of SHA-256 of the verification key.
    pub fn member_id(&self) -> MemberId {
        member_id(&self.verifying_key())
    }
}

impl fmt::Debug for StaffKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffKey(…)")
    }
}

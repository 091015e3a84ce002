//! An opened staff key: what reads cases and signs for its holder. It lives on the unit's side only.

use std::fmt;
use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use ed25519_dalek::{SigningKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::KeyFileError;
use super::card::{CardError, PublicCard, member_id};
use crate::model::id::MemberId;
use crate::secret::Secret;

const ENC_LABEL: &[u8] = b"redchannel/v1/staff/x25519";
const SIG_LABEL: &[u8] = b"redchannel/v1/staff/ed25519";

/// Characters of an age identity as text.
const IDENTITY_CHARACTERS: usize = 74;

/// The age identity ENC and the signing key SIG of one staff member.
#[derive(Clone)]
pub struct StaffKey {
    enc: Identity,
    sig: SigningKey,
}

impl StaffKey {
    /// Derives both keys with HKDF-SHA-256 (RFC 5869, no salt), a label each.
    pub fn from_seed(seed: &Secret<32>) -> Result<Self, KeyFileError> {
        let enc = identity_from(&derive(seed, ENC_LABEL)?)?;
        let sig = SigningKey::from_bytes(derive(seed, SIG_LABEL)?.expose_secret());
        Ok(Self { enc, sig })
    }

    /// The public card, under a display name.
    pub fn card(&self, name: &str) -> Result<PublicCard, CardError> {
        PublicCard::new(name, self.recipient(), self.verifying_key())
    }

    /// What others encrypt to.
    pub fn recipient(&self) -> Recipient {
        self.enc.to_public()
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

fn derive(seed: &Secret<32>, label: &[u8]) -> Result<Secret<32>, KeyFileError> {
    let mut derived = Zeroizing::new([0_u8; 32]);
    let extracted = Hkdf::<Sha256>::new(None, seed.expose_secret());
    extracted.expand(label, derived.as_mut_slice()).map_err(|_| KeyFileError::Malformed)?;
    Ok(Secret::new(*derived))
}

/// age takes identities as text only: it is written into one wiped buffer, which is large enough from the start.
fn identity_from(secret: &Secret<32>) -> Result<Identity, KeyFileError> {
    let hrp = Hrp::parse("age-secret-key-").map_err(|_| KeyFileError::Malformed)?;
    let mut text = Zeroizing::new(String::with_capacity(IDENTITY_CHARACTERS));
    bech32::encode_upper_to_fmt::<Bech32, String>(&mut text, hrp, secret.expose_secret())
        .map_err(|_| KeyFileError::Malformed)?;
    Identity::from_str(&text).map_err(|_| KeyFileError::Malformed)
}

//! The staff member's key file: 32 bytes of seed under a passphrase, and the public card that goes into the roster.
//!
//! ```text
//! file    {"format": "redchannel/v1/keyfile", "name", "recipient": "age1…", "verification_key": hex,
//!          "kdf": {"m_kib", "t", "p", "salt": hex}, "nonce": hex, "sealed": hex}
//! key     Argon2id(password = normalised passphrase, salt, no secret value, associated data "redchannel/v1/keyfile", 32 bytes)
//! sealed  XChaCha20-Poly1305(key, nonce, seed), with the associated data
//!         "redchannel/v1/keyfile" ‖ public ‖ m_kib ‖ t ‖ p ‖ salt            numbers: 4 bytes big endian
//! public  length of name ‖ name ‖ length of recipient ‖ recipient ‖ verification key (32 bytes)
//! ```
//!
//! The file may be copied by whoever gets at the machine: the passphrase and the slow hash are all that protects it then. What
//! stands in clear is bound to the seed, so nobody can put a foreign recipient or cheaper parameters into the file unnoticed.

mod card;
mod passphrase;
mod staff_key;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use data_encoding::HEXLOWER;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::kdf::{Argon2Params, KdfError, argon2id};
use crate::secret::Secret;

pub use card::{CardError, MAX_CARD_BYTES, PublicCard, member_id as member_id_of};
pub use passphrase::Passphrase;
pub use staff_key::StaffKey;

/// The largest key file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 4_096;

const FORMAT: &str = "redchannel/v1/keyfile";

/// What is accepted as parameters of the slow hash. There is one policy outside tests.
#[derive(Clone, Copy, Debug)]
pub struct KdfPolicy {
    least: Argon2Params,
    most: Argon2Params,
}

impl KdfPolicy {
    /// At least 64 MiB and three passes; at most 1 GiB, sixteen passes and four lanes, so that a hostile file cannot exhaust the
    /// machine that reads it.
    pub const PRODUCTION: Self =
        Self { least: Argon2Params::STAFF, most: Argon2Params { m_kib: 1_048_576, t: 16, p: 4 } };

    /// Cheap enough for hundreds of openings; not compiled into the program.
    #[cfg(test)]
    const CHEAP: Self = Self {
        least: Argon2Params { m_kib: 8, t: 1, p: 1 },
        most: Argon2Params { m_kib: 65_536, t: 3, p: 1 },
    };

    const fn check(&self, params: Argon2Params) -> Result<(), KeyFileError> {
        if params.m_kib < self.least.m_kib || params.t < self.least.t || params.p < self.least.p {
            return Err(KeyFileError::TooWeak);
        }
        if params.m_kib > self.most.m_kib || params.t > self.most.t || params.p > self.most.p {
            return Err(KeyFileError::TooCostly);
        }
        Ok(())
    }
}

/// Why a key file was not made, read or opened. Each sentence says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// The passphrase is wrong, or something in the file was changed: the two cannot be told apart.
    #[error(
        "This passphrase does not open the key file. Check the six words and try again. If you are sure of them, the file was \
         changed: take it from your backup."
    )]
    WrongPassphrase,
    /// Not a key file of this version, or damaged.
    #[error("This is not a complete key file. Choose another file, or take yours from your backup.")]
    Malformed,
    /// The slow hash is cheaper than allowed.
    #[error(
        "This key file is protected too weakly to be used. Make a new one with `redchannel keygen` and have it enrolled."
    )]
    TooWeak,
    /// The slow hash would take more memory or time than allowed.
    #[error(
        "This key file asks for more memory or time than is allowed. Do not use it; take your own file from your backup."
    )]
    TooCostly,
    /// The passphrase is too easily guessed.
    #[error("This passphrase is too short. Let the program make one, or use at least six different words.")]
    WeakPassphrase,
    /// The display name cannot be used.
    #[error("The name must have 1 to 80 characters and no control characters. Choose another.")]
    Name,
    /// The machine could not compute the slow hash.
    #[error("The slow hash could not be computed on this machine. Close other programs and try again.")]
    Hash,
}

impl From<CardError> for KeyFileError {
    fn from(error: CardError) -> Self {
        match error {
            CardError::Name => Self::Name,
            CardError::Malformed => Self::Malformed,
        }
    }
}

impl From<KdfError> for KeyFileError {
    fn from(error: KdfError) -> Self {
        match error {
            KdfError::Parameters | KdfError::Memory => Self::Hash,
        }
    }
}

/// A sealed key file. Nothing in it is secret without the passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    card: PublicCard,
    params: Argon2Params,
    salt: [u8; 16],
    nonce: [u8; 24],
    sealed: [u8; 48],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    format: String,
    name: String,
    recipient: String,
    verification_key: String,
    kdf: WireKdf,
    nonce: String,
    sealed: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireKdf {
    m_kib: u32,
    t: u32,
    p: u32,
    salt: String,
}

impl KeyFile {
    /// Makes a fresh key and seals it. The passphrase must be strong ([`Passphrase::is_strong`]).
    pub fn create(
        name: &str,
        passphrase: &Passphrase,
        params: Argon2Params,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, KeyFileError> {
        Self::create_under(&KdfPolicy::PRODUCTION, name, passphrase, params, rng)
    }

    /// Reads a key file, without opening it.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyFileError> {
        Self::parse_under(&KdfPolicy::PRODUCTION, bytes)
    }

    /// As [`KeyFile::create`], under another policy.
    pub fn create_under(
        policy: &KdfPolicy,
        name: &str,
        passphrase: &Passphrase,
        params: Argon2Params,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, KeyFileError> {
        policy.check(params)?;
        if !passphrase.is_strong() {
            return Err(KeyFileError::WeakPassphrase);
        }
        let seed = Secret::random(rng);
        let card = StaffKey::from_seed(&seed)?.card(name)?;
        let mut file = Self { card, params, salt: [0; 16], nonce: [0; 24], sealed: [0; 48] };
        rng.fill_bytes(&mut file.salt);
        rng.fill_bytes(&mut file.nonce);
        let payload = Payload { msg: seed.expose_secret(), aad: &file.associated_data() };
        let sealed = file.cipher(passphrase)?.encrypt(&file.nonce.into(), payload);
        file.sealed = sealed.ok().and_then(|bytes| bytes.try_into().ok()).ok_or(KeyFileError::Hash)?;
        Ok(file)
    }

    /// As [`KeyFile::parse`], under another policy.
    pub fn parse_under(policy: &KdfPolicy, bytes: &[u8]) -> Result<Self, KeyFileError> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(KeyFileError::Malformed);
        }
        let wire: Wire = serde_json::from_slice(bytes).map_err(|_| KeyFileError::Malformed)?;
        if wire.format != FORMAT {
            return Err(KeyFileError::Malformed);
        }
        let params = Argon2Params { m_kib: wire.kdf.m_kib, t: wire.kdf.t, p: wire.kdf.p };
        policy.check(params)?;
        let card = PublicCard::from_parts(&wire.name, &wire.recipient, &wire.verification_key)
            .map_err(|_| KeyFileError::Malformed)?;
        let (salt, nonce, sealed) = (unhex(&wire.kdf.salt)?, unhex(&wire.nonce)?, unhex(&wire.sealed)?);
        Ok(Self { card, params, salt, nonce, sealed })
    }

    /// The JSON text of the file.
    pub fn to_json(&self) -> String {
        let wire = Wire {
            format: FORMAT.to_owned(),
            name: self.card.name().to_owned(),
            recipient: self.card.recipient().to_string(),
            verification_key: HEXLOWER.encode(self.card.verification_key().as_bytes()),
            kdf: WireKdf {
                m_kib: self.params.m_kib,
                t: self.params.t,
                p: self.params.p,
                salt: HEXLOWER.encode(&self.salt),
            },
            nonce: HEXLOWER.encode(&self.nonce),
            sealed: HEXLOWER.encode(&self.sealed),
        };
        // Texts and numbers always have a JSON form; there is no map with strange keys in it.
        serde_json::to_string_pretty(&wire).unwrap_or_default()
    }

    /// Opens the file. Takes a few hundred milliseconds and the memory the file asks for; waiting longer after each failure is
    /// the caller's part.
    pub fn open(&self, passphrase: &Passphrase) -> Result<StaffKey, KeyFileError> {
        let payload = Payload { msg: &self.sealed, aad: &self.associated_data() };
        let opened = self
            .cipher(passphrase)?
            .decrypt(&self.nonce.into(), payload)
            .map_err(|_| KeyFileError::WrongPassphrase)?;
        let seed = Secret::from_slice(&Zeroizing::new(opened)).ok_or(KeyFileError::Malformed)?;
        let key = StaffKey::from_seed(&seed)?;
        // The seal alone does not say this: somebody who knows the passphrase may have sealed another seed under this card.
        if key.card(self.card.name())? == self.card { Ok(key) } else { Err(KeyFileError::Malformed) }
    }

    /// The public half, as enrolled in the roster. Trustworthy only after [`KeyFile::open`] succeeded.
    pub const fn card(&self) -> &PublicCard {
        &self.card
    }

    /// The costs of the slow hash.
    pub const fn params(&self) -> Argon2Params {
        self.params
    }

    fn cipher(&self, passphrase: &Passphrase) -> Result<XChaCha20Poly1305, KeyFileError> {
        let key = argon2id(self.params, passphrase.expose_secret().as_bytes(), &self.salt, &[], FORMAT)?;
        Ok(XChaCha20Poly1305::new(key.expose_secret().into()))
    }

    fn associated_data(&self) -> Vec<u8> {
        let mut bytes = FORMAT.as_bytes().to_vec();
        bytes.extend(self.card.public_bytes());
        for number in [self.params.m_kib, self.params.t, self.params.p] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(self.salt);
        bytes
    }
}

fn unhex<const N: usize>(text: &str) -> Result<[u8; N], KeyFileError> {
    let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| KeyFileError::Malformed)?;
    bytes.try_into().map_err(|_| KeyFileError::Malformed)
}

#[cfg(test)]
mod tests;

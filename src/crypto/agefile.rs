//! age v1 files (age-encryption.org/v1): recipients and identities as this product writes them, sealing and opening of small files.
//!
//! Only X25519 recipients are accepted. `tag`, `tagpq`, scrypt and ssh recipients are refused: with them whoever knows a public
//! key can test whether a file is addressed to it, which would tell a thief of the disk who reads a case.

use std::io::{Read, Write};
use std::str::FromStr;

use age::x25519;
use bech32::{Bech32, Hrp};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::secret::{Secret, SecretBytes, SecretText};

/// No header of ours comes near this; whatever is longer was not written by us.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// Characters of an age identity as text.
const IDENTITY_CHARACTERS: usize = 74;

/// What can go wrong with an age file.
#[derive(Debug, thiserror::Error)]
pub enum AgeError {
    /// The recipient is not of the form `age1…` (X25519).
    #[error("not an age X25519 recipient")]
    Recipient,
    /// Sealing failed; with correct recipients only a failing writer can cause it.
    #[error("the age file could not be written")]
    Seal(#[source] std::io::Error),
    /// Not an age file, cut short, altered, longer than allowed, or not for this identity.
    #[error("the age file cannot be opened with this key")]
    Open,
}

/// A public key to seal to: an age X25519 recipient, `age1…`, 62 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Recipient(String);

impl Recipient {
    /// Reads `age1…`; refuses every other kind of recipient.
    pub fn parse(text: &str) -> Result<Self, AgeError> {
        let recipient = x25519::Recipient::from_str(text).map_err(|_| AgeError::Recipient)?;
        Ok(Self(recipient.to_string()))
    }

    /// The text `age1…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn key(&self) -> Result<x25519::Recipient, AgeError> {
        x25519::Recipient::from_str(&self.0).map_err(|_| AgeError::Recipient)
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recipient({})", self.0)
    }
}

impl TryFrom<String> for Recipient {
    type Error = AgeError;
    fn try_from(text: String) -> Result<Self, AgeError> {
        Self::parse(&text)
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.0
    }
}

/// A private key that opens what is sealed to its [`Recipient`]. Redacted; wiped by the age crate when dropped.
#[derive(Clone)]
pub struct Identity(x25519::Identity);

impl Identity {
    /// A fresh identity from the operating system's generator (the age crate draws it itself).
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// The identity with these 32 bytes as X25519 scalar. age takes identities as text only: it is written into one wiped buffer,
    /// which is large enough from the start.
    pub fn from_scalar(scalar: &Secret<32>) -> Result<Self, AgeError> {
        let prefix = Hrp::parse("age-secret-key-").map_err(|_| AgeError::Open)?;
        let mut text = Zeroizing::new(String::with_capacity(IDENTITY_CHARACTERS));
        bech32::encode_upper_to_fmt::<Bech32, String>(&mut text, prefix, scalar.expose_secret())
            .map_err(|_| AgeError::Open)?;
        Ok(Self(x25519::Identity::from_str(&text).map_err(|_| AgeError::Open)?))
    }

    /// Reads `AGE-SECRET-KEY-1…`.
    pub fn parse(text: &str) -> Result<Self, AgeError> {
        x25519::Identity::from_str(text).map(Self).map_err(|_| AgeError::Open)
    }

    /// The text `AGE-SECRET-KEY-1…`, as stock `age` reads it.
    pub fn to_text(&self) -> SecretText {
        SecretText::new(self.0.to_string().expose_secret())
    }

    /// The 32 bytes of the scalar, for a wrap.
    pub fn scalar(&self) -> Result<Secret<32>, AgeError> {
        let text = self.0.to_string();
        let (_, bytes) = bech32::decode(text.expose_secret()).map_err(|_| AgeError::Open)?;
        let bytes = Zeroizing::new(bytes);
        Secret::from_slice(&bytes).ok_or(AgeError::Open)
    }

    /// The public half.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public().to_string())
    }

    /// What the age crate needs to decrypt a stream.
    pub fn as_age(&self) -> &x25519::Identity {
        &self.0
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// An encryptor to these recipients, for streams. Refuses an empty list: nothing is ever encrypted to nobody.
pub fn encryptor(recipients: &[Recipient]) -> Result<age::Encryptor, AgeError> {
    let keys = recipients.iter().map(Recipient::key).collect::<Result<Vec<_>, _>>()?;
    age::Encryptor::with_recipients(keys.iter().map(|key| {
        let key: &dyn age::Recipient = key;
        key
    }))
    .map_err(|_| AgeError::Recipient)
}

/// Seals `plaintext` to the recipients. The length of the result varies by a few dozen bytes: age adds a random stanza.
pub fn seal(recipients: &[Recipient], plaintext: &[u8]) -> Result<Vec<u8>, AgeError> {
    let mut sealed = Vec::with_capacity(plaintext.len().saturating_add(1024));
    let mut writer = encryptor(recipients)?.wrap_output(&mut sealed).map_err(AgeError::Seal)?;
    writer.write_all(plaintext).map_err(AgeError::Seal)?;
    writer.finish().map_err(AgeError::Seal)?;
    Ok(sealed)
}

/// Opens a small file completely, at most `limit` bytes of plaintext; nothing is returned before the last chunk was verified.
pub fn open(identity: &Identity, sealed: &[u8], limit: usize) -> Result<SecretBytes, AgeError> {
    check_header(sealed)?;
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| AgeError::Open)?;
    let key: &dyn age::Identity = identity.as_age();
    let reader = decryptor.decrypt(std::iter::once(key)).map_err(|_| AgeError::Open)?;
    let allowed = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut plaintext = Zeroizing::new(Vec::new());
    reader.take(allowed).read_to_end(&mut plaintext).map_err(|_| AgeError::Open)?;
    if plaintext.len() > limit {
        return Err(AgeError::Open);
    }
    Ok(SecretBytes::new(std::mem::take(&mut *plaintext)))
}

/// Refuses a header that no writer of ours produces before the parser spends time on it.
fn check_header(sealed: &[u8]) -> Result<(), AgeError> {
    let head = sealed.get(..sealed.len().min(MAX_HEADER_BYTES)).unwrap_or_default();
    if head.windows(5).any(|window| window == b"\n--- ") { Ok(()) } else { Err(AgeError::Open) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_identity_survives_the_way_through_its_scalar() {
        let identity = Identity::generate();
        let again = Identity::from_scalar(&identity.scalar().unwrap()).unwrap();
        assert_eq!(identity.recipient(), again.recipient());
    }

    #[test]
    fn only_the_right_identity_opens() {
        let (mine, other) = (Identity::generate(), Identity::generate());
        let sealed = seal(&[mine.recipient()], b"the gate at noon").unwrap();
        assert_eq!(open(&mine, &sealed, 100).unwrap().expose_secret(), b"the gate at noon");
        assert!(open(&other, &sealed, 100).is_err());
        assert!(open(&mine, &sealed, 5).is_err(), "longer than the limit");
    }

    #[test]
    fn a_file_cut_short_does_not_open() {
        let mine = Identity::generate();
        let sealed = seal(&[mine.recipient()], &vec![7; 200_000]).unwrap();
        for cut in [1, 16, 70_000] {
            assert!(open(&mine, &sealed[..sealed.len() - cut], 1_000_000).is_err());
        }
    }

    #[test]
    fn nothing_is_sealed_to_nobody() {
        assert!(seal(&[], b"x").is_err());
    }

    #[test]
    fn other_kinds_of_recipients_are_refused() {
        for text in [
            "",
            "age1",
            "ssh-ed25519 AAAA",
            "age1tag1qwe0kafsjrar4txm6heqnhpfuggzr0gvznz7fvygxrlq90u5mq2pysxtw6h",
        ] {
            assert!(Recipient::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn random_bytes_never_open_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert!(open(&Identity::generate(), &bytes, 10_000).is_err());
        }
    }
}

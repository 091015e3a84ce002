//! Identities given in confidence: sealed to a key of their own, which custodians and the recovery key open, and a handler by grant.
//!
//! ```text
//! identity = age[identity key](frame)                                       in every case; where nothing was given, it says so inside
//! key      = age[custodians…, recovery]("RCI1" ‖ identity private key (32) ‖ case id (16) ‖ SHA-256 of identity (32)
//!                                       ‖ reporter's verification key (32) ‖ reporter's recipient ("age1…", 62))
//! grant    = age[ENC_i]("RCI1" ‖ …)                                         the same, to one handler
//! column   = nonce (24) ‖ XChaCha20-Poly1305[K_shred](length (u16) ‖ content ‖ zeros to the column's room; bound to case and column)
//! ```
//!
//! Every case has one row of the same columns of the same lengths, whether a name was given, asked for, opened, or none of it. The outer
//! layer makes the row, and every backup of it, useless with `K_shred`. The reporter's keys stand beside the private key so that a
//! custodian, who reads no case, need not believe a handler or the server about whom to tell. What this does not give: a custodian who was granted nothing
//! and keeps a copy of the ciphertext can open it without an entry in the ledger; the server hands it out after the entry only.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use ed25519_dalek::VerifyingKey;
use rand::CryptoRng;

use super::agefile::{self, AgeError, Identity, Recipient};
use super::hash::sha256;
use crate::model::id::CaseId;
use crate::secret::{Secret, SecretBytes};

/// Members who may hold the key of an identity, beside recovery: with more the key would not fit its column.
pub const MAX_CUSTODIANS: usize = 6;

pub(super) const INNER_MAGIC: &[u8; 4] = b"RCI1";
const NONCE_BYTES: usize = 24;
const AEAD_TAG_BYTES: usize = 16;

/// A column of a case's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The sealed identity.
    Identity,
    /// Its key, for custodians and recovery.
    Key,
    /// Who asks for it, if somebody does.
    Mark,
    /// The request that waits, sealed to the custodians.
    Letter,
    /// Its key, for handlers to whom it was granted.
    Grants,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Identity, Self::Key, Self::Mark, Self::Letter, Self::Grants];

    /// The longest content, in bytes. Identity and letter are age files of the smallest frame, of 4 KiB; a stanza of age's header takes
    /// about 100 bytes, and the random one that it adds up to 300.
    pub const fn room(self) -> usize {
        match self {
            Self::Identity | Self::Letter | Self::Grants => 6 * 1024,
            Self::Key => 2 * 1024,
            Self::Mark => 128,
        }
    }

    /// The length of the column, in bytes.
    pub const fn bytes(self) -> usize {
        self.room().saturating_add(NONCE_BYTES + 2 + AEAD_TAG_BYTES)
    }

    const fn name(self) -> &'static [u8] {
        match self {
            Self::Identity => b"identity",
            Self::Key => b"key",
            Self::Mark => b"mark",
            Self::Letter => b"letter",
            Self::Grants => b"grants",
        }
    }

    fn associated_data(self, case: CaseId) -> Vec<u8> {
        [b"redchannel/v1/identity".as_slice(), case.as_bytes(), self.name()].concat()
    }
}

/// What the key of an identity is bound to.
#[derive(Clone, Copy)]
pub struct Confided<'a> {
    /// The case.
    pub case: CaseId,
    /// SHA-256 of the sealed identity.
    pub sha256: &'a [u8; 32],
    /// The key that signed it.
    pub reporter: &'a VerifyingKey,
    /// What the reporter's copies are sealed to.
    pub reply_to: &'a Recipient,
}

/// An identity as the vault gets it. The private half of its key is gone.
pub struct SealedIdentity {
    /// The age file.
    pub data: Vec<u8>,
    /// Its key, sealed to custodians and recovery.
    pub key: Vec<u8>,
    /// SHA-256 of `data`: what the report names.
    pub sha256: [u8; 32],
}

impl std::fmt::Debug for SealedIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedIdentity(…)")
    }
}

/// Seals an identity's frame to a fresh key, and the key to those who keep it. The private half is wiped when this function returns.
pub fn seal_identity(
    case: CaseId,
    frame: &SecretBytes,
    (reporter, reply_to): (&VerifyingKey, &Recipient),
    keepers: &[Recipient],
) -> Result<SealedIdentity, AgeError> {
    let identity = Identity::generate();
    let data = agefile::seal(&[identity.recipient()], frame.expose_secret())?;
    let sha256 = sha256(&[&data]);
    let confided = Confided { case, sha256: &sha256, reporter, reply_to };
    let key = seal_identity_key(&identity.scalar()?, &confided, keepers)?;
    Ok(SealedIdentity { data, key, sha256 })
}

/// Seals the key of an identity, with what it belongs to: a key of another case that is put in its place is noticed.
pub fn seal_identity_key(
    scalar: &Secret<32>,
    confided: &Confided<'_>,
    to: &[Recipient],
) -> Result<Vec<u8>, AgeError> {
    let content = zeroize::Zeroizing::new(
        [
            INNER_MAGIC.as_slice(),
            scalar.expose_secret(),
            confided.case.as_bytes(),
            confided.sha256,
            confided.reporter.as_bytes(),
            confided.reply_to.as_str().as_bytes(),
        ]
        .concat(),
    );
    agefile::seal(to, &content)
}

/// Closes the outer layer around a column's content.
pub fn close(
    k_shred: &Secret<32>,
    (case, column): (CaseId, Column),
    content: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, AgeError> {
    let length = u16::try_from(content.len()).ok().filter(|length| usize::from(*length) <= column.room());
    let length = length.ok_or(AgeError::Open)?;
    let mut padded = zeroize::Zeroizing::new([length.to_be_bytes().as_slice(), content].concat());
    padded.resize(column.room().saturating_add(2), 0);
    let mut nonce = [0_u8; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let payload = Payload { msg: &padded, aad: &column.associated_data(case) };
    let sealed = cipher(k_shred).encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| AgeError::Open)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens the outer layer. An error: it was altered, belongs elsewhere, or its case's key is gone.
pub fn strip(
    k_shred: &Secret<32>,
    (case, column): (CaseId, Column),
    stored: &[u8],
) -> Result<Vec<u8>, AgeError> {
    let (nonce, sealed) = stored.split_at_checked(NONCE_BYTES).ok_or(AgeError::Open)?;
    let payload = Payload { msg: sealed, aad: &column.associated_data(case) };
    let padded = cipher(k_shred).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| AgeError::Open)?;
    let (length, rest) = padded.split_first_chunk::<2>().ok_or(AgeError::Open)?;
    rest.get(..usize::from(u16::from_be_bytes(*length))).map(<[u8]>::to_vec).ok_or(AgeError::Open)
}

fn cipher(k_shred: &Secret<32>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(Key::from_slice(k_shred.expose_secret()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASE: CaseId = CaseId::from_bytes([1; 16]);

    #[test]
    fn the_fullest_contents_fit_their_columns() {
        let keepers: Vec<Recipient> =
            (0..=MAX_CUSTODIANS).map(|_| Identity::generate().recipient()).collect();
        let reporter = ed25519_dalek::SigningKey::from_bytes(&[4; 32]).verifying_key();
        for _ in 0..200 {
            let frame = SecretBytes::new(vec![0; 4096]);
            let sealed = seal_identity(CASE, &frame, (&reporter, &keepers[0]), &keepers).unwrap();
            assert!(sealed.data.len() <= Column::Identity.room() && sealed.key.len() <= Column::Key.room());
            let letter = agefile::seal(&keepers, &[0; 4096]).unwrap();
            assert!(letter.len() <= Column::Letter.room(), "{}", letter.len());
        }
    }

    #[test]
    fn a_column_opens_in_its_case_and_place_only() {
        let key = Secret::new([7; 32]);
        for column in Column::ALL {
            let stored = close(&key, (CASE, column), b"content", &mut rand::rng()).unwrap();
            let nothing = close(&key, (CASE, column), b"", &mut rand::rng()).unwrap();
            assert_eq!((stored.len(), nothing.len()), (column.bytes(), column.bytes()));
            assert_eq!(strip(&key, (CASE, column), &stored).unwrap(), b"content");
            assert_eq!(strip(&key, (CASE, column), &nothing).unwrap(), b"");
            assert!(strip(&key, (CaseId::from_bytes([2; 16]), column), &stored).is_err());
            assert!(strip(&Secret::new([8; 32]), (CASE, column), &stored).is_err());
            for other in Column::ALL.into_iter().filter(|other| *other != column) {
                assert!(strip(&key, (CASE, other), &stored).is_err());
            }
            let long = vec![0; column.room() + 1];
            assert!(close(&key, (CASE, column), &long, &mut rand::rng()).is_err());
        }
    }

    proptest! {
        #[test]
        fn random_columns_do_not_open(stored in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(strip(&Secret::new([1; 32]), (CASE, Column::Mark), &stored).is_err());
        }
    }
}

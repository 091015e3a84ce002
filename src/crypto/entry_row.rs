//! How the ledger's entries lie in the database: a second layer around the sealed entry and its random number.
//!
//! ```text
//! row = nonce (24) ‖ XChaCha20-Poly1305[entry key](length of ct (u32) ‖ r (32) ‖ ct ‖ zeros to a multiple of 1,024; bound to chain and place)
//! ```
//!
//! Leaves are public. Without this layer whoever has the database could compute each case's leaves, look them up in the log, and so
//! learn within which hours something happened in which case.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rand::CryptoRng;

use super::agefile::AgeError;
use crate::model::id::CaseId;
use crate::secret::Secret;

const NONCE_BYTES: usize = 24;
const STEP: usize = 1024;

/// Where an entry belongs; the row is bound to it.
#[derive(Clone, Copy, Debug)]
pub struct EntryPlace {
    /// The case, or the chain of what belongs to none.
    pub chain: CaseId,
    /// Place in it.
    pub sequence: u64,
}

impl EntryPlace {
    fn associated_data(&self) -> Vec<u8> {
        [b"redchannel/v1/ledger-row".as_slice(), self.chain.as_bytes(), &self.sequence.to_be_bytes()].concat()
    }
}

/// An entry as it lies in the ledger.
#[derive(Clone)]
pub struct StoredEntry {
    /// The random number in its leaf.
    pub r: [u8; 32],
    /// The sealed entry.
    pub ciphertext: Vec<u8>,
}

impl std::fmt::Debug for StoredEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredEntry(…)")
    }
}

/// Closes the layer.
pub fn close(
    key: &Secret<32>,
    place: &EntryPlace,
    entry: &StoredEntry,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, AgeError> {
    let length = u32::try_from(entry.ciphertext.len()).map_err(|_| AgeError::Open)?;
    let mut padded = [length.to_be_bytes().as_slice(), &entry.r, &entry.ciphertext].concat();
    padded.resize(padded.len().next_multiple_of(STEP), 0);
    let mut nonce = [0_u8; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let payload = Payload { msg: &padded, aad: &place.associated_data() };
    let sealed = cipher(key).encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| AgeError::Open)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens it. An error: it was altered, belongs elsewhere, or its case's key is gone.
pub fn open(key: &Secret<32>, place: &EntryPlace, row: &[u8]) -> Result<StoredEntry, AgeError> {
    let (nonce, sealed) = row.split_at_checked(NONCE_BYTES).ok_or(AgeError::Open)?;
    let payload = Payload { msg: sealed, aad: &place.associated_data() };
    let padded = cipher(key).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| AgeError::Open)?;
    let (length, rest) = padded.split_first_chunk::<4>().ok_or(AgeError::Open)?;
    let (r, rest) = rest.split_first_chunk::<32>().ok_or(AgeError::Open)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| AgeError::Open)?;
    let ciphertext = rest.get(..length).ok_or(AgeError::Open)?.to_vec();
    Ok(StoredEntry { r: *r, ciphertext })
}

fn cipher(key: &Secret<32>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(Key::from_slice(key.expose_secret()))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, as it should")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(chain: u8, sequence: u64) -> EntryPlace {
        EntryPlace { chain: CaseId::from_bytes([chain; 16]), sequence }
    }

    proptest! {
        #[test]
        fn an_entry_opens_in_its_place_only(ciphertext in proptest::collection::vec(any::<u8>(), 0..3000)) {
            let key = Secret::new([1; 32]);
            let entry = StoredEntry { r: [7; 32], ciphertext };
            let row = close(&key, &place(1, 5), &entry, &mut rand::rng()).unwrap();
            prop_assert_eq!((row.len() - NONCE_BYTES - 16) % STEP, 0);
            let opened = open(&key, &place(1, 5), &row).unwrap();
            prop_assert_eq!((opened.r, &opened.ciphertext), (entry.r, &entry.ciphertext));
            for elsewhere in [place(2, 5), place(1, 6)] {
                prop_assert!(open(&key, &elsewhere, &row).is_err());
            }
            prop_assert!(open(&Secret::new([2; 32]), &place(1, 5), &row).is_err());
        }

        #[test]
        fn random_rows_do_not_open(row in proptest::collection::vec(any::<u8>(), 0..1200)) {
            prop_assert!(open(&Secret::new([1; 32]), &place(1, 0), &row).is_err());
        }
    }
}

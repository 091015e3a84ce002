//! Wraps: how a recipient of a case gets its private key.
//!
//! ```text
//! inner = age[ENC_i]("RCW2" ‖ case private key (32) ‖ case id (16) ‖ epoch (u32) ‖ reporter's verification key (32)
//!                    ‖ reporter's recipient ("age1…", 62))         "RCW1", from before the ledger, has no recipient
//!         "RCW3", at each epoch after the first: the same, and after it the private keys of all earlier epochs (32 each, from 0)
//! row   = nonce (24) ‖ XChaCha20-Poly1305[K_shred](length (u16) ‖ inner ‖ zeros to 1,024; bound to case, epoch, tag)
//! ```
//!
//! Every case has the same number of rows of the same length: recipients, and decoys of random bytes. With fewer rows where
//! somebody was excluded, the number alone would be an accusation. The reporter's verification key stands in the wrap so that a
//! report replaced by another valid file does not verify; the reporter's recipient, so that a reader can see to the reporter's receipts
//! before having read anything. Earlier keys stand in it so that a reader who comes later can read everything.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rand::CryptoRng;

use super::agefile::AgeError;
use crate::model::id::CaseId;
use crate::secret::Secret;

/// Rows per case, decoys included: a team of up to four, oversight and the recovery recipient.
pub const WRAP_SLOTS: usize = 8;

/// The longest inner age file, in bytes. One to an X25519 recipient is about 400 bytes long.
pub const MAX_INNER_BYTES: usize = 1024;

/// Keys that a case may have, one after the other: what fits [`MAX_INNER_BYTES`]. A wrap of the last of them has 150 + 15 × 32 bytes;
/// age adds 200, and up to 190 of a random stanza.
pub const MAX_EPOCHS: u32 = 16;

const NONCE_BYTES: usize = 24;
const AEAD_TAG_BYTES: usize = 16;

/// Length of every row, in bytes.
pub const WRAP_BYTES: usize = NONCE_BYTES + 2 + MAX_INNER_BYTES + AEAD_TAG_BYTES;

pub(super) const INNER_MAGIC_3: &[u8; 4] = b"RCW3";
pub(super) const INNER_MAGIC: &[u8; 4] = b"RCW2";
pub(super) const INNER_MAGIC_1: &[u8; 4] = b"RCW1";

/// One row: its keyed name and its bytes. A decoy looks the same.
#[derive(Clone, PartialEq, Eq)]
pub struct WrapRow {
    /// See [`PepperKeys::wrap_tag`](super::derive::PepperKeys::wrap_tag).
    pub tag: [u8; 16],
    /// [`WRAP_BYTES`] bytes.
    pub data: Vec<u8>,
}

impl std::fmt::Debug for WrapRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrapRow(…)")
    }
}

/// Where a wrap belongs; the outer layer is bound to it.
#[derive(Clone, Copy)]
pub struct WrapPlace {
    /// The case.
    pub case: CaseId,
    /// The case key's number: 0 at receipt, one more at each change of recipients for conflict.
    pub epoch: u32,
    /// The row's name.
    pub tag: [u8; 16],
}

impl WrapPlace {
    fn associated_data(&self) -> Vec<u8> {
        [b"redchannel/v1/wrap".as_slice(), self.case.as_bytes(), &self.epoch.to_be_bytes(), &self.tag]
            .concat()
    }
}

/// Closes the outer layer around an inner age file. Whoever destroys `k_shred` makes the row, and every backup of it, useless.
pub fn close(
    k_shred: &Secret<32>,
    place: &WrapPlace,
    inner: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<WrapRow, AgeError> {
    let length = u16::try_from(inner.len()).ok().filter(|length| usize::from(*length) <= MAX_INNER_BYTES);
    let length = length.ok_or(AgeError::Open)?;
    let mut padded = Vec::with_capacity(MAX_INNER_BYTES + 2);
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(inner);
    padded.resize(MAX_INNER_BYTES + 2, 0);
    let mut nonce = [0_u8; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let payload = Payload { msg: &padded, aad: &place.associated_data() };
    let sealed = cipher(k_shred).encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| AgeError::Open)?;
    Ok(WrapRow { tag: place.tag, data: [nonce.as_slice(), &sealed].concat() })
}

/// A row that nobody can open. Its name is keyed like the others', so that the server can find a decoy to make room for a
/// recipient who is added later, and nobody else can.
pub fn decoy(tag: [u8; 16], rng: &mut impl CryptoRng) -> WrapRow {
    let mut data = vec![0; WRAP_BYTES];
    rng.fill_bytes(&mut data);
    WrapRow { tag, data }
}

/// Opens the outer layer: the inner age file, which only its recipient can open.
pub fn strip(k_shred: &Secret<32>, place: &WrapPlace, row: &[u8]) -> Result<Vec<u8>, AgeError> {
    let (nonce, sealed) = row.split_at_checked(NONCE_BYTES).ok_or(AgeError::Open)?;
    let payload = Payload { msg: sealed, aad: &place.associated_data() };
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

    fn place(case: u8, epoch: u32, tag: u8) -> WrapPlace {
        WrapPlace { case: CaseId::from_bytes([case; 16]), epoch, tag: [tag; 16] }
    }

    #[test]
    fn a_wrap_opens_in_its_place_only() {
        let key = Secret::new([1; 32]);
        let row = close(&key, &place(1, 0, 1), b"inner", &mut rand::rng()).unwrap();
        assert_eq!(row.data.len(), WRAP_BYTES);
        assert_eq!(strip(&key, &place(1, 0, 1), &row.data).unwrap(), b"inner");
        for elsewhere in [place(2, 0, 1), place(1, 1, 1), place(1, 0, 2)] {
            assert!(strip(&key, &elsewhere, &row.data).is_err());
        }
        assert!(strip(&Secret::new([2; 32]), &place(1, 0, 1), &row.data).is_err());
    }

    #[test]
    fn a_decoy_has_the_length_of_a_wrap() {
        assert_eq!(decoy([1; 16], &mut rand::rng()).data.len(), WRAP_BYTES);
    }

    proptest! {
        #[test]
        fn random_rows_do_not_open(row in proptest::collection::vec(any::<u8>(), 0..1200)) {
            prop_assert!(strip(&Secret::new([1; 32]), &place(1, 0, 1), &row).is_err());
        }
    }
}

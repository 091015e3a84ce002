//! The key of a witness: one line in a private file.
//!
//! ```text
//! redchannel/v1/witness-key NAME SEED        the seed of an Ed25519 key, 64 hex digits
//! ```

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::crypto::note_key::{NoteKey, NoteSigner};
use crate::secret::Secret;

const LABEL: &str = "redchannel/v1/witness-key";

/// A witness's name and secret key.
#[derive(Debug)]
pub struct WitnessKey {
    name: String,
    seed: Secret<32>,
}

impl WitnessKey {
    /// The longest file, in bytes.
    pub const MAX_BYTES: u32 = 512;

    /// A fresh key under this name.
    pub fn generate(name: &str, rng: &mut impl CryptoRng) -> Self {
        Self { name: name.to_owned(), seed: Secret::random(rng) }
    }

    /// Reads the line. `None` if it is not one.
    pub fn parse(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
        let (name, hex) = line.strip_prefix(LABEL)?.strip_prefix(' ')?.split_once(' ')?;
        let mut seed = Zeroizing::new([0_u8; 32]);
        let fits = signed_note::is_key_name_valid(name) && hex.len() == 64;
        if !fits || HEXLOWER.decode_mut(hex.as_bytes(), seed.as_mut_slice()).is_err() {
            return None;
        }
        Some(Self { name: name.to_owned(), seed: Secret::from_slice(seed.as_slice())? })
    }

    /// The line, with its line feed.
    pub fn to_line(&self) -> Zeroizing<String> {
        // Growing would leave copies behind.
        let mut line = Zeroizing::new(String::with_capacity(512));
        let mut hex = Zeroizing::new([0_u8; 64]);
        HEXLOWER.encode_mut(self.seed.expose_secret(), hex.as_mut_slice());
        let digits = std::str::from_utf8(hex.as_slice()).unwrap_or_default();
        for piece in [LABEL, " ", &self.name, " ", digits, "\n"] {
            line.push_str(piece);
        }
        line
    }

    /// The public half.
    pub fn key(&self) -> NoteKey {
        NoteKey::cosigner(&self.name, self.signing().verifying_key())
    }

    /// Cosigns as of a time, in seconds since 1970.
    pub(super) fn cosigner(&self, now: i64) -> NoteSigner {
        NoteSigner::cosigner(&self.name, self.signing(), u64::try_from(now).unwrap_or(0))
    }

    fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(self.seed.expose_secret())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_is_written_and_read_back() {
        let key = WitnessKey::generate("witness.example.org/w1", &mut rand::rng());
        let read = WitnessKey::parse(key.to_line().as_bytes()).unwrap();
        assert_eq!(read.key(), key.key());
        assert!(!format!("{key:?}").contains(key.to_line().split(' ').next_back().unwrap().trim()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_key_or_none(text in "\\PC{0,60}|redchannel/v1/witness-key [a-z +]{0,9} ?[0-9a-fA-F]{62,66}\n?") {
            if let Some(key) = WitnessKey::parse(text.as_bytes()) {
                let written = key.to_line();
                prop_assert_eq!(written.as_str(), text);
            }
        }
    }
}

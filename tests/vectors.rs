//! The committed vectors of `tests/vectors`: formats that must be readable in twenty years, and by other programs.
//!
//! They were computed by programs that share no line with this one; each file says by which. A vector is never regenerated to make
//! a test pass: if one fails, the format has changed, and that needs a version of its own.

mod derive;
mod frame;
mod keys;
mod ledger;
mod note;
mod request;
mod shares;
mod wrap;

use data_encoding::HEXLOWER;
use redchannel::secret::Secret;
use serde::{Deserialize, Deserializer};

/// Bytes in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hex(Vec<u8>);

impl Hex {
    fn array<const N: usize>(&self) -> [u8; N] {
        self.0.as_slice().try_into().unwrap()
    }

    fn secret(&self) -> Secret<32> {
        Secret::new(self.array())
    }

    fn signing_key(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.array())
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        HEXLOWER.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}

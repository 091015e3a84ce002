//! The slow hash: Argon2id (RFC 9106) with its parameters, and the bounded pool it runs on.

mod pool;

use argon2::{Algorithm, Argon2, AssociatedData, Block, Params, ParamsBuilder, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::secret::Secret;

pub use pool::{Busy, HashPool, Job, Lane, PoolNumbers, PoolSettings};

/// The associated data of the reporter's hash.
pub const REPORTER_LABEL: &str = "redchannel/v1/reporter";

/// Cost parameters of Argon2id, stored beside whatever was hashed with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argon2Params {
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes over the memory.
    pub t: u32,
    /// Lanes. They are computed one after the other: more of them gain nothing here.
    pub p: u32,
}

/// Why there is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KdfError {
    /// RFC 9106 forbids these parameters, or a salt under 8 bytes, or associated data above 32.
    #[error("the parameters of the slow hash are out of range")]
    Parameters,
    /// The parameters need more memory than was set aside.
    #[error("the slow hash needs more memory than is set aside for it")]
    Memory,
}

impl Argon2Params {
    /// For the reporter's secret: 60 random bits stand behind it, and a pepper.
    pub const REPORTER: Self = Self { m_kib: 19_456, t: 2, p: 1 };
    /// For a staff passphrase, at least.
    pub const STAFF: Self = Self { m_kib: 65_536, t: 3, p: 1 };

    /// Blocks of 1 KiB that a hash with these parameters works on; `None` if they are out of range.
    pub fn blocks(self) -> Option<usize> {
        Some(self.builder(32).build().ok()?.block_count())
    }

    fn builder(self, output: usize) -> ParamsBuilder {
        let mut builder = ParamsBuilder::new();
        builder.m_cost(self.m_kib).t_cost(self.t).p_cost(self.p).output_len(output);
        builder
    }

    fn with_context(self, context: &str) -> Result<Params, KdfError> {
        let data = AssociatedData::new(context.as_bytes()).map_err(|_| KdfError::Parameters)?;
        self.builder(32).data(data).build().map_err(|_| KdfError::Parameters)
    }
}

impl Default for Argon2Params {
    fn default() -> Self {
        Self::REPORTER
    }
}

/// Argon2id, version 0x13, 32 bytes of output, with memory of its own. `pepper` is RFC 9106's secret value (may be empty),
/// `context` its associated data (at most 32 bytes), `salt` at least 8 bytes. Takes tens to hundreds of milliseconds: on the
/// server go through [`HashPool`].
pub fn argon2id(
    params: Argon2Params,
    password: &[u8],
    salt: &[u8],
    pepper: &[u8],
    context: &str,
) -> Result<Secret<32>, KdfError> {
    let mut memory = vec![Block::new(); params.blocks().ok_or(KdfError::Parameters)?];
    argon2id_in(&mut memory, params, password, (salt, pepper, context))
}

/// As [`argon2id`], in memory the caller keeps. The blocks used are overwritten with zeros afterwards.
fn argon2id_in(
    memory: &mut [Block],
    params: Argon2Params,
    password: &[u8],
    (salt, pepper, context): (&[u8], &[u8], &str),
) -> Result<Secret<32>, KdfError> {
    let params = params.with_context(context)?;
    let used = memory.get_mut(..params.block_count()).ok_or(KdfError::Memory)?;
    let hasher = Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)
        .map_err(|_| KdfError::Parameters)?;
    let mut output = zeroize::Zeroizing::new([0_u8; 32]);
    let outcome = hasher.hash_password_into_with_memory(password, salt, output.as_mut_slice(), &mut *used);
    // The last block is the hash before its final round: whoever finds it has the key.
    used.iter_mut().for_each(Zeroize::zeroize);
    outcome.map_err(|_| KdfError::Parameters)?;
    Ok(Secret::new(*output))
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[derive(Deserialize)]
    struct Vector {
        m_kib: u32,
        t: u32,
        p: u32,
        password: String,
        salt: String,
        pepper: String,
        context: String,
        output: String,
    }

    #[derive(Deserialize)]
    struct Vectors {
        argon2id: Vec<Vector>,
    }

    fn hex(text: &str) -> Vec<u8> {
        HEXLOWER.decode(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_committed_hashes_come_out() {
        let vectors: Vectors = serde_json::from_str(include_str!("../../tests/vectors/kdf.json")).unwrap();
        assert!(vectors.argon2id.len() >= 4);
        for vector in vectors.argon2id {
            let params = Argon2Params { m_kib: vector.m_kib, t: vector.t, p: vector.p };
            let context = String::from_utf8(hex(&vector.context)).unwrap();
            let password = hex(&vector.password);
            let hash =
                argon2id(params, &password, &hex(&vector.salt), &hex(&vector.pepper), &context).unwrap();
            assert_eq!(HEXLOWER.encode(hash.expose_secret()), vector.output);
        }
    }

    #[test]
    fn forbidden_parameters_are_refused_before_memory_is_taken() {
        let cheap = Argon2Params { m_kib: 32, t: 1, p: 1 };
        for params in [
            Argon2Params { m_kib: 7, ..cheap },
            Argon2Params { t: 0, ..cheap },
            Argon2Params { p: 0, ..cheap },
            Argon2Params { p: u32::MAX, m_kib: u32::MAX, ..cheap },
        ] {
            assert!(argon2id(params, b"password", b"salt5678", b"", "label").is_err(), "{params:?}");
        }
        assert!(argon2id(cheap, b"password", b"short", b"", "label").is_err());
        assert!(argon2id(cheap, b"password", b"salt5678", b"", &"x".repeat(33)).is_err());
    }

    #[test]
    fn the_memory_is_zero_afterwards_and_too_little_is_refused() {
        let params = Argon2Params { m_kib: 64, t: 1, p: 1 };
        let mut memory = vec![Block::new(); 64];
        let inputs: (&[u8], &[u8], &str) = (b"salt5678", b"pepper", "label");
        let hash = argon2id_in(&mut memory, params, b"password", inputs).unwrap();
        assert!(memory.iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
        let again = argon2id(params, b"password", b"salt5678", b"pepper", "label").unwrap();
        assert!(hash.same_as(&again), "memory given or taken makes no difference");
        assert_eq!(
            argon2id_in(&mut memory[..63], params, b"password", inputs).map(|_| ()),
            Err(KdfError::Memory)
        );
    }
}

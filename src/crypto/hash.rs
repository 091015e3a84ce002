//! SHA-256, HMAC-SHA-256 and HKDF-SHA-256 with the labels of this product.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::secret::Secret;

/// SHA-256 over the parts one after the other. The caller sees to it that the parts cannot be shifted into one another.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// HMAC-SHA-256 (RFC 2104) over the parts one after the other.
pub fn hmac256(key: &Secret<32>, parts: &[&[u8]]) -> [u8; 32] {
    // HMAC pads short keys with zeros to its block of 64 bytes; doing it here leaves no length that could be wrong.
    let mut block = zeroize::Zeroizing::new([0_u8; 64]);
    for (to, from) in block.iter_mut().zip(key.expose_secret()) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&(*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The first 16 bytes of [`hmac256`]: tags that stand in the database instead of what they are made of.
pub fn tag16(key: &Secret<32>, parts: &[&[u8]]) -> [u8; 16] {
    first16(hmac256(key, parts))
}

/// The first half of a hash.
pub fn first16(hash: [u8; 32]) -> [u8; 16] {
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(hash) {
        *to = from;
    }
    first
}

/// HKDF-SHA-256 (RFC 5869) without salt: 32 bytes from `key` for the purpose `label`.
#[expect(clippy::expect_used, reason = "expand fails above 255 × 32 bytes only; this asks for 32")]
pub fn hkdf32(key: &Secret<32>, label: &str) -> Secret<32> {
    let mut okm = zeroize::Zeroizing::new([0_u8; 32]);
    Hkdf::<Sha256>::new(None, key.expose_secret())
        .expand(label.as_bytes(), okm.as_mut_slice())
        .expect("32 bytes");
    Secret::new(*okm)
}

/// Compares two byte strings of public length in constant time.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    use subtle::ConstantTimeEq;
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn hmac_agrees_with_rfc_4231_case_1_padded() {
        // RFC 4231, test case 1, has a key of 20 bytes 0x0b; HMAC pads with zeros, so 32 bytes with 12 zeros are the same key.
        let mut key = [0_u8; 32];
        key[..20].fill(0x0b);
        let mac = hmac256(&Secret::new(key), &[b"Hi ", b"There"]);
        assert_eq!(HEXLOWER.encode(&mac), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    #[test]
    fn labels_separate_keys() {
        let key = Secret::new([1; 32]);
        assert!(!hkdf32(&key, "redchannel/v1/a").same_as(&hkdf32(&key, "redchannel/v1/b")));
    }
}

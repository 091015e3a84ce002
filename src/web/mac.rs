//! HMAC-SHA-256 (RFC 2104, FIPS 198-1) under keys of 32 bytes.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The 32 bytes of HMAC-SHA-256 over the concatenation of `parts`. The caller frames the parts.
pub(super) fn hmac_sha256(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a short key up with zeros to the block of 64 bytes. Doing so here leaves no length that could be
    // refused.
    let mut block = zeroize::Zeroizing::new([0_u8; 64]);
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_32_bytes_gives_what_the_library_gives_for_it_unfilled() {
        let key = [0x5a_u8; 32];
        let mut reference = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        reference.update(b"one two");
        let expected: [u8; 32] = reference.finalize().into_bytes().into();
        assert_eq!(hmac_sha256(&key, &[b"one ", b"two"]), expected);
    }
}

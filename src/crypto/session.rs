//! Sealing of a reporter's session under its cookie: the server keeps the row, the browser the key.
//!
//! ```text
//! row key  = SHA-256("redchannel/v1/session" ‖ cookie)
//! row data = nonce (24) ‖ XChaCha20-Poly1305[HKDF(cookie)](length (u32) ‖ content ‖ zeros to a bucket; bound to the row key)
//! ```

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rand::CryptoRng;

use super::hash::{hkdf32, sha256};
use super::padding::frame_bucket;
use crate::secret::{Secret, SecretBytes};

const NONCE_BYTES: usize = 24;

/// The row under which a session stands; the cookie does not follow from it.
pub fn row_key(cookie: &Secret<32>) -> [u8; 32] {
    sha256(&[b"redchannel/v1/session", cookie.expose_secret()])
}

/// Seals a session's content. `None` if it is longer than the largest bucket.
pub fn seal(cookie: &Secret<32>, content: &SecretBytes, rng: &mut impl CryptoRng) -> Option<Vec<u8>> {
    let length = u32::try_from(content.expose_secret().len()).ok()?;
    let bucket = frame_bucket(content.expose_secret().len().saturating_add(4))?;
    let mut padded = zeroize::Zeroizing::new(Vec::with_capacity(bucket));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(content.expose_secret());
    padded.resize(bucket, 0);
    let mut nonce = [0_u8; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let payload = Payload { msg: &padded, aad: &row_key(cookie) };
    let sealed = cipher(cookie).encrypt(XNonce::from_slice(&nonce), payload).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

/// Opens a session's content. `None` if the row was altered or is not this cookie's.
pub fn open(cookie: &Secret<32>, data: &[u8]) -> Option<SecretBytes> {
    let (nonce, sealed) = data.split_at_checked(NONCE_BYTES)?;
    let payload = Payload { msg: sealed, aad: &row_key(cookie) };
    let padded = zeroize::Zeroizing::new(cipher(cookie).decrypt(XNonce::from_slice(nonce), payload).ok()?);
    let (length, rest) = padded.split_first_chunk::<4>()?;
    let content = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some(SecretBytes::new(content.to_vec()))
}

fn cipher(cookie: &Secret<32>) -> XChaCha20Poly1305 {
    let key = hkdf32(cookie, "redchannel/v1/session/data");
    XChaCha20Poly1305::new(Key::from_slice(key.expose_secret()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_cookie_opens_a_session() {
        let cookie = Secret::new([1; 32]);
        let data = seal(&cookie, &SecretBytes::new(b"content".to_vec()), &mut rand::rng()).unwrap();
        assert_eq!(open(&cookie, &data).unwrap().expose_secret(), b"content");
        assert!(open(&Secret::new([2; 32]), &data).is_none());
        for cut in [0, 10, data.len() - 1] {
            assert!(open(&cookie, &data[..cut]).is_none());
        }
    }

    #[test]
    fn sessions_with_more_and_with_less_in_them_are_of_one_length() {
        let cookie = Secret::new([1; 32]);
        let long = seal(&cookie, &SecretBytes::new(vec![1; 3000]), &mut rand::rng()).unwrap();
        let short = seal(&cookie, &SecretBytes::new(vec![1; 3]), &mut rand::rng()).unwrap();
        assert_eq!(long.len(), short.len());
    }
}

//! The hidden field of a report form: carries the code to the POST without a cookie and without anything kept on the server.
//!
//! ```text
//! token  base64url(nonce 16 ‖ expiry 4 ‖ code 11 ‖ mac 32)            expiry: hours since 1970, big endian
//! mac    HMAC-SHA-256(K_form, "redchannel/v1/form" ‖ purpose ‖ expiry ‖ nonce ‖ code)
//! ```
//!
//! Any replica can take the POST. The mac keeps strangers from founding cases under codes of their choice; the nonce makes the same form, sent ten times, one
//! report. The expiry is kept to the hour: a page found on a device should not tell when it was opened.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::crypto::code::Code;
use crate::crypto::hash::{hmac256, same};
use crate::secret::{Secret, SecretText};

const LABEL: &[u8] = b"redchannel/v1/form";
// The only part of the mac's input without a fixed length: the parts cannot be shifted into one another.
const PURPOSE: &[u8] = b"report";
const NONCE: usize = 16;
const EXPIRY: usize = 4;
const CODE: usize = 11;
const MAC: usize = 32;
const TOKEN: usize = NONCE + EXPIRY + CODE + MAC;
const HOUR: i64 = 3600;

/// The keys under which tokens are made and checked: this generation and the one before.
#[derive(Clone, Debug)]
pub struct FormKeys {
    /// Makes tokens, and checks them.
    pub current: Secret<32>,
    /// Checks tokens made before the last change of keys.
    pub previous: Option<Secret<32>>,
}

/// What a good token carries.
#[derive(Clone, Debug)]
pub struct FormToken {
    /// The code that the form showed.
    pub code: Code,
    /// Names this copy of the form.
    pub nonce: [u8; NONCE],
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not the bytes of a token.
    #[error("malformed")]
    Malformed,
    /// Not made by us, or under a key that is no longer kept.
    #[error("forged")]
    Forged,
    /// Too old.
    #[error("expired")]
    Expired,
}

impl FormToken {
    /// A token with a fresh code.
    pub fn fresh(rng: &mut impl CryptoRng) -> Self {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        Self { code: Code::generate(rng), nonce }
    }

    /// Writes the token; it is good for at least `lifetime` from `now` (seconds since 1970), and for less than an hour more.
    pub fn seal(&self, keys: &FormKeys, now: i64, lifetime: Duration) -> SecretText {
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        let hours = now.saturating_add(seconds).saturating_add(HOUR - 1).div_euclid(HOUR);
        let expiry = u32::try_from(hours).unwrap_or(u32::MAX).to_be_bytes();
        let code = self.code.to_bytes();
        let mac = hmac256(&keys.current, &[LABEL, PURPOSE, &expiry, &self.nonce, code.expose_secret()]);
        let parts = [self.nonce.as_slice(), &expiry, code.expose_secret(), &mac];
        SecretText::new(BASE64URL_NOPAD.encode(&Zeroizing::new(parts.concat())))
    }

    /// Reads a token. The mac is compared in constant time, and before anything in it is believed.
    pub fn open(text: &str, keys: &FormKeys, now: i64) -> Result<Self, TokenError> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| TokenError::Malformed)?;
        let bytes = Zeroizing::new(<[u8; TOKEN]>::try_from(bytes).map_err(|_| TokenError::Malformed)?);
        let (nonce, rest) = bytes.split_first_chunk::<NONCE>().ok_or(TokenError::Malformed)?;
        let (expiry, rest) = rest.split_first_chunk::<EXPIRY>().ok_or(TokenError::Malformed)?;
        let (code, mac) = rest.split_first_chunk::<CODE>().ok_or(TokenError::Malformed)?;
        let made_with = |key: &Secret<32>| same(&hmac256(key, &[LABEL, PURPOSE, expiry, nonce, code]), mac);
        if !(made_with(&keys.current) || keys.previous.as_ref().is_some_and(made_with)) {
            return Err(TokenError::Forged);
        }
        if now >= i64::from(u32::from_be_bytes(*expiry)).saturating_mul(HOUR) {
            return Err(TokenError::Expired);
        }
        let code = Code::from_bytes(&Secret::new(*code)).map_err(|_| TokenError::Malformed)?;
        Ok(Self { code, nonce: *nonce })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_795_412_735;
    const LIFETIME: Duration = Duration::from_hours(12);

    fn keys(byte: u8) -> FormKeys {
        FormKeys { current: Secret::new([byte; 32]), previous: None }
    }

    fn sealed(keys: &FormKeys) -> (FormToken, String) {
        let token = FormToken::fresh(&mut rand::rng());
        let text = token.seal(keys, NOW, LIFETIME).expose_secret().to_owned();
        (token, text)
    }

    #[test]
    fn a_token_brings_back_its_code_and_its_nonce() {
        let (token, text) = sealed(&keys(1));
        assert_eq!(text.len(), 84);
        let read = FormToken::open(&text, &keys(1), NOW).unwrap();
        assert!(read.code == token.code && read.nonce == token.nonce);
    }

    #[test]
    fn a_token_outlives_one_change_of_keys() {
        let (_, text) = sealed(&keys(1));
        let next = FormKeys { current: Secret::new([2; 32]), previous: Some(Secret::new([1; 32])) };
        assert!(FormToken::open(&text, &next, NOW).is_ok());
        let after = FormKeys { current: Secret::new([3; 32]), previous: Some(Secret::new([2; 32])) };
        assert_eq!(FormToken::open(&text, &after, NOW).unwrap_err(), TokenError::Forged);
    }

    #[test]
    fn a_token_is_good_for_its_lifetime_and_ends_on_the_hour() {
        let (_, text) = sealed(&keys(1));
        let lifetime = 12 * HOUR;
        assert!(FormToken::open(&text, &keys(1), NOW + lifetime - 1).is_ok());
        assert_eq!(FormToken::open(&text, &keys(1), NOW + lifetime + HOUR).unwrap_err(), TokenError::Expired);
        let ends = (NOW + lifetime).div_euclid(HOUR) * HOUR + HOUR;
        assert!(FormToken::open(&text, &keys(1), ends - 1).is_ok());
        assert_eq!(FormToken::open(&text, &keys(1), ends).unwrap_err(), TokenError::Expired);
    }

    #[test]
    fn a_changed_character_anywhere_spoils_a_token() {
        let (_, text) = sealed(&keys(1));
        for place in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(FormToken::open(&changed, &keys(1), NOW).is_err(), "{place}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic_and_none_is_a_token(text in "[ -~]{0,120}|[A-Za-z0-9_-]{84}") {
            prop_assert!(FormToken::open(&text, &keys(1), NOW).is_err());
        }
    }
}

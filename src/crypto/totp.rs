//! One-time codes of a second factor: RFC 6238, as authenticator apps make them.
//!
//! HMAC-SHA-1, six digits, thirty seconds. Not SHA-256: several widespread apps read past what a link asks for, and would show codes
//! that never fit. What is broken in SHA-1 is collisions, and HMAC does not rest on them.
//!
//! A code is good once: its step must be later than the last one that was accepted, so that somebody who looked over a shoulder, or
//! who recorded it, has nothing.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::CryptoRng;
use sha1::Sha1;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::secret::{Secret, SecretText};

/// Seconds of a step.
pub const STEP_SECONDS: i64 = 30;
/// How many steps clocks may differ, either way.
const SKEW: i64 = 1;
const DIGITS: usize = 6;

/// The secret that the desk and the member's app share: 20 bytes, as RFC 4226 recommends.
#[derive(Clone, Debug)]
pub struct TotpSecret(Secret<20>);

impl TotpSecret {
    /// A fresh one.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::random(rng))
    }

    /// From 32 letters and digits of base 32, as [`TotpSecret::to_base32`] writes them.
    pub fn from_base32(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE32_NOPAD.decode(text.as_bytes()).ok()?);
        Secret::from_slice(&bytes).map(Self)
    }

    /// In base 32 (RFC 4648) without padding: what apps take where they cannot read the picture.
    pub fn to_base32(&self) -> SecretText {
        SecretText::new(BASE32_NOPAD.encode(self.0.expose_secret()))
    }

    /// The link that apps read from a picture. `label` is what the app shows beside the codes.
    pub fn to_link(&self, issuer: &str, label: &str) -> SecretText {
        let (issuer, label) = (escaped(issuer), escaped(label));
        let secret = self.to_base32();
        SecretText::new(format!(
            "otpauth://totp/{issuer}:{label}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
            secret.expose_secret()
        ))
    }

    /// The step of this code at `now` (seconds since 1970), one to either side, if it is later than `last`.
    pub fn step_of(&self, code: &str, now: i64, last: Option<i64>) -> Option<i64> {
        let typed: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        let current = now.div_euclid(STEP_SECONDS);
        let mut found = None;
        // All of them are tried whatever comes first: the time does not tell which clock is ahead.
        for step in current.saturating_sub(SKEW)..=current.saturating_add(SKEW) {
            let fits: bool = self.code(step).as_bytes().ct_eq(typed.as_bytes()).into();
            if fits && last.is_none_or(|last| step > last) {
                found = Some(step);
            }
        }
        found
    }

    /// The code of a step (RFC 4226, section 5.3).
    fn code(&self, step: i64) -> Zeroizing<String> {
        let mut block = Zeroizing::new([0_u8; 64]);
        for (to, from) in block.iter_mut().zip(self.0.expose_secret()) {
            *to = *from;
        }
        let mut mac = Hmac::<Sha1>::new(&(*block).into());
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest.last().copied().unwrap_or_default() & 0x0f);
        let four = digest.iter().skip(offset).take(4);
        let number = four.fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff;
        Zeroizing::new(format!("{:0width$}", number % 1_000_000, width = DIGITS))
    }
}

/// What may not stand in a link as it is.
fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let mut link = String::new();
    for byte in text.as_bytes() {
        if plain(byte) {
            link.push(char::from(*byte));
        } else {
            link.push('%');
            link.push_str(&data_encoding::HEXUPPER.encode(&[*byte]));
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    /// RFC 6238, appendix B, SHA-1: seconds, and the last six of the eight digits.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn secret() -> TotpSecret {
        TotpSecret(Secret::new(*b"12345678901234567890"))
    }

    #[test]
    fn the_vectors_of_the_rfc_hold() {
        for (now, code) in VECTORS {
            assert_eq!(secret().code(now / 30).as_str(), code, "{now}");
            assert_eq!(secret().step_of(code, now, None), Some(now / 30));
        }
    }

    #[test]
    fn an_independent_program_makes_the_same_codes() {
        let text = secret().to_base32();
        let script = "import base64,hmac,hashlib,struct,sys\n\
                      k=base64.b32decode(sys.argv[1])\n\
                      for s in sys.argv[2:]:\n\
                      \x20h=hmac.new(k,struct.pack('>q',int(s)),hashlib.sha1).digest()\n\
                      \x20o=h[19]&15\n\
                      \x20print('%06d'%((struct.unpack('>I',h[o:o+4])[0]&0x7fffffff)%1000000))\n";
        let steps: Vec<i64> = (0..40).map(|number| number * 987_654_321).collect();
        let mut python = Command::new("python3");
        python.args(["-c", script, text.expose_secret()]).args(steps.iter().map(i64::to_string));
        let output = python.output().expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let theirs = String::from_utf8(output.stdout).unwrap();
        let ours: Vec<String> = steps.iter().map(|step| secret().code(*step).to_string()).collect();
        assert_eq!(theirs.lines().collect::<Vec<_>>(), ours);
    }

    #[test]
    fn a_code_and_every_earlier_one_is_good_once() {
        let now = 1_795_435_200;
        let step = now / 30;
        let (before, current, after) =
            (secret().code(step - 1), secret().code(step), secret().code(step + 1));
        for code in [&before, &current, &after] {
            assert!(secret().step_of(code, now, None).is_some(), "one step of skew");
        }
        assert_eq!(secret().step_of(&current, now, Some(step)), None, "a second time");
        assert_eq!(secret().step_of(&before, now, Some(step)), None, "an earlier one");
        assert_eq!(secret().step_of(&after, now, Some(step)), Some(step + 1));
        assert_eq!(secret().step_of(&current, now + 61, None), None, "too late");
        assert_eq!(secret().step_of(&current, now - 61, None), None, "too early");
    }

    #[test]
    fn the_link_carries_names_in_any_script() {
        let link = secret().to_link("Desk", "مفتش 1");
        let link = link.expose_secret();
        assert!(link.starts_with("otpauth://totp/Desk:%D9%85%D9%81%D8%AA%D8%B4%201?secret="), "{link}");
        let (_, rest) = link.split_once("secret=").unwrap();
        let text = rest.split('&').next().unwrap();
        assert!(TotpSecret::from_base32(text).unwrap().0.same_as(&secret().0));
    }

    proptest! {
        #[test]
        fn any_text_is_a_code_or_none(code in "\\PC{0,12}|[0-9 ]{0,9}") {
            if let Some(step) = secret().step_of(&code, 59, None) {
                let digits: String = code.split_whitespace().collect();
                prop_assert_eq!(secret().code(step).to_string(), digits);
            }
        }

        #[test]
        fn any_text_is_a_secret_or_none(text in "\\PC{0,40}|[A-Z2-7]{32}") {
            if let Some(secret) = TotpSecret::from_base32(&text) {
                let written = secret.to_base32();
                prop_assert_eq!(written.expose_secret(), text.as_str());
            }
        }
    }
}

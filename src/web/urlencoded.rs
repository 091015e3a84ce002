//! Percent-encoding of `application/x-www-form-urlencoded` (WHATWG URL, section 5.1), read strictly.
//!
//! Browsers and curl encode everything that needs it. What a lenient reader would guess at (`%zz`, bytes that are no
//! UTF-8) is refused, because a guess may differ from the check made before it.

use super::form::FormError;
use crate::secret::SecretText;

/// The pairs of `body`, decoded, in order. Empty pieces between `&` are skipped.
pub(super) fn pairs(body: &[u8]) -> impl Iterator<Item = Result<(String, SecretText), FormError>> {
    body.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty()).map(|piece| {
        let mut halves = piece.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = SecretText::new(decode(halves.next().unwrap_or_default())?);
        Ok((name, value))
    })
}

fn decode(encoded: &[u8]) -> Result<String, FormError> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.iter().copied();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = bytes.next().and_then(hex_digit).ok_or(FormError::Broken)?;
                let low = bytes.next().and_then(hex_digit).ok_or(FormError::Broken)?;
                high << 4 | low
            }
            plain => plain,
        });
    }
    text(decoded)
}

/// Bytes as text without NUL, which databases and other programs take for an end.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, FormError> {
    if bytes.contains(&0) {
        return Err(FormError::Nul);
    }
    String::from_utf8(bytes).map_err(|_| FormError::NotUtf8)
}

const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(byte.wrapping_sub(b'a').wrapping_add(10)),
        b'A'..=b'F' => Some(byte.wrapping_sub(b'A').wrapping_add(10)),
        _ => None,
    }
}

//! Ranges of bytes (RFC 9110, section 14): one range `a-b` or `a-`. Whatever else a header may say is answered with the whole.
//!
//! The header is not signed. Whoever could change it on the way would get the caller another part of a ciphertext that the caller
//! may have as a whole, and whose every chunk age authenticates.

use std::ops::Range;

use axum::response::Response;
use http::header::{CONTENT_RANGE, RANGE};
use http::{HeaderMap, HeaderValue};

/// The bytes a request asks for; an open end is [`u64::MAX`]. `None`: all of them.
pub(super) fn asked(headers: &HeaderMap) -> Option<Range<u64>> {
    let mut values = headers.get_all(RANGE).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    parse(value.to_str().ok()?)
}

fn parse(text: &str) -> Option<Range<u64>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let first = digits(first)?;
    if last.is_empty() {
        return Some(first..u64::MAX);
    }
    let last = digits(last).filter(|last| first <= *last)?;
    Some(first..last.saturating_add(1))
}

/// A number in digits alone: Rust's own reader would take a sign as well.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Names the part that an answer holds.
pub(super) fn put_part(response: &mut Response, range: &Range<u64>, total: u64) {
    put(response, &format!("bytes {}-{}/{total}", range.start, range.end.saturating_sub(1)));
}

/// Names the length, in an answer that holds no part.
pub(super) fn put_total(response: &mut Response, total: u64) {
    put(response, &format!("bytes */{total}"));
}

fn put(response: &mut Response, text: &str) {
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().insert(CONTENT_RANGE, value);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_range_is_read() {
        assert_eq!(parse("bytes=0-0"), Some(0..1));
        assert_eq!(parse("bytes=5-9"), Some(5..10));
        assert_eq!(parse("bytes=5-"), Some(5..u64::MAX));
        assert_eq!(parse("bytes=0-18446744073709551615"), Some(0..u64::MAX));
    }

    #[test]
    fn whatever_else_stands_there_means_the_whole() {
        for text in [
            "",
            "bytes=",
            "bytes=-5",
            "bytes=9-5",
            "bytes=0-1,4-5",
            "bytes=+1-2",
            "bytes= 1-2",
            "items=0-1",
            "bytes=a-b",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_range_that_is_read_is_never_empty(text in "bytes=[0-9]{0,21}-[0-9]{0,21}|\\PC{0,40}") {
            if let Some(range) = parse(&text) {
                prop_assert!(range.start < range.end || range.start == u64::MAX);
            }
        }
    }
}

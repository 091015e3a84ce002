//! Cookies: `__Host-` only, so that neither another path, nor a sibling host, nor an unencrypted answer can set one
//! for us.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::secret::SecretText;

/// The cookie that carries one word from a POST to the page after it.
pub const FLASH: &str = "__Host-f";

const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

/// `Set-Cookie` for a cookie of the session: it dies with the browser, its end on the server is the server's
/// business. `None` if name or value have characters that do not belong into a cookie (RFC 6265, section 4.1.1).
pub fn set(name: &str, value: &SecretText) -> Option<HeaderValue> {
    header(name, value.expose_secret(), "")
}

/// `Set-Cookie` that removes the cookie.
pub fn clear(name: &str) -> Option<HeaderValue> {
    header(name, "", "; Max-Age=0")
}

/// `Set-Cookie` for the [`FLASH`] cookie with a word of the program. It lives for a minute.
pub fn flash(word: &'static str) -> Option<HeaderValue> {
    header(FLASH, word, "; Max-Age=60")
}

/// The word in the [`FLASH`] cookie, if it is one of `known`: nothing a client makes up comes through.
pub fn read_flash(headers: &HeaderMap, known: &[&'static str]) -> Option<&'static str> {
    let word = read(headers, FLASH)?;
    known.iter().find(|known| **known == word.expose_secret()).copied()
}

/// The value of the cookie `name`. `None` if there is none, or more than one: two mean that somebody has planted one.
pub fn read(headers: &HeaderMap, name: &str) -> Option<SecretText> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let value = found.next()?;
    if found.next().is_some() { None } else { Some(SecretText::new(value)) }
}

fn header(name: &str, value: &str, lifetime: &str) -> Option<HeaderValue> {
    let named = name.strip_prefix("__Host-")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if named.is_empty() || !named.bytes().all(plain) || !value.bytes().all(plain) {
        return None;
    }
    let mut header = HeaderValue::from_str(&format!("{name}={value}; {ATTRIBUTES}{lifetime}")).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_cookie_has_every_attribute() {
        let header = set("__Host-r", &SecretText::new("abc123")).unwrap();
        assert_eq!(header, "__Host-r=abc123; Path=/; Secure; HttpOnly; SameSite=Strict");
        assert!(header.is_sensitive());
        assert_eq!(
            clear("__Host-r").unwrap(),
            "__Host-r=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
        );
        assert_eq!(
            flash("busy").unwrap(),
            "__Host-f=busy; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60"
        );
    }

    #[test]
    fn names_without_the_prefix_and_values_that_break_out_are_refused() {
        assert!(set("r", &SecretText::new("a")).is_none());
        assert!(set("__Host-", &SecretText::new("a")).is_none());
        assert!(set("__Host-r", &SecretText::new("a; Domain=evil.example")).is_none());
        assert!(set("__Host-r", &SecretText::new("a\r\nX: y")).is_none());
    }

    #[test]
    fn a_cookie_is_found_among_others_and_not_by_part_of_its_name() {
        let headers = sent(&["a=b; __Host-rr=no", "__Host-r=yes"]);
        assert_eq!(read(&headers, "__Host-r").unwrap().expose_secret(), "yes");
        assert!(read(&headers, "Host-r").is_none());
    }

    #[test]
    fn a_cookie_sent_twice_is_none() {
        assert!(read(&sent(&["__Host-r=a; __Host-r=b"]), "__Host-r").is_none());
        assert!(read(&sent(&["__Host-r=a", "__Host-r=a"]), "__Host-r").is_none());
    }

    #[test]
    fn a_flash_is_one_of_our_words() {
        assert_eq!(read_flash(&sent(&["__Host-f=busy"]), &["sent", "busy"]), Some("busy"));
        assert_eq!(read_flash(&sent(&["__Host-f=buy-now"]), &["sent", "busy"]), None);
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_finds_what_was_set(line in "[ -~]{0,80}", value in "[a-zA-Z0-9_.-]{0,40}") {
            let headers = sent(&[&line]);
            prop_assert!(read(&headers, "__Host-r").is_none() || line.contains("__Host-r="));
            let headers = sent(&[&format!("x=y; __Host-r={value}")]);
            let read = read(&headers, "__Host-r").unwrap();
            prop_assert_eq!(read.expose_secret(), value.as_str());
        }
    }
}

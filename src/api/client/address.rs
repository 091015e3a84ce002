//! The server's address: TLS, unless nobody stands in between.

use std::net::IpAddr;

use reqwest::Url;

use super::error::ClientError;

/// Reads `https://host[:port]`, or `http://` to loopback or an onion service. No path, query, name or password may follow.
pub(super) fn read(text: &str) -> Result<Url, ClientError> {
    let url = checked(Url::parse(text).map_err(|_| ClientError::Address)?)?;
    if url.path() == "/" { Ok(url) } else { Err(ClientError::Address) }
}

/// Reads the same with a path, such as `https://host/log`: what is asked for stands below it.
pub(super) fn read_prefix(text: &str) -> Result<Url, ClientError> {
    let text = text.trim_end_matches('/');
    checked(Url::parse(&format!("{text}/")).map_err(|_| ClientError::Address)?)
}

fn checked(url: Url) -> Result<Url, ClientError> {
    let host = url.host_str().ok_or(ClientError::Address)?;
    let bare = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !bare {
        return Err(ClientError::Address);
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if stays_private(host) => Ok(url),
        "http" => Err(ClientError::Insecure),
        _ => Err(ClientError::Address),
    }
}

/// Loopback never leaves the machine; an onion service's name is its key.
fn stays_private(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or_else(|_| host == "localhost" || is_onion(host), |address| address.is_loopback())
}

fn is_onion(host: &str) -> bool {
    host.strip_suffix(".onion").is_some_and(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tls_goes_anywhere_and_plain_http_only_where_nobody_listens() {
        for fine in [
            "https://reports.example.org",
            "https://reports.example.org:8443/",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:8080",
            "http://localhost:1",
            "http://abcdefghijklmnop.onion",
        ] {
            assert!(read(fine).is_ok(), "{fine}");
        }
        for open in [
            "http://reports.example.org",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://[::]",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
            "http://onion",
            "http://x.onion.example.org",
        ] {
            assert!(matches!(read(open), Err(ClientError::Insecure)), "{open}");
        }
    }

    #[test]
    fn what_is_more_or_less_than_a_host_is_refused() {
        for text in [
            "",
            "reports.example.org",
            "https://",
            "ftp://reports.example.org",
            "https://host/path",
            "https://host/?q=1",
            "https://host/#f",
            "https://name@host",
            "https://:password@host",
            "file:///etc/passwd",
        ] {
            assert!(matches!(read(text), Err(ClientError::Address)), "{text}");
        }
    }

    #[test]
    fn a_prefix_may_have_a_path_and_what_is_asked_for_stands_below_it() {
        for prefix in ["https://log.example.org/log", "https://log.example.org/log/"] {
            let url = read_prefix(prefix).unwrap().join("tile/0/000").unwrap();
            assert_eq!(url.as_str(), "https://log.example.org/log/tile/0/000");
        }
        assert!(matches!(read_prefix("http://log.example.org/log"), Err(ClientError::Insecure)));
        for text in ["https://host/log?q=1", "https://host/#f", "https://name@host/log", "/log", ""] {
            assert!(matches!(read_prefix(text), Err(ClientError::Address)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(http|https)?(://)?\\PC{0,60}") {
            if let Ok(url) = read(&text) {
                prop_assert!(url.scheme() == "https" || url.host_str().is_some_and(stays_private));
            }
        }
    }
}

//! Visiting the intake as a browser does: its pages in their order, its headers, its forms byte for byte.
//!
//! The intake writes nothing down of who visits, and the unit gets none of it. Still a visit must look like any other: whoever has
//! taken over the server could treat the reports of oversight better than others. So the headers are those of Tor Browser, which most
//! careful reporters use, and a page is asked for when a browser would ask for it, never more.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, LOCATION, ORIGIN,
    REFERER, SET_COOKIE, USER_AGENT,
};
use http::{Method, StatusCode};
use rand::Rng;
use reqwest::{Client, Url};

use crate::api::client::{ClientError, connection};
use crate::config::ServerUrl;
use crate::random;

/// The longest page that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;
const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0";
const ACCEPTED: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Why a visit came to nothing. Sentences.
#[derive(Debug, thiserror::Error)]
pub(super) enum VisitError {
    /// No answer.
    #[error("the intake cannot be reached; check the connection and the address, then try again")]
    Unreachable,
    /// Something else than its pages.
    #[error("the intake answered {0} at {1}, which it should not; is this the address of the public form?")]
    Unexpected(u16, String),
    /// Longer than any page.
    #[error("the intake's page is too long to be read")]
    TooLong,
}

impl From<reqwest::Error> for VisitError {
    fn from(_: reqwest::Error) -> Self {
        Self::Unreachable
    }
}

impl From<ClientError> for VisitError {
    fn from(_: ClientError) -> Self {
        Self::Unreachable
    }
}

/// One browser with its cookies.
pub(super) struct Visit {
    base: Url,
    http: Client,
    cookies: BTreeMap<String, String>,
    /// The page that is being looked at.
    at: Option<Url>,
}

/// A page, or where a form led.
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) leads_to: Option<String>,
    pub(super) bytes: Vec<u8>,
}

impl Seen {
    /// The page as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// A form as a browser sends it.
pub(super) enum Form<'a> {
    /// `application/x-www-form-urlencoded`.
    Plain(&'a [(&'a str, String)]),
    /// `multipart/form-data`, with an empty choice of files under this name at its end.
    Parts(&'a [(&'a str, String)], &'a str),
}

impl Visit {
    /// A browser that has just been opened.
    pub(super) fn begin(intake: &ServerUrl) -> Result<Self, VisitError> {
        let base = Url::parse(intake.as_str()).map_err(|_| VisitError::Unreachable)?;
        Ok(Self { base, http: connection()?, cookies: BTreeMap::new(), at: None })
    }

    /// A page that must be there.
    pub(super) async fn page(&mut self, path: &str) -> Result<String, VisitError> {
        let seen = self.get(path).await?;
        if seen.status == StatusCode::OK {
            return Ok(seen.text());
        }
        Err(VisitError::Unexpected(seen.status.as_u16(), path.to_owned()))
    }

    /// Whatever is there.
    pub(super) async fn get(&mut self, path: &str) -> Result<Seen, VisitError> {
        self.ask(Method::GET, path, None).await
    }

    /// Sends a form; where it leads.
    pub(super) async fn send(&mut self, path: &str, form: &Form<'_>) -> Result<String, VisitError> {
        let (kind, body) = match form {
            Form::Plain(fields) => ("application/x-www-form-urlencoded".to_owned(), urlencoded(fields)),
            Form::Parts(fields, files) => {
                let boundary = boundary();
                (format!("multipart/form-data; boundary={boundary}"), multipart(fields, files, &boundary))
            }
        };
        let seen = self.ask(Method::POST, path, Some((kind, body))).await?;
        seen.leads_to.ok_or_else(|| VisitError::Unexpected(seen.status.as_u16(), path.to_owned()))
    }

    async fn ask(
        &mut self,
        method: Method,
        path: &str,
        form: Option<(String, Vec<u8>)>,
    ) -> Result<Seen, VisitError> {
        let url = self.base.join(path).map_err(|_| VisitError::Unreachable)?;
        let headers = self.headers(form.as_ref().map(|(kind, _)| kind.as_str()));
        let request = self.http.request(method, url.clone()).headers(headers);
        let request = match form {
            Some((_, body)) => request.body(body),
            None => request,
        };
        let mut response = request.send().await?;
        self.take_cookies(response.headers());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len().saturating_add(chunk.len()) > MAX_BYTES {
                return Err(VisitError::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        let status = response.status();
        let leads_to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
        if status == StatusCode::OK {
            self.at = Some(url);
        }
        Ok(Seen { status, leads_to: leads_to.filter(|_| status == StatusCode::SEE_OTHER), bytes })
    }

    /// In the order in which the browser sends them.
    fn headers(&self, form: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut put = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        put(USER_AGENT, AGENT);
        put(ACCEPT, ACCEPTED);
        put(ACCEPT_LANGUAGE, "en-US,en;q=0.5");
        if let Some(kind) = form {
            put(CONTENT_TYPE, kind);
            put(ORIGIN, self.base.as_str().trim_end_matches('/'));
        }
        if let Some(at) = &self.at {
            put(REFERER, at.as_str());
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            put(COOKIE, &pairs.join("; "));
        }
        put(HeaderName::from_static("upgrade-insecure-requests"), "1");
        put(HeaderName::from_static("sec-fetch-dest"), "document");
        put(HeaderName::from_static("sec-fetch-mode"), "navigate");
        let site = if self.at.is_some() { "same-origin" } else { "none" };
        put(HeaderName::from_static("sec-fetch-site"), site);
        put(HeaderName::from_static("sec-fetch-user"), "?1");
        headers
    }

    fn take_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn boundary() -> String {
    let mut bytes = [0; 16];
    random::rng().fill_bytes(&mut bytes);
    format!("----geckoformboundary{}", HEXLOWER.encode(&bytes))
}

fn multipart(fields: &[(&str, String)], files: &str, boundary: &str) -> Vec<u8> {
    let field = |(name, value): &(&str, String)| {
        let value = with_crlf(value);
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let end = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{files}\"; filename=\"\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n\r\n--{boundary}--\r\n"
    );
    fields.iter().map(field).chain([end]).collect::<String>().into_bytes()
}

fn urlencoded(fields: &[(&str, String)]) -> Vec<u8> {
    let sign = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        b'*' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let pair = |(name, value): &(&str, String)| {
        let value: String = with_crlf(value).bytes().map(sign).collect();
        format!("{name}={value}")
    };
    fields.iter().map(pair).collect::<Vec<_>>().join("&").into_bytes()
}

/// Forms carry CR LF at the end of a line.
fn with_crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_written_as_a_browser_writes_them() {
        let fields = [("t", "abc".to_owned()), ("s", "a b\nc+é*".to_owned())];
        assert_eq!(urlencoded(&fields), b"t=abc&s=a+b%0D%0Ac%2B%C3%A9*");
        let parts = String::from_utf8(multipart(&fields, "a", "B")).unwrap();
        assert!(parts.starts_with("--B\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nabc\r\n--B\r\n"));
        assert!(parts.contains("a b\r\nc+é*\r\n") && parts.ends_with("\r\n\r\n\r\n--B--\r\n"));
    }
}

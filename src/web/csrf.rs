//! Requests that another site makes a browser send.
//!
//! Two lines of defence. Here: what the browser says about where a request comes from. In handlers of authenticated
//! forms: a token bound to the session, see [`form_token`].
//!
//! A plain-http onion gets no `Sec-Fetch-Site` (it is sent to trustworthy origins only), so `Origin` must do there.
//! `Origin: null` says "unknown" (sandboxed frames send it, attackers' pages can have it sent) and never suffices. A
//! client that sends neither header is not a browser of the last ten years, and nobody can make one send a request;
//! whether it is served is the face's choice, [`Headerless`]: the reporter's way must be walkable with curl alone.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::header::{HeaderName, ORIGIN};
use http::{HeaderMap, HeaderValue};
use subtle::ConstantTimeEq;

use super::error::Failure;
use super::events::Event;
use crate::crypto::hash::hmac256;
use crate::secret::Secret;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What happens to unsafe requests that carry neither `Sec-Fetch-Site` nor `Origin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headerless {
    /// They are served; forms that act for a session check their token as always.
    Allow,
    /// They are refused: for faces that only browsers use.
    Refuse,
}

/// The rule of a face.
#[derive(Clone, Debug)]
pub struct Rule {
    origins: Arc<[String]>,
    headerless: Headerless,
}

impl Rule {
    /// `origins` as browsers write them: scheme, name, and the port where it is not the scheme's own.
    /// `https://report.example.org`.
    pub fn new<I: IntoIterator<Item: Into<String>>>(origins: I, headerless: Headerless) -> Self {
        Self { origins: origins.into_iter().map(Into::into).collect(), headerless }
    }

    fn allows(&self, headers: &HeaderMap) -> bool {
        let ours = |origin: &HeaderValue| self.origins.iter().any(|own| origin.as_bytes() == own.as_bytes());
        match (only(headers, &SEC_FETCH_SITE), only(headers, &ORIGIN)) {
            (Sent::Twice, _) | (_, Sent::Twice) => false,
            (Sent::Once(site), origin) => {
                let here = site == "same-origin" || site == "none";
                // A foreign origin beside a claim to come from here is no browser's doing.
                let contradicted = matches!(origin, Sent::Once(origin) if origin != "null" && !ours(origin));
                here && !contradicted
            }
            (Sent::Not, Sent::Once(origin)) => ours(origin),
            (Sent::Not, Sent::Not) => matches!(self.headerless, Headerless::Allow),
        }
    }
}

enum Sent<'a> {
    Not,
    Once(&'a HeaderValue),
    Twice,
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Sent<'a> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Sent::Not,
        (Some(line), None) => Sent::Once(line),
        (Some(_), Some(_)) => Sent::Twice,
    }
}

/// The layer that refuses unsafe requests from elsewhere with a constant 403.
pub async fn same_origin(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || rule.allows(request.headers()) {
        return next.run(request).await;
    }
    Failure::Forbidden.because(Event::new("web.csrf.refused")).into_response()
}

/// The token of a form that acts for a session: 64 hex digits. `session` is a secret of that session, `purpose` names
/// what the form does, so that the token of one form is no use in another.
pub fn form_token(session: &Secret<32>, purpose: &str) -> String {
    HEXLOWER.encode(&hmac256(session, &[b"redchannel/v1/csrf\0", purpose.as_bytes()]))
}

/// Whether `given` is the token of this form and session; compared in constant time.
pub fn check_form_token(session: &Secret<32>, purpose: &str, given: &str) -> bool {
    form_token(session, purpose).as_bytes().ct_eq(given.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://report.example.org";

    fn allowed(headerless: Headerless, lines: &[(&HeaderName, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        Rule::new([OURS], headerless).allows(&headers)
    }

    #[test]
    fn a_browser_that_says_where_it_comes_from_is_believed() {
        for (site, expected) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)]
        {
            assert_eq!(allowed(Headerless::Allow, &[(&SEC_FETCH_SITE, site)]), expected, "{site}");
            assert_eq!(
                allowed(Headerless::Allow, &[(&SEC_FETCH_SITE, site), (&ORIGIN, OURS)]),
                expected,
                "{site}"
            );
        }
    }

    #[test]
    fn without_that_the_origin_must_be_ours() {
        for (origin, expected) in [
            (OURS, true),
            ("null", false),
            ("http://report.example.org", false),
            ("https://evil.example", false),
            ("", false),
        ] {
            assert_eq!(allowed(Headerless::Allow, &[(&ORIGIN, origin)]), expected, "{origin}");
        }
    }

    #[test]
    fn contradictions_and_repetitions_are_refused() {
        assert!(!allowed(
            Headerless::Allow,
            &[(&SEC_FETCH_SITE, "same-origin"), (&ORIGIN, "https://evil.example")]
        ));
        assert!(!allowed(Headerless::Allow, &[(&ORIGIN, OURS), (&ORIGIN, OURS)]));
        assert!(!allowed(Headerless::Allow, &[(&SEC_FETCH_SITE, "none"), (&SEC_FETCH_SITE, "cross-site")]));
    }

    #[test]
    fn a_client_that_is_no_browser_is_served_where_the_face_says_so() {
        assert!(allowed(Headerless::Allow, &[]));
        assert!(!allowed(Headerless::Refuse, &[]));
    }

    #[test]
    fn a_token_is_good_for_its_session_and_its_form_only() {
        let (session, other) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let token = form_token(&session, "reply");
        assert_eq!(token.len(), 64);
        assert!(check_form_token(&session, "reply", &token));
        assert!(!check_form_token(&other, "reply", &token));
        assert!(!check_form_token(&session, "destroy", &token));
        assert!(!check_form_token(&session, "reply", ""));
        assert!(!check_form_token(&session, "reply", &token.to_uppercase()));
    }
}

//! The language of a request: what stands at the beginning of its path, or else what the browser asks for.
//!
//! A choice is kept in the address and nowhere else: `/fr/h` is `/h` in French. A cookie would have to be set before there is anything to
//! keep, and anything kept on the server would tie requests together. Threats, and what stands against them:
//!
//! - *The address as a mark.* The prefix is one of a closed list; pages and redirects carry on that one or none, never what a link brought.
//!   A prefix that is no language of ours is read as none and goes no further. So a link can say one of five things, as links always could.
//! - *The history of a browser.* Without a choice there is no prefix. With one, history shows two letters besides what it showed before.
//! - *The header as a fingerprint.* `Accept-Language` is read here and given to nobody; what comes out is one language of the list.
//! - *The length of the answer.* Pages have one length in every language, and redirects of one language have one length.
//!
//! This layer stands outside of all others, so that failure pages and redirects of every layer below speak the language too. It answers
//! nothing by itself.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION, VARY};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use super::error::Body;
use crate::i18n::negotiate::preferred;
use crate::i18n::{Direction, Key, Lang, Said};

/// The language in which a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speech {
    lang: Lang,
    chosen: bool,
}

impl Speech {
    /// A language that nobody has chosen.
    pub const fn of(lang: Lang) -> Self {
        Self { lang, chosen: false }
    }

    /// The language.
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// The language, if somebody has chosen it. What a browser asks for by itself is nobody's word.
    pub fn chosen(self) -> Option<Lang> {
        self.chosen.then_some(self.lang)
    }

    /// What begins the addresses of the page: nothing, or the prefix that was chosen.
    pub fn root(self) -> &'static str {
        if self.chosen { self.lang.prefix() } else { "" }
    }

    /// As `lang` has it.
    pub const fn code(self) -> &'static str {
        self.lang.code()
    }

    /// As `dir` has it.
    pub const fn dir(self) -> &'static str {
        match self.lang.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }

    /// A text, for a page.
    pub fn say(self, key: impl Into<Key>) -> Said {
        self.lang.say(key).at(self.root())
    }
}

impl<S: Sync> FromRequestParts<S> for Speech {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_else(|| Self::of(Lang::source())))
    }
}

/// What a face needs to speak.
#[derive(Clone, Copy, Debug)]
pub struct Languages {
    /// The language of those whose browser asks for none of ours.
    pub otherwise: Lang,
    /// The body of a failure in a language.
    pub failure: fn(StatusCode, Speech) -> String,
}

/// The layer; see the module.
pub async fn speak(State(languages): State<Languages>, mut request: Request, next: Next) -> Response {
    let chosen = take_prefix(request.uri_mut());
    let speech = match chosen {
        Some(lang) => Speech { lang, chosen: true },
        None => Speech::of(wished(request.headers(), languages.otherwise)),
    };
    // No layer below may look at it again.
    request.headers_mut().remove(ACCEPT_LANGUAGE);
    let failure = languages.failure;
    request.extensions_mut().insert(speech);
    request.extensions_mut().insert(Body { of: failure, speech });
    let mut response = next.run(request).await;
    carry_on(speech, response.headers_mut());
    response
}

fn wished(headers: &HeaderMap, otherwise: Lang) -> Lang {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map_or(otherwise, |header| preferred(header, otherwise))
}

/// Takes the language off the path. Two letters that are no language of ours come off as well and choose nothing: a poster that names a
/// language which is gone still leads to the page.
fn take_prefix(uri: &mut Uri) -> Option<Lang> {
    let (prefix, rest) = split(uri.path())?;
    let lang = Lang::parse(prefix);
    if lang.is_none() && prefix.len() != 2 {
        return None;
    }
    let rest = match uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(rest).ok()?);
    *uri = Uri::from_parts(parts).ok()?;
    lang
}

/// `/fr/h` is `fr` and `/h`; `/fr` and `/fr/` are `fr` and `/`.
fn split(path: &str) -> Option<(&str, &str)> {
    let path = path.strip_prefix('/')?;
    let (prefix, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    let looks_like_one =
        prefix.len() >= 2 && prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    looks_like_one.then_some((prefix, if rest.is_empty() { "/" } else { rest }))
}

/// Redirects within the site keep the language, whichever layer or handler made them.
fn carry_on(speech: Speech, headers: &mut HeaderMap) {
    let html = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html {
        // Nothing may be kept anyway; this is for whoever keeps it all the same.
        headers.insert(VARY, HeaderValue::from_static("accept-language"));
    }
    let Some(to) = headers.get(LOCATION).and_then(|to| to.to_str().ok()) else { return };
    if !to.starts_with('/') || to.starts_with("//") {
        return;
    }
    if let Ok(to) = HeaderValue::from_str(&format!("{}{to}", speech.root())) {
        headers.insert(LOCATION, to);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn taken(path: &str) -> (Option<&'static str>, String) {
        let mut uri: Uri = path.parse().unwrap();
        let lang = take_prefix(&mut uri);
        (lang.map(Lang::code), uri.to_string())
    }

    #[test]
    fn a_prefix_comes_off_and_nothing_else_does() {
        for (path, lang, rest) in [
            ("/", None, "/"),
            ("/h", None, "/h"),
            ("/fr", Some("fr"), "/"),
            ("/fr/", Some("fr"), "/"),
            ("/ar/n/1", Some("ar"), "/n/1"),
            ("/fr/h?x=1", Some("fr"), "/h?x=1"),
            ("/de/h", None, "/h"),
            ("/log/checkpoint", None, "/log/checkpoint"),
            ("/FR/h", None, "/FR/h"),
            ("/french/h", None, "/french/h"),
            ("/fr//evil.example", Some("fr"), "//evil.example"),
            ("http://a.example/es/c", Some("es"), "http://a.example/c"),
        ] {
            assert_eq!(taken(path), (lang, rest.to_owned()), "{path}");
        }
    }

    #[test]
    fn a_redirect_keeps_the_language_that_was_chosen_and_only_within_the_site() {
        let fr = Lang::parse("fr").unwrap();
        for (chosen, to, then) in [
            (true, "/m", "/fr/m"),
            (true, "/", "/fr/"),
            (false, "/m", "/m"),
            (true, "https://weather.example/", "https://weather.example/"),
            (true, "//evil.example", "//evil.example"),
        ] {
            let mut headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(to))]);
            carry_on(Speech { lang: fr, chosen }, &mut headers);
            assert_eq!(headers[LOCATION], then);
        }
    }

    proptest! {
        #[test]
        fn any_path_is_split_without_harm(path in "/[a-z./%A-Z0-9-]{0,40}") {
            if let Ok(mut uri) = path.parse::<Uri>() {
                take_prefix(&mut uri);
                prop_assert!(uri.path().starts_with('/') && path.ends_with(uri.path().trim_start_matches('/')));
            }
        }
    }
}

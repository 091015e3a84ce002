//! Security headers, on every answer.
//!
//! This layer is the outermost of a face, so that 404, 405, 413, 429, time-outs and answers to panics carry them too:
//! a failure page without a policy is a page on our origin that anything may frame or sniff. (What hyper itself
//! answers to bytes that are not HTTP, 400 and 431, is empty and passes no layer.) Headers that tell of the software
//! or of times are taken off on the way out.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, DATE, ETAG, HeaderName, InvalidHeaderValue, LAST_MODIFIED, REFERRER_POLICY, SERVER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_DNS_PREFETCH_CONTROL, X_FRAME_OPTIONS,
};

use super::assets::Stylesheet;

const fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

const fn value(value: &'static str) -> HeaderValue {
    HeaderValue::from_static(value)
}

/// What does not depend on configuration.
const CONSTANT: [(HeaderName, HeaderValue); 11] = [
    (X_CONTENT_TYPE_OPTIONS, value("nosniff")),
    // Not `no-referrer`: with it browsers send `Origin: null` on form posts, which the CSRF rule refuses.
    (REFERRER_POLICY, value("same-origin")),
    (X_FRAME_OPTIONS, value("DENY")),
    (name("cross-origin-opener-policy"), value("same-origin")),
    (name("cross-origin-embedder-policy"), value("require-corp")),
    (name("cross-origin-resource-policy"), value("same-origin")),
    (name("origin-agent-cluster"), value("?1")),
    (name("permissions-policy"), value(PERMISSIONS)),
    (CACHE_CONTROL, value("no-store")),
    (name("x-robots-tag"), value("noindex, noarchive")),
    (X_DNS_PREFETCH_CONTROL, value("off")),
];

/// Every feature browsers know a policy for, off.
const PERMISSIONS: &str = "accelerometer=(), ambient-light-sensor=(), attribution-reporting=(), autoplay=(), battery=(), bluetooth=(), \
    browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(), compute-pressure=(), display-capture=(), \
    encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), \
    idle-detection=(), interest-cohort=(), keyboard-map=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), \
    otp-credentials=(), payment=(), picture-in-picture=(), private-state-token-issuance=(), \
    private-state-token-redemption=(), publickey-credentials-create=(), publickey-credentials-get=(), \
    screen-wake-lock=(), serial=(), storage-access=(), sync-xhr=(), unload=(), usb=(), web-share=(), \
    window-management=(), xr-spatial-tracking=()";

/// Two years, with subdomains.
const HSTS: HeaderValue = value("max-age=63072000; includeSubDomains");

/// For files and previews: no script, no origin, nothing loaded.
const SANDBOX: HeaderValue = value("sandbox; default-src 'none'");

const ONION_LOCATION: HeaderName = name("onion-location");

/// What must not leave: the software's name, times, identifiers of content or of requests, counters, and any opening
/// to other origins.
const FORBIDDEN: [HeaderName; 13] = [
    SERVER,
    DATE,
    ETAG,
    LAST_MODIFIED,
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    name("x-powered-by"),
    name("x-request-id"),
    name("x-ratelimit-after"),
    name("x-ratelimit-limit"),
    name("x-ratelimit-remaining"),
    name("x-ratelimit-whitelisted"),
    name("content-encoding"),
];

/// Put into the extensions of an answer that is somebody's file: it gets the sandbox policy instead of the face's.
#[derive(Clone, Copy, Debug)]
pub struct Sandboxed;

/// Put into the extensions of an answer that is the same public file for everybody: how long anybody may keep it. It changes the one
/// header `Cache-Control`, and only where the answer is a success: failures are never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicFile {
    /// It changes: for five seconds.
    Changing,
    /// It never changes: for a year, unasked.
    Fixed,
}

impl PublicFile {
    const fn cache_control(self) -> HeaderValue {
        match self {
            Self::Changing => value("max-age=5"),
            Self::Fixed => value("public, max-age=31536000, immutable"),
        }
    }
}

/// How a listener is reached, as far as headers differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Over TLS on the open internet: answers carry HSTS, pages may name the onion address (`http://….onion/`).
    Clearnet {
        /// The constant `Onion-Location` of HTML pages.
        onion: Option<String>,
    },
    /// Over an onion service, loopback or a Unix socket: neither.
    Private,
}

/// The headers of a face.
#[derive(Clone, Debug)]
pub struct SecurityHeaders(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    policy: HeaderValue,
    hsts: bool,
    onion: Option<HeaderValue>,
}

impl SecurityHeaders {
    /// The headers of a face whose pages carry this style sheet. The error is an onion address that no header can
    /// carry.
    pub fn new(stylesheet: &Stylesheet, reach: Reach) -> Result<Self, InvalidHeaderValue> {
        let policy = format!(
            "default-src 'none'; style-src {}; img-src 'self' data:; form-action 'self'; base-uri 'none'; object-src 'none'; \
             frame-ancestors 'none'",
            stylesheet.csp_hash()
        );
        let (hsts, onion) = match reach {
            Reach::Clearnet { onion } => (true, onion.map(HeaderValue::try_from).transpose()?),
            Reach::Private => (false, None),
        };
        Ok(Self(Arc::new(Inner { policy: HeaderValue::try_from(policy)?, hsts, onion })))
    }

    /// Puts the headers on `response`, over whatever stands there, and takes the forbidden ones off.
    pub fn put_on(&self, response: &mut Response) {
        let sandboxed = response.extensions().get::<Sandboxed>().is_some();
        let public =
            response.extensions().get::<PublicFile>().filter(|_| response.status().is_success()).copied();
        let headers = response.headers_mut();
        for forbidden in &FORBIDDEN {
            headers.remove(forbidden);
        }
        for (name, value) in CONSTANT {
            headers.insert(name, value);
        }
        if let Some(public) = public {
            headers.insert(CACHE_CONTROL, public.cache_control());
        }
        headers.insert(CONTENT_SECURITY_POLICY, if sandboxed { SANDBOX } else { self.0.policy.clone() });
        if self.0.hsts {
            headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
        }
        let html = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if let (true, Some(onion)) = (html, &self.0.onion) {
            headers.insert(ONION_LOCATION, onion.clone());
        }
    }
}

/// The layer of headers; see the module.
pub async fn put_on_all(State(headers): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    headers.put_on(&mut response);
    response
}

/// Whether `headers` has every header this layer puts on all answers. For tests of whole faces.
#[cfg(test)]
pub(super) fn complete(headers: &http::HeaderMap) -> bool {
    CONSTANT.iter().all(|(name, value)| headers.get(name) == Some(value))
        && headers.contains_key(CONTENT_SECURITY_POLICY)
        && FORBIDDEN.iter().all(|name| !headers.contains_key(name))
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;
    use crate::web::page::HTML;

    fn clearnet() -> SecurityHeaders {
        let onion = Some("http://abcdefgh.onion/".to_owned());
        SecurityHeaders::new(&Stylesheet::new("p{}"), Reach::Clearnet { onion }).unwrap()
    }

    fn private() -> SecurityHeaders {
        SecurityHeaders::new(&Stylesheet::new("p{}"), Reach::Private).unwrap()
    }

    #[test]
    fn the_policy_allows_the_style_sheet_and_no_script() {
        let mut response = "".into_response();
        private().put_on(&mut response);
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
        assert!(complete(response.headers()));
    }

    #[test]
    fn only_the_clearnet_names_tls_and_the_onion() {
        let mut page = ([(CONTENT_TYPE, HTML)], "").into_response();
        clearnet().put_on(&mut page);
        assert_eq!(page.headers()[STRICT_TRANSPORT_SECURITY], "max-age=63072000; includeSubDomains");
        assert_eq!(page.headers()[ONION_LOCATION], "http://abcdefgh.onion/");
        let mut file = "".into_response();
        clearnet().put_on(&mut file);
        assert!(!file.headers().contains_key(ONION_LOCATION));
        let mut page = ([(CONTENT_TYPE, HTML)], "").into_response();
        private().put_on(&mut page);
        assert!(
            !page.headers().contains_key(STRICT_TRANSPORT_SECURITY)
                && !page.headers().contains_key(ONION_LOCATION)
        );
    }

    #[test]
    fn a_file_gets_the_sandbox() {
        let mut response = (axum::Extension(Sandboxed), "x").into_response();
        private().put_on(&mut response);
        assert_eq!(response.headers()[CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'");
    }

    #[test]
    fn a_public_file_may_be_kept_and_a_failure_to_find_one_may_not() {
        for (public, expected) in
            [(PublicFile::Changing, "max-age=5"), (PublicFile::Fixed, "public, max-age=31536000, immutable")]
        {
            let mut response = (axum::Extension(public), "x").into_response();
            private().put_on(&mut response);
            assert_eq!(response.headers()[CACHE_CONTROL], expected);
            let mut missing = (http::StatusCode::NOT_FOUND, axum::Extension(public), "x").into_response();
            private().put_on(&mut missing);
            assert_eq!(missing.headers()[CACHE_CONTROL], "no-store");
        }
    }

    #[test]
    fn what_a_handler_tells_of_software_and_times_is_taken_off() {
        let told = [
            ("server", "x"),
            ("etag", "y"),
            ("last-modified", "z"),
            ("x-ratelimit-limit", "5"),
            ("cache-control", "public"),
        ];
        let mut response = (told, "").into_response();
        private().put_on(&mut response);
        assert!(complete(response.headers()));
    }
}

//! Whom a request is addressed to: one of our names, or nobody.
//!
//! Against DNS rebinding (another site's name that resolves to a desk on loopback), against pages being served under
//! names we do not control, and against an onion listener that answers for the clearnet one and so ties the two
//! together. What proxies say about the original request is taken off before anything can read it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{FORWARDED, HOST, HeaderName, VIA};

use super::error::Failure;
use super::events::Event;

/// What proxies add, and clients forge.
const FORWARDING: [HeaderName; 14] = [
    FORWARDED,
    VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-forwarded-server"),
    HeaderName::from_static("x-forwarded-prefix"),
    HeaderName::from_static("x-original-url"),
    HeaderName::from_static("x-rewrite-url"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-client-ip"),
    HeaderName::from_static("true-client-ip"),
    HeaderName::from_static("cf-connecting-ip"),
];

/// The names a listener answers to.
#[derive(Clone, Debug)]
pub struct Hosts(Arc<[String]>);

impl Hosts {
    /// The names as clients write them, with the port where it is not the scheme's own: `report.example.org`,
    /// `127.0.0.1:8080`.
    pub fn new<I: IntoIterator<Item: Into<String>>>(names: I) -> Self {
        Self(names.into_iter().map(|name| name.into().to_ascii_lowercase()).collect())
    }

    fn addressed_by(&self, request: &Request) -> bool {
        let mut lines = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (lines.next(), lines.next()) else { return false };
        let ours = |name: &[u8]| self.0.iter().any(|own| name.eq_ignore_ascii_case(own.as_bytes()));
        // `GET http://name/ HTTP/1.1` names the host a second time, and is allowed to contradict the first.
        let target = request.uri().authority().is_none_or(|authority| ours(authority.as_str().as_bytes()));
        ours(host.as_bytes()) && target
    }
}

/// The layer that refuses other hosts with a constant 421.
pub async fn only_ours(State(hosts): State<Hosts>, mut request: Request, next: Next) -> Response {
    if !hosts.addressed_by(&request) {
        return Failure::Misdirected.because(Event::new("web.host.foreign")).into_response();
    }
    for name in &FORWARDING {
        request.headers_mut().remove(name);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use http::{HeaderMap, StatusCode};
    use tower::ServiceExt;

    use super::*;

    fn router() -> Router {
        let told = async |headers: HeaderMap| {
            headers.keys().map(|name| name.as_str().to_owned()).collect::<Vec<_>>().join(" ")
        };
        Router::new()
            .route("/", get(told))
            .layer(from_fn_with_state(Hosts::new(["report.example.org", "127.0.0.1:8080"]), only_ours))
    }

    async fn ask(uri: &str, lines: &[(&str, &str)]) -> (StatusCode, String) {
        let mut request = http::Request::builder().uri(uri);
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        let response = router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status();
        (status, String::from_utf8(to_bytes(response.into_body(), 4096).await.unwrap().to_vec()).unwrap())
    }

    #[tokio::test]
    async fn our_names_are_served_in_any_case() {
        for host in ["report.example.org", "Report.Example.ORG", "127.0.0.1:8080"] {
            assert_eq!(ask("/", &[("host", host)]).await.0, StatusCode::OK, "{host}");
        }
    }

    #[tokio::test]
    async fn other_names_no_name_two_names_and_a_contradiction_are_refused() {
        for host in [
            "evil.example",
            "report.example.org:443",
            "report.example.org.",
            "127.0.0.1",
            "report.example.org.evil.example",
            "",
        ] {
            assert_eq!(ask("/", &[("host", host)]).await.0, StatusCode::MISDIRECTED_REQUEST, "{host}");
        }
        assert_eq!(ask("/", &[]).await.0, StatusCode::MISDIRECTED_REQUEST);
        let twice = [("host", "report.example.org"), ("host", "report.example.org")];
        assert_eq!(ask("/", &twice).await.0, StatusCode::MISDIRECTED_REQUEST);
        let ours = [("host", "report.example.org")];
        assert_eq!(ask("http://evil.example/", &ours).await.0, StatusCode::MISDIRECTED_REQUEST);
        assert_eq!(ask("http://report.example.org/", &ours).await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn what_a_proxy_says_is_heard_by_nobody() {
        let lines = [
            ("host", "report.example.org"),
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-host", "evil.example"),
            ("forwarded", "for=203.0.113.7"),
        ];
        assert_eq!(ask("/", &lines).await, (StatusCode::OK, "host".to_owned()));
    }
}

//! The API inside the layers that every face has.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures::stream;
use http::{Request, StatusCode};
use redchannel::api::server;
use redchannel::web::assets::Stylesheet;
use redchannel::web::csrf::{Headerless, Rule};
use redchannel::web::deadline::RequestLimits;
use redchannel::web::events::{Event, Events};
use redchannel::web::face::Face;
use redchannel::web::headers::{Reach, SecurityHeaders};
use redchannel::web::host::Hosts;
use tower::ServiceExt;

use super::site::{Site, sign};

const HOST: &str = "api.example.org";

async fn send(
    site: &Site,
    events: &Events,
    request: http::request::Builder,
    body: Body,
) -> (Response, Bytes) {
    let face = Face {
        headers: SecurityHeaders::new(&Stylesheet::new(""), Reach::Private).unwrap(),
        pages: server::pages(events.clone()),
        hosts: Hosts::new([HOST]),
        csrf: Rule::new(["https://api.example.org"], Headerless::Allow),
        limits: RequestLimits { grace: Duration::from_millis(20), ..RequestLimits::default() },
    };
    let router = face.wrap(server::router(site.world.vault.clone()));
    let response = router.oneshot(request.header("host", HOST).body(body).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
    (Response::from_parts(parts, Body::empty()), body)
}

fn signed(site: &Site, method: &str, path: &str, body: &[u8]) -> http::request::Builder {
    let header = sign(&site.intake, method, path, body, site.minute());
    Request::builder().method(method).uri(path).header("authorization", header)
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_every_failure_its_constant_line() {
    let site = Site::new().await;
    let events = Events::default();
    let blob = format!("/v1/cases/{}/blobs/{}", site.shared, site.shared_blob);
    let absent = format!("/v1/cases/{}/blobs/{}", site.hidden, site.shared_blob);
    let items = format!("/v1/cases/{}/items", site.shared);
    for (request, status, line) in [
        (Request::get("/v1/roster"), 200, None),
        (signed(&site, "GET", &blob, b""), 200, None),
        (Request::get("/v1/cases"), 401, Some("Unauthorized\n")),
        (Request::get("/v1/elsewhere"), 404, Some("Not Found\n")),
        (signed(&site, "GET", &absent, b""), 404, Some("Not Found\n")),
        (signed(&site, "DELETE", "/v1/cases", b""), 405, Some("Method Not Allowed\n")),
        (signed(&site, "POST", &items, b""), 400, Some("Bad Request\n")),
        (
            signed(&site, "GET", &blob, b"").header("range", "bytes=99999999-"),
            416,
            Some("Range Not Satisfiable\n"),
        ),
    ] {
        let (response, body) = send(&site, &events, request, Body::empty()).await;
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert!(response.headers().contains_key("content-security-policy"));
        assert_eq!(response.headers().contains_key("content-range"), status == 416);
        if let Some(line) = line {
            assert_eq!(body, line);
        }
    }
    assert!(events.take().is_empty(), "nothing of this is our fault");
}

#[tokio::test]
async fn a_conflict_keeps_its_body() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let put = serde_json::to_vec(&site.item(9, 9, 0).await).unwrap();
    let request = signed(&site, "POST", &path, &put);
    let (response, body) = send(&site, &Events::default(), request, Body::from(put.clone())).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert!(body.starts_with(br#"{"last_sequence":1,"chain":{"next":4,"previous":""#), "{body:?}");
}

#[tokio::test]
async fn what_fails_in_the_vault_is_counted_by_its_kind() {
    let site = Site::new().await;
    site.lose_blob().await;
    let events = Events::default();
    let path = format!("/v1/cases/{}/blobs/{}", site.shared, site.shared_blob);
    let (response, body) = send(&site, &events, signed(&site, "GET", &path, b""), Body::empty()).await;
    assert_eq!(
        (response.status(), body.as_ref()),
        (StatusCode::SERVICE_UNAVAILABLE, b"Service Unavailable\n".as_slice())
    );
    assert_eq!(events.take().get(&Event::new("api.vault.unavailable")), Some(&1));
}

#[tokio::test]
async fn a_member_who_sends_too_slowly_is_cut_off() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let request = signed(&site, "POST", &path, b"never");
    let never = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let (response, body) = send(&site, &Events::default(), request, never).await;
    assert_eq!(
        (response.status(), body.as_ref()),
        (StatusCode::REQUEST_TIMEOUT, b"Request Timeout\n".as_slice())
    );
}

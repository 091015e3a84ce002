//! Who is let in, and that those who are not cannot tell why.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use redchannel::api::wire::REQUEST_BYTES;

use super::site::{Answer, Site, sign};

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_member_is_let_in_and_a_stranger_gets_the_roster_at_most() {
    let site = Site::new().await;
    assert_eq!(site.get(&site.intake, "/v1/cases").await.status, StatusCode::OK);
    for person in [&site.stranger, &site.admin, &site.expired] {
        assert_refused(&site.get(person, "/v1/cases").await);
    }
    let unsigned = Request::get("/v1/roster").body(Body::empty()).unwrap();
    assert_eq!(site.send(unsigned).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_recorded_request_is_not_answered_again() {
    let site = Site::new().await;
    let header = sign(&site.intake, "GET", "/v1/cases", b"", site.minute());
    assert_eq!(site.send_with(&header, Method::GET, "/v1/cases", b"").await.status, StatusCode::OK);
    assert_refused(&site.send_with(&header, Method::GET, "/v1/cases", b"").await);
}

#[tokio::test]
async fn a_request_is_good_for_five_minutes_either_way() {
    let site = Site::new().await;
    for (shift, expected) in [
        (-6, StatusCode::UNAUTHORIZED),
        (-5, StatusCode::OK),
        (5, StatusCode::OK),
        (6, StatusCode::UNAUTHORIZED),
    ] {
        let header = sign(&site.intake, "GET", "/v1/cases", b"", site.minute() + shift);
        let answer = site.send_with(&header, Method::GET, "/v1/cases", b"").await;
        assert_eq!(answer.status, expected, "{shift} minutes");
    }
    for minute in [i64::MIN, i64::MAX] {
        let header = sign(&site.intake, "GET", "/v1/cases", b"", minute);
        assert_refused(&site.send_with(&header, Method::GET, "/v1/cases", b"").await);
    }
}

#[tokio::test]
async fn a_signature_is_good_for_one_method_path_query_and_body_only() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let sign = |method: &str, path: &str, body: &[u8]| sign(&site.intake, method, path, body, site.minute());
    let with = |header: String, method, path: &'static str| {
        let site = &site;
        async move { site.send_with(&header, method, path, b"").await }
    };
    assert_refused(&with(sign("POST", "/v1/cases", b""), Method::GET, "/v1/cases").await);
    assert_refused(&with(sign("GET", "/v1/cases", b""), Method::GET, "/v1/cases?since_day=1").await);
    assert_refused(&with(sign("GET", "/v1/cases?since_day=1", b""), Method::GET, "/v1/cases").await);
    assert_refused(&with(sign("GET", "/v1/cases", b"x"), Method::GET, "/v1/cases").await);
    // The router would read both spellings as the same case.
    let (first, rest) =
        site.shared.to_string().split_at_checked(1).map(|(a, b)| (a.as_bytes()[0], b.to_owned())).unwrap();
    let spelt_otherwise = format!("/v1/cases/%{first:x}{rest}/items");
    assert_refused(&site.send_with(&sign("GET", &path, b""), Method::GET, &spelt_otherwise, b"").await);
    let other = format!("/v1/cases/{}/items", site.hidden);
    assert_refused(&site.send_with(&sign("GET", &path, b""), Method::GET, &other, b"").await);
    assert_refused(&site.send_with(&sign("POST", &path, b"{}"), Method::POST, &path, b"{} ").await);
}

#[tokio::test]
async fn a_request_with_a_broken_signature_uses_up_no_nonce() {
    let site = Site::new().await;
    let header = sign(&site.intake, "GET", "/v1/cases", b"", site.minute());
    assert_refused(&site.send_with(&header, Method::GET, "/v1/cases?since_day=1", b"").await);
    assert_eq!(site.send_with(&header, Method::GET, "/v1/cases", b"").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_refusal_is_the_same_bytes_whatever_its_cause() {
    let site = Site::new().await;
    let sign_at = |minute| sign(&site.intake, "GET", "/v1/cases", b"", minute);
    let used = sign_at(site.minute());
    assert_eq!(site.send_with(&used, Method::GET, "/v1/cases", b"").await.status, StatusCode::OK);
    let good = sign_at(site.minute());
    let headers = [
        used,
        sign_at(site.minute() - 6),
        sign_at(site.minute() + 6),
        sign(&site.intake, "GET", "/v1/roster", b"", site.minute()),
        sign(&site.intake, "GET", "/v1/cases", b"body", site.minute()),
        sign(&site.stranger, "GET", "/v1/cases", b"", site.minute()),
        good.replace(&site.intake.member_id().to_string(), &site.investigator.member_id().to_string()),
        good.replace(&site.intake.member_id().to_string(), &site.stranger.member_id().to_string()),
        sign(&site.admin, "GET", "/v1/cases", b"", site.minute()),
        sign(&site.expired, "GET", "/v1/cases", b"", site.minute()),
        good.replace("RedChannel-1", "RedChannel-2"),
        format!("{good}, more=1"),
        "Basic YWRtaW46YWRtaW4=".into(),
        String::new(),
    ];
    let absent = Request::get("/v1/cases").body(Body::empty()).unwrap();
    let expected = site.send(absent).await;
    assert_refused(&expected);
    for header in headers {
        assert_eq!(site.send_with(&header, Method::GET, "/v1/cases", b"").await, expected, "{header}");
    }
    let twice = Request::get("/v1/cases")
        .header("authorization", &good)
        .header("authorization", &good)
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.send(twice).await, expected);
    let unreadable = Request::get("/v1/cases")
        .header("authorization", b"\xff\xfe".as_slice())
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.send(unreadable).await, expected);
    // The place is looked at after the signature: a stranger cannot tell an identifier from a word.
    for path in ["/v1/cases/x/items", &format!("/v1/cases/{}/items", site.shared), "/v1/cases?nonsense"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assert_eq!(site.send(request).await, expected, "{path}");
    }
}

#[tokio::test]
async fn a_body_longer_than_any_of_ours_is_refused_and_a_stranger_is_told_nothing_of_lengths() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let long = vec![b' '; REQUEST_BYTES + 1];
    let answer = site.ask(&site.intake, Method::POST, &path, &long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_refused(&site.ask(&site.stranger, Method::POST, &path, &long).await);

    let unsized_body = futures::stream::iter(
        long.chunks(65_536).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>(),
    );
    let header = sign(&site.intake, "POST", &path, &long, site.minute());
    let request = Request::post(&path).header("authorization", header).body(Body::from_stream(unsized_body));
    assert_eq!(site.send(request.unwrap()).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let header = sign(&site.intake, "POST", &path, b"x", site.minute());
    let request = Request::post(&path).header("authorization", header).header("content-encoding", "gzip");
    let answer = site.send(request.body(Body::from("x")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

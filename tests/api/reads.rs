//! Lists, items, attachments and their parts.

use axum::body::Body;
use http::{Method, Request, StatusCode};

use super::site::{Answer, Site, sign};

async fn part(site: &Site, range: &str) -> Answer {
    let path = format!("/v1/cases/{}/blobs/{}", site.shared, site.shared_blob);
    let header = sign(&site.intake, "GET", &path, b"", site.minute());
    let request = Request::get(&path).header("authorization", header).header("range", range);
    site.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_whole_file_comes_as_it_is_stored() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/blobs/{}", site.shared, site.shared_blob);
    let answer = site.get(&site.intake, &path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/octet-stream");
    let stored = site.stored_blob().await;
    assert_eq!(answer.headers["content-length"], stored.len().to_string());
    assert!(!answer.headers.contains_key("content-range"));
    assert_eq!(answer.body, stored);
}

#[tokio::test]
async fn a_part_of_a_file_says_which_it_is() {
    let site = Site::new().await;
    let stored = site.stored_blob().await;
    let total = stored.len();
    for (range, start, end) in [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=1000-1999".into(), 1000, 2000),
        ("bytes=9000-".into(), 9000, total),
        ("bytes=15000-9999999".into(), 15_000, total),
    ] {
        let answer = part(&site, &range).await;
        assert_eq!(answer.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(answer.headers["content-range"], format!("bytes {start}-{}/{total}", end - 1));
        assert_eq!(answer.headers["content-length"], (end - start).to_string());
        assert_eq!(answer.body, stored.slice(start..end), "{range}");
    }
}

#[tokio::test]
async fn a_part_behind_the_end_is_refused_with_the_length() {
    let site = Site::new().await;
    let total = site.stored_blob().await.len();
    let ranges = [
        format!("bytes={total}-"),
        format!("bytes={total}-{}", total + 1),
        "bytes=18446744073709551615-".into(),
    ];
    for range in ranges {
        let answer = part(&site, &range).await;
        assert_eq!(answer.status, StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
        assert_eq!(answer.headers["content-range"], format!("bytes */{total}"));
    }
}

#[tokio::test]
async fn several_parts_and_nonsense_get_the_whole() {
    let site = Site::new().await;
    let stored = site.stored_blob().await;
    for range in ["bytes=0-1,4-5", "bytes=-5", "bytes=9-5", "lines=0-1"] {
        let answer = part(&site, range).await;
        assert_eq!((answer.status, answer.body), (StatusCode::OK, stored.clone()), "{range}");
    }
}

#[tokio::test]
async fn items_come_in_order_after_the_given_one() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let all = site.get(&site.intake, &path).await.json();
    assert_eq!(all["items"][0]["sequence"], 0);
    assert_eq!(all["items"][1]["blob"], site.shared_blob.to_string());
    let later = site.get(&site.intake, &format!("{path}?after=0")).await.json();
    assert_eq!(later["items"].as_array().unwrap().len(), 1);
    assert_eq!(later["items"][0], all["items"][1]);
    let none = site.get(&site.intake, &format!("{path}?after=1")).await.json();
    assert!(none["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_refused_and_not_ignored() {
    let site = Site::new().await;
    let items = format!("/v1/cases/{}/items", site.shared);
    for path in [
        "/v1/cases?since_day=today".to_owned(),
        "/v1/cases?since_day=1&since_day=2".into(),
        "/v1/cases?after=1".into(),
        "/v1/cases?all=1".into(),
        format!("{items}?after=-1"),
        format!("{items}?after=1&after=2"),
        format!("{items}?since_day=1"),
    ] {
        assert_eq!(site.get(&site.intake, &path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_method_that_is_not_there_is_refused() {
    let site = Site::new().await;
    let answer = site.ask(&site.intake, Method::DELETE, "/v1/cases", b"").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let unsigned = Request::delete("/v1/roster").body(Body::empty()).unwrap();
    assert_eq!(site.send(unsigned).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_vault_that_fails_is_a_constant_answer() {
    let site = Site::new().await;
    site.lose_blob().await;
    let path = format!("/v1/cases/{}/blobs/{}", site.shared, site.shared_blob);
    let answer = site.get(&site.intake, &path).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "60");
    assert_eq!(answer.body, "Service Unavailable\n");
}

//! Lists, items, attachments and their parts.

use axum::body::Body;
use http::{Method, Request, StatusCode};

use super::site::{Answer, Site};

async fn part(site: &Site, range: &str) -> Answer {
    let path = format!("/v1/cases/{}/blobs/{}", site.shared, site.shared_blob);
    let header = site.first.sign("GET", &path, b"", site.minute());
    let request = Request::get(&path).header("authorization", header).header("range", range);
    site.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_whole_file_comes_as_it_is_stored() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/blobs/{}", site.shared, site.shared_blob);
    let answer = site.get(&site.first, &path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/octet-stream");
    assert_eq!(answer.headers["content-length"], site.blob_bytes.len().to_string());
    assert!(!answer.headers.contains_key("content-range"));
    assert_eq!(answer.body, site.blob_bytes);
}

#[tokio::test]
async fn a_part_of_a_file_says_which_it_is() {
    let site = Site::new().await;
    let total = site.blob_bytes.len();
    for (range, start, end) in [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=1000-1999".into(), 1000, 2000),
        ("bytes=399000-".into(), 399_000, total),
        ("bytes=399999-9999999".into(), 399_999, total),
    ] {
        let answer = part(&site, &range).await;
        assert_eq!(answer.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(answer.headers["content-range"], format!("bytes {start}-{}/{total}", end - 1));
        assert_eq!(answer.headers["content-length"], (end - start).to_string());
        assert_eq!(answer.body, site.blob_bytes.slice(start..end), "{range}");
    }
}

#[tokio::test]
async fn a_part_behind_the_end_is_refused_with_the_length() {
    let site = Site::new().await;
    for range in ["bytes=400000-", "bytes=400000-400001", "bytes=18446744073709551615-"] {
        let answer = part(&site, range).await;
        assert_eq!(answer.status, StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
        assert_eq!(answer.headers["content-range"], "bytes */400000");
    }
}

#[tokio::test]
async fn several_parts_and_nonsense_get_the_whole() {
    let site = Site::new().await;
    for range in ["bytes=0-1,4-5", "bytes=-5", "bytes=9-5", "lines=0-1"] {
        let answer = part(&site, range).await;
        assert_eq!((answer.status, answer.body), (StatusCode::OK, site.blob_bytes.clone()), "{range}");
    }
}

#[tokio::test]
async fn items_come_in_order_after_the_given_one() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let all = site.get(&site.first, &path).await.json();
    assert_eq!(all["items"][0]["sequence"], 0);
    assert_eq!(all["items"][0]["blob"], site.shared_blob.to_string());
    let later = site.get(&site.first, &format!("{path}?after=0")).await.json();
    assert!(later["items"].as_array().unwrap().is_empty());
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
        assert_eq!(site.get(&site.first, &path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_method_that_is_not_there_is_refused() {
    let site = Site::new().await;
    let answer = site.ask(&site.first, Method::DELETE, "/v1/cases", b"").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let unsigned = Request::delete("/v1/roster").body(Body::empty()).unwrap();
    assert_eq!(site.send(unsigned).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_busy_vault_is_said_to_be_busy() {
    let site = Site::new().await;
    site.overload();
    let answer = site.get(&site.first, "/v1/cases").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "60");
}

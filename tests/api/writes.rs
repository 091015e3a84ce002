//! Items, replies and wraps on their way in.

use http::{Method, StatusCode};
use redchannel::api::wire::{PutItem, PutReply, PutWrap, SEALED_BYTES};
use redchannel::crypto::wrap::MAX_INNER_BYTES;
use redchannel::model::id::ItemId;
use serde::Serialize;

use super::site::{Answer, Site};

fn item(sequence: u64, length: usize) -> PutItem {
    PutItem { item: ItemId::from_bytes([9; 16]), sequence, epoch: 0, data: vec![1; length] }
}

async fn post(site: &Site, what: &str, put: &impl Serialize) -> Answer {
    let path = format!("/v1/cases/{}/{what}", site.shared);
    site.ask(&site.intake, Method::POST, &path, &serde_json::to_vec(put).unwrap()).await
}

#[tokio::test]
async fn an_item_is_stored_behind_the_last_one_and_nowhere_else() {
    let site = Site::new().await;
    let answer = post(&site, "items", &item(2, 5000)).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, serde_json::json!({})));
    let again = post(&site, "items", &item(2, 5000)).await;
    assert_eq!(again, answer, "what was sent twice is stored once");
    let late = PutItem { item: ItemId::from_bytes([8; 16]), ..item(2, 5000) };
    let answer = post(&site, "items", &late).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.json(), serde_json::json!({ "last_sequence": 2 }));
}

#[tokio::test]
async fn a_reply_with_two_copies_of_the_longest_frame_fits() {
    let site = Site::new().await;
    let put = PutReply { item: item(2, SEALED_BYTES), copy: vec![2; SEALED_BYTES] };
    assert_eq!(post(&site, "replies", &put).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_longer_than_its_kind_is_refused() {
    let site = Site::new().await;
    let refused = StatusCode::PAYLOAD_TOO_LARGE;
    assert_eq!(post(&site, "items", &item(2, SEALED_BYTES + 1)).await.status, refused);
    let put = PutReply { item: item(2, 10), copy: vec![2; SEALED_BYTES + 1] };
    assert_eq!(post(&site, "replies", &put).await.status, refused);
    let recipient = site.stranger.recipient().to_string();
    let put = PutWrap { epoch: 0, recipient, inner: vec![1; MAX_INNER_BYTES + 1] };
    assert_eq!(post(&site, "wraps", &put).await.status, refused);
}

#[tokio::test]
async fn a_wrap_lets_another_member_in() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.hidden);
    assert_eq!(site.get(&site.investigator, &path).await.status, StatusCode::NOT_FOUND);
    let recipient = site.investigator.recipient().to_string();
    let put = serde_json::to_vec(&PutWrap { epoch: 0, recipient, inner: vec![1; 400] }).unwrap();
    let wraps = format!("/v1/cases/{}/wraps", site.hidden);
    assert_eq!(site.ask(&site.intake, Method::POST, &wraps, &put).await.status, StatusCode::OK);
    assert_eq!(site.get(&site.investigator, &path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_is_not_ours_is_refused_with_a_constant_text() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.shared);
    let mut bodies = Vec::new();
    for body in ["", "{}", "[]", r#"{"item":"x"}"#, "\u{0}"] {
        let answer = site.ask(&site.intake, Method::POST, &path, body.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        bodies.push(answer);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

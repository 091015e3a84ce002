//! Items, replies and wraps on their way in.

use http::{Method, StatusCode};
use redchannel::api::wire::SEALED_BYTES;
use redchannel::crypto::wrap::MAX_INNER_BYTES;
use serde::Serialize;

use super::site::{Answer, Site};
use crate::support::staff::line;

async fn post(site: &Site, what: &str, put: &impl Serialize) -> Answer {
    let path = format!("/v1/cases/{}/{what}", site.shared);
    site.ask(&site.intake, Method::POST, &path, &serde_json::to_vec(put).unwrap()).await
}

#[tokio::test]
async fn an_item_is_stored_behind_the_last_one_and_nowhere_else() {
    let site = Site::new().await;
    let item = site.item(9, 2, 5000).await;
    let answer = post(&site, "items", &item).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, serde_json::json!({})));
    let again = post(&site, "items", &item).await;
    assert_eq!(again, answer, "what was sent twice is stored once");
    let chain = line(&site.world.vault, &site.intake, site.shared).await.unwrap().chain;
    assert_eq!(chain.next, 5, "the report, the file, two reads, the item");
    let answer = post(&site, "items", &site.item(8, 2, 5000).await).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.json(), serde_json::json!({ "last_sequence": 2, "chain": chain }));
}

#[tokio::test]
async fn a_reply_with_two_copies_of_the_longest_frame_fits() {
    let site = Site::new().await;
    let put = site.reply(9, 2, (vec![1; SEALED_BYTES], vec![2; SEALED_BYTES])).await;
    assert_eq!(post(&site, "replies", &put).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_longer_than_its_kind_is_refused() {
    let site = Site::new().await;
    let refused = StatusCode::PAYLOAD_TOO_LARGE;
    assert_eq!(post(&site, "items", &site.item(9, 2, SEALED_BYTES + 1).await).await.status, refused);
    let put = site.reply(9, 2, (vec![1; 10], vec![2; SEALED_BYTES + 1])).await;
    assert_eq!(post(&site, "replies", &put).await.status, refused);
    let put = site.wrap(site.shared, &site.stranger, vec![1; MAX_INNER_BYTES + 1]).await;
    assert_eq!(post(&site, "wraps", &put).await.status, refused);
}

#[tokio::test]
async fn a_wrap_lets_another_member_in() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/items", site.hidden);
    assert_eq!(site.get(&site.investigator, &path).await.status, StatusCode::NOT_FOUND);
    let put = serde_json::to_vec(&site.wrap(site.hidden, &site.investigator, vec![1; 400]).await).unwrap();
    let wraps = format!("/v1/cases/{}/wraps", site.hidden);
    assert_eq!(site.ask(&site.intake, Method::POST, &wraps, &put).await.status, StatusCode::OK);
    assert_eq!(site.get(&site.investigator, &path).await.status, StatusCode::PRECONDITION_REQUIRED);
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

//! Foreign, hidden and absent are one thing.

use http::{Method, StatusCode};
use redchannel::api::wire::{NewWrap, PutItem, PutKeys, PutRead, PutRemoval, PutReply, PutShred, PutWrap};
use redchannel::model::id::{BlobId, CaseId, ItemId};

use super::site::{Answer, Site, sign};
use crate::support::staff::nothing_said;
use crate::support::world::hex;

fn put_item() -> PutItem {
    PutItem {
        item: ItemId::from_bytes([9; 16]),
        sequence: 2,
        epoch: 0,
        data: vec![1; 100],
        event: nothing_said(),
        state: None,
    }
}

fn new_key(site: &Site) -> PutKeys {
    let own = site.investigator.recipient();
    PutKeys {
        epoch: 1,
        recipient: own.clone(),
        audit: own.clone(),
        verifier: hex(site.investigator.verifying_key().as_bytes()),
        certificate: "00".repeat(64),
        wraps: vec![NewWrap { recipient: own, inner: vec![1; 100] }],
        event: nothing_said(),
    }
}

/// What the member who is excluded from `hidden` gets for every way of naming a case or a blob that is not there for them.
async fn refusals(site: &Site) -> Vec<(String, Answer)> {
    let (unknown, malformed) = (CaseId::from_bytes([0xee; 16]).to_string(), "not-an-identifier".to_owned());
    let wrong_case = "A1".repeat(16);
    let mut answers = Vec::new();
    for case in [site.hidden.to_string(), unknown, malformed, wrong_case] {
        let blob = site.hidden_blob;
        for path in ["items".to_owned(), "entries".to_owned(), format!("blobs/{blob}")] {
            let path = format!("/v1/cases/{case}/{path}");
            answers.push((path.clone(), site.get(&site.investigator, &path).await));
        }
        let line = format!("/v1/cases/{case}");
        answers.push((line.clone(), site.get(&site.investigator, &line).await));
        let reply = PutReply { item: put_item(), copy: vec![1; 100] };
        // The excluded member tries to let himself in.
        let recipient = site.investigator.recipient().to_string();
        let wrap = PutWrap { epoch: 0, recipient, inner: vec![1; 100], consent: None, event: nothing_said() };
        let read = PutRead { event: nothing_said() };
        // He tries to drop a colleague, and to lock the others out.
        let member = site.intake.member_id();
        let removal = PutRemoval { member, consents: Vec::new(), event: nothing_said() };
        let keys = new_key(site);
        let shred = PutShred { event: nothing_said() };
        for (path, body) in [
            ("items", serde_json::to_vec(&put_item()).unwrap()),
            ("replies", serde_json::to_vec(&reply).unwrap()),
            ("wraps", serde_json::to_vec(&wrap).unwrap()),
            ("wraps/removed", serde_json::to_vec(&removal).unwrap()),
            ("keys", serde_json::to_vec(&keys).unwrap()),
            ("reads", serde_json::to_vec(&read).unwrap()),
            ("shred", serde_json::to_vec(&shred).unwrap()),
        ] {
            let path = format!("/v1/cases/{case}/{path}");
            answers.push((path.clone(), site.ask(&site.investigator, Method::POST, &path, &body).await));
        }
    }
    for blob in [site.hidden_blob.to_string(), BlobId::from_bytes([0xee; 16]).to_string(), "x".into()] {
        let path = format!("/v1/cases/{}/blobs/{blob}", site.shared);
        answers.push((path.clone(), site.get(&site.investigator, &path).await));
    }
    answers
}

#[tokio::test]
async fn a_hidden_case_is_answered_byte_for_byte_like_one_that_never_was() {
    let site = Site::new().await;
    let answers = refusals(&site).await;
    let (_, expected) = &answers[0];
    assert_eq!(expected.status, StatusCode::NOT_FOUND);
    for (path, answer) in &answers {
        assert_eq!(answer, expected, "{path}");
    }
    assert_eq!(&site.get(&site.investigator, "/v1/nothing").await, expected);
}

#[tokio::test]
async fn a_hidden_case_is_not_in_the_list() {
    let site = Site::new().await;
    let mine = site.get(&site.investigator, "/v1/cases").await.json();
    assert_eq!(mine["cases"].as_array().unwrap().len(), 1);
    assert_eq!(mine["cases"][0]["case"], site.shared.to_string());
    let all = site.get(&site.intake, "/v1/cases").await.json();
    assert_eq!(all["cases"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_range_of_a_hidden_file_tells_nothing_of_its_length() {
    let site = Site::new().await;
    let path = format!("/v1/cases/{}/blobs/{}", site.hidden, site.hidden_blob);
    let whole = site.get(&site.investigator, &path).await;
    let header = sign(&site.investigator, "GET", &path, b"", site.minute());
    let request =
        http::Request::get(&path).header("authorization", header).header("range", "bytes=99999999-");
    assert_eq!(site.send(request.body(axum::body::Body::empty()).unwrap()).await, whole);
}

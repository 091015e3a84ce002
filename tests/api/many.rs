//! Many cases in one request: each by the rules of one.

use http::{Method, StatusCode};
use redchannel::api::wire::CASES_PER_REQUEST;
use redchannel::api::wire::many::{AskItems, CaseRead, ItemsOfCases, PutReads, ReadsTaken};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::entry::{Event, Reason};
use redchannel::model::id::CaseId;

use super::site::{Answer, Site};

async fn ask(site: &Site, person: &StaffKey, cases: &[CaseId]) -> ItemsOfCases {
    let body = serde_json::to_vec(&AskItems { cases: cases.to_vec() }).unwrap();
    let answer = site.ask(person, Method::POST, "/v1/items", &body).await;
    assert_eq!(answer.status, StatusCode::OK);
    serde_json::from_slice(&answer.body).unwrap()
}

async fn put(site: &Site, person: &StaffKey, reads: Vec<CaseRead>) -> Answer {
    site.ask(person, Method::POST, "/v1/reads", &serde_json::to_vec(&PutReads { reads }).unwrap()).await
}

fn taken(answer: &Answer) -> ReadsTaken {
    assert_eq!(answer.status, StatusCode::OK);
    serde_json::from_slice(&answer.body).unwrap()
}

async fn read(site: &Site, person: &StaffKey, case: CaseId, up_to: u64) -> CaseRead {
    CaseRead { case, event: site.event(person, case, Event::Read { up_to, reason: Reason::Casework }).await }
}

#[tokio::test]
async fn items_come_for_what_is_the_callers_and_only_after_its_read() {
    let site = Site::new().await;
    let absent = CaseId::from_bytes([9; 16]);
    let answer = ask(&site, &site.intake, &[site.shared, absent, site.hidden]).await;
    assert_eq!(answer.cases.len(), 2);
    assert_eq!((answer.cases[0].case, answer.cases[0].items.len()), (site.shared, 2));
    // The investigator has read the one case and is excluded from the other.
    let answer = ask(&site, &site.investigator, &[site.hidden, absent, site.shared]).await;
    assert_eq!((answer.cases.len(), answer.read_first.len(), answer.later.len()), (1, 0, 0));
    // The head has read nothing yet.
    let head = &site.world.people.head;
    let answer = ask(&site, head, &[site.hidden, site.shared]).await;
    assert_eq!((answer.cases.len(), answer.read_first), (0, vec![site.hidden, site.shared]));
    let reads = vec![read(&site, head, site.shared, 1).await, read(&site, head, site.hidden, 1).await];
    assert_eq!(taken(&put(&site, head, reads).await).stored.len(), 2);
    let answer = ask(&site, head, &[site.hidden, site.shared]).await;
    assert_eq!((answer.cases.len(), answer.read_first.len()), (2, 0));
}

#[tokio::test]
async fn reads_are_taken_all_or_none_and_each_by_its_own_signature() {
    let site = Site::new().await;
    let head = &site.world.people.head;
    let good = read(&site, head, site.shared, 1).await;
    let borrowed = CaseRead { case: site.hidden, event: good.event.clone() };
    let foreign = read(&site, &site.intake, site.hidden, 1).await;
    let beyond = read(&site, head, site.hidden, 7).await;
    for bad in [borrowed, foreign, beyond] {
        let answer = put(&site, head, vec![good.clone(), bad]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(ask(&site, head, &[site.shared]).await.read_first, [site.shared], "nothing was stored");
    // What is not the caller's is left out, whatever it is.
    let excluded = CaseRead { case: site.hidden, event: good.event.clone() };
    let own = read(&site, &site.investigator, site.shared, 1).await;
    let absent = CaseRead { case: CaseId::from_bytes([9; 16]), event: own.event.clone() };
    let answer = taken(&put(&site, &site.investigator, vec![excluded, absent, own]).await);
    assert_eq!((answer.stored, answer.moved.len()), (vec![site.shared], 0));
}

#[tokio::test]
async fn a_read_signed_for_a_place_that_is_taken_says_where_the_chain_ends() {
    let site = Site::new().await;
    let (head, oversight) =
        (&site.world.people.head, read(&site, &site.world.people.head, site.shared, 1).await);
    assert_eq!(taken(&put(&site, head, vec![oversight.clone()]).await).stored.len(), 1);
    // Today's read is there: saying it again stores nothing.
    let answer = taken(&put(&site, head, vec![oversight]).await);
    assert_eq!((answer.stored.len(), answer.moved.len()), (1, 0));
    // The chain of the other case moves on between signing and sending.
    let late = read(&site, head, site.hidden, 1).await;
    let other = read(&site, &site.world.people.head, site.hidden, 0).await;
    assert_eq!(taken(&put(&site, head, vec![other]).await).stored.len(), 1);
    let answer = taken(&put(&site, head, vec![late]).await);
    assert_eq!((answer.stored.len(), answer.moved.len()), (0, 1));
    assert_eq!(answer.moved[0].last_sequence, 1);
}

#[tokio::test]
async fn what_does_not_fit_an_answer_comes_later_and_too_many_are_refused() {
    let site = Site::new().await;
    let mut sequence = 2;
    for id in 10..15 {
        // Five times 250 KiB: more than a page.
        let item = site.item(id, sequence, 250 * 1024).await;
        let path = format!("/v1/cases/{}/items", site.shared);
        let body = serde_json::to_vec(&item).unwrap();
        assert_eq!(site.ask(&site.intake, Method::POST, &path, &body).await.status, StatusCode::OK);
        sequence += 1;
    }
    let read = read(&site, &site.intake, site.shared, sequence - 1).await;
    assert_eq!(taken(&put(&site, &site.intake, vec![read]).await).stored.len(), 1);
    let answer = ask(&site, &site.intake, &[site.shared, site.hidden]).await;
    assert_eq!((answer.later, answer.cases.len()), (vec![site.shared], 1));

    let body = serde_json::to_vec(&AskItems { cases: vec![site.shared; CASES_PER_REQUEST + 1] }).unwrap();
    let answer = site.ask(&site.intake, Method::POST, "/v1/items", &body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = site.ask(&site.intake, Method::POST, "/v1/items", b"{}").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

//! The desk's client against a server on a loopback port.

use std::net::SocketAddr;

use axum::Router;
use ed25519_dalek::SigningKey;
use futures::TryStreamExt;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use redchannel::api::client::{Client, ClientError, Put, fetch_roster};
use redchannel::api::server;
use redchannel::api::wire::SEALED_BYTES;
use redchannel::clock::Day;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::model::id::BlobId;
use tokio::net::TcpListener;

use super::site::Site;
use crate::support::staff::{line, say_read};

/// Serves a router on a loopback port until the test ends.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

async fn client_of(site: &Site, person: &StaffKey) -> Client {
    let address = serve(server::router(site.world.vault.clone())).await;
    Client::new(
        &format!("http://{address}"),
        person.member_id(),
        person.signing_key().clone(),
        site.world.clock.clone(),
    )
    .unwrap()
}

#[tokio::test]
async fn a_desk_reads_lists_items_files_and_the_roster() {
    let site = Site::new().await;
    let client = client_of(&site, &site.intake).await;
    assert_eq!(client.roster().await.unwrap().notes.len(), 2);
    let page = client.cases(Day::from_number(0), None).await.unwrap();
    assert_eq!(page.cases.len(), 2);
    assert_eq!(client.cases(Day::from_number(-1), Some(page.cases[0].case)).await.unwrap().cases.len(), 1);
    let items = client.items(site.shared, None).await.unwrap().items;
    assert_eq!((items.len(), items[1].blob), (2, Some(site.shared_blob)));
    assert!(client.items(site.shared, Some(1)).await.unwrap().items.is_empty());
    let chunks: Vec<_> =
        client.blob(site.shared, site.shared_blob).await.unwrap().try_collect().await.unwrap();
    assert_eq!(chunks.concat(), site.stored_blob().await);
}

#[tokio::test]
async fn a_desk_writes_and_learns_when_it_came_too_late() {
    let site = Site::new().await;
    let client = client_of(&site, &site.intake).await;
    assert_eq!(client.put_item(site.shared, &site.item(7, 2, 5000).await).await.unwrap(), Put::Stored);
    let late = client.put_item(site.shared, &site.item(8, 2, 5000).await).await.unwrap();
    let chain = line(&site.world.vault, &site.intake, site.shared).await.unwrap().chain;
    assert_eq!(late, Put::Conflict { last_sequence: 2, chain });
    let reply = site.reply(9, 3, (vec![1; SEALED_BYTES], vec![2; SEALED_BYTES])).await;
    assert_eq!(client.put_reply(site.shared, &reply).await.unwrap(), Put::Stored);
    say_read(&site.world.vault, &site.intake, site.shared).await.unwrap();
    let page = client.items(site.shared, None).await.unwrap();
    assert_eq!(page.items.iter().map(|item| item.sequence).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let wrap = site.wrap(site.shared, &site.oversight, vec![1; 400]).await;
    assert_eq!(client.put_wrap(site.shared, &wrap).await.unwrap(), Put::Stored);
}

#[tokio::test]
async fn each_refusal_is_told_apart_as_far_as_it_helps() {
    let site = Site::new().await;
    let client = client_of(&site, &site.investigator).await;
    assert!(matches!(client.items(site.hidden, None).await, Err(ClientError::NotFound)));
    let absent = client.blob(site.shared, BlobId::from_bytes([0xee; 16])).await;
    assert!(matches!(absent, Err(ClientError::NotFound)));
    let stranger = client_of(&site, &site.stranger).await;
    assert!(matches!(stranger.cases(Day::from_number(0), None).await, Err(ClientError::Refused)));
    site.lose_blob().await;
    let lost = client.blob(site.shared, site.shared_blob).await;
    assert!(matches!(lost, Err(ClientError::Overloaded)));
}

#[tokio::test]
async fn a_desk_whose_clock_is_wrong_is_told_to_look_at_it() {
    let site = Site::new().await;
    let address = serve(server::router(site.world.vault.clone())).await;
    let clock = redchannel::clock::Clock::fixed(site.world.clock.now() - 3600);
    let key: SigningKey = site.intake.signing_key().clone();
    let client = Client::new(&format!("http://{address}"), site.intake.member_id(), key, clock).unwrap();
    let refused = client.cases(Day::from_number(0), None).await.unwrap_err();
    assert!(refused.to_string().contains("clock is right"), "{refused}");
}

#[tokio::test]
async fn a_long_reply_with_a_wrong_key_is_refused_and_not_cut_off() {
    let site = Site::new().await;
    let client = client_of(&site, &site.stranger).await;
    let reply = site.reply(9, 2, (vec![1; SEALED_BYTES], vec![2; SEALED_BYTES])).await;
    for _ in 0..10 {
        let refused = client.put_reply(site.shared, &reply).await;
        assert!(matches!(refused, Err(ClientError::Refused)), "{refused:?}");
    }
}

#[tokio::test]
async fn the_roster_is_had_without_a_key() {
    let site = Site::new().await;
    let address = serve(server::router(site.world.vault.clone())).await;
    let notes = fetch_roster(&format!("http://{address}")).await.unwrap().notes;
    let (note, _) = redchannel::crypto::note::read_unverified(notes[0].as_bytes()).unwrap();
    assert_eq!((notes.len(), note.version), (2, 1));
    assert!(matches!(fetch_roster("http://reports.example.org").await, Err(ClientError::Insecure)));
}

//! The real server asks its witnesses by itself, as soon as it has published.

use std::sync::Arc;
use std::time::Duration;

use ed25519_dalek::SigningKey;
use redchannel::api::client::public::PublicPlace;
use redchannel::clock::Clock;
use redchannel::crypto::note_key::NoteKey;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::policy::Policy;
use redchannel::model::roster;
use redchannel::vault::rosters;
use redchannel::web::client_key::ClientKeys;
use redchannel::web::events::Events;
use redchannel::web::listener::{self, Deadlines};
use redchannel::witness::{Memory, Witness, WitnessKey, router};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::server::{Site, close};
use crate::support::stores::Engine;
use crate::support::world::{LEDGER_KEY, ORIGIN, genesis_of, hex};

/// Puts a witness into the site's next roster.
async fn appoint(site: &Site, name: &str, key: &NoteKey) {
    let vault = site.vault().await;
    let mut next = vault.roster_in_force().unwrap().as_ref().clone();
    next.previous = Some(hex(&genesis_of(&site.people.sign(&next, 2))));
    next.version = 2;
    let verification_key = hex(key.key().as_bytes());
    next.witnesses.push(roster::Witness { name: name.into(), verification_key });
    next.policy.witnesses_needed = 1;
    rosters::import(&vault, &site.people.sign(&next, 2)).await.unwrap();
    close(&vault).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_asks_its_witnesses_and_serves_what_they_have_signed() {
    let mut site = Site::new(Engine::Sqlite).await;
    let key = WitnessKey::generate("w1.example", &mut rand::rng());
    let log = NoteKey::ed25519(ORIGIN, SigningKey::from_bytes(&LEDGER_KEY).verifying_key());
    let policy = Policy { logs: vec![log], witnesses: vec![key.key()], needed: 1 };
    appoint(&site, "w1.example", &key.key()).await;

    let memory = tempfile::tempdir().unwrap();
    let folder = Memory::open(memory.path()).unwrap();
    let witness = Witness::new(key, policy.clone(), folder, Clock::System, Box::new(|_| {}));
    let door = router(Arc::new(witness), Events::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let keys = Arc::new(ClientKeys::new(&mut rand::rng(), tokio::time::Instant::now()));
    tokio::spawn(listener::serve(listener, door, keys, Deadlines::default(), stop.clone()));

    site.set("ledger.origin", ORIGIN);
    site.set("ledger.witnesses", &format!("w1.example=http://{address}"));
    let running = site.start();
    let place = PublicPlace::new(&format!("http://{}/log", running.intake)).unwrap();
    let witnessed = async {
        loop {
            if let Ok(Some(note)) = place.file("checkpoint").await {
                let verified = Checkpoint::parse(&note).unwrap().verify(&policy).unwrap();
                if verified.is_witnessed() && verified.head.size > 0 {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(30), witnessed).await;
    assert!(in_time.is_ok(), "{}", site.said());
    stop.cancel();
    running.stop();
    site.remove().await;
}

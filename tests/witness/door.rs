//! A witness that is asked: statuses, and no two trees.

use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use http::{Method, Request};
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::witnessing::AddCheckpoint;
use redchannel::vault::ledger::cosign;
use redchannel::web::events::Events;
use redchannel::witness::{Witness, router};
use tower::ServiceExt;

use super::{Log, Table};
use crate::support::world::{LEDGER_KEY, ORIGIN};

/// Status, type and body of an answer.
type Answer = (u16, String, Vec<u8>);

async fn knock(witness: &Arc<Witness>, method: Method, path: &str, body: Vec<u8>) -> Answer {
    let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
    let door = router(Arc::clone(witness), Events::default()).unwrap();
    let response = door.oneshot(request).await.unwrap();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(response.headers()["cache-control"], "no-store");
    (response.status().as_u16(), kind, to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec())
}

fn ask(log: &Log, witness: &Arc<Witness>, request: &AddCheckpoint) -> Answer {
    log.wait(knock(witness, Method::POST, "/add-checkpoint", request.to_bytes()))
}

fn request(log: &Log, old: u64) -> AddCheckpoint {
    log.wait(cosign::request(&log.world.vault, old)).unwrap().unwrap()
}

fn signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, ed25519_dalek::SigningKey::from_bytes(&LEDGER_KEY))
}

#[test]
fn the_door_answers_as_the_protocol_says() {
    let (log, table) = (Log::with_blocks(1), Table::new("w1.example"));
    let witness = Arc::new(table.witness(&log));
    let size = |size: u64| (409, "text/x.tlog.size".to_owned(), format!("{size}\n").into_bytes());

    // First sight: from nothing, and no proof.
    assert_eq!(ask(&log, &witness, &request(&log, 64)), size(0));
    let (status, _, line) = ask(&log, &witness, &request(&log, 0));
    let mut checkpoint = log.checkpoint();
    assert_eq!((status, checkpoint.add_cosignatures(&line, std::slice::from_ref(&table.key))), (200, 1));

    log.publish();
    assert_eq!(ask(&log, &witness, &request(&log, 0)), size(64));
    assert_eq!(ask(&log, &witness, &request(&log, 64)).0, 200);
    // Asked once more for the same: a fresh signature, and nothing changes.
    let remembered = table.remembered();
    assert_eq!(ask(&log, &witness, &request(&log, 128)).0, 200);
    assert_eq!(table.remembered(), remembered);

    let unsigned = AddCheckpoint {
        checkpoint: Checkpoint::sign(log.checkpoint().claimed(), &strange_signer(ORIGIN)).unwrap(),
        ..request(&log, 128)
    };
    assert_eq!(ask(&log, &witness, &unsigned).0, 403);
    let head = Head { origin: "log.elsewhere.example".into(), ..log.checkpoint().claimed().clone() };
    let elsewhere = strange_signer("log.elsewhere.example");
    let unknown = AddCheckpoint { checkpoint: Checkpoint::sign(&head, &elsewhere).unwrap(), ..unsigned };
    assert_eq!(ask(&log, &witness, &unknown).0, 404);
    let beyond = AddCheckpoint { old: 129, ..request(&log, 128) };
    assert_eq!(ask(&log, &witness, &beyond).0, 400);
    log.publish();
    let without_proof = AddCheckpoint { proof: Vec::new(), ..request(&log, 128) };
    assert_eq!(ask(&log, &witness, &without_proof).0, 422);

    for (method, path, body, status) in [
        (Method::POST, "/add-checkpoint", b"old 1\n".to_vec(), 400),
        (Method::POST, "/add-checkpoint", vec![b'x'; 100_000], 400),
        (Method::GET, "/add-checkpoint", Vec::new(), 405),
        (Method::POST, "/elsewhere", Vec::new(), 404),
    ] {
        assert_eq!(log.wait(knock(&witness, method, path, body)).0, status, "{path}");
    }
    assert_eq!(table.remembered(), remembered, "nothing of this was signed");
}

fn strange_signer(name: &str) -> NoteSigner {
    NoteSigner::new(name, ed25519_dalek::SigningKey::from_bytes(&[9; 32]))
}

#[test]
fn a_fork_at_the_door_is_refused_kept_and_told() {
    let (log, forked, table) = (Log::with_blocks(1), Log::forked(1), Table::new("w1.example"));
    let told = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&told);
    let witness =
        table.witness_that_tells(&log, Box::new(move |alarm| ear.lock().unwrap().push(alarm.to_string())));
    let witness = Arc::new(witness);
    assert_eq!(ask(&log, &witness, &request(&log, 0)).0, 200);
    // Whatever size the request claims to begin at.
    for old in [0, 64] {
        assert_eq!(ask(&log, &witness, &AddCheckpoint { old, ..request(&forked, 64) }).0, 409);
    }
    let told = told.lock().unwrap();
    assert!(told.len() == 2 && told.iter().all(|told| told.starts_with("FORK")), "{told:?}");
    assert_eq!(std::fs::read_dir(table.path("state/evidence")).unwrap().count(), 2);
}

#[test]
fn of_many_trees_that_come_at_the_same_moment_one_is_signed() {
    let (log, table) = (Log::new(), Table::new("w1.example"));
    let witness = Arc::new(table.witness(&log));
    let request = |number: u8| {
        let head = Head { origin: ORIGIN.into(), size: 64, root: redchannel::ledger::Hash([number; 32]) };
        AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: Checkpoint::sign(&head, &signer()).unwrap() }
    };
    let answers = log.wait(futures::future::join_all(
        (0..24).map(|number| knock(&witness, Method::POST, "/add-checkpoint", request(number).to_bytes())),
    ));
    let signed: Vec<usize> =
        answers.iter().enumerate().filter(|(_, answer)| answer.0 == 200).map(|(at, _)| at).collect();
    assert_eq!(signed.len(), 1, "{signed:?}");
    assert!(answers.iter().all(|(status, ..)| matches!(status, 200 | 409)));
    let remembered = Checkpoint::parse(&table.remembered().unwrap()).unwrap();
    assert_eq!(usize::from(remembered.claimed().root.0[0]), signed[0]);
}

#[test]
fn lines_that_strangers_add_to_a_checkpoint_are_not_remembered() {
    let (log, table) = (Log::with_blocks(1), Table::new("w1.example"));
    let witness = Arc::new(table.witness(&log));
    let mut checkpoint = log.checkpoint();
    for number in 0..98_u8 {
        let key = ed25519_dalek::SigningKey::from_bytes(&[number.wrapping_add(30); 32]);
        checkpoint.cosign(&NoteSigner::cosigner(&format!("stranger-{number}"), key, 1)).unwrap();
    }
    let padded = AddCheckpoint { old: 0, proof: Vec::new(), checkpoint };
    assert!(padded.to_bytes().len() > 10_000);
    assert_eq!(ask(&log, &witness, &padded).0, 200);
    assert!(table.remembered().unwrap().len() < 1000);
}

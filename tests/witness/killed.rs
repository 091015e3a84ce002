//! A witness that is killed at the worst moment: after it has signed, before anybody has the signature.

use std::process::Stdio;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::vault::Vault;
use redchannel::vault::ledger::public;
use tokio::sync::Notify;

use super::{Log, Table};

/// The honest log's files, and a door that takes a signature and never answers.
fn mute(log: &Log, reached: &Arc<Notify>) -> String {
    let checkpoint =
        async |State(vault): State<Vault>| public::checkpoint(&vault, None).await.unwrap().unwrap().note;
    let tile = async |State(vault): State<Vault>, Path(rest): Path<String>| {
        Body::from(public::resource(&vault, None, &format!("tile/{rest}")).await.unwrap().unwrap())
    };
    let reached = Arc::clone(reached);
    let door = move || {
        let reached = Arc::clone(&reached);
        async move {
            reached.notify_one();
            std::future::pending::<()>().await;
        }
    };
    let router = Router::new()
        .route("/checkpoint", get(checkpoint))
        .route("/tile/{*rest}", get(tile))
        .route("/add-checkpoint", post(door))
        .with_state(log.world.vault.clone());
    log.serve_too(router)
}

#[test]
fn a_witness_that_is_killed_with_a_signature_on_its_way_never_signs_another_tree() {
    let log = Log::with_blocks(1);
    let witness = Table::new("w1.example");
    log.appoint(&[&witness.key]);
    assert!(witness.look_as_program(&log.url, &log.vkey()).status.success());
    log.publish();

    let reached = Arc::new(Notify::new());
    let mute = mute(&log, &reached);
    let mut program = witness.program(&mute, &log.vkey()).stdout(Stdio::null()).spawn().unwrap();
    log.wait(reached.notified());
    program.kill().unwrap();
    program.wait().unwrap();

    // The signature was out, so the memory must be on the disk.
    let remembered = Checkpoint::parse(&witness.remembered().unwrap()).unwrap();
    assert_eq!(remembered.claimed(), log.checkpoint().claimed());
    assert!(remembered.line_of(&witness.key).is_some());

    // Another tree of that size, by a log that hoped that the witness had forgotten.
    let forked = Log::forked(2);
    let found = witness.look_as_program(&forked.url, &log.vkey());
    assert_eq!(found.status.code(), Some(1));
    assert!(String::from_utf8(found.stderr).unwrap().contains("FORK"));
    // The same tree again: it signs, and the log has its signature.
    assert!(witness.look_as_program(&log.url, &log.vkey()).status.success());
    assert!(log.verified().is_witnessed());
}

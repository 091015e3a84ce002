//! A log that was given up, and the one after it.

use std::collections::BTreeSet;

use redchannel::crypto::note_key::NoteKey;
use redchannel::ledger::Hash;
use redchannel::ledger::checkpoint::Head;
use redchannel::ledger::entry::ADMINISTRATION;
use redchannel::ledger::export::records_path;
use redchannel::ledger::policy::Policy;
use redchannel::ledger::verify::{Counts, Fault, Finding, Place, Trust, check_export};
use redchannel::vault::ledger::moving::{Move, begin};
use serde_json::json;

use super::memory::Memory;
use super::scene::{BUSY, DAY, Scene, case, destroy, export_of, log_signer, publish_now};
use crate::support::world::{ORIGIN, World};

const NEXT: &str = "log.valdoria.example/2";

/// A scene whose log was given up, though somebody outside has seen more of it.
async fn moved(last_seen: Option<Head>) -> (Scene, Memory) {
    moved_in(World::new().await, last_seen).await
}

async fn moved_in(world: World, last_seen: Option<Head>) -> (Scene, Memory) {
    let scene = Box::pin(Scene::of(world)).await;
    let new = Move { origin: NEXT.into(), reason: "a restore".into(), last_seen };
    begin(&scene.world.vault, &new).await.unwrap();
    scene.world.clock.advance(DAY);
    publish_now(&scene.world).await;
    let export = export_of(&scene.world, "moved").await;
    (scene, export)
}

fn policy(scene: &Scene) -> Policy {
    let mut policy = scene.policy();
    let next: NoteKey = log_signer(NEXT).key().clone();
    policy.logs.insert(0, next);
    policy
}

fn check(scene: &Scene, export: &Memory, last: &[Head]) -> (Counts, Vec<Finding>) {
    let (policy, rosters) = (policy(scene), scene.rosters(export));
    let keys = [scene.oversight()];
    let trust = Trust { policy: &policy, rosters: Some(&rosters), keys: &keys, last };
    let report = check_export(export, &trust);
    (report.counts, report.findings.kept)
}

fn found(place: Place, fault: Fault) -> Vec<Finding> {
    vec![Finding { place, fault }]
}

/// The place of the entry RESTORED in the new log.
fn restored_at(export: &Memory) -> u64 {
    let lines = export.lines(&records_path(2));
    let administration = ADMINISTRATION.to_string();
    let is = |line: &&serde_json::Value| line["chain"] == administration.as_str() && line["sequence"] == 4;
    lines.iter().find(is).unwrap()["index"].as_u64().unwrap()
}

#[tokio::test]
async fn a_log_that_was_given_up_with_a_word_is_valid_and_entries_stand_in_both() {
    let (scene, export) = moved(None).await;
    let (counts, findings) = check(&scene, &export, &[]);
    assert_eq!(findings, []);
    assert_eq!((counts.logs, counts.leaves, counts.entries, counts.open), (2, 384, 16, 1));
    assert_eq!(check(&scene, &export, &[scene.head()]).1, []);
}

mod everywhere {
    crate::support::world::in_worlds! {
        a_case_that_is_destroyed_after_a_move_is_covered_in_both_logs
    }
}

/// Whoever lays the public files side by side must not see which leaves are no padding.
#[tokio::test]
async fn the_old_log_and_the_new_one_have_no_leaf_in_common() {
    let (_scene, export) = moved(None).await;
    // Bundles: each leaf with its length before it, in 16 bits (c2sp.org/tlog-tiles).
    let leaves = |log: u32| -> BTreeSet<Vec<u8>> {
        let folder = format!("log/{log}/tile/entries/");
        let bundles = export.0.iter().filter(|(path, _)| path.starts_with(&folder));
        bundles.flat_map(|(_, bundle)| bundle.chunks(34).map(<[u8]>::to_vec)).collect()
    };
    let (old, new) = (leaves(1), leaves(2));
    assert_eq!((old.len(), new.len()), (320, 64));
    assert!(old.is_disjoint(&new));
}

/// The leaves in both logs are named by the two who destroy a case, or the old log would keep some that nothing explains.
async fn a_case_that_is_destroyed_after_a_move_is_covered_in_both_logs(world: World) {
    let (scene, _) = moved_in(world, None).await;
    destroy(&scene.world, case(BUSY)).await;
    publish_now(&scene.world).await;
    let export = export_of(&scene.world, "destroyed after a move").await;
    let (counts, findings) = check(&scene, &export, &[]);
    assert_eq!(findings, []);
    assert!(counts.open > 2, "{counts:?}");
}

#[tokio::test]
async fn a_log_that_begins_without_a_word_is_found() {
    let (scene, mut export) = moved(None).await;
    let index = restored_at(&export);
    let mut lines = export.lines(&records_path(2));
    lines[usize::try_from(index).unwrap()] = json!({"log": 2, "index": index});
    export.put_lines(&records_path(2), &lines);
    let expected = [found(Place::Leaf(2, index), Fault::Uncovered), found(Place::Log(2), Fault::NoRestore)];
    assert_eq!(check(&scene, &export, &[]).1, expected.concat());
}

#[tokio::test]
async fn an_old_log_that_is_shorter_than_it_was_when_given_up_is_found() {
    let (scene, mut export) = moved(None).await;
    export.0.remove("log/1/checkpoints/320");
    let before = export.0["log/1/checkpoints/256"].clone();
    export.0.insert("log/1/checkpoint".into(), before);
    let lines = export.lines(&records_path(1))[..256].to_vec();
    export.put_lines(&records_path(1), &lines);
    let expected = found(Place::Entry(ADMINISTRATION, 4), Fault::Restore);
    assert_eq!(check(&scene, &export, &[]).1, expected);
}

#[tokio::test]
async fn what_was_lost_in_a_restore_is_admitted_or_found() {
    let lost = Head { origin: ORIGIN.into(), size: 384, root: Hash([5; 32]) };
    let (scene, export) = moved(Some(lost.clone())).await;
    assert_eq!(check(&scene, &export, &[]).1, []);
    assert_eq!(check(&scene, &export, std::slice::from_ref(&lost)).1, []);
    let beyond = |size| found(Place::Checkpoint(1, size), Fault::LastBeyond);
    let forked = Head { root: Hash([6; 32]), ..lost.clone() };
    assert_eq!(check(&scene, &export, &[forked]).1, beyond(384));
    let more = Head { size: 448, ..lost };
    assert_eq!(check(&scene, &export, &[more]).1, beyond(448));
}

#[tokio::test]
async fn two_contents_of_one_entry_in_two_logs_are_found() {
    let (scene, mut export) = moved(None).await;
    // A true entry under the place of another: both give their leaves, but only one can be the fifth of the administration.
    let index = restored_at(&export);
    let mut lines = export.lines(&records_path(2));
    let other =
        lines.iter().find(|line| line["chain"].is_string() && line["index"] != index).unwrap().clone();
    let at = other["index"].as_u64().unwrap();
    lines[usize::try_from(at).unwrap()]["sequence"] = json!(4);
    lines[usize::try_from(at).unwrap()]["chain"] = json!(ADMINISTRATION);
    export.put_lines(&records_path(2), &lines);
    let findings = check(&scene, &export, &[]).1;
    assert!(
        findings.contains(&Finding { place: Place::Entry(ADMINISTRATION, 4), fault: Fault::TwoContents })
    );
}

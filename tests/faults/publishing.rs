//! Publication by several at once, and by one whose memory outside the database is not what it should be.

use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use futures::future::join_all;
use redchannel::clock::Clock;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::Hash;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::vault::ledger::guard::GuardError;
use redchannel::vault::ledger::publish::{Published, When, publish};
use redchannel::vault::store::{Create, Stores};
use redchannel::vault::{FileLimits, Vault};

use crate::support::on_both_engines;
use crate::support::stores::Bench;
use crate::support::world::{LEDGER_KEY, NOON, ORIGIN, World, genesis_of, parts};

const SIX_HOURS: i64 = 6 * 3600;

/// A vault as another process has it: connections of its own, and a memory of its own.
async fn process(bench: &Bench, world: &World, clock: &Clock, number: usize) -> (Vault, PathBuf) {
    let stores = Stores::open(&bench.data(), &bench.main_url, &bench.keys_url, Create::OnlyWhereNothingIs)
        .await
        .unwrap();
    let folder = bench.data().join(format!("process-{number}"));
    std::fs::create_dir_all(&folder).unwrap();
    let note = world.people.sign(&world.people.roster(), 2);
    let parts = parts(stores, &folder, clock, FileLimits::default(), genesis_of(&note));
    (Vault::open(parts).await.unwrap(), folder.join("last-checkpoint"))
}

fn remembered(path: &Path) -> Head {
    Checkpoint::parse(&std::fs::read(path).unwrap()).unwrap().claimed().clone()
}

async fn heads(vault: &Vault) -> Vec<(i64, Head)> {
    let rows = vault.stores().main.read().await.unwrap().checkpoints().await.unwrap();
    let head = |note: &str| Checkpoint::parse(note.as_bytes()).unwrap().claimed().clone();
    rows.iter().map(|row| (row.slot, head(&row.note))).collect()
}

#[test]
fn several_processes_publish_a_slot_once() {
    on_both_engines(|bench| async move {
        let world = World::on(&bench).await;
        let clock = Clock::fixed(NOON);
        let mut processes = Vec::new();
        for number in 0..3 {
            processes.push(process(&bench, &world, &clock, number).await);
        }
        for slot in 0_u64..5 {
            // The first time there is no log yet: one of them opens it.
            let attempts = processes.iter().flat_map(|(vault, _)| [vault, vault, vault]);
            let published = join_all(attempts.map(|vault| publish(vault, When::Due))).await;
            let done: Vec<_> = published.into_iter().map(Result::unwrap).collect();
            let new = done.iter().filter(|published| matches!(published, Published::Head(_))).count();
            assert_eq!((new, done.len()), (1, 9), "slot {slot}");
            let heads = heads(&world.vault).await;
            assert_eq!(heads.last().unwrap().1.size, 64 * (slot + 1));
            // Whoever did not publish has looked, and remembers nonetheless.
            for (vault, file) in &processes {
                assert_eq!(publish(vault, When::Due).await.unwrap(), Published::NotDue);
                assert_eq!(remembered(file), heads.last().unwrap().1);
            }
            clock.advance(SIX_HOURS);
        }
        let slots: Vec<i64> = heads(&world.vault).await.iter().map(|(slot, _)| *slot).collect();
        let first = NOON / 3600;
        assert_eq!(slots, [first - 1, first, first + 6, first + 12, first + 18, first + 24]);
        for (vault, _) in &processes {
            vault.close().await;
        }
    });
}

fn write(file: &Path, head: &Head) {
    let signer = NoteSigner::new(&head.origin, SigningKey::from_bytes(&LEDGER_KEY));
    std::fs::write(file, Checkpoint::sign(head, &signer).unwrap().to_bytes()).unwrap();
}

#[test]
fn a_process_killed_between_the_commit_and_its_memory_goes_on_by_itself() {
    on_both_engines(|bench| async move {
        let world = World::on(&bench).await;
        let file = world.folder.join("last-checkpoint");
        for _ in 0..3 {
            publish(&world.vault, When::Now).await.unwrap();
        }
        let (_, older) = heads(&world.vault).await[2].clone();
        for forgotten in [true, false] {
            if forgotten {
                std::fs::remove_file(&file).unwrap();
            } else {
                write(&file, &older);
            }
            assert_eq!(publish(&world.vault, When::Due).await.unwrap(), Published::NotDue);
            assert_eq!(remembered(&file), heads(&world.vault).await.last().unwrap().1);
            write(&file, &older);
            let Published::Head(new) = publish(&world.vault, When::Now).await.unwrap() else {
                panic!("not due")
            };
            assert_eq!(remembered(&file), new);
        }
        assert_eq!(heads(&world.vault).await.last().unwrap().1.size, 5 * 64);
    });
}

/// Whether an error is the one that it should be.
type Expected = fn(&GuardError) -> bool;

#[test]
fn a_memory_that_is_ahead_of_the_database_or_of_another_log_stops_the_log() {
    on_both_engines(|bench| async move {
        let world = World::on(&bench).await;
        let file = world.folder.join("last-checkpoint");
        for _ in 0..2 {
            publish(&world.vault, When::Now).await.unwrap();
        }
        let before = heads(&world.vault).await;
        let (older, newest) = (before[1].1.clone(), before[2].1.clone());
        let other_root = Hash([7; 32]);
        let cases: [(Head, Expected); 4] = [
            (Head { size: 192, ..newest.clone() }, |error| {
                matches!(error, GuardError::Behind { have: 128, signed: 192 })
            }),
            (Head { root: other_root, ..newest.clone() }, |error| {
                matches!(error, GuardError::Fork { signed: 128 })
            }),
            (Head { root: other_root, ..older }, |error| matches!(error, GuardError::Fork { signed: 64 })),
            (Head { origin: "log.elsewhere.example/1".into(), ..newest.clone() }, |error| {
                matches!(error, GuardError::Fork { .. })
            }),
        ];
        for (signed, expected) in cases {
            write(&file, &signed);
            for when in [When::Due, When::Now] {
                let error = publish(&world.vault, when).await.unwrap_err();
                assert!(expected(&error), "{signed:?}: {error}");
            }
            assert_eq!(remembered(&file), signed, "the evidence stays");
        }
        std::fs::write(&file, "half a check").unwrap();
        assert!(matches!(publish(&world.vault, When::Now).await, Err(GuardError::Damaged(_))));
        assert_eq!(heads(&world.vault).await, before);
        write(&file, &newest);
        assert!(publish(&world.vault, When::Now).await.is_ok());
    });
}

#[tokio::test]
async fn an_empty_database_beside_a_memory_opens_no_second_log_of_the_same_name() {
    let (world, emptied) = (World::new().await, World::new().await);
    for _ in 0..2 {
        publish(&world.vault, When::Now).await.unwrap();
    }
    let signed = remembered(&world.folder.join("last-checkpoint"));
    assert_eq!((signed.origin.as_str(), signed.size), (ORIGIN, 128));
    let file = emptied.folder.join("last-checkpoint");
    write(&file, &signed);
    for when in [When::Due, When::Now] {
        let refused = publish(&emptied.vault, when).await;
        assert!(matches!(refused, Err(GuardError::Behind { have: 0, signed: 128 })), "{refused:?}");
    }
    assert_eq!(remembered(&file), signed);
    assert!(heads(&emptied.vault).await.is_empty());
}

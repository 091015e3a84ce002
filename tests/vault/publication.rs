//! Publications: one block at a time, at fixed hours, and never a fork.

use redchannel::clock::Day;
use redchannel::ledger::BLOCK;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::tree::{TilePlace, Tiles, all_tiles, check_consistency};
use redchannel::vault::Vault;
use redchannel::vault::ledger::guard::GuardError;
use redchannel::vault::ledger::lookup::Found;
use redchannel::vault::ledger::moving::{Move, begin};
use redchannel::vault::ledger::public;
use redchannel::vault::ledger::publish::{Published, When, publish};
use redchannel::vault::ledger::receipts::{Place, step, steps};
use redchannel::vault::reporter;

use crate::support::stores::entry;
use crate::support::world::{ORIGIN, World, code, report};

mod everywhere {
    crate::support::world::in_worlds! {
        each_publication_adds_one_block_whatever_happened
        what_does_not_fit_waits_and_what_waits_too_long_adds_a_second_block
        a_publication_is_made_once_for_each_hour_of_the_timetable
        every_tree_continues_the_one_before
        a_reporter_sees_each_step_in_the_log
        a_database_that_is_older_than_what_was_signed_signs_nothing_until_a_restore_is_declared
        ten_at_once_publish_once
    }
}

const HOUR: i64 = 3600;

/// Leaves of the newest tree, after a publication.
async fn published(vault: &Vault) -> u64 {
    match publish(vault, When::Now).await.unwrap() {
        Published::Head(head) => head.size,
        Published::NotDue => panic!("it was asked for"),
    }
}

async fn waiting(vault: &Vault) -> usize {
    vault.stores().main.read().await.unwrap().waiting(10_000).await.unwrap().len()
}

/// Puts leaves among those that wait, as if something had happened on that day.
async fn happen(vault: &Vault, count: usize, day: Day) {
    for _ in 0..count {
        let mut act = vault.stores().main.act().await.unwrap();
        act.lock_ledger().await.unwrap();
        let row = redchannel::vault::store::EntryRow { day, ..entry() };
        act.record(&row).await.unwrap().commit().await.unwrap();
    }
}

async fn each_publication_adds_one_block_whatever_happened(world: World) {
    assert_eq!(waiting(&world.vault).await, 1, "the roster");
    assert_eq!(published(&world.vault).await, BLOCK);
    assert_eq!(published(&world.vault).await, 2 * BLOCK);
    happen(&world.vault, 64, world.vault.today()).await;
    assert_eq!(published(&world.vault).await, 3 * BLOCK);
    assert_eq!(waiting(&world.vault).await, 0);
}

async fn what_does_not_fit_waits_and_what_waits_too_long_adds_a_second_block(world: World) {
    happen(&world.vault, 100, world.vault.today()).await;
    assert_eq!(published(&world.vault).await, BLOCK);
    assert_eq!(waiting(&world.vault).await, 37);
    world.clock.advance(24 * HOUR);
    happen(&world.vault, 100, world.vault.today()).await;
    assert_eq!(
        published(&world.vault).await,
        2 * BLOCK,
        "the oldest first; nothing has waited for more than a day"
    );
    world.clock.advance(48 * HOUR);
    assert_eq!(waiting(&world.vault).await, 73);
    assert_eq!(
        published(&world.vault).await,
        4 * BLOCK,
        "what is left is two days old and does not fit one block"
    );
    assert_eq!(waiting(&world.vault).await, 0);
}

async fn a_publication_is_made_once_for_each_hour_of_the_timetable(world: World) {
    let due = async || publish(&world.vault, When::Due).await.unwrap();
    assert!(matches!(due().await, Published::Head(head) if head.size == BLOCK), "noon");
    assert_eq!(due().await, Published::NotDue);
    world.clock.advance(6 * HOUR - 1);
    assert_eq!(due().await, Published::NotDue);
    world.clock.advance(1);
    assert!(matches!(due().await, Published::Head(head) if head.size == 2 * BLOCK));
    // A server that was down for days makes up for nothing: that it was down can be seen anyway.
    world.clock.advance(72 * HOUR);
    assert!(matches!(due().await, Published::Head(head) if head.size == 3 * BLOCK));
    assert_eq!(due().await, Published::NotDue);
}

async fn every_tree_continues_the_one_before(world: World) {
    for round in 0..6 {
        happen(&world.vault, round, world.vault.today()).await;
        published(&world.vault).await;
    }
    let mut tx = world.vault.stores().main.read().await.unwrap();
    let mut tiles = Tiles::default();
    for (place, width) in all_tiles(6 * BLOCK) {
        let hashes = tx.tile(1, place).await.unwrap().unwrap();
        assert_eq!(u64::try_from(hashes.len()).unwrap(), width * 32);
        tiles.0.insert(place, hashes);
    }
    let leaves = tx.leaves(1, 0, 10_000).await.unwrap();
    let mut again = Tiles::default();
    again.append(0, &leaves).unwrap();
    assert_eq!(again.0, tiles.0, "the tiles are those of the leaves");
    let heads: Vec<_> = tx
        .checkpoints()
        .await
        .unwrap()
        .iter()
        .map(|row| Checkpoint::parse(row.note.as_bytes()).unwrap().claimed().clone())
        .collect();
    assert_eq!(heads.len(), 7);
    for pair in heads.windows(2) {
        assert_eq!(pair[1].root, tiles.root(pair[1].size).unwrap());
        let proof = tiles.prove_consistency(pair[1].size, pair[0].size).unwrap();
        check_consistency(&proof, (pair[0].size, &pair[0].root), (pair[1].size, &pair[1].root)).unwrap();
    }
    let path = public::resource(&world.vault, None, "tile/entries/001.p/128").await.unwrap().unwrap();
    assert_eq!(path.len(), 128 * 34);
    let beyond = public::resource(&world.vault, None, "tile/entries/001.p/129").await.unwrap();
    assert_eq!(beyond, None, "what is not signed is not shown");
    assert!(tx.tile(1, TilePlace { level: 1, number: 0 }).await.unwrap().is_some());
}

async fn a_reporter_sees_each_step_in_the_log(world: World) {
    let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    let before = steps(&world.vault, &access, 0, 8).await.unwrap().unwrap();
    assert_eq!((before.total, before.missing), (1, 0));
    let [Place::Known(waiting)] = before.places.as_slice() else { panic!("{:?}", before.places) };
    assert!(matches!(waiting.found, Found::Waits));
    published(&world.vault).await;
    let proof = step(&world.vault, &access, 0).await.unwrap().unwrap().proof().unwrap();
    let read = redchannel::ledger::proof::Proof::parse(&proof.to_bytes()).unwrap();
    let proved = read.verify(&redchannel::vault::ledger::policy(&world.vault, ORIGIN)).unwrap();
    assert_eq!((proved.receipt.kind.as_str(), proved.receipt.day), ("report_received", world.vault.today()));
}

async fn a_database_that_is_older_than_what_was_signed_signs_nothing_until_a_restore_is_declared(
    world: World,
) {
    let file = world.folder.join("last-checkpoint");
    published(&world.vault).await;
    let first = std::fs::read(&file).unwrap();
    published(&world.vault).await;
    let second = std::fs::read(&file).unwrap();
    // A crash between the commit and the file leaves the older head in the file: that is resumed.
    std::fs::write(&file, &first).unwrap();
    assert_eq!(published(&world.vault).await, 3 * BLOCK);

    // As if the backup of yesterday had been put back.
    let signed = String::from_utf8(second).unwrap().replacen("\n128\n", "\n1280\n", 1);
    std::fs::write(&file, &signed).unwrap();
    let refused = publish(&world.vault, When::Now).await.unwrap_err();
    assert!(matches!(refused, GuardError::Behind { have: 192, signed: 1280 }), "{refused}");
    let forked = signed.replacen("\n1280\n", "\n64\n", 1);
    std::fs::write(&file, forked).unwrap();
    assert!(matches!(publish(&world.vault, When::Now).await, Err(GuardError::Fork { signed: 64 })));

    std::fs::write(&file, &signed).unwrap();
    let new = Move { origin: "log.valdoria.example/2".into(), reason: "disk lost".into(), last_seen: None };
    let moved = begin(&world.vault, &new).await.unwrap();
    assert_eq!((moved.old.size, moved.kept), (1280, 192));
    assert!(begin(&world.vault, &new).await.is_err(), "a log's name is used once");
    assert_eq!(published(&world.vault).await, BLOCK);
    let newest = public::checkpoint(&world.vault, None).await.unwrap().unwrap();
    assert!(newest.note.starts_with("log.valdoria.example/2\n64\n"));
    let old = public::checkpoint(&world.vault, Some(1)).await.unwrap().unwrap();
    assert!(old.note.starts_with("log.valdoria.example/1\n192\n"), "the old log stays where it was");
}

async fn ten_at_once_publish_once(world: World) {
    let all = futures::future::join_all((0..10).map(|_| publish(&world.vault, When::Due))).await;
    let made = all.iter().filter(|outcome| matches!(outcome, Ok(Published::Head(_)))).count();
    assert_eq!(made, 1, "{all:?}");
    assert_eq!(public::checkpoint(&world.vault, None).await.unwrap().unwrap().size, 64);
}

//! A log that shows two histories: the witness that sees both has the proof.

use redchannel::api::wire::{LedgerHead, RosterChain};
use redchannel::desk::ledger::examine;
use redchannel::desk::people::People;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::vault::staff;

use super::{Log, Table};
use crate::support::world::{NOON, genesis_of};

#[test]
fn a_fork_is_found_by_the_second_of_two_witnesses_and_by_a_desk_and_both_heads_are_kept() {
    let honest = Log::with_blocks(1);
    let (first, second) = (Table::new("w1.example"), Table::new("w2.example"));
    honest.appoint(&[&first.key, &second.key]);
    for witness in [&first, &second] {
        assert!(witness.look_as_program(&honest.url, &honest.vkey()).status.success());
    }
    assert_eq!(honest.verified().witnesses.len(), 2);

    // From here on the log shows the second witness another history, under the same key. The first sees nothing of it.
    honest.publish();
    assert!(first.look_as_program(&honest.url, &honest.vkey()).status.success());
    let forked = Log::forked(2);
    let signed = second.remembered().unwrap();
    let found = second.look_as_program(&forked.url, &honest.vkey());
    assert_eq!(found.status.code(), Some(1));
    let said = String::from_utf8(found.stderr).unwrap();
    assert!(said.starts_with("redchannel: FORK: the log shows 128 leaves"), "{said}");

    // Nothing was signed, and both sides of the fork are kept, each with the log's own signature.
    assert_eq!(second.remembered().unwrap(), signed);
    assert!(forked.verified().witnesses.is_empty());
    let files = std::fs::read_dir(second.path("state/evidence")).unwrap();
    let mut kept: Vec<Checkpoint> =
        files.map(|file| Checkpoint::parse(&std::fs::read(file.unwrap().path()).unwrap()).unwrap()).collect();
    kept.sort_by_key(|checkpoint| checkpoint.claimed().size);
    for checkpoint in &kept {
        checkpoint.verify(&honest.policy()).unwrap();
    }
    let heads: Vec<_> = kept.iter().map(Checkpoint::claimed).collect();
    let before = Checkpoint::parse(&signed).unwrap();
    assert_eq!(heads, [before.claimed(), forked.checkpoint().claimed()]);

    // A desk that has seen the honest history and is shown the other one finds the fork too, and keeps both heads.
    let people = people_of(&honest);
    let (_, seen) = examine(&shown(&honest, None), None, &people, NOON).unwrap();
    forked.publish();
    let alarm = examine(&shown(&forked, Some(128)), Some(&seen), &people, NOON).unwrap_err();
    let evidence = alarm.evidence.unwrap();
    assert_eq!((&evidence.seen, &evidence.shown), (&seen.checkpoint, &shown(&forked, None).checkpoint));
    honest.publish();
    examine(&shown(&honest, Some(128)), Some(&seen), &people, NOON).unwrap();

    // Back on the honest log it goes on.
    assert!(second.look_as_program(&honest.url, &honest.vkey()).status.success());
    assert!(honest.verified().is_witnessed());
}

/// What the server of a log answers a desk that has seen a tree of `seen` leaves.
fn shown(log: &Log, seen: Option<u64>) -> LedgerHead {
    log.wait(staff::ledger_head(&log.world.vault, seen)).unwrap().unwrap()
}

/// The roster of a log as its desks verify it.
fn people_of(log: &Log) -> People {
    let notes = log.wait(staff::roster_notes(&log.world.vault)).unwrap();
    let genesis = genesis_of(notes[0].as_bytes());
    People::verify(&RosterChain { notes }, &genesis).unwrap()
}

#[test]
fn two_trees_of_one_size_are_a_fork() {
    let (honest, forked) = (Log::with_blocks(1), Log::forked(1));
    let witness = Table::new("w1.example");
    witness.look(&honest.url, &honest.vkey(), &["--no-submit"]).unwrap();
    let wrong = witness.look(&forked.url, &honest.vkey(), &["--no-submit"]).unwrap_err();
    assert!(wrong.contains("FORK: the log shows 64 leaves"), "{wrong}");
    assert_eq!(std::fs::read_dir(witness.path("state/evidence")).unwrap().count(), 2);
    // The same fork again is not kept again.
    witness.look(&forked.url, &honest.vkey(), &["--no-submit"]).unwrap_err();
    assert_eq!(std::fs::read_dir(witness.path("state/evidence")).unwrap().count(), 2);
}

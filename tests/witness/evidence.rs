//! A log that shows two histories: the witness that sees both has the proof.

use redchannel::ledger::checkpoint::Checkpoint;

use super::{Log, Table};

#[test]
fn of_two_witnesses_the_one_that_is_shown_another_history_finds_the_fork_and_keeps_both_checkpoints() {
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

    // Back on the honest log it goes on.
    assert!(second.look_as_program(&honest.url, &honest.vkey()).status.success());
    assert!(honest.verified().is_witnessed());
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

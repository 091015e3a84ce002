//! The administrator's commands about the ledger, on a real set-up.

mod set_up;

use std::fs;

use redchannel::cli::Outcome;
use redchannel::cli::hygiene::read_secret;
use redchannel::crypto::note_key::{NoteKey, NoteSigner};
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::entry::{ADMINISTRATION, SignedEntry};
use signed_note::Verifier as _;

use self::set_up::{ORIGIN, SetUp};
use super::{mode, outcome, said, text};
use crate::support::staff::chains;

fn vkey_in(told: &str) -> NoteKey {
    told.split_whitespace().find_map(NoteKey::parse).expect("a key")
}

#[test]
fn the_key_is_printed_for_the_roster_and_made_where_nothing_was_signed() {
    let set_up = SetUp::new();
    let told = set_up.said("key", &[]);
    let key = vkey_in(&told);
    assert_eq!(key.name(), ORIGIN);
    assert!(
        told.contains(&format!("redchannel roster set-ledger --draft FILE --vkey {}", key.to_vkey())),
        "{told}"
    );

    let path = set_up.secret("ledger.key");
    fs::remove_file(&path).unwrap();
    let told = set_up.said("key", &[]);
    assert!(told.contains("keep an offline copy"), "{told}");
    assert_ne!(vkey_in(&told), key);
    assert_eq!(mode(&path), 0o400);
    assert_eq!(vkey_in(&set_up.said("key", &[])), vkey_in(&told));

    // A log that was signed before has had a key: another one in its place would be a fork.
    set_up.said("publish", &[]);
    fs::remove_file(&path).unwrap();
    assert!(set_up.refused("key", &[]).contains("bring the key back from its offline copy"));
    assert!(!path.exists());
}

#[test]
fn before_the_first_roster_the_log_has_the_name_of_its_key_unless_it_is_given_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("rc");
    said(&["init", "--data", text(&root)]).unwrap();
    let config = root.join("redchannel.toml");
    let told = said(&["ledger", "key", "--config", text(&config)]).unwrap();
    assert!(vkey_in(&told).name().starts_with("redchannel/"), "{told}");
    assert_eq!(vkey_in(&said(&["ledger", "key", "--config", text(&config)]).unwrap()), vkey_in(&told));
    let written = fs::read_to_string(&config).unwrap();
    fs::write(&config, written.replacen("origin = \"\"", "origin = \"report.customs.gov.xx/log\"", 1))
        .unwrap();
    let told = said(&["ledger", "key", "--config", text(&config)]).unwrap();
    assert_eq!(vkey_in(&told).name(), "report.customs.gov.xx/log");
}

#[test]
fn the_log_is_published_and_its_state_told() {
    let set_up = SetUp::new();
    let (result, told) = set_up.outcome("status", &[]);
    assert_eq!(result.unwrap(), Outcome::Fine);
    assert!(told.contains("There is no log yet"), "{told}");
    set_up.report();
    let told = set_up.said("status", &[]);
    // The report, and the roster that was imported.
    assert!(told.contains("wait for the next publication: 2"), "{told}");

    assert!(set_up.said("publish", &[]).contains(&format!("{ORIGIN}: 64 leaves")));
    let told = set_up.said("status", &[]);
    for expected in [
        "64 leaves, published for 2026-11-23",
        "wait for the next publication: 0",
        "The roster in force names no log",
        "Witnesses (0 needed):",
        "continues what was signed last",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

#[test]
fn while_a_server_works_on_the_data_it_is_looked_at_and_not_changed() {
    let set_up = SetUp::new();
    set_up.said("publish", &[]);
    let data = fs::File::open(set_up.root().join("data")).unwrap();
    data.try_lock().unwrap();
    assert!(set_up.said("status", &[]).contains("64 leaves"));
    for (command, more) in
        [("publish", &[][..]), ("restore", &["--reason", "x"]), ("move", &["--reason", "x"])]
    {
        let refused = set_up.refused(command, more);
        assert!(refused.contains("with SQLite stop it first"), "{refused}");
    }
}

#[test]
fn an_older_database_is_not_signed_until_the_restore_is_declared() {
    let set_up = SetUp::new();
    set_up.report();
    set_up.said("publish", &[]);
    set_up.back_up();
    set_up.report();
    set_up.said("publish", &[]);
    let lost = set_up.last_checkpoint();
    set_up.restore();

    let refused = set_up.refused("publish", &[]);
    assert!(refused.contains("ends at 64 leaves, but a checkpoint of 128 was signed"), "{refused}");
    let (result, told) = set_up.outcome("status", &[]);
    assert_eq!(result.unwrap(), Outcome::Wrong);
    assert!(told.contains("Nothing will be published: the database's log ends at 64 leaves"), "{told}");
    assert!(set_up.refused("move", &["--reason", "x"]).contains("ledger restore"));
    let (_, told) = outcome(&["doctor", "--config", text(&set_up.config())]);
    assert!(told.contains("- The ledger is not published: the database's log ends at 64 leaves"), "{told}");

    let told = set_up.said("restore", &["--reason", "The disk failed; backup of yesterday"]);
    assert!(
        told.contains(&format!("The log {ORIGIN} ends at 128 leaves.\n64 of them are not here")),
        "{told}"
    );
    assert!(told.contains("The log log.valdoria.example/2 begins; it takes over 2 entries"), "{told}");
    let key = vkey_in(&told);
    assert_eq!(key.name(), "log.valdoria.example/2");
    assert!(set_up.said("publish", &[]).contains("log.valdoria.example/2: 64 leaves"));
    assert!(set_up.said("status", &[]).contains("continues what was signed last"));
    assert_eq!(vkey_in(&set_up.said("key", &[])), key);

    // Oversight reads what the new log says of the old one.
    let said = restored_entry(&set_up);
    let head = lost.claimed();
    let root = data_encoding::BASE64.encode(&head.root.0);
    for expected in [ORIGIN, "128", &root, "64", "The disk failed; backup of yesterday"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    // A second declaration has nothing to declare.
    assert!(set_up.refused("restore", &["--reason", "x"]).contains("no restore to declare"));
}

/// The last entry of the administration, as a member of oversight opens it.
fn restored_entry(set_up: &SetUp) -> String {
    let oversight = &set_up.people.oversight;
    set_up.with_vault(async |vault| {
        let page = chains(vault, oversight, None).await;
        let chain = page.chains.into_iter().find(|chain| chain.chain == ADMINISTRATION).unwrap();
        let entry = chain.entries.last().unwrap();
        SignedEntry::open(oversight.identity(), &entry.data).unwrap().text().to_owned()
    })
}

#[test]
fn a_database_from_before_the_first_log_signs_no_second_history() {
    let set_up = SetUp::new();
    set_up.report();
    set_up.back_up();
    set_up.said("publish", &[]);
    set_up.restore();
    assert!(set_up.refused("publish", &[]).contains("ends at 0 leaves, but a checkpoint of 64 was signed"));
    assert_eq!(set_up.outcome("status", &[]).0.unwrap(), Outcome::Wrong);
    let told = set_up.said("restore", &["--reason", "x"]);
    assert!(
        told.contains("64 of them are not here") && told.contains("log.valdoria.example/2 begins"),
        "{told}"
    );
    assert!(set_up.said("publish", &[]).contains("log.valdoria.example/2: 64 leaves"));
}

#[test]
fn a_database_from_before_a_move_takes_neither_the_name_nor_the_padding_of_a_log_that_was() {
    let set_up = SetUp::new();
    set_up.said("publish", &[]);
    set_up.back_up();
    set_up.said("move", &["--reason", "New domain"]);
    set_up.said("publish", &[]);
    let second = set_up.tile("2");
    set_up.restore();
    assert!(set_up.refused("publish", &[]).contains("is not the one that was signed before"));
    let told = set_up.said("restore", &["--reason", "x"]);
    assert!(told.contains("log.valdoria.example/3 begins"), "{told}");
    assert!(told.contains("The log log.valdoria.example/2 ends at 64 leaves"), "{told}");
    set_up.said("publish", &[]);
    let third = set_up.newest_tile();
    // The import of the roster is taken over into each, and what is public of it is different in each, as padding is.
    let common = third.chunks(32).filter(|hash| second.chunks(32).any(|other| *hash == other)).count();
    assert_eq!(common, 0);
}

#[test]
fn a_memory_that_was_restored_with_the_database_is_helped_by_a_checkpoint_from_outside() {
    let set_up = SetUp::new();
    set_up.said("publish", &[]);
    set_up.back_up();
    let memory = fs::read(set_up.secret("last-checkpoint")).unwrap();
    set_up.said("publish", &[]);
    let outside = set_up.root().join("seen");
    fs::copy(set_up.secret("last-checkpoint"), &outside).unwrap();
    set_up.restore();
    fs::write(set_up.secret("last-checkpoint"), memory).unwrap();
    assert!(set_up.refused("restore", &["--reason", "x"]).contains("--last-seen"));

    // Only what the log itself has signed counts.
    let forged = set_up.root().join("forged");
    let head = Checkpoint::parse(&fs::read(&outside).unwrap()).unwrap().claimed().clone();
    let stranger = NoteSigner::new(ORIGIN, ed25519_dalek::SigningKey::from_bytes(&[9; 32]));
    fs::write(&forged, Checkpoint::sign(&head, &stranger).unwrap().to_bytes()).unwrap();
    let refused = set_up.refused("restore", &["--reason", "x", "--last-seen", text(&forged)]);
    assert!(refused.contains("valid signature of the log"), "{refused}");
    let told = set_up.said("restore", &["--reason", "x", "--last-seen", text(&outside)]);
    assert!(told.contains("ends at 128 leaves.\n64 of them are not here"), "{told}");
}

#[test]
fn a_log_moves_to_the_next_number_or_to_a_name_that_was_not_used() {
    let set_up = SetUp::new();
    assert!(set_up.refused("move", &["--reason", "x"]).contains("unavailable"), "there is no log yet");
    set_up.said("publish", &[]);
    assert!(set_up.said("move", &["--reason", "x"]).contains("log.valdoria.example/2 begins"));
    set_up.said("publish", &[]);
    let told = set_up.said("move", &["--reason", "x", "--origin", "log.valdoria.gov"]);
    assert!(told.contains("The log log.valdoria.gov begins"), "{told}");
    for used in [ORIGIN, "log.valdoria.example/2", "log.valdoria.gov"] {
        let refused = set_up.refused("move", &["--reason", "x", "--origin", used]);
        assert!(refused.contains(&format!("a log with the name {used} before")), "{refused}");
    }
    assert!(set_up.said("move", &["--reason", "x"]).contains("log.valdoria.gov/2 begins"));
    assert!(set_up.refused("move", &["--reason", " "]).contains("expected up to 500 bytes"));
}

#[test]
fn a_new_key_signs_beside_the_old_one_until_that_is_removed() {
    let set_up = SetUp::new();
    let before = vkey_in(&set_up.said("key", &[]));
    set_up.said("publish", &[]);
    let old = read_secret(&set_up.secret("ledger.key")).unwrap();
    let told = set_up.said("rotate", &[]);
    let after = vkey_in(&told);
    assert_ne!(after, before);
    for step in ["the safe", "roster set-ledger", "each witness", "ledger.key.previous"] {
        assert!(told.contains(step), "{step}: {told}");
    }
    assert!(read_secret(&set_up.secret("ledger.key.previous")).unwrap().same_as(&old));
    assert_eq!(
        (mode(&set_up.secret("ledger.key")), mode(&set_up.secret("ledger.key.previous"))),
        (0o400, 0o400)
    );

    set_up.said("publish", &[]);
    let signed = set_up.last_checkpoint();
    assert!(signed.line_of(&before).is_some() && signed.line_of(&after).is_some());
    assert!(set_up.refused("rotate", &[]).contains("a change of keys is under way"));
    fs::remove_file(set_up.secret("ledger.key.previous")).unwrap();
    set_up.said("publish", &[]);
    assert!(set_up.last_checkpoint().line_of(&before).is_none());
}

#[test]
fn a_signature_that_came_in_a_file_is_taken_over_once() {
    let set_up = SetUp::new();
    let seed = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let witness = NoteSigner::cosigner("w.example", seed, 1_795_435_200);
    set_up.appoint(witness.key());
    set_up.said("publish", &[]);
    let file = set_up.root().join("cosigned");
    let mut checkpoint = set_up.last_checkpoint();
    checkpoint.cosign(&witness).unwrap();
    fs::write(&file, checkpoint.to_bytes()).unwrap();
    assert!(set_up.said("status", &[]).contains("not signed  w.example"));
    assert!(set_up.said("cosign", &[text(&file)]).contains("taken over: 1"));
    assert!(set_up.said("status", &[]).contains("  signed      w.example, 2026-11-23"));
    assert!(set_up.refused("cosign", &[text(&file)]).contains("brings no new signature"));
    fs::write(&file, "nothing").unwrap();
    assert!(set_up.refused("cosign", &[text(&file)]).contains("not a checkpoint"));
}

#[test]
fn the_doctor_looks_at_the_key_of_the_ledger() {
    let set_up = SetUp::new();
    let told = || outcome(&["doctor", "--config", text(&set_up.config())]).1;
    assert!(!told().contains("ledger"), "{}", told());
    let key = set_up.secret("ledger.key");
    fs::remove_file(&key).unwrap();
    assert!(told().contains("ledger.key cannot be read"));
    fs::copy(set_up.secret("pepper"), &key).unwrap();
    assert!(told().contains("The secret ledger.key is all zeros, or the same as another"));
    fs::remove_file(&key).unwrap();
    fs::write(&key, [3; 32]).unwrap();
    assert!(told().contains("ledger.key is open to others"));
}

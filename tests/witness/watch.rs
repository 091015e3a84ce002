//! A witness that fetches the log: what it signs, and what it finds.

use redchannel::crypto::note_key::NoteKey;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::vault::ledger::cosign;
use redchannel::vault::ledger::moving::{Move, begin};
use redchannel::witness::{Memory, MemoryError};

use super::{Log, Table};
use crate::support::world::ORIGIN;

const HOUR: i64 = 3600;

#[test]
fn a_signature_that_is_handed_in_makes_the_checkpoint_a_witnessed_one() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    log.appoint(&[&witness.key]);
    assert!(!log.verified().is_witnessed());

    let told = witness.look(&log.url, &log.vkey(), &[]).unwrap();
    assert!(told.contains("seen for the first time") && told.contains("signed 64 leaves"), "{told}");
    let verified = log.verified();
    assert!(verified.is_witnessed(), "{verified:?}");
    assert_eq!(verified.witnesses[0].witness, "w1.example");

    // Nothing new: nothing is signed. Then more blocks at once, over the edge of a tile.
    assert!(witness.look(&log.url, &log.vkey(), &[]).unwrap().contains("still 64 leaves"));
    for _ in 0..5 {
        log.publish();
    }
    assert!(!log.verified().is_witnessed());
    let told = witness.look(&log.url, &log.vkey(), &[]).unwrap();
    assert!(told.contains("signed 384 leaves") && !told.contains("first"), "{told}");
    assert!(log.verified().is_witnessed());
}

#[test]
fn a_policy_from_a_file_serves_as_well_as_a_key_and_the_log_hands_one_out() {
    let (log, witness) = (Log::with_blocks(2), Table::new("w1.example"));
    log.appoint(&[&witness.key]);
    let text = log.policy().to_text();
    std::fs::write(witness.path("policy"), &text).unwrap();
    let file = |name: &str| witness.path(name).to_str().unwrap().to_owned();
    let arguments = ["redchannel", "witness", "--log", &log.url, "--policy", &file("policy"), "--key"];
    let more = [file("witness.key"), "--state".into(), file("state"), "--once".into()];
    let all = arguments.iter().map(|&text| text.to_owned()).chain(more);
    redchannel::cli::run(all, &witness.clock, &mut rand::rng(), &mut Vec::new()).unwrap();
    assert!(log.verified().is_witnessed());
}

#[test]
fn a_signature_of_a_witness_that_the_roster_does_not_name_is_said_not_to_be_taken() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    let wrong = witness.look(&log.url, &log.vkey(), &[]).unwrap_err();
    assert!(wrong.contains("did not take it over") && wrong.contains("roster"), "{wrong}");
    // It is signed all the same, and handed in again once the roster names it.
    log.appoint(&[&witness.key]);
    assert!(witness.look(&log.url, &log.vkey(), &[]).unwrap().contains("signed 64 leaves"));
    assert!(log.verified().is_witnessed());
}

#[test]
fn a_log_that_was_set_back_is_a_roll_back_and_nothing_is_signed() {
    let (log, witness) = (Log::with_blocks(2), Table::new("w1.example"));
    witness.look(&log.url, &log.vkey(), &["--no-submit"]).unwrap();
    let before = witness.remembered();
    let set_back = Log::with_blocks(1);
    let wrong = witness.look(&set_back.url, &log.vkey(), &["--no-submit"]).unwrap_err();
    assert!(wrong.contains("ROLL-BACK: the log shows 64 leaves and has shown 128"), "{wrong}");
    assert_eq!(witness.remembered(), before);
}

#[test]
fn a_log_that_stands_still_for_more_than_26_hours_is_a_reason_to_ask() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    log.appoint(&[&witness.key]);
    let look = || witness.look(&log.url, &log.vkey(), &[]);
    look().unwrap();
    witness.clock.advance(26 * HOUR);
    look().unwrap();
    witness.clock.advance(1);
    let wrong = look().unwrap_err();
    assert!(wrong.contains("SILENCE") && wrong.contains("64 leaves for 26 hours"), "{wrong}");
    assert!(witness.look(&log.url, &log.vkey(), &["--silence", "48"]).is_ok());
    // Also where it cannot be reached at all.
    let gone = witness.look("http://127.0.0.1:1/log", &log.vkey(), &[]).unwrap_err();
    assert!(gone.contains("cannot be read") && gone.contains("SILENCE"), "{gone}");
    log.publish();
    look().unwrap();
}

#[test]
fn a_checkpoint_under_another_key_or_another_name_is_not_signed() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    let stranger = Table::new("x.example").key;
    let other = NoteKey::ed25519(ORIGIN, *stranger.key()).to_vkey();
    let wrong = witness.look(&log.url, &other, &[]).unwrap_err();
    assert!(wrong.contains("WRONG SIGNATURE"), "{wrong}");
    let other = NoteKey::ed25519("log.elsewhere.example", *log.policy().logs[0].key()).to_vkey();
    let wrong = witness.look(&log.url, &other, &[]).unwrap_err();
    assert!(wrong.contains(&format!("calls itself {ORIGIN}")), "{wrong}");
    assert_eq!(witness.remembered(), None);
}

#[test]
fn a_log_that_has_moved_is_another_log_until_the_keyholders_say_so() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    log.appoint(&[&witness.key]);
    witness.look(&log.url, &log.vkey(), &[]).unwrap();
    let new = Move { origin: "log.valdoria.example/2".into(), reason: "x".into(), last_seen: None };
    log.wait(begin(&log.world.vault, &new)).unwrap();
    log.publish();
    let wrong = witness.look(&log.url, &log.vkey(), &[]).unwrap_err();
    assert!(wrong.contains("calls itself log.valdoria.example/2"), "{wrong}");
}

#[test]
fn a_stick_suffices_both_ways() {
    let (log, witness) = (Log::with_blocks(3), Table::new("w1.example"));
    log.appoint(&[&witness.key]);
    let (stick, back) = (witness.path("stick"), witness.path("cosigned"));
    let (stick_path, back_path) = (stick.to_str().unwrap(), back.to_str().unwrap());
    for leaves in [192, 256] {
        log.copy_to(&stick);
        let told = witness.look(stick_path, &log.vkey(), &["--out", back_path]).unwrap();
        assert!(told.contains(&format!("signed {leaves} leaves")), "{told}");
        let signed = Checkpoint::parse(&std::fs::read(&back).unwrap()).unwrap();
        let line = signed.line_of(&witness.key).unwrap();
        assert_eq!(log.wait(cosign::add(&log.world.vault, &line)).unwrap(), 1);
        assert!(log.verified().is_witnessed());
        log.publish();
    }
    // A folder takes no signature: what is to become of it must be said.
    let status = witness.look_as_program(stick_path, &log.vkey()).status;
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_broken_mirror_is_not_called_a_fork() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    let stick = witness.path("stick");
    let look = || witness.look(stick.to_str().unwrap(), &log.vkey(), &["--no-submit"]);
    log.copy_to(&stick);
    look().unwrap();
    log.publish();
    log.copy_to(&stick);
    let tile = stick.join("tile/0/000.p/128");
    let whole = std::fs::read(&tile).unwrap();
    let mut damaged = whole.clone();
    damaged[100] ^= 1;
    for bytes in [damaged.as_slice(), &whole[..4000]] {
        std::fs::write(&tile, bytes).unwrap();
        let wrong = look().unwrap_err();
        assert!(wrong.contains("do not fit") && !wrong.contains("FORK"), "{wrong}");
    }
    std::fs::remove_file(&tile).unwrap();
    assert!(look().unwrap_err().contains("has no tile/0/000.p/128"));
    std::fs::write(&tile, whole).unwrap();
    assert!(look().unwrap().contains("signed 128 leaves"));
}

#[test]
fn a_memory_belongs_to_one_process_and_a_damaged_one_signs_nothing() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    let look = || witness.look(&log.url, &log.vkey(), &["--no-submit"]);
    look().unwrap();
    let held = Memory::open(&witness.path("state")).unwrap();
    assert!(matches!(Memory::open(&witness.path("state")), Err(MemoryError::Taken(_))));
    assert!(look().unwrap_err().contains("another witness works on the folder"));
    drop(held);
    let state = witness.path("state");
    let file = std::fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some()).unwrap();
    std::fs::write(file, "not a checkpoint").unwrap();
    log.publish();
    assert!(look().unwrap_err().contains("is damaged"));
}

#[test]
fn a_clock_that_went_back_signs_nothing() {
    let (log, witness) = (Log::with_blocks(1), Table::new("w1.example"));
    witness.look(&log.url, &log.vkey(), &["--no-submit"]).unwrap();
    log.publish();
    witness.clock.advance(-HOUR);
    let wrong = witness.look(&log.url, &log.vkey(), &["--no-submit"]).unwrap_err();
    assert!(wrong.contains("clock"), "{wrong}");
}

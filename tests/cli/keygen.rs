//! Keys of one's own.

use std::io::{self, Write};

use redchannel::cli::run;
use redchannel::clock::Clock;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, PublicCard};

use super::{mode, refusal, said, text};

#[test]
fn the_passphrase_that_is_shown_opens_the_key_whose_card_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["keygen", "--name", "Intake officer 1", "--out", text(folder.path())];
    let told = said(&arguments).unwrap();
    let (key, card) =
        (folder.path().join("intake-officer-1.rckey"), folder.path().join("intake-officer-1.card.json"));
    assert_eq!((mode(&key), mode(&card)), (0o600, 0o644));
    let passphrase =
        told.lines().find_map(|line| line.strip_prefix("Passphrase, shown this once: ")).unwrap();
    assert_eq!(passphrase.split('-').count(), 6);
    let key_bytes = std::fs::read(&key).unwrap();
    let card = PublicCard::parse(&std::fs::read(&card).unwrap()).unwrap();
    let opened = KeyFile::parse(&key_bytes).unwrap().open(&Passphrase::typed(passphrase)).unwrap();
    assert_eq!(opened.card("Intake officer 1").unwrap(), card);
    assert!(told.contains(&card.fingerprint()));

    // Once more under the same name: the first key is not overwritten.
    assert!(refusal(&arguments).contains("intake-officer-1.rckey cannot be created"));
    assert_eq!(std::fs::read(&key).unwrap(), key_bytes);
}

#[test]
fn a_card_that_stood_there_before_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let card = folder.path().join("head.card.json");
    std::fs::write(&card, "somebody's").unwrap();
    assert!(refusal(&["keygen", "--name", "Head", "--out", text(folder.path())]).contains("head.card.json"));
    assert_eq!(std::fs::read(&card).unwrap(), b"somebody's");
    assert!(!folder.path().join("head.rckey").exists());
}

struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_key_whose_passphrase_could_not_be_shown_is_not_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["redchannel", "keygen", "--name", "Head", "--out", text(folder.path())];
    assert!(run(arguments, &Clock::fixed(0), &mut rand::rng(), &mut Broken).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_recovery_key_is_a_stock_age_identity_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recovery.key");
    let told = said(&["keygen", "--recovery", "--out", text(&path)]).unwrap();
    assert_eq!(mode(&path), 0o400);
    let written = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    let recipient = lines[0].strip_prefix("# public key: ").unwrap();
    let identity: age::x25519::Identity = lines[1].parse().unwrap();
    assert_eq!(identity.to_public().to_string(), recipient);
    assert_eq!(lines.len(), 2);
    assert!(told.contains(recipient) && !told.contains(lines[1]));
    assert!(age::IdentityFile::from_file(text(&path).to_owned()).is_ok());
    assert!(refusal(&["keygen", "--recovery", "--out", text(&path)]).contains("cannot be created"));
}

#[test]
fn a_name_that_could_deceive_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["", "a\u{202e}b", " padded "] {
        assert!(
            refusal(&["keygen", "--name", name, "--out", text(folder.path())]).contains("name"),
            "{name:?}"
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_witness_key_is_one_private_line_whose_public_half_goes_to_the_keyholders() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("witness.key");
    let make = |name: &str| said(&["keygen", "--witness", "--name", name, "--out", text(&path)]);
    let told = make("witness.example.org").unwrap();
    assert_eq!(mode(&path), 0o400);
    let line = std::fs::read_to_string(&path).unwrap();
    let seed = line.strip_prefix("redchannel/v1/witness-key witness.example.org ").unwrap().trim_end();
    assert!(seed.len() == 64 && !told.contains(seed));
    let key = redchannel::witness::WitnessKey::parse(line.as_bytes()).unwrap().key();
    assert!(told.contains(&format!("roster add-witness --draft FILE --vkey {}", key.to_vkey())), "{told}");
    assert!(make("witness.example.org").unwrap_err().to_string().contains("cannot be created"));
    std::fs::remove_file(&path).unwrap();
    assert!(make("two words").unwrap_err().to_string().contains("without spaces"));
    assert!(refusal(&["keygen", "--witness", "--out", text(&path)]).contains("--name"));
    assert!(!path.exists());
}

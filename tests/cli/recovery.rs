//! The recovery key in shares: the ceremony, and the day on which it is needed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use redchannel::crypto::agefile::{self, Identity};

use super::{mode, refusal, said, text};

fn split(folder: &Path, more: &[&str]) -> (String, Vec<PathBuf>) {
    let out = folder.join("shares");
    let arguments = ["recovery", "split", "--threshold", "3", "--shares", "5", "--out", text(&out)];
    let told = said(&[&arguments[..], more].concat()).unwrap();
    let paths = (1..=5).map(|number| out.join(format!("share-{number}-of-5.txt"))).collect();
    (told, paths)
}

fn recipient_in(told: &str) -> String {
    told.split_whitespace().find(|word| word.starts_with("age1")).unwrap().to_owned()
}

#[test]
fn a_fresh_key_exists_on_five_sheets_and_nowhere_else_and_three_give_it_to_stock_age() {
    let folder = tempfile::tempdir().unwrap();
    let (told, paths) = split(folder.path(), &["--name", "Customs of Examplia"]);
    assert!(!told.contains("AGE-SECRET-KEY"), "{told}");
    let recipient = recipient_in(&told);
    assert_eq!(mode(&folder.path().join("shares")), 0o700);
    assert_eq!(folder.path().join("shares").read_dir().unwrap().count(), 5);
    for path in &paths {
        assert_eq!(mode(path), 0o600);
        let page = std::fs::read_to_string(path).unwrap();
        assert!(page.is_ascii() && page.lines().all(|line| line.len() <= 140));
        assert!(page.contains("For:           Customs of Examplia\n") && page.contains(&recipient));
        assert!(page.contains("Day:           2026-11-23\n") && !page.contains("AGE-SECRET-KEY"));
    }

    let key = folder.path().join("recovery.key");
    let three = [text(&paths[4]), text(&paths[0]), text(&paths[2])];
    let told = said(
        &[&["recovery", "combine", "--out", text(&key), "--recipient", &recipient], &three[..]].concat(),
    );
    assert!(told.unwrap().contains(&format!("3 shares give the recovery key {recipient}.")));
    assert_eq!(mode(&key), 0o600);
    let sealed = folder.path().join("sealed");
    let to = agefile::Recipient::parse(&recipient).unwrap();
    std::fs::write(&sealed, agefile::seal(&[to], b"the wrap of a case").unwrap()).unwrap();
    let opened =
        Command::new("age").args(["--decrypt", "--identity", text(&key), text(&sealed)]).output().unwrap();
    assert_eq!(opened.stdout, b"the wrap of a case", "{}", String::from_utf8_lossy(&opened.stderr));

    // All five fit; nothing is written, nothing shown.
    let five: Vec<&str> = paths.iter().map(|path| text(path)).collect();
    let told = said(&[&["recovery", "combine", "--check"], &five[..]].concat()).unwrap();
    assert!(told.starts_with("5 shares give the recovery key age1") && !told.contains("SECRET"), "{told}");
    let told = said(&[&["recovery", "combine", "--stdout"], &five[..]].concat()).unwrap();
    assert_eq!(told, std::fs::read_to_string(&key).unwrap());
}

#[test]
fn an_existing_key_is_split_from_its_file_and_given_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("recovery.key");
    said(&["keygen", "--recovery", "--out", text(&key)]).unwrap();
    let (told, paths) = split(folder.path(), &["--key", text(&key)]);
    assert!(told.contains("still exists as a whole"));
    let arguments = ["recovery", "combine", "--stdout", text(&paths[1]), text(&paths[3]), text(&paths[4])];
    assert_eq!(said(&arguments).unwrap(), std::fs::read_to_string(&key).unwrap());

    let out = folder.path().join("again");
    let arguments = ["recovery", "split", "--threshold", "2", "--shares", "2", "--out", text(&out), "--key"];
    std::fs::write(folder.path().join("two.key"), Identity::generate().to_text().expose_secret().repeat(2))
        .unwrap();
    let two = folder.path().join("two.key");
    std::fs::set_permissions(&two, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert!(refusal(&[&arguments[..], &[text(&two)]].concat()).contains("does not hold one age identity"));
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    assert!(refusal(&[&arguments[..], &[text(&key)]].concat()).contains("is open to others"));
}

#[test]
fn shares_are_typed_and_a_mistake_is_named_by_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let (told, paths) = split(folder.path(), &[]);
    let lines = |path: &PathBuf| -> Vec<String> {
        let page = std::fs::read_to_string(path).unwrap();
        page.lines().filter(|line| line.starts_with("    ")).map(|line| line.trim().to_lowercase()).collect()
    };
    let typed: Vec<String> =
        paths[..3].iter().flat_map(lines).filter(|line| !line.starts_with("red")).collect();
    let combine = |typed: &[String]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_redchannel"));
        program.args(["recovery", "combine", "--check", "-"]);
        let piped = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = piped.spawn().unwrap();
        running.stdin.take().unwrap().write_all(typed.join("\n").as_bytes()).unwrap();
        let output = running.wait_with_output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), said)
    };
    assert_eq!(typed.len(), 18);
    let (code, told_again) = combine(&typed);
    assert_eq!(code, 0, "{told_again}");
    assert!(told_again.contains(&recipient_in(&told)));

    let mut wrong = typed.clone();
    let last = if wrong[8].ends_with('7') { '8' } else { '7' };
    wrong[8].pop();
    wrong[8].push(last);
    let (code, told) = combine(&wrong);
    let expected =
        "redchannel: share no. 2 as typed: line 3 does not fit its checksum: compare with the paper\n";
    assert_eq!((code, told.as_str()), (1, expected));
    assert_eq!(combine(&typed[..12]).1, "redchannel: there are 2 shares, and 3 are needed\n");
}

#[test]
fn too_few_mixed_and_doubled_shares_are_told_apart_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (_, paths) = split(folder.path(), &[]);
    let other = tempfile::tempdir().unwrap();
    let (told, others) = split(other.path(), &[]);
    let out = folder.path().join("key");
    let with = |shares: &[&PathBuf]| {
        let shares: Vec<&str> = shares.iter().map(|path| text(path)).collect();
        refusal(&[&["recovery", "combine", "--out", text(&out)], &shares[..]].concat())
    };
    assert_eq!(with(&[&paths[0], &paths[1]]), "there are 2 shares, and 3 are needed");
    assert!(with(&[&paths[0], &paths[1], &paths[0]]).starts_with("share 1 is there twice"));
    assert!(with(&[&paths[0], &paths[1], &others[2]]).starts_with("share 3 comes from another set"));
    assert!(!out.exists());

    let wanted = ["recovery", "combine", "--check", "--recipient", &recipient_in(&told)];
    let three = [text(&paths[0]), text(&paths[1]), text(&paths[2])];
    assert!(refusal(&[&wanted[..], &three].concat()).contains("another key than the one that was named"));
    // One of: what to do with the key.
    assert!(refusal(&[&["recovery", "combine"], &three[..]].concat()).contains("--check"));
}

#[test]
fn a_folder_with_something_in_it_and_impossible_numbers_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("share-1-of-2.txt"), "of an earlier ceremony").unwrap();
    let with = |needed, shares| {
        refusal(&[
            "recovery",
            "split",
            "--threshold",
            needed,
            "--shares",
            shares,
            "--out",
            text(folder.path()),
        ])
    };
    assert!(with("2", "2").contains("is not empty"));
    assert!(with("3", "2").contains("--threshold must not be more than --shares"));
    for (needed, shares) in [("1", "2"), ("2", "17"), ("0", "0")] {
        assert!(with(needed, shares).contains("2..=16"));
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

//! What the page in a bundle tells a stranger to do works, with stock tools and with `redchannel verify case`.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use redchannel::cli::{CliError, Outcome, run};
use redchannel::clock::Clock;

use super::{Bundle, Scene};
use crate::support::world::{NOON, hex};

/// Runs a line of the page in a folder.
fn shell(folder: &Path, line: &str) -> String {
    let output = Command::new("sh").args(["-c", line]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Puts the bundle and the court's key into a folder; what the bundle is called.
async fn handed_over(scene: &Scene, folder: &Path) -> String {
    let (manifest, bytes) = scene.export(&scene.gathered().await, "Court of Appeal, 12/2026").await.unwrap();
    let name = format!("case-{}.tar", manifest.reference);
    std::fs::write(folder.join(&name), bytes).unwrap();
    let key = folder.join("theirs.key");
    std::fs::write(&key, scene.court.to_text().expose_secret()).unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    name
}

/// The lines of the page that are to be typed: indented, up to where an explanation is set off.
fn lines_to_type(page: &str) -> Vec<String> {
    let typed = page.lines().filter_map(|line| line.strip_prefix("    "));
    let typed =
        typed.filter(|line| ["mkdir", "sha256sum", "age", "tr"].iter().any(|tool| line.starts_with(tool)));
    typed.map(|line| line.split("     ").next().unwrap().trim_end().to_owned()).collect()
}

#[tokio::test]
async fn a_courts_expert_follows_the_page_with_tar_sha256sum_and_age() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let name = handed_over(&scene, folder.path()).await;
    shell(folder.path(), &format!("tar -xOf {name} README.txt > page"));
    let page = std::fs::read_to_string(folder.path().join("page")).unwrap();
    assert!(!page.contains('{') && page.is_ascii(), "{page}");
    assert!(page.contains("Court of Appeal, 12/2026") && page.contains(&name));
    assert!(page.contains(&format!("--genesis {}", hex(&scene.stage.genesis))));
    let commands = lines_to_type(&page);
    assert_eq!(commands.len(), 9, "{commands:#?}");

    assert_eq!(shell(folder.path(), &commands[0]), "");
    let inside = folder.path().join("case");
    std::fs::rename(folder.path().join("theirs.key"), inside.join("theirs.key")).unwrap();
    assert_eq!(shell(&inside, &commands[1]), "");
    let sums = shell(&inside, &commands[2]);
    let manifest = std::fs::read_to_string(inside.join("manifest.json")).unwrap();
    assert!(manifest.contains(&format!("\"sha256\": \"{}\"", sums.split_at(64).0)));
    let hash = shell(&inside, &commands[3]);
    let note = std::fs::read_to_string(inside.join("signature.note")).unwrap();
    assert_eq!(note.lines().nth(2), Some(hash.split_at(64).0));
    for line in &commands[4..7] {
        shell(&inside, line);
    }
    let words = shell(&inside, &commands[7]);
    assert!(
        words.contains("Money was asked at the gate.") && words.contains("\"kind\":\"report\""),
        "{words}"
    );
    let entry = std::fs::read(inside.join("0000.entry")).unwrap();
    assert!(
        entry.starts_with(b"RCE1")
            && String::from_utf8_lossy(&entry).contains("\"kind\":\"report_received\"")
    );
    let line = commands[8].replace("BLOB", &scene.blob.to_string()).replace("LENGTH", "70000");
    shell(&inside, &line);
    assert_eq!(std::fs::read(inside.join("file")).unwrap(), vec![7; 70_000]);
    // What a hasty expert does afterwards.
    assert_eq!(shell(&inside, "sha256sum --check --quiet SHA256SUMS"), "");
}

fn verify(arguments: &[&str]) -> (Result<Outcome, CliError>, String) {
    let mut out = Vec::new();
    let arguments = ["redchannel", "verify", "case"].iter().chain(arguments);
    let outcome = run(arguments, &Clock::fixed(NOON), &mut rand::rng(), &mut out);
    (outcome, String::from_utf8(out).unwrap())
}

#[tokio::test]
async fn the_command_says_what_it_checked_and_ends_with_the_verdict() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(handed_over(&scene, folder.path()).await);
    let (bundle, key) = (path.to_str().unwrap(), folder.path().join("theirs.key"));
    let (genesis, key) = (hex(&scene.stage.genesis), key.to_str().unwrap());

    let (outcome, said) = verify(&[bundle, "--genesis", &genesis, "--identity", key]);
    assert_eq!(outcome.unwrap(), Outcome::Fine, "{said}");
    insta::assert_snapshot!(said, @r"
    Case F8-WANT-968 (01010101010101010101010101010101), exported on 2026-11-23 by Intake officer, for: Court of Appeal, 12/2026
    Checked 17 files, the exporter's signature, 1 rosters, the leaves of 6 entries.
    4 of 6 entries were proved to stand in the public log, whose head 0 witnesses have signed (0 are needed).
    Not checked: whether 2 entries stand in the public log. manifest.json has their leaves; look for them under /log.
    Opened and verified 5 of 5 items, 6 of 6 entries, 1 of 1 attachments.
    VALID
    ");
    let (outcome, said) = verify(&[bundle, "--genesis", &genesis]);
    assert_eq!(outcome.unwrap(), Outcome::Fine, "{said}");
    assert!(said.contains("Not checked without the key: who wrote what"), "{said}");
    let (outcome, said) = verify(&[bundle, "--identity", key]);
    assert_eq!(outcome.unwrap(), Outcome::Incomplete);
    assert!(said.starts_with("roster/001.note: the first roster was taken on trust"), "{said}");
    assert!(said.contains(&genesis) && said.ends_with("INCOMPLETE\n"), "{said}");

    let mut spoilt = Bundle::of(std::fs::read(&path).unwrap());
    spoilt.flip("items/0002.age");
    std::fs::write(&path, spoilt.bytes()).unwrap();
    let (outcome, said) = verify(&[bundle, "--genesis", &genesis, "--identity", key]);
    assert_eq!(outcome.unwrap(), Outcome::Wrong);
    assert!(said.starts_with("items/0002.age: is not the one") && said.ends_with("TAMPERED\n"), "{said}");
}

#[test]
fn exit_codes_are_those_of_verify() {
    let code = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_redchannel"));
        program.args(["verify", "case"]).args(arguments).output().unwrap().status.code()
    };
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.tar");
    std::fs::write(&empty, b"").unwrap();
    std::fs::write(folder.path().join("zeros.tar"), [1; 4096]).unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert_eq!(code(&["--help"]), Some(0));
    assert_eq!(code(&[]), Some(3), "no bundle");
    assert_eq!(code(&[&path("empty.tar"), "--genesis", "short"]), Some(3));
    assert_eq!(code(&["/nowhere/at/all"]), Some(2));
    assert_eq!(code(&[&path("empty.tar"), "--identity", "/nowhere"]), Some(2));
    assert_eq!(code(&[&path("empty.tar")]), Some(2), "not copied whole");
    assert_eq!(code(&[&path("zeros.tar")]), Some(1), "not a bundle");
}

//! `redchannel verify log`: words, exit codes, a server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use redchannel::cli::{CliError, Outcome, run};
use redchannel::clock::Clock;
use redchannel::crypto::keyfile::PublicCard;
use redchannel::ledger::checkpoint::Head;

use super::forge::Forge;
use super::memory::Memory;
use super::scene::{BUSY, Scene, case};
use crate::support::world::{NOON, hex};

fn verify(arguments: &[&str]) -> (Result<Outcome, CliError>, String) {
    let mut out = Vec::new();
    let arguments = ["redchannel", "verify", "log"].iter().chain(arguments);
    let outcome = run(arguments, &Clock::fixed(NOON), &mut rand::rng(), &mut out);
    (outcome, String::from_utf8(out).unwrap())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn an_export_is_verified_from_the_command_line_with_a_key_and_without() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut told = Vec::new();
    let keygen = ["redchannel", "keygen", "--name", "Inspectorate", "--out", text(folder.path())];
    run(keygen, &Clock::fixed(NOON), &mut rand::rng(), &mut told).unwrap();
    let told = String::from_utf8(told).unwrap();
    let passphrase =
        told.lines().find_map(|line| line.strip_prefix("Passphrase, shown this once: ")).unwrap();
    std::fs::write(path("passphrase"), passphrase).unwrap();
    std::fs::set_permissions(path("passphrase"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let mut forge = Forge::new(&scene);
    let card = PublicCard::parse(&std::fs::read(path("inspectorate.card.json")).unwrap()).unwrap();
    forge.reader = card.recipient().clone();
    let mut export = forge.render();
    export.store(&path("export"));
    let (genesis, at) = (hex(&scene.genesis), path("export"));
    let arguments = ["--export", text(&at), "--genesis", &genesis];

    let (outcome, said) = verify(&arguments);
    assert_eq!(outcome.unwrap(), Outcome::Fine, "{said}");
    insta::assert_snapshot!(said, @r"
    Checked 1 logs, 6 checkpoints (1 log keys, 1 of 2 witnesses needed), 320 leaves, every root and tile.
    Behind the leaves: 15 entries (1 wait), 305 padding, 1 that nothing explains. 7 items are stored.
    Not checked without a key: what the entries say, who signed them, and whether what nothing explains was destroyed lawfully.
    VALID
    ");

    let (key, passphrase) = (path("inspectorate.rckey"), path("passphrase"));
    let with_key = [&arguments[..], &["--key", text(&key), "--passphrase-file", text(&passphrase)]].concat();
    let (outcome, said) = verify(&with_key);
    assert_eq!(outcome.unwrap(), Outcome::Fine, "{said}");
    insta::assert_snapshot!(said, @r"
    Checked 1 logs, 6 checkpoints (1 log keys, 1 of 2 witnesses needed), 320 leaves, every root and tile.
    Behind the leaves: 15 entries (1 wait), 305 padding, 1 that nothing explains. 7 items are stored.
    Opened 15 entries with 1 keys.
    Not checked with this key: the signatures of reporters under 5 entries; only readers of a case can.
    VALID
    ");

    let index = export.index_of(case(BUSY), 5);
    export.record(index, |line| *line = serde_json::json!({"log": 1, "index": index}));
    export.store(&path("export"));
    assert_eq!(verify(&arguments).0.unwrap(), Outcome::Fine, "without a key it may have been destroyed");
    let (outcome, said) = verify(&with_key);
    assert_eq!(outcome.unwrap(), Outcome::Wrong);
    assert!(said.starts_with(&format!("log 1, leaf {index}: nothing explains it")), "{said}");
    assert!(said.ends_with("TAMPERED\n"), "{said}");

    std::fs::remove_file(path("export/log/1/tile/0/000")).unwrap();
    let (outcome, said) = verify(&arguments);
    assert_eq!(outcome.unwrap(), Outcome::Incomplete);
    assert!(said.starts_with("log/1/tile/0/000: is missing\n"), "{said}");
}

#[tokio::test]
async fn a_server_is_asked_for_its_log_and_held_to_a_checkpoint_that_was_kept() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy");
    std::fs::write(&policy, scene.policy().to_text()).unwrap();
    let url = serve(scene.export.clone());
    let kept = folder.path().join("kept");
    std::fs::write(&kept, &scene.export.0["log/1/checkpoints/128"]).unwrap();
    let arguments = ["--url", &url, "--policy", text(&policy), "--last", text(&kept)].map(str::to_owned);
    let check = move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        verify(&arguments)
    };
    let (outcome, said) = tokio::task::spawn_blocking(check.clone()).await.unwrap();
    assert_eq!(outcome.unwrap(), Outcome::Fine, "{said}");
    assert!(said.contains("Not checked from outside"), "{said}");
    let head = Head { size: 640, ..scene.head() };
    std::fs::write(&kept, head.to_text()).unwrap();
    let (outcome, said) = tokio::task::spawn_blocking(check).await.unwrap();
    assert_eq!(outcome.unwrap(), Outcome::Wrong);
    assert!(said.starts_with("log 1, checkpoint 640: the log ends before"), "{said}");
}

/// Serves the public files of a log below `/log/` for as long as the test runs.
fn serve(export: Memory) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut request).unwrap();
            let mut header = String::new();
            while reader.read_line(&mut header).is_ok_and(|length| length > 2) {
                header.clear();
            }
            let path = request.split(' ').nth(1).unwrap().strip_prefix("/log/").unwrap();
            let found = export.0.get(&format!("log/1/{path}"));
            let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
            let body = found.cloned().unwrap_or_default();
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        }
    });
    format!("http://{address}/log")
}

#[test]
fn exit_codes_tell_wrong_use_and_missing_input_apart() {
    let code = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_redchannel")).arg("verify").args(arguments).output().unwrap();
        output.status.code().unwrap()
    };
    assert_eq!(code(&["--help"]), 0);
    assert_eq!(code(&["log"]), 3, "neither --export nor --url");
    assert_eq!(code(&["log", "--export", "x", "--key", "y"]), 3, "a key without --genesis");
    assert_eq!(code(&["proof"]), 3);
    assert_eq!(code(&["proof", "/nowhere/at/all"]), 2);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&["log", "--export", text(folder.path())]), 2, "no policy");
    let genesis = "00".repeat(32);
    assert_eq!(code(&["log", "--export", text(folder.path()), "--genesis", &genesis]), 2, "nothing in it");
}

#[test]
fn a_ledger_is_exported_from_the_command_line_into_an_empty_folder_only() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("rc");
    let told = |arguments: &[&str]| {
        let mut out = Vec::new();
        let arguments = ["redchannel"].iter().chain(arguments);
        run(arguments, &Clock::fixed(NOON), &mut rand::rng(), &mut out)
            .map(|_| String::from_utf8(out).unwrap())
    };
    told(&["init", "--data", text(&root)]).unwrap();
    let config = root.join("redchannel.toml");
    let genesis = format!("genesis = \"{}\"", "ab".repeat(32));
    let settings = std::fs::read_to_string(&config).unwrap();
    // The server's comes before the desk's.
    let settings = settings.replacen("genesis = \"\"", &genesis, 1);
    std::fs::write(&config, settings).unwrap();
    let to = folder.path().join("audit");
    let export = ["ledger", "export", "--config", text(&config), "--out", text(&to)];
    let said = told(&export).unwrap();
    assert!(said.starts_with("Exported 0 leaves of 0 logs and 0 entries"), "{said}");
    assert!(told(&export).unwrap_err().to_string().contains("not empty"));
}

//! A witness that none of us wrote (`aics-witness` on the Python index), asked by our log: what it demands of us, and that we take its signature.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use redchannel::cli::serve::witnesses::{FAILED, Witnesses};
use redchannel::config::WitnessUrl;
use redchannel::crypto::note_key::NoteKey;
use redchannel::web::events::Events;
use tempfile::TempDir;

use super::Log;
use crate::support::world::ORIGIN;

const NAME: &str = "judge.example/w1";

/// The judges' programs, installed if they are not there.
fn program(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let installed = Command::new(root.join("tests/judges/install")).output().unwrap();
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    root.join("target/judges/venv/bin").join(name)
}

/// The witness, with its key and its database in a folder of its own. Dropped, it is ended.
struct Judge {
    folder: TempDir,
    running: Option<Child>,
}

impl Judge {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), running: None }
    }

    fn said(&self, arguments: &[&str]) -> String {
        let config = self.folder.path().join("witness.json");
        let mut command = Command::new(program("aics-witness"));
        let (name, rest) = arguments.split_first().unwrap();
        let output = command.arg(name).arg("--config").arg(config).args(rest).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes the key; the public half.
    fn init(&self) -> NoteKey {
        let vkey = self.said(&["init", "--name", NAME]);
        NoteKey::parse(&vkey).expect("a key as C2SP writes it")
    }

    /// Starts it on a free port; its address.
    fn start(&mut self) -> String {
        let mut child = Command::new(program("aics-witness"))
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(self.folder.path().join("witness.json"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        self.running = Some(child);
        let url = lines.find_map(|line| {
            let (_, rest) =
                line.unwrap().split_once("listening on ").map(|(a, b)| (a.to_owned(), b.to_owned()))?;
            Some(rest.split(' ').next().unwrap().to_owned())
        });
        // What it says from here on must find a reader, or it would stop.
        std::thread::spawn(move || lines.for_each(drop));
        url.expect("it says where it listens")
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().ok();
            running.wait().ok();
        }
    }
}

#[test]
fn a_witness_that_none_of_us_wrote_signs_our_log_as_it_grows_and_our_log_takes_its_signature() {
    let mut judge = Judge::new();
    let key = judge.init();
    let log = Log::with_blocks(1);
    log.appoint(&[&key]);
    judge.said(&["add-log", "--origin", ORIGIN, "--vkey", &log.vkey()]);
    let url = judge.start();
    let events = Events::default();
    let address = WitnessUrl::parse(&format!("{NAME}={url}")).unwrap();
    let mut asking = Witnesses::new(std::slice::from_ref(&address), events.clone());
    // Block after block, over the edge of a tile.
    for blocks in 1..=6 {
        log.wait(asking.ask_missing(&log.world.vault));
        let verified = log.verified();
        assert!(verified.is_witnessed(), "{blocks} blocks: {:?}", events.take());
        assert_eq!(verified.witnesses[0].witness, NAME);
        log.publish();
    }
    // A server that has forgotten is told where to begin, in a form that it understands.
    let mut started_again = Witnesses::new(&[address], events.clone());
    log.wait(started_again.ask_missing(&log.world.vault));
    assert!(log.verified().is_witnessed());
    assert_eq!(events.take().get(&FAILED), None);

    // Another history it refuses, as ours does.
    let forked = Log::forked(8);
    forked.appoint(&[&key]);
    let address = WitnessUrl::parse(&format!("{NAME}={url}")).unwrap();
    let mut asking = Witnesses::new(&[address], events.clone());
    forked.wait(asking.ask_missing(&forked.world.vault));
    assert!(!forked.verified().is_witnessed());
    assert_eq!(events.take().get(&FAILED), Some(&1));
    assert!(judge.said(&["evidence"]).contains(ORIGIN), "it has kept the proof of it");
}

//! The public log on loopback, and witnesses that watch it: ours, and one that none of us wrote.

mod asked;
mod door;
mod evidence;
mod judge;
mod killed;
mod log;
mod watch;

pub use log::Log;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use redchannel::cli::run;
use redchannel::clock::Clock;
use redchannel::crypto::note_key::NoteKey;
use redchannel::witness::{Alarm, Memory, Witness, WitnessKey};
use tempfile::TempDir;

use crate::support::world::NOON;

/// A witness's table: its key, its state, its clock.
pub struct Table {
    pub folder: TempDir,
    pub clock: Clock,
    pub key: NoteKey,
}

impl Table {
    /// With a fresh key, at noon.
    pub fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("witness.key");
        let mut told = Vec::new();
        let arguments =
            ["redchannel", "keygen", "--witness", "--name", name, "--out", file.to_str().unwrap()];
        run(arguments, &Clock::fixed(NOON), &mut rand::rng(), &mut told).unwrap();
        let key = WitnessKey::parse(&std::fs::read(&file).unwrap()).unwrap().key();
        assert!(String::from_utf8(told).unwrap().contains(&key.to_vkey()));
        Self { folder, clock: Clock::fixed(NOON), key }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The arguments of every call: key, state and the log's key.
    fn arguments(&self, log: &str, vkey: &str) -> Vec<String> {
        let path = |name: &str| self.path(name).to_str().unwrap().to_owned();
        let given = ["witness", "--log", log, "--log-key", vkey, "--key", &path("witness.key"), "--state"];
        given.into_iter().map(str::to_owned).chain([path("state")]).collect()
    }

    /// Looks once, in this process, by the table's clock: what it said, or what is wrong.
    pub fn look(&self, log: &str, vkey: &str, more: &[&str]) -> Result<String, String> {
        let mut out = Vec::new();
        let arguments = self.arguments(log, vkey);
        let more = more.iter().map(|&text| text.to_owned());
        let all =
            ["redchannel".to_owned()].into_iter().chain(arguments).chain(["--once".to_owned()]).chain(more);
        match run(all, &self.clock, &mut rand::rng(), &mut out) {
            Ok(_) => Ok(String::from_utf8(out).unwrap()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Looks once with the real program.
    pub fn look_as_program(&self, log: &str, vkey: &str) -> Output {
        self.program(log, vkey).output().unwrap()
    }

    /// The real program, ready to look once.
    pub fn program(&self, log: &str, vkey: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_redchannel"));
        command.args(self.arguments(log, vkey)).arg("--once").stdin(Stdio::null());
        command
    }

    /// The same witness as a library; what it says unasked is lost.
    pub fn witness(&self, log: &Log) -> Witness {
        self.witness_that_tells(log, Box::new(|_| {}))
    }

    pub fn witness_that_tells(&self, log: &Log, tell: Box<dyn Fn(&Alarm) + Send + Sync>) -> Witness {
        let key = WitnessKey::parse(&std::fs::read(self.path("witness.key")).unwrap()).unwrap();
        let memory = Memory::open(&self.path("state")).unwrap();
        Witness::new(key, log.policy(), memory, self.clock.clone(), tell)
    }

    /// What the witness has signed last; nothing if it has signed nothing.
    pub fn remembered(&self) -> Option<Vec<u8>> {
        only_checkpoint(&self.path("state"))
    }
}

fn only_checkpoint(folder: &Path) -> Option<Vec<u8>> {
    let entries = std::fs::read_dir(folder).ok()?;
    let mut found = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "checkpoint"));
    let path = found.next()?;
    assert!(found.next().is_none(), "one log, one checkpoint");
    Some(std::fs::read(path).unwrap())
}

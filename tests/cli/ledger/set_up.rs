//! A server's folder with a roster in force, its databases, and a backup of them.

use std::fs;
use std::path::{Path, PathBuf};

use redchannel::cli::serve::{look_in, open_vault};
use redchannel::cli::{CliError, Outcome};
use redchannel::clock::Clock;
use redchannel::config::Config;
use redchannel::crypto::note_key::NoteKey;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::model::roster::Witness;
use redchannel::vault::ledger::public;
use redchannel::vault::{Vault, reporter, rosters};
use signed_note::Verifier as _;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::super::{TODAY, outcome, said, text};
pub use crate::support::world::ORIGIN;
use crate::support::world::{People, code, genesis_of, hex, report};

pub struct SetUp {
    pub people: People,
    folder: TempDir,
    runtime: Runtime,
}

impl SetUp {
    /// As `redchannel init` makes it, with a pinned roster imported.
    pub fn new() -> Self {
        let people = People::new();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let this = Self { people, folder: tempfile::tempdir().unwrap(), runtime };
        said(&["init", "--data", text(&this.root())]).unwrap();
        let note = this.people.sign(&this.people.roster(), 2);
        let settings = format!(
            "[intake]\nlisten = \"127.0.0.1:1\"\n[api]\nlisten = \"127.0.0.1:2\"\n[roster]\ngenesis = \"{}\"\n\
             [ledger]\norigin = \"{ORIGIN}\"\n[slow_hash]\nthreads = 1\n",
            hex(&genesis_of(&note))
        );
        fs::write(this.config(), settings).unwrap();
        let path = this.root().join("roster-1.note");
        fs::write(&path, note).unwrap();
        said(&["roster", "import", "--config", text(&this.config()), text(&path)]).unwrap();
        this
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("rc")
    }

    pub fn config(&self) -> PathBuf {
        self.root().join("redchannel.toml")
    }

    pub fn secret(&self, name: &str) -> PathBuf {
        self.root().join("secrets").join(name)
    }

    /// Runs `redchannel ledger COMMAND`.
    pub fn outcome(&self, command: &str, more: &[&str]) -> (Result<Outcome, CliError>, String) {
        let config = self.config();
        outcome(&[&["ledger", command, "--config", text(&config)], more].concat())
    }

    pub fn said(&self, command: &str, more: &[&str]) -> String {
        let (result, told) = self.outcome(command, more);
        result.unwrap_or_else(|error| panic!("{command}: {error}"));
        told
    }

    pub fn refused(&self, command: &str, more: &[&str]) -> String {
        self.outcome(command, more).0.expect_err("this must be refused").to_string()
    }

    /// Does something with the vault that the server would have, and closes it.
    pub fn with_vault<T>(&self, act: impl AsyncFnOnce(&Vault) -> T) -> T {
        self.runtime.block_on(async {
            let config = Config::load(Some(&self.config())).unwrap();
            let (vault, _lock) = open_vault(&config, Clock::fixed(TODAY)).await.unwrap();
            let done = act(&vault).await;
            vault.close().await;
            done
        })
    }

    /// A report comes in.
    pub fn report(&self) {
        self.with_vault(async |vault| {
            reporter::submit(vault, &code(), &rand::random(), &report("x")).await.unwrap();
        });
    }

    /// Puts a witness into the next roster.
    pub fn appoint(&self, witness: &NoteKey) {
        let mut roster = self.people.roster();
        roster.previous = Some(hex(&genesis_of(&self.people.sign(&roster, 2))));
        roster.version = 2;
        let verification_key = hex(witness.key().as_bytes());
        roster.witnesses.push(Witness { name: witness.name().to_owned(), verification_key });
        let note = self.people.sign(&roster, 2);
        self.with_vault(async |vault| rosters::import(vault, &note).await.unwrap());
    }

    pub fn last_checkpoint(&self) -> Checkpoint {
        Checkpoint::parse(&fs::read(self.secret("last-checkpoint")).unwrap()).unwrap()
    }

    /// The first leaves of a log, hashed, as they are public.
    pub fn tile(&self, log: &str) -> Vec<u8> {
        self.public_tile(Some(log.parse().unwrap()))
    }

    pub fn newest_tile(&self) -> Vec<u8> {
        self.public_tile(None)
    }

    fn public_tile(&self, log: Option<u32>) -> Vec<u8> {
        self.runtime.block_on(async {
            let config = Config::load(Some(&self.config())).unwrap();
            let vault = look_in(&config, Clock::fixed(TODAY)).await.unwrap();
            let tile = public::resource(&vault, log, "tile/0/000.p/64").await.unwrap().unwrap();
            vault.close().await;
            tile
        })
    }

    /// Copies the databases away. The secrets are not in a backup of the data.
    pub fn back_up(&self) {
        copy(&self.root().join("data"), &self.folder.path().join("backup"));
    }

    /// Puts the copy back in their place.
    pub fn restore(&self) {
        let data = self.root().join("data");
        fs::remove_dir_all(&data).unwrap();
        copy(&self.folder.path().join("backup"), &data);
    }
}

fn copy(from: &Path, to: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

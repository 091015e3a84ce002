//! The server side as a process of its own, on a folder of its own, and everything it says.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use redchannel::clock::Clock;
use redchannel::clock::Day;
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::code::Code;
use redchannel::crypto::derive::ReporterKeys;
use redchannel::crypto::kdf::{Argon2Params, HashPool, PoolSettings, REPORTER_LABEL, argon2id};
use redchannel::crypto::open::CaseIdentity;
use redchannel::secret::Secret;
use redchannel::vault::blobs::Blobs;
use redchannel::vault::reporter::{Recognised, recognise};
use redchannel::vault::store::{Create, DatabaseUrl, Stores};
use redchannel::vault::{FileLimits, Vault, VaultParts, rosters, staff};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::order::{Value, contents};
use crate::support::browser::started_by;
use crate::support::world::{LEDGER_KEY, PEPPER, People, genesis_of, hex, ledger_parts};

/// A set-up as `redchannel init` makes it, with a roster in force.
pub struct Site {
    root: TempDir,
    people: People,
    genesis: [u8; 32],
}

impl Site {
    pub async fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        for folder in ["data", "secrets", "tmp", "cwd", "home"] {
            fs::DirBuilder::new().mode(0o700).create(root.path().join(folder)).expect("a folder");
        }
        private_file(&root.path().join("secrets/pepper"), &PEPPER);
        private_file(&root.path().join("secrets/ledger.key"), &LEDGER_KEY);
        private_file(&root.path().join("secrets/form.key"), &rand::random::<[u8; 32]>());
        let people = People::new();
        let today = Clock::System.today();
        let mut roster = people.roster();
        roster.issued = today.plus(-30);
        roster.expires = today.plus(300);
        for member in &mut roster.members {
            member.until = today.plus(300);
        }
        let note = people.sign(&roster, 2);
        let site = Self { root, people, genesis: genesis_of(&note) };
        private_file(&site.path("redchannel.toml"), site.configuration().as_bytes());
        let vault = site.vault().await;
        rosters::import(&vault, &note).await.expect("the roster is taken");
        close(&vault).await;
        site
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The vault, opened in the test's own process: for what must be known of a case to search for it. Not while a server runs.
    pub async fn vault(&self) -> Vault {
        let data = self.path("data");
        let url = |name: &str| DatabaseUrl::Sqlite(data.join(name));
        let stores =
            Stores::open(&data, &url("main.db"), &url("keys.db"), Create::Told).await.expect("databases");
        let params = Argon2Params::REPORTER;
        let settings = PoolSettings { largest: params, ..PoolSettings::default() };
        let parts = VaultParts {
            stores,
            blobs: Blobs::in_directory(&data.join("blobs")).expect("a folder"),
            pepper: Secret::new(PEPPER),
            pool: HashPool::start(settings).expect("threads"),
            params,
            clock: Clock::System,
            limits: FileLimits::default(),
            genesis: self.genesis,
            newest_roster: self.path("secrets/newest-roster"),
            ledger: ledger_parts(&self.path("secrets")),
        };
        Vault::open(parts).await.expect("a vault")
    }

    /// What opens the only case and the reporter's inbox, recomputed from the reporter's code and with a reader's key: the server had all
    /// of it in its hands for a moment.
    pub async fn keys_of_the_case(&self, code: &Code) -> Vec<(&'static str, Vec<u8>)> {
        let vault = self.vault().await;
        let access = recognise(&vault, code).await.expect("the vault works").and_then(Recognised::open);
        let access = access.expect("the code is right");
        let officer = &self.people.intake;
        let page =
            staff::my_cases(&vault, &officer.recipient(), Day::from_number(0), None).await.expect("cases");
        let [line] = page.cases.as_slice() else { panic!("not one case") };
        let case = CaseIdentity::from_wrap(officer.identity(), &line.wrap, line.case, line.epoch)
            .expect("the wrap opens");
        close(&vault).await;
        let cases = &contents(&self.path("data/main.db")).await["cases"];
        let Value::Bytes(salt) = &cases[0]["salt"] else { panic!("no salt") };
        let prk =
            argon2id(Argon2Params::REPORTER, code.secret().expose_secret(), salt, &PEPPER, REPORTER_LABEL);
        let keys = ReporterKeys::new(prk.expect("a hash"));
        let answers = keys.identity().expect("a key");
        let known = access.reply_identity().expect("a key");
        assert_eq!(answers.recipient().as_str(), known.recipient().as_str(), "these are not the keys in use");
        let case_key = case.scalar().expect("a key");
        let case_text = Identity::from_scalar(&case_key).expect("a key").to_text();
        vec![
            ("the slow hash of the code", keys.prk().expose_secret().to_vec()),
            ("the key that opens the answers", answers.scalar().expect("a key").expose_secret().to_vec()),
            ("the same as text", answers.to_text().expose_secret().as_bytes().to_vec()),
            ("the reporter's signing key", keys.signing_key().to_bytes().to_vec()),
            ("the private key of the case", case_key.expose_secret().to_vec()),
            ("the same as text", case_text.expose_secret().as_bytes().to_vec()),
        ]
    }

    fn configuration(&self) -> String {
        format!(
            "data = \"data\"\n\
             [intake]\nlisten = \"127.0.0.1:0\"\nscheme = \"http\"\nleave_to = \"https://www.example.org/weather\"\n\
             other_channels = [\"The ombudsman: 555 0100\"]\nsupport = [\"Help line: 555 0199\"]\n\
             [api]\nlisten = \"127.0.0.1:0\"\n\
             [secrets]\ndir = \"secrets\"\n\
             [roster]\ngenesis = \"{}\"\n\
             [limits]\npages_per_minute = 6000\ncheck_per_10_minutes = 1000\n\
             submit_per_hour = 1000\nsubmit_per_hour_global = 1000\n",
            hex(&self.genesis)
        )
    }

    /// Starts the server as a system would, in an empty environment.
    pub fn start(&self) -> Server {
        self.start_under(&[])
    }

    /// The same, as the argument of another program such as strace.
    pub fn start_under(&self, wrapper: &[&str]) -> Server {
        let mut line: Vec<&str> = wrapper.to_vec();
        line.extend([env!("CARGO_BIN_EXE_redchannel"), "serve", "--config"]);
        let (program, arguments) = line.split_first().expect("a program");
        let errors = File::create(self.path("stderr")).expect("a file");
        let mut child = Command::new(program)
            .args(arguments)
            .arg(self.path("redchannel.toml"))
            .current_dir(self.path("cwd"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("tmp"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{program} does not start ({error}); Debian has a package of this name")
            });
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut said = String::new();
        output.read_line(&mut said).expect("its output");
        let address = said.strip_prefix("Serving reporters on ").and_then(|rest| rest.split(' ').next());
        let Some(address) = address.map(str::to_owned) else {
            child.kill().ok();
            child.wait().ok();
            panic!(
                "the server does not start: {said}{}",
                fs::read_to_string(self.path("stderr")).unwrap_or_default()
            );
        };
        Server { child, output, said, address, wrapped: !wrapper.is_empty(), errors: self.path("stderr") }
    }

    /// Every file of the set-up, with its path from the root.
    pub fn files(&self) -> BTreeSet<PathBuf> {
        files_under(self.root.path())
    }
}

pub async fn close(vault: &Vault) {
    vault.stores().main.close().await;
    vault.stores().keys.close().await;
}

/// Every file under a folder.
pub fn files_under(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let kind = entry.file_type().expect("a type");
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.insert(entry.path());
            }
        }
    }
    found
}

fn private_file(path: &Path, bytes: &[u8]) {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(path).expect("a file");
    file.write_all(bytes).expect("written");
}

/// A running server. Dropping it kills it.
pub struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    said: String,
    address: String,
    wrapped: bool,
    errors: PathBuf,
}

impl Server {
    /// Host and port of the reporters' pages.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The id of its process.
    pub fn id(&self) -> Pid {
        let started = Pid::from_child(&self.child);
        if !self.wrapped {
            return started;
        }
        let inner = started_by(Some(self.child.id()), None);
        *inner.first().expect("the server under the other program")
    }

    /// Stops it in order. Returns what it said: standard output, standard error.
    pub fn stop(mut self) -> (String, String) {
        kill_process(self.id(), Signal::TERM).expect("it runs");
        let mut said = std::mem::take(&mut self.said);
        self.output.read_to_string(&mut said).expect("its output");
        let end = self.child.wait().expect("its end");
        let errors = fs::read_to_string(&self.errors).expect("its errors");
        assert!(end.success(), "{end}: {errors}");
        (said, errors)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|end| end.is_none()) {
            kill_process(self.id(), Signal::KILL).ok();
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}

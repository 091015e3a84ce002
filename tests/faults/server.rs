//! The real program with all that it needs: secrets, a signed roster, a configuration file, and a data folder of its own.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::str::FromStr;
use std::time::Duration;

use redchannel::clock::Clock;
use redchannel::crypto::kdf::{Argon2Params, HashPool, PoolSettings};
use redchannel::vault::store::{Create, DatabaseUrl, Part, Stores};
use redchannel::vault::{FileLimits, Vault, VaultParts, rosters};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::support::postgres;
use crate::support::stores::Engine;
use crate::support::world::{LEDGER_KEY, PEPPER, People, genesis_of, hex, parts};

/// The key of the form tokens.
pub const FORM_KEY: [u8; 32] = [0x46; 32];

/// PostgreSQL copies one template for every new database, for one client at a time.
static CREATING: Mutex<()> = Mutex::const_new(());

/// What an operator has set up.
pub struct Site {
    pub people: People,
    pub data: PathBuf,
    /// What the programs said besides their first line.
    pub log: PathBuf,
    genesis: [u8; 32],
    main: String,
    keys: String,
    /// A database of the site's own, where PostgreSQL has it.
    database: Option<String>,
    settings: BTreeMap<String, String>,
    folder: TempDir,
}

impl Site {
    /// With a roster in force, on an engine.
    pub async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        Self::at(engine, folder, data).await
    }

    /// The same with the data folder elsewhere, such as on a small disk.
    pub async fn at(engine: Engine, folder: TempDir, data: PathBuf) -> Self {
        let people = People::new();
        let today = Clock::System.today();
        let mut roster = people.roster();
        roster.issued = today.plus(-1);
        roster.expires = today.plus(300);
        for member in &mut roster.members {
            member.until = today.plus(300);
        }
        let note = people.sign(&roster, 2);
        let (database, main, keys) = match engine {
            Engine::Sqlite => (None, "sqlite:main.db".to_owned(), "sqlite:keys.db".to_owned()),
            Engine::Postgres => {
                let name = create_database().await;
                let url = url_of(&name);
                (Some(name), url.clone(), url)
            }
        };
        let secrets = folder.path().join("secrets");
        std::fs::create_dir(&secrets).unwrap();
        write_secret(&secrets.join("pepper"), &PEPPER, 0o400);
        write_secret(&secrets.join("form.key"), &FORM_KEY, 0o400);
        write_secret(&secrets.join("ledger.key"), &LEDGER_KEY, 0o400);
        let site = Self {
            log: folder.path().join("log"),
            genesis: genesis_of(&note),
            settings: BTreeMap::new(),
            people,
            data,
            main,
            keys,
            database,
            folder,
        };
        site.write_config("");
        let vault = site.vault().await;
        rosters::import(&vault, &note).await.unwrap();
        close(&vault).await;
        site
    }

    /// Sets a key of the configuration, as `section.key`, for the programs started from now on.
    pub fn set(&mut self, key: &str, value: &str) {
        let name = format!("REDCHANNEL_{}", key.replace('.', "__").to_uppercase());
        self.settings.insert(name, value.to_owned());
    }

    pub fn secret(&self, name: &str) -> PathBuf {
        self.folder.path().join("secrets").join(name)
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("redchannel.toml")
    }

    /// Writes the configuration with more lines at its end.
    pub fn write_config(&self, more: &str) {
        let budgets: String =
            ["pages_per_minute", "check_per_10_minutes", "submit_per_hour", "submit_per_hour_global"]
                .map(|key| format!("{key} = 100000\n"))
                .concat();
        let text = format!(
            "data = {:?}\n[intake]\nlisten = \"127.0.0.1:0\"\nscheme = \"http\"\nleave_to = \"https://www.example.org/\"\n\
             [api]\nlisten = \"127.0.0.1:0\"\n[database]\nmain = {:?}\nkeys = {:?}\n[roster]\ngenesis = \"{}\"\n\
             [limits]\n{budgets}reserve_bytes = \"16 MiB\"\n[slow_hash]\nthreads = 2\nwaiting_per_lane = 256\nwait_seconds = 60\n{more}",
            self.data,
            self.main,
            self.keys,
            hex(&self.genesis),
        );
        std::fs::write(self.config(), text).unwrap();
    }

    /// The vault on the same data, in this process, to look into: it sweeps nothing and holds no lock.
    pub async fn vault(&self) -> Vault {
        let url = |text: &str, part| match text.strip_prefix("sqlite:") {
            Some(name) => DatabaseUrl::Sqlite(self.data.join(name)),
            None => DatabaseUrl::parse(text, part).unwrap(),
        };
        let (main, keys) = (url(&self.main, Part::Main), url(&self.keys, Part::Keys));
        let stores = Stores::open(&self.data, &main, &keys, Create::OnlyWhereNothingIs).await.unwrap();
        let params = Argon2Params { m_kib: 19_456, t: 2, p: 1 };
        let settings = PoolSettings {
            threads: NonZeroUsize::new(2).unwrap(),
            waiting_per_lane: 1000,
            patience: Duration::from_mins(5),
            largest: params,
        };
        let base = parts(stores, &self.data, &Clock::System, FileLimits::default(), self.genesis);
        Vault::open(VaultParts {
            pool: HashPool::start(settings).unwrap(),
            params,
            newest_roster: self.secret("newest-roster"),
            ..base
        })
        .await
        .unwrap()
    }

    /// Starts the program and waits until it serves.
    pub fn start(&self) -> Running {
        self.started(self.spawn())
    }

    /// The same on a machine of its own: with the same keys, and a memory of what it signed that no other shares.
    pub fn start_replica(&self, number: usize) -> Running {
        let secrets = self.replica_secrets(number);
        if !secrets.exists() {
            std::fs::create_dir(&secrets).unwrap();
            for (name, bytes) in [("pepper", PEPPER), ("form.key", FORM_KEY), ("ledger.key", LEDGER_KEY)] {
                write_secret(&secrets.join(name), &bytes, 0o400);
            }
        }
        self.started(self.spawn_with(&[("REDCHANNEL_SECRETS__DIR", secrets.as_os_str())]))
    }

    /// Where a replica keeps its secrets and its memory.
    pub fn replica_secrets(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("secrets-{number}"))
    }

    fn started(&self, (child, out): (Child, ChildStdout)) -> Running {
        let mut lines = BufReader::new(out);
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let mut running = Running { child, _out: lines, intake: SocketAddr::from(([127, 0, 0, 1], 1)) };
        let Some(rest) = line.strip_prefix("Serving reporters on ") else {
            let status = running.child.wait().unwrap();
            panic!("it did not start ({status}): {line}{}", self.said());
        };
        running.intake = rest.split(' ').next().unwrap().parse().unwrap();
        running
    }

    /// Starts the program and does not wait.
    pub fn spawn(&self) -> (Child, ChildStdout) {
        self.spawn_with(&[])
    }

    fn spawn_with(&self, more: &[(&str, &OsStr)]) -> (Child, ChildStdout) {
        let log = OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_redchannel"))
            .arg("serve")
            .arg("--config")
            .arg(self.config())
            .env_clear()
            .envs(&self.settings)
            .envs(more.iter().copied())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let out = child.stdout.take().unwrap();
        (child, out)
    }

    /// Starts the program, which must refuse: gives the one line that says why.
    pub fn refusal(&self) -> String {
        File::create(&self.log).unwrap();
        let (mut child, mut out) = self.spawn();
        let mut text = String::new();
        out.read_to_string(&mut text).unwrap();
        let status = child.wait().unwrap();
        let said = self.said();
        assert_eq!(text, "", "it said that it serves");
        assert_eq!(status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        said.trim_end().to_owned()
    }

    /// What was written to the standard error.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Clears away what is not in the folder.
    pub async fn remove(self) {
        if let Some(name) = &self.database {
            let mut connection = connect().await;
            let statement = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        }
    }
}

/// Closes the databases of a vault that looked in.
pub async fn close(vault: &Vault) {
    vault.stores().main.close().await;
    vault.stores().keys.close().await;
}

pub fn write_secret(path: &Path, bytes: &[u8], mode: u32) {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

async fn connect() -> PgConnection {
    PgConnection::connect_with(&PgConnectOptions::from_str(postgres::url()).unwrap()).await.unwrap()
}

/// The schemas' names are the product's own, so that each site needs a database.
async fn create_database() -> String {
    let _one_at_a_time = CREATING.lock().await;
    let name = format!("faults_{:016x}", rand::random::<u64>());
    let mut connection = connect().await;
    let statement = format!("CREATE DATABASE {name}");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    name
}

fn url_of(database: &str) -> String {
    let (front, parameters) = postgres::url().split_once('?').unwrap_or_else(|| (postgres::url(), ""));
    let (server, _) = front.rsplit_once('/').unwrap();
    format!("{server}/{database}?{parameters}")
}

/// A program that serves. Dropped, it is killed.
pub struct Running {
    child: Child,
    /// Kept open: a program that writes to nobody would be ended by it.
    _out: BufReader<ChildStdout>,
    pub intake: SocketAddr,
}

impl Running {
    /// Ends it in the middle of whatever it does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended long ago.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

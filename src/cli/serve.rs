//! `redchannel serve`: the server side in one process: intake, staff API, vault, and the tasks that keep them tidy.

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::error::CliError;
use super::hygiene::{SecretFileError, read_secret};
use super::{hygiene, runtime, wiring};
use crate::api;
use crate::clock::Clock;
use crate::config::{Config, DatabaseAddress};
use crate::crypto::kdf::{Argon2Params, HashPool, PoolSettings};
use crate::intake::{self, Intake, Invalid};
use crate::vault::blobs::{BlobError, Blobs};
use crate::vault::store::{AddressError, Create, DatabaseUrl, Part, StoreError, Stores};
use crate::vault::sweep::{Pass, SweepError, Swept, sweep};
use crate::vault::{Refusal, Vault, VaultParts, rosters};
use crate::web::client_key::ClientKeys;
use crate::web::events::{Event, Events};
use crate::web::limits::Limits;
use crate::web::listener;

/// Serve reporters and desks until stopped.
///
/// Example: redchannel serve --config /srv/redchannel/redchannel.toml
#[derive(Args, Debug)]
pub struct Serve {
    /// The configuration that `redchannel init` wrote.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Serve {
    /// Runs until it is stopped.
    pub fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        hygiene::protect()?;
        runtime()?.block_on(async {
            let stop = stop_on_signals()?;
            let server = Server::open(config, Clock::System).await.map_err(CliError::sentence)?;
            let (intake, api) = (server.intake_address()?, server.api_address()?);
            writeln!(out, "Serving reporters on {intake} and desks on {api}.")?;
            if server.vault().roster_in_force().is_none() {
                writeln!(out, "No roster is in force: no report is taken until one is. See redchannel roster import --help.")?;
            }
            out.flush()?;
            server.run(stop).await;
            Ok(())
        })
    }
}

/// Between two passes of the sweeper, at least; no request may live longer than half of it.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Every replica takes up a new roster within this time.
const ROSTER_EVERY: Duration = Duration::from_mins(1);

/// Why the server does not start. Sentences for an administrator; nothing listens when one of them is printed.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No genesis is pinned.
    #[error("roster.genesis: is not set; `redchannel roster show` prints the hash of the first roster")]
    NoGenesis,
    /// `leave_to` and the like.
    #[error("intake.{0}")]
    Intake(#[from] Invalid),
    /// A secret file is missing or open to others.
    #[error(transparent)]
    Secret(#[from] SecretFileError),
    /// Another process has the data.
    #[error("another process works on this data folder")]
    Locked,
    /// The data folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Data(#[source] std::io::Error),
    /// An address of a database is wrong.
    #[error("database: {0}")]
    Address(#[from] AddressError),
    /// A database does not open.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// The attachments do not open.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// What a crash left could not be cleared away.
    #[error(transparent)]
    Sweep(#[from] SweepError),
    /// The vault does not start.
    #[error("the vault does not start: {0}")]
    Vault(#[from] Refusal),
    /// The threads of the slow hash do not start.
    #[error("the threads of the slow hash do not start: {0}")]
    Pool(#[source] std::io::Error),
    /// An address is taken.
    #[error("{key}: cannot listen there: {source}")]
    Listen {
        /// The key in the configuration.
        key: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

/// A server that listens but does not serve yet.
pub struct Server {
    vault: Vault,
    intake: Intake,
    limits: Limits,
    events: Events,
    config: Config,
    intake_listener: TcpListener,
    api_listener: TcpListener,
    /// Held for as long as the server lives.
    _lock: Option<File>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server(…)")
    }
}

/// Opens the vault that a configuration names. `exclusive`: nothing else works on it, so what a crash left is cleared away.
pub async fn open_vault(config: &Config, clock: Clock) -> Result<(Vault, Option<File>), ServeError> {
    let genesis = config.genesis.as_ref().ok_or(ServeError::NoGenesis)?;
    let pepper = read_secret(&config.secrets.join("pepper"))?;
    let lock = lock_data(config)?;
    let url = |address: &DatabaseAddress, part| {
        let text = address.to_url();
        DatabaseUrl::parse(text.expose_secret(), part)
    };
    let main = url(&config.database.main, Part::Main)?;
    let keys = url(&config.database.keys, Part::Keys)?;
    let stores = Stores::open(&config.data, &main, &keys, Create::OnlyWhereNothingIs).await?;
    let blobs = Blobs::in_directory(&config.blobs)?;
    if lock.is_some() {
        blobs.sweep_temporary().await?;
        sweep(&stores, &blobs, Pass::Exclusive, clock.now()).await?;
    }
    let params = Argon2Params { m_kib: config.slow_hash.m_kib, t: config.slow_hash.t, p: 1 };
    let parts = VaultParts {
        stores,
        blobs,
        pepper,
        pool: HashPool::start(pool_settings(config, params)).map_err(ServeError::Pool)?,
        params,
        clock,
        limits: wiring::file_limits(&config.limits),
        genesis: *genesis.as_bytes(),
        newest_roster: config.secrets.join("newest-roster"),
    };
    Ok((Vault::open(parts).await?, lock))
}

/// With SQLite one process has the data for itself; the folder's own lock says so, and leaves no file in it.
fn lock_data(config: &Config) -> Result<Option<File>, ServeError> {
    create_private(&config.data).map_err(ServeError::Data)?;
    if !matches!(config.database.main, DatabaseAddress::Sqlite(_)) {
        return Ok(None);
    }
    let folder = File::open(&config.data).map_err(ServeError::Data)?;
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(std::fs::TryLockError::WouldBlock) => Err(ServeError::Locked),
        Err(std::fs::TryLockError::Error(error)) => Err(ServeError::Data(error)),
    }
}

fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn pool_settings(config: &Config, params: Argon2Params) -> PoolSettings {
    let usual = PoolSettings::default();
    PoolSettings {
        threads: NonZeroUsize::new(config.slow_hash.threads).unwrap_or(usual.threads),
        waiting_per_lane: config.slow_hash.waiting_per_lane,
        patience: Duration::from_secs(config.slow_hash.wait_seconds),
        largest: params,
    }
}

impl Server {
    /// Opens everything and takes the addresses. Whatever can be wrong is found here.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, ServeError> {
        let (vault, lock) = open_vault(&config, clock).await?;
        let intake_listener = listen("intake.listen", config.intake.listen).await?;
        let api_listener = listen("api.listen", config.api.listen).await?;
        let events = Events::default();
        let limits = Limits::new(&wiring::budgets(&config.limits));
        let address = intake_listener.local_addr().map_err(ServeError::Data)?;
        let settings = wiring::intake(&config, address, form_keys(&config.secrets)?, events.clone());
        let intake = Intake::new(vault.clone(), settings, limits.clone())?;
        Ok(Self { vault, intake, limits, events, config, intake_listener, api_listener, _lock: lock })
    }

    /// Where reporters find it.
    pub fn intake_address(&self) -> std::io::Result<SocketAddr> {
        self.intake_listener.local_addr()
    }

    /// Where desks find it.
    pub fn api_address(&self) -> std::io::Result<SocketAddr> {
        self.api_listener.local_addr()
    }

    /// The vault, for the samples of the demo.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// An upload that the sweeper sees twice must be dead, however much time the configuration gives to slow lines.
    fn sweep_every(&self) -> Duration {
        let longest = wiring::request_limits(&self.config).handler;
        SWEEP_EVERY.max(longest.saturating_mul(2))
    }

    /// Serves until `stop`, then lets running requests finish.
    pub async fn run(self, stop: CancellationToken) {
        let Ok(api_address) = self.api_listener.local_addr() else { return };
        let keys = Arc::new(ClientKeys::new(&mut rand::rng(), Instant::now()));
        let deadlines = wiring::listener_deadlines(&self.config);
        let Some(api_face) = wiring::api_face(&self.config, api_address, self.events.clone()) else { return };
        let api_router = api_face.wrap(api::server::router(self.vault.clone()));
        let tasks = TaskTracker::new();
        tasks.spawn(self.events.clone().report(stop.clone()));
        tasks.spawn(self.limits.clone().tidy(stop.clone()));
        tasks.spawn(keep_roster_fresh(self.vault.clone(), self.events.clone(), stop.clone()));
        tasks.spawn(sweep_now_and_then(
            self.vault.clone(),
            self.events.clone(),
            self.sweep_every(),
            stop.clone(),
        ));
        tokio::join!(
            listener::serve(
                self.intake_listener,
                intake::router(self.intake),
                Arc::clone(&keys),
                deadlines,
                stop.clone()
            ),
            listener::serve(self.api_listener, api_router, keys, deadlines, stop),
        );
        tasks.close();
        tasks.wait().await;
        self.vault.stores().main.close().await;
        self.vault.stores().keys.close().await;
    }
}

async fn listen(key: &'static str, address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { key, source })
}

fn form_keys(secrets: &Path) -> Result<intake::form_token::FormKeys, ServeError> {
    let previous: PathBuf = secrets.join("form.key.previous");
    Ok(intake::form_token::FormKeys {
        current: read_secret(&secrets.join("form.key"))?,
        previous: if previous.exists() { Some(read_secret(&previous)?) } else { None },
    })
}

async fn keep_roster_fresh(vault: Vault, events: Events, stop: CancellationToken) {
    let mut ticks = interval(ROSTER_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {
                if rosters::reload(&vault).await.is_err() {
                    events.count(Event::new("roster.reload.failed"));
                }
            }
        }
    }
}

async fn sweep_now_and_then(vault: Vault, events: Events, every: Duration, stop: CancellationToken) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = Swept::default();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {
                let pass = Pass::After(&last.suspects);
                match sweep(vault.stores(), vault.blobs(), pass, vault.clock().now()).await {
                    Ok(swept) => {
                        if swept.held_back > 0 {
                            events.count(Event::new("sweep.held_back"));
                        }
                        last = swept;
                    }
                    Err(_) => events.count(Event::new("sweep.failed")),
                }
            }
        }
    }
}

/// Ends the token at SIGINT or SIGTERM.
pub fn stop_on_signals() -> std::io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}

//! `redchannel serve`: the server side in one process: intake, staff API, vault, and the tasks that keep them tidy.

mod opening;
mod tasks;
pub mod witnesses;

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::witnesses::Witnesses;
use super::error::CliError;
use super::hygiene::read_secret;
use super::{hygiene, questions, runtime, wiring};
use crate::api;
use crate::clock::Clock;
use crate::config::Config;
use crate::i18n;
use crate::intake::{self, Intake};
use crate::random;
use crate::vault::Vault;
use crate::web::client_key::ClientKeys;
use crate::web::events::Events;
use crate::web::limits::Limits;
use crate::web::listener;

pub use opening::{
    ServeError, existing_stores, first_origin, last_checkpoint, look_in, open_vault, origin_of_key,
};

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
            writeln!(out, "{}", i18n::status())?;
            if server.vault().roster_in_force().is_none() {
                writeln!(out, "No roster is in force: no report is taken until one is. See redchannel roster import --help.")?;
            }
            out.flush()?;
            server.run(stop).await;
            Ok(())
        })
    }
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

impl Server {
    /// Opens everything and takes the addresses. Whatever can be wrong is found here.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, ServeError> {
        // Before anything is opened: a reporter must not be the one who finds a fault in the questions.
        questions::load(&config)?;
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

    /// Serves until `stop`, then lets running requests finish.
    pub async fn run(self, stop: CancellationToken) {
        let Ok(api_address) = self.api_listener.local_addr() else { return };
        let keys = Arc::new(ClientKeys::new(&mut random::rng(), Instant::now()));
        let deadlines = wiring::listener_deadlines(&self.config);
        let Some(api_face) = wiring::api_face(&self.config, api_address, self.events.clone()) else { return };
        let api_router = api_face.wrap(api::server::router(self.vault.clone()));
        let tracker = TaskTracker::new();
        tracker.spawn(self.events.clone().report(stop.clone()));
        tracker.spawn(self.limits.clone().tidy(stop.clone()));
        let published = Arc::new(Notify::new());
        tracker.spawn(tasks::every_minute(
            self.vault.clone(),
            self.events.clone(),
            Arc::clone(&published),
            stop.clone(),
        ));
        let witnesses = Witnesses::new(&self.config.ledger.witnesses, self.events.clone());
        tracker.spawn(witnesses.ask_again_and_again(
            self.vault.clone(),
            Arc::clone(&published),
            stop.clone(),
        ));
        tracker.spawn(tasks::sweep_now_and_then(self.vault.clone(), self.events.clone(), stop.clone()));
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
        tracker.close();
        tracker.wait().await;
        self.vault.close().await;
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

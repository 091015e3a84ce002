//! `redchannel roster import`: puts a signed roster into the server's database.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::serve::open_vault;
use crate::cli::{files, runtime};
use crate::clock::Clock;
use crate::config::Config;
use crate::vault::rosters;

/// Put a signed roster into the server's database
///
/// The note must verify: the first one against the pinned hash, each later one against the one before it. With SQLite stop the
/// server first; with PostgreSQL the running servers take it up within a minute.
///
/// Example:  redchannel roster import --config /srv/redchannel/redchannel.toml roster-1.note
#[derive(Debug, Args)]
pub struct Import {
    /// The configuration of the server.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The signed note.
    #[arg(value_name = "NOTE")]
    note: PathBuf,
}

impl Import {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        let note = files::read(&self.note)?;
        let version = runtime()?.block_on(async {
            let (vault, _lock) = open_vault(&config, clock.clone()).await.map_err(CliError::sentence)?;
            let version = rosters::import(&vault, &note).await.map_err(CliError::sentence)?;
            let in_force = vault.roster_in_force().is_some();
            vault.close().await;
            Ok::<_, CliError>((version, in_force))
        })?;
        let (version, in_force) = version;
        writeln!(out, "Roster version {version} is in the database.")?;
        if !in_force {
            writeln!(out, "It is not in force today: look at its days with redchannel roster show.")?;
        }
        Ok(())
    }
}

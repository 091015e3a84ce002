//! `redchannel ledger export`: everything an auditor needs, in a folder.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::super::serve::open_vault;
use super::super::{CliError, runtime};
use crate::clock::Clock;
use crate::config::Config;
use crate::vault::ledger::export;

/// Write everything an auditor needs into a folder
///
/// The public files of the log, a record per leaf, and the hashes of what is stored. What cases say is not in it: entries stay sealed
/// to those who may know. With the pepper's help, though, it shows which leaves belong to one case: give it to oversight only, and
/// delete it afterwards. With SQLite stop the server first.
///
/// Example:  redchannel ledger export --config /srv/redchannel/redchannel.toml --out audit-2026
///           redchannel verify log --export audit-2026 --help
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Export {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The folder to write; it must be empty or not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Export {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        let exported = runtime()?.block_on(async {
            let (vault, _lock) = open_vault(&config, clock.clone()).await.map_err(CliError::sentence)?;
            let exported = export::export(&vault, &self.out).await.map_err(CliError::sentence);
            vault.close().await;
            exported
        })?;
        writeln!(
            out,
            "Exported {} leaves of {} logs and {} entries to {}.",
            exported.leaves,
            exported.logs,
            exported.entries,
            self.out.display()
        )?;
        Ok(())
    }
}

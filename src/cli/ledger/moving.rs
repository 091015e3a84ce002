//! A new log: after a restore, or to another name.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::super::serve::{last_checkpoint, open_vault};
use super::super::{CliError, files, runtime};
use super::cannot_open;
use super::key::say_roster_command;
use crate::clock::Clock;
use crate::config::{Config, KeyName};
use crate::ledger::checkpoint::{Checkpoint, Head};
use crate::vault::Vault;
use crate::vault::ledger::guard;
use crate::vault::ledger::log_key;
use crate::vault::ledger::moving::{Move, begin, next_name};
use crate::vault::ledger::policy;

/// Declare that a backup was restored, and open a new log
///
/// A database that is older than what the public has seen must not go on as if nothing had happened: it would sign a second history.
/// This opens a new log that names the last checkpoint of the old one. Entries that are here are committed to it; what is lost stays
/// visible as a gap, with your reason, and receipts that reporters hold for it remain evidence. With SQLite stop the server first.
///
/// Example:  redchannel ledger restore --config redchannel.toml --reason "Disk failed on 3 May; backup of 2 May restored"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Restore {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// What happened, in words, for oversight
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
    /// The last checkpoint that anybody outside has, if secrets/last-checkpoint is lost or older: from a witness or a mirror
    #[arg(long, value_name = "FILE")]
    last_seen: Option<PathBuf>,
}

/// Go on in a new log under another name
///
/// For an administration that gets another domain, or a log that grew too large. The new log names the last checkpoint of the old one,
/// and every entry is committed to it. With SQLite stop the server first.
///
/// Example:  redchannel ledger move --config redchannel.toml --reason "New domain" --origin report.customs.example/log
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct MoveOn {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Why, in words, for oversight
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
    /// The new log's name; the old one's with the next number if left out
    #[arg(long, value_name = "NAME", value_parser = KeyName::parse)]
    origin: Option<KeyName>,
}

fn reason(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if (1..=500).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err("expected up to 500 bytes of text")
    }
}

impl Restore {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        runtime()?.block_on(async {
            let (vault, _lock) = open_vault(&config, clock.clone()).await.map_err(cannot_open)?;
            let done = self.declare(&vault, &config, out).await;
            vault.close().await;
            done
        })
    }

    async fn declare(&self, vault: &Vault, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
        let last_seen = self.last_seen.as_deref().map(|path| seen(vault, path)).transpose()?;
        let verdict = guard::verdict(vault.stores(), &last_checkpoint(config)).await;
        let is_behind = |here: &Head, seen: &Head| here.origin != seen.origin || here.size < seen.size;
        match verdict {
            Ok(Some(here)) if !last_seen.as_ref().is_some_and(|seen| is_behind(&here, seen)) => {
                return Err(CliError::refused(
                    "the database continues what was signed last, so there is no restore to declare. If the file secrets/last-checkpoint \
                     was restored too, name a newer checkpoint with --last-seen. To go on in a new log for another reason: redchannel \
                     ledger move",
                ));
            }
            Ok(_) | Err(guard::GuardError::Behind { .. } | guard::GuardError::Fork { .. }) => {}
            Err(other) => return Err(CliError::sentence(other)),
        }
        open_next(vault, (None, &self.reason, last_seen), out).await
    }
}

impl MoveOn {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        runtime()?.block_on(async {
            let (vault, _lock) = open_vault(&config, clock.clone()).await.map_err(cannot_open)?;
            let done = match guard::verdict(vault.stores(), &last_checkpoint(&config)).await {
                Ok(_) => {
                    let origin = self.origin.as_ref().map(KeyName::as_str);
                    open_next(&vault, (origin, &self.reason, None), out).await
                }
                Err(refused) => Err(CliError::sentence(refused)),
            };
            vault.close().await;
            done
        })
    }
}

/// A checkpoint that somebody outside has kept. It counts only with the log's own signature: anybody could write the rest.
fn seen(vault: &Vault, path: &Path) -> Result<Head, CliError> {
    let fault = |what: String| CliError::refused(format!("{}: {what}", path.display()));
    let checkpoint = Checkpoint::parse(&files::read(path)?).map_err(|error| fault(error.to_string()))?;
    let policy = policy(vault, &checkpoint.claimed().origin);
    checkpoint.verify(&policy).map(|verified| verified.head).map_err(|error| fault(error.to_string()))
}

async fn open_next(
    vault: &Vault,
    (origin, reason, last_seen): (Option<&str>, &str, Option<Head>),
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let origin = match origin {
        Some(origin) => origin.to_owned(),
        None => next_name(vault, last_seen.as_ref()).await.map_err(CliError::sentence)?,
    };
    let new = Move { origin, reason: reason.to_owned(), last_seen };
    let moved = begin(vault, &new).await.map_err(CliError::sentence)?;
    writeln!(out, "The log {} ends at {} leaves.", moved.old.origin, moved.old.size)?;
    if moved.kept < moved.old.size {
        let lost = moved.old.size.saturating_sub(moved.kept);
        writeln!(out, "{lost} of them are not here: they stay visible as a gap, with your reason.")?;
    }
    writeln!(out, "The log {} begins; it takes over {} entries.", new.origin, moved.taken_over)?;
    writeln!(out, "\nNothing is believed of it before the keyholders name it in the next roster:")?;
    say_roster_command(out, &log_key(vault, &new.origin))?;
    writeln!(out, "Tell the witnesses, too: to them it is another log.")?;
    Ok(())
}

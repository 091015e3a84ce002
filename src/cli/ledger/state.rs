//! Where the log stands: publishing it, looking at it, taking a signature that came on a stick.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::super::serve::{last_checkpoint, look_in, open_vault};
use super::super::{CliError, Outcome, files, runtime};
use super::cannot_open;
use crate::clock::{Clock, Day};
use crate::config::Config;
use crate::ledger::checkpoint::Checkpoint;
use crate::vault::Vault;
use crate::vault::ledger::public::{Overview, overview};
use crate::vault::ledger::publish::{Published, When, publish, waiting};
use crate::vault::ledger::{cosign, guard, log_key};

/// Publish the log now, without waiting for its hour
///
/// For ceremonies, such as the first day. Otherwise leave it to the server: a publication at an odd hour tells everybody that
/// something happened. With SQLite stop the server first.
///
/// Example:  redchannel ledger publish --config /srv/redchannel/redchannel.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Publish {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Say where the log stands, who has signed it, and whether it may go on
///
/// Changes nothing and may be asked while the server runs. The exit code is 1 when nothing will be published, because the database is
/// not the one that was signed before.
///
/// Example:  redchannel ledger status --config /srv/redchannel/redchannel.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Status {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Take over the signature of a witness that came in a file
///
/// For a witness without a network: the file is what `redchannel witness --out` wrote. Only true signatures of the roster's witnesses
/// under the newest checkpoint are taken over. With SQLite stop the server first.
///
/// Example:  redchannel ledger cosign --config /srv/redchannel/redchannel.toml /mnt/cosigned
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Cosign {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The checkpoint with the witness's signature
    #[arg(value_name = "CHECKPOINT")]
    checkpoint: PathBuf,
}

impl Publish {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        let published = runtime()?.block_on(async {
            let (vault, _lock) = open_vault(&config, clock.clone()).await.map_err(cannot_open)?;
            let published = publish(&vault, When::Now).await.map_err(CliError::sentence);
            vault.close().await;
            published
        })?;
        match published {
            Published::Head(head) => writeln!(out, "{}: {} leaves.", head.origin, head.size)?,
            Published::NotDue => writeln!(out, "Nothing was published: it is not time.")?,
        }
        Ok(())
    }
}

impl Status {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let config = Config::load(Some(&self.config))?;
        runtime()?.block_on(async {
            let vault = look_in(&config, clock.clone()).await.map_err(cannot_open)?;
            let outcome = tell(&vault, &config, out).await;
            vault.close().await;
            outcome
        })
    }
}

impl Cosign {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        let path = self.checkpoint.display();
        let checkpoint = Checkpoint::parse(&files::read(&self.checkpoint)?)
            .map_err(|error| CliError::refused(format!("{path}: {error}")))?;
        let text = checkpoint.claimed().to_text();
        let bytes = checkpoint.to_bytes();
        let lines = bytes.get(text.len()..).unwrap_or_default();
        let added = runtime()?.block_on(async {
            let (vault, _lock) = open_vault(&config, clock.clone()).await.map_err(cannot_open)?;
            let added = cosign::add(&vault, lines).await.map_err(CliError::sentence);
            vault.close().await;
            added
        })?;
        if added == 0 {
            return Err(CliError::refused(format!(
                "{path} brings no new signature: it is under another checkpoint than the newest, of a witness that the roster does not \
                 name, or there already. Nothing was changed"
            )));
        }
        writeln!(out, "Signatures taken over: {added}")?;
        Ok(())
    }
}

async fn tell(vault: &Vault, config: &Config, out: &mut dyn Write) -> Result<Outcome, CliError> {
    match overview(vault).await.map_err(CliError::sentence)? {
        Some(overview) => tell_overview(out, vault, &overview)?,
        None => {
            writeln!(out, "There is no log yet: the server opens it when it publishes for the first time.")?;
        }
    }
    let waiting = waiting(vault.stores()).await.map_err(CliError::sentence)?;
    writeln!(out, "Entries that wait for the next publication: {waiting}")?;
    match guard::verdict(vault.stores(), &last_checkpoint(config)).await {
        Ok(_) => {
            writeln!(out, "The database continues what was signed last: it will be published.")?;
            Ok(Outcome::Fine)
        }
        Err(refused) => {
            writeln!(out, "Nothing will be published: {refused}.")?;
            Ok(Outcome::Wrong)
        }
    }
}

fn tell_overview(out: &mut dyn Write, vault: &Vault, overview: &Overview) -> Result<(), CliError> {
    let seconds = overview.slot.saturating_mul(3600);
    let (day, hour) = (Day::containing(seconds), overview.slot.rem_euclid(24));
    writeln!(
        out,
        "Log {}\nKey {}\n{} leaves, published for {day} {hour:02}:00 UTC",
        overview.head.origin,
        log_key(vault, &overview.head.origin).to_vkey(),
        overview.head.size
    )?;
    let named = vault.roster_in_force().and_then(|roster| roster.ledger.clone());
    match named {
        Some(ledger) if ledger.origin == overview.head.origin => {}
        Some(_) => {
            writeln!(out, "The roster in force names another log: see redchannel roster set-ledger --help")?;
        }
        None => writeln!(out, "The roster in force names no log: see redchannel roster set-ledger --help")?,
    }
    writeln!(out, "Witnesses ({} needed):", overview.verified.needed)?;
    for witness in &overview.witnesses {
        let signed = overview.verified.witnesses.iter().find(|signed| &signed.witness == witness);
        match signed.and_then(|signed| i64::try_from(signed.time).ok()) {
            Some(time) => writeln!(out, "  signed      {witness}, {}", Day::containing(time))?,
            None => writeln!(out, "  not signed  {witness}")?,
        }
    }
    Ok(())
}

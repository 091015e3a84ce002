//! `redchannel demo`: both sides in one process with throw-away keys, to be looked at. Nothing else puts the two sides together.

mod people;
mod samples;

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use self::people::People;
use super::error::CliError;
use super::serve::{Server, open_vault, stop_on_signals};
use super::{hygiene, runtime};
use crate::clock::Clock;
use crate::config::Config;
use crate::crypto::note;
use crate::desk::{DeskConfig, web};
use crate::vault::ledger::publish::{When, publish};
use crate::vault::rosters;

const NOTE_FILE: &str = "roster.note";

/// Try everything on this machine, with throw-away keys and a few sample reports.
///
/// Starts the reporters' pages and a desk, and prints where to click and the passphrases of a small unit. Nothing in it is safe: the
/// passphrases lie in the folder.
///
/// Example: redchannel demo --data /tmp/try-it
#[derive(Args, Debug)]
pub struct Demo {
    /// Folder to work in; it is kept, and the demo goes on from there. Without it: a temporary folder that is removed at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address of the reporters' pages.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    intake: SocketAddr,
    /// Address of the desk.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    desk: SocketAddr,
    /// No sample reports.
    #[arg(long)]
    empty: bool,
}

impl Demo {
    /// Runs until it is stopped.
    pub fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        hygiene::protect()?;
        let temporary = tempfile::tempdir()?;
        let folder = std::path::absolute(self.data.as_deref().unwrap_or_else(|| temporary.path()))?;
        runtime()?.block_on(self.serve(&folder, out))
    }

    async fn serve(&self, folder: &Path, out: &mut dyn Write) -> Result<(), CliError> {
        let stop = stop_on_signals()?;
        let is_new = !folder.join(NOTE_FILE).exists();
        if is_new {
            writeln!(out, "Making keys for a small unit …")?;
            out.flush()?;
            people::found(folder)?;
        }
        let people = People::read(folder)?;
        let note = std::fs::read(folder.join(NOTE_FILE)).map_err(CliError::file(folder, "cannot be read"))?;
        let (_, genesis) = note::read_unverified(&note)?;
        let config = config(folder, &genesis, self.intake)?;
        let mut sample_code = None;
        if is_new {
            sample_code = self.first_start(&config, &note, &people).await?;
        }
        let server = Server::open(config, Clock::System).await.map_err(CliError::sentence)?;
        let api = format!("http://{}", server.api_address()?);
        let settings = DeskConfig::new(api, genesis, folder.join("keys"), self.desk);
        let console = web::start(settings, Clock::System).await.map_err(CliError::sentence)?;
        let intake = format!("http://{}/", server.intake_address()?);
        announce(out, &intake, console.link(), &people, sample_code.as_deref())?;
        tokio::join!(server.run(stop.clone()), console.run(stop));
        Ok(())
    }

    /// Puts the roster and the samples in, on days gone by, before anything listens.
    async fn first_start(
        &self,
        config: &Config,
        note: &[u8],
        people: &People,
    ) -> Result<Option<String>, CliError> {
        let clock = Clock::fixed(Clock::System.now());
        let (vault, lock) = open_vault(config, clock.clone()).await.map_err(CliError::sentence)?;
        rosters::import(&vault, note).await.map_err(CliError::sentence)?;
        let code = if self.empty { None } else { Some(samples::put_in(&vault, &clock, people).await?) };
        // So that there is something to look at in the public log at once.
        publish(&vault, When::Now).await.map_err(CliError::sentence)?;
        vault.close().await;
        drop(lock);
        Ok(code)
    }
}

/// The usual configuration with everything in `folder` and budgets for one person who tries everything.
fn config(folder: &Path, genesis: &[u8; 32], intake: SocketAddr) -> Result<Config, CliError> {
    let settings = [
        ("DATA", "data".to_owned()),
        ("SECRETS__DIR", "secrets".to_owned()),
        ("INTAKE__LISTEN", intake.to_string()),
        ("INTAKE__SCHEME", "http".to_owned()),
        ("INTAKE__LEAVE_TO", "https://www.wikipedia.org/".to_owned()),
        ("INTAKE__OTHER_CHANNELS", "Anti-corruption line: 199, free of charge, day and night".to_owned()),
        ("INTAKE__SUPPORT", "Help for people under threat: 116, free of charge, day and night".to_owned()),
        ("API__LISTEN", "127.0.0.1:0".to_owned()),
        ("ROSTER__GENESIS", data_encoding::HEXLOWER.encode(genesis)),
        ("LIMITS__PAGES_PER_MINUTE", "6000".to_owned()),
        ("LIMITS__CHECK_PER_10_MINUTES", "1000".to_owned()),
        ("LIMITS__SUBMIT_PER_HOUR", "1000".to_owned()),
        ("LIMITS__SUBMIT_PER_HOUR_GLOBAL", "1000".to_owned()),
    ];
    let environment: BTreeMap<String, String> =
        settings.into_iter().map(|(key, value)| (format!("{}{key}", crate::config::PREFIX), value)).collect();
    Ok(Config::from_parts("", folder, &environment)?)
}

fn announce(
    out: &mut dyn Write,
    intake: &str,
    desk: &str,
    people: &People,
    code: Option<&str>,
) -> Result<(), CliError> {
    writeln!(out, "\nRed Channel demo. The keys are throw-away ones: send nothing real.\n")?;
    writeln!(out, "  Reporters   {intake}")?;
    writeln!(out, "  The unit    {desk}")?;
    writeln!(out, "              (this link works once, in one browser)\n")?;
    writeln!(out, "  Passphrases")?;
    for person in people.members() {
        writeln!(out, "    {:<16}  {}", person.name, person.passphrase.expose_secret())?;
    }
    if let Some(code) = code {
        writeln!(
            out,
            "\n  A sample reporter has been answered and can come back with this code:\n    {code}"
        )?;
    }
    writeln!(out, "\nStop with Ctrl-C.")?;
    out.flush()?;
    Ok(())
}

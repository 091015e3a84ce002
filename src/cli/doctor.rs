//! `redchannel doctor`: everything that is wrong with this set-up, in sentences.

mod files;
mod ledger;
mod machine;
mod probe;
mod questions;
mod roster;
mod settings;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{CliError, Outcome};
use crate::clock::Clock;
use crate::config::Config;

pub use machine::Surroundings;

/// Say what is wrong with this set-up, in sentences
///
/// Looks at the configuration, the rights on secrets and data, core dumps, swap, disk, clock, the ledger in the database, and asks the intake for its
/// first page and the staff interface for the roster. Changes nothing. Run it as the user the server runs as, after each change of the configuration or the machine.
///
/// Lines that begin with "-" are wrong and make the exit code 1; lines that begin with "?" are for you to judge.
///
/// Example:  redchannel doctor --config /srv/redchannel/redchannel.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Doctor {
    /// The configuration to look at
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Whether something is wrong, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It must be put right.
    Wrong,
    /// Somebody must judge it; the program cannot.
    Advice,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub weight: Weight,
    /// What it is and what to do. Never a secret, never a password.
    pub sentence: String,
}

impl Finding {
    /// Something that must be put right.
    pub fn wrong(sentence: impl Into<String>) -> Self {
        Self { weight: Weight::Wrong, sentence: sentence.into() }
    }

    /// Something to judge.
    pub fn advice(sentence: impl Into<String>) -> Self {
        Self { weight: Weight::Advice, sentence: sentence.into() }
    }
}

impl Doctor {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let config = Config::load(self.config.as_deref())?;
        let mut findings = check(&config, self.config.as_deref(), &Surroundings::look(&config, clock));
        findings.extend(probe::intake(&config));
        findings.extend(roster::in_the_server(&config, clock));
        findings.extend(ledger::in_the_database(&config));
        report(&findings, out)
    }
}

/// Everything that can be found without a running server and without the vault.
pub fn check(config: &Config, file: Option<&Path>, surroundings: &Surroundings) -> Vec<Finding> {
    let parts = [
        settings::names(&config.intake, &config.api),
        settings::addresses(&config.intake, &config.api),
        settings::texts(&config.intake),
        settings::translations(),
        settings::shared_budgets(&config.intake, &config.limits),
        settings::pin(config),
        questions::questions(config),
        files::secrets(config),
        files::data(config),
        files::configuration(config, file),
        machine::core_dumps(surroundings),
        machine::swap(&surroundings.swaps),
        machine::clock(surroundings),
        machine::disk(surroundings.free_bytes, config.limits.reserve_bytes),
    ];
    parts.into_iter().flatten().collect()
}

/// Writes the findings, what is wrong first.
///
/// # Errors
/// [`CliError::Output`].
pub fn report(findings: &[Finding], out: &mut dyn Write) -> Result<Outcome, CliError> {
    let of = |weight| findings.iter().filter(move |finding| finding.weight == weight);
    for finding in of(Weight::Wrong) {
        writeln!(out, "- {}", finding.sentence)?;
    }
    for finding in of(Weight::Advice) {
        writeln!(out, "? {}", finding.sentence)?;
    }
    if of(Weight::Wrong).next().is_some() {
        return Ok(Outcome::Wrong);
    }
    writeln!(out, "Nothing wrong was found.")?;
    Ok(Outcome::Fine)
}

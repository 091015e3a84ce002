//! `redchannel verify`: holds the ledger, a proof of it, or an exported case against what was promised. Needs nothing of the server.
//!
//! Its exit codes are its own, so that scripts can tell a lie from a missing file: 0 valid, 1 tampered, 2 incomplete, 3 wrong use.

mod case;
mod folder;
mod log;
mod online;
mod proof;
mod trust;

use std::io::Write;

use clap::Subcommand;

use super::{CliError, Outcome};

pub use folder::Folder;

const CODES: &str = "\
Exit codes: 0 everything holds; 1 something was altered, taken away or made up; 2 something is missing that is needed to
decide; 3 wrong use.";

/// Verify the ledger, a proof that a report stands in it, or a case that was handed over
#[derive(Debug, Subcommand)]
#[command(after_help = CODES)]
pub enum Verify {
    Log(log::Log),
    Proof(proof::Proof),
    Case(case::Case),
}

impl Verify {
    /// What cannot be read is incomplete, not wrong.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let outcome = match self {
            Self::Log(log) => log.run(out),
            Self::Proof(proof) => proof.run(out),
            Self::Case(case) => case.run(out),
        };
        outcome.map_err(|error| CliError::Input(Box::new(error)))
    }
}

//! `redchannel ledger`: the administrator's side of the ledger.

use std::io::Write;

use clap::Subcommand;

use super::CliError;
use super::ledger_export::Export;
use crate::clock::Clock;

/// Export the ledger
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum Ledger {
    Export(Export),
}

impl Ledger {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        match self {
            Self::Export(export) => export.run(clock, out),
        }
    }
}

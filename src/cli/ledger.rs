//! `redchannel ledger`: what the administrator of a server does about its public log.

mod export;
mod key;
mod moving;
mod state;

use std::io::Write;

use clap::Subcommand;
use rand::CryptoRng;

use super::serve::ServeError;
use super::{CliError, Outcome};
use crate::clock::Clock;

const ABOUT: &str = "\
From the first day on:

  redchannel ledger key --config redchannel.toml                       for the keyholders: the roster names the key
  redchannel ledger status --config redchannel.toml                    what stands where, who has signed
  redchannel serve …                                                   publishes by itself at the hours of ledger.hours

After a backup was restored, or the database is not the one it was:

  redchannel ledger status --config redchannel.toml                    says that nothing is signed, and why
  redchannel ledger restore --config redchannel.toml --reason \"…\"      opens a new log that names the last one

A new key, because the old one may have been seen, or a person who knew it left:

  redchannel ledger rotate --config redchannel.toml                    and what the keyholders must do";

/// Look after the public log: its key, its state, a new log after a restore
///
/// The log commits the administration to every event of every case without showing that there is one. It is published at fixed
/// hours and signed by outside witnesses. The server does all of this by itself; these commands are for ceremonies and for trouble.
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment, after_long_help = ABOUT)]
pub enum Ledger {
    Key(key::Key),
    Publish(state::Publish),
    Status(state::Status),
    Cosign(state::Cosign),
    Restore(moving::Restore),
    Move(moving::MoveOn),
    Rotate(key::Rotate),
    Export(export::Export),
}

impl Ledger {
    pub(super) fn run(
        &self,
        clock: &Clock,
        rng: &mut impl CryptoRng,
        out: &mut dyn Write,
    ) -> Result<Outcome, CliError> {
        match self {
            Self::Key(key) => key.run(rng, out),
            Self::Publish(publish) => publish.run(clock, out),
            Self::Status(status) => return status.run(clock, out),
            Self::Cosign(cosign) => cosign.run(clock, out),
            Self::Restore(restore) => restore.run(clock, out),
            Self::Move(next) => next.run(clock, out),
            Self::Rotate(rotate) => rotate.run(rng, out),
            Self::Export(export) => export.run(clock, out),
        }
        .map(|()| Outcome::Fine)
    }
}

/// Why the vault did not open, with what to do about the one case that is no fault.
fn cannot_open(error: ServeError) -> CliError {
    if matches!(error, ServeError::Locked) {
        return CliError::refused(
            "the server works on this data: with SQLite stop it first, and start it again afterwards. Nothing was changed",
        );
    }
    CliError::sentence(error)
}

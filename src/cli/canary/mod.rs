//! `redchannel canary`: oversight reports something itself, and watches what becomes of it.
//!
//! ```text
//! visit   the intake as a browser visits it: the same pages, in the same order, with the same headers and forms
//! page    what is read off the pages: the hidden field, the words of the code, the proofs
//! file    the sealed file that holds the code, and the commitment that this report was a canary from the start
//! ```

use std::io::Write;

use clap::Subcommand;

use super::{CliError, Outcome};
use crate::clock::Clock;

mod check;
mod file;
mod page;
mod send;
mod visit;

/// Send a report as oversight, and look what becomes of it
///
/// A canary is an ordinary report with a made-up story, sent through the public form. The unit cannot tell it from others. If it is never
/// opened, never answered, or disappears, oversight knows, and can show it: each step has a receipt in the ledger.
///
/// Vary stories, places and hours; run it through Tor (torsocks redchannel canary …) from a machine that belongs to nobody here.
///
/// Exit codes of check: 0 all is well, 1 it vanished or a proof does not hold, 2 not known yet, 3 wrong use.
///
/// Example:  redchannel canary send --intake URL --story story.txt --audience 1 \
///               --key inspectorate.rckey --out canary.age
///           redchannel canary check --intake URL canary.age --policy ledger.policy \
///               --key inspectorate.rckey
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum Canary {
    Send(send::Send),
    Check(check::Check),
}

impl Canary {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<Outcome, CliError> {
        match self {
            Self::Send(send) => send.run(clock, out),
            Self::Check(check) => check.run(out),
        }
    }
}

//! The ledger in a draft: its key, its witnesses, and how many of them must sign.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use data_encoding::HEXLOWER;
use signed_note::Verifier as _;

use super::super::{CliError, files};
use super::draft::say_faults;
use super::{plain, read_draft, text};
use crate::crypto::note_key::{NoteAlgorithm, NoteKey};
use crate::model::roster::{Ledger, Roster, Witness};

/// Name the ledger's key in a draft
///
/// The server prints it: redchannel ledger key. Compare it with the administrator, aloud: with your signature you vouch that this key,
/// and no other, signs checkpoints and receipts. A draft names one ledger; this replaces the one before.
///
/// Example:  redchannel roster set-ledger --draft roster-1.draft --vkey report.customs.example/log+1a2b3c4d+AQ…
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct SetLedger {
    /// The draft to change
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// The ledger's public key: NAME+ID+KEY
    #[arg(long, value_name = "VKEY", value_parser = log_key)]
    vkey: NoteKey,
}

/// Put a witness, by its key, into a draft
///
/// A witness is an outside body that signs each checkpoint of the ledger after it has seen that nothing was taken back. It prints its
/// key when it makes it: redchannel keygen --witness.
///
/// Example:  redchannel roster add-witness --draft roster-2.draft --vkey witness.example.org+5e6f7a8b+BA…
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct AddWitness {
    /// The draft to change
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// The witness's public key: NAME+ID+KEY
    #[arg(long, value_name = "VKEY", value_parser = witness_key)]
    vkey: NoteKey,
}

/// Take a witness out of a draft
///
/// What it has signed under earlier rosters stays signed, but no longer counts.
///
/// Example:  redchannel roster remove-witness --draft roster-2.draft --name witness.example.org
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RemoveWitness {
    /// The draft to change
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// The witness's name
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// Say in a draft how many witnesses must sign
///
/// Desks and reporters call a checkpoint witnessed when so many of the roster's witnesses have signed it. Fewer than all, so that one
/// that is down for a week does no harm; more than none, or nobody outside vouches for anything.
///
/// Example:  redchannel roster set-witnesses-needed --draft roster-2.draft --needed 2
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct SetWitnessesNeeded {
    /// The draft to change
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// How many
    #[arg(long, value_name = "N")]
    needed: u16,
}

fn log_key(text: &str) -> Result<NoteKey, &'static str> {
    key(text, NoteAlgorithm::Ed25519).ok_or("expected a ledger's key, as `redchannel ledger key` prints it")
}

fn witness_key(text: &str) -> Result<NoteKey, &'static str> {
    let what = "expected a witness's key, as `redchannel keygen --witness` prints it";
    key(text, NoteAlgorithm::CosignatureV1).ok_or(what)
}

fn key(text: &str, algorithm: NoteAlgorithm) -> Option<NoteKey> {
    NoteKey::parse(text).filter(|key| key.algorithm() == algorithm)
}

fn hex(key: &NoteKey) -> String {
    HEXLOWER.encode(key.key().as_bytes())
}

impl SetLedger {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let mut roster = read_draft(&self.draft)?;
        let origin = self.vkey.name().to_owned();
        roster.ledger = Some(Ledger { origin, verification_key: hex(&self.vkey) });
        write(&self.draft, &roster)?;
        writeln!(out, "The ledger is “{}”.", plain(self.vkey.name()))?;
        say_faults(out, &roster)
    }
}

impl AddWitness {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let mut roster = read_draft(&self.draft)?;
        let (name, verification_key) = (self.vkey.name().to_owned(), hex(&self.vkey));
        if roster
            .witnesses
            .iter()
            .any(|known| known.name == name || known.verification_key == verification_key)
        {
            return Err(CliError::refused(format!(
                "a witness with this name or this key is in the draft already: remove “{}” first",
                plain(&name)
            )));
        }
        roster.witnesses.push(Witness { name, verification_key });
        write(&self.draft, &roster)?;
        writeln!(out, "Added the witness “{}”.", plain(self.vkey.name()))?;
        if roster.policy.witnesses_needed == 0 {
            writeln!(out, "None has to sign yet: see redchannel roster set-witnesses-needed --help.")?;
        }
        say_faults(out, &roster)
    }
}

impl RemoveWitness {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let mut roster = read_draft(&self.draft)?;
        let before = roster.witnesses.len();
        roster.witnesses.retain(|witness| witness.name != self.name);
        if roster.witnesses.len() == before {
            return Err(CliError::refused(
                "no witness in the draft has this name; `redchannel roster show` lists them",
            ));
        }
        write(&self.draft, &roster)?;
        writeln!(out, "Removed the witness “{}”.", plain(&self.name))?;
        say_faults(out, &roster)
    }
}

impl SetWitnessesNeeded {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let mut roster = read_draft(&self.draft)?;
        roster.policy.witnesses_needed = self.needed;
        write(&self.draft, &roster)?;
        writeln!(out, "{} of {} witnesses must sign.", self.needed, roster.witnesses.len())?;
        say_faults(out, &roster)
    }
}

fn write(draft: &std::path::Path, roster: &Roster) -> Result<(), CliError> {
    files::replace(draft, text(roster)?.as_bytes(), files::PUBLIC)
}

//! `redchannel roster`: the keyholders write down who may read, and sign it.

mod content;
mod draft;
mod import;
mod ledger;
mod show;
mod sign;

use std::io::Write;
use std::path::Path;

use clap::Subcommand;

use super::{CliError, files};
use crate::clock::{Clock, Day};
use crate::crypto::keyfile::PublicCard;
use crate::model::roster::Roster as Content;

const CEREMONY: &str = "\
The first roster, with two of three keyholders signing:

  redchannel roster new --administration \"Customs of Examplia\" --recovery age1… \\
      --keyholder k1.card.json --keyholder k2.card.json --keyholder k3.card.json --quorum 2 \\
      --channel integrity=\"Integrity Unit\" --expires 2027-06-30 --out roster-1.draft
  redchannel roster add-member --draft roster-1.draft --card intake-officer-1.card.json --role intake --team integrity
  redchannel roster add-member --draft roster-1.draft --card head.card.json --role head --team integrity
  redchannel roster add-member --draft roster-1.draft --card auditor.card.json --role oversight
  redchannel roster set-ledger --draft roster-1.draft --vkey …         as `redchannel ledger key` prints it at the server
  redchannel roster add-witness --draft roster-1.draft --vkey …        as each witness prints it
  redchannel roster set-witnesses-needed --draft roster-1.draft --needed 1
  redchannel roster show roster-1.draft              compare each fingerprint with its owner
  redchannel roster sign --draft roster-1.draft --out roster-1.note --key keyholder-1.rckey
  redchannel roster sign --note roster-1.note --key keyholder-2.rckey
  redchannel roster show roster-1.note               prints the hash to pin in server and desks
  redchannel roster import --config redchannel.toml roster-1.note      at the server, once the hash is pinned

Somebody comes or leaves, or the roster nears its end:

  redchannel roster next --from roster-1.note --expires 2027-12-31 --out roster-2.draft
  redchannel roster remove-member --draft roster-2.draft --member \"Intake officer 1\"
  redchannel roster sign --draft roster-2.draft --previous roster-1.note --out roster-2.note --key keyholder-1.rckey";

/// Write, sign and show the roster: who may read reports
///
/// The roster names the members of the unit, their keys and roles, the keyholders and the recovery key. Keyholders sign it on
/// their own machines; the file goes from one to the next. A server takes no reports without a roster that enough of them
/// signed, and encrypts to nobody who does not stand in it.
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment, after_long_help = CEREMONY)]
pub enum Roster {
    New(draft::New),
    AddMember(draft::AddMember),
    RemoveMember(draft::RemoveMember),
    SetLedger(ledger::SetLedger),
    AddWitness(ledger::AddWitness),
    RemoveWitness(ledger::RemoveWitness),
    SetWitnessesNeeded(ledger::SetWitnessesNeeded),
    Next(draft::Next),
    Sign(sign::Sign),
    Show(show::Show),
    Import(import::Import),
}

impl Roster {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        match self {
            Self::New(new) => new.run(clock, out),
            Self::AddMember(add) => add.run(out),
            Self::RemoveMember(remove) => remove.run(out),
            Self::SetLedger(set) => set.run(out),
            Self::AddWitness(add) => add.run(out),
            Self::RemoveWitness(remove) => remove.run(out),
            Self::SetWitnessesNeeded(set) => set.run(out),
            Self::Next(next) => next.run(clock, out),
            Self::Sign(sign) => sign.run(out),
            Self::Show(show) => show.run(out),
            Self::Import(import) => import.run(clock, out),
        }
    }
}

/// For arguments that are days.
fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse(text).ok_or("expected a day, as in 2027-06-30")
}

fn read_card(path: &Path) -> Result<PublicCard, CliError> {
    PublicCard::parse(&files::read(path)?).map_err(|source| CliError::Card { path: path.to_owned(), source })
}

fn read_draft(path: &Path) -> Result<Content, CliError> {
    Content::parse(&files::read_text(path)?)
        .map_err(|error| CliError::refused(format!("{} is not a draft: {error}", path.display())))
}

fn text(roster: &Content) -> Result<String, CliError> {
    roster.to_text().map_err(CliError::Refused)
}

/// Names in files from elsewhere are shown without what moves a terminal's cursor or turns the direction of writing.
fn plain(text: &str) -> String {
    let odd = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(|letter| !odd(*letter)).collect()
}

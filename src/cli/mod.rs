//! The command line: one file per command.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rand::CryptoRng;

use crate::clock::Clock;
use crate::random;

pub mod canary;
pub mod demo;
pub mod desk;
pub mod doctor;
mod error;
mod files;
pub mod hygiene;
pub mod init;
pub mod keygen;
pub mod ledger;
mod passphrase;
pub mod questions;
pub mod recovery;
pub mod roster;
pub mod serve;
pub mod shred;
pub mod verify;
mod wiring;
pub mod witness;

pub use error::CliError;

const WAYS: &str = "\
Where to begin:

  Anybody, to see it at work with throw-away keys
      redchannel demo

  Administrator (installs and configures; never reads a report)
      redchannel init --data /srv/redchannel
      redchannel serve --config /srv/redchannel/redchannel.toml
      redchannel doctor --config /srv/redchannel/redchannel.toml

  Keyholder (decides, with others, who may read reports; two or three people outside the unit)
      redchannel keygen --name \"Keyholder 1\" --out .
      redchannel roster --help
      redchannel recovery --help

  Member of the unit (receives reports and answers them)
      redchannel keygen --name \"Intake officer 1\" --out .
      then read the fingerprint of your card to a keyholder, by telephone or face to face
      redchannel desk --help

  Witness (an outside body that holds the administration to its ledger)
      redchannel keygen --witness --name witness.example.org --out witness.key
      redchannel witness --help

Each command explains itself: redchannel COMMAND --help
Exit codes: 0 done, 1 it did not work or something is wrong, 2 wrong use; `verify` and `canary` have their own, see their --help.";

/// Anonymous integrity reporting for customs administrations.
#[derive(Debug, Parser)]
#[command(
    name = "redchannel",
    version,
    about,
    long_about = "Anonymous integrity reporting for customs administrations.\n\nThe server stores reports that it cannot \
                  open. Who can open them is written in the roster, which the keyholders sign; each member of the unit keeps \
                  a key of their own on their own machine.",
    after_help = WAYS,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Init(init::Init),
    Serve(serve::Serve),
    Desk(desk::Desk),
    Keygen(keygen::Keygen),
    #[command(subcommand)]
    Roster(roster::Roster),
    #[command(subcommand)]
    Recovery(recovery::Recovery),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    Witness(witness::Witness),
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Verify(verify::Verify),
    #[command(subcommand)]
    Shred(shred::Shred),
    #[command(subcommand)]
    Canary(canary::Canary),
}

/// What became of a command that could be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done, and nothing is wrong.
    Fine,
    /// Done, and what was looked at is not as it should be.
    Wrong,
    /// Something is missing without which it cannot be decided.
    Incomplete,
}

/// Exit code of [`Outcome::Incomplete`].
const INCOMPLETE: u8 = 2;

/// Runs the command that the arguments of this process name.
pub fn main() -> ExitCode {
    let mut out = std::io::stdout();
    match run(std::env::args_os(), &Clock::System, &mut random::rng(), &mut out) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Wrong) => ExitCode::FAILURE,
        Ok(Outcome::Incomplete) => ExitCode::from(INCOMPLETE),
        Err(error) => {
            // Nothing can be done about an output that is gone, but help that nobody saw was no help.
            let code = if error.tell().is_err() { error.code().max(1) } else { error.code() };
            ExitCode::from(code)
        }
    }
}

/// Runs the command that `arguments` name (the first is the program itself). What it says goes to `out`.
///
/// # Errors
/// [`CliError`], to be printed as one line, or a line per problem.
pub fn run<A: Into<OsString> + Clone>(
    arguments: impl IntoIterator<Item = A>,
    clock: &Clock,
    rng: &mut impl CryptoRng,
    out: &mut dyn Write,
) -> Result<Outcome, CliError> {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let finds_out = arguments.get(1).is_some_and(|command| command == "verify" || command == "canary");
    let misuse =
        |usage| if finds_out { CliError::from(usage).of_finding_out() } else { CliError::Usage(usage) };
    let outcome = match Arguments::try_parse_from(arguments).map_err(misuse)?.command {
        Command::Demo(demo) => demo.run(out).map(|()| Outcome::Fine),
        Command::Serve(serve) => serve.run(out).map(|()| Outcome::Fine),
        Command::Desk(desk) => desk.run(out).map(|()| Outcome::Fine),
        Command::Init(init) => init.run(rng, out).map(|()| Outcome::Fine),
        Command::Keygen(keygen) => keygen.run(rng, out).map(|()| Outcome::Fine),
        Command::Roster(roster) => roster.run(clock, out).map(|()| Outcome::Fine),
        Command::Recovery(recovery) => recovery.run(clock, rng, out),
        Command::Ledger(ledger) => ledger.run(clock, rng, out),
        Command::Witness(witness) => witness.run(clock, out).map(|()| Outcome::Fine),
        Command::Doctor(doctor) => doctor.run(clock, out),
        Command::Verify(verify) => verify.run(out),
        Command::Shred(shred) => shred.run(clock, out).map(|()| Outcome::Fine),
        Command::Canary(canary) => canary.run(clock, out),
    }?;
    out.flush()?;
    Ok(outcome)
}

/// The threads everything runs on.
fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

//! The command line and its configuration.

mod canary;
mod config;
mod doctor;
mod init;
mod keygen;
mod ledger;
mod recovery;
mod roster;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use redchannel::cli::{CliError, Outcome, run};
use redchannel::clock::Clock;

/// 2026-11-23.
const TODAY: i64 = 1_795_412_735;

/// Runs a command in this process; what it said, or its error.
fn said(arguments: &[&str]) -> Result<String, CliError> {
    let (result, said) = outcome(arguments);
    result.map(|_| said)
}

fn outcome(arguments: &[&str]) -> (Result<Outcome, CliError>, String) {
    let mut out = Vec::new();
    let arguments = ["redchannel"].iter().chain(arguments);
    let result = run(arguments, &Clock::fixed(TODAY), &mut rand::rng(), &mut out);
    (result, String::from_utf8(out).expect("what a command says is text"))
}

fn refusal(arguments: &[&str]) -> String {
    said(arguments).expect_err("this must be refused").to_string()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it exists").permissions().mode() & 0o777
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

#[test]
fn every_command_explains_itself_with_an_example() {
    for command in [
        vec!["init"],
        vec!["keygen"],
        vec!["roster"],
        vec!["roster", "new"],
        vec!["roster", "add-member"],
        vec!["roster", "remove-member"],
        vec!["roster", "set-ledger"],
        vec!["roster", "add-witness"],
        vec!["roster", "remove-witness"],
        vec!["roster", "set-witnesses-needed"],
        vec!["roster", "next"],
        vec!["roster", "sign"],
        vec!["roster", "show"],
        vec!["ledger", "key"],
        vec!["ledger", "publish"],
        vec!["ledger", "status"],
        vec!["ledger", "cosign"],
        vec!["ledger", "restore"],
        vec!["ledger", "move"],
        vec!["ledger", "rotate"],
        vec!["witness"],
        vec!["doctor"],
        vec!["shred"],
        vec!["shred", "propose"],
        vec!["shred", "approve"],
        vec!["canary"],
        vec!["canary", "send"],
        vec!["canary", "check"],
    ] {
        let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let help = refusal(&arguments);
        assert!(help.contains("redchannel "), "{help}");
        assert!(help.contains("Example:") || help.contains("The first roster"), "{help}");
    }
    assert!(refusal(&["--help"]).contains("Keyholder (decides"));
}

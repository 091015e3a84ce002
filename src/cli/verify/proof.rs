//! `redchannel verify proof`: the file that a reporter took along.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::trust::TrustArgs;
use crate::cli::{CliError, Outcome, files};
use crate::clock::Day;
use crate::ledger::policy::Policy;
use crate::ledger::proof::{Proof as File, Proved};
use crate::ledger::receipt::Receipt;
use crate::ledger::tree::check_inclusion;

/// Verify a proof that a step of a case stands in the ledger
///
/// Works without a network and without the administration. Needs the log's keys: the file under /log/policy of the administration,
/// better from somebody you trust, or its rosters and the hash of the first one.
///
/// Example:  redchannel verify proof step-1.proof --policy policy.txt
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Proof {
    /// The file from the inbox
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    trust: TrustArgs,
}

impl Proof {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let bytes = files::read(&self.file)?;
        let policy = self.trust.read(None)?.policy;
        let proof = match File::parse(&bytes) {
            Ok(proof) => proof,
            Err(fault) => return broken(out, &fault),
        };
        let Some(policy) = policy else { return without_policy(out, &proof) };
        match proof.verify(&policy) {
            Ok(proved) => say(out, &proved, &policy),
            Err(fault) => broken(out, &fault),
        }
    }
}

fn broken(out: &mut dyn Write, fault: &dyn std::fmt::Display) -> Result<Outcome, CliError> {
    writeln!(out, "The proof does not hold: {fault}.\nTAMPERED")?;
    Ok(Outcome::Wrong)
}

/// All that can be said without the log's keys.
fn without_policy(out: &mut dyn Write, proof: &File) -> Result<Outcome, CliError> {
    let receipt = match Receipt::read_unverified(&proof.receipt) {
        Ok(receipt) => receipt,
        Err(fault) => return broken(out, &fault),
    };
    let head = proof.checkpoint.claimed();
    if receipt.origin != head.origin {
        return broken(out, &"the receipt and the checkpoint belong to two different logs");
    }
    if let Err(fault) = check_inclusion(&proof.path, (head.size, &head.root), proof.index, &receipt.leaf) {
        return broken(out, &fault);
    }
    writeln!(
        out,
        "The file fits together: its leaf {} stands in a tree of {} leaves.\n\
         But whose log this is was NOT checked: anybody can make such a file under the name {}.\n\
         Get the log's keys: the page /log/policy of the administration shows them, or its rosters name them. Then run this again\n\
         with --policy FILE, or with --roster NOTE… --genesis HEX.\nINCOMPLETE",
        proof.index, head.size, head.origin
    )?;
    Ok(Outcome::Incomplete)
}

fn say(out: &mut dyn Write, proved: &Proved, policy: &Policy) -> Result<Outcome, CliError> {
    let Proved { receipt, index, checkpoint } = proved;
    writeln!(
        out,
        "The log {} has signed that on {} this happened in the case, as its step {}: {}.",
        receipt.origin,
        receipt.day,
        receipt.step.saturating_add(1),
        words(&receipt.kind)
    )?;
    writeln!(
        out,
        "It stands at place {index} of the log's tree of {} leaves, and cannot be taken out of it without being noticed.",
        checkpoint.head.size
    )?;
    for witness in &checkpoint.witnesses {
        let day = Day::containing(i64::try_from(witness.time).unwrap_or(i64::MAX));
        writeln!(out, "The witness {} saw this tree on {day}.", witness.witness)?;
    }
    if policy.needed == 0 && checkpoint.witnesses.is_empty() {
        writeln!(
            out,
            "No witness is asked for: that everybody is shown the same log rests on the log's word."
        )?;
    }
    if !checkpoint.is_witnessed() {
        writeln!(
            out,
            "Of the {} witnesses that must have signed, only {} have. Fetch the proof again some hours later.\nINCOMPLETE",
            checkpoint.needed,
            checkpoint.witnesses.len()
        )?;
        return Ok(Outcome::Incomplete);
    }
    writeln!(out, "VALID")?;
    Ok(Outcome::Fine)
}

/// The kinds of events in words. What a newer log says is shown as it stands.
fn words(kind: &str) -> &str {
    match kind {
        "report_received" => "a report was received",
        "followup_received" => "the reporter sent more",
        "reply_sent" => "the unit answered",
        "read" => "somebody of the unit or of oversight read the case",
        "state_changed" => "the state of the case changed",
        "triaged" => "somebody judged what kind of case it is",
        "assigned" => "the case was given to somebody",
        "recorded" => "the unit wrote something down",
        "proposed" => "somebody proposed a step that takes two people",
        "wrap_proposed" => "somebody asked that another member may read the case",
        "wrap_added" => "another member was given a key of the case",
        "wrap_removed" => "a member's key of the case was taken off",
        "rekeyed" => "the case got a new key",
        "approved" => "a second person agreed to something",
        "exported" => "something of the case left the system",
        "identity_opened" => "a sealed identity was opened",
        "recovery_used" => "the recovery key was used",
        "retention_extended" => "the case is kept longer",
        "legal_hold" => "a legal hold was set or lifted",
        other => other,
    }
}

//! `redchannel verify log`: a whole ledger, from an export or from the server.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::folder::Folder;
use super::online::Online;
use super::trust::TrustArgs;
use crate::cli::{CliError, Outcome, files, passphrase};
use crate::crypto::agefile::Identity;
use crate::crypto::keyfile::KeyFile;
use crate::ledger::checkpoint::{Checkpoint, Head};
use crate::ledger::policy::Policy;
use crate::ledger::verify::{Counts, Findings, LogView, Report, Trust, Verdict, check_export, check_public};

const NO_POLICY: &str = "\
Whose log this is cannot be checked without its keys. Give --policy with the file that the administration shows under
/log/policy, or --genesis with the hash of its first roster (and --roster with the rosters, if you have no export).";

/// Verify a whole ledger, from an export or as the server shows it
///
/// Without a key: signatures, witnesses, that the log only ever grew, and (with an export) that every leaf has one explanation. With a
/// key of oversight also what the entries say: who signed them, that they follow one another, that nothing was back-dated, and that
/// everything stored is named and everything named is stored or was destroyed by two people.
///
/// Example:  redchannel verify log --export audit-2026 --genesis 3f1c… --key inspectorate.rckey
///           redchannel verify log --url https://…/log --policy policy.txt --last checkpoint-of-last-month
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Log {
    /// The folder that `redchannel ledger export` wrote
    #[arg(long, value_name = "DIR", required_unless_present = "url", conflicts_with = "url")]
    export: Option<PathBuf>,
    /// The server that shows its log, as `https://host/log`
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    #[command(flatten)]
    trust: TrustArgs,
    /// A checkpoint that you kept, or that a witness signed: the log must continue it
    #[arg(long, value_name = "FILE")]
    last: Vec<PathBuf>,
    /// A key file that opens entries; may be given several times
    #[arg(long, value_name = "KEYFILE", requires = "genesis", conflicts_with = "url")]
    key: Vec<PathBuf>,
    /// Read the passphrase from this private file instead of the terminal; one for each key, in their order
    #[arg(long, value_name = "FILE", requires = "key")]
    passphrase_file: Vec<PathBuf>,
}

impl Log {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let export = self.export.as_deref().map(Folder::new);
        let believed = self.trust.read(export.as_ref())?;
        let Some(policy) = believed.policy else {
            writeln!(out, "{NO_POLICY}\nINCOMPLETE")?;
            return Ok(Outcome::Incomplete);
        };
        let last = self.last()?;
        let keys = self.keys()?;
        let findings = match (export, &self.url) {
            (Some(export), _) => {
                let trust =
                    Trust { policy: &policy, rosters: believed.rosters.as_ref(), keys: &keys, last: &last };
                let Report { counts, findings } = check_export(&export, &trust);
                list(out, &findings)?;
                summarise(out, &counts, &policy, keys.len())?;
                findings
            }
            (None, Some(url)) => {
                let (view, findings) = check_public(&Online::new(url)?, &policy, &last);
                list(out, &findings)?;
                if let Some(view) = view {
                    summarise_public(out, &view, &policy)?;
                }
                findings
            }
            (None, None) => return Err(CliError::refused("name an --export or a --url")),
        };
        conclude(out, &findings)
    }

    /// Checkpoints that were seen before.
    fn last(&self) -> Result<Vec<Head>, CliError> {
        let read = |path: &PathBuf| {
            let bytes = files::read(path)?;
            let head = Checkpoint::parse(&bytes).ok().map(|checkpoint| checkpoint.claimed().clone());
            head.or_else(|| Head::parse(&bytes))
                .ok_or_else(|| CliError::refused(format!("{} is not a checkpoint", path.display())))
        };
        self.last.iter().map(read).collect()
    }

    fn keys(&self) -> Result<Vec<Identity>, CliError> {
        let mut passphrases = self.passphrase_file.iter();
        let mut open = |path: &PathBuf| {
            let key = KeyFile::parse(&files::read(path)?)?;
            let key = passphrase::open(&key, passphrases.next().map(PathBuf::as_path))?;
            Ok(key.identity().clone())
        };
        self.key.iter().map(&mut open).collect()
    }
}

fn list(out: &mut dyn Write, findings: &Findings) -> Result<(), CliError> {
    for finding in &findings.kept {
        writeln!(out, "{finding}")?;
    }
    if findings.more > 0 {
        writeln!(out, "… and {} more", findings.more)?;
    }
    Ok(())
}

fn summarise(out: &mut dyn Write, counts: &Counts, policy: &Policy, keys: usize) -> Result<(), CliError> {
    writeln!(
        out,
        "Checked {} logs, {} checkpoints ({} log keys, {} of {} witnesses needed), {} leaves, every root and tile.",
        counts.logs,
        counts.checkpoints,
        policy.logs.len(),
        policy.needed,
        policy.witnesses.len(),
        counts.leaves
    )?;
    writeln!(
        out,
        "Behind the leaves: {} entries ({} wait), {} padding, {} that nothing explains. {} items are stored.",
        counts.entries, counts.waiting, counts.pads, counts.open, counts.items
    )?;
    if keys == 0 {
        writeln!(
            out,
            "Not checked without a key: what the entries say, who signed them, and whether what nothing explains was destroyed lawfully."
        )?;
        return Ok(());
    }
    writeln!(out, "Opened {} entries with {keys} keys.", counts.opened)?;
    if counts.closed > 0 {
        writeln!(out, "Not checked: {} entries, which are not sealed to this key.", counts.closed)?;
    }
    if counts.reporters > 0 {
        writeln!(
            out,
            "Not checked with this key: the signatures of reporters under {} entries; only readers of a case can.",
            counts.reporters
        )?;
    }
    if counts.undecided > 0 {
        writeln!(
            out,
            "Not decided with this key: whether {} leaves that nothing explains were destroyed lawfully.",
            counts.undecided
        )?;
    }
    Ok(())
}

fn summarise_public(out: &mut dyn Write, view: &LogView, policy: &Policy) -> Result<(), CliError> {
    writeln!(
        out,
        "Checked log {} of {} leaves: the newest checkpoint ({} log keys, {} of {} witnesses needed), every leaf and tile.",
        view.origin,
        view.leaves.len(),
        policy.logs.len(),
        policy.needed,
        policy.witnesses.len()
    )?;
    writeln!(out, "Not checked from outside: what stands behind the leaves. That needs an export.")?;
    Ok(())
}

fn conclude(out: &mut dyn Write, findings: &Findings) -> Result<Outcome, CliError> {
    let (word, outcome) = match findings.verdict() {
        Verdict::Valid => ("VALID", Outcome::Fine),
        Verdict::Tampered => ("TAMPERED", Outcome::Wrong),
        Verdict::Incomplete => ("INCOMPLETE", Outcome::Incomplete),
    };
    writeln!(out, "{word}")?;
    Ok(outcome)
}

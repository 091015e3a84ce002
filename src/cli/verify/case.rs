//! `redchannel verify case`: a case that was handed over as a bundle.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::{CliError, Outcome, recovery};
use crate::config::Genesis;
use crate::desk::bundle::check::{Facts, LogSeen, Report, Trust, check};
use crate::desk::bundle::manifest::Manifest;
use crate::desk::reference::Reference;
use crate::ledger::verify::Verdict;

/// Verify a case that was handed over as a bundle
///
/// Works without a network and without the administration. Without a key: that every file is as it was exported, who exported it, that the
/// rosters follow from the first one, and the way into the public log where the bundle carries proofs. With the key that the bundle is sealed to:
/// also that each item and each entry was written by whom it names, in its place, and that nothing is missing, moved or replaced.
///
/// The hash of the first roster comes from the keyholders, by another way than the bundle. Without it anybody could have made the bundle.
///
/// Example:  redchannel verify case case-K7-PLUM-402.tar --genesis 3f1c… --identity theirs.key
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Case {
    /// The bundle
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// The hash of the first roster, as the keyholders tell it
    #[arg(long, value_name = "HEX", value_parser = Genesis::parse)]
    genesis: Option<Genesis>,
    /// The age identity that the bundle is sealed to, in a private file
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
}

impl Case {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let identity = self.identity.as_deref().map(recovery::read_identity).transpose()?;
        let file = File::open(&self.bundle).map_err(CliError::file(&self.bundle, "cannot be read"))?;
        let genesis = self.genesis.as_ref().map(|genesis| *genesis.as_bytes());
        let Report { facts, findings } = check(file, &Trust { genesis, identity: identity.as_ref() });
        for finding in &findings.kept {
            writeln!(out, "{finding}")?;
        }
        if findings.more > 0 {
            writeln!(out, "… and {} more", findings.more)?;
        }
        if let Some(manifest) = &facts.manifest {
            introduce(out, manifest, &facts)?;
            outside(out, manifest, &facts)?;
            inside(out, manifest, &facts)?;
        }
        let (word, outcome) = match findings.verdict() {
            Verdict::Valid => ("VALID", Outcome::Fine),
            Verdict::Tampered => ("TAMPERED", Outcome::Wrong),
            Verdict::Incomplete => ("INCOMPLETE", Outcome::Incomplete),
        };
        writeln!(out, "{word}")?;
        Ok(outcome)
    }
}

fn introduce(out: &mut dyn Write, manifest: &Manifest, facts: &Facts) -> Result<(), CliError> {
    let exporter = facts.exporter.as_deref().unwrap_or("somebody who is in no roster");
    writeln!(
        out,
        "Case {} ({}), exported on {} by {exporter}, for: {}",
        Reference::of(manifest.case),
        manifest.case,
        manifest.day,
        printable(&manifest.purpose)
    )?;
    Ok(())
}

/// What a stranger wrote, without what could move or hide something on a terminal.
fn printable(text: &str) -> String {
    let hides = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    text.chars().filter(|letter| !hides(letter)).collect()
}

fn outside(out: &mut dyn Write, manifest: &Manifest, facts: &Facts) -> Result<(), CliError> {
    writeln!(
        out,
        "Checked {} files, the exporter's signature, {} rosters, the leaves of {} entries.",
        manifest.files.len(),
        facts.rosters,
        manifest.entries.len()
    )?;
    match facts.log {
        LogSeen::Verified { witnesses, needed } => writeln!(
            out,
            "{} of {} entries were proved to stand in the public log, whose head {witnesses} witnesses have signed ({needed} are needed).",
            facts.proved,
            manifest.entries.len()
        )?,
        LogSeen::KeyUnknown => {
            writeln!(out, "Not checked: the head of the public log. No roster names its key.")?;
        }
        LogSeen::Absent => writeln!(out, "Not checked: the public log. The bundle holds no head of it.")?,
        LogSeen::Refused => {}
    }
    if facts.proved < manifest.entries.len() {
        writeln!(
            out,
            "Not checked: whether {} entries stand in the public log. manifest.json has their leaves; look for them under /log.",
            manifest.entries.len().saturating_sub(facts.proved)
        )?;
    }
    Ok(())
}

fn inside(out: &mut dyn Write, manifest: &Manifest, facts: &Facts) -> Result<(), CliError> {
    if !facts.opened {
        writeln!(
            out,
            "Not checked without the key: who wrote what, whether it follows one another, and whether it is all there. The key is that of {}.",
            manifest.recipient
        )?;
        return Ok(());
    }
    writeln!(
        out,
        "Opened and verified {} of {} items, {} of {} entries, {} of {} attachments.",
        facts.items,
        manifest.items.len(),
        facts.entries,
        manifest.entries.len(),
        facts.attachments,
        manifest.attachments.len()
    )?;
    if facts.older_than_ledger {
        writeln!(out, "Not checked: whether items and entries agree. The case is older than the ledger.")?;
    }
    Ok(())
}

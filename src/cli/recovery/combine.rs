//! `redchannel recovery combine`: the key is whole again.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{identity_file, read_text};
use crate::cli::{CliError, files};
use crate::crypto::agefile::Recipient;
use crate::crypto::shares::{TypedShare, combine, read, read_all};

/// Put shares of the recovery key together
///
/// Takes the files of the shares, or with `-` what is typed or piped in: of each share the six lines with their numbers, one share after the
/// other, and Ctrl-D at the end. Small letters, spaces and hyphens make no difference. A line with a typing mistake is named.
///
/// --check only says whether the shares give the key. --out writes it as an age identity, with which stock age opens what is sealed to it.
///
/// Example:  redchannel recovery combine --check -
///           redchannel recovery combine --out recovery.key share-1-of-5.txt share-2-of-5.txt share-5-of-5.txt
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Combine {
    /// The shares, or `-` for the standard input
    #[arg(value_name = "SHARE", required = true)]
    shares: Vec<PathBuf>,
    #[command(flatten)]
    to: To,
    /// The recovery key that must come out, as the roster names it
    #[arg(long, value_name = "age1…", value_parser = read_recipient)]
    recipient: Option<Recipient>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct To {
    /// Only say whether the shares give the key
    #[arg(long)]
    check: bool,
    /// Write the key to this new private file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the key to the standard output
    #[arg(long)]
    stdout: bool,
}

fn read_recipient(text: &str) -> Result<Recipient, String> {
    Recipient::parse(text).map_err(|fault| fault.to_string())
}

impl Combine {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let mut typed = Vec::new();
        for path in &self.shares {
            typed.extend(shares_in(path)?);
        }
        let shares: Vec<_> = typed.iter().map(|typed| typed.share.clone()).collect();
        let identity = combine(&shares).map_err(CliError::sentence)?;
        let recipient = identity.recipient();
        let named = typed.iter().filter_map(|typed| typed.recipient.as_ref()).chain(&self.recipient);
        if named.into_iter().any(|named| *named != recipient) {
            return Err(CliError::refused(format!(
                "the shares give another key than the one that was named: {recipient}. Do not use it before you know why"
            )));
        }
        let text = identity_file(&identity);
        if self.to.stdout {
            return Ok(out.write_all(text.as_bytes())?);
        }
        if let Some(path) = &self.to.out {
            files::write_new(path, text.as_bytes(), files::PRIVATE)?;
            writeln!(
                out,
                "Recovery key: {}\nWhoever has this file opens every case. Destroy it after use.",
                path.display()
            )?;
        }
        writeln!(out, "{} shares give the recovery key {recipient}.", shares.len())?;
        if self.recipient.is_none() {
            writeln!(out, "Compare it with the one in the roster: redchannel roster show NOTE")?;
        }
        Ok(())
    }
}

/// The share in a file, or all that are typed in.
fn shares_in(path: &Path) -> Result<Vec<TypedShare>, CliError> {
    let text = read_text(path)?;
    if path == Path::new("-") {
        return read_all(&text)
            .map_err(|(number, fault)| CliError::refused(format!("share no. {number} as typed: {fault}")));
    }
    let one = read(&text).map_err(|fault| CliError::refused(format!("{}: {fault}", path.display())))?;
    Ok(vec![one])
}

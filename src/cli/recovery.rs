//! `redchannel recovery`: the recovery key in shares on paper.

mod combine;
mod split;

use std::io::{Read, Write};
use std::path::Path;

use clap::Subcommand;
use rand::CryptoRng;
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::hygiene::{self, read_private};
use super::{CliError, Outcome};
use crate::clock::Clock;
use crate::crypto::agefile::Identity;

/// The longest key file or sheet that is read, in bytes.
const MAX_BYTES: u32 = 64 * 1024;

/// Split the recovery key into shares on paper, or put shares together
///
/// The recovery key opens every case. No single body should hold it: split it among several, of whom some together can use it and fewer
/// learn nothing. Do both on a machine that is never connected again.
///
/// Example:  redchannel recovery split --threshold 3 --shares 5 --out shares
///           redchannel recovery combine --check share-1-of-5.txt share-3-of-5.txt share-4-of-5.txt
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum Recovery {
    Split(split::Split),
    Combine(combine::Combine),
}

impl Recovery {
    pub(super) fn run(
        &self,
        clock: &Clock,
        rng: &mut impl CryptoRng,
        out: &mut dyn Write,
    ) -> Result<Outcome, CliError> {
        hygiene::forbid_core_dumps()?;
        match self {
            Self::Split(split) => split.run(clock, rng, out).map(|()| Outcome::Fine),
            Self::Combine(combine) => combine.run(out).map(|()| Outcome::Fine),
        }
    }
}

/// The whole of a private file, or with `-` of the standard input, as text.
fn read_text(path: &Path) -> Result<Zeroizing<String>, CliError> {
    let mut bytes = if path == Path::new("-") { read_input()? } else { read_private(path, MAX_BYTES)? };
    let text = String::from_utf8(std::mem::take(&mut *bytes));
    text.map(Zeroizing::new).map_err(|fault| {
        drop(Zeroizing::new(fault.into_bytes()));
        CliError::refused(format!("{} is not text", path.display()))
    })
}

fn read_input() -> Result<Zeroizing<Vec<u8>>, CliError> {
    let most = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX).saturating_add(1);
    // As large as it can become: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(most));
    let read = std::io::stdin().take(u64::from(MAX_BYTES).saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(CliError::file(Path::new("the standard input"), "cannot be read"))?;
    if bytes.len() < most { Ok(bytes) } else { Err(CliError::refused("the input is too long")) }
}

/// The one identity of an age identity file.
pub(super) fn read_identity(path: &Path) -> Result<Identity, CliError> {
    let text = read_text(path)?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let identity = lines.next().and_then(|line| Identity::parse(line).ok());
    identity.filter(|_| lines.next().is_none()).ok_or_else(|| {
        CliError::refused(format!("{} does not hold one age identity (AGE-SECRET-KEY-1…)", path.display()))
    })
}

/// The text of an age identity file.
pub(super) fn identity_file(identity: &Identity) -> Zeroizing<String> {
    let recipient = identity.recipient();
    let secret = identity.as_age().to_string();
    let mut text = Zeroizing::new(String::with_capacity(256));
    for piece in ["# public key: ", recipient.as_str(), "\n", secret.expose_secret(), "\n"] {
        text.push_str(piece);
    }
    text
}

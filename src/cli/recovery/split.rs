//! `redchannel recovery split`: the ceremony.

use std::fs::DirBuilder;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use clap::Args;
use rand::CryptoRng;
use rand::seq::SliceRandom as _;

use super::read_identity;
use crate::cli::hygiene::read_private;
use crate::cli::{CliError, files};
use crate::clock::Clock;
use crate::crypto::agefile::Identity;
use crate::crypto::shares::{MOST_SHARES, Rule, Share, Sheet, combine, read, split};

/// The longest name that is printed, in characters.
const LONGEST_NAME: usize = 120;

/// Split the recovery key into shares
///
/// Makes a fresh recovery key, which is never written down as a whole, or takes an existing one with --key. Writes one page of text for
/// each share, reads them back from the disk, and tries many selections of them before it says that it worked. Print each page, check
/// the print with `recovery combine --check` from what a second person types off the paper, then destroy the folder and the machine's disk.
///
/// Example:  redchannel recovery split --threshold 3 --shares 5 --name "Customs of Examplia" --out shares
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Split {
    /// How many shares are needed to have the key
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(2..=i64::from(MOST_SHARES)))]
    threshold: u8,
    /// How many shares are made
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=i64::from(MOST_SHARES)))]
    shares: u8,
    /// Split this key instead of a fresh one: the private file of `keygen --recovery`, or `-` for the standard input
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Whose key it is, to be printed on the shares
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The folder for the shares; it must be empty or not there. Best on a disk that only exists in memory
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Split {
    pub(super) fn run(
        &self,
        clock: &Clock,
        rng: &mut impl CryptoRng,
        out: &mut dyn Write,
    ) -> Result<(), CliError> {
        let rule = Rule::new(self.threshold, self.shares)
            .ok_or_else(|| CliError::refused("--threshold must not be more than --shares"))?;
        if self
            .name
            .as_ref()
            .is_some_and(|name| name.chars().count() > LONGEST_NAME || name.contains(char::is_control))
        {
            return Err(CliError::refused("--name must be one line of at most 120 characters"));
        }
        make_folder(&self.out)?;
        let identity = match &self.key {
            Some(path) => read_identity(path)?,
            None => Identity::generate(),
        };
        let recipient = identity.recipient();
        let shares = split(&identity, rule, rng).map_err(CliError::sentence)?;
        let sheet = |share| Sheet {
            share,
            recipient: &recipient,
            administration: self.name.as_deref(),
            day: clock.today(),
        };
        let path =
            |share: &Share| self.out.join(format!("share-{}-of-{}.txt", share.number(), rule.shares()));
        let paths: Vec<PathBuf> = shares.iter().map(path).collect();
        let done = write(&shares, &paths, sheet).and_then(|()| try_out(&paths, &identity, rng));
        if done.is_err() {
            // Shares of a key that nobody may rely on are in the way of the next try.
            for path in &paths {
                std::fs::remove_file(path).ok();
            }
        }
        done?;
        let set = shares.first().map(|share| share.set().to_string()).unwrap_or_default();
        self.tell(out, &paths, &identity, &set)
    }

    fn tell(
        &self,
        out: &mut dyn Write,
        paths: &[PathBuf],
        identity: &Identity,
        set: &str,
    ) -> Result<(), CliError> {
        for path in paths {
            writeln!(out, "{}", path.display())?;
        }
        let recipient = identity.recipient();
        writeln!(
            out,
            "\nSet {set}: {} shares, any {} of them together are the recovery key. Read back and tried.\n\n\
             Its public half, for `redchannel roster new --recovery`: {recipient}\n\n\
             Print each share, on a printer without memory. Let a second person type what is on the paper into\n\
             `redchannel recovery combine --check`. Then destroy these files and the disk they were on.",
            self.shares, self.threshold
        )?;
        if self.key.is_some() {
            writeln!(out, "The key that was split still exists as a whole: destroy it, too.")?;
        }
        Ok(())
    }
}

/// An empty folder for its owner alone.
fn make_folder(path: &Path) -> Result<(), CliError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mut entries = path.read_dir().map_err(CliError::file(path, "cannot be read"))?;
            if entries.next().is_some() {
                return Err(CliError::refused(format!("{} is not empty", path.display())));
            }
            Ok(())
        }
        made => made.map_err(CliError::file(path, "cannot be created")),
    }
}

fn write<'a>(
    shares: &'a [Share],
    paths: &[PathBuf],
    sheet: impl Fn(&'a Share) -> Sheet<'a>,
) -> Result<(), CliError> {
    shares.iter().zip(paths).try_for_each(|(share, path)| {
        files::write_new(path, sheet(share).to_text().expose_secret().as_bytes(), files::PRIVATE)
    })
}

/// Reads the shares back and puts selections of them together, each share in as many of them as are needed.
fn try_out(paths: &[PathBuf], identity: &Identity, rng: &mut impl CryptoRng) -> Result<(), CliError> {
    let broken = || CliError::refused("what was written does not give the key back; nothing was kept");
    let reread = |path: &PathBuf| {
        let bytes = read_private(path, super::MAX_BYTES)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| broken())?;
        read(text).map(|typed| typed.share).map_err(|_| broken())
    };
    let mut shares = paths.iter().map(reread).collect::<Result<Vec<Share>, CliError>>()?;
    let needed = shares.first().map_or(0, |share| usize::from(share.rule().needed()));
    shares.shuffle(rng);
    for _ in 0..shares.len() {
        shares.rotate_left(1);
        let again = combine(shares.get(..needed).unwrap_or_default()).map_err(|_| broken())?;
        let same = again.scalar().and_then(|again| Ok(again.same_as(&identity.scalar()?)));
        if !same.is_ok_and(|same| same) {
            return Err(broken());
        }
    }
    Ok(())
}

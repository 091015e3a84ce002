//! The log's key: showing it to the keyholders, and replacing it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use ed25519_dalek::SigningKey;
use rand::CryptoRng;

use super::super::hygiene::read_secret;
use super::super::serve::{first_origin, last_checkpoint};
use super::super::{CliError, files};
use crate::config::Config;
use crate::crypto::note_key::NoteKey;
use crate::ledger::checkpoint::Checkpoint;
use crate::secret::Secret;

/// Print the log's public key, for the roster
///
/// The keyholders put it into the roster and compare it with you, aloud. Makes secrets/ledger.key if there is none and nothing was
/// signed yet: keep an offline copy of it.
///
/// Example:  redchannel ledger key --config /srv/redchannel/redchannel.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Key {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Make a new key for the log
///
/// The old one becomes secrets/ledger.key.previous: until you remove it, checkpoints carry both signatures, so that nobody who knows
/// only the old key is locked out meanwhile. What was signed with the old one stays valid as long as the rosters that named it are kept.
///
/// Example:  redchannel ledger rotate --config /srv/redchannel/redchannel.toml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Rotate {
    /// The configuration of the server
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Key {
    pub(super) fn run(&self, rng: &mut impl CryptoRng, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        let path = config.secrets.join("ledger.key");
        let origin = origin(&config)?;
        if !path.exists() {
            if last_checkpoint(&config).exists() {
                return Err(CliError::refused(format!(
                    "{} is missing, but the log has been signed before: bring the key back from its offline copy. If there is none, \
                     redchannel ledger rotate makes a new one",
                    path.display()
                )));
            }
            files::write_new(&path, Secret::<32>::random(rng).expose_secret(), files::SECRET)?;
            writeln!(out, "Made {}: keep an offline copy.\n", path.display())?;
        }
        let key = public_key(&path, &origin)?;
        writeln!(
            out,
            "The log's public key:\n    {}\n\nThe keyholders name it in the next roster with:",
            key.to_vkey()
        )?;
        say_roster_command(out, &key)?;
        Ok(())
    }
}

impl Rotate {
    pub(super) fn run(&self, rng: &mut impl CryptoRng, out: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(Some(&self.config))?;
        let (path, previous) =
            (config.secrets.join("ledger.key"), config.secrets.join("ledger.key.previous"));
        let origin = origin(&config)?;
        if previous.exists() {
            return Err(CliError::refused(format!(
                "{} is still there: a change of keys is under way. Once the roster in force names the new key and every witness has it, \
                 remove that file; then the key can be changed again",
                previous.display()
            )));
        }
        replace(&path, &previous, rng)?;
        let key = public_key(&path, &origin)?;
        writeln!(out, "The log's new public key:\n    {}\n\nWhat comes next:\n", key.to_vkey())?;
        writeln!(out, "1. Copy {} to the safe, beside the pepper.", path.display())?;
        writeln!(
            out,
            "2. Start the server again: from then on checkpoints carry the signatures of both keys."
        )?;
        writeln!(out, "3. The keyholders begin the next roster, name the new key in it and sign it:")?;
        say_roster_command(out, &key)?;
        writeln!(out, "   Import it: redchannel roster import --help")?;
        writeln!(out, "4. Give each witness the new key, by another way than this server.")?;
        writeln!(out, "5. When all have it, remove {} and start the server again.", previous.display())?;
        Ok(())
    }
}

/// Puts a new key in the place of the old one, which gets the other name; at no moment is there none.
fn replace(path: &Path, previous: &Path, rng: &mut impl CryptoRng) -> Result<(), CliError> {
    if path.exists() {
        // Not a copy: the bytes stay where they are, and so do their rights.
        read_secret(path)?;
        fs::hard_link(path, previous).map_err(CliError::file(previous, "cannot be created"))?;
    }
    files::replace(path, Secret::<32>::random(rng).expose_secret(), files::SECRET)?;
    let folder = path.parent().unwrap_or(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(CliError::file(folder, "cannot be written"))
}

/// The name of the newest log: as it was signed last, or of the first one.
fn origin(config: &Config) -> Result<String, CliError> {
    let path = last_checkpoint(config);
    if path.exists() {
        let checkpoint = Checkpoint::parse(&files::read(&path)?).map_err(|_| {
            CliError::refused(format!("{} is damaged: it must hold the last checkpoint", path.display()))
        })?;
        return Ok(checkpoint.claimed().origin.clone());
    }
    Ok(first_origin(config)?)
}

fn public_key(path: &Path, origin: &str) -> Result<NoteKey, CliError> {
    let seed = read_secret(path)?;
    Ok(NoteKey::ed25519(origin, SigningKey::from_bytes(seed.expose_secret()).verifying_key()))
}

/// The line for the keyholders.
pub(super) fn say_roster_command(out: &mut dyn Write, key: &NoteKey) -> std::io::Result<()> {
    writeln!(out, "    redchannel roster set-ledger --draft FILE --vkey {}", key.to_vkey())
}

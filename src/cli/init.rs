//! `redchannel init`: a fresh set-up of the server, with nothing in it that anybody else has.

use std::fs::{DirBuilder, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use clap::Args;
use rand::CryptoRng;

use super::{CliError, files};
use crate::config;
use crate::secret::Secret;

/// The name of the configuration that is written.
pub const CONFIGURATION: &str = "redchannel.toml";

/// Set up a server: data folder, secrets, configuration
///
/// Makes, in a new or empty folder:
///
///   redchannel.toml   the configuration, every key explained
///   data/             ciphertext will live here
///   secrets/pepper    without it no code opens an inbox: keep a copy offline, never with the backups
///   secrets/form.key  lets forms outlive a restart
///   secrets/ledger.key  signs the public ledger: keep a copy offline
///
/// Everything is readable by you alone: run it as the user the server will run as.
///
/// Example:  redchannel init --data /srv/redchannel
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Init {
    /// The folder to set up; it must be empty or not exist
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl Init {
    /// Writes the files and says what comes next.
    pub(super) fn run(&self, rng: &mut impl CryptoRng, out: &mut dyn Write) -> Result<(), CliError> {
        let root = &self.data;
        make_empty(root)?;
        for folder in ["data", "secrets"] {
            make(&root.join(folder))?;
        }
        for secret in ["pepper", "form.key", "ledger.key"] {
            let bytes = Secret::<32>::random(rng);
            files::write_new(&root.join("secrets").join(secret), bytes.expose_secret(), files::SECRET)?;
        }
        let configuration = root.join(CONFIGURATION);
        files::write_new(&configuration, config::DEFAULT.as_bytes(), files::PRIVATE)?;
        say_next(out, root, &configuration)?;
        Ok(())
    }
}

fn make_empty(root: &Path) -> Result<(), CliError> {
    match std::fs::read_dir(root) {
        Ok(entries) => {
            if entries.count() > 0 {
                // A second pepper beside old data would lock every reporter out.
                let sentence = format!("{} is not empty: nothing was changed", root.display());
                return Err(CliError::refused(sentence));
            }
            std::fs::set_permissions(root, Permissions::from_mode(0o700))
                .map_err(CliError::file(root, "cannot be made private"))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(root),
        Err(error) => Err(CliError::file(root, "cannot be read")(error)),
    }
}

fn make(folder: &Path) -> Result<(), CliError> {
    DirBuilder::new().mode(0o700).create(folder).map_err(CliError::file(folder, "cannot be created"))
}

fn say_next(out: &mut dyn Write, root: &Path, configuration: &Path) -> std::io::Result<()> {
    let (root, configuration) = (root.display(), configuration.display());
    writeln!(
        out,
        "{root} is set up. What comes next:

1. Copy {root}/secrets/pepper and {root}/secrets/ledger.key to paper or a stick in a safe, apart from all backups.
   Without the first no reporter's code opens an inbox any more; the second signs the public ledger.
2. Edit {configuration}: at least intake.hosts, intake.leave_to, intake.other_channels,
   intake.support, api.hosts, ledger.origin. Every key is explained there.
3. The keyholders and the members of the unit make their keys, each on their own machine:
       redchannel keygen --name \"Keyholder 1\" --out .
   and one recovery key, for a safe outside the administration:
       redchannel keygen --recovery --out recovery.key
4. The keyholders write and sign the roster: redchannel roster --help
   Give them what `redchannel ledger key --config {configuration}` prints: the roster names the ledger's key.
   Pin its hash in roster.genesis, import the signed note.
5. redchannel doctor --config {configuration}
   tells in sentences what is still wrong. Start the server when it finds nothing."
    )
}

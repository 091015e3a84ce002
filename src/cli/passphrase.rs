//! Where a passphrase comes from: the terminal, without echo, or a private file. Never arguments or environment, which every
//! process of the machine may read.

use std::path::Path;

use zeroize::Zeroizing;

use super::CliError;
use super::hygiene::read_private;
use crate::crypto::keyfile::{KeyFile, Passphrase, StaffKey};

/// The longest passphrase file that is read, in bytes.
const MAX_FILE_BYTES: u32 = 1_024;

/// Opens a key file with the passphrase in `file`, or the one that is typed now.
pub(super) fn open(key: &KeyFile, file: Option<&Path>) -> Result<StaffKey, CliError> {
    let passphrase = match file {
        Some(path) => from_file(path)?,
        None => typed(key.card().name())?,
    };
    Ok(key.open(&passphrase)?)
}

fn from_file(path: &Path) -> Result<Passphrase, CliError> {
    let bytes = read_private(path, MAX_FILE_BYTES)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| CliError::refused(format!("{} is not text", path.display())))?;
    Ok(Passphrase::typed(text.trim()))
}

fn typed(name: &str) -> Result<Passphrase, CliError> {
    let typed = rpassword::prompt_password(format!("Passphrase of “{name}”: "));
    let typed = Zeroizing::new(typed.map_err(|_| {
        CliError::refused("there is no terminal to type the passphrase on; use --passphrase-file instead")
    })?);
    Ok(Passphrase::typed(&typed))
}

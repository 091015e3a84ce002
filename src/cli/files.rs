//! Reading and writing the files that people carry around: whole or not at all, and never over an existing one unasked.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::CliError;

/// The largest card, key file, draft or note that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// For the owner's eyes, never changed.
pub(super) const SECRET: u32 = 0o400;
/// For the owner alone.
pub(super) const PRIVATE: u32 = 0o600;
/// For everybody to read.
pub(super) const PUBLIC: u32 = 0o644;

/// Reads a file of at most 1 MiB.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(CliError::file(path, "cannot be read"))?;
    file.take(MAX_BYTES.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(CliError::file(path, "cannot be read"))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= MAX_BYTES) {
        Ok(bytes)
    } else {
        Err(CliError::refused(format!("{} is too long to be what was asked for", path.display())))
    }
}

/// As [`read`], as text.
pub(super) fn read_text(path: &Path) -> Result<String, CliError> {
    String::from_utf8(read(path)?).map_err(|_| CliError::refused(format!("{} is not text", path.display())))
}

/// Writes a file that does not exist yet and waits until it is on the disk. A file half written is removed.
pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), CliError> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .map_err(CliError::file(path, "cannot be created"))?;
    // The umask may have taken rights away that the file must have, or left none to take.
    let written = file
        .set_permissions(Permissions::from_mode(mode))
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.sync_all());
    written.map_err(|error| {
        // What matters is the first error.
        std::fs::remove_file(path).ok();
        CliError::file(path, "cannot be written")(error)
    })
}

/// Replaces a file: whoever reads it sees the old one or the new one, also after a crash.
pub(super) fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<(), CliError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written =
        tempfile::NamedTempFile::new_in(folder.unwrap_or_else(|| Path::new("."))).and_then(|mut new| {
            new.as_file().set_permissions(Permissions::from_mode(mode))?;
            new.write_all(bytes)?;
            new.as_file().sync_all()?;
            new.persist(path).map_err(|error| error.error)
        });
    written.map(drop).map_err(CliError::file(path, "cannot be written"))
}

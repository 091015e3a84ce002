//! Small files beside the key file: age files to the member's own key, replaced whole.
//!
//! They tell a thief of the disk nothing but that they are there and how long they are. They are not proof against somebody who writes
//! on the member's own machine, who could simply delete them.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::crypto::agefile::{self, Identity};
use crate::secret::SecretBytes;

/// What lies in such a file.
#[derive(Debug)]
pub enum Found {
    /// This.
    Content(SecretBytes),
    /// There is no file.
    Nothing,
    /// There is one, but it cannot be read.
    Damaged,
}

/// Where such a file lies: beside the key file, with `ending` after its name.
pub fn beside(key_file: &Path, ending: impl AsRef<OsStr>) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Reads such a file, at most `most` bytes of content.
pub fn read(path: &Path, own: &Identity, most: usize) -> Found {
    match std::fs::read(path) {
        Ok(sealed) => agefile::open(own, &sealed, most).map_or(Found::Damaged, Found::Content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Found::Nothing,
        Err(_) => Found::Damaged,
    }
}

/// Writes such a file: a new one with access for its owner only, renamed over the old one.
pub fn write(path: &Path, own: &Identity, content: &Zeroizing<Vec<u8>>) -> io::Result<()> {
    let sealed = agefile::seal(&[own.recipient()], content).map_err(io::Error::other)?;
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    // Temporary files are made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&sealed)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    std::fs::File::open(folder)?.sync_all()
}

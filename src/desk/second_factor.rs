//! The second factor of a key file: codes from an app on another device, each good once.
//!
//! ```text
//! file    KEYFILE.totp, an age file to the member's own key:
//!         "redchannel/v1/totp" LF  secret (base 32) LF  last step that was accepted (decimal) LF
//! ```
//!
//! It makes a stolen passphrase useless at a desk that others can reach. It adds nothing against somebody who has the key file as
//! well: they need no desk. Where a desk demands it, a missing file is a refusal, so deleting it gains nothing.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::crypto::agefile::{self, Identity};
use crate::crypto::totp::TotpSecret;
use crate::secret::{SecretBytes, SecretText};

const FORMAT: &str = "redchannel/v1/totp";
const MAX_BYTES: usize = 4 * 1024;

/// When a code is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Where the key has a second factor.
    IfEnrolled,
    /// Always: a key without one is not unlocked here.
    Always,
}

/// What is brought to an unlocking beside the passphrase.
#[derive(Clone, Debug)]
pub enum Brought {
    /// Nothing: the desk is unlocked already, and asks for the passphrase again.
    NoCode,
    /// A code, or an empty text; and when one is needed.
    Code(SecretText, Demand),
}

/// Why a second factor is not accepted or not set up.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// Not the code of now, or one that was used.
    #[error(
        "This code does not fit, or was used before. Wait for the next one, and check that the clocks of this computer and of your \
         app's device are right."
    )]
    Wrong,
    /// The file cannot be read.
    #[error(
        "The file of the second factor beside the key file cannot be read. Take it from your backup, or set up a new one at a desk \
         on this machine."
    )]
    Damaged,
    /// The last step cannot be written down: then the code would be good twice.
    #[error(
        "The file of the second factor beside the key file cannot be written, so nothing was unlocked. Is the disk full or \
         write-protected?"
    )]
    Unwritable(#[source] io::Error),
}

/// Where the second factor of a key file lies: beside it, with `.totp` after its name.
pub fn beside(key_file: &Path) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".totp");
    PathBuf::from(name)
}

/// Whether a key file has a second factor. Where that cannot be told, it has one: it must not fall away.
pub fn is_enrolled(key_file: &Path) -> bool {
    beside(key_file).try_exists().unwrap_or(true)
}

/// Accepts a code, and writes down that it and all before it are used: before anything is unlocked, and so that it holds after a
/// restart as well.
pub fn accept(key_file: &Path, own: &Identity, code: &str, now: i64) -> Result<(), FactorError> {
    // Two desks may serve one folder: neither may accept what the other just did.
    let gate = File::open(key_file).map_err(FactorError::Unwritable)?;
    gate.lock().map_err(FactorError::Unwritable)?;
    let sealed = std::fs::read(beside(key_file)).map_err(|_| FactorError::Damaged)?;
    let (secret, last) = read(own, &sealed).ok_or(FactorError::Damaged)?;
    let step = secret.step_of(code, now, Some(last)).ok_or(FactorError::Wrong)?;
    write(key_file, own, &secret, step).map_err(FactorError::Unwritable)
}

/// Sets up a second factor, once its app has made a code that fits. An earlier one is replaced.
pub fn enrol(
    key_file: &Path,
    own: &Identity,
    secret: &TotpSecret,
    (code, now): (&str, i64),
) -> Result<(), FactorError> {
    let step = secret.step_of(code, now, None).ok_or(FactorError::Wrong)?;
    write(key_file, own, secret, step).map_err(FactorError::Unwritable)
}

/// Removes the second factor.
pub fn remove(key_file: &Path) -> Result<(), FactorError> {
    std::fs::remove_file(beside(key_file)).map_err(FactorError::Unwritable)
}

fn read(own: &Identity, sealed: &[u8]) -> Option<(TotpSecret, i64)> {
    let opened: SecretBytes = agefile::open(own, sealed, MAX_BYTES).ok()?;
    let text = std::str::from_utf8(opened.expose_secret()).ok()?;
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (format, secret, last) = (lines.next()?, lines.next()?, lines.next()?);
    if format != FORMAT || lines.next().is_some() {
        return None;
    }
    Some((TotpSecret::from_base32(secret)?, last.parse().ok()?))
}

fn write(key_file: &Path, own: &Identity, secret: &TotpSecret, last: i64) -> io::Result<()> {
    let base32 = secret.to_base32();
    let mut text = zeroize::Zeroizing::new(String::with_capacity(128));
    for piece in [FORMAT, "\n", base32.expose_secret(), "\n", &last.to_string(), "\n"] {
        text.push_str(piece);
    }
    let sealed = agefile::seal(&[own.recipient()], text.as_bytes()).map_err(io::Error::other)?;
    let path = beside(key_file);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    // Temporary files are made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&sealed)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_lies_in_the_file_nobody_is_let_in_by_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let own = Identity::generate();
            prop_assert!(read(&own, &bytes).is_none());
            let sealed = agefile::seal(&[own.recipient()], &bytes).unwrap();
            prop_assert!(read(&own, &sealed).is_none());
        }

        #[test]
        fn what_was_written_is_read(last in 0_i64..1 << 40) {
            let (own, folder) = (Identity::generate(), tempfile::tempdir().unwrap());
            let key_file = folder.path().join("a.rckey");
            let secret = TotpSecret::random(&mut rand::rng());
            write(&key_file, &own, &secret, last).unwrap();
            let sealed = std::fs::read(beside(&key_file)).unwrap();
            prop_assert_eq!(read(&own, &sealed).unwrap().1, last);
            prop_assert!(read(&Identity::generate(), &sealed).is_none());
        }
    }
}

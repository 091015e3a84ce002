//! The key files that this desk may unlock, and the slow, careful way of doing it.
//!
//! The wait after a wrong passphrase lives in memory: whoever can restart the desk can also copy the key file, and is held up by the
//! passphrase's strength and the slow hash alone.

mod delay;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::crypto::keyfile::{KeyFile, KeyFileError, MAX_FILE_BYTES, Passphrase, PublicCard, StaffKey};

pub use delay::Delay;

/// The ending of key files.
const ENDING: &str = "rckey";
/// Key files that are offered at most; a folder with more is not a folder of key files.
const MOST: usize = 200;

/// The folder of key files, or the one file.
#[derive(Debug)]
pub struct Keyring {
    path: PathBuf,
    /// One slow hash at a time: each takes 64 MiB.
    gate: Semaphore,
    delays: Mutex<BTreeMap<String, Delay>>,
}

/// A key file that is offered on the unlock page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The file's name, by which the form names it.
    pub file: String,
    /// The display name in it; or what is wrong with the file.
    pub name: Result<String, String>,
}

/// An opened key file.
#[derive(Debug)]
pub struct Opened {
    /// Where the file lies.
    pub path: PathBuf,
    /// Its keys.
    pub key: StaffKey,
    /// Its public half.
    pub card: PublicCard,
}

/// Why a key was not unlocked. Each sentence says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// The folder cannot be read.
    #[error(
        "The folder of key files cannot be read. Start the desk with the folder or the file that holds your key."
    )]
    Folder,
    /// The form named a file that is not offered.
    #[error("This key file is not there any more. Choose one of the list.")]
    NotOffered,
    /// Too early after a wrong passphrase: not even tried.
    #[error(
        "The passphrase was not tried: after a wrong one there is a short wait. Try again in {seconds} s."
    )]
    Wait {
        /// Seconds to wait.
        seconds: i64,
    },
    /// It does not open.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
}

impl Keyring {
    /// The key files in a folder, or one file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), gate: Semaphore::new(1), delays: Mutex::default() }
    }

    /// What is there, by file name. Broken files are offered too, with what is wrong: a member must not wonder where a key went.
    pub fn offers(&self) -> Result<Vec<Offer>, KeyringError> {
        let offers = self.files()?.into_iter().map(|(file, path)| Offer {
            file,
            name: read(&path)
                .map(|key_file| key_file.card().name().to_owned())
                .map_err(|error| error.to_string()),
        });
        let mut offers: Vec<Offer> = offers.collect();
        offers.sort_by_key(|offer| offer.name.is_err());
        Ok(offers)
    }

    /// Seconds until a passphrase for this file is tried again; 0 if at once.
    pub fn wait(&self, file: &str, clock: &Clock) -> i64 {
        let delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        delays.get(file).map_or(0, |delay| delay.remaining(clock.now()))
    }

    /// Tries a passphrase. The slow hash runs beside the async threads, one at a time; tries that come too early are not made, so
    /// that many requests at once gain nothing.
    pub async fn open(
        &self,
        file: &str,
        passphrase: Passphrase,
        clock: &Clock,
    ) -> Result<Opened, KeyringError> {
        let path = self.files()?.remove(file).ok_or(KeyringError::NotOffered)?;
        let _one_at_a_time = self.gate.acquire().await.map_err(|_| KeyFileError::Hash)?;
        let seconds = self.wait(file, clock);
        if seconds > 0 {
            return Err(KeyringError::Wait { seconds });
        }
        let key_file = read(&path)?;
        let card = key_file.card().clone();
        let opened = tokio::task::spawn_blocking(move || key_file.open(&passphrase)).await;
        let opened = opened.map_err(|_| KeyFileError::Hash)?;
        let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        match opened {
            Ok(key) => {
                delays.remove(file);
                Ok(Opened { path, key, card })
            }
            Err(error) => {
                delays.entry(file.to_owned()).or_default().failed(clock.now());
                Err(error.into())
            }
        }
    }

    /// File names and paths. Only what is listed here can be opened: a form cannot name a path.
    fn files(&self) -> Result<BTreeMap<String, PathBuf>, KeyringError> {
        let metadata = std::fs::metadata(&self.path).map_err(|_| KeyringError::Folder)?;
        let named = |path: PathBuf| Some((path.file_name()?.to_str()?.to_owned(), path));
        if metadata.is_file() {
            return Ok(named(self.path.clone()).into_iter().collect());
        }
        let folder = std::fs::read_dir(&self.path).map_err(|_| KeyringError::Folder)?;
        let paths = folder.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let keys =
            paths.filter(|path| path.extension().is_some_and(|ending| ending == ENDING) && path.is_file());
        Ok(keys.take(MOST).filter_map(named).collect())
    }
}

fn read(path: &Path) -> Result<KeyFile, KeyFileError> {
    let length = std::fs::metadata(path).map_err(|_| KeyFileError::Malformed)?.len();
    if usize::try_from(length).map_or(true, |length| length > MAX_FILE_BYTES) {
        return Err(KeyFileError::Malformed);
    }
    KeyFile::parse(&std::fs::read(path).map_err(|_| KeyFileError::Malformed)?)
}

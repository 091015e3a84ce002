//! The key files that this desk may unlock, and the slow, careful way of doing it.
//!
//! The wait after a wrong passphrase lives in memory: whoever can restart the desk can also copy the key file, and is held up by the
//! passphrase's strength and the slow hash alone.

mod delay;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::second_factor::{self, Brought, Demand, FactorError};
use crate::clock::Clock;
use crate::crypto::keyfile::{KeyFile, KeyFileError, MAX_FILE_BYTES, Passphrase, PublicCard, StaffKey};
use crate::secret::SecretText;

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
    /// Whether it has a second factor.
    pub enrolled: bool,
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
#[derive(Clone, Debug, thiserror::Error)]
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
    /// The passphrase, the code, or both: which, is not said.
    #[error(
        "This passphrase and this code do not open the key file together. Check the six words; wait for the next code, each is good \
         once; and check that the clocks of this computer and of your app's device are right."
    )]
    Together,
    /// This desk asks for a second factor, and the key has none.
    #[error(
        "This key has no second factor, which this desk asks for. Start a desk on the machine itself, unlock it there, and set one up."
    )]
    NotEnrolled,
    /// The second factor's file.
    #[error(transparent)]
    Factor(Arc<FactorError>),
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
            enrolled: second_factor::is_enrolled(&path),
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
        brought: Brought,
        clock: &Clock,
    ) -> Result<Opened, KeyringError> {
        let path = self.files()?.remove(file).ok_or(KeyringError::NotOffered)?;
        let code = needed(&path, brought)?;
        let _one_at_a_time = self.gate.acquire().await.map_err(|_| KeyFileError::Hash)?;
        let seconds = self.wait(file, clock);
        if seconds > 0 {
            return Err(KeyringError::Wait { seconds });
        }
        let key_file = read(&path)?;
        let card = key_file.card().clone();
        let (place, now) = (path.clone(), clock.now());
        let opening = move || both(&key_file, &passphrase, &place, code.as_ref().map(|code| (code, now)));
        let opened = tokio::task::spawn_blocking(opening).await.map_err(|_| KeyFileError::Hash)?;
        let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        match opened {
            Ok(key) => {
                delays.remove(file);
                Ok(Opened { path, key, card })
            }
            Err(error) => {
                delays.entry(file.to_owned()).or_default().failed(clock.now());
                Err(error)
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

/// The code that must fit, if one must.
fn needed(path: &Path, brought: Brought) -> Result<Option<SecretText>, KeyringError> {
    match brought {
        Brought::Code(code, _) if second_factor::is_enrolled(path) => Ok(Some(code)),
        Brought::NoCode | Brought::Code(_, Demand::IfEnrolled) => Ok(None),
        Brought::Code(_, Demand::Always) => Err(KeyringError::NotEnrolled),
    }
}

/// Opens a key file, and accepts the code where one must fit. The passphrase comes first: the file of the second factor opens with
/// the key alone. Where a code must fit, a wrong passphrase and a wrong code are told in the same words, and held up alike.
fn both(
    key_file: &KeyFile,
    passphrase: &Passphrase,
    path: &Path,
    code: Option<(&SecretText, i64)>,
) -> Result<StaffKey, KeyringError> {
    let Some((code, now)) = code else { return Ok(key_file.open(passphrase)?) };
    let key = key_file.open(passphrase).map_err(|error| match error {
        KeyFileError::WrongPassphrase => KeyringError::Together,
        KeyFileError::Malformed
        | KeyFileError::TooWeak
        | KeyFileError::TooCostly
        | KeyFileError::WeakPassphrase
        | KeyFileError::Name
        | KeyFileError::Hash => error.into(),
    })?;
    match second_factor::accept(path, key.identity(), code.expose_secret(), now) {
        Ok(()) => Ok(key),
        Err(FactorError::Wrong) => Err(KeyringError::Together),
        Err(error @ (FactorError::Damaged | FactorError::Unwritable(_))) => {
            Err(KeyringError::Factor(Arc::new(error)))
        }
    }
}

fn read(path: &Path) -> Result<KeyFile, KeyFileError> {
    let length = std::fs::metadata(path).map_err(|_| KeyFileError::Malformed)?.len();
    if usize::try_from(length).map_or(true, |length| length > MAX_FILE_BYTES) {
        return Err(KeyFileError::Malformed);
    }
    KeyFile::parse(&std::fs::read(path).map_err(|_| KeyFileError::Malformed)?)
}

//! Configuration: defaults, one file and the environment, read once into checked values.
//!
//! `config/default.toml` is compiled in: it is the list of the keys, the source of the defaults and what `redchannel init`
//! writes. Over it lies the file, over that the environment (`REDCHANNEL_SECTION__KEY`). Unknown keys are refused: a misspelt
//! limit would otherwise be no limit. All problems are reported at once, one line each that names the key and never the value,
//! because a line of an error ends in logs and tickets, and an address may hold a password.

mod layers;
mod ledger;
mod sections;
mod value;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use layers::Layers;

pub use ledger::{KeyName, Ledger, WitnessUrl};
pub use sections::{Api, Database, Deadlines, Desk, Intake, Limits, SlowHash};
pub use value::{DatabaseAddress, Genesis, Host, LeaveTo, Scheme, ServerUrl};

/// The commented defaults: every key stands in here.
pub const DEFAULT: &str = include_str!("../config/default.toml");

/// Begins the names of environment variables.
pub const PREFIX: &str = "REDCHANNEL_";

/// The longest configuration file that is read, in bytes.
const MAX_FILE_BYTES: u64 = 256 * 1024;

/// Everything that can be configured. Paths are complete: relative ones were joined to where they start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of the ciphertext.
    pub data: PathBuf,
    /// The public face.
    pub intake: Intake,
    /// The staff's interface.
    pub api: Api,
    /// The two databases.
    pub database: Database,
    /// The folder of the attachments.
    pub blobs: PathBuf,
    /// The folder of the secret files.
    pub secrets: PathBuf,
    /// The pinned first roster, if it is pinned yet.
    pub genesis: Option<Genesis>,
    /// The ledger.
    pub ledger: Ledger,
    /// What reporters may send.
    pub limits: Limits,
    /// Cost of the slow hash.
    pub slow_hash: SlowHash,
    /// Patience with slow visitors.
    pub deadlines: Deadlines,
    /// The questions reporters are asked, if they are not those of the program. The desk reads the answers with the same file.
    pub questionnaire: Option<PathBuf>,
    /// The unit's console.
    pub desk: Desk,
}

impl Config {
    /// Reads the file, if one is named, under the environment of this process.
    ///
    /// # Errors
    /// [`ConfigError`] with every problem found.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let text = file.map_or_else(|| Ok(String::new()), read)?;
        let folder = file.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::path::absolute(folder.unwrap_or_else(|| Path::new(".")))
            .map_err(|_| ConfigError::one("data", "the current folder cannot be found out"))?;
        Self::from_parts(&text, &folder, &environment())
    }

    /// As [`Config::load`], from the text of a file that stands in `folder`, under these variables.
    ///
    /// # Errors
    /// [`ConfigError`] with every problem found.
    pub fn from_parts(
        text: &str,
        folder: &Path,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let mut layers = Layers::new(DEFAULT);
        layers.lay_file(text);
        layers.lay_environment(environment);
        let config = Self::read(&mut layers, folder);
        let problems = layers.into_problems();
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            Some(_) | None => Err(ConfigError(problems)),
        }
    }

    /// Every section is read before the first `?`, so that one bad key does not hide the others.
    fn read(layers: &mut Layers, folder: &Path) -> Option<Self> {
        let data = layers.path("data", Some(folder));
        let intake = Intake::read(layers);
        let api = Api::read(layers);
        let database = Database::read(layers, data.as_deref());
        let blobs = layers.path("blobs.path", data.as_deref());
        let secrets = layers.path("secrets.dir", Some(folder));
        let genesis = layers.optional("roster.genesis", Genesis::parse);
        let ledger = Ledger::read(layers);
        let limits = Limits::read(layers);
        let slow_hash = SlowHash::read(layers);
        let deadlines = Deadlines::read(layers);
        let questionnaire = layers.optional("questionnaire.file", |text| present(folder, text));
        let desk = Desk::read(layers, folder);
        Some(Self {
            data: data?,
            intake: intake?,
            api: api?,
            database: database?,
            blobs: blobs?,
            secrets: secrets?,
            genesis: genesis?,
            ledger: ledger?,
            limits: limits?,
            slow_hash: slow_hash?,
            deadlines: deadlines?,
            questionnaire: questionnaire?,
            desk: desk?,
        })
    }
}

/// A path that starts at this folder.
fn present(folder: &Path, text: &str) -> Result<PathBuf, &'static str> {
    if text.contains('\0') { Err("must be a path") } else { Ok(folder.join(text)) }
}

/// One thing wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key, or what else is wrong.
    pub key: String,
    /// What must be different. Never contains the value.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.what)
    }
}

/// Everything that is wrong with the configuration; one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(Vec<Problem>);

impl ConfigError {
    fn one(key: &str, what: impl Into<String>) -> Self {
        Self(vec![Problem { key: key.to_owned(), what: what.into() }])
    }

    /// The problems, in the order in which they were found.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            write!(f, "{gap}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

fn read(path: &Path) -> Result<String, ConfigError> {
    let problem = |what: String| ConfigError::one(&path.display().to_string(), what);
    let length = std::fs::metadata(path).map_err(|error| problem(error.kind().to_string()))?.len();
    if length > MAX_FILE_BYTES {
        return Err(problem("is too long for a configuration".into()));
    }
    let bytes = std::fs::read(path).map_err(|error| problem(error.kind().to_string()))?;
    String::from_utf8(bytes).map_err(|_| problem("is not UTF-8 text".into()))
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn environment() -> BTreeMap<String, String> {
    // `vars` panics on names that are not Unicode; nobody's locale may keep the intake from starting.
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect()
}

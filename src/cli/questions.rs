//! The questionnaire that the configuration names, or the one that is part of the program.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use crate::config::Config;
use crate::model::questionnaire::{DEFAULT, Questionnaire};
use crate::model::reading::{Faults, MAX_BYTES};

/// Why there is no questionnaire.
#[derive(Debug, thiserror::Error)]
pub enum QuestionsError {
    /// The file cannot be read.
    #[error("questionnaire.file: {} cannot be read: {what}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// Its content is wrong: a line for each fault.
    #[error("questionnaire.file: {} has faults:\n{faults}", path.as_deref().unwrap_or_else(|| "the shipped one".as_ref()).display())]
    Faults {
        /// The file; `None` for the one that is part of the program.
        path: Option<PathBuf>,
        /// All of them.
        faults: Faults,
    },
}

/// Reads and judges the questionnaire.
///
/// # Errors
/// [`QuestionsError`] with everything that is wrong with it.
pub fn load(config: &Config) -> Result<Questionnaire, QuestionsError> {
    let path = config.questionnaire.clone();
    let text = match &path {
        None => DEFAULT.to_owned(),
        Some(path) => read(path).map_err(|what| QuestionsError::File { path: path.clone(), what })?,
    };
    Questionnaire::parse(&text).map_err(|faults| QuestionsError::Faults { path, faults })
}

fn read(path: &PathBuf) -> Result<String, String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let file = File::open(path).map_err(|error| error.kind().to_string())?;
    file.take(most).read_to_end(&mut bytes).map_err(|error| error.kind().to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

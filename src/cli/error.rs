//! What a command could not do, in sentences for the person at the terminal.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::hygiene::{HygieneError, SecretFileError};
use crate::config::ConfigError;
use crate::crypto::keyfile::{CardError, KeyFileError};
use crate::crypto::note::RosterError;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The arguments are wrong, or help was asked for.
    #[error(transparent)]
    Usage(#[from] clap::Error),
    /// The configuration is wrong: one line for each problem.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file or folder could not be read or written.
    #[error("{} {what}: {}", path.display(), source.kind())]
    File {
        /// The file.
        path: PathBuf,
        /// What could not be done, such as "cannot be read".
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// What the command says could not be written.
    #[error("the output could not be written: {}", .0.kind())]
    Output(#[from] std::io::Error),
    /// A file that must be private is not, or cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretFileError),
    /// The process could not be protected.
    #[error(transparent)]
    Hygiene(#[from] HygieneError),
    /// A key file.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// A card.
    #[error("{}: {source}", path.display())]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: CardError,
    },
    /// A roster's note.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// What `verify` needs cannot be had: that proves nothing, and has an exit code of its own.
    #[error(transparent)]
    Input(Box<Self>),
    /// Anything else, in a sentence.
    #[error("{0}")]
    Refused(String),
    /// Wrong use of a command whose other codes say what was found.
    #[error(transparent)]
    Misuse(Box<Self>),
}

impl CliError {
    pub(super) fn file(path: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, what, source }
    }

    pub(super) fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    pub(super) fn misuse(sentence: impl Into<String>) -> Self {
        Self::refused(sentence).of_finding_out()
    }

    /// The same, of a command whose codes 1 and 2 say what it found.
    pub(super) fn of_finding_out(self) -> Self {
        Self::Misuse(Box::new(self))
    }

    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            // Help and version are no errors.
            Self::Usage(usage) => u8::try_from(usage.exit_code()).unwrap_or(2),
            Self::Misuse(inner) if inner.code() == 0 => 0,
            Self::Misuse(_) => 3,
            Self::Input(_) => 2,
            Self::Config(_)
            | Self::File { .. }
            | Self::Output(_)
            | Self::Secret(_)
            | Self::Hygiene(_)
            | Self::KeyFile(_)
            | Self::Card { .. }
            | Self::Roster(_)
            | Self::Refused(_) => 1,
        }
    }

    /// Says it: help and version on the standard output, anything else on the standard error.
    pub(super) fn tell(&self) -> std::io::Result<()> {
        if let Self::Misuse(inner) = self {
            return inner.tell();
        }
        if let Self::Usage(usage) = self {
            return usage.print();
        }
        let mut to = std::io::stderr();
        self.to_string().lines().try_for_each(|line| writeln!(to, "redchannel: {line}"))
    }

    /// Any other error, which is a sentence already.
    pub(super) fn sentence(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }
}

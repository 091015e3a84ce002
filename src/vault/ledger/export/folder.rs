//! A folder that is written once, for its owner only.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::ExportError;

/// The folder.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Takes a folder that is empty or not there.
    pub(super) fn create(path: &Path) -> Result<Self, ExportError> {
        let folder = Self(path.to_owned());
        match std::fs::read_dir(path).map(Iterator::count) {
            Ok(1..) => Err(ExportError::NotEmpty(path.to_owned())),
            Ok(_) => std::fs::set_permissions(path, Permissions::from_mode(0o700))
                .map_err(|source| failed(path, source))
                .map(|()| folder),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make(path).map_err(|source| failed(path, source))?;
                Ok(folder)
            }
            Err(error) => Err(failed(path, error)),
        }
    }

    fn open(&self, path: &str) -> Result<(PathBuf, File), ExportError> {
        let path = self.0.join(path);
        let opened = path
            .parent()
            .map_or(Ok(()), make)
            .and_then(|()| OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path));
        match opened {
            Ok(file) => Ok((path, file)),
            Err(source) => Err(failed(&path, source)),
        }
    }

    /// Writes a file below it.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let (path, mut file) = self.open(path)?;
        file.write_all(bytes).map_err(|source| failed(&path, source))
    }

    /// Begins a file of lines.
    pub(super) fn lines(&self, path: &str) -> Result<Lines, ExportError> {
        let (path, file) = self.open(path)?;
        Ok(Lines { path, file: BufWriter::new(file) })
    }
}

fn make(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn failed(path: &Path, source: io::Error) -> ExportError {
    ExportError::File { path: path.to_owned(), source }
}

/// A file of JSON lines.
pub(super) struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Lines {
    /// Adds a line.
    pub(super) fn line(&mut self, line: &impl Serialize) -> Result<(), ExportError> {
        let written = serde_json::to_writer(&mut self.file, line)
            .map_err(io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"));
        written.map_err(|source| failed(&self.path, source))
    }

    /// Ends it; without, the last lines may be lost.
    pub(super) fn finish(mut self) -> Result<(), ExportError> {
        self.file.flush().map_err(|source| failed(&self.path, source))
    }
}

//! An export in a folder.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use crate::ledger::verify::{ExportFiles, PublicFiles};

/// The largest file that is read at once, in bytes: the manifest of a log of millions of leaves.
const MOST: u64 = 64 * 1024 * 1024;
/// The longest line, in bytes: the items of the largest case.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// The folder.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at this path.
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Opens a file below it; `None` if it is not there.
    fn open(&self, path: &str) -> Result<Option<File>, String> {
        let below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        match File::open(self.0.join(path)) {
            _ if !below => Err("the path leads out of the export".to_owned()),
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.kind().to_string()),
        }
    }
}

impl PublicFiles for Folder {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(file) = self.open(path)? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(MOST).read_to_end(&mut bytes).map_err(|error| error.kind().to_string())?;
        Ok(Some(bytes))
    }
}

impl ExportFiles for Folder {
    fn names(&self, folder: &str) -> Result<Vec<String>, String> {
        let entries = match std::fs::read_dir(self.0.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.kind().to_string()),
        };
        let name = |entry: io::Result<std::fs::DirEntry>| {
            Ok(entry.map_err(|error| error.kind().to_string())?.file_name().to_string_lossy().into_owned())
        };
        entries.map(name).collect()
    }

    fn each_line(&self, path: &str, take: &mut dyn FnMut(&str)) -> Result<(), String> {
        let Some(file) = self.open(path)? else { return Err("it is not there".to_owned()) };
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let mut line = String::new();
        loop {
            line.clear();
            let read = reader.by_ref().take(LONGEST_LINE).read_line(&mut line);
            match read {
                Ok(0) => return Ok(()),
                Ok(_) => take(line.trim_end_matches('\n')),
                Err(error) => return Err(error.kind().to_string()),
            }
        }
    }
}

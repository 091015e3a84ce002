//! Where the files come from that are verified: a folder, or a server. Reading them is the caller's business.

/// The public files of a log, by their paths below its prefix (c2sp.org/tlog-tiles).
pub trait PublicFiles {
    /// A file; `None` if it is not there.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String>;
}

/// A whole export.
pub trait ExportFiles: PublicFiles {
    /// The names of the files in a folder; none if it is not there.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn names(&self, folder: &str) -> Result<Vec<String>, String>;

    /// Hands over the lines of a file, one after the other.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn each_line(&self, path: &str, take: &mut dyn FnMut(&str)) -> Result<(), String>;
}

/// The files below a prefix.
pub(super) struct Below<'a> {
    pub(super) files: &'a dyn PublicFiles,
    pub(super) prefix: String,
}

impl Below<'_> {
    pub(super) fn path(&self, path: &str) -> String {
        if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) }
    }

    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        self.files.read(&self.path(path))
    }
}

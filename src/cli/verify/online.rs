//! The public files of a log on a server.

use tokio::runtime::Runtime;

use crate::api::client::PublicLog;
use crate::cli::{CliError, runtime};
use crate::ledger::verify::PublicFiles;

/// The longest file of a log, in bytes: a bundle or a tile is shorter, and a checkpoint.
const MOST: usize = 64 * 1024;

/// A server.
pub(super) struct Online {
    log: PublicLog,
    runtime: Runtime,
}

impl Online {
    /// The server at `https://host`.
    pub(super) fn new(url: &str) -> Result<Self, CliError> {
        let log = PublicLog::new(url).map_err(CliError::sentence)?;
        Ok(Self { log, runtime: runtime()? })
    }
}

impl PublicFiles for Online {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        self.runtime.block_on(self.log.file(path, MOST)).map_err(|error| error.to_string())
    }
}

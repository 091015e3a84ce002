//! The public files of a log on a server.

use tokio::runtime::Runtime;

use crate::api::client::public::PublicPlace;
use crate::cli::{CliError, runtime};
use crate::ledger::verify::PublicFiles;

/// A log on a server.
pub(super) struct Online {
    log: PublicPlace,
    runtime: Runtime,
}

impl Online {
    /// The log below `https://host/log`.
    pub(super) fn new(url: &str) -> Result<Self, CliError> {
        let log = PublicPlace::new(url).map_err(CliError::sentence)?;
        Ok(Self { log, runtime: runtime()? })
    }
}

impl PublicFiles for Online {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        self.runtime.block_on(self.log.file(path)).map_err(|error| error.to_string())
    }
}

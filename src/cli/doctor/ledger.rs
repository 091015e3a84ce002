//! The ledger: whether the database is the one that was signed before.

use super::Finding;
use crate::cli::runtime;
use crate::cli::serve::{existing_stores, last_checkpoint};
use crate::config::Config;
use crate::vault::ledger::guard::{GuardError, verdict};

/// Looks at the log in the database, if there is one. A database that does not open is the server's first complaint and not repeated
/// here.
pub(super) fn in_the_database(config: &Config) -> Vec<Finding> {
    let Ok(runtime) = runtime() else { return Vec::new() };
    let verdict = runtime.block_on(async {
        let stores = existing_stores(config).await.ok()?;
        let verdict = verdict(&stores, &last_checkpoint(config)).await;
        stores.main.close().await;
        stores.keys.close().await;
        Some(verdict)
    });
    match verdict {
        None | Some(Ok(_)) => Vec::new(),
        Some(Err(GuardError::Vault(_))) => {
            vec![Finding::advice("The database was too busy to look at the ledger. Run this again.")]
        }
        Some(Err(refused)) => vec![Finding::wrong(format!("The ledger is not published: {refused}."))],
    }
}

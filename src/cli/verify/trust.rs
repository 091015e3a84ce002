//! What a verification believes: a policy, or rosters from the pinned first one on.

use std::path::PathBuf;

use clap::Args;

use super::folder::Folder;
use crate::cli::{CliError, files};
use crate::config::Genesis;
use crate::crypto::note::{Chain, verify_chain};
use crate::ledger::policy::Policy;
use crate::ledger::verify::rosters;

/// Whom to believe.
#[derive(Args, Debug)]
pub(super) struct TrustArgs {
    /// The log's keys and witnesses, as `/log/policy` of the administration shows them; better from somebody you trust
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The signed rosters, oldest first, instead of a policy
    #[arg(long, value_name = "NOTE", num_args = 1.., requires = "genesis")]
    roster: Vec<PathBuf>,
    /// The hash of the first roster, as the keyholders tell it
    #[arg(long, value_name = "HEX", value_parser = Genesis::parse)]
    genesis: Option<Genesis>,
}

/// What was made of it.
pub(super) struct Believed {
    pub(super) policy: Option<Policy>,
    pub(super) rosters: Option<Chain>,
}

impl TrustArgs {
    /// Reads it all. An export's own rosters are used where none are given: the pinned hash says whether they are the true ones.
    pub(super) fn read(&self, export: Option<&Folder>) -> Result<Believed, CliError> {
        let chain = match &self.genesis {
            None => None,
            Some(genesis) if self.roster.is_empty() => export
                .map(|export| rosters(export, genesis.as_bytes()))
                .transpose()
                .map_err(CliError::Refused)?,
            Some(genesis) => {
                let notes =
                    self.roster.iter().map(|path| files::read(path)).collect::<Result<Vec<_>, _>>()?;
                Some(verify_chain(&notes, genesis.as_bytes())?)
            }
        };
        let policy = match &self.policy {
            Some(path) => {
                let parsed = Policy::parse(&files::read_text(path)?);
                Some(parsed.map_err(|fault| CliError::refused(format!("{}: {fault}", path.display())))?)
            }
            None => chain.as_ref().map(Policy::of_chain),
        };
        Ok(Believed { policy: policy.filter(|policy| !policy.logs.is_empty()), rosters: chain })
    }
}

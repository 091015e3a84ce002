//! The vault: the server side's store of ciphertext. Nothing in here can open what it keeps.
//!
//! Services are free functions that take a [`Vault`] first: [`reporter`] for those who hold a code, [`staff`] for signed requests,
//! [`sessions`], [`files`], [`rosters`]; [`store`] is the only place with SQL.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::{Clock, Day};
use crate::crypto::derive::PepperKeys;
use crate::crypto::kdf::{Argon2Params, HashPool};
use crate::crypto::note::Chain;
use crate::model::roster::Roster;
use crate::secret::Secret;

pub mod blobs;
mod case_keys;
pub mod custody;
pub mod files;
mod founding;
pub mod identity;
pub mod inbox;
pub mod items;
pub mod ledger;
pub mod locator_budget;
mod pipe;
pub mod quota;
mod recognition;
mod refusal;
pub mod reporter;
pub mod roster_drafts;
pub mod rosters;
pub mod sessions;
pub mod staff;
mod staff_events;
mod staff_keys;
mod staff_ledger;
mod staff_list;
mod staff_oversight;
mod staff_reads;
mod staff_rekey;
mod staff_shred;
mod staff_writes;
pub mod store;
pub mod sweep;

use blobs::Blobs;
use ledger::publish::Current;
use ledger::{LedgerParts, LedgerState};
use locator_budget::LocatorBudget;
use quota::Quota;
pub use refusal::{FileRefusal, Refusal};
use rosters::{RosterState, Standing};
use store::Stores;

/// Locators whose attempts are remembered; beyond, the longest quiet ones are forgotten.
const MAX_LOCATORS: usize = 100_000;

/// Limits on what reporters send, in bytes and numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimits {
    /// All text of a request.
    pub text_bytes: usize,
    /// One file, as it comes.
    pub file_bytes: u64,
    /// Files of one request.
    pub files_per_request: u32,
    /// A whole request.
    pub request_bytes: u64,
    /// All files of a case, as stored.
    pub case_bytes: u64,
    /// All files of all cases, as stored.
    pub total_bytes: u64,
    /// All files of a day, as stored, per process.
    pub daily_bytes: u64,
    /// Kept free on the disk, so that reports without files still get through.
    pub reserve_bytes: u64,
}

impl Default for FileLimits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            text_bytes: 200_000,
            file_bytes: 25 * MIB,
            files_per_request: 10,
            request_bytes: 60 * MIB,
            case_bytes: 500 * MIB,
            total_bytes: 50 * 1024 * MIB,
            daily_bytes: 5 * 1024 * MIB,
            reserve_bytes: 512 * MIB,
        }
    }
}

/// What a vault is made of.
pub struct VaultParts {
    /// The databases.
    pub stores: Stores,
    /// The attachments.
    pub blobs: Blobs,
    /// The pepper, from its credential file.
    pub pepper: Secret<32>,
    /// The threads of the slow hash.
    pub pool: HashPool,
    /// Cost of the slow hash for new cases.
    pub params: Argon2Params,
    /// The time.
    pub clock: Clock,
    /// Limits on files.
    pub limits: FileLimits,
    /// SHA-256 of the first roster's text.
    pub genesis: [u8; 32],
    /// A file outside the database that remembers the newest roster seen, so that an older one put back is noticed.
    pub newest_roster: PathBuf,
    /// The ledger.
    pub ledger: LedgerParts,
}

struct Inner {
    stores: Stores,
    blobs: Blobs,
    names: PepperKeys,
    pool: HashPool,
    params: Argon2Params,
    clock: Clock,
    limits: FileLimits,
    genesis: [u8; 32],
    newest_roster: PathBuf,
    roster: Mutex<Option<RosterState>>,
    ledger: LedgerState,
    /// The name of the newest log.
    origin: Mutex<String>,
    budget: LocatorBudget,
    quota: Quota,
}

/// The handle on the vault; clones share it.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

impl Vault {
    /// Puts the parts together and reads rosters and the space in use.
    pub async fn open(parts: VaultParts) -> Result<Self, Refusal> {
        let quota = Quota::load(&parts.stores, &parts.limits).await?;
        let current = Current::read(&mut parts.stores.main.read().await?).await?;
        let origin = current.map_or_else(|| parts.ledger.origin.clone(), |current| current.head.origin);
        let vault = Self(Arc::new(Inner {
            stores: parts.stores,
            blobs: parts.blobs,
            names: PepperKeys::new(parts.pepper),
            pool: parts.pool,
            params: parts.params,
            clock: parts.clock,
            limits: parts.limits,
            genesis: parts.genesis,
            newest_roster: parts.newest_roster,
            roster: Mutex::new(None),
            origin: Mutex::new(origin),
            ledger: LedgerState::new(parts.ledger),
            budget: LocatorBudget::new(MAX_LOCATORS),
            quota,
        }));
        rosters::reload(&vault).await?;
        Ok(vault)
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Today, UTC.
    pub fn today(&self) -> Day {
        self.0.clock.today()
    }

    /// The limits on files.
    pub fn limits(&self) -> &FileLimits {
        &self.0.limits
    }

    /// Closes the databases, waiting for transactions under way.
    pub async fn close(&self) {
        self.0.stores.main.close().await;
        self.0.stores.keys.close().await;
    }

    /// The databases, for the sweeper and the tests.
    pub fn stores(&self) -> &Stores {
        &self.0.stores
    }

    /// The name of the newest log.
    pub fn log_origin(&self) -> String {
        self.0.origin.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note_origin(&self, origin: &str) {
        origin.clone_into(&mut self.0.origin.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The attachments, for the sweeper and the tests.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// The roster in force today; `None` if it is missing, unsigned, expired or older than one seen before.
    pub fn roster_in_force(&self) -> Option<Arc<Roster>> {
        let state = self.roster_state().filter(|state| state.standing == Standing::Newest)?;
        state.chain.roster.in_force_on(self.today()).map(|roster| Arc::new(roster.clone()))
    }

    /// All rosters that verify, whether or not the newest is in force: to check signatures, and what may follow.
    fn roster_chain(&self) -> Option<Arc<Chain>> {
        self.roster_state().map(|state| state.chain)
    }

    fn roster_state(&self) -> Option<RosterState> {
        self.0.roster.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

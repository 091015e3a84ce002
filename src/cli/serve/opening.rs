//! Opening a vault for the process that will have it: addresses, the lock on the folder, what a crash left.

use std::fs::File;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;

use crate::cli::hygiene::{SecretFileError, read_secret};
use crate::cli::questions::QuestionsError;
use crate::cli::wiring;
use crate::clock::Clock;
use crate::config::{Config, DatabaseAddress};
use crate::crypto::hash::sha256;
use crate::crypto::kdf::{Argon2Params, HashPool, PoolSettings};
use crate::intake::Invalid;
use crate::secret::Secret;
use crate::vault::blobs::{BlobError, Blobs};
use crate::vault::ledger::LedgerParts;
use crate::vault::store::{AddressError, Create, DatabaseUrl, Db, IfAbsent, Part, StoreError, Stores};
use crate::vault::sweep::{Pass, SweepError, sweep};
use crate::vault::{Refusal, Vault, VaultParts};

/// Why the server does not start. Sentences for an administrator; nothing listens when one of them is printed.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No genesis is pinned.
    #[error("roster.genesis: is not set; `redchannel roster show` prints the hash of the first roster")]
    NoGenesis,
    /// `leave_to` and the like.
    #[error("intake.{0}")]
    Intake(#[from] Invalid),
    /// The questions are wrong.
    #[error(transparent)]
    Questions(#[from] QuestionsError),
    /// A secret file is missing or open to others.
    #[error(transparent)]
    Secret(#[from] SecretFileError),
    /// Another process has the data.
    #[error("another process works on this data folder")]
    Locked,
    /// The data folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Data(#[source] std::io::Error),
    /// An address of a database is wrong.
    #[error("database: {0}")]
    Address(#[from] AddressError),
    /// A database does not open.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// The attachments do not open.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// What a crash left could not be cleared away.
    #[error(transparent)]
    Sweep(#[from] SweepError),
    /// The vault does not start.
    #[error("the vault does not start: {0}")]
    Vault(#[from] Refusal),
    /// The threads of the slow hash do not start.
    #[error("the threads of the slow hash do not start: {0}")]
    Pool(#[source] std::io::Error),
    /// An address is taken.
    #[error("{key}: cannot listen there: {source}")]
    Listen {
        /// The key in the configuration.
        key: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

/// Opens the vault that a configuration names. `exclusive`: nothing else works on it, so what a crash left is cleared away.
pub async fn open_vault(config: &Config, clock: Clock) -> Result<(Vault, Option<File>), ServeError> {
    // Before anything is created.
    config.genesis.as_ref().ok_or(ServeError::NoGenesis)?;
    read_secret(&config.secrets.join("pepper"))?;
    let lock = lock_data(config)?;
    let (main, keys) = urls(config)?;
    let stores = Stores::open(&config.data, &main, &keys, Create::OnlyWhereNothingIs).await?;
    let blobs = Blobs::in_directory(&config.blobs)?;
    if lock.is_some() {
        blobs.sweep_temporary().await?;
        sweep(&stores, &blobs, Pass::Exclusive, clock.now()).await?;
    }
    Ok((assemble(config, clock, stores, blobs).await?, lock))
}

/// Opens the vault to look into it, beside whoever works on it: nothing is cleared away and no lock is held, so nothing must be done with
/// it that a server keeps in memory. What is not there is not made.
pub async fn look_in(config: &Config, clock: Clock) -> Result<Vault, ServeError> {
    let stores = existing_stores(config).await?;
    let blobs = Blobs::in_directory(&config.blobs)?;
    assemble(config, clock, stores, blobs).await
}

/// The databases as they are; none is made.
pub async fn existing_stores(config: &Config) -> Result<Stores, ServeError> {
    let (main, keys) = urls(config)?;
    Ok(Stores {
        keys: Db::open(&keys, Part::Keys, IfAbsent::Refuse).await?,
        main: Db::open(&main, Part::Main, IfAbsent::Refuse).await?,
    })
}

fn urls(config: &Config) -> Result<(DatabaseUrl, DatabaseUrl), AddressError> {
    let url = |address: &DatabaseAddress, part| {
        let text = address.to_url();
        DatabaseUrl::parse(text.expose_secret(), part)
    };
    Ok((url(&config.database.main, Part::Main)?, url(&config.database.keys, Part::Keys)?))
}

async fn assemble(config: &Config, clock: Clock, stores: Stores, blobs: Blobs) -> Result<Vault, ServeError> {
    let genesis = config.genesis.as_ref().ok_or(ServeError::NoGenesis)?;
    let params = Argon2Params { m_kib: config.slow_hash.m_kib, t: config.slow_hash.t, p: 1 };
    let settings = pool_settings(config, params, &stores).await?;
    let parts = VaultParts {
        stores,
        blobs,
        pepper: read_secret(&config.secrets.join("pepper"))?,
        pool: HashPool::start(settings).map_err(ServeError::Pool)?,
        params,
        clock,
        limits: wiring::file_limits(&config.limits),
        genesis: *genesis.as_bytes(),
        newest_roster: config.secrets.join("newest-roster"),
        ledger: ledger_parts(config)?,
    };
    Ok(Vault::open(parts).await?)
}

/// The name of the first log: as configured, or as it follows from its key.
pub fn first_origin(config: &Config) -> Result<String, SecretFileError> {
    match &config.ledger.origin {
        Some(name) => Ok(name.as_str().to_owned()),
        None => Ok(origin_of_key(&read_secret(&config.secrets.join("ledger.key"))?)),
    }
}

/// The file outside the database that remembers the last checkpoint signed.
pub fn last_checkpoint(config: &Config) -> PathBuf {
    config.secrets.join("last-checkpoint")
}

/// The key that signs the ledger, and what else it needs.
fn ledger_parts(config: &Config) -> Result<LedgerParts, ServeError> {
    let previous = config.secrets.join("ledger.key.previous");
    Ok(LedgerParts {
        previous: if previous.exists() { Some(read_secret(&previous)?) } else { None },
        origin: first_origin(config)?,
        key: read_secret(&config.secrets.join("ledger.key"))?,
        last_checkpoint: last_checkpoint(config),
        timetable: config.ledger.hours.clone(),
    })
}

/// The name of a first log that nobody named: it follows from its first key, so that it is known before the roster that names it.
pub fn origin_of_key(seed: &Secret<32>) -> String {
    let public = SigningKey::from_bytes(seed.expose_secret()).verifying_key();
    let print = sha256(&[b"redchannel/v1/ledger-origin", public.as_bytes()]);
    format!("redchannel/{}", HEXLOWER.encode(print.first_chunk::<8>().unwrap_or(&[0; 8])))
}

/// With SQLite one process has the data for itself; the folder's own lock says so, and leaves no file in it.
fn lock_data(config: &Config) -> Result<Option<File>, ServeError> {
    create_private(&config.data).map_err(ServeError::Data)?;
    if !matches!(config.database.main, DatabaseAddress::Sqlite(_)) {
        return Ok(None);
    }
    let folder = File::open(&config.data).map_err(ServeError::Data)?;
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(std::fs::TryLockError::WouldBlock) => Err(ServeError::Locked),
        Err(std::fs::TryLockError::Error(error)) => Err(ServeError::Data(error)),
    }
}

fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Old cases keep the costs they were founded with: memory is set aside for the dearest of them, or their codes would be dead.
async fn pool_settings(
    config: &Config,
    params: Argon2Params,
    stores: &Stores,
) -> Result<PoolSettings, StoreError> {
    let usual = PoolSettings::default();
    let (m_kib, t) = stores.main.read().await?.largest_kdf().await?;
    let largest = Argon2Params {
        m_kib: params.m_kib.max(u32::try_from(m_kib).unwrap_or(0)),
        t: params.t.max(u32::try_from(t).unwrap_or(0)),
        p: params.p,
    };
    Ok(PoolSettings {
        threads: NonZeroUsize::new(config.slow_hash.threads).unwrap_or(usual.threads),
        waiting_per_lane: config.slow_hash.waiting_per_lane,
        patience: Duration::from_secs(config.slow_hash.wait_seconds),
        largest,
    })
}

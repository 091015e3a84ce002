//! The ledger: entries taken in, leaves put into the tree, blocks published, a log of a million leaves verified and asked.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Instant;

use redchannel::clock::Clock;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::kdf::{Argon2Params, HashPool, PoolSettings};
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::leaf::Leaf;
use redchannel::ledger::policy::Policy;
use redchannel::ledger::timetable::Timetable;
use redchannel::ledger::tree::{TilePlace, Tiles, WIDTH, bundle_path, edge, tile_path, width};
use redchannel::ledger::verify::{PublicFiles, check_public};
use redchannel::secret::Secret;
use redchannel::vault::blobs::Blobs;
use redchannel::vault::ledger::public::{checkpoint, place, resource};
use redchannel::vault::ledger::publish::{Published, When, publish};
use redchannel::vault::ledger::{LedgerParts, log_key};
use redchannel::vault::store::{CheckpointRow, Create, DatabaseUrl, Stores};
use redchannel::vault::{FileLimits, Vault, VaultParts};
use tempfile::TempDir;

use crate::measure::{Fallible, cpu_of, median, millis_since};
use crate::row::{Limit, Row, Table};

const ORIGIN: &str = "log.valdoria.example/1";
const LOG_KEY: [u8; 32] = [0x4c; 32];
/// Sizes at which a publication is timed.
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Leaves put into the tree in one transaction.
const BATCH: u64 = 65_536;
/// Publications timed at each size.
const PUBLICATIONS: u32 = 100;
/// Proofs asked for.
const PROOFS: u32 = 1000;

/// A vault of its own, on SQLite as it is shipped.
pub struct Bench {
    pub stores: Stores,
    vault: Vault,
    _folder: TempDir,
}

impl Bench {
    async fn new() -> Fallible<Self> {
        let folder = tempfile::tempdir()?;
        let url = |name: &str| DatabaseUrl::Sqlite(folder.path().join(name));
        let stores = Stores::open(folder.path(), &url("main.db"), &url("keys.db"), Create::Told).await?;
        let pool = PoolSettings { threads: NonZeroUsize::MIN, ..PoolSettings::default() };
        let parts = VaultParts {
            stores: stores.clone(),
            blobs: Blobs::in_directory(&folder.path().join("blobs"))?,
            pepper: Secret::new([0x50; 32]),
            pool: HashPool::start(pool)?,
            params: Argon2Params::REPORTER,
            clock: Clock::System,
            limits: FileLimits::default(),
            genesis: [0; 32],
            newest_roster: folder.path().join("newest-roster"),
            ledger: LedgerParts {
                key: Secret::new(LOG_KEY),
                previous: None,
                origin: ORIGIN.to_owned(),
                last_checkpoint: folder.path().join("last-checkpoint"),
                timetable: Timetable::usual(),
            },
        };
        Ok(Self { stores, vault: Vault::open(parts).await?, _folder: folder })
    }

    async fn size(&self) -> Fallible<u64> {
        let row = checkpoint(&self.vault, None).await?;
        Ok(u64::try_from(row.map_or(0, |row| row.size))?)
    }
}

pub async fn measure(table: &mut Table) -> Fallible<()> {
    let bench = Bench::new().await?;
    crate::entries::measure(&bench.stores, table).await?;
    grow(&bench, table).await?;
    prove(&bench, table).await?;
    verify(&bench, table).await
}

/// Lets the log grow to each size, and publishes there.
async fn grow(bench: &Bench, table: &mut Table) -> Fallible<()> {
    publish(&bench.vault, When::Now).await?;
    let (mut cpu, mut wall, mut filled) = (Vec::new(), Vec::new(), (0.0, 0.0));
    for size in SIZES {
        filled = fill(bench, size).await?;
        let (before, began) = (cpu_of("self")?, Instant::now());
        for _ in 0..PUBLICATIONS {
            let Published::Head(_) = publish(&bench.vault, When::Now).await? else {
                return Err("nothing was published".into());
            };
        }
        cpu.push((cpu_of("self")? - before) * 1000.0 / f64::from(PUBLICATIONS));
        wall.push(millis_since(began) / f64::from(PUBLICATIONS));
    }
    let (hashing, (rate, per_leaf)) = (hashing_alone()?, filled);
    table.add(Row {
        claim: "F. Leaves sequenced: placed, hashed into tiles, stored (SQLite, 65,536 per transaction)",
        measured: format!("{rate:.0} /s up to 10^6 leaves, {per_leaf:.1} µs of processor time each"),
        compared: format!("the tiles alone, in memory: {hashing:.0} /s"),
        value: rate,
        limit: Limit::AtLeast(50_000.0),
        unit: " /s",
    });
    let [first, middle, last] = cpu.as_slice() else { return Err("three sizes".into()) };
    table.add(Row {
        claim: "F. CPU per publication (a block of 64, signed, the file written) at 10^6 leaves, against 10^4",
        measured: format!("{last:.2} ms"),
        compared: format!("10^5: {middle:.2} ms, 10^4: {first:.2} ms"),
        value: last / first,
        limit: Limit::AtMost(1.5),
        unit: " ×",
    });
    table.add(Row {
        claim: "F. (publications per second, one after the other, durable)",
        measured: format!("{:.1} ms each at 10^6 leaves", wall.last().copied().unwrap_or(f64::NAN)),
        compared: format!("10^4: {:.1} ms", wall.first().copied().unwrap_or(f64::NAN)),
        value: 1000.0 / wall.last().copied().unwrap_or(f64::NAN),
        limit: Limit::None,
        unit: " /s",
    });
    Ok(())
}

/// Adds leaves up to a size, by the way of a publication but with larger blocks; gives leaves per second, and the processor time of each
/// in microseconds.
async fn fill(bench: &Bench, to: u64) -> Fallible<(f64, f64)> {
    let signer = NoteSigner::new(ORIGIN, ed25519_dalek::SigningKey::from_bytes(&LOG_KEY));
    let from = bench.size().await?;
    let (mut size, mut number) = (from, from);
    let (began, before) = (Instant::now(), cpu_of("self")?);
    while size < to {
        let leaves: Vec<Leaf> = (0..BATCH.min(to - size)).map(|_| fresh_leaf(&mut number)).collect();
        let mut tx = bench.stores.main.write().await?;
        let mut tiles = Tiles::default();
        for place in edge(size) {
            tiles.0.insert(place, tx.tile(1, place).await?.ok_or("a tile of the edge is missing")?);
        }
        let grown = tiles.append(size, &leaves)?;
        tx.place_leaves(1, i64::try_from(size)?, &leaves).await?;
        for (place, hashes) in &tiles.0 {
            tx.put_tile(1, *place, hashes).await?;
        }
        let head =
            Head { origin: ORIGIN.to_owned(), size: grown, root: root(&mut tx, &mut tiles, grown).await? };
        let note = String::from_utf8(Checkpoint::sign(&head, &signer)?.to_bytes())?;
        tx.put_checkpoint(&CheckpointRow { log: 1, size: i64::try_from(grown)?, slot: 0, note }).await?;
        tx.commit().await?;
        size = grown;
    }
    let leaves = f64::from(u32::try_from(to - from)?);
    Ok((leaves * 1000.0 / millis_since(began), (cpu_of("self")? - before) * 1e6 / leaves))
}

/// The root of a tree of which the new tiles are here and the others in the database.
async fn root(
    tx: &mut redchannel::vault::store::Tx,
    tiles: &mut Tiles,
    size: u64,
) -> Fallible<redchannel::ledger::Hash> {
    for place in redchannel::ledger::tree::tiles_for_consistency(size, size)? {
        if let std::collections::btree_map::Entry::Vacant(vacant) = tiles.0.entry(place) {
            vacant.insert(tx.tile(1, place).await?.ok_or("a tile is missing")?);
        }
    }
    Ok(tiles.root(size)?)
}

fn fresh_leaf(number: &mut u64) -> Leaf {
    *number += 1;
    sha256(&[b"a leaf of the bench", &number.to_be_bytes()])
}

/// How fast leaves go into tiles when nothing is stored.
fn hashing_alone() -> Fallible<f64> {
    let mut number = 0;
    let leaves: Vec<Leaf> = (0..BATCH * 2).map(|_| fresh_leaf(&mut number)).collect();
    let began = Instant::now();
    let mut tiles = Tiles::default();
    tiles.append(0, &leaves)?;
    Ok(f64::from(u32::try_from(leaves.len())?) * 1000.0 / millis_since(began))
}

/// Proofs that leaves stand in a log of a million.
async fn prove(bench: &Bench, table: &mut Table) -> Fallible<()> {
    let size = bench.size().await?;
    let mut tx = bench.stores.main.read().await?;
    let mut leaves = Vec::new();
    for number in 0..u64::from(PROOFS) {
        let index = i64::try_from(number * 7_919_317 % size)?;
        leaves.extend(tx.leaves(1, index, 1).await?);
    }
    drop(tx);
    let before = cpu_of("self")?;
    let mut times = Vec::new();
    for leaf in &leaves {
        let began = Instant::now();
        place(&bench.vault, leaf).await?.ok_or("the leaf is not in the log")?;
        times.push(millis_since(began));
    }
    let cpu = (cpu_of("self")? - before) * 1000.0 / f64::from(u32::try_from(leaves.len())?);
    table.add(Row {
        claim: "F. CPU per inclusion proof from tiles, its checkpoint verified (SQLite, 10^6 leaves)",
        measured: format!("{cpu:.3} ms"),
        compared: format!("from question to answer: median {:.2} ms", median(&times)),
        value: cpu,
        limit: Limit::AtMost(1.0),
        unit: " ms",
    });
    Ok(())
}

/// A log as a stranger has fetched it: the files by path.
struct Fetched(BTreeMap<String, Vec<u8>>);

impl PublicFiles for Fetched {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(path).cloned())
    }
}

async fn fetch(bench: &Bench) -> Fallible<Fetched> {
    let row = checkpoint(&bench.vault, None).await?.ok_or("no checkpoint")?;
    let size = u64::try_from(row.size)?;
    let mut paths = Vec::new();
    for level in 0_u8.. {
        let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        if hashes == 0 {
            break;
        }
        for number in 0..hashes.div_ceil(WIDTH) {
            let place = TilePlace { level, number };
            paths.push(tile_path(place, width(size, place)));
            if level == 0 {
                paths.push(bundle_path(number, width(size, place)));
            }
        }
    }
    let mut files = BTreeMap::from([("checkpoint".to_owned(), row.note.into_bytes())]);
    for path in paths {
        let file = resource(&bench.vault, None, &path).await?.ok_or("a file of the log is missing")?;
        files.insert(path, file);
    }
    Ok(Fetched(files))
}

/// As `redchannel verify log` does: signatures, every leaf, every tile, the root.
fn verify_log(log: &Fetched, policy: &Policy) -> Fallible<u64> {
    let (view, findings) = check_public(log, policy, &[]);
    match view {
        Some(view) if findings.kept.is_empty() => Ok(view.size),
        _ => Err("the log does not verify".into()),
    }
}

/// What no verification can do without: one SHA-256 per leaf and one per pair of nodes.
fn hash_as_many(leaves: u64) -> [u8; 32] {
    let mut hash = [0; 32];
    for _ in 0..leaves {
        let leaf = sha256(&[&[0], &hash]);
        hash = sha256(&[&[1], &hash, &leaf]);
    }
    hash
}

async fn verify(bench: &Bench, table: &mut Table) -> Fallible<()> {
    let log = fetch(bench).await?;
    let policy = Policy { logs: vec![log_key(&bench.vault, ORIGIN)], ..Policy::default() };
    let (began, before) = (Instant::now(), cpu_of("self")?);
    let leaves = verify_log(&log, &policy)?;
    let (wall, cpu) = (millis_since(began) / 1000.0, cpu_of("self")? - before);
    let before = cpu_of("self")?;
    std::hint::black_box(hash_as_many(leaves));
    let raw = cpu_of("self")? - before;
    table.add(Row {
        claim: "F. All of a log of 10^6 leaves verified, on one core",
        measured: format!("{wall:.2} s"),
        compared: format!("SHA-256 of as many leaves and nodes: {raw:.2} s of processor time"),
        value: wall,
        limit: Limit::AtMost(20.0),
        unit: " s",
    });
    table.add(Row {
        claim: "F. (the same, processor time against SHA-256 alone)",
        measured: format!("{cpu:.2} s"),
        compared: format!("{raw:.2} s"),
        value: cpu / raw,
        limit: Limit::None,
        unit: " ×",
    });
    Ok(())
}

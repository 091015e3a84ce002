//! Thousands of cases in the databases of a site: founded by the vault itself, with a slow hash that is not slow, on a disk in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use redchannel::cli::hygiene::read_secret;
use redchannel::cli::serve::{last_checkpoint, origin_of_key};
use redchannel::clock::Clock;
use redchannel::config::Config;
use redchannel::crypto::code::Code;
use redchannel::crypto::kdf::{Argon2Params, HashPool, PoolSettings};
use redchannel::model::report::{Audience, ReportBody};
use redchannel::secret::SecretText;
use redchannel::vault::blobs::Blobs;
use redchannel::vault::ledger::LedgerParts;
use redchannel::vault::reporter::{add_message, submit};
use redchannel::vault::store::{Create, DatabaseUrl, Part, Stores};
use redchannel::vault::{FileLimits, Vault, VaultParts};
use tokio::task::JoinSet;

use crate::measure::Fallible;
use crate::site::Site;

/// So many came in today; the others three weeks ago.
const TODAY: u32 = 100;
const DAYS: i64 = 21;
/// Submissions under way.
const AT_ONCE: usize = 4;

/// A word that stands in one report.
pub const RARE: &str = "tamarisque";

const WORDS: [&str; 40] = [
    "officer",
    "gate",
    "container",
    "asked",
    "money",
    "dollars",
    "seven",
    "truck",
    "declaration",
    "waited",
    "agent",
    "l’argent",
    "reçu",
    "dédouaner",
    "véhicule",
    "frontière",
    "bureau",
    "camión",
    "aduana",
    "inspección",
    "dinero",
    "funcionario",
    "mercancía",
    "alfândega",
    "comissão",
    "despachante",
    "fiscalização",
    "caminhão",
    "الموظف",
    "البوابة",
    "شاحنة",
    "مبلغ",
    "دولار",
    "الجمارك",
    "التخليص",
    "طلب",
    "مني",
    "٥٠٠",
    "IM4",
    "2026",
];

/// A text of a hundred and fifty words, about a kilobyte.
fn text(seed: u32) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut words: Vec<&str> = Vec::new();
    for _ in 0..150 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let place = usize::try_from(state >> 16).unwrap_or(0) % WORDS.len();
        words.extend(WORDS.get(place));
    }
    if seed == 3 * 4_321 {
        words.push(RARE);
    }
    words.join(" ")
}

fn body(number: u32) -> ReportBody {
    ReportBody {
        form: 1,
        taxonomy: 1,
        audience: Audience::Trader,
        family: Some("SOL".to_owned()),
        story: text(number * 3),
        place: "Port of Alexandria".to_owned(),
        time: "in May".to_owned(),
        answers: None,
        language: None,
        exclude: Vec::new(),
        identity: None,
    }
}

/// Fills the site's databases with cases of three items each.
pub async fn fill(site: &Site, cases: u32) -> Fallible<()> {
    let config = Config::load(Some(&site.configuration()))?;
    let memory = tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "/tmp" })?;
    let files = [(&config.database.main, Part::Main), (&config.database.keys, Part::Keys)];
    let mut paths: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (address, part) in files {
        let DatabaseUrl::Sqlite(path) = DatabaseUrl::parse(address.to_url().expose_secret(), part)? else {
            return Err("the site is not on SQLite".into());
        };
        let name = path.file_name().ok_or("a database without a name")?;
        let copy = memory.path().join(name);
        fs::copy(&path, &copy)?;
        paths.push((path, copy));
    }
    let clock = Clock::fixed(Clock::System.now() - DAYS * 86_400);
    let urls: Vec<DatabaseUrl> = paths.iter().map(|(_, copy)| DatabaseUrl::Sqlite(copy.clone())).collect();
    let [main, keys] = urls.as_slice() else { return Err("two databases".into()) };
    let stores = Stores::open(memory.path(), main, keys, Create::OnlyWhereNothingIs).await?;
    let vault = open(&config, stores, &clock).await?;
    report(&vault, 0..cases - TODAY).await?;
    clock.advance(DAYS * 86_400);
    report(&vault, cases - TODAY..cases).await?;
    vault.stores().main.checkpoint_truncate().await?;
    vault.close().await;
    drop(vault);
    for (path, copy) in paths {
        fs::copy(copy, path)?;
    }
    Ok(())
}

async fn open(config: &Config, stores: Stores, clock: &Clock) -> Fallible<Vault> {
    let params = Argon2Params { m_kib: 32, t: 1, p: 1 };
    let key = read_secret(&config.secrets.join("ledger.key"))?;
    let parts = VaultParts {
        stores,
        blobs: Blobs::in_directory(&config.blobs)?,
        pepper: read_secret(&config.secrets.join("pepper"))?,
        pool: HashPool::start(PoolSettings {
            largest: params,
            waiting_per_lane: 64,
            ..PoolSettings::default()
        })?,
        params,
        clock: clock.clone(),
        limits: FileLimits::default(),
        genesis: *config.genesis.as_ref().ok_or("no genesis")?.as_bytes(),
        newest_roster: config.secrets.join("newest-roster"),
        ledger: LedgerParts {
            origin: origin_of_key(&key),
            key,
            previous: None,
            last_checkpoint: last_checkpoint(config),
            timetable: config.ledger.hours.clone(),
        },
    };
    Ok(Vault::open(parts).await?)
}

async fn report(vault: &Vault, numbers: std::ops::Range<u32>) -> Fallible<()> {
    let next = Arc::new(AtomicU32::new(numbers.start));
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (vault, next, end) = (vault.clone(), Arc::clone(&next), numbers.end);
        workers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= end {
                    return Fallible::Ok(());
                }
                let code = Code::generate(&mut rand::rng());
                let (access, _) = submit(&vault, &code, &rand::random(), &body(number)).await?;
                for later in 1..3 {
                    add_message(&vault, &access, &rand::random(), &SecretText::new(text(number * 3 + later)))
                        .await?;
                }
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done??;
    }
    Ok(())
}

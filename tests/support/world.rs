//! A small administration: a unit of three, oversight of two, a custodian, a recovery key, a roster they signed, and a vault.

use std::path::{Path, PathBuf};

use redchannel::clock::{Clock, Day};
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::code::Code;
use redchannel::crypto::kdf::{Argon2Params, HashPool, PoolSettings};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note;
use redchannel::ledger::timetable::Timetable;
use redchannel::model::report::{Audience, ReportBody};
use redchannel::model::roster::{Channel, FORMAT, Keyholder, Member, Policy, Role, Roster};
use redchannel::secret::Secret;
use redchannel::vault::blobs::Blobs;
use redchannel::vault::ledger::LedgerParts;
use redchannel::vault::store::{Create, DatabaseUrl, Stores};
use redchannel::vault::{FileLimits, Vault, VaultParts, rosters};
use tempfile::TempDir;

use super::stores::Bench;

/// 2026-11-23, noon.
pub const NOON: i64 = 1_795_435_200;

/// The pepper of every test.
pub const PEPPER: [u8; 32] = [0x50; 32];

/// The seed of every test's ledger key.
pub const LEDGER_KEY: [u8; 32] = [0x4c; 32];

/// The people, by what they do. Keys follow from small seeds: sealing key files is tested elsewhere and slow.
pub struct People {
    pub intake: StaffKey,
    pub investigator: StaffKey,
    pub head: StaffKey,
    pub oversight: StaffKey,
    pub inspector: StaffKey,
    pub custodian: StaffKey,
    pub stranger: StaffKey,
    pub keyholders: Vec<StaffKey>,
    pub recovery: Identity,
}

impl People {
    pub fn new() -> Self {
        let key = |seed: u8| StaffKey::from_seed(&Secret::new([seed; 32])).unwrap();
        Self {
            intake: key(1),
            investigator: key(2),
            head: key(3),
            oversight: key(4),
            inspector: key(5),
            custodian: key(9),
            stranger: key(6),
            keyholders: vec![key(11), key(12), key(13)],
            recovery: Identity::from_scalar(&Secret::new([21; 32])).unwrap(),
        }
    }

    /// The first roster: two of three keyholders must sign.
    pub fn roster(&self) -> Roster {
        let member = |key: &StaffKey, name: &str, roles: &[Role]| Member {
            id: key.member_id(),
            name: name.into(),
            roles: roles.to_vec(),
            recipient: key.recipient().to_string(),
            verification_key: hex(key.verifying_key().as_bytes()),
            until: Day::parse("2028-12-31").unwrap(),
            succeeds: None,
        };
        let keyholder = |(number, key): (usize, &StaffKey)| Keyholder {
            name: format!("keyholder-{}", number + 1),
            verification_key: hex(key.verifying_key().as_bytes()),
        };
        Roster {
            format: FORMAT.into(),
            version: 1,
            previous: None,
            administration: "Customs Administration of Valdoria".into(),
            issued: Day::parse("2026-01-01").unwrap(),
            expires: Day::parse("2027-12-31").unwrap(),
            quorum: 2,
            keyholders: self.keyholders.iter().enumerate().map(keyholder).collect(),
            recovery: self.recovery.recipient().to_string(),
            channels: vec![Channel {
                id: "audit".into(),
                name: "Audit and Investigation Unit".into(),
                team: vec![self.intake.member_id(), self.investigator.member_id(), self.head.member_id()],
            }],
            members: vec![
                member(&self.intake, "Intake officer", &[Role::Intake]),
                member(&self.investigator, "Investigator", &[Role::Investigator]),
                member(&self.head, "Head of unit", &[Role::Head]),
                member(&self.oversight, "Inspectorate", &[Role::Oversight]),
                member(&self.inspector, "Internal audit", &[Role::Oversight]),
                member(&self.custodian, "Custodian", &[Role::Custodian]),
            ],
            ledger: None,
            witnesses: Vec::new(),
            policy: Policy::default(),
        }
    }

    /// The roster's note with the first `signatures` keyholders' signatures.
    pub fn sign(&self, roster: &Roster, signatures: usize) -> Vec<u8> {
        let mut note = note::sign_new(roster, "keyholder-1", self.keyholders[0].signing_key()).unwrap();
        for number in 1..signatures {
            let name = format!("keyholder-{}", number + 1);
            note = note::sign_again(&note, &name, self.keyholders[number].signing_key()).unwrap();
        }
        note
    }
}

pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// The hash to pin for a note.
pub fn genesis_of(note: &[u8]) -> [u8; 32] {
    note::read_unverified(note).unwrap().1
}

/// An administration with a vault on databases of its own.
pub struct World {
    pub people: Box<People>,
    pub vault: Vault,
    pub clock: Clock,
    /// Where everything lies that is stored in files.
    pub folder: PathBuf,
    /// Keeps the folder for as long as the world, where no bench does.
    _kept: Option<TempDir>,
}

impl World {
    /// On SQLite in a folder of its own, with cheap hashing and the roster in force.
    pub async fn new() -> Self {
        Self::with(FileLimits::default()).await
    }

    /// The same with other limits.
    pub async fn with(limits: FileLimits) -> Self {
        let kept = tempfile::tempdir().unwrap();
        let url = |name: &str| DatabaseUrl::Sqlite(kept.path().join(name));
        let stores = Stores::open(kept.path(), &url("main.db"), &url("keys.db"), Create::Told).await.unwrap();
        let world = Self::build(stores, kept.path().to_owned(), limits).await;
        Self { _kept: Some(kept), ..world }
    }

    /// On a bench of either engine.
    pub async fn on(bench: &Bench) -> Self {
        Self::build(bench.stores.clone(), bench.data(), FileLimits::default()).await
    }

    /// On SQLite, with these people.
    pub async fn of(people: People) -> Self {
        let kept = tempfile::tempdir().unwrap();
        let url = |name: &str| DatabaseUrl::Sqlite(kept.path().join(name));
        let stores = Stores::open(kept.path(), &url("main.db"), &url("keys.db"), Create::Told).await.unwrap();
        let world = Self::peopled(people, stores, kept.path().to_owned(), FileLimits::default()).await;
        Self { _kept: Some(kept), ..world }
    }

    async fn build(stores: Stores, folder: PathBuf, limits: FileLimits) -> Self {
        Self::peopled(People::new(), stores, folder, limits).await
    }

    async fn peopled(people: People, stores: Stores, folder: PathBuf, limits: FileLimits) -> Self {
        let clock = Clock::fixed(NOON);
        let note = people.sign(&people.roster(), 2);
        let parts = parts(stores, &folder, &clock, limits, genesis_of(&note));
        let vault = Vault::open(parts).await.unwrap();
        rosters::import(&vault, &note).await.unwrap();
        Self { people: Box::new(people), vault, clock, folder, _kept: None }
    }
}

/// Makes a test of each named `async fn(World)`, run on SQLite and on PostgreSQL.
macro_rules! in_worlds {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            crate::support::on_both_engines(|bench| async move {
                super::$name(crate::support::world::World::on(&bench).await).await;
            });
        }
    )*};
}
pub(crate) use in_worlds;

/// The parts of a vault in `folder`, with hashing so cheap that tests do not wait for it.
pub fn parts(
    stores: Stores,
    folder: &Path,
    clock: &Clock,
    limits: FileLimits,
    genesis: [u8; 32],
) -> VaultParts {
    let params = Argon2Params { m_kib: 32, t: 1, p: 1 };
    VaultParts {
        stores,
        blobs: Blobs::in_directory(&folder.join("blobs")).unwrap(),
        pepper: Secret::new(PEPPER),
        pool: HashPool::start(PoolSettings {
            largest: params,
            waiting_per_lane: 64,
            ..PoolSettings::default()
        })
        .unwrap(),
        params,
        clock: clock.clone(),
        limits,
        genesis,
        newest_roster: folder.join("newest-roster"),
        ledger: ledger_parts(folder),
    }
}

/// The name of every test's first log.
pub const ORIGIN: &str = "log.valdoria.example/1";

/// The ledger of a vault whose memory lies in `folder`.
pub fn ledger_parts(folder: &Path) -> LedgerParts {
    LedgerParts {
        key: Secret::new(LEDGER_KEY),
        previous: None,
        origin: ORIGIN.into(),
        last_checkpoint: folder.join("last-checkpoint"),
        timetable: Timetable::usual(),
    }
}

/// A report as a trader would write it.
pub fn report(story: &str) -> ReportBody {
    ReportBody {
        form: 1,
        taxonomy: 1,
        audience: Audience::Trader,
        family: Some("SOL".into()),
        story: story.into(),
        place: "North gate".into(),
        time: "this morning".into(),
        answers: None,
        language: None,
        exclude: Vec::new(),
        identity: None,
    }
}

/// A fresh code.
pub fn code() -> Code {
    Code::generate(&mut rand::rng())
}

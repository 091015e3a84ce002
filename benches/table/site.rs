//! A set-up of its own in a temporary folder: secrets, a roster of four, a configuration without budgets, two databases.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use data_encoding::HEXLOWER;
use redchannel::clock::Clock;
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note;
use redchannel::model::roster::{Channel, FORMAT, Keyholder, Member, Policy, Role, Roster};
use redchannel::secret::Secret;
use tempfile::TempDir;

use crate::measure::Fallible;

/// Three in the team and two outside it: a report is sealed to three of them and the recovery key.
const STAFF: [(&str, Role); 5] = [
    ("Intake officer", Role::Intake),
    ("Investigator", Role::Investigator),
    ("Head of unit", Role::Head),
    ("Inspectorate", Role::Oversight),
    ("Investigator, new key", Role::Investigator),
];
/// Whose cases the last of them takes over.
const PREDECESSOR: usize = 1;

/// The folder and the program that serves it.
pub struct Site {
    pub binary: PathBuf,
    /// The keys of those in [`STAFF`].
    pub staff: Vec<StaffKey>,
    /// The hash of the roster.
    pub genesis: [u8; 32],
    folder: TempDir,
}

impl Site {
    /// Sets everything up and has the program itself import the roster.
    pub fn found(binary: &Path) -> Fallible<Self> {
        let staff: Vec<StaffKey> = STAFF.iter().map(|_| new_key()).collect::<Fallible<_>>()?;
        let note = signed_roster(&staff)?;
        let (_, genesis) = note::read_unverified(&note)?;
        let site = Self { binary: binary.to_owned(), staff, genesis, folder: tempfile::tempdir()? };
        for part in ["data", "secrets"] {
            DirBuilder::new().mode(0o700).create(site.path(part))?;
        }
        for secret in ["secrets/pepper", "secrets/form.key", "secrets/ledger.key"] {
            let bytes = Secret::<32>::random(&mut rand::rng());
            write_private(&site.path(secret), bytes.expose_secret())?;
        }
        write_private(&site.path("roster.note"), &note)?;
        write_private(&site.configuration(), configuration(&HEXLOWER.encode(&genesis)).as_bytes())?;
        let imported = Command::new(&site.binary)
            .args(["roster", "import", "--config"])
            .args([site.configuration(), site.path("roster.note")])
            .stdout(Stdio::null())
            .status()?;
        if imported.success() { Ok(site) } else { Err("the roster could not be imported".into()) }
    }

    /// The configuration of the server.
    pub fn configuration(&self) -> PathBuf {
        self.path("redchannel.toml")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// All defaults but addresses, and budgets that nobody here uses up.
fn configuration(genesis: &str) -> String {
    format!(
        r#"
[intake]
listen = "127.0.0.1:0"
scheme = "http"
leave_to = "https://www.example.org/weather"
other_channels = ["The ombudsman, Main Street 1, telephone 555 0100"]
support = ["Women's help line, free, day and night: 555 0199"]
[api]
listen = "127.0.0.1:0"
[roster]
genesis = "{genesis}"
[limits]
case_bytes = "100 GiB"
total_bytes = "200 GiB"
daily_bytes = "200 GiB"
pages_per_minute = 100000
check_per_10_minutes = 100000
submit_per_hour = 100000
submit_per_hour_global = 100000
"#
    )
}

fn write_private(path: &Path, bytes: &[u8]) -> Fallible<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(path)?;
    Ok(file.write_all(bytes)?)
}

fn new_key() -> Fallible<StaffKey> {
    Ok(StaffKey::from_seed(&Secret::random(&mut rand::rng()))?)
}

fn signed_roster(staff: &[StaffKey]) -> Fallible<Vec<u8>> {
    let keyholders = [("keyholder-1", new_key()?), ("keyholder-2", new_key()?)];
    let today = Clock::System.today();
    let until = today.plus(365);
    let mut members = Vec::new();
    let predecessor = staff.get(PREDECESSOR).map(StaffKey::member_id);
    for (place, ((name, role), key)) in STAFF.into_iter().zip(staff).enumerate() {
        members.push(Member {
            id: key.member_id(),
            name: name.to_owned(),
            roles: vec![role],
            recipient: key.recipient().to_string(),
            verification_key: HEXLOWER.encode(key.verifying_key().as_bytes()),
            until,
            succeeds: predecessor.filter(|_| place + 1 == STAFF.len()),
        });
    }
    let holder = |(name, key): &(&str, StaffKey)| Keyholder {
        name: (*name).to_owned(),
        verification_key: HEXLOWER.encode(key.verifying_key().as_bytes()),
    };
    let roster = Roster {
        format: FORMAT.to_owned(),
        version: 1,
        previous: None,
        administration: "Customs Administration of Valdoria".to_owned(),
        issued: today.plus(-30),
        expires: until,
        quorum: 2,
        keyholders: keyholders.iter().map(holder).collect(),
        recovery: Identity::generate().recipient().to_string(),
        channels: vec![Channel {
            id: "audit".to_owned(),
            name: "Audit and Investigation Unit".to_owned(),
            team: members.iter().take(3).map(|member| member.id).collect(),
        }],
        members,
        ledger: None,
        witnesses: Vec::new(),
        policy: Policy::default(),
    };
    let [(first, first_key), (second, second_key)] = &keyholders;
    let note = note::sign_new(&roster, first, first_key.signing_key())?;
    Ok(note::sign_again(&note, second, second_key.signing_key())?)
}

/// The size of the program, in MB.
pub fn binary_megabytes(site: &Site) -> Fallible<f64> {
    let bytes = u32::try_from(fs::metadata(&site.binary)?.len())?;
    Ok(f64::from(bytes) / 1e6)
}

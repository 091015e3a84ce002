//! The demo's people: a unit of three and an inspectorate, with key files, passphrases in a file beside them, and a roster.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;

use super::super::serve::origin_of_key;
use super::{CliError, NOTE_FILE};
use crate::clock::Clock;
use crate::crypto::agefile::Identity;
use crate::crypto::kdf::Argon2Params;
use crate::crypto::keyfile::{KeyFile, Passphrase, PublicCard, StaffKey};
use crate::crypto::note;
use crate::model::roster::{Channel, FORMAT, Keyholder, Ledger, Member, Policy, Role, Roster};
use crate::random;
use crate::secret::{Secret, SecretText};

const PASSPHRASES: &str = "passphrases.txt";

/// Display name and role; the first three are the team.
const STAFF: [(&str, Role); 4] = [
    ("Intake officer", Role::Intake),
    ("Investigator", Role::Investigator),
    ("Head of unit", Role::Head),
    ("Inspectorate", Role::Oversight),
];

/// One member of the demo.
pub struct Person {
    /// Display name.
    pub name: &'static str,
    /// Opens the key file.
    pub passphrase: SecretText,
    file: std::path::PathBuf,
}

/// All of them.
pub struct People(Vec<Person>);

impl People {
    /// Reads the passphrases that were left in the folder.
    pub fn read(folder: &Path) -> Result<Self, CliError> {
        let path = folder.join(PASSPHRASES);
        let text = fs::read_to_string(&path).map_err(CliError::file(&path, "cannot be read"))?;
        let person = |(name, _): &(&'static str, Role)| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            let passphrase = line
                .ok_or_else(|| CliError::refused("this folder does not hold a whole demo; choose another"))?;
            Ok(Person { name, passphrase: SecretText::new(passphrase), file: key_path(folder, name) })
        };
        STAFF.iter().map(person).collect::<Result<_, CliError>>().map(Self)
    }

    /// In the order in which they are shown.
    pub fn members(&self) -> &[Person] {
        &self.0
    }

    /// The key of the one who answers the sample reporter.
    pub fn open_intake_officer(&self) -> Result<StaffKey, CliError> {
        let person = self.0.first().ok_or_else(|| CliError::refused("the demo has no intake officer"))?;
        let bytes = fs::read(&person.file).map_err(CliError::file(&person.file, "cannot be read"))?;
        Ok(KeyFile::parse(&bytes)?.open(&Passphrase::typed(person.passphrase.expose_secret()))?)
    }
}

fn key_path(folder: &Path, name: &str) -> std::path::PathBuf {
    let file = name.to_lowercase().replace(' ', "-");
    folder.join("keys").join(format!("{file}.rckey"))
}

/// Makes secrets, key files and a signed roster in `folder`.
pub fn found(folder: &Path) -> Result<(), CliError> {
    for part in ["keys", "secrets", "data"] {
        let path = folder.join(part);
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&path);
        made.map_err(CliError::file(&path, "cannot be made"))?;
    }
    for secret in ["pepper", "form.key"] {
        let bytes = Secret::<32>::random(&mut random::rng());
        write_new(&folder.join("secrets").join(secret), bytes.expose_secret())?;
    }
    let ledger = Secret::<32>::random(&mut random::rng());
    write_new(&folder.join("secrets/ledger.key"), ledger.expose_secret())?;
    let mut passphrases = String::new();
    let mut cards = Vec::new();
    for (name, role) in STAFF {
        let passphrase = Passphrase::generate(&mut random::rng());
        let file = KeyFile::create(name, &passphrase, Argon2Params::STAFF, &mut random::rng())?;
        write_new(&key_path(folder, name), file.to_json().as_bytes())?;
        passphrases.extend([name, ": ", passphrase.expose_secret(), "\n"]);
        cards.push((file.card().clone(), role));
    }
    write_new(&folder.join(PASSPHRASES), passphrases.as_bytes())?;
    // Last: whoever finds it finds everything.
    write_new(&folder.join(NOTE_FILE), &signed_roster(&cards, &ledger)?)
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o400).open(path);
    let mut file = file.map_err(CliError::file(path, "cannot be made"))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(CliError::file(path, "cannot be written"))
}

/// Two keyholders sign, and their keys are forgotten: the demo's roster never changes.
fn signed_roster(cards: &[(PublicCard, Role)], ledger: &Secret<32>) -> Result<Vec<u8>, CliError> {
    let keyholders = [
        ("keyholder-1", StaffKey::from_seed(&Secret::random(&mut random::rng()))?),
        ("keyholder-2", StaffKey::from_seed(&Secret::random(&mut random::rng()))?),
    ];
    let today = Clock::System.today();
    let until = today.plus(365);
    let member = |(card, role): &(PublicCard, Role)| Member {
        id: card.member_id(),
        name: card.name().to_owned(),
        roles: vec![*role],
        recipient: card.recipient().to_string(),
        verification_key: HEXLOWER.encode(card.verification_key().as_bytes()),
        until,
        succeeds: None,
    };
    let members: Vec<Member> = cards.iter().map(member).collect();
    let roster = Roster {
        format: FORMAT.to_owned(),
        version: 1,
        previous: None,
        administration: "Customs Administration of Valdoria".to_owned(),
        issued: today.plus(-30),
        expires: until,
        quorum: 2,
        keyholders: keyholders
            .iter()
            .map(|(name, key)| Keyholder {
                name: (*name).to_owned(),
                verification_key: HEXLOWER.encode(key.verifying_key().as_bytes()),
            })
            .collect(),
        recovery: Identity::generate().recipient().to_string(),
        channels: vec![Channel {
            id: "audit".to_owned(),
            name: "Audit and Investigation Unit".to_owned(),
            team: members.iter().take(3).map(|member| member.id).collect(),
        }],
        members,
        ledger: Some(Ledger {
            origin: origin_of_key(ledger),
            verification_key: HEXLOWER
                .encode(SigningKey::from_bytes(ledger.expose_secret()).verifying_key().as_bytes()),
        }),
        witnesses: Vec::new(),
        policy: Policy::default(),
    };
    let mut note = Vec::new();
    for (name, key) in &keyholders {
        note = if note.is_empty() {
            note::sign_new(&roster, name, key.signing_key())?
        } else {
            note::sign_again(&note, name, key.signing_key())?
        };
    }
    Ok(note)
}

//! `redchannel keygen`: a key of one's own, on one's own machine.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use rand::CryptoRng;

use super::{CliError, files};
use crate::config::KeyName;
use crate::crypto::agefile::Identity;
use crate::crypto::kdf::Argon2Params;
use crate::crypto::keyfile::{KeyFile, Passphrase, PublicCard};
use crate::witness::WitnessKey;

/// Make a key for a member of the unit, a keyholder, or recovery
///
/// Makes two files named after you: the key, sealed under a passphrase of six words that is shown once, and your public card.
/// Write the passphrase down and keep it apart from the key; nobody can tell it to you again. Send the card to a keyholder
/// and read its fingerprint aloud, by telephone or face to face: a card that was exchanged on the way shows there.
///
/// Name the function, not the person: the name stands in the roster and under replies to reporters.
///
/// Example:  redchannel keygen --name "Intake officer 1" --out .
///
/// With --recovery: one file, an age identity without passphrase. Whoever has it opens every case. Make it on a machine that
/// is never connected again, print it, keep it sealed outside the administration. Stock age can use it in twenty years. Better:
/// `redchannel recovery split`, so that no single body holds it.
///
/// Example:  redchannel keygen --recovery --out recovery.key
///
/// With --witness: one private file without passphrase, with which `redchannel witness` signs checkpoints of a ledger. The name
/// stands beside each signature: take a name of yours on the web, without https://.
///
/// Example:  redchannel keygen --witness --name witness.example.org --out witness.key
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Keygen {
    /// Display name: the function, such as "Intake officer 1"
    #[arg(long, required_unless_present = "recovery", conflicts_with = "recovery")]
    name: Option<String>,

    /// Make the offline recovery key instead
    #[arg(long)]
    recovery: bool,

    /// Make the key of a witness instead
    #[arg(long, requires = "name")]
    witness: bool,

    /// The folder for key and card; with --recovery or --witness the file
    #[arg(long, value_name = "DIR|FILE")]
    out: PathBuf,
}

impl Keygen {
    pub(super) fn run(&self, rng: &mut impl CryptoRng, out: &mut dyn Write) -> Result<(), CliError> {
        match &self.name {
            Some(name) if self.witness => make_witness_key(name, &self.out, rng, out),
            Some(name) => make_staff_key(name, &self.out, rng, out),
            None => make_recovery_key(&self.out, out),
        }
    }
}

fn make_staff_key(
    name: &str,
    folder: &Path,
    rng: &mut impl CryptoRng,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let passphrase = Passphrase::generate(rng);
    let key = KeyFile::create(name, &passphrase, Argon2Params::STAFF, rng)?;
    let stem = stem(key.card());
    let (key_path, card_path) =
        (folder.join(format!("{stem}.rckey")), folder.join(format!("{stem}.card.json")));
    files::write_new(&key_path, key.to_json().as_bytes(), files::PRIVATE)?;
    let told = files::write_new(&card_path, (key.card().to_json() + "\n").as_bytes(), files::PUBLIC)
        .and_then(|()| Ok(tell_staff_key(out, &key, &passphrase, (&key_path, &card_path))?));
    if told.is_err() {
        // A key whose passphrase nobody has seen is of no use, and would be in the way of the next try. A card that stood there
        // before belongs to somebody: it is removed only if it is this key's.
        std::fs::remove_file(&key_path).ok();
        if files::read(&card_path).is_ok_and(|card| PublicCard::parse(&card).as_ref() == Ok(key.card())) {
            std::fs::remove_file(&card_path).ok();
        }
    }
    told
}

fn tell_staff_key(
    out: &mut dyn Write,
    key: &KeyFile,
    passphrase: &Passphrase,
    (key_path, card_path): (&Path, &Path),
) -> std::io::Result<()> {
    writeln!(
        out,
        "Key (keep it, with one copy elsewhere): {}\nCard (send it to a keyholder):           {}\n",
        key_path.display(),
        card_path.display()
    )?;
    // Written in pieces: formatting it into one text would leave a copy behind.
    write!(out, "Passphrase, shown this once: ")?;
    out.write_all(passphrase.expose_secret().as_bytes())?;
    writeln!(out, "\n\nFingerprint of the card, to read to a keyholder: {}", key.card().fingerprint())?;
    out.flush()
}

fn make_recovery_key(path: &Path, out: &mut dyn Write) -> Result<(), CliError> {
    let identity = Identity::generate();
    let recipient = identity.recipient();
    let text = super::recovery::identity_file(&identity);
    files::write_new(path, text.as_bytes(), files::SECRET)?;
    writeln!(
        out,
        "Recovery key: {}\nWhoever has this file opens every case. Print it, seal it, keep it outside the administration,\n\
         and destroy the file.\n\nIts public half, for `redchannel roster new --recovery`: {}",
        path.display(),
        recipient.as_str()
    )?;
    Ok(())
}

fn make_witness_key(
    name: &str,
    path: &Path,
    rng: &mut impl CryptoRng,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    KeyName::parse(name).map_err(|what| CliError::refused(format!("--name {what}")))?;
    let key = WitnessKey::generate(name, rng);
    files::write_new(path, key.to_line().as_bytes(), files::SECRET)?;
    let vkey = key.key().to_vkey();
    writeln!(
        out,
        "Witness key: {}\nKeep it on the witness's machine alone. One copy in a safe is enough; two machines must never sign with it at \
         the same time.\n\nIts public half, for the keyholders:\n    {vkey}\n\nThey put it into the next roster with:\n    redchannel \
         roster add-witness --draft FILE --vkey {vkey}",
        path.display()
    )?;
    Ok(())
}

/// The name of a card's files, and of a keyholder in signature lines: letters and digits in lower case, hyphens between.
pub(super) fn stem(card: &PublicCard) -> String {
    let mut stem = String::new();
    for letter in card.name().chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            stem.push(letter);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { card.member_id().to_string() } else { stem.to_owned() }
}

//! Signing: one keyholder after the other puts a signature under the same text.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use data_encoding::HEXLOWER;

use super::super::{CliError, files, passphrase};
use super::{plain, read_draft, show};
use crate::crypto::keyfile::KeyFile;
use crate::crypto::note::{count_signatures, read_unverified, sign_again, sign_new};
use crate::model::roster::{Keyholder, Roster};

/// Sign a draft, or add your signature to a note
///
/// Shows what you are about to sign, then asks for your passphrase. Compare the fingerprints with their owners first: with
/// your signature you vouch that these people, and nobody else, may read reports.
///
/// Example:  redchannel roster sign --draft roster-1.draft --out roster-1.note --key keyholder-1.rckey
///           redchannel roster sign --note roster-1.note --key keyholder-2.rckey
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Sign {
    /// The complete draft to sign first
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "note",
        conflicts_with = "note",
        requires = "out"
    )]
    draft: Option<PathBuf>,
    /// The note to which a signature is added
    #[arg(long, value_name = "FILE")]
    note: Option<PathBuf>,
    /// The note to write; with --note the same file is extended if this is left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The signed note of the version before, needed from version 2 on: its keyholders sign
    #[arg(long, value_name = "NOTE")]
    previous: Option<PathBuf>,
    /// Your key file
    #[arg(long, value_name = "KEYFILE")]
    key: PathBuf,
    /// Read the passphrase from this private file instead of the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Sign {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let note = self.note.as_deref().map(files::read).transpose()?;
        let roster = match (&note, &self.draft) {
            (Some(note), _) => read_unverified(note)?.0,
            (None, Some(draft)) => complete(read_draft(draft)?)?,
            (None, None) => return Err(CliError::refused("name a --draft or a --note")),
        };
        let signers = Signers::of(&roster, self.previous.as_deref())?;
        let key = KeyFile::parse(&files::read(&self.key)?)?;
        let verification_key = HEXLOWER.encode(key.card().verification_key().as_bytes());
        let me = signers.keyholders.iter().find(|keyholder| keyholder.verification_key == verification_key);
        let me = me.ok_or_else(|| {
            CliError::refused("this key belongs to none of the keyholders who may sign this version")
        })?;
        if let Some(note) = &note
            && count_signatures(note, std::slice::from_ref(me))? > 0
        {
            return Err(CliError::refused(format!("{} has signed this note already", plain(&me.name))));
        }
        show::describe(out, &roster)?;
        out.flush()?;
        let opened = passphrase::open(&key, self.passphrase_file.as_deref())?;
        let signed = match &note {
            Some(note) => sign_again(note, &me.name, opened.signing_key())?,
            None => sign_new(&roster, &me.name, opened.signing_key())?,
        };
        let written = self.write(&signed)?;
        signers.say(out, &signed, written)
    }

    fn write(&self, signed: &[u8]) -> Result<&Path, CliError> {
        match (&self.out, &self.note) {
            (Some(out), _) => files::write_new(out, signed, files::PUBLIC).map(|()| out.as_path()),
            (None, Some(note)) => files::replace(note, signed, files::PUBLIC).map(|()| note.as_path()),
            (None, None) => Err(CliError::refused("name the note to write with --out")),
        }
    }
}

fn complete(roster: Roster) -> Result<Roster, CliError> {
    let faults = roster.faults();
    if faults.is_empty() {
        return Ok(roster);
    }
    let faults: Vec<String> = faults.iter().map(|fault| plain(fault)).collect();
    Err(CliError::Refused(format!("the draft cannot be signed yet:\n{}", faults.join("\n"))))
}

/// Who may sign a version: the keyholders of the version before, or its own if it is the first.
pub(super) struct Signers {
    pub keyholders: Vec<Keyholder>,
    pub quorum: u16,
}

impl Signers {
    fn of(roster: &Roster, previous: Option<&Path>) -> Result<Self, CliError> {
        if roster.version == 1 {
            return Ok(Self { keyholders: roster.keyholders.clone(), quorum: roster.quorum });
        }
        let previous = previous.ok_or_else(|| {
            CliError::Refused(format!(
                "this is version {}: name the signed note of the version before with --previous",
                roster.version
            ))
        })?;
        let (before, hash) = read_unverified(&files::read(previous)?)?;
        // The chain that everybody else will check: a keyholder must not sign onto another past.
        let follows = roster.version == before.version.saturating_add(1)
            && roster.previous.as_deref() == Some(HEXLOWER.encode(&hash).as_str());
        if !follows {
            return Err(CliError::refused("this version does not follow the note given with --previous"));
        }
        Ok(Self { keyholders: before.keyholders, quorum: before.quorum })
    }

    fn say(&self, out: &mut dyn Write, signed: &[u8], written: &Path) -> Result<(), CliError> {
        let found = count_signatures(signed, &self.keyholders)?;
        writeln!(out, "\nSigned: {}\n{found} of {} signatures needed.", written.display(), self.quorum)?;
        let (roster, hash) = read_unverified(signed)?;
        if found < usize::from(self.quorum) {
            writeln!(out, "Pass the note to the next keyholder.")?;
        } else if roster.version == 1 {
            writeln!(out, "The roster is complete. The hash to pin:\n    {}", HEXLOWER.encode(&hash))?;
        } else {
            writeln!(out, "The roster is complete: import it on the server.")?;
        }
        Ok(())
    }
}

//! Rosters as C2SP signed notes: each version signed by enough keyholders of the version before, the first one pinned by hash.

use data_encoding::HEXLOWER;
use ed25519_dalek::{SigningKey, VerifyingKey};
use signed_note::{Note, NoteError, Verifier, VerifierList};

use super::frame::parse_verifying_key;
use super::hash::sha256;
use super::note_key::{NoteKey, NoteSigner};
use crate::clock::Day;
use crate::model::id::MemberId;
use crate::model::roster::{Keyholder, Role, Roster};

/// Why a roster is not accepted. The sentences say what is wrong and are shown to administrators, never to reporters.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// There is no roster at all.
    #[error("there is no roster")]
    Missing,
    /// Not a signed note.
    #[error("the roster is not a readable signed note")]
    Note(#[source] NoteError),
    /// The content is wrong.
    #[error("the roster's content is wrong: {0}")]
    Content(String),
    /// The first version is not the pinned one.
    #[error("the first roster is not the one that the configuration pins (its hash is {found})")]
    Genesis {
        /// The hash that was found, hex.
        found: String,
    },
    /// Too few keyholders signed.
    #[error(
        "version {version} of the roster carries {found} valid keyholder signatures, {needed} are needed"
    )]
    Quorum {
        /// The version.
        version: u32,
        /// Valid signatures of different keyholders.
        found: usize,
        /// The quorum of the version before.
        needed: u16,
    },
    /// It does not follow the version before.
    #[error("version {version} of the roster does not follow the one before it")]
    Chain {
        /// The version.
        version: u32,
    },
}

/// A roster whose signatures were checked up to the pinned genesis. [`verify_chain`] is the only way to one.
#[derive(Clone, Debug)]
pub struct VerifiedRoster {
    roster: Roster,
    hash: [u8; 32],
}

impl VerifiedRoster {
    /// The content, if it is in force on `day`.
    pub fn in_force_on(&self, day: Day) -> Option<&Roster> {
        Some(&self.roster).filter(|roster| roster.in_force_on(day))
    }

    /// The content whatever the day: to show it, or to check signatures made while it was in force.
    pub fn content(&self) -> &Roster {
        &self.roster
    }

    /// SHA-256 of the note's text.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The verification key of a member.
    pub fn member_key(&self, id: MemberId) -> Option<VerifyingKey> {
        parse_verifying_key(&self.roster.member(id)?.verification_key)
    }
}

/// What became of a chain of notes.
#[derive(Debug)]
pub struct Chain {
    /// The last version that verifies.
    pub roster: VerifiedRoster,
    /// All versions that verify, oldest first, to check signatures of members who have left.
    pub history: Vec<VerifiedRoster>,
    /// Why the walk ended before the last note, if it did: a row somebody put into the database, for example.
    pub refused: Option<RosterError>,
}

impl Chain {
    /// The verification key of a member of any version who reads cases in it; a member who left has still signed what they signed,
    /// and an administrator has nothing to say in a case.
    pub fn author_key(&self, id: MemberId) -> Option<VerifyingKey> {
        self.history.iter().rev().find_map(|roster| {
            let member = roster.content().member(id)?;
            if member.roles.iter().any(|role| role.reads_cases()) { roster.member_key(id) } else { None }
        })
    }
}

impl Chain {
    /// The verification key of a member of any version who is custodian in it and reads no case.
    pub fn custodian_key(&self, id: MemberId) -> Option<VerifyingKey> {
        self.history.iter().rev().find_map(|roster| {
            let member = roster.content().member(id)?;
            let keeps = member.has(Role::Custodian) && member.reads_nothing();
            keeps.then(|| roster.member_key(id))?
        })
    }
}

/// Walks the notes, oldest first, from the pinned genesis as far as they verify. What comes after the first fault is not used.
pub fn verify_chain(notes: &[Vec<u8>], genesis: &[u8; 32]) -> Result<Chain, RosterError> {
    let (first, rest) = notes.split_first().ok_or(RosterError::Missing)?;
    let first = verify_first(first, genesis)?;
    let mut history = vec![first.clone()];
    let mut current = first;
    let mut refused = None;
    for note in rest {
        match verify_next(note, &current) {
            Ok(next) => {
                history.push(next.clone());
                current = next;
            }
            Err(fault) => {
                refused = Some(fault);
                break;
            }
        }
    }
    Ok(Chain { roster: current, history, refused })
}

fn verify_first(bytes: &[u8], genesis: &[u8; 32]) -> Result<VerifiedRoster, RosterError> {
    let (note, roster, hash) = read(bytes)?;
    if &hash != genesis {
        return Err(RosterError::Genesis { found: HEXLOWER.encode(&hash) });
    }
    if roster.version != 1 || roster.previous.is_some() {
        return Err(RosterError::Chain { version: roster.version });
    }
    check_quorum(&note, &roster.keyholders, roster.quorum, roster.version)?;
    Ok(VerifiedRoster { roster, hash })
}

/// Checks one note against the version before it.
pub fn verify_next(bytes: &[u8], before: &VerifiedRoster) -> Result<VerifiedRoster, RosterError> {
    let (note, roster, hash) = read(bytes)?;
    let follows = roster.version == before.roster.version.saturating_add(1)
        && roster.previous.as_deref() == Some(HEXLOWER.encode(&before.hash).as_str());
    if !follows {
        return Err(RosterError::Chain { version: roster.version });
    }
    check_quorum(&note, &before.roster.keyholders, before.roster.quorum, roster.version)?;
    Ok(VerifiedRoster { roster, hash })
}

fn read(bytes: &[u8]) -> Result<(Note, Roster, [u8; 32]), RosterError> {
    let note = Note::from_bytes(bytes).map_err(RosterError::Note)?;
    let text =
        std::str::from_utf8(note.text()).map_err(|_| RosterError::Content("it is not UTF-8".into()))?;
    let roster = Roster::parse(text).map_err(RosterError::Content)?;
    if let Some(fault) = roster.faults().into_iter().next() {
        return Err(RosterError::Content(fault));
    }
    let hash = sha256(&[note.text()]);
    Ok((note, roster, hash))
}

fn check_quorum(note: &Note, keyholders: &[Keyholder], needed: u16, version: u32) -> Result<(), RosterError> {
    let found = count_in(note, keyholders)?;
    if found < usize::from(needed) { Err(RosterError::Quorum { version, found, needed }) } else { Ok(()) }
}

/// How many of these keyholders have signed a note.
pub(super) fn count_in(note: &Note, keyholders: &[Keyholder]) -> Result<usize, RosterError> {
    let verifiers = keyholders
        .iter()
        .filter_map(|keyholder| verifier_of(keyholder).map(|key| -> Box<dyn Verifier> { Box::new(key) }))
        .collect();
    match note.verify(&VerifierList::new(verifiers)) {
        Ok((verified, _unknown)) => Ok(verified.len()),
        Err(NoteError::UnverifiedNote) => Ok(0),
        Err(fault) => Err(RosterError::Note(fault)),
    }
}

/// How many keyholders of `before` (or of the roster itself, if it is the first) have signed a note that is still being signed.
pub fn count_signatures(bytes: &[u8], keyholders: &[Keyholder]) -> Result<usize, RosterError> {
    let (note, ..) = read(bytes)?;
    count_in(&note, keyholders)
}

/// The text of a note and its signature lines, not believed.
pub fn split(bytes: &[u8]) -> Result<(String, Vec<String>), RosterError> {
    let (note, ..) = read(bytes)?;
    let text = String::from_utf8_lossy(note.text()).into_owned();
    let whole = std::str::from_utf8(bytes).unwrap_or_default();
    let lines = whole.strip_prefix(text.as_str()).unwrap_or_default().lines();
    Ok((text, lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()))
}

/// Reads the content of a note without believing its signatures: to show it, or to sign it.
pub fn read_unverified(bytes: &[u8]) -> Result<(Roster, [u8; 32]), RosterError> {
    let (_, roster, hash) = read(bytes)?;
    Ok((roster, hash))
}

/// A new note with this content and its first signature: C2SP notes carry one at least.
pub fn sign_new(roster: &Roster, name: &str, key: &SigningKey) -> Result<Vec<u8>, RosterError> {
    if let Some(fault) = roster.faults().into_iter().next() {
        return Err(RosterError::Content(fault));
    }
    let text = roster.to_text().map_err(RosterError::Content)?;
    let note = Note::new(text.as_bytes(), &[]).map_err(RosterError::Note)?;
    add_signature(note, name, key)
}

/// Adds a keyholder's signature to a note.
pub fn sign_again(bytes: &[u8], name: &str, key: &SigningKey) -> Result<Vec<u8>, RosterError> {
    let (note, ..) = read(bytes)?;
    add_signature(note, name, key)
}

/// A keyholder's signature line under a text, without its line end.
pub(super) fn sign_line(text: &str, name: &str, key: &SigningKey) -> Result<String, RosterError> {
    let note = Note::new(text.as_bytes(), &[]).map_err(RosterError::Note)?;
    let signed = String::from_utf8(add_signature(note, name, key)?).unwrap_or_default();
    Ok(signed.trim_end().rsplit('\n').next().unwrap_or_default().to_owned())
}

fn add_signature(mut note: Note, name: &str, key: &SigningKey) -> Result<Vec<u8>, RosterError> {
    note.add_sigs(&[&NoteSigner::new(name, key.clone())]).map_err(RosterError::Note)?;
    Ok(note.to_bytes())
}

fn verifier_of(keyholder: &Keyholder) -> Option<NoteKey> {
    Some(NoteKey::ed25519(&keyholder.name, parse_verifying_key(&keyholder.verification_key)?))
}

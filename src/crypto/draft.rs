//! The next version of a roster on its way to its signatures: proposed by one, signed by keyholders one after the other.
//!
//! ```text
//! draft      {"text": text of the next note, "proposer": id, "signature": hex, "lines": ["— NAME BASE64", …]}
//! signature  Ed25519(SIG of the proposer, "redchannel/v1/roster-proposal\0" ‖ SHA-256(text))
//! lines      signature lines of the C2SP note that the text becomes once enough keyholders have signed
//! ```
//!
//! The proposer's signature says who wants the change and nothing more. It is made over other bytes than a keyholder's line: whoever
//! carries drafts around could otherwise turn the proposal of a keyholder into that keyholder's signature.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use signed_note::Note;

use super::frame::parse_verifying_key;
use super::hash::sha256;
use super::keyfile::{StaffKey, member_id_of};
use super::note::{RosterError, VerifiedRoster, count_in, sign_line};
use crate::clock::Day;
use crate::model::id::MemberId;
use crate::model::roster::{Keyholder, Role, Roster};

/// The longest text of a draft, in bytes: hundreds of members.
pub const MAX_TEXT_BYTES: usize = 128 * 1024;
/// Signature lines that are looked at; a unit has a handful of keyholders.
const MOST_LINES: usize = 32;
const LABEL: &[u8] = b"redchannel/v1/roster-proposal\0";

/// A draft as it travels. Nothing in it is to be believed before [`check`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterDraft {
    /// The text that keyholders sign.
    pub text: String,
    /// Who proposes it.
    pub proposer: MemberId,
    /// The proposer's signature, hex.
    pub signature: String,
    /// Keyholders' signature lines, without line ends.
    #[serde(default)]
    pub lines: Vec<String>,
}

/// Why a draft is not one that may be signed now. Sentences.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Longer than any roster.
    #[error("the draft is too long to be a roster")]
    TooLong,
    /// The content is wrong.
    #[error("the draft's content is wrong: {0}")]
    Content(String),
    /// It was made for another version before it.
    #[error(
        "the draft does not follow the roster in force: another version came into force since it was made"
    )]
    Stale,
    /// Nobody who may propose has signed the proposal.
    #[error("the draft was not proposed by the head of unit or a keyholder")]
    Proposer,
}

/// A draft that follows the version in force and was proposed by somebody who may. [`check`] and [`propose`] are the only ways to one.
#[derive(Clone, Debug)]
pub struct CheckedDraft {
    draft: RosterDraft,
    roster: Roster,
    hash: [u8; 32],
    signed: Vec<String>,
    needed: u16,
}

/// The key of somebody who may propose the version after `before`: the head of unit, or a keyholder.
pub fn proposer_key(before: &Roster, id: MemberId, today: Day) -> Option<VerifyingKey> {
    let head = before.with_role(Role::Head, today).find(|member| member.id == id);
    match head {
        Some(member) => parse_verifying_key(&member.verification_key),
        None => keyholder(before, id).map(|(_, key)| key),
    }
}

/// The keyholder whose key has this identifier, as a member's would have.
pub fn keyholder(roster: &Roster, id: MemberId) -> Option<(&Keyholder, VerifyingKey)> {
    roster.keyholders.iter().find_map(|keyholder| {
        let key = parse_verifying_key(&keyholder.verification_key)?;
        (member_id_of(&key) == id).then_some((keyholder, key))
    })
}

/// Proposes `roster` as the version after `before`, in the name of the key's holder.
pub fn propose(
    roster: &Roster,
    key: &StaffKey,
    before: &VerifiedRoster,
    today: Day,
) -> Result<CheckedDraft, DraftError> {
    let text = roster.to_text().map_err(DraftError::Content)?;
    let signature = HEXLOWER.encode(&key.signing_key().sign(&proposed(&text)).to_bytes());
    let draft = RosterDraft { text, proposer: key.member_id(), signature, lines: Vec::new() };
    check(&draft, before, today)
}

/// Checks a draft against the version in force. Lines that are no signature of one of its keyholders are dropped: they say nothing,
/// and whoever adds rubbish must not keep a draft from being signed.
pub fn check(draft: &RosterDraft, before: &VerifiedRoster, today: Day) -> Result<CheckedDraft, DraftError> {
    if draft.text.len() > MAX_TEXT_BYTES {
        return Err(DraftError::TooLong);
    }
    let roster = Roster::parse(&draft.text).map_err(DraftError::Content)?;
    if !roster.follows(before.content(), &before.hash()) {
        return Err(DraftError::Stale);
    }
    if let Some(fault) = roster.faults().into_iter().next() {
        return Err(DraftError::Content(fault));
    }
    // What a note cannot carry could never be signed.
    Note::new(draft.text.as_bytes(), &[])
        .map_err(|_| DraftError::Content("it has characters that no note may have".into()))?;
    let key = proposer_key(before.content(), draft.proposer, today).ok_or(DraftError::Proposer)?;
    let signature = HEXLOWER.decode(draft.signature.as_bytes()).ok();
    let signature =
        signature.and_then(|bytes| Signature::from_slice(&bytes).ok()).ok_or(DraftError::Proposer)?;
    key.verify_strict(&proposed(&draft.text), &signature).map_err(|_| DraftError::Proposer)?;
    let (signed, lines) = verified_lines(draft, before.content());
    Ok(CheckedDraft {
        hash: sha256(&[draft.text.as_bytes()]),
        draft: RosterDraft { lines, ..draft.clone() },
        roster,
        signed,
        needed: before.content().quorum,
    })
}

/// One line for each keyholder who has signed, in the keyholders' order, with their names.
fn verified_lines(draft: &RosterDraft, before: &Roster) -> (Vec<String>, Vec<String>) {
    let (mut names, mut lines) = (Vec::new(), Vec::new());
    for keyholder in &before.keyholders {
        let own = |line: &&String| {
            let note = Note::from_bytes(format!("{}\n{line}\n", draft.text).as_bytes());
            note.is_ok_and(|note| {
                note.text() == draft.text.as_bytes()
                    && count_in(&note, std::slice::from_ref(keyholder)).is_ok_and(|found| found == 1)
            })
        };
        if let Some(line) = draft.lines.iter().take(MOST_LINES).find(own) {
            names.push(keyholder.name.clone());
            lines.push(line.clone());
        }
    }
    (names, lines)
}

fn proposed(text: &str) -> Vec<u8> {
    [LABEL, &sha256(&[text.as_bytes()])].concat()
}

impl CheckedDraft {
    /// As it travels, without lines that say nothing.
    pub const fn draft(&self) -> &RosterDraft {
        &self.draft
    }

    /// What it would put in force.
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// SHA-256 of the text: what signers compare, aloud.
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The names of the keyholders who have signed.
    pub fn signed(&self) -> &[String] {
        &self.signed
    }

    /// How many keyholders must sign.
    pub const fn needed(&self) -> u16 {
        self.needed
    }

    /// Whether enough have signed.
    pub fn is_complete(&self) -> bool {
        self.signed.len() >= usize::from(self.needed)
    }

    /// The note so far; `None` if nobody has signed.
    pub fn note(&self) -> Option<Vec<u8>> {
        let lines = self.draft.lines.join("\n");
        (!lines.is_empty()).then(|| format!("{}\n{lines}\n", self.draft.text).into_bytes())
    }

    /// Adds a keyholder's signature. The name is the keyholder's in the version in force.
    pub fn sign(&mut self, name: &str, key: &SigningKey) -> Result<(), RosterError> {
        if !self.signed.iter().any(|known| known == name) {
            self.draft.lines.push(sign_line(&self.draft.text, name, key)?);
            self.signed.push(name.to_owned());
        }
        Ok(())
    }

    /// Takes over signatures under the same text; `false` if the texts differ.
    pub fn merge(&mut self, other: &Self) -> bool {
        if other.draft.text != self.draft.text {
            return false;
        }
        for (name, line) in other.signed.iter().zip(&other.draft.lines) {
            if !self.signed.contains(name) {
                self.signed.push(name.clone());
                self.draft.lines.push(line.clone());
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::note::verify_chain;
    use crate::model::roster::{Channel, FORMAT, Policy};
    use crate::secret::Secret;

    /// A roster with the keyholder of seed 9, who may propose.
    fn before() -> VerifiedRoster {
        let key = |seed: u8| StaffKey::from_seed(&Secret::new([seed; 32])).unwrap();
        let day = |text: &str| Day::parse(text).unwrap();
        let member =
            |seed: u8, name: &str, role| key(seed).card(name).unwrap().member(vec![role], day("2027-12-31"));
        let members =
            vec![member(1, "A", Role::Intake), member(2, "B", Role::Head), member(3, "C", Role::Oversight)];
        let roster = Roster {
            format: FORMAT.into(),
            version: 1,
            previous: None,
            administration: "A".into(),
            issued: day("2026-01-01"),
            expires: day("2027-12-31"),
            quorum: 1,
            keyholders: vec![Keyholder {
                name: "k".into(),
                verification_key: HEXLOWER.encode(key(9).verifying_key().as_bytes()),
            }],
            recovery: key(10).recipient().to_string(),
            channels: vec![Channel {
                id: "a".into(),
                name: "A".into(),
                team: members.iter().take(2).map(|member| member.id).collect(),
            }],
            members,
            ledger: None,
            witnesses: Vec::new(),
            policy: Policy::default(),
        };
        let note = crate::crypto::note::sign_new(&roster, "k", key(9).signing_key()).unwrap();
        let (_, hash) = crate::crypto::note::read_unverified(&note).unwrap();
        verify_chain(&[note], &hash).unwrap().roster
    }

    proptest! {
        #[test]
        fn nothing_that_was_not_proposed_is_a_draft(text in "\\PC{0,200}", id in any::<[u8; 16]>(), signature in "[0-9a-f]{0,130}", line in "\\PC{0,60}") {
            let draft = RosterDraft { text, proposer: MemberId::from_bytes(id), signature, lines: vec![line] };
            prop_assert!(check(&draft, &before(), Day::from_number(20_700)).is_err());
        }

        #[test]
        fn no_line_but_a_signature_counts(lines in proptest::collection::vec("— k [A-Za-z0-9+/=]{0,100}|\\PC{0,60}|\\n{0,3}", 0..5)) {
            let (before, today) = (before(), Day::from_number(20_700));
            let key = StaffKey::from_seed(&Secret::new([9; 32])).unwrap();
            let next = before.content().next(&before.hash(), today, today.plus(100));
            let mut honest = propose(&next, &key, &before, today).unwrap();
            let with = |lines: Vec<String>| RosterDraft { lines, ..honest.draft().clone() };
            prop_assert!(check(&with(lines.clone()), &before, today).unwrap().signed().is_empty());
            let proposed = honest.clone();
            honest.sign("k", key.signing_key()).unwrap();
            let mixed = [lines, honest.draft().lines.clone()].concat();
            let mixed = RosterDraft { lines: mixed, ..proposed.draft().clone() };
            let checked = check(&mixed, &before, today).unwrap();
            prop_assert_eq!(checked.signed(), ["k".to_owned()]);
            prop_assert!(crate::crypto::note::verify_next(&checked.note().unwrap(), &before).is_ok());
        }
    }
}

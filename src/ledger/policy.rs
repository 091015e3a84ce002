//! Whose signatures count: the log's keys, the witnesses, and how many of these are needed.
//!
//! Inside the product this is read off a roster that verified; to strangers it is handed as a text in the format of
//! c2sp.org/tlog-policy, of which the flat form is written and read: logs, witnesses, one group over all of them, the quorum.

use std::fmt::Write as _;

use signed_note::Verifier as _;

use crate::crypto::frame::parse_verifying_key;
use crate::crypto::note::Chain;
use crate::crypto::note_key::{NoteAlgorithm, NoteKey};
use crate::model::roster::Roster;

/// The longest policy that is read, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Whose signatures count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Keys of the log; the name of each is the origin it signs for. Several after a rotation, or after a move to a new origin.
    pub logs: Vec<NoteKey>,
    /// The witnesses.
    pub witnesses: Vec<NoteKey>,
    /// How many witnesses must have signed before a checkpoint counts as witnessed.
    pub needed: usize,
}

/// Why a policy is not one we understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A line that is none of the format, or too much of it.
    #[error("line {0} of the policy cannot be read")]
    Line(usize),
    /// Two lines give one key twice: it would count twice.
    #[error("line {0} of the policy names a key that was named before")]
    Twice(usize),
    /// No quorum, or one that is not there.
    #[error("the policy does not say how many witnesses are needed")]
    Quorum,
}

impl Policy {
    /// What a roster says; `None` for the log where it names no ledger.
    pub fn of_roster(roster: &Roster) -> Self {
        let log = |ledger: &crate::model::roster::Ledger| {
            Some(NoteKey::ed25519(&ledger.origin, parse_verifying_key(&ledger.verification_key)?))
        };
        let witness = |witness: &crate::model::roster::Witness| {
            Some(NoteKey::cosigner(&witness.name, parse_verifying_key(&witness.verification_key)?))
        };
        Self {
            logs: roster.ledger.iter().filter_map(log).collect(),
            witnesses: roster.witnesses.iter().filter_map(witness).collect(),
            needed: usize::from(roster.policy.witnesses_needed),
        }
    }

    /// What a chain of rosters says: the witnesses of the newest, and the log's keys of all versions, the newest first. An old
    /// checkpoint or receipt stays what it was when the log's key changes.
    pub fn of_chain(chain: &Chain) -> Self {
        let mut policy = Self::of_roster(chain.roster.content());
        for version in chain.history.iter().rev() {
            for key in Self::of_roster(version.content()).logs {
                if !policy.logs.contains(&key) {
                    policy.logs.push(key);
                }
            }
        }
        policy
    }

    /// The policy as C2SP tlog-policy writes it.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for log in &self.logs {
            // Writing to a String cannot fail.
            writeln!(text, "log {}", log.to_vkey()).ok();
        }
        let mut names = String::new();
        for (number, witness) in self.witnesses.iter().enumerate() {
            writeln!(text, "witness w{number} {}", witness.to_vkey()).ok();
            write!(names, " w{number}").ok();
        }
        if self.needed == 0 {
            text.push_str("quorum none\n");
        } else {
            writeln!(text, "group witnesses {}{names}\nquorum witnesses", self.needed).ok();
        }
        text
    }

    /// Reads a policy: logs, witnesses, at most one group, which must hold witnesses only, and the quorum.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut policy = Self::default();
        let mut names: Vec<&str> = Vec::new();
        let mut group: Option<(&str, usize, Vec<&str>)> = None;
        let mut quorum = None;
        if text.len() > MAX_BYTES {
            return Err(PolicyError::Line(0));
        }
        for (number, line) in (1..).zip(text.lines()) {
            let fault = PolicyError::Line(number);
            let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["log", vkey] | ["log", vkey, _] => {
                    policy.add(NoteAlgorithm::Ed25519, vkey, number)?;
                }
                ["witness", name, vkey] | ["witness", name, vkey, _] => {
                    policy.add(NoteAlgorithm::CosignatureV1, vkey, number)?;
                    if *name == "none" || names.contains(name) {
                        return Err(fault);
                    }
                    names.push(name);
                }
                ["group", name, threshold, members @ ..] => {
                    let known = members.iter().all(|member| names.contains(member));
                    let needed = match *threshold {
                        "all" => members.len(),
                        "any" => 1,
                        number => number.parse().map_err(|_| fault)?,
                    };
                    if group.is_some() || !known || !(1..=members.len()).contains(&needed) {
                        return Err(fault);
                    }
                    group = Some((name, needed, members.to_vec()));
                }
                ["quorum", name] if quorum.is_none() => quorum = Some(*name),
                _ => return Err(fault),
            }
        }
        policy.settle(&names, group, quorum.ok_or(PolicyError::Quorum)?)
    }

    fn add(&mut self, algorithm: NoteAlgorithm, vkey: &str, line: usize) -> Result<(), PolicyError> {
        let key =
            NoteKey::parse(vkey).filter(|key| key.algorithm() == algorithm).ok_or(PolicyError::Line(line))?;
        let list = if algorithm == NoteAlgorithm::Ed25519 { &mut self.logs } else { &mut self.witnesses };
        // One public key under two names would let one witness count twice. A log keeps its key when it moves to a new origin.
        let twice = |known: &NoteKey| {
            known.key() == key.key()
                && (algorithm == NoteAlgorithm::CosignatureV1 || known.name() == key.name())
        };
        if list.iter().any(twice) {
            return Err(PolicyError::Twice(line));
        }
        list.push(key);
        Ok(())
    }

    /// Keeps the witnesses that the quorum is about.
    fn settle(
        mut self,
        names: &[&str],
        group: Option<(&str, usize, Vec<&str>)>,
        quorum: &str,
    ) -> Result<Self, PolicyError> {
        let wanted: Vec<&str> = match group {
            _ if quorum == "none" => Vec::new(),
            Some((name, needed, members)) if name == quorum => {
                self.needed = needed;
                members
            }
            Some(_) | None => {
                self.needed = 1;
                names.iter().filter(|name| **name == quorum).copied().collect()
            }
        };
        if quorum != "none" && wanted.is_empty() {
            return Err(PolicyError::Quorum);
        }
        if quorum != "none" {
            let mut names = names.iter();
            self.witnesses.retain(|_| names.next().is_some_and(|name| wanted.contains(name)));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::*;

    fn key(seed: u8) -> ed25519_dalek::VerifyingKey {
        SigningKey::from_bytes(&[seed; 32]).verifying_key()
    }

    fn policy(needed: usize) -> Policy {
        Policy {
            logs: vec![NoteKey::ed25519("log.example/1", key(1))],
            witnesses: vec![NoteKey::cosigner("a.example", key(2)), NoteKey::cosigner("b.example", key(3))],
            needed,
        }
    }

    #[test]
    fn a_policy_is_written_and_read_back() {
        for needed in [0, 1, 2] {
            assert_eq!(Policy::parse(&policy(needed).to_text()), Ok(policy(needed)), "{needed}");
        }
    }

    #[test]
    fn other_ways_to_write_it_are_read() {
        let [a, b] = [2, 3].map(|seed| {
            NoteKey::cosigner(if seed == 2 { "a.example" } else { "b.example" }, key(seed)).to_vkey()
        });
        let log = policy(0).logs[0].to_vkey();
        let read = |end: &str| {
            Policy::parse(&format!(
                "# ours\nlog {log} https://log.example/\n\n witness X\t{a}\nwitness Y {b} https://y.example\n{end}"
            ))
        };
        assert_eq!(read("group g any X Y\nquorum g\n").map(|policy| policy.needed), Ok(1));
        assert_eq!(read("group g all X Y\nquorum g\n").map(|policy| policy.needed), Ok(2));
        assert_eq!(read("quorum Y\n").map(|policy| policy.witnesses.len()), Ok(1));
        for wrong in [
            "",
            "quorum z\n",
            "group g 3 X Y\nquorum g\n",
            "group g 0 X\nquorum g\n",
            "group g 1 Z\nquorum g\n",
            "quorum X\nquorum Y\n",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_key_under_two_names_does_not_count_twice() {
        let [a, again] = ["a.example", "b.example"].map(|name| NoteKey::cosigner(name, key(2)).to_vkey());
        assert_eq!(
            Policy::parse(&format!("witness a {a}\nwitness b {again}\nquorum none\n")),
            Err(PolicyError::Twice(2))
        );
    }

    proptest! {
        #[test]
        fn any_text_is_a_policy_or_refused(text in "((log|witness|group|quorum|#)? ?[a-z0-9+ ]{0,20}\n){0,6}|\\PC{0,50}") {
            if let Ok(policy) = Policy::parse(&text) {
                prop_assert!(policy.needed <= policy.witnesses.len());
            }
        }
    }
}

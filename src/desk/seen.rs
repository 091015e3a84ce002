//! What this desk has seen: per case the last item, so that the server cannot take the *last* items of a case away unnoticed.
//!
//! The chain of a case shows gaps in the middle only; an end that is cut off looks like a case that is not so long yet. So each desk
//! remembers how far it has read, in a small file beside the key file. The file is an age file to the member's own key: it tells a
//! thief nothing about cases. It is not proof against somebody who writes on the member's own machine, who could simply delete it; that
//! a session begins without it is shown.

mod custody;
mod ledger;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::casebook::chain::{Examined, Tip};
use super::ledger::{Evidence, SeenHead};
use super::people::People;
use super::sealed::{self, Found};
use crate::crypto::agefile::Identity;
use crate::crypto::hash::sha256;
use crate::crypto::open::CaseIdentity;
use crate::ledger::entry::ChainHead;
use crate::model::id::{CaseId, ItemId};
use crate::secret::SecretBytes;

const FORMAT: &str = "redchannel/v1/seen";
/// Room for some forty thousand cases.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The memory of one member's desk.
#[derive(Debug)]
pub struct Seen {
    path: PathBuf,
    own: Identity,
    state: State,
    beginning: Beginning,
    dirty: bool,
}

/// With what a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// With the memory of earlier sessions.
    Remembered,
    /// There is no file: the first session on this machine, or somebody removed it.
    Nothing,
    /// There is a file, but it cannot be read.
    Damaged,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    format: String,
    #[serde(default)]
    roster: Option<SeenRoster>,
    #[serde(default)]
    cases: BTreeMap<CaseId, SeenCase>,
    #[serde(default)]
    ledger: Option<SeenHead>,
    #[serde(default)]
    evidence: Vec<Evidence>,
    /// Requests for identities that were answered here, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    answered: Vec<ItemId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SeenRoster {
    version: u32,
    hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SeenCase {
    epoch: u32,
    key: String,
    sequence: u64,
    hash: String,
    #[serde(default)]
    read: Option<u64>,
    /// How far the case's chain of entries in the ledger went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entries: Option<ChainHead>,
}

/// What the server shows now does not fit what it showed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Items that were there are not delivered any more.
    Withheld {
        /// The last position that was there.
        had: u64,
    },
    /// Another item stands where one was read before.
    Replaced {
        /// The position.
        sequence: u64,
    },
    /// The case has other keys than before: a case put in the place of another.
    OtherKeys,
}

impl Seen {
    /// Where the memory that belongs to a key file lies: beside it, with `.seen` after its name.
    pub fn beside(key_file: &Path) -> PathBuf {
        sealed::beside(key_file, ".seen")
    }

    /// Reads the memory. A file that cannot be read is not an error: work must go on, and the page says it.
    pub fn load(path: PathBuf, own: Identity) -> Self {
        let (state, beginning) = match sealed::read(&path, &own, MAX_BYTES) {
            Found::Content(text) => match read(&text) {
                Some(state) => (state, Beginning::Remembered),
                None => (State::default(), Beginning::Damaged),
            },
            Found::Nothing => (State::default(), Beginning::Nothing),
            Found::Damaged => (State::default(), Beginning::Damaged),
        };
        Self { path, own, state, beginning, dirty: false }
    }

    /// With what this session began.
    pub fn beginning(&self) -> Beginning {
        self.beginning
    }

    /// Holds a case against what was seen of it, and notes how far it goes. Nothing is noted over a mismatch: the warning must outlive
    /// this session. `print` is the one of the case's keys, [`print_of`].
    pub fn take(&mut self, identity: &CaseIdentity, print: &str, examined: &Examined) -> Option<Mismatch> {
        let before = self.state.cases.get(&identity.case());
        if let Some(mismatch) = before.and_then(|before| compare(before, identity, print, examined)) {
            return Some(mismatch);
        }
        let Tip { sequence, hash } = examined.tip()?;
        let now = SeenCase {
            epoch: identity.epoch(),
            key: print.to_owned(),
            sequence,
            hash: HEXLOWER.encode(&hash),
            read: before.and_then(|before| before.read),
            entries: before.and_then(|before| before.entries.clone()),
        };
        if before != Some(&now) {
            self.state.cases.insert(identity.case(), now);
            self.dirty = true;
        }
        None
    }

    /// The position up to which the member has had the case before their eyes.
    pub fn read_up_to(&self, case: CaseId) -> Option<u64> {
        self.state.cases.get(&case)?.read
    }

    /// Notes that the member has the case before their eyes up to `sequence`.
    pub fn mark_read(&mut self, case: CaseId, sequence: u64) {
        if let Some(seen) = self.state.cases.get_mut(&case)
            && seen.read < Some(sequence)
        {
            seen.read = Some(sequence);
            self.dirty = true;
        }
    }

    /// The cases that were seen before and are not in `listed`.
    pub fn gone<'a>(&'a self, listed: &'a dyn Fn(CaseId) -> bool) -> impl Iterator<Item = CaseId> + 'a {
        self.state.cases.keys().copied().filter(move |case| !listed(*case))
    }

    /// Forgets a case.
    pub fn forget(&mut self, case: CaseId) {
        self.dirty |= self.state.cases.remove(&case).is_some();
    }

    /// Holds the roster against the newest one seen, and notes it if it is newer. A sentence if it is older or another one.
    pub fn check_roster(&mut self, people: &People) -> Option<String> {
        let (version, hash) = people.version();
        if let Some(before) = &self.state.roster {
            match people.hash_of(before.version) {
                None => {
                    return Some(format!(
                        "The server shows version {version} of the roster; this desk has already seen version {}. An old roster \
                         brings people back who were taken off. Do not reply until the keyholders have looked.",
                        before.version
                    ));
                }
                Some(now) if HEXLOWER.encode(&now) != before.hash => {
                    return Some(
                        "The keyholders have signed two different rosters with the same number. Do not reply until they have looked."
                            .to_owned(),
                    );
                }
                Some(_) => {}
            }
        }
        if self.state.roster.as_ref().is_none_or(|before| before.version < version) {
            self.state.roster = Some(SeenRoster { version, hash: HEXLOWER.encode(&hash) });
            self.dirty = true;
        }
        None
    }

    /// Writes the memory if something changed: a new file with access for its owner only, renamed over the old one.
    pub fn save(&mut self) -> io::Result<()> {
        if !self.dirty {
            return Ok(());
        }
        FORMAT.clone_into(&mut self.state.format);
        let text = zeroize::Zeroizing::new(serde_json::to_vec(&self.state)?);
        sealed::write(&self.path, &self.own, &text)?;
        self.dirty = false;
        Ok(())
    }
}

fn read(text: &SecretBytes) -> Option<State> {
    let state: State = serde_json::from_slice(text.expose_secret()).ok()?;
    Some(state).filter(|state| state.format == FORMAT)
}

fn compare(before: &SeenCase, identity: &CaseIdentity, print: &str, examined: &Examined) -> Option<Mismatch> {
    // A wrap of a later key holds the earlier ones, too: a case put in the place of another has not.
    let is_known = if before.epoch == identity.epoch() {
        before.key == print
    } else {
        key_print(identity, before.epoch).as_ref() == Some(&before.key)
    };
    if !is_known {
        return Some(Mismatch::OtherKeys);
    }
    let Some(now) = examined.tips.iter().find(|tip| tip.sequence == before.sequence) else {
        return Some(Mismatch::Withheld { had: before.sequence });
    };
    let same = HEXLOWER.encode(&now.hash) == before.hash;
    if same { None } else { Some(Mismatch::Replaced { sequence: before.sequence }) }
}

/// Names the newest keys of a case. It takes as long as opening an item.
pub fn print_of(identity: &CaseIdentity) -> String {
    key_print(identity, identity.epoch()).unwrap_or_default()
}

/// Names the keys of a case at an epoch: whoever replaces a case by one of his own has to bring other keys. `None` if the key of that
/// epoch is not there.
fn key_print(identity: &CaseIdentity, epoch: u32) -> Option<String> {
    let recipient = identity.public(epoch)?.recipient;
    Some(HEXLOWER.encode(&sha256(&[
        b"redchannel/v1/case-keys",
        identity.reporter().as_bytes(),
        recipient.as_str().as_bytes(),
    ])))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_lies_in_the_file_a_session_begins(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.seen");
            let own = Identity::generate();
            std::fs::write(&path, &bytes).unwrap();
            prop_assert_eq!(Seen::load(path.clone(), own.clone()).beginning(), Beginning::Damaged);
            sealed::write(&path, &own, &zeroize::Zeroizing::new(bytes)).unwrap();
            prop_assert_eq!(Seen::load(path, own).beginning(), Beginning::Damaged);
        }
    }
}

//! The ledger as this desk sees it: every desk keeps the last head it saw, and demands that the next one continues it.
//!
//! A server that shows the unit another log than the public, or sets it back, is found out by the first desk that has seen more; and a
//! server that shows each desk a log of its own by the witnesses, whose signatures the roster's policy asks for.

use serde::{Deserialize, Serialize};

use super::people::People;
use crate::api::wire::LedgerHead;
use crate::crypto::note_key::NoteKey;
use crate::ledger::Hash;
use crate::ledger::checkpoint::{Checkpoint, Cosigned, Head};
use crate::ledger::policy::Policy;
use crate::ledger::tree::check_consistency;

/// Hours after which a ledger that does not grow is silent: it is published several times a day, whatever happens.
const SILENCE_HOURS: i64 = 26;

/// The last head that this desk saw, and under which key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenHead {
    /// The signed note.
    pub checkpoint: String,
    /// The log's verifier key.
    pub log_key: String,
}

/// What a page shows of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerView {
    /// The newest head.
    pub head: Head,
    /// The witnesses that have signed it, and when.
    pub cosigned: Vec<Cosigned>,
    /// All witnesses of the roster.
    pub witnesses: Vec<String>,
    /// How many are needed.
    pub needed: usize,
    /// Whether the roster names the log's key, or this desk took it as the server showed it first.
    pub key_in_roster: bool,
    /// When it was published, in hours since 1970.
    pub hour: i64,
}

/// Holds the server's answer against what was seen before.
///
/// # Errors
/// A sentence: the alarm.
pub fn examine(
    answer: &LedgerHead,
    before: Option<&SeenHead>,
    people: &People,
    now: i64,
) -> Result<(LedgerView, SeenHead), String> {
    use signed_note::Verifier as _;
    let checkpoint = Checkpoint::parse(answer.checkpoint.as_bytes())
        .map_err(|_| "The server's ledger cannot be read. Tell oversight.".to_owned())?;
    let mut policy = people.ledger_policy();
    let key_in_roster = policy.logs.iter().any(|key| key.name() == checkpoint.claimed().origin);
    if !key_in_roster {
        policy.logs.push(pinned_key(answer, before, &policy)?);
    }
    let verified = checkpoint.verify(&policy).map_err(|fault| {
        format!("The head of the ledger does not verify: {fault}. The server may be showing you a ledger of its own. Tell oversight.")
    })?;
    if let Some(before) = before {
        continues(answer, &verified.head, before, key_in_roster)?;
    }
    if now.div_euclid(3600).saturating_sub(answer.hour) > SILENCE_HOURS {
        return Err(
            "The ledger has been silent for more than a day. It should grow several times a day, whatever happens. Ask the administrator; if \
             it stays silent, tell oversight."
                .to_owned(),
        );
    }
    let view = LedgerView {
        head: verified.head.clone(),
        needed: verified.needed,
        cosigned: verified.witnesses,
        witnesses: policy.witnesses.iter().map(|key| key.name().to_owned()).collect(),
        key_in_roster,
        hour: answer.hour,
    };
    Ok((view, SeenHead { checkpoint: answer.checkpoint.clone(), log_key: answer.log_key.clone() }))
}

/// Where no roster names the log: the key that was seen first, and no other.
fn pinned_key(answer: &LedgerHead, before: Option<&SeenHead>, policy: &Policy) -> Result<NoteKey, String> {
    if !policy.logs.is_empty() {
        return Err(
            "The server shows a ledger that the roster does not name. Do not rely on it until the keyholders have looked.".to_owned(),
        );
    }
    if before.is_some_and(|before| before.log_key != answer.log_key) {
        return Err(
            "The key of the ledger has changed, and no roster says so. Tell the keyholders and oversight."
                .to_owned(),
        );
    }
    NoteKey::parse(&answer.log_key).ok_or_else(|| "The key of the ledger cannot be read.".to_owned())
}

fn continues(answer: &LedgerHead, now: &Head, before: &SeenHead, key_in_roster: bool) -> Result<(), String> {
    let Some(seen) = Checkpoint::parse(before.checkpoint.as_bytes()).ok().map(|seen| seen.claimed().clone())
    else {
        return Ok(());
    };
    if seen.origin != now.origin {
        // A move to a new log is announced in the roster; the entry RESTORED in it names the last head of the old one.
        return if key_in_roster {
            Ok(())
        } else {
            Err("The server shows another ledger than before, and no roster says so. Tell the keyholders and oversight.".to_owned())
        };
    }
    if now.size < seen.size {
        return Err(format!(
            "The ledger was set back: this desk has seen {} leaves, the server now shows {}. Events may have been removed. Tell oversight.",
            seen.size, now.size
        ));
    }
    let proof: Option<Vec<Hash>> = answer.proof.iter().map(|line| Hash::parse_hash(line).ok()).collect();
    let holds = proof.is_some_and(|proof| {
        check_consistency(&proof, (seen.size, &seen.root), (now.size, &now.root)).is_ok()
    });
    if holds {
        return Ok(());
    }
    Err("The ledger was changed: what the server shows now does not continue what this desk has seen before. Events were altered or removed. \
         Keep this machine's memory file (it holds the signed proof) and tell oversight at once."
        .to_owned())
}

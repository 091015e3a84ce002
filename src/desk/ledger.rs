//! The ledger as this desk sees it: every desk keeps the last head it saw, and demands that the next one continues it.
//!
//! A server that shows the unit another log than the public, or sets it back, is found out by the first desk that has seen more; and a
//! server that shows each desk a log of its own by the witnesses, whose signatures the roster's policy asks for. Where one head
//! contradicts another, both signed notes are kept: together they prove it to anybody.

use serde::{Deserialize, Serialize};

use super::people::People;
use crate::api::wire::LedgerHead;
use crate::clock::Day;
use crate::crypto::note_key::NoteKey;
use crate::ledger::checkpoint::{Checkpoint, Cosigned, Head};
use crate::ledger::policy::Policy;
use crate::ledger::tree::check_consistency;
use crate::ledger::{BLOCK, Hash};

pub mod words;

/// Hours after which a ledger that does not grow is silent: it is published several times a day, whatever happens.
const SILENCE_HOURS: i64 = 26;
/// Hours after which a head that too few witnesses have signed is said on the queue, too.
const WITNESS_HOURS: i64 = 3;
const HOURS_PER_DAY: i64 = 24;

/// The last head that this desk saw, and under which key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenHead {
    /// The signed note.
    pub checkpoint: String,
    /// The log's verifier key.
    pub log_key: String,
    /// The day this desk first saw a head of this log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// When this very head was seen first, in hours since 1970 by this machine's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<i64>,
}

/// Two signed heads of one log that do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The day on which it was noticed.
    pub day: Day,
    /// What does not fit.
    pub why: String,
    /// The signed note seen before.
    pub seen: String,
    /// The signed note shown afterwards.
    pub shown: String,
    /// The verifier key that the server named with it.
    pub log_key: String,
    /// The proof that the server gave, base64 hashes.
    pub proof: Vec<String>,
}

/// Why the ledger must not be relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// In words.
    pub sentence: String,
    /// What proves it.
    pub evidence: Option<Box<Evidence>>,
}

impl From<&str> for Alarm {
    fn from(sentence: &str) -> Self {
        Self { sentence: sentence.to_owned(), evidence: None }
    }
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
    /// When it was published, in hours since 1970, by the server's word.
    pub hour: i64,
    /// The day since which everything this desk saw of this log fits together.
    pub since: Day,
    /// For how many hours nothing was published, if that is too long.
    pub silent: Option<i64>,
    /// Publications that are missing between the head seen before and this one: one a day at the very least.
    pub gap: Option<Gap>,
    now: i64,
}

/// Days without a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Days between two heads.
    pub days: i64,
    /// Publications between them.
    pub publications: i64,
}

/// Holds the server's answer against what was seen before. `now` in seconds since 1970.
pub fn examine(
    answer: &LedgerHead,
    before: Option<&SeenHead>,
    people: &People,
    now: i64,
) -> Result<(LedgerView, SeenHead), Alarm> {
    use signed_note::Verifier as _;
    let checkpoint = Checkpoint::parse(answer.checkpoint.as_bytes())
        .map_err(|_| Alarm::from("The server's ledger cannot be read. Tell oversight."))?;
    let mut policy = people.ledger_policy();
    let key_in_roster = policy.logs.iter().any(|key| key.name() == checkpoint.claimed().origin);
    if !key_in_roster {
        policy.logs.push(pinned_key(answer, before, &policy)?);
    }
    let verified = checkpoint.verify(&policy).map_err(|fault| Alarm {
        sentence: format!(
            "The head of the ledger does not verify: {fault}. The server may be showing you a ledger of its own. Tell oversight."
        ),
        evidence: None,
    })?;
    let hour = now.div_euclid(3600);
    let seen = before.and_then(|before| {
        let head = Checkpoint::parse(before.checkpoint.as_bytes()).ok()?.claimed().clone();
        Some((before, head))
    });
    let same_log = seen.as_ref().filter(|(_, head)| head.origin == verified.head.origin);
    if let Some((before, seen)) = &seen {
        continues(answer, &verified.head, seen, key_in_roster).map_err(|fault| {
            let evidence = fault.contradiction.then(|| {
                Box::new(Evidence {
                    day: Day::containing(now),
                    why: fault.sentence.clone(),
                    seen: before.checkpoint.clone(),
                    shown: answer.checkpoint.clone(),
                    log_key: answer.log_key.clone(),
                    proof: answer.proof.clone(),
                })
            });
            Alarm { sentence: fault.sentence, evidence }
        })?;
    }
    let seen_at = same_log
        .filter(|(_, head)| *head == verified.head)
        .and_then(|(before, _)| before.hour)
        .map_or(hour, |first| first.min(hour));
    let since = same_log.and_then(|(before, _)| before.since).unwrap_or_else(|| Day::containing(now));
    let view = LedgerView {
        head: verified.head.clone(),
        needed: verified.needed,
        cosigned: verified.witnesses,
        witnesses: policy.witnesses.iter().map(|key| key.name().to_owned()).collect(),
        key_in_roster,
        hour: answer.hour,
        since,
        silent: silence(answer.hour, seen_at, hour),
        gap: same_log.and_then(|(before, head)| gap(before.hour?, head.size, hour, verified.head.size)),
        now: hour,
    };
    let seen = SeenHead {
        checkpoint: answer.checkpoint.clone(),
        log_key: answer.log_key.clone(),
        since: Some(since),
        hour: Some(seen_at),
    };
    Ok((view, seen))
}

/// The hour of a publication is the server's word; when this desk first saw the head is its own. The older of the two counts: a
/// server that dates an old head anew does not hide that nothing comes after it.
fn silence(published: i64, seen_at: i64, now: i64) -> Option<i64> {
    let hours = now.saturating_sub(published.min(seen_at));
    (hours > SILENCE_HOURS).then_some(hours)
}

/// Whether at least one publication a day stands between two heads.
fn gap(before_hour: i64, before: u64, hour: i64, size: u64) -> Option<Gap> {
    let days = hour.saturating_sub(before_hour).div_euclid(HOURS_PER_DAY);
    let publications = i64::try_from(size.saturating_sub(before) / BLOCK).unwrap_or(i64::MAX);
    // The first and the last day are not whole ones.
    (publications < days.saturating_sub(1)).then_some(Gap { days, publications })
}

/// Where no roster names the log: the key that was seen first, and no other.
fn pinned_key(answer: &LedgerHead, before: Option<&SeenHead>, policy: &Policy) -> Result<NoteKey, Alarm> {
    if !policy.logs.is_empty() {
        return Err(
            "The server shows a ledger that the roster does not name. Do not rely on it until the keyholders have looked.".into(),
        );
    }
    if before.is_some_and(|before| before.log_key != answer.log_key) {
        return Err(
            "The key of the ledger has changed, and no roster says so. Tell the keyholders and oversight."
                .into(),
        );
    }
    NoteKey::parse(&answer.log_key).ok_or_else(|| "The key of the ledger cannot be read.".into())
}

/// Why a head does not follow.
struct Fault {
    sentence: String,
    /// Whether both heads together show it.
    contradiction: bool,
}

fn continues(answer: &LedgerHead, now: &Head, seen: &Head, key_in_roster: bool) -> Result<(), Fault> {
    if seen.origin != now.origin {
        // A move to a new log is announced in the roster; the entry RESTORED in it names the last head of the old one.
        return if key_in_roster {
            Ok(())
        } else {
            let sentence = "The server shows another ledger than before, and no roster says so. Tell the keyholders and oversight.";
            Err(Fault { sentence: sentence.to_owned(), contradiction: false })
        };
    }
    if now.size < seen.size {
        let sentence = format!(
            "The ledger was set back: this desk has seen {} leaves, the server now shows {}. Events may have been removed. Tell oversight; both \
             signed heads are kept in this desk's memory, see “Ledger”.",
            seen.size, now.size
        );
        return Err(Fault { sentence, contradiction: true });
    }
    let proof: Option<Vec<Hash>> = answer.proof.iter().map(|line| Hash::parse_hash(line).ok()).collect();
    let holds = proof.is_some_and(|proof| {
        check_consistency(&proof, (seen.size, &seen.root), (now.size, &now.root)).is_ok()
    });
    if holds {
        return Ok(());
    }
    let sentence = "The ledger was changed: what the server shows now does not continue what this desk has seen before. Events were altered or \
                    removed. Tell oversight at once; both signed heads are kept in this desk's memory, see “Ledger”.";
    Err(Fault { sentence: sentence.to_owned(), contradiction: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_counts_from_the_servers_word_or_from_what_was_seen_whichever_is_older() {
        assert_eq!(silence(100, 100, 126), None);
        assert_eq!(silence(100, 120, 127), Some(27));
        assert_eq!(silence(10_000, 100, 127), Some(27), "dated into the future");
    }

    #[test]
    fn a_week_with_two_publications_is_a_gap_and_a_usual_day_is_none() {
        assert_eq!(gap(0, 64, 24 * 7, 64 * 3), Some(Gap { days: 7, publications: 2 }));
        assert_eq!(gap(0, 64, 23, 64), None);
        assert_eq!(gap(0, 64, 24 * 7, 64 * 29), None);
    }
}

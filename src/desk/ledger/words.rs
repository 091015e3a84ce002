//! The ledger in words.

use super::{Evidence, HOURS_PER_DAY, LedgerView, WITNESS_HOURS};
use crate::clock::Day;
use crate::desk::days::words;

/// A witness of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessRow {
    /// Its name.
    pub name: String,
    /// The day it says it signed on.
    pub signed: Option<String>,
}

impl LedgerView {
    /// What is wrong or missing, for the queue too. Sentences.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.silent.is_some() {
            warnings.push(
                "The ledger has been silent for more than a day. It should grow several times a day, whatever happens. Ask the \
                 administrator; if it stays silent, tell oversight."
                    .to_owned(),
            );
        }
        if !self.is_witnessed() && self.now.saturating_sub(self.hour) >= WITNESS_HOURS {
            warnings.push(format!(
                "Too few witnesses have signed the ledger: {} of {} needed. Until they do, nobody outside vouches that others are shown \
                 the same. Ask the administrator; if it stays so, tell oversight.",
                self.cosigned.len(),
                self.needed
            ));
        }
        warnings
    }

    /// Whether enough witnesses have signed.
    pub fn is_witnessed(&self) -> bool {
        self.cosigned.len() >= self.needed
    }

    /// Each witness of the roster, and whether it has signed.
    pub fn witness_rows(&self) -> Vec<WitnessRow> {
        let signed = |name: &str| {
            let found = self.cosigned.iter().find(|cosigned| cosigned.witness == name)?;
            i64::try_from(found.time).ok().map(|time| words(Day::containing(time)))
        };
        self.witnesses.iter().map(|name| WitnessRow { name: name.clone(), signed: signed(name) }).collect()
    }

    /// The hour of the publication: `23 Nov 2026, 12:00 UTC`. Publications are public and have fixed hours.
    pub fn published(&self) -> String {
        let day = Day::from_number(self.hour.div_euclid(HOURS_PER_DAY));
        format!("{}, {:02}:00 UTC", words(day), self.hour.rem_euclid(HOURS_PER_DAY))
    }

    /// Whether the server dates the head later than now.
    pub const fn is_of_the_future(&self) -> bool {
        self.hour > self.now.saturating_add(1)
    }

    /// The day since which everything fits together.
    pub fn since_words(&self) -> String {
        words(self.since)
    }
}

/// All evidence as a text to hand to others.
pub fn evidence_text(all: &[Evidence]) -> String {
    let one = |(number, evidence): (usize, &Evidence)| {
        let Evidence { day, why, seen, shown, log_key, proof } = evidence;
        let proof = if proof.is_empty() { "none".to_owned() } else { proof.join("\n") };
        format!(
            "\n==== {number}. Noticed on {day}\n{why}\nKey named by the server: {log_key}\n\n---- Seen before\n{seen}\n---- Shown then\n{shown}\n\
             ---- Proof given by the server that the second continues the first\n{proof}\n"
        )
    };
    let head = "Signed heads of the ledger that do not fit together.\n\nEach is a signed note (c2sp.org/signed-note, \
                c2sp.org/tlog-checkpoint). Whoever has the log's key can check both\nsignatures: the log has signed two things that cannot \
                both be true. Hand this to oversight.\n";
    [head.to_owned()].into_iter().chain((1..).zip(all).map(one)).collect()
}

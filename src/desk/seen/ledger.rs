//! What was seen of the ledger: its last head, how far the chain of each case went, and what proves that it contradicted itself.

use data_encoding::HEXLOWER;

use super::{Mismatch, Seen};
use crate::desk::casebook::entries::ExaminedChain;
use crate::desk::ledger::{Evidence, SeenHead};
use crate::model::id::CaseId;

/// So many contradictions are kept; the first ones are the ones that count.
const MOST_EVIDENCE: usize = 16;

impl Seen {
    /// The last head of the ledger that was seen.
    pub const fn ledger(&self) -> Option<&SeenHead> {
        self.state.ledger.as_ref()
    }

    /// Notes a head of the ledger that continues the one before. Nothing is noted over an alarm.
    pub fn note_ledger(&mut self, head: SeenHead) {
        if self.state.ledger.as_ref() != Some(&head) {
            self.state.ledger = Some(head);
            self.dirty = true;
        }
    }

    /// What proves that the ledger contradicted itself. It stays, whatever the server shows afterwards.
    pub fn evidence(&self) -> &[Evidence] {
        &self.state.evidence
    }

    /// Keeps both signed notes of a contradiction; the same once.
    pub fn keep_evidence(&mut self, evidence: Evidence) {
        let known =
            self.state.evidence.iter().any(|kept| kept.shown == evidence.shown && kept.seen == evidence.seen);
        if !known && self.state.evidence.len() < MOST_EVIDENCE {
            self.state.evidence.push(evidence);
            self.dirty = true;
        }
    }

    /// Holds the entries of a case against those that were seen: a chain that is cut off at its end fits together and is shorter.
    pub fn compare_entries(&self, case: CaseId, now: &ExaminedChain) -> Option<Mismatch> {
        let before = self.state.cases.get(&case)?.entries.as_ref()?;
        let last = before.next.checked_sub(1)?;
        match now.hashes.iter().find(|(sequence, _)| *sequence == last) {
            None => Some(Mismatch::Withheld { had: last }),
            Some((_, hash)) if Some(HEXLOWER.encode(hash)) != before.previous => {
                Some(Mismatch::Replaced { sequence: last })
            }
            Some(_) => None,
        }
    }

    /// Notes how far the entries of a case go. Nothing is noted over a mismatch.
    pub fn note_entries(&mut self, case: CaseId, now: &ExaminedChain) {
        if self.compare_entries(case, now).is_some() || now.hashes.is_empty() {
            return;
        }
        if let Some(seen) = self.state.cases.get_mut(&case)
            && seen.entries.as_ref() != Some(&now.head)
        {
            seen.entries = Some(now.head.clone());
            self.dirty = true;
        }
    }
}

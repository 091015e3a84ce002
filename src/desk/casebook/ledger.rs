//! What the casebook knows of the ledger: its head, and what it says of each case that was looked at.

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;

use super::accord::{Discord, compare};
use super::entries::{ExaminedChain, Signers, examine};
use super::{CaseRecord, Casebook};
use crate::api::wire::{EntriesPage, LedgerHead};
use crate::crypto::note_key::NoteKey;
use crate::desk::days::words;
use crate::desk::ledger::{LedgerView, examine as examine_ledger};
use crate::desk::paper::PaperError;
use crate::desk::seen::Mismatch;
use crate::ledger::entry::ChainHead;
use crate::model::id::{CaseId, MemberId};

const NO_LEDGER: &str = "The server shows no ledger. Tell the administrator, then oversight.";

/// What the ledger says of a case, after the check.
#[derive(Clone, Debug)]
pub struct CaseEntries {
    /// The entries.
    pub chain: ExaminedChain,
    /// How ledger and case do not agree.
    pub discords: Vec<Discord>,
    /// What does not fit what this desk saw before, or what the server itself announced.
    pub alarm: Option<Mismatch>,
    /// Who holds a key, by the server's word.
    pub listed: Vec<MemberId>,
    /// The case is older than the ledger: what happened before has no entry.
    pub older_than_ledger: bool,
}

impl CaseEntries {
    /// Whether something is wrong.
    pub fn is_troubled(&self) -> bool {
        self.alarm.is_some() || !self.discords.is_empty() || self.chain.faults() > 0
    }
}

impl Casebook {
    /// The ledger, or why it must not be relied on.
    pub const fn ledger(&self) -> &Result<LedgerView, String> {
        &self.ledger
    }

    /// What does not fit what this desk saw of the ledger before, or does not verify. Nothing is signed while it is so.
    pub fn ledger_alarm(&self) -> Option<&str> {
        self.ledger_alarm.as_deref()
    }

    /// The server shows no ledger: it is none of this version, or hides it.
    pub fn miss_ledger(&mut self) {
        self.ledger = Err(NO_LEDGER.to_owned());
        self.ledger_alarm = self.seen.ledger().map(|_| NO_LEDGER.to_owned());
        self.warnings.extend(self.ledger_alarm.clone());
    }

    /// Why nothing may be signed in a case, if so: it is not, or its chain in the ledger is not, as this desk saw it before.
    pub fn blocked(&self, case: CaseId) -> Option<String> {
        let open = self.cases.get(&case)?.content.as_ref().ok()?;
        let entries = self.entries.get(&case).and_then(|entries| entries.alarm);
        open.alarm.or(entries).map(|_| PaperError::Alarm.to_string())
    }

    /// What the ledger says of a case, once it was asked.
    pub fn entries(&self, case: CaseId) -> Option<&CaseEntries> {
        self.entries.get(&case)
    }

    /// Holds a head of the ledger against the one seen before, and remembers it if it continues that.
    pub fn take_ledger(&mut self, answer: &LedgerHead) {
        let Some(people) = &self.people else { return };
        match examine_ledger(answer, self.seen.ledger(), people, self.pen.now()) {
            Ok((view, seen)) => {
                self.warnings.extend(view.warnings());
                self.ledger = Ok(view);
                self.ledger_alarm = None;
                self.seen.note_ledger(seen);
            }
            Err(alarm) => {
                self.warnings.push(alarm.sentence.clone());
                if let Some(evidence) = alarm.evidence {
                    self.seen.keep_evidence(*evidence);
                }
                self.ledger_alarm = Some(alarm.sentence.clone());
                self.ledger = Err(alarm.sentence);
            }
        }
        if let (Ok(_), Some(first)) = (&self.ledger, self.seen.evidence().first()) {
            self.warnings.push(format!(
                "The ledger contradicted itself on {}. What the server shows now does not undo that. The proof is kept: see “Ledger”.",
                words(first.day)
            ));
        }
    }

    /// What is wrong with the ledger although it can be relied on, and that it was not always so. Sentences.
    pub fn ledger_warnings(&self) -> Vec<String> {
        self.ledger.as_ref().map(LedgerView::warnings).unwrap_or_default()
    }

    /// Notes where a case's chain of entries ends now.
    pub fn note_chain(&mut self, case: CaseId, chain: ChainHead) {
        if let Some(record) = self.cases.get_mut(&case) {
            record.line.chain = chain;
        }
    }

    /// The keys under which the server signs what it does itself: those of the roster, or the one that this desk saw first.
    pub fn log_keys(&self) -> Vec<VerifyingKey> {
        let named = self.people.as_ref().map(|people| people.ledger_policy().logs).unwrap_or_default();
        if named.is_empty() {
            let pinned = self.seen.ledger().and_then(|seen| NoteKey::parse(&seen.log_key));
            return pinned.iter().map(|key| *key.key()).collect();
        }
        named.iter().map(|key| *key.key()).collect()
    }

    /// Judges what the server delivered as the entries of a case, and remembers how far they go.
    pub fn take_entries(&mut self, case: CaseId, page: EntriesPage) {
        let log = self.log_keys();
        let (Some(people), Some(record)) = (&self.people, self.cases.get(&case)) else { return };
        let Ok(opened) = &record.content else { return };
        let signers = Signers { people, reporter: Some(opened.identity.reporter()), log: &log };
        let chain = examine(case, page.entries, &opened.identity.audits(), &signers);
        let older_than_ledger = opened.identity.reply_to().is_none();
        let discords =
            if older_than_ledger { Vec::new() } else { compare(&chain, &opened.identity, &opened.examined) };
        let alarm = self.seen.compare_entries(case, &chain).or_else(|| announced(record, &chain));
        self.seen.note_entries(case, &chain);
        let listed = page.holders;
        self.entries.insert(case, CaseEntries { chain, discords, alarm, listed, older_than_ledger });
    }
}

/// What the list of cases announced must be there: the server said itself where the chain ends.
fn announced(record: &CaseRecord, chain: &ExaminedChain) -> Option<Mismatch> {
    let last = record.line.chain.next.checked_sub(1)?;
    match chain.hashes.iter().find(|(sequence, _)| *sequence == last) {
        None => Some(Mismatch::Withheld { had: last }),
        Some((_, hash)) if Some(HEXLOWER.encode(hash)) != record.line.chain.previous => {
            Some(Mismatch::Replaced { sequence: last })
        }
        Some(_) => None,
    }
}

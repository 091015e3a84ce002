//! What a session keeps in memory: what was typed and not signed, so that a broken connection costs no words; and which files were found whole.

use std::sync::PoisonError;

use super::Work;
use crate::desk::reply::Draft;
use crate::desk::web::steps::field::Answers;
use crate::model::id::{CaseId, ItemId};
use crate::model::report::Purpose;
use crate::secret::SecretText;

/// A reply that could not be sent: the words are not lost.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The words.
    pub text: SecretText,
    /// What they are for.
    pub purpose: Purpose,
    /// Why they were not sent; `None` while their author looks at them first.
    pub reason: Option<String>,
}

/// A form that could not be signed: what was typed is not lost.
#[derive(Clone, Debug)]
pub struct KeptForm {
    /// What was typed.
    pub answers: Answers,
    /// Why it was not signed.
    pub reason: String,
}

/// What is known of a file's bytes on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCheck {
    /// Not read yet in this session.
    NotYet,
    /// Read to the last byte: it is what its author signed.
    Whole,
    /// It could not be read whole, or is not what its author signed.
    Faulty,
}

impl Work {
    /// Keeps the words of a reply that was not sent.
    pub fn keep_reply(&self, draft: &Draft, reason: Option<String>) {
        let kept = Kept { text: draft.text.clone(), purpose: draft.purpose, reason };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(draft.case, kept);
    }

    /// What was typed into a form that could not be signed.
    pub fn kept_form(&self, case: CaseId, step: &str) -> Option<KeptForm> {
        let forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.get(&(case, step.to_owned())).cloned()
    }

    /// Keeps what was typed, with the reason.
    pub fn keep_form(&self, case: CaseId, step: &str, answers: Answers, reason: String) {
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.insert((case, step.to_owned()), KeptForm { answers, reason });
    }

    /// It was signed.
    pub fn forget_form(&self, case: CaseId, step: &str) {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).remove(&(case, step.to_owned()));
    }

    /// The words of a reply to this case that could not be sent.
    pub fn kept(&self, case: CaseId) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&case).cloned()
    }

    /// Notes what the last check of a file found.
    pub fn note_check(&self, item: ItemId, found: FileCheck) {
        self.checks.lock().unwrap_or_else(PoisonError::into_inner).insert(item, found);
    }

    /// What the last check of a file found.
    pub fn file_check(&self, item: ItemId) -> FileCheck {
        let checks = self.checks.lock().unwrap_or_else(PoisonError::into_inner);
        checks.get(&item).copied().unwrap_or(FileCheck::NotYet)
    }
}

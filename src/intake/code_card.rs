//! The code as it is shown, on the form and on the page after it.

use crate::crypto::code::Code;
use crate::crypto::words::WordList;
use crate::secret::SecretText;

/// The code as it is shown.
pub(super) struct CodeCard {
    pub(super) words: [&'static str; 8],
    pub(super) digits: SecretText,
}

impl CodeCard {
    pub(super) fn of(code: &Code) -> Self {
        Self { words: code.words(WordList::English), digits: code.digits() }
    }
}

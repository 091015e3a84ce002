//! The code as it is shown, on the form and on the page after it.

use crate::crypto::code::Code;
use crate::crypto::words::WordList;
use crate::i18n::Lang;
use crate::secret::SecretText;

/// The code as it is shown. Every spelling is the same bits: whoever changes the language later may type the words of either.
pub(super) struct CodeCard {
    pub(super) words: [&'static str; 8],
    pub(super) digits: SecretText,
    /// Whether the digits stand first: where the language has no list of words, and its readers would copy foreign ones.
    pub(super) digits_first: bool,
}

impl CodeCard {
    pub(super) fn of(code: &Code, lang: Lang) -> Self {
        Self {
            words: code.words(lang.word_list().unwrap_or(WordList::English)),
            digits: code.digits(),
            digits_first: lang.word_list().is_none(),
        }
    }
}

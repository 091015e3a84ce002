//! The four word lists a code or a passphrase may be spelled in, and the folding under which spellings are equal.
//!
//! The lists are those of BIP-39 (public domain, through the `bip39` crate): 2,048 words each, and in each the first four
//! letters, folded, name one word. A test holds that, so that a new version of the crate cannot quietly break printed codes.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use zeroize::Zeroizing;

/// Letters that decide a word; a shorter spelling is accepted only if it is a whole word.
pub const PREFIX_LETTERS: usize = 4;

/// The part of a word's index that is used: 11 bits.
const INDEX_MASK: u16 = 0x07ff;

/// A list of 2,048 words, one for each value of 11 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordList {
    /// English; also the list of generated passphrases.
    English,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
}

struct Index {
    folded: Vec<String>,
    by_prefix: HashMap<String, u16>,
}

static ENGLISH: LazyLock<Index> = LazyLock::new(|| Index::of(bip39::Language::English));
static FRENCH: LazyLock<Index> = LazyLock::new(|| Index::of(bip39::Language::French));
static SPANISH: LazyLock<Index> = LazyLock::new(|| Index::of(bip39::Language::Spanish));
static PORTUGUESE: LazyLock<Index> = LazyLock::new(|| Index::of(bip39::Language::Portuguese));

impl WordList {
    /// Every list that is accepted.
    pub const ALL: [Self; 4] = [Self::English, Self::French, Self::Spanish, Self::Portuguese];

    /// The word for the low 11 bits of `index`, as it is shown (with its accents).
    pub fn word(self, index: u16) -> &'static str {
        let words = self.language().word_list();
        words.get(usize::from(index & INDEX_MASK)).copied().unwrap_or_default()
    }

    /// The 11 bits that `token` stands for in this list: a whole word, or at least its first four letters. The token must have
    /// been through [`fold`]. A longer spelling than the word itself is refused: the extra letters are a typing error.
    pub fn find(self, token: &str) -> Option<u16> {
        let index = self.index();
        let key = token.get(..PREFIX_LETTERS).unwrap_or(token);
        let position = *index.by_prefix.get(key)?;
        let word = index.folded.get(usize::from(position))?;
        let fits = word == token || (token.len() >= PREFIX_LETTERS && word.starts_with(token));
        fits.then_some(position)
    }

    /// The shortest spelling that [`WordList::find`] accepts for `index`. Every other spelling of the word begins with it.
    pub(crate) fn shortest(self, index: u16) -> &'static str {
        let word = self.index().folded.get(usize::from(index & INDEX_MASK)).map_or("", String::as_str);
        word.get(..PREFIX_LETTERS).unwrap_or(word)
    }

    const fn language(self) -> bip39::Language {
        match self {
            Self::English => bip39::Language::English,
            Self::French => bip39::Language::French,
            Self::Spanish => bip39::Language::Spanish,
            Self::Portuguese => bip39::Language::Portuguese,
        }
    }

    fn index(self) -> &'static Index {
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
            Self::Spanish => &SPANISH,
            Self::Portuguese => &PORTUGUESE,
        }
    }
}

impl Index {
    fn of(language: bip39::Language) -> Self {
        let folded: Vec<String> =
            language.word_list().iter().map(|word| String::clone(&fold(word))).collect();
        let by_prefix = (0_u16..)
            .zip(&folded)
            .map(|(position, word)| (word.get(..PREFIX_LETTERS).unwrap_or(word).to_owned(), position))
            .collect();
        Self { folded, by_prefix }
    }
}

/// Brings a spelling to the form in which spellings are compared: NFKD, without accents and invisible format characters,
/// lower-case. The ligatures of French keyboards become the letters they stand for.
pub fn fold(text: &str) -> Zeroizing<String> {
    // Room for the longest expansion of common text, so that the secret is rarely copied while the string grows. What is left
    // behind all the same is overwritten by the allocator.
    let mut folded = Zeroizing::new(String::with_capacity(text.len().saturating_mul(2)));
    for letter in text.nfkd().filter(|&letter| canonical_combining_class(letter) == 0) {
        match letter {
            // The one format character that separates words; the others (soft hyphen, direction marks, joiners) stand inside them.
            '\u{200b}' => folded.push(' '),
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            _ if letter.general_category() == GeneralCategory::Format => {}
            // By way of the capital, so that letters with one capital are one letter: ı and i, ς and σ, ß and ss.
            _ => folded.extend(letter.to_uppercase().flat_map(char::to_lowercase)),
        }
    }
    folded
}

/// The words of a folded text: whatever stands between two characters that are neither letter nor number.
pub fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|token| !token.is_empty())
}

/// The value of a decimal digit of any script, or `None` for another character.
pub fn digit_value(letter: char) -> Option<u8> {
    if letter.is_ascii() {
        return letter.to_digit(10).and_then(|value| u8::try_from(value).ok());
    }
    if letter.general_category() != GeneralCategory::DecimalNumber {
        return None;
    }
    // Unicode promises that decimal digits stand in unbroken runs of ten, zero first. Neighbouring sets make longer runs, so
    // the distance to the start of the run, modulo ten, is the value.
    let before = (0..u32::from(letter)).rev().take_while(|&code| {
        char::from_u32(code).is_some_and(|c| c.general_category() == GeneralCategory::DecimalNumber)
    });
    u8::try_from(before.count() % 10).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn in_every_list_four_folded_letters_name_one_word() {
        for list in WordList::ALL {
            let index = list.index();
            assert_eq!(index.folded.len(), 2048, "{list:?}");
            assert_eq!(index.by_prefix.len(), 2048, "{list:?}: a prefix names two words");
            assert_eq!(index.folded.iter().collect::<HashSet<_>>().len(), 2048, "{list:?}");
            assert!(index.folded.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase())), "{list:?}");
        }
    }

    #[test]
    fn every_word_is_found_by_itself_and_by_every_long_enough_prefix() {
        for list in WordList::ALL {
            for position in 0..2048_u16 {
                let folded = fold(list.word(position));
                assert_eq!(list.find(&folded), Some(position));
                assert_eq!(list.find(list.shortest(position)), Some(position));
                for letters in PREFIX_LETTERS..folded.len() {
                    assert_eq!(
                        folded.get(..letters).and_then(|prefix| list.find(prefix)),
                        Some(position),
                        "{folded:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn too_short_too_long_and_strange_spellings_are_not_words() {
        for token in ["", "a", "aba", "abandons", "abandonné", "été", "éé", "漢字漢字", "\u{1f512}"]
        {
            assert_eq!(WordList::English.find(token), None, "{token}");
        }
        assert_eq!(WordList::English.find("act"), Some(19), "a whole word of three letters");
    }

    #[test]
    fn accents_case_ligatures_and_invisible_marks_fold_away() {
        for (typed, folded) in [
            ("ÉCOLE", "ecole"),
            ("e\u{301}cole", "ecole"),
            ("AÑO", "ano"),
            ("ABİLİTY", "ability"),
            ("abılıty", "ability"),
            ("ａｂａｎｄｏｎ", "abandon"),
            ("aban\u{ad}don\u{200e}", "abandon"),
            ("cœur", "coeur"),
            ("Straße", "strasse"),
            ("λόγος", "λογοσ"),
        ] {
            assert_eq!(fold(typed).as_str(), folded);
        }
    }

    #[test]
    fn digits_of_many_scripts_have_their_value() {
        for ten in [
            "0123456789",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "০১২৩৪৫৬৭৮৯",
            "０１２３４５６７８９",
            "๐๑๒๓๔๕๖๗๘๙",
            "𑛀𑛁𑛂𑛃𑛄𑛅𑛆𑛇𑛈𑛉",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
        ] {
            let values: Vec<_> = ten.chars().map(digit_value).collect();
            assert_eq!(values, (0..10).map(Some).collect::<Vec<_>>(), "{ten}");
        }
        assert_eq!(digit_value('五'), None);
        assert_eq!(digit_value('x'), None);
    }

    #[test]
    fn every_run_of_decimal_digits_is_a_multiple_of_ten_long() {
        let mut run = 0_u32;
        for code in 0..=u32::from(char::MAX) {
            if char::from_u32(code).is_some_and(|c| c.general_category() == GeneralCategory::DecimalNumber) {
                run += 1;
            } else {
                assert_eq!(run % 10, 0, "the run before U+{code:04X}");
                run = 0;
            }
        }
    }

    proptest! {
        #[test]
        fn folding_and_finding_take_any_text(text in any::<String>()) {
            let folded = fold(&text);
            for token in tokens(&folded) {
                for list in WordList::ALL {
                    if let Some(position) = list.find(token) {
                        prop_assert!(fold(list.word(position)).starts_with(token));
                    }
                }
            }
        }
    }
}

//! Words without what people spell in different ways: accents, capitals, forms of Arabic letters, digits of another script.
//!
//! Text and question are folded alike, so that whatever is typed on whatever keyboard finds what was written on another one. A word is a
//! run of letters and digits; what folds to nothing (accents, vowel signs, the tatweel, marks of direction) does not end one.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text as it was written.
    pub place: Range<usize>,
    /// As it is compared.
    pub folded: String,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    walk(text, |begins, letter, place| match words.last_mut().filter(|_| !begins) {
        Some(word) => {
            word.folded.push(letter);
            word.place.end = place.end;
        }
        None => words.push(Word { place, folded: letter.to_string() }),
    });
    words
}

/// Appends the words of a text to `folded`, each with a space before it, and a line feed at the end, which no question crosses.
pub fn append(text: &str, folded: &mut String) {
    walk(text, |begins, letter, _| {
        if begins {
            folded.push(' ');
        }
        folded.push(letter);
    });
    folded.push_str(" \n");
}

/// Hands out each folded letter of each word: whether a word begins with it, and where it was written.
fn walk(text: &str, mut out: impl FnMut(bool, char, Range<usize>)) {
    let mut inside = false;
    let mut parts = String::new();
    for (start, letter) in text.char_indices() {
        parts.clear();
        fold_letter(letter, &mut parts);
        // What stands for several words, such as ½, is none with its neighbours: else it would not be found by itself.
        let several = parts.chars().any(|part| !part.is_alphanumeric());
        inside = inside && !several;
        for part in parts.chars() {
            let belongs = part.is_alphanumeric();
            if belongs {
                out(!inside, part, start..start.saturating_add(letter.len_utf8()));
            }
            inside = belongs;
        }
        inside = inside && !several;
    }
}

/// The words of a text with one space between them.
pub fn fold(text: &str) -> String {
    let words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    words.join(" ")
}

/// Appends what a letter is compared as: nothing, one letter or several.
fn fold_letter(letter: char, out: &mut String) {
    if letter.is_ascii() {
        return out.push(letter.to_ascii_lowercase());
    }
    for part in std::iter::once(letter).nfkd().filter(|part| !is_silent(*part)) {
        for small in part.to_uppercase().flat_map(char::to_lowercase) {
            let parts = std::iter::once(small).nfkd().filter(|part| !is_silent(*part));
            out.extend(parts.map(plain));
        }
    }
}

/// What nobody types when they search: accents and vowel signs, invisible marks, the tatweel, and the hamza that stands alone, which one
/// writer in two leaves out.
fn is_silent(letter: char) -> bool {
    matches!(letter, '\u{640}' | '\u{621}')
        || matches!(
            letter.general_category(),
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark | GeneralCategory::Format
        )
}

/// One form for letters that stand for each other, and for digits.
fn plain(letter: char) -> char {
    match letter {
        '\u{671}' => '\u{627}',
        // Alef maksura and the Persian yeh are yehs.
        '\u{649}' | '\u{6cc}' | '\u{6d2}' => '\u{64a}',
        // Teh marbuta is written as heh, and both have Persian and Urdu forms.
        '\u{629}' | '\u{6be}' | '\u{6c1}' | '\u{6c3}' | '\u{6d5}' => '\u{647}',
        '\u{6a9}' => '\u{643}',
        '\u{660}'..='\u{669}' => digit(letter, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit(letter, '\u{6f0}'),
        other => other,
    }
}

fn digit(letter: char, zero: char) -> char {
    let value = u32::from(letter).saturating_sub(u32::from(zero));
    char::from_digit(value, 10).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_capitals_and_forms_of_letters_do_not_count() {
        for (written, folded) in [
            ("Déclaration N° IM4-2026", "declaration n im4 2026"),
            ("STRASSE Straße", "strasse strasse"),
            ("L’agent à Côte d'Ivoire", "l agent a cote d ivoire"),
            ("São João, ação", "sao joao acao"),
            ("Año señor", "ano senor"),
            ("ﬁn ½", "fin 1 2"),
            ("İstanbul ISTANBUL", "istanbul istanbul"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn arabic_is_found_however_it_is_spelt() {
        for (one, other) in [
            ("أحمد", "احمد"),
            ("إلى", "الي"),
            ("آلاف", "الاف"),
            ("شاحنة", "شاحنه"),
            ("مُوَظَّف", "موظف"),
            ("مـــال", "مال"),
            ("جزء", "جز"),
            ("کتابی", "كتابي"),
            ("٥٠٠ دولار", "500 دولار"),
            ("۱۲۳", "123"),
            ("ﻣﺎﻝ", "مال"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Le «reçu» — طُلِبَ";
        let found: Vec<_> =
            words(text).into_iter().map(|word| text.get(word.place).unwrap().to_owned()).collect();
        assert_eq!(found, ["Le", "reçu", "طُلِب"]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in "\\PC{0,80}|[\u{600}-\u{6ff}\u{fb50}-\u{feff} ]{0,40}|[\u{300}-\u{36f}a-zA-Z]{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn words_and_appended_text_agree(text in "\\PC{0,120}") {
            let mut folded = String::new();
            append(&text, &mut folded);
            let words: Vec<String> = words(&text).into_iter().map(|word| word.folded).collect();
            let before = if words.is_empty() { "" } else { " " };
            prop_assert_eq!(folded, format!("{before}{} \n", words.join(" ")));
        }
    }
}

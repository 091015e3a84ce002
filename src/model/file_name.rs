//! Names of files as reporters' devices give them: evidence, but also a way to lie to whoever reads them.

use unicode_normalization::UnicodeNormalization;

/// The longest name kept, in characters.
pub const MAX_CHARACTERS: usize = 120;

/// Cleans a name: the last component only; NFC; without control characters, direction marks, zero-width characters and path
/// separators; at most [`MAX_CHARACTERS`]. Never empty.
///
/// A direction mark makes `invoice[U+202E]fdp.exe` read as `invoiceexe.pdf`; a separator climbs out of the folder it is saved to.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.nfc().filter(|character| is_harmless(*character)).take(MAX_CHARACTERS).collect();
    let trimmed = kept.trim().trim_start_matches('.').trim();
    if trimmed.is_empty() { "file".to_owned() } else { trimmed.to_owned() }
}

fn is_harmless(character: char) -> bool {
    let invisible = matches!(
        character,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    );
    !character.is_control() && !invisible
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_lie_are_told_as_they_are() {
        assert_eq!(clean("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\fakepath\\photo.jpg"), "photo.jpg");
        assert_eq!(clean("\u{200B}\n"), "file");
        assert_eq!(clean("...hidden"), "hidden");
        assert_eq!(clean("إيصال الدفع.pdf"), "إيصال الدفع.pdf");
    }

    proptest! {
        #[test]
        fn every_name_becomes_a_short_plain_one(name in "\\PC{0,300}") {
            let cleaned = clean(&name);
            prop_assert!(!cleaned.is_empty() && cleaned.chars().count() <= MAX_CHARACTERS);
            prop_assert!(!cleaned.contains(['/', '\\']));
            prop_assert_eq!(clean(&cleaned), cleaned);
        }
    }
}

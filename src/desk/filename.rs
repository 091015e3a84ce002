//! The name of a file as a header carries it (RFC 6266, RFC 8187) and as the page shows it.
//!
//! A reporter's file may be called anything. A name must not break the header, leave its folder, hide its ending behind direction marks, or
//! run when somebody double-clicks a name that only looks like a picture's: so the page shows the ending apart.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

const MOST_CHARACTERS: usize = 120;
const LONGEST_ENDING: usize = 10;

/// The name cleaned: NFC, no separators, control, direction or invisible characters, at most 120 characters, never empty, never only dots.
pub fn clean(name: &str) -> String {
    let kept = name
        .nfc()
        .filter(|letter| !deceives(*letter))
        .map(|letter| if is_separator(letter) { '_' } else { letter });
    let cleaned: String = kept.take(MOST_CHARACTERS).collect();
    // Windows drops dots and spaces at the end, and dots at the beginning hide a file.
    let trimmed = cleaned.trim().trim_matches('.').trim();
    if trimmed.is_empty() { "file".to_owned() } else { trimmed.to_owned() }
}

/// The ending of a cleaned name, in capitals, if it has one: `PDF`.
pub fn ending(cleaned: &str) -> Option<String> {
    let (_, ending) = cleaned.rsplit_once('.')?;
    let short = (1..=LONGEST_ENDING).contains(&ending.chars().count());
    Some(ending.to_uppercase()).filter(|_| short && !ending.contains(char::is_whitespace))
}

/// `Content-Disposition` of a download: the name in ASCII for old programs, and in UTF-8.
pub fn content_disposition(name: &str) -> String {
    let cleaned = clean(name);
    let plain: String = cleaned
        .chars()
        .map(|letter| {
            let harmless =
                letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.' | '(' | ')');
            if harmless { letter } else { '_' }
        })
        .collect();
    let mut encoded = String::new();
    for byte in cleaned.bytes() {
        // attr-char of RFC 8187, without the rarely needed signs.
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(encoded, "%{byte:02X}").ok();
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

const fn is_separator(letter: char) -> bool {
    matches!(letter, '/' | '\\' | ':' | '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{ff0f}' | '\u{ff3c}')
}

/// Control, direction, zero-width, variation, tag and byte-order characters: they change how the rest is read and are not seen.
fn deceives(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_arabic_name_arrives_whole_and_has_a_plain_stand_in() {
        let header = content_disposition("صورة البضاعة.jpg");
        assert_eq!(
            header,
            "attachment; filename=\"____ _______.jpg\"; \
             filename*=UTF-8''%D8%B5%D9%88%D8%B1%D8%A9%20%D8%A7%D9%84%D8%A8%D8%B6%D8%A7%D8%B9%D8%A9.jpg"
        );
        assert_eq!(ending(&clean("صورة البضاعة.jpg")).as_deref(), Some("JPG"));
    }

    #[test]
    fn a_name_can_neither_leave_its_folder_nor_hide_its_ending() {
        assert_eq!(clean("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(clean("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(ending("photogpj.exe").as_deref(), Some("EXE"));
        assert_eq!(clean("a\"; filename=evil.html\r\nSet-Cookie: x"), "a\"; filename=evil.htmlSet-Cookie_ x");
        assert!(!content_disposition("a\"b\r\n.pdf").contains(['\r', '\n']));
        for nothing in ["", "...", " . ", "\u{200b}"] {
            assert_eq!(clean(nothing), "file");
        }
        assert_eq!(ending("no ending"), None);
        assert_eq!(ending("sentence. with a dot"), None);
    }

    proptest! {
        #[test]
        fn whatever_the_name_the_header_is_one_line_of_ascii_with_two_quotes(name in "\\PC{0,200}|.{0,200}") {
            let header = content_disposition(&name);
            prop_assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header}");
            prop_assert_eq!(header.matches('"').count(), 2);
            prop_assert!(!header.contains(['/', '\\']));
            prop_assert_eq!(clean(&clean(&name)), clean(&name));
        }
    }
}

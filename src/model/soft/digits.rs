//! Digits of any script as the ones that computers count with.

/// The zeros of the scripts; the other nine digits follow each of them (Unicode, general category Nd).
const ZEROS: &[u32] = &[
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x1a80, 0x1b50, 0xa9d0, 0xff10,
];

/// The value of a digit.
pub fn value(letter: char) -> Option<u32> {
    let code = u32::from(letter);
    letter
        .to_digit(10)
        .or_else(|| ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10)))
}

/// The text with its digits as `0` to `9`; marks of direction, which come with pasted Arabic, are left out.
pub fn plain(text: &str) -> String {
    let visible = text.chars().filter(|letter| !is_mark(*letter));
    visible
        .map(|letter| value(letter).and_then(|value| char::from_digit(value, 10)).unwrap_or(letter))
        .collect()
}

const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
}

/// Letters and digits only, in capitals: how references are compared.
pub fn bare(text: &str) -> String {
    let capitals = plain(text).to_uppercase();
    // Afterwards: an accented capital may come apart into a letter and a mark.
    capitals.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

//! Chapters of the Harmonized System: 01 to 97 without 77, which is reserved.

use super::{Warning, digits};

/// The chapter of what was typed: two digits, or a longer code that begins with them. Words are no chapter, and nothing is wrong
/// with them.
pub fn read(typed: &str) -> (Option<u8>, Option<Warning>) {
    let plain = digits::plain(typed);
    let compact: String = plain.chars().filter(|letter| !letter.is_whitespace() && *letter != '.').collect();
    if compact.is_empty() || !compact.chars().all(|letter| letter.is_ascii_digit()) {
        return (None, None);
    }
    let first = if compact.len() < 2 { Some(compact.as_str()) } else { compact.get(..2) };
    let chapter = first.and_then(|first| first.parse::<u8>().ok());
    match chapter.filter(|chapter| is_one(*chapter) && compact.len() <= 12) {
        Some(chapter) => (Some(chapter), None),
        None => (None, Some(Warning::ChapterUnknown)),
    }
}

/// Whether the Harmonized System has this chapter.
pub const fn is_one(chapter: u8) -> bool {
    matches!(chapter, 1..=76 | 78..=97)
}

//! What a case is called when people speak of it: short, speakable, without order, such as `K7-PLUM-402`.

use std::fmt;
use std::sync::LazyLock;

use crate::crypto::hash::sha256;
use crate::crypto::words::WordList;
use crate::model::id::CaseId;

/// Without I and O, which look like digits.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Without 0 and 1, which look like letters.
const DIGITS: &[u8; 8] = b"23456789";
const LONGEST_WORD: usize = 5;

/// Words that would be a comment on the case they name, or hurt the person who reported it.
const UNSUITABLE: [&str; 27] = [
    "abuse", "agent", "awful", "blame", "bomb", "cheat", "claim", "clown", "crime", "cruel", "death", "evil",
    "false", "fraud", "gun", "guilt", "hurt", "jail", "kill", "rat", "sad", "scrap", "sick", "slave", "spy",
    "trash", "toilet",
];

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    (0..2048)
        .map(|index| WordList::English.word(index))
        .filter(|word| word.len() <= LONGEST_WORD && !UNSUITABLE.contains(word))
        .map(str::to_ascii_uppercase)
        .collect()
});

/// The name of a case. It follows from the case's identifier, so that two desks say the same word without asking anybody, and says
/// nothing about when the case came in. About 190 million names: two cases of one desk may, very rarely, share one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference(String);

impl Reference {
    /// The name of this case.
    pub fn of(case: CaseId) -> Self {
        let hash = sha256(&[b"redchannel/v1/reference", case.as_bytes()]);
        let mut bits = hash.first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first));
        let mut take = |choices: usize| {
            let choices = u64::try_from(choices).unwrap_or(1).max(1);
            let taken = bits.checked_rem(choices).unwrap_or(0);
            bits = bits.checked_div(choices).unwrap_or(0);
            usize::try_from(taken).unwrap_or(0)
        };
        let letter = LETTERS.get(take(LETTERS.len())).copied().map_or('A', char::from);
        let digit = DIGITS.get(take(DIGITS.len())).copied().map_or('2', char::from);
        let word = WORDS.get(take(WORDS.len())).map_or("CASE", String::as_str);
        let number = take(900).saturating_add(100);
        Self(format!("{letter}{digit}-{word}-{number}"))
    }

    /// Whether somebody who typed or said `text` means this name: case, spaces and hyphens do not count.
    pub fn is_meant_by(&self, text: &str) -> bool {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|letter| letter.to_ascii_uppercase())
                .collect()
        };
        plain(&self.0) == plain(text)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_reference_is_short_and_the_same_every_time() {
        let reference = Reference::of(CaseId::from_bytes([7; 16]));
        assert_eq!(reference, Reference::of(CaseId::from_bytes([7; 16])));
        assert!(reference.as_str().len() <= 12, "{reference}");
        assert_eq!(reference.as_str().split('-').count(), 3);
        assert!(reference.is_meant_by(&reference.as_str().to_lowercase().replace('-', " ")));
        assert!(!reference.is_meant_by("K7-PLUM"));
    }

    #[test]
    fn a_thousand_cases_have_a_thousand_names_in_no_order() {
        let names: Vec<Reference> = (0_u16..1000)
            .map(|number| {
                let mut bytes = [0; 16];
                bytes[..2].copy_from_slice(&number.to_be_bytes());
                Reference::of(CaseId::from_bytes(bytes))
            })
            .collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 1000);
        assert!(!names.is_sorted());
        assert!(names.iter().all(|name| !name.as_str().contains(['I', 'O']) || name.as_str().len() > 6));
    }
}

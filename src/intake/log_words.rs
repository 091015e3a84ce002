//! What the public log shows, in words that the pages about it share.

use crate::clock::Day;
use crate::i18n::{Lang, words};
use crate::ledger::checkpoint::{Cosigned, VerifiedCheckpoint};
use crate::vault::Vault;
use crate::vault::ledger::public::next_publication;

/// Witnesses that are listed; more would not fit, and nobody reads them.
const LISTED: usize = 8;
/// Characters of a name that are shown.
const SHOWN: usize = 40;

/// A witness and the day of its signature.
pub(super) struct Signed {
    pub(super) name: String,
    pub(super) day: String,
}

/// Who has signed a tree.
pub(super) struct Witnesses {
    pub(super) signed: Vec<Signed>,
    /// How many more have.
    pub(super) more: usize,
    /// How many must.
    pub(super) needed: usize,
    /// Whether enough have.
    pub(super) enough: bool,
}

impl Witnesses {
    pub(super) fn of(tree: &VerifiedCheckpoint, lang: Lang) -> Self {
        let signed = tree.witnesses.iter().take(LISTED).map(|by: &Cosigned| {
            // The second at which it signed is public as well; it helps nobody here.
            let seconds = i64::try_from(by.time).unwrap_or(i64::MAX);
            Signed { name: short(&by.witness, SHOWN), day: words::day(lang, Day::containing(seconds)) }
        });
        Self {
            signed: signed.collect(),
            more: tree.witnesses.len().saturating_sub(LISTED),
            needed: tree.needed,
            enough: tree.is_witnessed(),
        }
    }
}

/// Names that are not listed as having signed, and how many more there are.
pub(super) fn others(all: &[String], tree: &VerifiedCheckpoint) -> (Vec<String>, usize) {
    let has_signed = |name: &&String| tree.witnesses.iter().any(|by| by.witness == **name);
    let without: Vec<&String> = all.iter().filter(|name| !has_signed(name)).collect();
    let shown = without.iter().take(LISTED).map(|name| short(name, SHOWN)).collect();
    (shown, without.len().saturating_sub(LISTED))
}

/// A name, cut after so many characters.
pub(super) fn short(text: &str, characters: usize) -> String {
    let mut shown: String = text.chars().take(characters).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// When the next publication is due: "18:00 UTC". Publications have public hours: this tells of nobody.
pub(super) fn next_in_words(vault: &Vault, lang: Lang) -> String {
    words::hour(lang, next_publication(vault))
}

/// A text in groups of four, to be read aloud and compared.
pub(super) fn in_groups(text: &str) -> String {
    let mut grouped = String::new();
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_names_are_said_as_people_say_them() {
        assert_eq!(in_groups("abcdefghij"), "abcd efgh ij");
        assert_eq!(short("a long name", 6), "a long…");
        assert_eq!(short("short", 5), "short");
    }
}

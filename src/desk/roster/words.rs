//! Names, roles and fingerprints as pages show them.

use crate::crypto::keyfile::PublicCard;
use crate::model::roster::{Member, Role};

/// A name from a file of somebody else's, without what turns the direction of writing or hides.
pub fn plain(text: &str) -> String {
    let odd = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    text.chars().filter(|letter| !odd(*letter)).collect()
}

/// A name between quotation marks.
pub fn quoted(name: &str) -> String {
    format!("“{}”", apart(name))
}

/// A name set apart from the sentence around it if it may run the other way.
pub fn apart(name: &str) -> String {
    let name = plain(name);
    if name.is_ascii() { name } else { format!("\u{2068}{name}\u{2069}") }
}

/// Roles in words: "intake officer and head of unit".
pub fn titles(roles: &[Role]) -> String {
    if roles.is_empty() {
        return "no role".to_owned();
    }
    list(roles.iter().map(|role| role.title().to_owned()))
}

/// "a, b and c".
pub fn list(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        None => "nobody".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// The fingerprint of a member's card, as its owner reads it aloud.
pub fn fingerprint(member: &Member) -> String {
    let card = PublicCard::from_parts(&member.name, &member.recipient, &member.verification_key);
    card.map_or_else(|_| "none, the keys are not usable".to_owned(), |card| card.fingerprint())
}

/// A hash or key in groups of eight, to be compared aloud.
pub fn grouped(hex: &str) -> String {
    let letters: Vec<char> = hex.chars().collect();
    let groups = letters.chunks(8).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

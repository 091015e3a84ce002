//! Messages that are written often, offered in the languages of reporters: read from `config/phrases.toml`, which is part of the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::report::Purpose;

/// The languages, with their names in themselves.
pub const LANGUAGES: [(&str, &str); 5] =
    [("en", "English"), ("fr", "Français"), ("es", "Español"), ("pt", "Português"), ("ar", "العربية")];

/// A message to begin from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Phrase {
    /// Its name in addresses.
    pub key: String,
    /// Its name at the desk.
    pub title: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The words by language.
    #[serde(flatten)]
    texts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Phrases {
    phrase: Vec<Phrase>,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    // The file is compiled in and a test reads it, so that a fault in it cannot reach a desk.
    toml::from_str(include_str!("../../config/phrases.toml"))
        .map_or_else(|_| Vec::new(), |read: Phrases| read.phrase)
});

/// All of them.
pub fn phrases() -> &'static [Phrase] {
    &PHRASES
}

/// The phrase and the words that `key-language` names.
pub fn find(name: &str) -> Option<(&'static Phrase, &'static str)> {
    let (key, language) = name.split_once('-')?;
    let phrase = phrases().iter().find(|phrase| phrase.key == key)?;
    Some((phrase, phrase.texts.get(language)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_words_in_every_language_and_nothing_else() {
        assert_eq!(phrases().len(), 5);
        for phrase in phrases() {
            let keys: Vec<&str> = phrase.texts.keys().map(String::as_str).collect();
            assert_eq!(keys, ["ar", "en", "es", "fr", "pt"], "{}", phrase.key);
            for (language, _) in LANGUAGES {
                assert!(
                    find(&format!("{}-{language}", phrase.key)).is_some_and(|(_, text)| !text.is_empty())
                );
            }
        }
        assert_eq!(find("received-xx"), None);
        assert_eq!(find("nonsense"), None);
    }
}

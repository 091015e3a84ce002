//! A text that people read, in the languages it was written in.

use std::collections::BTreeMap;

/// The language that is shown where another one is missing.
pub const FALLBACK: &str = "en";

/// A text by language (`en`, `fr` …).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// Of pairs of language and text.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// In this language; in English where it is missing, and else in whatever there is.
    pub fn in_language(&self, language: &str) -> &str {
        let text = self.0.get(language).or_else(|| self.0.get(FALLBACK)).or_else(|| self.0.values().next());
        text.map_or("", String::as_str)
    }

    /// In this language and no other.
    pub fn only_in(&self, language: &str) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// All of them with their languages.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_is_english_and_a_text_without_english_is_still_one() {
        let words = |texts: &[(&str, &str)]| {
            Words::new(texts.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())))
        };
        let both = words(&[("en", "when"), ("fr", "quand")]);
        assert_eq!((both.in_language("fr"), both.in_language("ar")), ("quand", "when"));
        assert_eq!(both.only_in("ar"), None);
        assert_eq!(words(&[("pt", "quando")]).in_language("ar"), "quando");
        assert_eq!(Words::default().in_language("en"), "");
    }
}

//! Aliases: what stands in the console's addresses in the place of words.
//!
//! A browser keeps every address in its history, on a disk of the unit. What somebody searched for, or an office that a case names, would
//! outlive the session there. So addresses carry a random word that means something to this session alone, and nothing after it.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use rand::CryptoRng;

use crate::secret::SecretText;

/// So many are kept; then all are forgotten, and an old link shows more than it should, never something else.
const MOST: usize = 4_000;

/// The aliases of a session.
#[derive(Debug, Default)]
pub struct Aliases {
    by_alias: BTreeMap<String, SecretText>,
}

impl Aliases {
    /// The alias of a text: the same for the same text as long as the session lasts.
    pub fn of(&mut self, text: &str, rng: &mut impl CryptoRng) -> String {
        let known = self.by_alias.iter().find(|(_, known)| known.expose_secret() == text);
        if let Some((alias, _)) = known {
            return alias.clone();
        }
        if self.by_alias.len() >= MOST {
            self.by_alias.clear();
        }
        let mut bytes = [0; 8];
        rng.fill_bytes(&mut bytes);
        let alias = HEXLOWER.encode(&bytes);
        self.by_alias.insert(alias.clone(), SecretText::new(text));
        alias
    }

    /// The text of an alias of this session.
    pub fn text(&self, alias: &str) -> Option<&SecretText> {
        self.by_alias.get(alias)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_means_its_text_to_this_session_and_nothing_to_another() {
        let mut rng = rand::rng();
        let (mut here, mut there) = (Aliases::default(), Aliases::default());
        let alias = here.of("Ahmed at gate 7", &mut rng);
        assert_eq!(here.of("Ahmed at gate 7", &mut rng), alias);
        assert_ne!(here.of("somebody else", &mut rng), alias);
        assert_ne!(there.of("Ahmed at gate 7", &mut rng), alias);
        assert_eq!(here.text(&alias).unwrap().expose_secret(), "Ahmed at gate 7");
        assert!(there.text(&alias).is_none());
    }

    #[test]
    fn their_number_is_bounded() {
        let (mut rng, mut aliases) = (rand::rng(), Aliases::default());
        for number in 0..(MOST + 10) {
            aliases.by_alias.insert(number.to_string(), SecretText::new(number.to_string()));
        }
        aliases.of("one more", &mut rng);
        assert_eq!(aliases.by_alias.len(), 1);
    }
}

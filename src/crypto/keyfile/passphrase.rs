//! The passphrase of a key file: six generated words, or at least six chosen ones.

use std::collections::HashSet;
use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::crypto::words::{WordList, fold, tokens};
use crate::secret::{Secret, SecretText};

/// Words of a generated passphrase: 66 bits.
const WORDS: usize = 6;

/// Characters of a passphrase without its separators, at least. Six generated words have 18 or more.
const LETTERS: usize = 18;

/// A passphrase in the one form that is hashed: case, accents and separators do not count, words are joined by hyphens.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(SecretText);

impl Passphrase {
    /// Six different words of the English list, drawn with equal chances.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        loop {
            let drawn = Secret::<{ 2 * WORDS }>::random(rng);
            let mut words = Zeroizing::new(String::with_capacity(64));
            for pair in drawn.expose_secret().chunks_exact(2) {
                if !words.is_empty() {
                    words.push('-');
                }
                let index = pair.iter().fold(0_u16, |index, byte| (index << 8) | u16::from(*byte));
                words.push_str(WordList::English.word(index));
            }
            let passphrase = Self::typed(&words);
            if passphrase.is_strong() {
                return passphrase;
            }
        }
    }

    /// A passphrase as somebody typed it.
    pub fn typed(text: &str) -> Self {
        let folded = fold(text);
        // The normalised form is never longer than the folded one: no second copy through growth.
        let mut joined = Zeroizing::new(String::with_capacity(folded.len()));
        for token in tokens(&folded) {
            if !joined.is_empty() {
                joined.push('-');
            }
            joined.push_str(token);
        }
        Self(SecretText::new(std::mem::take(&mut *joined)))
    }

    /// Whether a new key file may be sealed under it: six different words or more. This looks at the form alone; how guessable
    /// chosen words are, nobody can measure, which is why generated ones are offered first.
    pub fn is_strong(&self) -> bool {
        let words: HashSet<&str> = self.expose_secret().split('-').collect();
        let letters = self.expose_secret().chars().filter(|letter| *letter != '-').count();
        words.len() >= WORDS && letters >= LETTERS
    }

    /// The normalised text: for the hash, and for showing a generated one once.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

//! The reporter's code: 88 bits that are the only way back to a case, and every spelling people give them.
//!
//! ```text
//! code   88 bits, most significant first = locator 22 | secret 60 | check 6
//! check  first 6 bits of SHA-256("redchannel/v1/code" ‖ locator as 4 bytes big endian ‖ secret as 8 bytes big endian)
//! words  8 words of 11 bits, most significant first: the position of each word in its list, counted from 0
//! digits the 88 bits as one decimal number, filled up to 27 digits with zeros, in 9 groups of 3
//! bytes  the 88 bits as 11 bytes big endian
//! ```
//!
//! The check catches 63 of 64 slips before anything else is asked. It proves nothing: anyone can compute it.

use std::fmt;

use rand::CryptoRng;
use sha2::{Digest, Sha256};

use super::words::{WordList, digit_value, fold, tokens};
use crate::secret::{Secret, SecretText};

/// The most characters that are looked at, security reference section 4.
pub const MAX_CHARACTERS: usize = 400;

const LABEL: &[u8] = b"redchannel/v1/code";
const WORDS: usize = 8;
const DIGITS: usize = 27;
const SECRET_MASK: u64 = (1 << 60) - 1;
const WORD_SHIFTS: [u32; WORDS] = [77, 66, 55, 44, 33, 22, 11, 0];

/// A code whose check bits are right: the only constructors are the check and the generator. Compared in constant time.
#[derive(Clone)]
pub struct Code {
    bits: Secret<11>,
    secret: Secret<8>,
    locator: Locator,
}

/// The 22 bits under which the case is looked up. Not unique, and worth nothing without the secret, but never logged.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locator(u32);

/// Half of a code in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Words 1 to 4.
    First,
    /// Words 5 to 8.
    Second,
}

/// Why a text is not a code. The sentences never repeat what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// There is neither a letter nor a digit in it.
    #[error("No code was typed. Please type your 8 words or your 27 digits.")]
    Empty,
    /// More than [`MAX_CHARACTERS`].
    #[error("This is too long to be a code. Please type only the 8 words or the 27 digits.")]
    TooLong,
    /// A word is in no list, or not in the list of the other words.
    #[error(
        "Word {position} is not one we know. Please compare it with what you wrote down. Nothing is lost."
    )]
    UnknownWord {
        /// The half it stands in.
        half: Half,
        /// The first such word, 1 to 8.
        position: u8,
    },
    /// Neither 8 words nor 27 digits.
    #[error("A code has 8 words or 27 digits. Some are missing, or there are too many. Nothing is lost.")]
    WrongCount,
    /// The check bits do not fit.
    #[error(
        "There is a slip in the code: one word or digit is not the right one, or two are swapped. Nothing is lost."
    )]
    Check,
}

impl Locator {
    /// The 4 bytes, big endian, that go into the check and into the tag of the index.
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

impl fmt::Debug for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Locator(…)")
    }
}

impl Code {
    /// A fresh code. Draws again in the rare case (about one in 100,000) that a spelling of it in one list is a code of other
    /// bits in another list: a code that is ambiguous would lock its reporter out.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        loop {
            let code = Self::with_check(number(&Secret::random(rng)));
            if !code.is_ambiguous() {
                return code;
            }
        }
    }

    /// Reads a code in any spelling: 27 digits of any script, or 8 words (whole, or four letters at least) of one list; any
    /// case, accents and separators. Numbers beside words ("1. …") are skipped. Costs no database and no slow hash.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if text.chars().nth(MAX_CHARACTERS).is_some() {
            return Err(CodeError::TooLong);
        }
        let folded = fold(text);
        let is_number = |token: &&str| token.chars().all(|letter| digit_value(letter).is_some());
        let spoken: Vec<&str> = tokens(&folded).filter(|token| !is_number(token)).collect();
        if spoken.is_empty() { Self::parse_digits(&folded) } else { Self::parse_words(&spoken) }
    }

    /// Takes the 11 bytes of [`Code::to_bytes`], if the check bits are right.
    pub fn from_bytes(bytes: &Secret<11>) -> Result<Self, CodeError> {
        Self::from_value(number(bytes))
    }

    /// The 88 bits as 11 bytes, big endian.
    pub fn to_bytes(&self) -> Secret<11> {
        self.bits.clone()
    }

    /// The 8 words, as they are shown.
    pub fn words(&self, list: WordList) -> [&'static str; WORDS] {
        self.indices().map(|index| list.word(index))
    }

    /// The 27 digits in 9 groups of 3, separated by single spaces.
    pub fn digits(&self) -> SecretText {
        let plain = SecretText::new(format!("{:027}", self.value()));
        let mut grouped = String::with_capacity(DIGITS.saturating_add(WORDS));
        for (place, digit) in plain.expose_secret().chars().enumerate() {
            if place > 0 && place % 3 == 0 {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        SecretText::new(grouped)
    }

    /// The 22 bits that find the case.
    pub const fn locator(&self) -> Locator {
        self.locator
    }

    /// The 60 bits that open it, as 8 bytes big endian (the top four bits are 0).
    pub const fn secret(&self) -> &Secret<8> {
        &self.secret
    }

    /// Whether `typed` is the word at `position` (1 to 8) in some list: for asking a reporter to type two words back.
    pub fn matches_word(&self, position: u8, typed: &str) -> bool {
        if typed.chars().nth(MAX_CHARACTERS).is_some() {
            return false;
        }
        let folded = fold(typed);
        let mut typed_words = tokens(&folded);
        let (Some(token), None) = (typed_words.next(), typed_words.next()) else { return false };
        let expected = usize::from(position).checked_sub(1).and_then(|at| self.indices().get(at).copied());
        expected.is_some() && WordList::ALL.iter().any(|list| list.find(token) == expected)
    }

    /// Whether `typed` is the group of three digits at `position` (1 to 9), in any script: the same for a code in digits.
    pub fn matches_group(&self, position: u8, typed: &str) -> bool {
        if typed.chars().nth(MAX_CHARACTERS).is_some() {
            return false;
        }
        let digits = self.digits();
        let group =
            usize::from(position).checked_sub(1).and_then(|at| digits.expose_secret().split(' ').nth(at));
        let typed: Option<String> = fold(typed)
            .trim()
            .chars()
            .map(|letter| char::from_digit(digit_value(letter)?.into(), 10))
            .collect();
        group.is_some() && group == typed.as_deref()
    }

    fn parse_digits(folded: &str) -> Result<Self, CodeError> {
        let digits: Vec<u8> = folded.chars().filter_map(digit_value).collect();
        if digits.len() != DIGITS {
            return Err(if digits.is_empty() { CodeError::Empty } else { CodeError::WrongCount });
        }
        let append = |value: u128, digit: &u8| value.checked_mul(10)?.checked_add(u128::from(*digit));
        Self::from_value(digits.iter().try_fold(0, append).ok_or(CodeError::Check)?)
    }

    fn parse_words(spoken: &[&str]) -> Result<Self, CodeError> {
        if spoken.len() != WORDS {
            return Err(CodeError::WrongCount);
        }
        let readings =
            WordList::ALL.map(|list| spoken.iter().map(|token| list.find(token)).collect::<Vec<_>>());
        let mut found: Option<Self> = None;
        for value in readings.iter().filter_map(|reading| value_of(reading)) {
            let Ok(code) = Self::from_value(value) else { continue };
            if found.as_ref().is_some_and(|other| *other != code) {
                // Never one of ours: `generate` draws again. Guessing would open somebody else's case.
                return Err(CodeError::Check);
            }
            found = Some(code);
        }
        found.ok_or_else(|| explain(&readings))
    }

    fn from_value(value: u128) -> Result<Self, CodeError> {
        let code = Self::with_check(value); // the check is no secret: an ordinary comparison will do
        if code.value() == value { Ok(code) } else { Err(CodeError::Check) }
    }

    /// The code with the locator and the secret of these 88 bits and the check bits that belong to them.
    fn with_check(value: u128) -> Self {
        let payload = value >> 6;
        let [.., a, b, c, d] = (payload >> 60).to_be_bytes();
        let locator = Locator(u32::from_be_bytes([a, b, c, d]) & 0x003f_ffff);
        let [.., s0, s1, s2, s3, s4, s5, s6, s7] = payload.to_be_bytes();
        let secret = u64::from_be_bytes([s0, s1, s2, s3, s4, s5, s6, s7]) & SECRET_MASK;
        let digest = Sha256::new()
            .chain_update(LABEL)
            .chain_update(locator.to_bytes())
            .chain_update(secret.to_be_bytes())
            .finalize();
        let check = digest.first().map_or(0, |first| first >> 2);
        let bits = (u128::from(locator.0) << 66) | (u128::from(secret) << 6) | u128::from(check);
        let [_, _, _, _, _, bytes @ ..] = bits.to_be_bytes();
        Self { bits: Secret::new(bytes), secret: Secret::new(secret.to_be_bytes()), locator }
    }

    fn value(&self) -> u128 {
        number(&self.bits)
    }

    fn indices(&self) -> [u16; WORDS] {
        WORD_SHIFTS.map(|shift| {
            let [.., high, low] = self.value().wrapping_shr(shift).to_be_bytes();
            u16::from_be_bytes([high, low]) & 0x07ff
        })
    }

    /// Whether a spelling of this code in one list reads as other bits, check included, in another list. The shortest spellings
    /// decide: whatever a longer one names in the other list begins with the same four letters, so it is the same word.
    fn is_ambiguous(&self) -> bool {
        WordList::ALL.iter().any(|list| {
            let shortest = self.indices().map(|index| list.shortest(index));
            WordList::ALL.iter().any(|other| {
                let reading = shortest.map(|token| other.find(token));
                value_of(&reading)
                    .is_some_and(|value| value != self.value() && Self::from_value(value).is_ok())
            })
        })
    }
}

/// The 88 bits as a number.
fn number(bytes: &Secret<11>) -> u128 {
    bytes.expose_secret().iter().fold(0, |value, byte| (value << 8) | u128::from(*byte))
}

/// The 88 bits of eight indices, if each is there.
fn value_of(reading: &[Option<u16>]) -> Option<u128> {
    reading.iter().try_fold(0_u128, |value, index| Some((value << 11) | u128::from((*index)?)))
}

/// Names the first unknown word in the list that knows most of the others; without one, the check bits were wrong.
fn explain(readings: &[Vec<Option<u16>>]) -> CodeError {
    let known = |reading: &&Vec<Option<u16>>| reading.iter().flatten().count();
    // `rev`, because `max_by_key` takes the last of equals and the first list is the one most people use.
    let best = readings.iter().rev().max_by_key(known);
    let missing = best.and_then(|reading| (1_u8..).zip(reading).find(|(_, index)| index.is_none()));
    match missing {
        Some((position, _)) => {
            CodeError::UnknownWord { half: if position <= 4 { Half::First } else { Half::Second }, position }
        }
        None => CodeError::Check,
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.bits.same_as(&other.bits)
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
#[path = "code_tests.rs"]
mod tests;

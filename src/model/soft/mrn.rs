//! Movement reference numbers of transit and export: 18 characters, of which the last is a check digit.
//!
//! Two digits of the year, two letters of the country, thirteen letters and digits, and the check digit: the sum of ISO 6346 over the
//! first 17 (European Commission, DG XXI/0879/99, "Check character algorithm for the MRN and GRN"; countries outside the common
//! transit procedure that took over the form may compute it otherwise, which is one more reason to warn and not to refuse).

use super::Warning;
use super::container::check_digit;

const LENGTH: usize = 18;

/// Whether this is meant as one: 18 letters and digits that begin with two digits and two letters.
pub fn looks_like_one(bare: &str) -> bool {
    let mut characters = bare.chars();
    let mut are = |test: fn(&char) -> bool| characters.by_ref().take(2).filter(test).count() == 2;
    bare.len() == LENGTH && bare.is_ascii() && are(char::is_ascii_digit) && are(char::is_ascii_uppercase)
}

/// What is odd about a number that looks like one; capitals and digits only.
pub fn check(bare: &str) -> Option<Warning> {
    let Some((body, digit)) = bare.split_at_checked(LENGTH.saturating_sub(1)) else {
        return Some(Warning::MrnShape);
    };
    let Some(digit) = digit.chars().next().filter(char::is_ascii_digit) else {
        return Some(Warning::MrnShape);
    };
    match check_digit(body) {
        None => Some(Warning::MrnShape),
        Some(value) => (char::from_digit(value, 10) != Some(digit)).then_some(Warning::MrnCheck),
    }
}

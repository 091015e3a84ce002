//! References of any kind in one field: declarations, manifests, MRN, containers, plates.
//!
//! There are as many forms of declaration numbers as administrations (office, year, serial letter and number in any order), so only
//! what cannot be one is pointed out.

use super::{Warning, container, digits, mrn};
use crate::clock::Day;

/// Characters of a reference, at least and at most.
const LEAST: usize = 3;
const MOST: usize = 40;
/// References of one field that are looked at.
const MOST_REFERENCES: usize = 20;

/// What is odd, each thing once. References are separated by commas, semicolons or "/" with spaces around it.
pub fn warnings(typed: &str, today: Day) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let pieces = typed.split([',', ';', '\n', '،', '؛']).flat_map(|piece| piece.split(" / "));
    for piece in pieces.filter(|piece| !piece.trim().is_empty()).take(MOST_REFERENCES) {
        if let Some(warning) = one(piece, today)
            && !warnings.contains(&warning)
        {
            warnings.push(warning);
        }
    }
    warnings
}

fn one(piece: &str, today: Day) -> Option<Warning> {
    let bare = digits::bare(piece);
    if container::looks_like_one(&bare) {
        return container::check(&bare);
    }
    if mrn::looks_like_one(&bare) {
        return mrn::check(&bare);
    }
    let numbers: Vec<&str> = bare.split(|letter: char| !letter.is_ascii_digit()).collect();
    // Words around a number ("the truck with plate 1234") are fine; a sentence without any figure is no reference.
    let has_none = numbers.iter().all(|number| number.is_empty());
    let same = bare.len() > 4 && bare.chars().all(|letter| bare.starts_with(letter));
    let long = bare.chars().nth(MOST).is_some() && !piece.trim().contains(' ');
    if has_none || same || long || bare.chars().nth(LEAST.saturating_sub(1)).is_none() {
        return Some(Warning::ReferenceUnlikely);
    }
    is_of_the_future(piece, today).then_some(Warning::DateFuture)
}

/// Whether a declaration number of the form "2031 C 1234" names a year that has not come.
fn is_of_the_future(piece: &str, today: Day) -> bool {
    let plain = digits::plain(piece);
    let first = plain.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    let year = first.parse::<i64>().ok().filter(|year| first.len() == 4 && (1990..2100).contains(year));
    let this_year = today.month_number().div_euclid(12).saturating_add(1970);
    // A number that only looks like a year is common; one far off is none.
    year.is_some_and(|year| year > this_year && year <= this_year.saturating_add(20))
}

//! Container numbers (ISO 6346): three letters of the owner, U, J or Z, six digits and a check digit.

use super::Warning;

/// The weighted sum of ISO 6346 over letters and digits, modulo 11 and then 10; `None` for other characters.
///
/// Letters count from 10 and leave out the multiples of 11; each place counts twice the one before.
pub fn check_digit(characters: &str) -> Option<u32> {
    let mut sum = 0_u32;
    // The powers of two modulo 11, so that no length can overflow.
    let mut weight = 1_u32;
    for character in characters.chars() {
        let value = letter_value(character)?;
        sum = sum.saturating_add(value.saturating_mul(weight)) % 11;
        weight = weight.saturating_mul(2) % 11;
    }
    Some(sum % 10)
}

fn letter_value(character: char) -> Option<u32> {
    match character {
        '0'..='9' => character.to_digit(10),
        'A'..='Z' => {
            let place = u32::from(character).saturating_sub(u32::from('A'));
            // 10 for A; 11, 22 and 33 are left out.
            let passed = match place {
                0 => 0_u32,
                1..=10 => 1,
                11..=20 => 2,
                _ => 3,
            };
            Some(place.saturating_add(10).saturating_add(passed))
        }
        _ => None,
    }
}

/// Whether this is meant as a container number: four letters of which the last is U, J or Z, and five to eight digits.
pub fn looks_like_one(bare: &str) -> bool {
    let letters: String = bare.chars().take_while(char::is_ascii_uppercase).collect();
    let rest = bare.strip_prefix(letters.as_str()).unwrap_or_default();
    letters.len() == 4
        && letters.ends_with(['U', 'J', 'Z'])
        && (5..=8).contains(&rest.len())
        && rest.chars().all(|digit| digit.is_ascii_digit())
}

/// What is odd about a number that looks like one of a container; capitals and digits only.
pub fn check(bare: &str) -> Option<Warning> {
    if bare.len() != 11 {
        return Some(Warning::ContainerLength);
    }
    let (body, digit) = bare.split_at_checked(10)?;
    let fits = check_digit(body).and_then(|value| char::from_digit(value, 10));
    (fits != digit.chars().next()).then_some(Warning::ContainerCheck)
}

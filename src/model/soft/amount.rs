//! Amounts in any digits and any habit of writing them, as decimals; what can be read in two ways is asked about.

use std::cmp::Ordering;
use std::fmt;

use super::{Warning, currency, digits};

/// Digits of an amount, at most: before and after the point.
const MOST_WHOLE: usize = 18;
const MOST_PLACES: usize = 6;

/// A decimal number, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// In millionths.
    millionths: i128,
}

/// What was read from a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The amount, if it is certain.
    pub amount: Option<Amount>,
    /// The currency that stood beside it.
    pub currency: Option<&'static str>,
    /// What is odd.
    pub warning: Option<Warning>,
}

impl Amount {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, text) = text.strip_prefix('-').map_or((1_i128, text), |rest| (-1, rest));
        let (whole, part) = text.split_once('.').map_or((text, ""), |(whole, part)| (whole, part));
        let fits = (1..=MOST_WHOLE).contains(&whole.len())
            && part.len() <= MOST_PLACES
            && whole.chars().chain(part.chars()).all(|digit| digit.is_ascii_digit());
        let digits = format!("{whole}{part:0<MOST_PLACES$}");
        let millionths = digits.parse::<i128>().ok().filter(|_| fits)?;
        Some(Self { millionths: millionths.checked_mul(sign)? })
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        Some(Self { millionths: self.millionths.checked_sub(other.millionths)? })
    }

    /// Without its sign.
    #[must_use]
    pub const fn absolute(self) -> Self {
        Self { millionths: self.millionths.saturating_abs() }
    }

    /// Whether it is more than, less than or just nothing.
    pub fn cmp_zero(self) -> Ordering {
        self.millionths.cmp(&0)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.millionths < 0 { "-" } else { "" };
        let size = self.millionths.unsigned_abs();
        let (whole, part) = (size / 1_000_000, size % 1_000_000);
        let part = format!("{part:06}");
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{part}")
    }
}

/// Reads what was typed. `currency`: the one of the field beside it, if there is one.
pub fn read(typed: &str, currency: Option<&str>) -> Read {
    let plain = digits::plain(typed);
    let plain = plain.trim();
    if plain.is_empty() {
        return Read::default();
    }
    let unclear = Read { warning: Some(Warning::AmountUnclear), ..Read::default() };
    let is_part = |letter: char| letter.is_ascii_digit();
    let (Some(first), Some(last)) = (plain.find(is_part), plain.rfind(is_part)) else { return unclear };
    let number = plain.get(first..=last).unwrap_or_default();
    let before = plain.get(..first).unwrap_or_default().trim();
    let after = plain.get(last..).and_then(|rest| rest.get(1..)).unwrap_or_default().trim();
    // "1,000/-" and "500.-" are how whole amounts are written in places.
    let after = after.trim_start_matches(['.', ',', '/', '-', '–']).trim();
    let beside = match (before, after) {
        ("", "") => None,
        ("", one) | (one, "") => currency::sign(one).map_or_else(|| Some(Err(one)), |code| Some(Ok(code))),
        (_, _) => Some(Err(before)),
    };
    let found = match beside {
        None => None,
        Some(Ok(code)) => Some(code),
        // `$`, "francs" and the like are no reason to doubt the figure.
        Some(Err(word)) if is_vague_currency(word) => None,
        Some(Err(_)) => return unclear,
    };
    let whole = found.or(currency).is_some_and(currency::is_whole);
    Read { currency: found, ..figure(number, whole) }
}

fn is_vague_currency(word: &str) -> bool {
    let small = word.to_lowercase();
    let small = small.trim_end_matches('.').trim_end_matches('s');
    [
        "$",
        "£",
        "¥",
        "franc",
        "fcfa",
        "cfa",
        "f cfa",
        "dollar",
        "dólare",
        "dolare",
        "دولار",
        "دولارات",
        "دينار",
        "درهم",
        "ريال",
        "فرنك",
        "جنيه",
    ]
    .contains(&small)
}

/// A run of digits and separators. `whole`: the currency has no smaller unit.
fn figure(number: &str, whole: bool) -> Read {
    let of = |digits: String| Read {
        amount: Amount::parse(&digits),
        warning: Amount::parse(&digits).is_none().then_some(Warning::AmountUnclear),
        ..Read::default()
    };
    let unclear = Read { warning: Some(Warning::AmountUnclear), ..Read::default() };
    let Some(marks) = marks(number) else { return unclear };
    let groups: Vec<&str> = number.split(|letter: char| !letter.is_ascii_digit()).collect();
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return unclear };
    let joined = |groups: &[&str]| groups.concat();
    let Some(final_mark) = marks.last() else { return of(joined(&groups)) };
    let earlier = marks.get(..marks.len().saturating_sub(1)).unwrap_or_default();
    let head = groups.get(..groups.len().saturating_sub(1)).unwrap_or_default();
    let as_decimal = || format!("{}.{last}", joined(head));
    let one_kind = earlier.iter().all(|mark| mark == final_mark);
    let even = is_grouped(&groups);
    if *final_mark == Mark::Decimal {
        return if is_grouped(head) { of(as_decimal()) } else { unclear };
    }
    if one_kind
        && even
        && (*final_mark == Mark::Space || *final_mark == Mark::Thousands || !earlier.is_empty() || whole)
    {
        return of(joined(&groups));
    }
    if *final_mark == Mark::Space || *final_mark == Mark::Thousands {
        return unclear;
    }
    if earlier.is_empty() && even && *first != "0" {
        return either(joined(&groups), as_decimal());
    }
    if whole && last.len() != 2 {
        return unclear;
    }
    if one_kind && !earlier.is_empty() {
        return unclear;
    }
    let first_kind = earlier.first();
    let same = earlier.iter().all(|mark| Some(mark) == first_kind) && !earlier.contains(final_mark);
    if same && is_grouped(head) { of(as_decimal()) } else { unclear }
}

fn either(thousands: String, decimal: String) -> Read {
    let plain = |digits: String| Amount::parse(&digits).map_or(digits, |amount| amount.to_string());
    let warning = Warning::AmountAmbiguous { either: plain(thousands), or: plain(decimal) };
    Read { warning: Some(warning), ..Read::default() }
}

/// What separates groups of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Comma,
    Point,
    Space,
    Thousands,
    Decimal,
}

/// The separators between digits, in order; `None` if something else stands there.
fn marks(number: &str) -> Option<Vec<Mark>> {
    let mut marks = Vec::new();
    let mut after_digit = false;
    for letter in number.chars() {
        if letter.is_ascii_digit() {
            after_digit = true;
            continue;
        }
        let mark = match letter {
            ',' | '\u{60c}' => Mark::Comma,
            '.' => Mark::Point,
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => Mark::Space,
            '\'' | '’' | '\u{66c}' | '_' => Mark::Thousands,
            '\u{66b}' => Mark::Decimal,
            _ => return None,
        };
        if !after_digit {
            return None;
        }
        after_digit = false;
        marks.push(mark);
    }
    Some(marks)
}

/// Whether these are thousands (1 to 3 digits, then three each) or, with three groups and more, lakhs (two each, and three at the end).
fn is_grouped(groups: &[&str]) -> bool {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    let between = groups.get(1..groups.len().saturating_sub(1)).unwrap_or_default();
    if groups.len() == 1 {
        return true;
    }
    let all = |size: usize| between.iter().all(|group| group.len() == size);
    let lakhs = !between.is_empty() && all(2) && first.len() <= 2;
    last.len() == 3 && !first.is_empty() && (first.len() <= 3 && all(3) || lakhs)
}

//! Numbers as readers of a language write them.

use fluent_bundle::FluentValue;
use intl_memoizer::concurrent::IntlLangMemoizer;
use serde::Deserialize;

/// The part of `meta.toml` about numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Numbers {
    #[serde(default)]
    grouping: Grouping,
    #[serde(default)]
    decimal: Decimal,
    #[serde(default)]
    digits: Digits,
}

/// What stands between thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum Grouping {
    #[default]
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = ".")]
    Point,
    /// In pages a narrow one that does not break.
    #[serde(rename = " ")]
    Space,
}

/// What stands before tenths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum Decimal {
    #[default]
    #[serde(rename = ".")]
    Point,
    #[serde(rename = ",")]
    Comma,
    /// The Arabic one.
    #[serde(rename = "٫")]
    Arabic,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Digits {
    #[default]
    Latin,
    Arabic,
}

/// How Fluent has values written; `None` leaves it to Fluent.
pub(super) type Formatter = fn(&FluentValue<'_>, &IntlLangMemoizer) -> Option<String>;

/// The formatter of a language. Fluent takes a plain function, so there is one for each way of writing.
pub(super) const fn formatter(numbers: Numbers) -> Formatter {
    match (numbers.digits, numbers.grouping, numbers.decimal) {
        (Digits::Arabic, _, _) => written::<'٬', '٫', true>,
        (Digits::Latin, Grouping::Comma, Decimal::Point) => written::<',', '.', false>,
        (Digits::Latin, Grouping::Comma, Decimal::Comma) => written::<',', ',', false>,
        (Digits::Latin, Grouping::Comma, Decimal::Arabic) => written::<',', '٫', false>,
        (Digits::Latin, Grouping::Point, Decimal::Point) => written::<'.', '.', false>,
        (Digits::Latin, Grouping::Point, Decimal::Comma) => written::<'.', ',', false>,
        (Digits::Latin, Grouping::Point, Decimal::Arabic) => written::<'.', '٫', false>,
        (Digits::Latin, Grouping::Space, Decimal::Point) => written::<'\u{202f}', '.', false>,
        (Digits::Latin, Grouping::Space, Decimal::Comma) => written::<'\u{202f}', ',', false>,
        (Digits::Latin, Grouping::Space, Decimal::Arabic) => written::<'\u{202f}', '٫', false>,
    }
}

fn written<const GROUP: char, const POINT: char, const ARABIC: bool>(
    value: &FluentValue<'_>,
    _: &IntlLangMemoizer,
) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let plain = number.as_string();
    let (whole, tenths) =
        plain.split_once('.').map_or_else(|| (plain.as_ref(), None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::with_capacity(plain.len().saturating_mul(2));
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(place);
        // Four digits are written in one piece in Spanish, Portuguese and French, and read well in one piece in the others.
        if place > 0 && left.is_multiple_of(3) && whole.len() > 4 {
            text.push(GROUP);
        }
        text.push(digit);
    }
    if let Some(tenths) = tenths {
        text.push(POINT);
        text.push_str(tenths);
    }
    Some(if ARABIC { text.chars().map(arabic).collect() } else { text })
}

fn arabic(letter: char) -> char {
    let value = letter.to_digit(10).and_then(|value| char::from_u32(value.saturating_add(0x0660)));
    value.unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(numbers: &str, value: f64) -> String {
        let numbers: Numbers = toml::from_str(numbers).unwrap();
        let memoizer = IntlLangMemoizer::new("en".parse().unwrap());
        formatter(numbers)(&FluentValue::from(value), &memoizer).unwrap()
    }

    #[test]
    fn numbers_are_written_as_readers_write_them() {
        for (numbers, small, large) in [
            ("", "1.6", "64,000"),
            ("grouping = ' '\ndecimal = ','", "1,6", "64\u{202f}000"),
            ("grouping = '.'\ndecimal = ','", "1,6", "64.000"),
            ("digits = 'arabic'", "١٫٦", "٦٤٬٠٠٠"),
        ] {
            assert_eq!(with(numbers, 1.6), small);
            assert_eq!(with(numbers, 64_000.0), large);
        }
        assert_eq!(with("", 2026.0), "2026");
        assert_eq!(with("", 1_234_567.0), "1,234,567");
    }
}

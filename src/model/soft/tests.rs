use proptest::prelude::*;

use super::amount::{Amount, read};
use super::*;
use crate::clock::Day;

fn today() -> Day {
    Day::parse("2026-11-25").unwrap()
}

fn amount(typed: &str, currency: Option<&str>) -> String {
    let read = read(typed, currency);
    match (read.amount, read.warning) {
        (Some(amount), None) => match read.currency {
            Some(currency) => format!("{amount} {currency}"),
            None => amount.to_string(),
        },
        (None, Some(Warning::AmountAmbiguous { either, or })) => format!("{either} or {or}"),
        (None, Some(warning)) => warning.key().to_owned(),
        (None, None) => "nothing".to_owned(),
        (Some(amount), Some(warning)) => panic!("{amount} and {}", warning.key()),
    }
}

#[test]
fn amounts_are_read_in_any_digits_and_any_habit() {
    for (typed, read) in [
        ("500", "500"),
        ("  007.50 ", "7.5"),
        ("٥٠٠", "500"),
        ("۱۲۳۴", "1234"),
        ("१२३", "123"),
        ("５００", "500"),
        ("1 500", "1500"),
        ("1\u{202f}500\u{a0}000", "1500000"),
        ("1'500'000.25", "1500000.25"),
        ("1’500", "1500"),
        ("١٬٥٠٠٫٢٥", "1500.25"),
        ("1,500.00", "1500"),
        ("1.500,00", "1500"),
        ("1.500.000", "1500000"),
        ("1,00,000", "100000"),
        ("12,34,567.50", "1234567.5"),
        ("12,5", "12.5"),
        ("0.500", "0.5"),
        ("1234.567", "1234.567"),
        ("1.500", "1500 or 1.5"),
        ("50,000", "50000 or 50"),
        ("500 USD", "500 USD"),
        ("USD 500.-", "500 USD"),
        ("€1.234,50", "1234.5 EUR"),
        ("$200", "200"),
        ("200 dollars", "200"),
        ("500 دولار", "500"),
        ("50.000 XOF", "50000 XOF"),
        ("1000/-", "1000"),
        ("", "nothing"),
        ("two hundred", "amount_unclear"),
        ("50 to 100", "amount_unclear"),
        ("about 500", "amount_unclear"),
        ("2 million", "amount_unclear"),
        ("1.50.00", "amount_unclear"),
        ("1 50", "amount_unclear"),
        ("1,,500", "amount_unclear"),
        ("5-6", "amount_unclear"),
        ("1234567890123456789", "amount_unclear"),
    ] {
        assert_eq!(amount(typed, None), read, "{typed:?}");
    }
    assert_eq!(amount("50.000", Some("XAF")), "50000");
    assert_eq!(amount("50,000", Some("USD")), "50000 or 50");
}

#[test]
fn amounts_are_taken_from_each_other_exactly() {
    let of = |text| Amount::parse(text).unwrap();
    assert_eq!(of("500").minus(of("120.35")).unwrap().to_string(), "379.65");
    assert_eq!(of("0.1").minus(of("0.3")).unwrap().to_string(), "-0.2");
    assert_eq!(of("-0.2").absolute().to_string(), "0.2");
    assert!(["", ".5", "1.2345678", "1e5", "--1", "+1"].iter().all(|text| Amount::parse(text).is_none()));
}

#[test]
fn the_digits_of_containers_and_movement_references_are_checked() {
    for (body, digit) in [("CSQU305438", 3), ("MWCU605978", 4), ("21DE2736491638483", 6)] {
        assert_eq!(container::check_digit(body), Some(digit), "{body}");
    }
    assert_eq!(container::check_digit("csqu"), None);
    for (typed, key) in [
        ("CSQU3054383", None),
        ("csqu 305438-3", None),
        ("CSQU٣٠٥٤٣٨٣", None),
        ("CSQU3054384", Some("container_check")),
        ("CSQU305438", Some("container_length")),
        ("21DE27364916384836", None),
        ("21DE27364916384835", Some("mrn_check")),
        ("21DE2736491638483X", Some("mrn_shape")),
        ("2026 C 10482", None),
        ("S 10482/2026, CSQU3054384", Some("container_check")),
        ("2031 C 7", Some("date_future")),
        ("the white truck", Some("reference_unlikely")),
        ("00000000", Some("reference_unlikely")),
        ("7", Some("reference_unlikely")),
        ("plate AB-123-CD", None),
        ("", None),
    ] {
        let warnings = reference::warnings(typed, today());
        assert_eq!(warnings.first().map(Warning::key), key, "{typed:?}");
    }
}

#[test]
fn dates_are_read_as_they_are_written_and_rough_ones_are_fine() {
    for (typed, read) in [
        ("2026-11-23", "2026-11-23"),
        ("٢٣/١١/٢٠٢٦", "2026-11-23"),
        ("23.11.26", "2026-11-23"),
        ("11/23/2026", "2026-11-23"),
        ("05/05/2025", "2025-05-05"),
        ("11/2026", "2026-11"),
        ("2025", "2025"),
        ("31/12/99", "1999-12-31"),
        ("last Friday", "nothing"),
        ("23 November", "nothing"),
        ("12", "nothing"),
        ("03/04/2026", "2026-04-03 or 2026-03-04"),
        ("01/12/2026", "2026-01-12"),
        ("31/02/2026", "date_impossible"),
        ("2026-13-01", "date_impossible"),
        ("45/45/2026", "date_impossible"),
        ("1448", "date_calendar"),
        ("25/11/1995", "1995-11-25 date_long_ago"),
        ("26/11/2026", "2026-11-26 date_future"),
    ] {
        let date::Read { date, warning } = date::read(typed, today());
        let date = date.map(|date| date.to_string());
        let warning = warning.map(|warning| match warning.parts().as_slice() {
            [(_, either), (_, or)] => format!("{either} or {or}"),
            _ => warning.key().to_owned(),
        });
        let said: Vec<String> = date.into_iter().chain(warning).collect();
        let said = if said.is_empty() { "nothing".to_owned() } else { said.join(" ") };
        assert_eq!(said, read, "{typed:?}");
    }
}

#[test]
fn chapters_and_currencies_are_those_that_there_are() {
    assert_eq!(chapter::read("07"), (Some(7), None));
    assert_eq!(chapter::read("8517.12"), (Some(85), None));
    assert_eq!(chapter::read("٠٧"), (Some(7), None));
    assert_eq!(chapter::read("onions"), (None, None));
    for none in ["77", "00", "98", "0"] {
        assert_eq!(chapter::read(none), (None, Some(Warning::ChapterUnknown)), "{none}");
    }
    assert!(currency::CODES.is_sorted() && currency::CODES.iter().all(|code| code.len() == 3));
    assert!(currency::is_whole("XOF") && !currency::is_whole("USD"));
    for (typed, code) in
        [("usd", Some("USD")), (" € ", Some("EUR")), ("R$", Some("BRL")), ("$", None), ("ABC", None)]
    {
        assert_eq!(currency::read(typed).0, code, "{typed}");
        assert_eq!(currency::read(typed).1.is_empty(), code.is_some(), "{typed}");
    }
}

#[test]
fn each_warning_is_listed_once_with_what_stands_in_its_braces() {
    let ambiguous = || ("1".to_owned(), "2".to_owned());
    let ((either, or), (early, late)) = (ambiguous(), ambiguous());
    let all = [
        Warning::AmountAmbiguous { either, or },
        Warning::AmountUnclear,
        Warning::CurrencyMissing,
        Warning::CurrencyUnknown,
        Warning::ContainerLength,
        Warning::ContainerCheck,
        Warning::MrnShape,
        Warning::MrnCheck,
        Warning::ReferenceUnlikely,
        Warning::ChapterUnknown,
        Warning::DateImpossible,
        Warning::DateAmbiguous { either: early, or: late },
        Warning::DateFuture,
        Warning::DateLongAgo,
        Warning::DateCalendar,
    ];
    let listed: Vec<(&str, Vec<&str>)> = KEYS.iter().map(|(key, parts)| (*key, parts.to_vec())).collect();
    let known: Vec<(&str, Vec<&str>)> = all
        .iter()
        .map(|warning| (warning.key(), warning.parts().into_iter().map(|(name, _)| name).collect()))
        .collect();
    assert_eq!(known, listed);
}

proptest! {
    #[test]
    fn an_amount_is_read_back_as_it_is_written(whole in 0_u64..1_000_000_000_000_000_000, part in 0_u32..1_000_000) {
        let text = format!("{whole}.{part:06}");
        let amount = Amount::parse(&text).unwrap();
        prop_assert_eq!(Amount::parse(&amount.to_string()), Some(amount));
        prop_assert_eq!(read(&format!("{whole}"), None).amount, Amount::parse(&whole.to_string()));
    }

    #[test]
    fn thousands_mean_nothing_and_neither_does_the_script(whole in 1_000_000_u64..1_000_000_000_000, mark in "[,. '’٬]", zero in prop::sample::select(vec!['0', '٠', '۰', '०', '０'])) {
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && digits.len().abs_diff(index).is_multiple_of(3) {
                grouped.push_str(&mark);
            }
            grouped.push(char::from_u32(u32::from(zero).saturating_add(digit.to_digit(10).unwrap())).unwrap());
        }
        prop_assert_eq!(read(&grouped, None).amount.map(|amount| amount.to_string()), Some(digits));
    }

    #[test]
    fn whatever_is_typed_is_answered(typed in "\\PC{0,60}|[0-9 .,'/\\-]{0,30}|[A-Z]{4}[0-9]{5,8}|[0-9]{2}[A-Z]{2}[A-Z0-9]{14}") {
        let answer = read(&typed, None);
        prop_assert!(answer.amount.is_none() || answer.warning.is_none());
        if let Some(amount) = answer.amount {
            prop_assert_eq!(Amount::parse(&amount.to_string()), Some(amount));
        }
        let dated = date::read(&typed, today());
        prop_assert!(dated.date.is_some() || dated.warning != Some(Warning::DateFuture));
        let warnings = reference::warnings(&typed, today());
        prop_assert!(warnings.len() <= KEYS.len());
        let (chapter, warning) = chapter::read(&typed);
        prop_assert!(chapter.is_none() || warning.is_none());
        let (code, warnings) = currency::read(&typed);
        prop_assert!(code.is_none() || warnings.is_empty());
        prop_assert_eq!(digits::bare(&digits::bare(&typed)), digits::bare(&typed));
    }

    #[test]
    fn one_wrong_character_of_a_container_number_is_found(serial in 0_u32..1_000_000, place in 0_usize..10, other in 1_u32..10) {
        let body = format!("CSQU{serial:06}");
        let value = container::check_digit(&body).unwrap();
        let wrong: String = body.chars().enumerate().map(|(index, letter)| {
            letter.to_digit(10).filter(|_| index == place).map_or(letter, |digit| char::from_digit(digit.saturating_add(other) % 10, 10).unwrap())
        }).collect();
        let of_wrong = container::check_digit(&wrong).unwrap();
        // A remainder of ten counts as nothing, the one hole of the rule.
        prop_assert!(wrong == body || of_wrong != value || value == 0);
    }
}

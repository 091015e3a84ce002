use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::*;
use crate::clock::Day;

fn shares_of(seed: u8, needed: u8, shares: u8) -> (Identity, Vec<Share>) {
    let identity = Identity::from_scalar(&Secret::new([seed; 32])).unwrap();
    let rule = Rule::new(needed, shares).unwrap();
    let shares = split(&identity, rule, &mut StdRng::seed_from_u64(u64::from(seed))).unwrap();
    (identity, shares)
}

fn printed(share: &Share, identity: &Identity) -> String {
    let sheet = Sheet {
        share,
        recipient: &identity.recipient(),
        administration: Some("Customs of Examplia"),
        day: Day::parse("2026-11-23").unwrap(),
    };
    sheet.to_text().expose_secret().to_owned()
}

/// The six lines alone.
fn typed(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with("    ") && line.as_bytes()[4].is_ascii_digit());
    lines.map(str::to_owned).collect()
}

#[test]
fn only_rules_that_keep_something_apart_are_rules() {
    let fine =
        (0..=20).flat_map(|k| (0..=20).map(move |n| (k, n))).filter(|(k, n)| Rule::new(*k, *n).is_some());
    assert!(fine.clone().all(|(k, n)| 2 <= k && k <= n && n <= 16));
    assert_eq!(fine.count(), 120);
}

/// Each secret gives each value of one share exactly once over all coefficients: the share says nothing of the secret.
#[test]
fn one_share_of_two_is_independent_of_the_secret() {
    for secret in 0..=u8::MAX {
        for number in [1, 2, 16] {
            let mut seen = [0_u32; 256];
            for first in (0..=u8::MAX).step_by(32) {
                let coefficients = std::array::from_fn(|at| first + u8::try_from(at).unwrap());
                let value = evaluate(&Secret::new([secret; 32]), &[Secret::new(coefficients)], number);
                value.expose_secret().iter().for_each(|byte| seen[usize::from(*byte)] += 1);
            }
            assert!(seen.iter().all(|times| *times == 1), "secret {secret}, share {number}");
        }
    }
}

/// The same for two shares of three: each secret gives each pair of values exactly once.
#[test]
fn two_shares_of_three_are_independent_of_the_secret() {
    for secret in [0, 1, 0x5a, 255] {
        let mut seen = vec![0_u8; 1 << 16];
        for first in 0..=u8::MAX {
            for second in (0..=u8::MAX).step_by(32) {
                let highest = std::array::from_fn(|at| second + u8::try_from(at).unwrap());
                let coefficients = [Secret::new([first; 32]), Secret::new(highest)];
                let [one, two] =
                    [3, 7].map(|number| evaluate(&Secret::new([secret; 32]), &coefficients, number));
                for (one, two) in one.expose_secret().iter().zip(two.expose_secret()) {
                    seen[usize::from(*one) << 8 | usize::from(*two)] += 1;
                }
            }
        }
        assert!(seen.iter().all(|times| *times == 1), "secret {secret}");
    }
}

/// Zero among them, and in the highest place too: 2·f(1) ⊕ f(2) = 3·s ⊕ 6·c2 for a polynomial of degree 2.
#[test]
fn coefficients_are_uniform() {
    let mut rng = StdRng::seed_from_u64(7);
    let identity = Identity::from_scalar(&Secret::new([0x33; 32])).unwrap();
    let rule = Rule::new(3, 3).unwrap();
    let (mut seen, mut total) = ([0_u32; 256], 0.0);
    for _ in 0..1000 {
        let shares = split(&identity, rule, &mut rng).unwrap();
        for (one, two) in shares[0].value.expose_secret().iter().zip(shares[1].value.expose_secret()) {
            let highest = mul(mul(2, *one) ^ two ^ mul(3, 0x33), inverse(6));
            seen[usize::from(highest)] += 1;
            total += 1.0;
        }
    }
    let expected = total / 256.0;
    let chi_square: f64 = seen.iter().map(|times| (f64::from(*times) - expected).powi(2) / expected).sum();
    // 255 degrees of freedom: less than one in a million lies outside. Without zeros it would be above 380.
    assert!((160.0..370.0).contains(&chi_square), "{chi_square}");
    assert!(seen[0] > 60, "zero is drawn like any other: {}", seen[0]);
}

#[test]
fn what_is_wrong_with_a_set_is_said() {
    let (identity, shares) = shares_of(1, 3, 5);
    assert_eq!(combine(&[]).unwrap_err(), CombineError::TooFew { have: 0, needed: 2 });
    assert_eq!(combine(&shares[..2]).unwrap_err(), CombineError::TooFew { have: 2, needed: 3 });
    let twice = [shares[0].clone(), shares[4].clone(), shares[0].clone()];
    assert_eq!(combine(&twice).unwrap_err(), CombineError::Twice { number: 1 });

    // The same key once more: another set.
    let again = split(&identity, Rule::new(3, 5).unwrap(), &mut StdRng::seed_from_u64(99)).unwrap();
    let mixed = [shares[0].clone(), shares[1].clone(), again[2].clone()];
    assert_eq!(combine(&mixed).unwrap_err(), CombineError::Mixed { number: 3 });
    let (_, other) = shares_of(2, 3, 5);
    let mixed = [shares[0].clone(), shares[1].clone(), other[2].clone()];
    assert_eq!(combine(&mixed).unwrap_err(), CombineError::Mixed { number: 3 });

    let mut altered = shares;
    altered[1].value = Secret::random(&mut StdRng::seed_from_u64(3));
    assert_eq!(combine(&altered[..3]).unwrap_err(), CombineError::OtherKey);
    assert_eq!(combine(&altered[..4]).unwrap_err(), CombineError::Unfitting { number: 4 });
    assert_eq!(combine(&altered[2..]).unwrap().recipient(), identity.recipient());
}

#[test]
fn a_sheet_is_read_as_it_was_printed_and_as_it_was_typed() {
    let (identity, shares) = shares_of(1, 2, 3);
    let text = printed(&shares[1], &identity);
    assert!(text.contains("Share 2 of 3. Any 2 of them together open every case. One alone tells nothing."));
    let from_file = read(&text).unwrap();
    assert!(from_file.share.same_as(&shares[1]));
    assert_eq!(from_file.recipient, Some(identity.recipient()));

    let sloppy = typed(&text).join("\n").to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    // The numbers of the lines stay numbers.
    let sloppy: Vec<String> =
        (1..).zip(sloppy.lines()).map(|(n, line)| format!("{n}. {}", line.split_at(6).1)).collect();
    assert!(read(&sloppy.join("\n")).unwrap().share.same_as(&shares[1]));
    let all: String =
        shares.iter().map(|share| typed(&printed(share, &identity)).join("\n") + "\n").collect();
    assert_eq!(read_all(&all).unwrap().len(), 3);
}

#[test]
fn what_is_wrong_with_a_line_is_named_by_its_number() {
    let (identity, shares) = shares_of(1, 2, 3);
    let text = printed(&shares[0], &identity);
    let lines = typed(&text);
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        read(&lines.join("\n")).unwrap_err()
    };
    let fault = |fault| SheetError::Lines(vec![fault]);
    assert_eq!(with(&|lines| drop(lines.remove(3))), fault(LineFault::Missing(4)));
    assert_eq!(with(&|lines| lines.push(lines[2].clone())), fault(LineFault::Twice(3)));
    assert_eq!(with(&|lines| lines[4].truncate(25)), fault(LineFault::Length(5, 15)));
    let letter = |lines: &mut Vec<String>| {
        lines[4].pop();
        lines[4].push('U');
    };
    assert_eq!(with(&letter), fault(LineFault::Letter(5)));
    let wrong = |lines: &mut Vec<String>| {
        let last = if lines[2].ends_with('7') { '8' } else { '7' };
        lines[2].pop();
        lines[2].push(last);
    };
    assert_eq!(with(&wrong), fault(LineFault::Check(3)));
    assert_eq!(with(&wrong).to_string(), "line 3 does not fit its checksum: compare with the paper");
    let swapped = |lines: &mut Vec<String>| {
        let (two, three) = (lines[1].split_at(6).1.to_owned(), lines[2].split_at(6).1.to_owned());
        (lines[1], lines[2]) = (format!("2 {three}"), format!("3 {two}"));
    };
    assert_eq!(with(&swapped), SheetError::Lines(vec![LineFault::Check(2), LineFault::Check(3)]));
    let other = typed(&printed(&shares[1], &identity));
    assert_eq!(with(&|lines| lines[2].clone_from(&other[2])), SheetError::Whole);
    assert_eq!(read("RED CHANNEL\n").unwrap_err(), SheetError::Nothing);

    let (stranger, _) = shares_of(9, 2, 3);
    let renamed = text.replace(identity.recipient().as_str(), stranger.recipient().as_str());
    assert_eq!(read(&renamed).unwrap_err(), SheetError::OtherKey);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_k_of_n_give_the_key_and_fewer_do_not(
        scalar in any::<[u8; 32]>(),
        (needed, shares) in (2_u8..=16).prop_flat_map(|needed| (Just(needed), needed..=16)),
        order in any::<[Index; 16]>(),
        seed in any::<u64>(),
    ) {
        let identity = Identity::from_scalar(&Secret::new(scalar)).unwrap();
        let mut rest = split(&identity, Rule::new(needed, shares).unwrap(), &mut StdRng::seed_from_u64(seed)).unwrap();
        let mut chosen = Vec::new();
        for index in order.iter().take(usize::from(needed)) {
            chosen.push(rest.swap_remove(index.index(rest.len())));
        }
        let again = combine(&chosen).unwrap();
        prop_assert!(again.scalar().unwrap().same_as(&identity.scalar().unwrap()));
        let fewer = &chosen[1..];
        prop_assert!(combine(fewer).is_err());
        // Even a rule that lies about how many are needed does not make them the key.
        let lying: Vec<Share> = fewer.iter().map(|share| Share { rule: Rule { needed: needed.saturating_sub(1), shares }, ..share.clone() }).collect();
        prop_assert!(lying.len() < 2 || combine(&lying).unwrap_err() == CombineError::OtherKey);
    }

    #[test]
    fn one_wrong_character_is_always_found_in_its_line(
        at in any::<Index>(), with in "[0-9A-HJKMNP-TV-Z]", number in 0_usize..3,
    ) {
        let (identity, shares) = shares_of(5, 2, 3);
        let text = printed(&shares[number], &identity);
        let mut lines = typed(&text);
        let place = at.index(6 * 16);
        let (line, column) = (place / 16, [7, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19, 20, 22, 23, 24, 25][place % 16]);
        lines[line].replace_range(column..=column, &with);
        let unchanged = lines == typed(&text);
        let fault = LineFault::Check(u8::try_from(line.saturating_add(1)).unwrap());
        match read(&lines.join("\n")) {
            Ok(typed) => prop_assert!(unchanged && typed.share.same_as(&shares[number])),
            Err(found) => prop_assert_eq!(found, SheetError::Lines(vec![fault])),
        }
    }

    #[test]
    fn any_text_is_a_share_or_refused(text in "(([1-6]|[A-Z: ]{0,3}) [0-9A-Za-z -]{0,24}\n){0,9}|\\PC{0,80}") {
        prop_assert!(read(&text).is_err());
        prop_assert!(read_all(&text).is_err());
    }

    #[test]
    fn any_subset_that_is_large_enough_will_do(chosen in subsequence((0..6).collect::<Vec<usize>>(), 0..=6)) {
        let (identity, shares) = shares_of(8, 4, 6);
        let some: Vec<Share> = chosen.iter().map(|at| shares[*at].clone()).collect();
        match combine(&some) {
            Ok(again) => prop_assert!(chosen.len() >= 4 && again.recipient() == identity.recipient()),
            Err(fault) => {
                let needed = if chosen.is_empty() { 2 } else { 4 };
                prop_assert_eq!(fault, CombineError::TooFew { have: chosen.len(), needed });
            }
        }
    }
}

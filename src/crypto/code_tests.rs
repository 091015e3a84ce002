//! Spellings, typing errors and the committed vectors of `tests/vectors/code.json` (computed by an independent program).

use data_encoding::HEXLOWER;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::*;

#[derive(Deserialize)]
struct Vectors {
    codes: Vec<CodeVector>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct CodeVector {
    locator: String,
    secret: String,
    bytes: String,
    digits: String,
    english: String,
    french: String,
    spanish: String,
    portuguese: String,
    spellings: Vec<String>,
}

#[derive(Deserialize)]
struct Refused {
    text: String,
    error: String,
    position: Option<u8>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../tests/vectors/code.json")).unwrap()
}

fn code_from(seed: u64) -> Code {
    Code::generate(&mut StdRng::seed_from_u64(seed))
}

#[test]
fn the_committed_codes_are_written_and_read_as_elsewhere() {
    for vector in vectors().codes {
        let bytes: [u8; 11] = HEXLOWER.decode(vector.bytes.as_bytes()).unwrap().try_into().unwrap();
        let code = Code::from_bytes(&Secret::new(bytes)).unwrap();
        assert_eq!(HEXLOWER.encode(&code.locator().to_bytes()), vector.locator);
        assert_eq!(HEXLOWER.encode(code.secret().expose_secret()), vector.secret);
        assert_eq!(code.digits().expose_secret(), vector.digits);
        for (list, words) in
            WordList::ALL.iter().zip([&vector.english, &vector.french, &vector.spanish, &vector.portuguese])
        {
            assert_eq!(&code.words(*list).join(" "), words);
            assert_eq!(Code::parse(words).unwrap(), code);
        }
        for spelling in &vector.spellings {
            assert_eq!(Code::parse(spelling).as_ref(), Ok(&code), "{spelling}");
        }
    }
}

#[test]
fn the_committed_wrong_codes_are_refused_for_the_reason_given() {
    for vector in vectors().refused {
        let error = Code::parse(&vector.text).unwrap_err();
        let (name, position) = match error {
            CodeError::Empty => ("Empty", None),
            CodeError::TooLong => ("TooLong", None),
            CodeError::UnknownWord { half, position } => {
                assert_eq!(half == Half::First, position <= 4);
                ("UnknownWord", Some(position))
            }
            CodeError::WrongCount => ("WrongCount", None),
            CodeError::Check => ("Check", None),
        };
        assert_eq!((name, position), (vector.error.as_str(), vector.position), "{}", vector.text);
    }
}

#[test]
fn an_error_repeats_nothing_of_what_was_typed() {
    let error = Code::parse("abandon abandon abandon sesame abandon abandon abandon ahead").unwrap_err();
    assert_eq!(error, CodeError::UnknownWord { half: Half::First, position: 4 });
    assert!(!error.to_string().contains("sesame") && !format!("{error:?}").contains("sesame"));
}

#[test]
fn debug_tells_nothing_of_a_code() {
    let code = code_from(1);
    assert_eq!(format!("{code:?} {:?}", code.locator()), "Code(…) Locator(…)");
}

#[test]
fn a_code_that_reads_differently_in_another_list_is_known_as_ambiguous() {
    // Walk over shortest spellings that English and French share, until both readings carry right check bits.
    let shared: Vec<(u16, u16)> = (0..2048)
        .filter_map(|index| Some((index, WordList::French.find(WordList::English.shortest(index))?)))
        .collect();
    assert!(shared.len() > 500);
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        shared[usize::try_from(state >> 33).unwrap() % shared.len()]
    };
    let found = (0..200_000).find_map(|_| {
        let pairs: Vec<_> = (0..8).map(|_| draw()).collect();
        let english: Vec<_> = pairs.iter().map(|pair| Some(pair.0)).collect();
        let french: Vec<_> = pairs.iter().map(|pair| Some(pair.1)).collect();
        let code = Code::from_value(value_of(&english)?).ok()?;
        Code::from_value(value_of(&french)?).ok()?;
        Some(code)
    });
    let code = found.expect("one in 4,096 such draws");
    assert!(code.is_ambiguous());
    let spelling = code.indices().map(|index| WordList::English.shortest(index)).join(" ");
    assert_eq!(Code::parse(&spelling), Err(CodeError::Check), "two cases fit, so neither is opened");
    assert_eq!(Code::parse(code.digits().expose_secret()), Ok(code), "digits have one reading");
}

#[test]
fn generated_codes_are_distinct_and_never_ambiguous() {
    let mut rng = StdRng::seed_from_u64(9);
    let codes: Vec<Code> = (0..2_000).map(|_| Code::generate(&mut rng)).collect();
    let distinct: std::collections::HashSet<_> =
        codes.iter().map(|code| *code.to_bytes().expose_secret()).collect();
    assert_eq!(distinct.len(), codes.len());
    assert!(codes.iter().all(|code| !code.is_ambiguous()));
}

#[test]
fn the_typed_back_word_and_group_must_be_the_right_one() {
    let code = code_from(3);
    let spanish = code.words(WordList::Spanish);
    let english = code.words(WordList::English);
    assert!(code.matches_word(3, &format!(" {}, ", english[2].to_uppercase())));
    assert!(code.matches_word(7, spanish[6]));
    assert!(code.matches_word(7, WordList::Spanish.shortest(code.indices()[6])));
    for (position, typed) in
        [(3, english[3]), (0, english[0]), (9, english[7]), (3, ""), (9, "xyzzy"), (3, "xyzzy")]
    {
        assert!(!code.matches_word(position, typed), "{position}");
    }
    assert!(!code.matches_word(3, &format!("{} {}", english[2], english[2])));
    let digits = code.digits();
    let groups: Vec<&str> = digits.expose_secret().split(' ').collect();
    assert!(code.matches_group(9, groups[8]) && code.matches_group(1, &in_script(groups[0], '٠')));
    assert!(!code.matches_group(1, "") && !code.matches_group(10, "") && !code.matches_group(1, "x"));
    assert!(
        !code.matches_group(0, groups[0])
            && !code.matches_group(1, &groups[0].replacen(char::is_numeric, "", 1))
    );
}

#[test]
fn one_changed_word_is_caught_and_never_passes_for_the_same_code() {
    let mut rng = StdRng::seed_from_u64(11);
    let (mut tried, mut caught) = (0_u32, 0_u32);
    for round in 0..20_000_u16 {
        let code = Code::generate(&mut rng);
        let list = WordList::ALL[usize::from(round % 4)];
        let mut words = code.words(list);
        let place = usize::from(round % 8);
        let other = list.word(round.wrapping_mul(40_503) >> 4);
        if other == words[place] {
            continue;
        }
        words[place] = other;
        tried += 1;
        match Code::parse(&words.join(" ")) {
            Ok(wrong) => assert_ne!(wrong, code),
            Err(error) => {
                assert_eq!(error, CodeError::Check);
                caught += 1;
            }
        }
    }
    assert!(tried > 19_000 && caught * 100 >= tried * 97, "{caught} of {tried}; 63 of 64 expected");
}

#[test]
fn one_changed_digit_is_caught_and_never_passes_for_the_same_code() {
    let mut rng = StdRng::seed_from_u64(12);
    let (mut tried, mut caught) = (0_u32, 0_u32);
    for round in 0..20_000_usize {
        let code = Code::generate(&mut rng);
        let mut digits: Vec<u8> =
            code.digits().expose_secret().bytes().filter(|byte| *byte != b' ').collect();
        let place = round % DIGITS;
        digits[place] = b'0' + (digits[place] - b'0' + 1 + u8::try_from(round % 9).unwrap()) % 10;
        tried += 1;
        match Code::parse(std::str::from_utf8(&digits).unwrap()) {
            Ok(wrong) => assert_ne!(wrong, code),
            Err(error) => {
                assert_eq!(error, CodeError::Check);
                caught += 1;
            }
        }
    }
    assert!(caught * 100 >= tried * 97, "{caught} of {tried}; 63 of 64 expected");
}

/// The digits of `text` in the script whose zero is `zero`.
fn in_script(text: &str, zero: char) -> String {
    text.chars()
        .map(|letter| {
            letter
                .to_digit(10)
                .map_or(letter, |value| char::from_u32(u32::from(zero).saturating_add(value)).unwrap())
        })
        .collect()
}

/// How one word may be written by somebody in a hurry.
fn in_a_hurry(word: &str, how: u8) -> String {
    let letters = 4 + usize::from(how >> 5);
    match how % 6 {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        2 => word.nfc().collect(),
        3 => fold(word).to_string(),
        4 => fold(word).chars().take(letters).collect(),
        _ => word.nfc().flat_map(char::to_uppercase).collect(),
    }
}

proptest! {
    #[test]
    fn any_spelling_in_words_reads_as_the_same_code(
        seed in any::<u64>(),
        list in 0..4_usize,
        how in any::<[u8; 8]>(),
        separator in "[ ,.;:/|_\\-–—\u{a0}\u{3000}\u{200b}\r\n\t]{1,4}",
        numbered in any::<bool>(),
    ) {
        let code = code_from(seed);
        let words = code.words(WordList::ALL[list]);
        let spelling: Vec<String> = (0..8)
            .map(|at| {
                let word = in_a_hurry(words[at], how[at]);
                if numbered { format!("{}) {word}", at.saturating_add(1)) } else { word }
            })
            .collect();
        prop_assert_eq!(Code::parse(&spelling.join(&separator)), Ok(code));
    }

    #[test]
    fn any_spelling_in_digits_reads_as_the_same_code(
        seed in any::<u64>(),
        script in prop::sample::select(vec!['0', '٠', '۰', '०', '০', '௦', '๐', '၀', '０', '𝟎', '𞥐']),
        separator in "[ ,.;:/|_\\-–—\u{a0}\u{200f}\u{200b}\n]{0,5}",
        every in 1..28_usize,
    ) {
        let code = code_from(seed);
        let plain: Vec<char> = code.digits().expose_secret().chars().filter(|letter| *letter != ' ').collect();
        let groups: Vec<String> = plain.chunks(every).map(|group| group.iter().collect()).collect();
        prop_assert_eq!(Code::parse(&in_script(&groups.join(&separator), script)), Ok(code));
    }

    #[test]
    fn bytes_are_taken_back_and_flipped_bits_are_not_the_same_code(seed in any::<u64>(), bit in 0..88_usize) {
        let code = code_from(seed);
        prop_assert_eq!(Code::from_bytes(&code.to_bytes()), Ok(code.clone()));
        let mut bytes = *code.to_bytes().expose_secret();
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert_ne!(Code::from_bytes(&Secret::new(bytes)), Ok(code));
    }

    #[test]
    fn no_text_makes_the_parser_fail_in_another_way_than_refusing(text in any::<String>(), position in any::<u8>()) {
        let code = code_from(5);
        prop_assert_ne!(Code::parse(&text), Ok(code.clone()));
        prop_assert!(!code.matches_word(position, &text));
        prop_assert!(!code.matches_group(position, &text));
    }

    #[test]
    fn eight_list_words_are_a_code_or_fail_the_check(indices in any::<[u16; 8]>(), list in 0..4_usize) {
        let text = indices.map(|index| WordList::ALL[list].word(index)).join(" ");
        match Code::parse(&text) {
            Ok(code) => prop_assert_eq!(code.words(WordList::ALL[list]).join(" "), text),
            Err(error) => prop_assert_eq!(error, CodeError::Check),
        }
    }
}

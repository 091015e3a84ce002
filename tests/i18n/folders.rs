//! One folder against the other.

use std::collections::BTreeSet;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use redchannel::i18n::locale::{FOLDERS, check};
use redchannel::i18n::{Lang, SOURCE};

use super::texts::{Text, all, folder, texts_of};

/// What may stand between `<` and `>` in a text; links have to be those of the English text as well.
const MARKUP: [&str; 5] = ["strong", "/strong", "em", "/em", "/a"];

/// The tags in a text, in the order of the alphabet: languages order their words as they like.
fn tags(written: &str) -> Vec<&str> {
    let mut tags: Vec<_> =
        written.split('<').skip(1).map(|rest| rest.split_once('>').expect("the end of a tag").0).collect();
    tags.sort_unstable();
    tags
}

/// What a language says otherwise than English where it must not.
fn differences(source: &Text, text: &Text) -> Vec<String> {
    let mut found = Vec::new();
    if text.arguments != source.arguments {
        found.push(format!("arguments are {:?}, not {:?}", text.arguments, source.arguments));
    }
    if text.others != source.others {
        found.push(format!("holds {:?}, not {:?}", text.others, source.others));
    }
    let wanted = tags(&source.written[0]);
    found.extend(
        text.written
            .iter()
            .filter(|written| tags(written) != wanted)
            .map(|written| format!("markup is not {wanted:?}: {written}")),
    );
    found
}

const fn category(category: &PluralCategory) -> &'static str {
    match category {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
    }
}

/// Forms that are missing, never used, or do not say a number that they must say.
fn bad_forms(code: &str, text: &Text) -> Vec<String> {
    let kind = PluralRuleType::CARDINAL;
    let known = PluralRules::get_locales(kind).into_iter().find(|known| *known == code);
    let rules = PluralRules::create(known.expect("rules of the language"), kind).unwrap();
    let numbers = |form: &str| {
        (0_u32..=1000).filter(|number| category(&rules.select(*number).unwrap()) == form).count()
    };
    let mut found = Vec::new();
    for choice in &text.choices {
        let forms: BTreeSet<_> = choice.forms.iter().map(|(form, _)| form.as_str()).collect();
        if forms.iter().any(|form| form.starts_with('=')) {
            // By the number itself: a month, the first of a month.
            continue;
        }
        let needed: BTreeSet<_> = ["zero", "one", "two", "few", "many", "other"]
            .into_iter()
            .filter(|form| numbers(form) > 0)
            .collect();
        if forms != needed {
            found.push(format!("${} has {forms:?}, and the language has {needed:?}", choice.by));
        }
        let says = |written: &String| written.contains(&format!("{{ ${} }}", choice.by));
        for (form, written) in &choice.forms {
            if numbers(form) > 1 && !written.iter().all(says) {
                found.push(format!("[{form}] stands for several numbers and does not say ${}", choice.by));
            }
        }
    }
    found
}

#[test]
fn every_folder_is_read_and_offered() {
    for folder in FOLDERS {
        assert_eq!(check(folder), Ok(()));
    }
    let codes: Vec<_> = Lang::all().map(Lang::code).collect();
    assert_eq!(codes, ["ar", "en", "es", "fr", "pt"]);
    assert_eq!(FOLDERS.len(), codes.len());
}

#[test]
fn every_language_says_the_same_things_with_the_same_arguments_and_links() {
    let source = all(folder(SOURCE));
    let mut found = Vec::new();
    for folder in FOLDERS {
        let texts = all(folder);
        for key in source.keys().filter(|key| !texts.contains_key(*key)) {
            found.push(format!("{}: {key} is missing", folder.code));
        }
        for (key, text) in &texts {
            match source.get(key) {
                Some(source) => {
                    found.extend(
                        differences(source, text).iter().map(|what| format!("{}: {key} {what}", folder.code)),
                    );
                }
                None => found.push(format!("{}: {key} is not there in English", folder.code)),
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn plural_forms_are_those_of_the_language() {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for (key, text) in all(folder) {
            found.extend(
                bad_forms(folder.code, &text).iter().map(|what| format!("{}: {key} {what}", folder.code)),
            );
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn texts_hold_no_markup_but_the_little_that_is_allowed_and_words_hold_none() {
    for folder in FOLDERS {
        for (file, source) in folder.texts {
            for (key, text) in texts_of(source) {
                let place = format!("locales/{}/{file}: {key}", folder.code);
                for written in &text.written {
                    let link = |tag: &&str| {
                        tag.starts_with("a href=\"{ $root }/") || tag.starts_with("a href=\"/log/")
                    };
                    let allowed = |tag: &&str| MARKUP.contains(tag) || link(tag);
                    assert!(tags(written).iter().all(allowed), "{place}: {written}");
                    assert!(!written.contains('&') && !written.contains('\''), "{place}: {written}");
                    let plain = !written.contains(['<', '"']) && !text.arguments.contains("root");
                    assert!(plain || *file == "pages.ftl", "{place}: {written}");
                    for (open, close) in [("<strong>", "</strong>"), ("<em>", "</em>"), ("<a ", "</a>")] {
                        assert_eq!(
                            written.matches(open).count(),
                            written.matches(close).count(),
                            "{place}: {written}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn what_a_translation_may_get_wrong_is_found() {
    let source = texts_of("a = One <strong>{ $n }</strong> of { b }");
    for wrong in [
        "a = <strong>One</strong> of { b }",
        "a = One { $n } of { b }",
        "a = One <strong>{ $n }</strong>",
        "a = One <strong>{ $n }</strong> <em>of</em> { b }",
        "a = { $m } <strong>{ $n }</strong> of { b }",
    ] {
        assert_eq!(differences(&source["a"], &texts_of(wrong)["a"]).len(), 1, "{wrong}");
    }
    let right = texts_of("a = { b }: <strong>{ $n }</strong>");
    assert_eq!(differences(&source["a"], &right["a"]), Vec::<String>::new());
}

#[test]
fn wrong_plural_forms_are_found() {
    let bad = |code, text: &str| bad_forms(code, &texts_of(text)["a"]).len();
    let english = "a = { $n ->\n    [one] one\n   *[other] { $n } of them\n    }\n";
    assert_eq!(bad("en", english), 0);
    assert_eq!(bad("fr", english), 1, "one stands for none as well, and does not say which");
    assert_eq!(bad("ar", english), 1, "four forms are missing");
    assert_eq!(bad("en", "a = { $n ->\n    [one] one\n    [few] { $n }\n   *[other] { $n }\n    }\n"), 1);
    assert_eq!(bad("en", "a = { $n ->\n    [one] one\n   *[other] many\n    }\n"), 1);
    assert_eq!(bad("fr", "a = { $n ->\n    [1] 1er\n   *[other] { $n }\n    }\n"), 0);
}

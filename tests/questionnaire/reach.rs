//! Everybody is asked what concerns them, in every language; nobody is asked too much.

use redchannel::model::questionnaire::answers::Answers;
use redchannel::model::questionnaire::question::Question;
use redchannel::model::report::Audience;
use redchannel::model::taxonomy;
use redchannel::model::words::Words;

use super::{about, take, the};

fn texts(question: &Question) -> Vec<&Words> {
    let own = [&question.name, &question.ask];
    let other = [&question.ask_staff, &question.help, &question.example, &question.warning, &question.says];
    let options = question.options.iter().flat_map(|option| [Some(&option.words), option.says.as_ref()]);
    own.into_iter().chain(other.into_iter().flatten()).chain(options.flatten()).collect()
}

#[test]
fn every_text_is_there_in_five_languages() {
    assert_eq!(the().languages(), ["en", "fr", "es", "pt", "ar"]);
    assert_eq!(the().languages(), taxonomy::languages());
    for question in the().questions() {
        for words in texts(question) {
            for language in the().languages() {
                let text = words.only_in(language).unwrap_or_default();
                assert!(!text.is_empty(), "{} {language}", question.key);
                let arabic = text.chars().any(|letter| ('\u{600}'..'\u{700}').contains(&letter));
                let has_letters = text.chars().any(char::is_alphabetic);
                let sample = text.is_ascii();
                assert!(
                    !has_letters || arabic == (language == "ar") || (sample && language == "ar"),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn questions_are_short_in_every_language() {
    for question in the().questions() {
        for words in [Some(&question.ask), question.ask_staff.as_ref()].into_iter().flatten() {
            for (language, text) in words.all() {
                assert!(text.split_whitespace().count() <= 14, "{language}: {text}");
            }
        }
    }
}

#[test]
fn every_question_is_asked_of_somebody_and_never_too_many_at_once() {
    let mut asked_once = std::collections::BTreeSet::new();
    for audience in Audience::ALL {
        for family in taxonomy::families() {
            let situation = about(audience, &family.code, None);
            let held = take(situation, &[("held", "yes")]).answers;
            let asked = the().asked(&situation, &held);
            assert!(asked.len() <= 40, "{audience:?} {}: {}", family.code, asked.len());
            assert!(the().on_page(1, &situation, &Answers::default()).len() <= 5);
            for key in ["category", "story", "where", "exclude", "contact", "safety"] {
                assert!(
                    asked.iter().any(|asked| asked.question.key == key),
                    "{audience:?} {} {key}",
                    family.code
                );
            }
            asked_once.extend(asked.iter().map(|asked| asked.question.key.clone()));
        }
    }
    let all: std::collections::BTreeSet<String> =
        the().questions().iter().map(|question| question.key.clone()).collect();
    assert_eq!(asked_once, all);
}

#[test]
fn the_short_path_has_four_questions_that_a_driver_can_answer() {
    let live: Vec<&str> = the().live().map(|question| question.key.as_str()).collect();
    assert_eq!(live, ["story", "where", "ref", "amount"]);
}

#[test]
fn each_chapter_belongs_to_one_kind_of_goods() {
    let goods = the().question("goods").unwrap();
    for chapter in (1..=97).filter(|chapter| *chapter != 77) {
        let of = |(first, last): (u8, u8)| (first..=last).contains(&chapter);
        let kinds = goods.options.iter().filter(|option| option.chapters.is_some_and(of)).count();
        assert_eq!(kinds, 1, "chapter {chapter}");
    }
}

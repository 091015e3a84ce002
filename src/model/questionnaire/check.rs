//! The file as a whole: keys, conditions, reach, ways out, lengths.

use std::collections::{BTreeMap, BTreeSet};

use super::Care;
use super::condition::Condition;
use super::question::{Kind, Privacy, Question, Sum};
use crate::model::reading::{Findings, shown};
use crate::model::report::Audience;
use crate::model::taxonomy;
use crate::model::words::Words;

/// Words of an English question, at most; and characters in any language.
const MOST_WORDS: usize = 12;
const MOST_LABEL: usize = 140;
/// Characters of help, example and warning.
const MOST_TEXT: usize = 300;
/// Characters of an option.
const MOST_OPTION: usize = 80;
/// Questions of the short path.
const LIVE: usize = 4;

/// Where a question can come up: audience and family.
type Reach = BTreeSet<(&'static str, &'static str)>;

/// Judges the questions together, and notes in each condition what stands on the same page.
pub(super) fn questions(questions: &mut [Question], found: &mut Findings) {
    let mut pages: BTreeMap<String, u8> = BTreeMap::new();
    for question in questions.iter_mut() {
        let place = place(question);
        if pages.values().any(|page| *page > question.page) {
            found.fault(&place, "stands on an earlier page than the question before it");
        }
        for condition in [&mut question.when, &mut question.unless] {
            for wanted in &mut condition.answers {
                wanted.same_page = pages.get(&wanted.question) == Some(&question.page);
            }
        }
        if pages.insert(question.key.clone(), question.page).is_some() {
            found.fault(&place, "there are two questions with this key");
        }
    }
    let questions = &*questions;
    for (index, question) in questions.iter().enumerate() {
        let before = questions.get(..index).unwrap_or_default();
        codes(&place(question), [&question.when, &question.unless], found);
        for wanted in question.when.answers.iter().chain(&question.unless.answers) {
            answer_of(&place(question), &wanted.question, &wanted.any_of, before, found);
        }
        options(question, found);
        ways_out(question, found);
        texts(question, found);
        sums(question, before, found);
    }
    reach(questions, found);
    for kind in [Kind::Taxonomy, Kind::Story, Kind::Exclude, Kind::Identity] {
        if questions.iter().filter(|question| question.kind == kind).count() != 1 {
            found.fault("file", format!("there must be one question of the kind {}", kind.key()));
        }
    }
}

/// Judges the short path.
pub(super) fn live(live: &[String], questions: &[Question], found: &mut Findings) {
    if live.len() != LIVE {
        found.fault("live", format!("must name {LIVE} questions"));
    }
    for key in live {
        match questions.iter().find(|question| question.key == *key) {
            None => found.fault("live", format!("there is no question \"{}\"", shown(key))),
            Some(question) if !question.audiences.contains(&Audience::Trader) => {
                found.fault("live", format!("\"{}\" is not for traders", shown(key)));
            }
            Some(_) => {}
        }
    }
}

/// Judges when care is needed.
pub(super) fn care(care: &mut Care, questions: &[Question], found: &mut Findings) {
    codes("care", [&care.topic, &care.answered], found);
    if !care.topic.answers.is_empty() {
        found.fault("care, topic", "takes family and item; answers stand under answered");
    }
    for wanted in &care.answered.answers {
        answer_of("care, answered", &wanted.question, &wanted.any_of, questions, found);
    }
}

fn place(question: &Question) -> String {
    format!("question \"{}\"", shown(&question.key))
}

fn codes(place: &str, conditions: [&Condition; 2], found: &mut Findings) {
    for condition in conditions {
        for code in condition.families.iter().filter(|code| taxonomy::family(code).is_none()) {
            found.fault(place, format!("the taxonomy has no family \"{}\"", shown(code)));
        }
        for code in condition.items.iter().filter(|code| taxonomy::item(code).is_none()) {
            found.fault(place, format!("the taxonomy has no item \"{}\"", shown(code)));
        }
    }
}

fn answer_of(place: &str, key: &str, any_of: &[String], before: &[Question], found: &mut Findings) {
    let Some(question) = before.iter().find(|question| question.key == key) else {
        let what = format!("asks for the answer to \"{}\", which is no question before it", shown(key));
        return found.fault(place, what);
    };
    for option in any_of.iter().filter(|option| question.option(option).is_none()) {
        found.fault(place, format!("\"{}\" is no option of \"{}\"", shown(option), shown(key)));
    }
}

fn options(question: &Question, found: &mut Findings) {
    let place = place(question);
    let mut keys = BTreeSet::new();
    for option in &question.options {
        if !keys.insert(&option.key) {
            found.fault(&place, format!("has two options \"{}\"", shown(&option.key)));
        }
        long(&format!("{place}, option \"{}\"", shown(&option.key)), &option.words, MOST_OPTION, found);
    }
    let chosen = matches!(question.kind, Kind::Choice | Kind::Several);
    if chosen && question.options.len() < 2 {
        found.fault(&place, "must have at least two options");
    }
    if !question.kind.is_kept_here() && !question.options.is_empty() {
        found.fault(&place, "must have no options: they come from elsewhere");
    }
    if question.free && !chosen {
        found.fault(&place, "free is for the kinds choice and several; the others take words anyway");
    }
}

fn ways_out(question: &Question, found: &mut Findings) {
    // The story alone may be demanded: without it there is no report.
    let has_way = question.options.iter().any(|option| option.unsure) || question.kind == Kind::Story;
    if question.required && !has_way && question.kind != Kind::Taxonomy {
        found.fault(
            place(question),
            "is required, and nobody can say \"I do not know\": give an option unsure = true",
        );
    }
}

fn texts(question: &Question, found: &mut Findings) {
    let place = place(question);
    let asks = [Some(("ask", &question.ask)), question.ask_staff.as_ref().map(|words| ("ask_staff", words))];
    for (key, words) in asks.into_iter().flatten() {
        let count = words.in_language("en").split_whitespace().count();
        if count > MOST_WORDS {
            found
                .fault(format!("{place}, {key}.en"), format!("has {count} words; {MOST_WORDS} are the most"));
        }
        long(&format!("{place}, {key}"), words, MOST_LABEL, found);
    }
    let texts = [("help", &question.help), ("example", &question.example), ("warning", &question.warning)];
    for (key, words) in texts {
        if let Some(words) = words {
            long(&format!("{place}, {key}"), words, MOST_TEXT, found);
        }
    }
    if question.warning.is_some() && question.class < Privacy::Reporter {
        found.fault(&place, "has a warning, but its class says that it identifies nobody");
    }
    let says = question.says.as_ref().map(|says| ("says", says, 1));
    let of_options =
        question.options.iter().filter_map(|option| Some(("says_for", option.says.as_ref()?, 0)));
    for (key, words, wanted) in says.into_iter().chain(of_options) {
        for (language, text) in words.all() {
            let names = placeholders(text);
            if text.matches("{answer}").count() != wanted || names.len() != wanted {
                let what =
                    if wanted == 1 { "must hold {answer} once" } else { "must hold nothing in braces" };
                found.fault(format!("{place}, {key}.{language}"), what);
            }
        }
    }
    // Without a pattern for the words, an answer has its name and no sentence.
    let all_said = question.options.iter().all(|option| option.says.is_some());
    if question.kind.is_kept_here() && question.says.is_none() && (question.is_typed() || !all_said) {
        found.fault(&place, "says is missing: the sentence for the unit's sheet");
    }
}

fn long(place: &str, words: &Words, most: usize, found: &mut Findings) {
    for (language, _) in words.all().filter(|(_, text)| text.chars().count() > most) {
        found.fault(format!("{place}.{language}"), format!("is longer than {most} characters"));
    }
}

fn sums(question: &Question, before: &[Question], found: &mut Findings) {
    let place = place(question);
    if (question.sum.is_some() || question.currency_of.is_some()) && question.kind != Kind::Money {
        found.fault(&place, "sum and currency_of are for the kind money");
    }
    if let Some(key) = &question.currency_of
        && !before.iter().any(|earlier| earlier.key == *key && earlier.kind == Kind::Money)
    {
        found.fault(&place, format!("currency_of: \"{}\" is no amount before it", shown(key)));
    }
    for sum in [Sum::Demanded, Sum::Official] {
        if question.sum == Some(sum) && before.iter().any(|earlier| earlier.sum == Some(sum)) {
            found.fault(&place, format!("is the second amount that is {}", sum.key()));
        }
    }
}

/// Finds the questions that nobody can ever be asked.
fn reach(questions: &[Question], found: &mut Findings) {
    let mut reached: BTreeMap<&str, Reach> = BTreeMap::new();
    for question in questions {
        let mut reach = about(question);
        for wanted in &question.when.answers {
            // What is wrong with the name of a question was said already.
            if let Some(of_other) = reached.get(wanted.question.as_str()) {
                reach.retain(|place| of_other.contains(place));
            }
        }
        if reach.is_empty() {
            found
                .fault(place(question), "can never be asked: no audience and family fits all its conditions");
        }
        reached.insert(&question.key, reach);
    }
}

/// Where audience and topic let a question come up, answers apart.
fn about(question: &Question) -> Reach {
    let mut reach = Reach::new();
    let everywhere = question.when.families.is_empty() && question.when.items.is_empty();
    for audience in &question.audiences {
        for family in taxonomy::families() {
            let named = |condition: &Condition, item: &str| {
                condition.families.contains(&family.code) || condition.items.iter().any(|code| code == item)
            };
            let fits =
                |item: &str| (everywhere || named(&question.when, item)) && !named(&question.unless, item);
            if taxonomy::offered(&family.code, *audience).any(|item| fits(&item.code)) {
                reach.insert((audience.key(), family.code.as_str()));
            }
        }
    }
    reach
}

/// Notes each language whose text does not hold just these names in braces.
pub(super) fn holds(place: &str, words: &Words, names: &[&str], found: &mut Findings) {
    let wanted: BTreeSet<&str> = names.iter().copied().collect();
    for (language, _) in words.all().filter(|(_, text)| placeholders(text) != wanted) {
        found.fault(format!("{place}.{language}"), format!("must hold {}", in_braces(names)));
    }
}

/// The names in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// Names as they stand in a text.
fn in_braces(names: &[&str]) -> String {
    if names.is_empty() {
        return "nothing in braces".to_owned();
    }
    names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" and ")
}

//! The file, walked by hand: serde would stop at the first fault.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::question::{Check, Choice, Kind, Privacy, Question, Sum};
use super::{Care, Questionnaire, SheetWords, check};
use crate::model::reading::{Faults, Findings, Part, document, shown, words_of};
use crate::model::report::Audience;
use crate::model::soft;
use crate::model::words::Words;

/// The most characters of an answer, unless the question says otherwise.
const MOST: u32 = 300;

pub(super) fn parse(text: &str) -> Result<Questionnaire, Faults> {
    let table = document(text)?;
    let mut found = Findings::default();
    let mut file = Part::new(&table, "");
    let version = file.need_number("version", 1..=u32::MAX, &mut found);
    let languages = languages(&mut file, &mut found);
    let unit_language = file.need_text("unit_language", &mut found).unwrap_or_default();
    if !languages.contains(&unit_language) {
        found.fault("unit_language", "is not among languages");
    }
    let yes_no = yes_no(&mut file, &mut found);
    let questions: Vec<Option<Question>> = file
        .parts("question", &mut found)
        .into_iter()
        .map(|part| question(part, &yes_no, &mut found))
        .collect();
    let whole = questions.iter().all(Option::is_some);
    let mut questions: Vec<Question> = questions.into_iter().flatten().collect();
    let mut care = care(&mut file, &mut found);
    let live = file.list("live", &mut found);
    let privacy = privacy(&mut file, &mut found);
    let sheet = sheet(&mut file, &mut found);
    let warnings = warnings(&mut file, &mut found);
    file.end(&mut found);
    // A question that could not be read would look like one that is missing.
    if whole {
        check::questions(&mut questions, &mut found);
        check::live(&live, &questions, &mut found);
        if let Some(care) = &mut care {
            check::care(care, &questions, &mut found);
        }
    }
    let read = || {
        let (version, care, privacy, sheet) = (version?, care?, privacy?, sheet?);
        Some(Questionnaire {
            version,
            languages,
            unit_language,
            questions,
            care,
            live,
            privacy,
            sheet,
            warnings,
        })
    };
    found.judge(read())
}

fn languages(file: &mut Part<'_>, found: &mut Findings) -> Vec<String> {
    let languages = file.list("languages", found);
    let is_tag = |language: &String| {
        (2..=8).contains(&language.len())
            && language.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
    };
    if languages.is_empty() || !languages.iter().all(is_tag) {
        found.fault("languages", "must list the languages of the texts, such as [\"en\", \"fr\"]");
    }
    found.require(&languages);
    languages
}

fn yes_no(file: &mut Part<'_>, found: &mut Findings) -> Vec<Choice> {
    let Some(mut part) = file.part("yes_no", found) else {
        found.fault("yes_no", "is missing: the words for yes, no and unsure");
        return Vec::new();
    };
    let choice = |key: &'static str, part: &mut Part<'_>, found: &mut Findings| {
        let words = part.need_words(key, found)?;
        Some(Choice { key: key.to_owned(), words, says: None, unsure: key == "unsure", chapters: None })
    };
    let choices =
        ["yes", "no", "unsure"].into_iter().filter_map(|key| choice(key, &mut part, found)).collect();
    part.end(found);
    choices
}

fn question(mut part: Part<'_>, yes_no: &[Choice], found: &mut Findings) -> Option<Question> {
    let key = part.need_text("key", found);
    if key.as_deref().is_some_and(|key| !is_key(key)) {
        found.fault(part.place(), "its key must be 1 to 24 small letters, digits and underscores");
    }
    let page = part.need_number("page", 1..=3, found).and_then(|page| u8::try_from(page).ok());
    let kind = keyed(&mut part, "kind", found, Kind::parse, Kind::ALL.iter().map(|kind| kind.key()));
    let class = part.need_number("class", 0..=3, found).and_then(Privacy::of);
    let most = part.number("most", 1..=20_000, found).unwrap_or(MOST);
    let options = options(&mut part, kind, yes_no, found);
    let (name, ask) = (part.need_words("name", found), part.need_words("ask", found));
    let question = Question {
        key: key?,
        page: page?,
        audiences: audiences(&mut part, found),
        kind: kind?,
        class: class?,
        required: part.flag("required", found),
        detail: part.flag("detail", found),
        free: part.flag("free", found),
        most: usize::try_from(most).ok()?,
        check: optional(&mut part, "check", found, Check::parse, Check::ALL.iter().map(|check| check.key())),
        sum: optional(&mut part, "sum", found, Sum::parse, Sum::ALL.iter().map(|sum| sum.key())),
        currency_of: part.text("currency_of", found),
        name: name?,
        ask: ask?,
        ask_staff: part.words("ask_staff", found),
        help: part.words("help", found),
        example: part.words("example", found),
        warning: part.words("warning", found),
        options,
        when: Condition::read(&mut part, "when", found),
        unless: Condition::read(&mut part, "unless", found),
        says: part.words("says", found),
    };
    part.end(found);
    Some(question)
}

fn is_key(key: &str) -> bool {
    (1..=24).contains(&key.len())
        && key.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

fn options(part: &mut Part<'_>, kind: Option<Kind>, yes_no: &[Choice], found: &mut Findings) -> Vec<Choice> {
    let read = part.parts("option", found).into_iter().filter_map(|part| option(part, found));
    let mut options: Vec<Choice> = read.collect();
    if kind == Some(Kind::YesNo) {
        if !options.is_empty() {
            found.fault(part.place(), "must have no options: a question of the kind yes_no has its own");
        }
        options = yes_no.to_vec();
    }
    let Some(says) = part.part("says_for", found) else { return options };
    for (key, value) in says.entries() {
        let place = format!("{}.{}", says.place(), shown(key));
        let words = value.as_table().and_then(|table| words_of(table, &place, found));
        match options.iter_mut().find(|option| option.key == key) {
            Some(option) => option.says = words,
            None => found.fault(place, "there is no such option"),
        }
    }
    options
}

fn option(mut part: Part<'_>, found: &mut Findings) -> Option<Choice> {
    let key = part.need_text("key", found);
    if key.as_deref().is_some_and(|key| !is_key(key)) {
        found.fault(part.place(), "its key must be 1 to 24 small letters, digits and underscores");
    }
    let words = part.need_words("words", found);
    let says = part.words("says", found);
    let unsure = part.flag("unsure", found);
    let chapters = chapters(&mut part, found);
    part.end(found);
    Some(Choice { key: key?, words: words?, says, unsure, chapters })
}

fn chapters(part: &mut Part<'_>, found: &mut Findings) -> Option<(u8, u8)> {
    if !part.has("first_chapter") && !part.has("last_chapter") {
        return None;
    }
    let mut number = |key| part.need_number(key, 1..=97, found).and_then(|number| u8::try_from(number).ok());
    let (first, last) = (number("first_chapter")?, number("last_chapter")?);
    if last < first {
        found.fault(part.place(), "last_chapter is before first_chapter");
    }
    Some((first, last))
}

fn keyed<'k, T>(
    part: &mut Part<'_>,
    key: &'static str,
    found: &mut Findings,
    parse: impl Fn(&str) -> Option<T>,
    known: impl Iterator<Item = &'k str>,
) -> Option<T> {
    if !part.has(key) {
        found.fault(part.place(), format!("{key} is missing"));
    }
    optional(part, key, found, parse, known)
}

fn optional<'k, T>(
    part: &mut Part<'_>,
    key: &'static str,
    found: &mut Findings,
    parse: impl Fn(&str) -> Option<T>,
    known: impl Iterator<Item = &'k str>,
) -> Option<T> {
    let text = part.text(key, found)?;
    let value = parse(&text);
    if value.is_none() {
        let known: Vec<&str> = known.collect();
        found.fault(part.place(), format!("{key} must be one of: {}", known.join(", ")));
    }
    value
}

fn audiences(part: &mut Part<'_>, found: &mut Findings) -> Vec<Audience> {
    if !part.has("audience") {
        return Audience::ALL.to_vec();
    }
    let named = part.list("audience", found);
    let parse = |name: &String| Audience::ALL.into_iter().find(|audience| audience.key() == name);
    let audiences: Vec<Audience> = named.iter().filter_map(parse).collect();
    if audiences.len() != named.len() {
        found.fault(part.place(), "audience must be some of: trader, staff, other");
    }
    audiences
}

fn care(file: &mut Part<'_>, found: &mut Findings) -> Option<Care> {
    let Some(mut part) = file.part("care", found) else {
        found.fault("care", "is missing: when support is shown before questions");
        return None;
    };
    let topic = Condition::read(&mut part, "topic", found);
    let answered = Condition::read(&mut part, "answered", found);
    let words = part.need_words("words", found);
    part.end(found);
    Some(Care { topic, answered, words: words? })
}

fn privacy(file: &mut Part<'_>, found: &mut Findings) -> Option<[Words; 2]> {
    let mut part = file.part("privacy", found)?;
    let (reporter, others) = (part.need_words("reporter", found), part.need_words("others", found));
    part.end(found);
    Some([reporter?, others?])
}

fn sheet(file: &mut Part<'_>, found: &mut Findings) -> Option<SheetWords> {
    let Some(mut part) = file.part("sheet", found) else {
        found.fault("sheet", "is missing: the words the sheet is put together with");
        return None;
    };
    let mut words = |key: &'static str, names: &[&str]| {
        let words = part.need_words(key, found)?;
        check::holds(&format!("sheet, {key}"), &words, names, found);
        Some(words)
    };
    let (comma, difference) = (words("comma", &[]), words("difference", &[]));
    let (more, less, same) = (words("more", &["answer"]), words("less", &["answer"]), words("same", &[]));
    part.end(found);
    Some(SheetWords { comma: comma?, more: more?, less: less?, same: same?, difference: difference? })
}

/// The texts of the soft checks: all of them and no others.
fn warnings(file: &mut Part<'_>, found: &mut Findings) -> BTreeMap<String, Words> {
    let Some(mut part) = file.part("warnings", found) else {
        found.fault("warnings", "is missing: the texts of the checks that warn");
        return BTreeMap::new();
    };
    let mut warnings = BTreeMap::new();
    for (key, parts) in soft::KEYS {
        let Some(words) = part.need_words(key, found) else { continue };
        check::holds(&format!("warnings, {key}"), &words, parts, found);
        warnings.insert((*key).to_owned(), words);
    }
    part.end(found);
    warnings
}

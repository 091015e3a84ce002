//! Every way to spoil the file is named, with its place, all at once.

use redchannel::model::questionnaire::{DEFAULT, Questionnaire};

fn said(changes: &[(&str, &str)]) -> String {
    let mut text = DEFAULT.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    Questionnaire::parse(&text).map_or_else(|faults| faults.to_string(), |_| String::from("no fault"))
}

/// What stands in the file, what is put in its place, and what is said then.
const SPOILT: &[(&str, &str, &str)] = &[
    ("version = 1", "version = 0", "version: must be a whole number from 1 to"),
    ("version = 1\n", "", "version: is missing"),
    ("\"ar\"]", "\"ar\", \"de\"]", "yes_no, yes: is missing in de"),
    ("unit_language = \"en\"", "unit_language = \"de\"", "unit_language: is not among languages"),
    ("key = \"job\"", "key = \"role\"", "question \"role\": there are two questions with this key"),
    ("key = \"job\"", "key = \"The Job\"", "question \"The Job\": its key must be"),
    (
        "when.family = [\"INF\"",
        "when.family = [\"XYZ\"",
        "question \"system\": the taxonomy has no family \"XYZ\"",
    ),
    ("topic.item = \"CON-03\"", "topic.item = \"CON-99\"", "care: the taxonomy has no item \"CON-99\""),
    (
        "answered.answer.safety = [\"danger\"",
        "answered.answer.safety = [\"peril\"",
        "care, answered: \"peril\" is no option of \"safety\"",
    ),
    (
        "answer.held = \"yes\"",
        "answer.hold = \"yes\"",
        "question \"held_what\": asks for the answer to \"hold\", which is no question before it",
    ),
    (
        "answer.held = \"yes\"",
        "answer.held = \"maybe\"",
        "question \"held_what\": \"maybe\" is no option of \"held\"",
    ),
    ("answer.held = \"yes\"", "answer.job = \"staff\"", "question \"held_what\": can never be asked"),
    ("ask.fr = \"Qui êtes-vous ?\"\n", "", "question \"role\", ask: is missing in fr"),
    ("ask.fr = \"Qui êtes-vous ?\"", "ask.fr = \" \"", "question \"role\", ask.fr: must be one line of text"),
    ("ask.fr", "ask.de", "question \"role\", ask.de: is no language of this file"),
    (
        "ask.en = \"Who are you?\"",
        "ask.en = \"a b c d e f g h i j k l m\"",
        "question \"role\", ask.en: has 13 words; 12 are the most",
    ),
    ("words.en = \"Traveller\"\n", "", "question \"role\", option \"traveller\", words: is missing in en"),
    ("key = \"traveller\"\n", "", "option number 5, key: is missing"),
    ("key = \"traveller\"", "key = \"broker\"", "question \"role\": has two options \"broker\""),
    (
        "says_for.traveller.en",
        "says_for.traveler.en",
        "question \"role\", says_for.traveler: there is no such option",
    ),
    (
        "The reporter: {answer}",
        "The reporter: {reply}",
        "question \"role\", says.en: must hold {answer} once",
    ),
    ("kind = \"yes_no\"", "kind = \"choice\"", "question \"held\": must have at least two options"),
    ("kind = \"story\"", "kind = \"text\"", "file: there must be one question of the kind story"),
    ("required = true", "obliged = true", "question \"category\", obliged: there is no such key"),
    ("required = true", "required = \"yes\"", "question \"category\", required: must be true or false"),
    (
        "key = \"mode\"\npage = 2",
        "key = \"mode\"\npage = 1",
        "question \"mode\": stands on an earlier page than the question before it",
    ),
    ("class = 0", "class = 4", "question \"role\", class: must be a whole number from 0 to 3"),
    (
        "audience = [\"staff\"]",
        "audience = [\"officers\"]",
        "question \"job\": audience must be some of: trader, staff, other",
    ),
    ("live = [\"story\", ", "live = [\"tale\", ", "live: there is no question \"tale\""),
    ("live = [\"story\", ", "live = [", "live: must name 4 questions"),
    (
        "currency_of = \"amount\"",
        "currency_of = \"goods\"",
        "question \"due\": currency_of: \"goods\" is no amount before it",
    ),
    ("sum = \"official\"", "sum = \"demanded\"", "question \"due\": is the second amount that is demanded"),
    ("last_chapter = 24", "last_chapter = 99", "last_chapter: must be a whole number from 1 to 97"),
    ("more.en = \"{answer} ", "more.en = \"", "sheet, more.en: must hold {answer}"),
    ("comma.en = \",\"", "comma.en = \"{and}\"", "sheet, comma.en: must hold nothing in braces"),
    ("mrn_check.en = ", "mrn_czech.en = ", "warnings, mrn_check: is missing in en"),
    ("Is this {either} or", "Is this it or", "warnings, amount_ambiguous.en: must hold {either} and {or}"),
    ("version = 1", "version = = 1", "cannot be read as TOML"),
];

#[test]
fn each_fault_is_named_with_its_place() {
    for (from, to, what) in SPOILT {
        let said = said(&[(from, to)]);
        assert!(said.contains(what), "{from} → {to}\nwanted: {what}\nsaid: {said}");
    }
}

#[test]
fn a_required_question_without_a_way_out_is_refused() {
    let (before, from_where) = DEFAULT.split_once("key = \"where\"").unwrap();
    let text = format!("{before}key = \"where\"{}", from_where.replacen("unsure = true\n", "", 1));
    let said = Questionnaire::parse(&text).unwrap_err().to_string();
    assert_eq!(
        said,
        "question \"where\": is required, and nobody can say \"I do not know\": give an option unsure = true"
    );
}

#[test]
fn faults_are_named_together() {
    let said = said(&[
        ("version = 1", "version = 0"),
        ("ask.fr = \"Qui êtes-vous ?\"\n", ""),
        ("last_chapter = 24", "last_chapter = 99"),
        ("mrn_check.en = ", "mrn_czech.en = "),
    ]);
    assert!(said.lines().count() >= 4, "{said}");
}

#[test]
fn a_syntax_error_names_its_line_and_quotes_nothing() {
    let said = said(&[("kind = \"story\"", "kind = story")]);
    let line = DEFAULT.lines().position(|line| line == "kind = \"story\"").unwrap() + 1;
    assert!(said.starts_with(&format!("line {line}: cannot be read as TOML")), "{said}");
    assert!(!said.contains("kind = story"));
}

use super::condition::{Fit, Situation};
use super::question::Kind;
use super::*;
use crate::clock::Day;
use crate::model::report::Audience;

pub(super) fn the() -> &'static Questionnaire {
    shipped().unwrap_or_else(|faults| panic!("{faults}"))
}

fn about(audience: Audience, family: &str) -> Situation<'_> {
    Situation { audience, family: Some(family), item: None }
}

fn today() -> Day {
    Day::parse("2026-11-25").unwrap()
}

fn around(situation: Situation<'_>) -> taking::Around<'_> {
    taking::Around { situation, today: today(), offices: None }
}

fn keys(audience: Audience, family: &str) -> Vec<&'static str> {
    let asked = the().asked(&about(audience, family), &answers::Answers::default());
    asked.into_iter().map(|asked| asked.question.key.as_str()).collect()
}

#[test]
fn what_is_shipped_has_no_fault() {
    assert_eq!((the().version(), the().unit_language()), (1, "en"));
    assert_eq!(the().live().count(), 4);
    assert!(the().questions().len() > 35);
}

#[test]
fn staff_and_traders_are_asked_in_their_own_words() {
    let story = the().question("story").unwrap();
    assert_eq!(story.ask_of(Audience::Trader).in_language("en"), "Tell us what happened.");
    assert_eq!(
        story.ask_of(Audience::Staff).in_language("fr"),
        "Décrivez ce que vous avez vu, entendu ou appris."
    );
    assert!(keys(Audience::Staff, "INF").contains(&"system"));
    assert!(!keys(Audience::Staff, "SOL").contains(&"due"));
    assert!(keys(Audience::Trader, "SOL").contains(&"due"));
}

#[test]
fn where_care_is_needed_nobody_is_asked_for_detail() {
    let sexual = about(Audience::Trader, "SEX");
    let violence = Situation { audience: Audience::Staff, family: Some("CON"), item: Some("CON-03") };
    for situation in [sexual, violence] {
        let none = answers::Answers::default();
        assert!(the().needs_care(&situation, &none));
        assert!(the().asked(&situation, &none).iter().all(|asked| !asked.question.detail));
    }
    let delay = Situation { audience: Audience::Trader, family: Some("CON"), item: Some("CON-04") };
    assert!(!the().needs_care(&delay, &answers::Answers::default()));
    let danger = the().take([("safety", "danger")], &around(delay), 1).answers;
    assert!(the().needs_care(&delay, &danger));
}

#[test]
fn a_condition_on_an_earlier_page_decides_and_one_on_the_same_page_does_not_hide_anything() {
    let situation = about(Audience::Trader, "SOL");
    let what = the().question("held_what").unwrap();
    let fit =
        |value| the().fit(what, &situation, &the().take([("held", value)], &around(situation), 1).answers);
    assert_eq!((fit("yes"), fit("no")), (Fit::Yes, Fit::No));
    let text = DEFAULT.replacen("when.answer.held = \"yes\"", "when.answer.story_like = \"x\"", 1);
    assert!(Questionnaire::parse(&text).unwrap_err().to_string().contains("story_like"));
    let text = DEFAULT.replacen("when.answer.held = \"yes\"", "when.answer.mode = \"sea\"", 1);
    let said = Questionnaire::parse(&text).unwrap_err().to_string();
    assert_eq!(
        said,
        "question \"held_what\": asks for the answer to \"mode\", which is no question before it"
    );
}

#[test]
fn an_answer_is_kept_with_the_words_it_was_asked_in() {
    let fields = [("held", "yes"), ("held_what.t", " un camion d'oignons "), ("source", "saw")];
    let taken = the().take(fields, &around(about(Audience::Trader, "SOL")), 1);
    assert_eq!((taken.problems, taken.warnings), (vec![], vec![]));
    let json = serde_json::to_string(&taken.answers).unwrap();
    assert_eq!(
        json,
        "{\"version\":1,\"given\":[{\"key\":\"held\",\"ask\":\"Are your goods, truck or papers being held now?\",\
         \"chosen\":[{\"key\":\"yes\",\"words\":\"Yes\"}],\"class\":1},{\"key\":\"held_what\",\"ask\":\"What is being held?\",\
         \"typed\":\" un camion d'oignons \",\"class\":1},{\"key\":\"source\",\
         \"ask\":\"Did it happen to you, or did you see or hear it?\",\
         \"chosen\":[{\"key\":\"saw\",\"words\":\"I saw it\"}],\"class\":2}]}"
    );
    assert_eq!(serde_json::from_str::<answers::Answers>(&json).unwrap(), taken.answers);
    assert_eq!(format!("{:?}", taken.answers), "Answers(…)");
}

#[test]
fn what_no_page_has_shown_is_named_and_what_does_not_apply_is_dropped() {
    use taking::Problem;
    let fields =
        [("held", "no"), ("held_what.t", "a truck"), ("colour", "red"), ("mode", "broom"), ("where.x", "y")];
    let taken = the().take(fields, &around(about(Audience::Trader, "SOL")), 1);
    assert!(taken.answers.answer("held_what").is_none());
    let option = |question: &str, option: &str| Problem::UnknownOption {
        question: question.to_owned(),
        option: option.to_owned(),
    };
    assert_eq!(
        taken.problems,
        [
            Problem::UnknownField("colour".into()),
            Problem::UnknownField("where.x".into()),
            option("mode", "broom")
        ]
    );
}

#[test]
fn nothing_is_missing_before_its_page_was_shown_and_too_much_is_kept_all_the_same() {
    use taking::Problem;
    let long = "x".repeat(301);
    let fields = [("held_what.t", long.as_str()), ("held", "yes"), ("now", "now"), ("now", "once")];
    let situation = around(about(Audience::Trader, "SOL"));
    let first = the().take(fields, &situation, 1);
    let second = the().take(fields, &situation, 2);
    let too = [
        Problem::TooMany { question: "now".into() },
        Problem::TooLong { question: "held_what".into(), most: 300 },
    ];
    assert_eq!(first.problems, too);
    assert_eq!(second.problems.last(), Some(&Problem::Missing { question: "where".into() }));
    assert_eq!(second.answers.answer("held_what").unwrap().typed, long);
    let unsure = the().take([("where", "unsure")], &situation, 2);
    assert_eq!(unsure.problems, []);
}

#[test]
fn warnings_stand_before_each_question_that_may_identify_somebody() {
    for question in the().questions() {
        let warned = the().warning_before(question).is_some();
        assert_eq!(warned, question.class >= question::Privacy::Reporter, "{}", question.key);
    }
}

#[test]
fn every_kind_of_answer_has_a_way_to_say_that_one_does_not_know() {
    for question in the().questions().iter().filter(|question| question.required) {
        let way = question.options.iter().any(|option| option.unsure);
        assert!(way || matches!(question.kind, Kind::Story | Kind::Taxonomy), "{}", question.key);
    }
}

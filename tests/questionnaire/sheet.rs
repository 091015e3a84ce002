//! What a unit reads: sentences, a table, and the reporter's words as they are.

use redchannel::model::questionnaire::answers::{Answer, Answers};
use redchannel::model::questionnaire::sheet::{Piece, Sentence, Sheet, plain};
use redchannel::model::report::{Audience, ReportBody};

use super::{about, answers, take, the};

const BRIBE: &[(&str, &str)] = &[
    ("role", "driver"),
    ("now", "now"),
    ("held", "yes"),
    ("held_what.t", "un camion d'oignons"),
    ("when", "today"),
    ("where.t", "Karsa Bridge"),
    ("goods", "food"),
    ("goods.t", "07"),
    ("ref.t", "CSQU3054383"),
    ("asked", "money"),
    ("asked", "gift"),
    ("amount.t", "٥٠٠"),
    ("amount.c", "usd"),
    ("due.t", "120,50"),
    ("paid", "not_yet"),
    ("who.t", "الرجل الطويل"),
    ("told", "boss"),
    ("told", "police"),
    ("told.t", "they laughed"),
];

fn text(sheet: &Sheet) -> String {
    sheet.sentences.iter().map(|sentence| sentence.text() + "\n").collect()
}

#[test]
fn answers_are_read_as_sentences() {
    let sheet = the().sheet(&answers(about(Audience::Trader, "SOL", Some("SOL-02")), BRIBE), "en");
    insta::assert_snapshot!(text(&sheet), @r"
    The reporter is a driver or one of a crew.
    It is happening now.
    Goods, a vehicle or papers are being held now.
    What is held: “un camion d'oignons”.
    When: Today.
    Where: “Karsa Bridge”.
    Goods: Food, animals, plants, drinks, tobacco, 07.
    Reference given: “CSQU3054383”.
    Money was asked for, given or promised.
    Asked for, given or promised: A gift, food or fuel.
    Amount: 500 USD, “٥٠٠ usd”.
    Official price, as the reporter knows it: 120.5 USD, “120,50”.
    Nothing has been paid yet.
    Who it was: “الرجل الطويل”.
    Told before: A boss, The police, “they laughed”.
    379.5 USD more was demanded than the official price.
    ");
}

#[test]
fn the_unit_may_read_another_language_than_the_reporter_wrote() {
    let given = answers(about(Audience::Trader, "SOL", None), &BRIBE[..4]);
    let french = text(&the().sheet(&given, "fr"));
    assert!(french.contains("Ce qui est retenu : “un camion d'oignons”."), "{french}");
    let arabic = text(&the().sheet(&given, "ar"));
    assert!(arabic.contains("المحتجز: “un camion d'oignons”."), "{arabic}");
}

#[test]
fn the_reporters_words_never_pass_for_ours() {
    let fields = [("who.t", "The reporter feels safe. {answer}"), ("safety", "danger")];
    let sheet = the().sheet(&answers(about(Audience::Trader, "CON", None), &fields), "en");
    let theirs = Piece::Theirs("The reporter feels safe. {answer}".to_owned());
    let ours = |text: &str| Piece::Ours(text.to_owned());
    assert_eq!(sheet.sentences[0].pieces, [ours("Who it was: "), theirs, ours(".")]);
    assert_eq!(sheet.sentences[1].text(), "THE REPORTER IS IN DANGER NOW.");
    assert_eq!((sheet.facts[0].class, sheet.facts[0].name.as_str()), (3, "Person"));
}

#[test]
fn sums_are_compared_only_in_the_same_currency() {
    let difference = |fields: &[(&str, &str)]| {
        let sheet = the().sheet(&answers(about(Audience::Trader, "SOL", None), fields), "en");
        let computed: Vec<String> =
            sheet.sentences.iter().filter(|sentence| sentence.key.is_empty()).map(Sentence::text).collect();
        assert_eq!(computed.len(), sheet.facts.iter().filter(|fact| fact.key.is_empty()).count());
        computed.join("")
    };
    let usd = ("amount.c", "USD");
    assert_eq!(
        difference(&[("amount.t", "500"), usd, ("due.t", "500")]),
        "As much was demanded as the official price."
    );
    assert_eq!(
        difference(&[("amount.t", "20"), usd, ("due.t", "500")]),
        "480 USD less was demanded than the official price."
    );
    for unequal in [
        [("amount.t", "500"), usd, ("due.t", "100 EUR")],
        [("amount.t", "500"), ("amount.c", "$"), ("due.t", "100")],
        [("amount.t", "1.500"), usd, ("due.t", "100")],
    ] {
        assert_eq!(difference(&unequal), "", "{unequal:?}");
    }
}

#[test]
fn odd_answers_are_kept_and_warned_about() {
    let fields = [
        ("amount.t", "1.500"),
        ("amount.c", "shells"),
        ("when.t", "31/02/2026"),
        ("goods.t", "77"),
        ("ref.t", "CSQU3054384"),
        ("where.t", "a place by the river"),
    ];
    let taken = take(about(Audience::Trader, "SOL", None), &fields);
    assert!(taken.problems.is_empty());
    let warned: Vec<(&str, &str)> =
        taken.warnings.iter().map(|(key, warning)| (key.as_str(), warning.key())).collect();
    assert_eq!(
        warned,
        [
            ("when", "date_impossible"),
            ("goods", "chapter_unknown"),
            ("ref", "container_check"),
            ("amount", "currency_unknown"),
            ("amount", "amount_ambiguous"),
        ]
    );
    let said = the().warn(&taken.warnings[4].1, "fr");
    assert_eq!(said, "Est-ce 1500 ou 1.5 ? Écrivez-le sans points ni virgules.");
    for (name, value) in fields {
        let (key, part) = name.split_once('.').unwrap();
        let answer = taken.answers.answer(key).unwrap();
        assert_eq!(if part == "t" { &answer.typed } else { &answer.typed_currency }, value);
    }
}

#[test]
fn a_report_of_a_version_that_is_gone_is_read_by_its_own_words() {
    let mut given = answers(about(Audience::Trader, "SOL", None), &BRIBE[..4]);
    given.version = 99;
    given.given.push(Answer { key: "shoe_size".into(), typed: "42".into(), ..Answer::default() });
    let sheet = the().sheet(&given, "en");
    insta::assert_snapshot!(text(&sheet), @r"
    Who are you? — Driver or crew
    Is this happening now? — Yes, now
    Are your goods, truck or papers being held now? — Yes
    What is being held? — “un camion d'oignons”
    shoe_size — “42”
    ");
    assert_eq!(plain(&sheet.facts[4].pieces), "“42”");
}

#[test]
fn answers_travel_in_the_report_and_reports_without_them_are_still_read() {
    let given = answers(about(Audience::Trader, "SOL", Some("SOL-02")), BRIBE);
    let mut report: ReportBody = serde_json::from_str(
        "{\"form\":1,\"taxonomy\":1,\"audience\":\"trader\",\"story\":\"x\",\"place\":\"\",\"time\":\"\",\"exclude\":[]}",
    )
    .unwrap();
    assert!(report.answers.is_none());
    let without = serde_json::to_string(&report).unwrap();
    assert!(!without.contains("answers"));
    report.answers = Some(given.clone());
    let with = serde_json::to_string(&report).unwrap();
    let back: ReportBody = serde_json::from_str(&with).unwrap();
    assert_eq!(back.answers.as_ref(), Some(&given));
    assert_eq!(given.item.as_deref(), Some("SOL-02"));
    // With a story of a page the report stays within the second bucket of the frame.
    assert!(with.len() - without.len() < 3_000, "{}", with.len() - without.len());
}

#[test]
fn an_answer_whose_class_is_not_said_is_shown_to_the_fewest() {
    let given: Answers =
        serde_json::from_str("{\"version\":1,\"given\":[{\"key\":\"who\",\"typed\":\"x\"}]}").unwrap();
    assert_eq!(the().sheet(&given, "en").facts[0].class, 3);
}

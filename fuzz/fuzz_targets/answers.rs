#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::clock::Day;
use redchannel::model::questionnaire::answers::Answers;
use redchannel::model::questionnaire::condition::Situation;
use redchannel::model::questionnaire::taking::Around;
use redchannel::model::questionnaire::shipped;
use redchannel::model::report::Audience;

// Fields of a hostile form, and answers of a hostile report: all that was typed for a question that is asked is kept, what is kept is
// read back as it was, and there is a sheet of it in every language.
fuzz_target!(|input: (Vec<(&str, &str)>, &str, i64)| {
    let (fields, json, day) = input;
    let Ok(questions) = shipped() else { return };
    let situation = Situation { audience: Audience::Trader, family: Some("SOL"), item: None };
    let around = Around { situation, today: Day::from_number(day.rem_euclid(40_000)), offices: None };
    let taken = questions.take(fields, &around, 3);
    let text = serde_json::to_string(&taken.answers).unwrap();
    assert!(serde_json::from_str::<Answers>(&text).unwrap() == taken.answers);
    let foreign = serde_json::from_str::<Answers>(json).ok();
    for answers in [Some(taken.answers), foreign].into_iter().flatten() {
        for language in questions.languages() {
            assert_eq!(questions.sheet(&answers, language).facts.is_empty(), answers.given.is_empty());
        }
    }
});

//! Whatever stands in a file or comes from a form, it is answered and nothing of it is lost.

use proptest::prelude::*;
use redchannel::model::offices::Offices;
use redchannel::model::questionnaire::answers::Answers;
use redchannel::model::questionnaire::taking::Problem;
use redchannel::model::questionnaire::{DEFAULT, Questionnaire};
use redchannel::model::report::Audience;

use super::{about, take, the};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_file_with_one_line_changed_is_read_or_told_where_it_is_wrong(
        place in any::<prop::sample::Index>(),
        instead in prop::option::of("[a-z_]{1,8} = (\"[a-z]{0,6}\"|[0-9]{1,3}|true|\\[\\]|\\{\\})|\\[\\[question\\]\\]|\\PC{0,20}"),
    ) {
        let mut lines: Vec<&str> = DEFAULT.lines().collect();
        let place = place.index(lines.len());
        match &instead {
            Some(line) => lines[place] = line,
            None => drop(lines.remove(place)),
        }
        if let Err(faults) = Questionnaire::parse(&lines.join("\n")) {
            prop_assert!(!faults.0.is_empty());
            prop_assert!(faults.0.iter().all(|fault| !fault.place.is_empty() && !fault.what.is_empty()));
        }
    }

    #[test]
    fn any_text_is_judged(text in "\\PC{0,200}|(\\[\\[(question|office|region|x)\\]\\]\n([a-z]{1,6}(\\.en)? = (\"\\PC{0,5}\"|[0-9]|\\[[0-9]\\])\n){0,4}){0,4}") {
        prop_assert!(Questionnaire::parse(&text).is_err());
        prop_assert!(Offices::parse(&text).is_err());
    }

    #[test]
    fn what_is_typed_for_a_question_that_is_asked_is_kept(
        fields in prop::collection::btree_map("(role|now|held|held_what|when|where|goods|ref|asked|amount|due|paid|who|[a-z]{1,5})(\\.(t|c|x))?", "\\PC{1,20}", 0..12),
    ) {
        let situation = about(Audience::Trader, "SOL", None);
        let given: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let taken = take(situation, &given);
        for (name, value) in &given {
            let (key, part) = name.split_once('.').unwrap_or((name, ""));
            let unknown = taken.problems.iter().any(|problem| match problem {
                Problem::UnknownField(field) => field == name,
                Problem::UnknownOption { question, option } => part.is_empty() && question == key && option == value,
                Problem::TooMany { .. } | Problem::TooLong { .. } | Problem::Missing { .. } => false,
            });
            let kept = taken.answers.answer(key).is_some_and(|answer| answer.typed == *value || answer.typed_currency == *value);
            // What is held is asked only of those who said that something is.
            prop_assert!(unknown || kept || value.trim().is_empty() || key == "held_what", "{name} {value:?}");
        }
        let json = serde_json::to_string(&taken.answers).unwrap();
        prop_assert!(serde_json::from_str::<Answers>(&json).unwrap() == taken.answers);
        for language in the().languages() {
            let sheet = the().sheet(&taken.answers, language);
            prop_assert_eq!(sheet.facts.is_empty(), taken.answers.given.is_empty());
            prop_assert!(sheet.sentences.len() >= taken.answers.given.len());
        }
    }
}

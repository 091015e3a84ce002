//! A server does not start with questions that have a fault.

use std::collections::BTreeMap;
use std::fs;

use redchannel::cli::questions::load;
use redchannel::cli::serve::Server;
use redchannel::clock::{Clock, Day};
use redchannel::config::Config;
use redchannel::model::questionnaire::taking::Around;
use redchannel::model::questionnaire::{DEFAULT, Questionnaire};
use redchannel::model::report::Audience;

use super::about;

fn config(folder: &tempfile::TempDir) -> Config {
    let file = "[questionnaire]\nfile = \"questions.toml\"\n";
    Config::from_parts(file, folder.path(), &BTreeMap::new()).unwrap()
}

#[tokio::test]
async fn all_faults_are_named_before_anything_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let spoilt =
        DEFAULT.replacen("page = 2", "page = 9", 1).replacen("kind = \"office\"", "kind = \"place\"", 1);
    fs::write(folder.path().join("questions.toml"), spoilt).unwrap();
    let said = match Server::open(config(&folder), Clock::fixed(0)).await {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it started"),
    };
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(
        lines[0].starts_with("questionnaire.file: ") && lines[0].ends_with("questions.toml has faults:"),
        "{said}"
    );
    assert!(
        lines[1].starts_with("question \"story\", page: ")
            && lines[2].starts_with("question \"where\": kind")
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn the_questions_of_an_administration_take_the_place_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    assert!(load(&config(&folder)).unwrap_err().to_string().contains("cannot be read"));
    fs::write(folder.path().join("questions.toml"), DEFAULT.replacen("version = 1", "version = 7", 1))
        .unwrap();
    assert_eq!(load(&config(&folder)).unwrap().version(), 7);
    let none = Config::from_parts("", folder.path(), &BTreeMap::new()).unwrap();
    assert_eq!(load(&none).unwrap().version(), 1);
}

#[test]
fn the_example_of_the_manual_is_asked_when_it_should_be() {
    let manual = include_str!("../../docs/questionnaire.md");
    let example = manual.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (before, after) = DEFAULT.split_once("[[question]]\nkey = \"exclude\"").unwrap();
    let text = format!("{before}{example}\n[[question]]\nkey = \"exclude\"{after}");
    let questions = Questionnaire::parse(&text).unwrap_or_else(|faults| panic!("{faults}"));
    let lane = |family, held| {
        let situation = about(Audience::Trader, family, None);
        let around = Around { situation, today: Day::from_number(20_000), offices: None };
        let taken = questions.take([("held", held), ("lane", "red"), ("lane.t", "number 2")], &around, 2);
        questions.sheet(&taken.answers, "en").sentences.into_iter().map(|one| one.text()).collect::<Vec<_>>()
    };
    let waiting = String::from("Waiting in: The red lane, “number 2”.");
    assert!(lane("SOL", "yes").contains(&waiting));
    assert!(!lane("SOL", "no").contains(&waiting) && !lane("INF", "yes").contains(&waiting));
}

//! The doctor finds what is wrong with a set-up, and nothing where nothing is.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use redchannel::cli::Outcome;
use redchannel::cli::doctor::{Finding, Surroundings, Weight, check, report};
use redchannel::config::Config;
use redchannel::i18n::Lang;
use tempfile::TempDir;

use super::{TODAY, outcome, said, text};

const COMPLETE: &[(&str, &str)] = &[
    ("INTAKE__HOSTS", "report.customs.gov.xx"),
    ("INTAKE__LEAVE_TO", "https://www.wikipedia.org/"),
    ("INTAKE__OTHER_CHANNELS", "Ombudsman, 1 Main Street"),
    ("INTAKE__SUPPORT", "Legal aid, 2 Main Street"),
    ("API__HOSTS", "desk.customs.gov.xx"),
    ("ROSTER__GENESIS", "1111111111111111111111111111111111111111111111111111111111111111"),
    ("LIMITS__PAGES_PER_MINUTE", "600"),
    ("LIMITS__CHECK_PER_10_MINUTES", "100"),
    ("LIMITS__SUBMIT_PER_HOUR", "200"),
];

struct SetUp {
    folder: TempDir,
}

impl SetUp {
    fn new() -> Self {
        let this = Self { folder: tempfile::tempdir().unwrap() };
        said(&["init", "--data", text(&this.root())]).unwrap();
        this
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("rc")
    }

    /// The complete configuration with these changes.
    fn config(&self, changes: &[(&str, &str)]) -> Config {
        let environment: BTreeMap<String, String> = COMPLETE
            .iter()
            .chain(changes)
            .map(|(key, value)| (format!("REDCHANNEL_{key}"), (*value).to_owned()))
            .collect();
        let file = fs::read_to_string(self.root().join("redchannel.toml")).unwrap();
        Config::from_parts(&file, &self.root(), &environment).unwrap()
    }

    fn findings(&self, changes: &[(&str, &str)]) -> Vec<Finding> {
        about_the_set_up(self.told(changes))
    }

    fn told(&self, changes: &[(&str, &str)]) -> Vec<Finding> {
        check(&self.config(changes), Some(&self.root().join("redchannel.toml")), &quiet_machine())
    }

    /// All that is wrong, in one text.
    fn wrong(&self, changes: &[(&str, &str)]) -> String {
        let findings = self.findings(changes);
        let wrong = findings.iter().filter(|finding| finding.weight == Weight::Wrong);
        wrong.map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn set_mode(&self, path: &str, mode: u32) {
        fs::set_permissions(self.root().join(path), Permissions::from_mode(mode)).unwrap();
    }
}

/// Without the advice on translations, which is the same whatever is set up.
fn about_the_set_up(mut findings: Vec<Finding>) -> Vec<Finding> {
    let before = findings.len();
    findings.retain(|finding| !finding.sentence.starts_with("These translations"));
    let unreviewed = Lang::all().any(|lang| !lang.review().is_reviewed());
    assert_eq!(before - findings.len(), usize::from(unreviewed), "told once if there is any");
    findings
}

fn quiet_machine() -> Surroundings {
    Surroundings { now: TODAY, core_limit: Some(0), free_bytes: Some(1 << 40), ..Surroundings::default() }
}

#[test]
fn a_complete_set_up_on_a_quiet_machine_is_healthy() {
    let set_up = SetUp::new();
    // What nobody has read over yet is told, and nothing else.
    let findings = set_up.told(&[]);
    let unreviewed: Vec<_> = Lang::all().filter(|lang| !lang.review().is_reviewed()).collect();
    assert_eq!(findings.len(), usize::from(!unreviewed.is_empty()), "{findings:?}");
    assert!(findings.iter().all(|finding| {
        finding.weight == Weight::Advice
            && unreviewed.iter().all(|lang| finding.sentence.contains(lang.name()))
    }));
    let mut out = Vec::new();
    assert_eq!(report(&[], &mut out).unwrap(), Outcome::Fine);
    assert_eq!(out, b"Nothing wrong was found.\n");
}

#[test]
fn a_fresh_set_up_is_told_everything_that_is_still_to_be_done() {
    let set_up = SetUp::new();
    let config = set_up.root().join("redchannel.toml");
    let (result, said) = outcome(&["doctor", "--config", text(&config)]);
    assert_eq!(result.unwrap(), Outcome::Wrong);
    for key in [
        "intake.hosts is empty",
        "api.hosts is empty",
        "intake.leave_to",
        "intake.other_channels",
        "roster.genesis is not set",
    ] {
        assert!(said.contains(&format!("- {key}")), "{key}: {said}");
    }
    assert!(said.contains("? intake.support is empty"), "{said}");
    assert!(!said.contains("secrets") && !said.contains("Nothing wrong"), "{said}");
}

#[test]
fn secrets_that_others_can_read_are_found() {
    let set_up = SetUp::new();
    set_up.set_mode("secrets/pepper", 0o440);
    assert!(set_up.wrong(&[]).contains("secrets/pepper is open to others"));
    set_up.set_mode("secrets/pepper", 0o400);
    set_up.set_mode("secrets", 0o750);
    assert!(set_up.wrong(&[]).contains("(secrets.dir): run chmod 700"));
}

#[test]
fn secrets_that_are_missing_copied_or_stand_in_the_data_are_found() {
    let set_up = SetUp::new();
    let (pepper, form) = (set_up.root().join("secrets/pepper"), set_up.root().join("secrets/form.key"));
    fs::remove_file(&form).unwrap();
    assert!(set_up.wrong(&[]).contains("form.key cannot be read"));
    fs::copy(&pepper, &form).unwrap();
    assert!(set_up.wrong(&[]).contains("The secret form.key is all zeros, or the same"));
    assert!(set_up.wrong(&[("DATA", ".")]).contains("inside the data folder"));
    assert!(set_up.wrong(&[("SECRETS__DIR", "elsewhere")]).contains("(secrets.dir) cannot be found"));
}

#[test]
fn data_that_others_can_read_is_found() {
    let set_up = SetUp::new();
    set_up.set_mode("data", 0o755);
    assert!(set_up.wrong(&[]).contains("(data): run chmod 700"));
    set_up.set_mode("data", 0o700);
    fs::write(set_up.root().join("data/keys.db"), "").unwrap();
    set_up.set_mode("data/keys.db", 0o644);
    assert!(set_up.wrong(&[]).contains("(database.keys): run chmod 600"));
    fs::create_dir(set_up.root().join("data/blobs")).unwrap();
    set_up.set_mode("data/blobs", 0o755);
    assert!(set_up.wrong(&[]).contains("(blobs.path): run chmod 700"));
}

#[test]
fn a_configuration_that_others_can_change_or_read_a_password_from_is_found() {
    let set_up = SetUp::new();
    set_up.set_mode("redchannel.toml", 0o644);
    assert_eq!(set_up.wrong(&[]), "");
    let wrong = set_up.wrong(&[("DATABASE__MAIN", "postgres://u:hunter2@db.customs.gov.xx/rc")]);
    assert!(wrong.contains("PostgreSQL") && !wrong.contains("hunter2"), "{wrong}");
    set_up.set_mode("redchannel.toml", 0o660);
    assert!(set_up.wrong(&[]).contains("Others can change"));
}

#[test]
fn reports_in_clear_are_found() {
    let set_up = SetUp::new();
    assert!(set_up.wrong(&[("INTAKE__SCHEME", "http")]).contains("travel in clear"));
    let open = [("INTAKE__SCHEME", "http"), ("INTAKE__LISTEN", "0.0.0.0:8440")];
    assert!(set_up.wrong(&open).contains("whoever is on the network reads along"));
    let behind = set_up.findings(&[("INTAKE__LISTEN", "0.0.0.0:8440")]);
    assert!(matches!(behind.as_slice(), [Finding { weight: Weight::Advice, .. }]), "{behind:?}");
    let onion = [("INTAKE__SCHEME", "http"), ("INTAKE__HOSTS", "abcdef.onion")];
    assert_eq!(set_up.wrong(&onion), "");
}

#[test]
fn names_that_do_not_go_together_are_found() {
    let set_up = SetUp::new();
    assert!(
        set_up.wrong(&[("INTAKE__HOSTS", "a.onion; report.customs.gov.xx")]).contains("mixes an onion name")
    );
    assert!(set_up.wrong(&[("API__LISTEN", "127.0.0.1:8440")]).contains("are the same"));
    let twice = "2".repeat(64);
    assert!(set_up.wrong(&[("DESK__GENESIS", &twice)]).contains("differ"));
}

#[test]
fn examples_that_were_left_in_place_are_found() {
    let set_up = SetUp::new();
    for (key, value, expected) in [
        ("INTAKE__HOSTS", "report.example.org", "intake.hosts still holds an example"),
        ("API__HOSTS", "desk.example.com", "api.hosts still holds an example"),
        ("INTAKE__LEAVE_TO", "https://www.example.org/", "intake.leave_to is still an example"),
        ("INTAKE__OTHER_CHANNELS", "TODO: ask the Ombudsman", "intake.other_channels still holds"),
        ("INTAKE__SUPPORT", "Ministry of Examplia", "intake.support still holds"),
    ] {
        assert!(set_up.wrong(&[(key, value)]).contains(expected), "{key}");
    }
}

#[test]
fn budgets_for_one_visitor_behind_a_proxy_that_makes_all_visitors_one_are_found() {
    let set_up = SetUp::new();
    let wrong = set_up.wrong(&[("LIMITS__SUBMIT_PER_HOUR", "5")]);
    assert!(
        wrong.contains("all visitors count as one") && wrong.contains("limits.submit_per_hour "),
        "{wrong}"
    );
    let local =
        [("LIMITS__SUBMIT_PER_HOUR", "5"), ("INTAKE__HOSTS", "127.0.0.1:8440"), ("INTAKE__SCHEME", "http")];
    assert_eq!(set_up.wrong(&local), "");
}

#[test]
fn the_machine_is_looked_at() {
    let set_up = SetUp::new();
    let config = set_up.config(&[]);
    let swaps = "Filename Type\n/dev/sda2 partition\n".to_owned();
    let machine = Surroundings { core_limit: None, swaps, now: 0, free_bytes: Some(1), ..quiet_machine() };
    let sentences: Vec<String> = about_the_set_up(check(&config, None, &machine))
        .into_iter()
        .map(|finding| finding.sentence)
        .collect();
    for (sentence, expected) in sentences.iter().zip([
        "Core dumps",
        "Swap is on (/dev/sda2)",
        "The clock shows 1970-01-01",
        "Only 0 MiB",
    ]) {
        assert!(sentence.starts_with(expected), "{sentence}");
    }
    assert_eq!(sentences.len(), 4);
    assert!(Surroundings::look(&config, &redchannel::clock::Clock::fixed(TODAY)).free_bytes.is_some());
}

#[test]
fn a_wrong_configuration_is_refused_with_its_keys() {
    let set_up = SetUp::new();
    let path = set_up.root().join("redchannel.toml");
    fs::write(&path, "[intake]\nlisten = \"hunter2\"\nhots = []\n").unwrap();
    let (result, said) = outcome(&["doctor", "--config", text(&path)]);
    let error = result.unwrap_err().to_string();
    assert_eq!(said, "");
    assert_eq!(error.lines().count(), 2);
    assert!(
        error.contains("intake.hots") && error.contains("intake.listen") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn every_fault_of_the_questionnaire_is_named() {
    let set_up = SetUp::new();
    assert_eq!(set_up.wrong(&[("QUESTIONNAIRE__FILE", "")]), "");
    assert!(set_up.wrong(&[("QUESTIONNAIRE__FILE", "ours.toml")]).contains("ours.toml cannot be read"));
    let shipped = redchannel::model::questionnaire::DEFAULT;
    let faulty =
        shipped.replacen("kind = \"several\"", "kind = \"some\"", 1).replacen("page = 2", "page = 7", 1);
    fs::write(set_up.root().join("ours.toml"), faulty).unwrap();
    let wrong = set_up.wrong(&[("QUESTIONNAIRE__FILE", "ours.toml")]);
    assert_eq!(
        wrong,
        "questionnaire.file: question \"story\", page: must be a whole number from 1 to 3.\n\
         questionnaire.file: question \"asked\": kind must be one of: choice, several, yes_no, text, number, money, date, office, \
         chapter, taxonomy, story, exclude, identity."
    );
    fs::write(set_up.root().join("ours.toml"), shipped).unwrap();
    assert_eq!(set_up.wrong(&[("QUESTIONNAIRE__FILE", "ours.toml")]), "");
}

//! Configuration: layers, and what is refused.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use redchannel::config::{Config, ConfigError, DatabaseAddress, Genesis, Host, LeaveTo, Scheme, ServerUrl};

fn read(text: &str) -> Result<Config, ConfigError> {
    Config::from_parts(text, Path::new("/etc/redchannel"), &BTreeMap::new())
}

fn read_under(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::from_parts(text, Path::new("/etc/redchannel"), &environment)
}

fn problems(text: &str) -> Vec<String> {
    let error = read(text).expect_err("this configuration is wrong");
    error.problems().iter().map(|problem| problem.key.clone()).collect()
}

#[test]
fn an_empty_file_gives_the_documented_defaults() {
    let config = read("").expect("the defaults are complete");
    assert_eq!(config.data, Path::new("/etc/redchannel/data"));
    assert_eq!(config.secrets, Path::new("/etc/redchannel/secrets"));
    assert_eq!(config.blobs, Path::new("/etc/redchannel/data/blobs"));
    assert_eq!(config.database.main.to_url().expose_secret(), "sqlite:/etc/redchannel/data/main.db");
    assert_eq!(config.intake.scheme, Scheme::Https);
    assert_eq!(config.intake.form_hours, 12);
    assert_eq!(config.limits.text_bytes, 200_000);
    assert_eq!(config.limits.file_bytes, 25 << 20);
    assert_eq!(config.limits.case_bytes, 500 << 20);
    assert_eq!(config.limits.submit_per_hour_global, 200);
    assert_eq!(config.deadlines.total_seconds, 1800);
    assert_eq!(config.desk.idle_minutes, 10);
    assert!(config.genesis.is_none() && config.intake.leave_to.is_none() && config.desk.server.is_none());
}

#[test]
fn the_file_that_init_writes_means_the_defaults() {
    let written = read(redchannel::config::DEFAULT).expect("init writes a correct file");
    assert_eq!(format!("{written:?}"), format!("{:?}", read("").expect("defaults")));
}

#[test]
fn the_environment_lies_over_the_file_and_the_file_over_the_defaults() {
    let file = "data = \"/srv/rc\"\n[intake]\nlisten = \"127.0.0.1:1\"\nform_hours = 3\n[limits]\nfile_bytes = 1000000";
    let config = read_under(
        file,
        &[
            ("REDCHANNEL_INTAKE__FORM_HOURS", "4"),
            ("REDCHANNEL_INTAKE__HOSTS", "Report.example.org; 127.0.0.1:8440"),
            ("REDCHANNEL_INTAKE__SUPPORT", "Legal aid, 12 Harbour Road"),
            ("REDCHANNEL_LIMITS__REQUEST_BYTES", "30 MB"),
            ("REDCHANNEL_LIMITS__TEXT_BYTES", "5000"),
            ("REDCHANNEL_TEST_RUN", "not a setting"),
            ("HOME", "/root"),
        ],
    )
    .expect("correct");
    assert_eq!(config.data, Path::new("/srv/rc"));
    assert_eq!(config.intake.listen.port(), 1);
    assert_eq!(config.intake.form_hours, 4);
    let hosts: Vec<_> = config.intake.hosts.iter().map(Host::as_str).collect();
    assert_eq!(hosts, ["report.example.org", "127.0.0.1:8440"]);
    assert_eq!(config.intake.support, ["Legal aid, 12 Harbour Road"]);
    assert_eq!((config.limits.file_bytes, config.limits.request_bytes), (1_000_000, 30_000_000));
    assert_eq!(config.limits.text_bytes, 5_000);
}

#[test]
fn a_key_that_does_not_exist_is_refused_wherever_it_stands() {
    assert_eq!(problems("[intake]\nlisen = \"127.0.0.1:1\""), ["intake.lisen"]);
    assert_eq!(problems("colour = \"red\""), ["colour"]);
    assert_eq!(problems("[intake.hosts]\na = 1"), ["intake.hosts"]);
    let error = read_under("", &[("REDCHANNEL_INTAKE__LISEN", "x"), ("REDCHANNEL_PEPPER", "x")]);
    let keys: Vec<_> =
        error.expect_err("unknown").problems().iter().map(|problem| problem.key.clone()).collect();
    assert_eq!(keys, ["REDCHANNEL_INTAKE__LISEN", "REDCHANNEL_PEPPER"]);
}

#[test]
fn all_problems_are_reported_at_once() {
    let text = "
        data = 7
        [intake]
        listen = \"somewhere\"
        hosts = [\"fine.example\", \"https://not.fine/\", 3]
        leave_to = \"http://plain.example\"
        form_hours = 0
        unknown = true
        [database]
        main = \"mysql://db\"
        [roster]
        genesis = \"abc\"
        [limits]
        file_bytes = \"25 Mib\"
        pages_per_minute = -1
        [desk]
        listen = \"0.0.0.0:80\"
    ";
    assert_eq!(
        problems(text),
        [
            "intake.unknown",
            "data",
            "intake.listen",
            "intake.hosts",
            "intake.hosts",
            "intake.leave_to",
            "intake.form_hours",
            "database.main",
            "roster.genesis",
            "limits.file_bytes",
            "limits.pages_per_minute",
            "desk.listen",
        ]
    );
}

#[test]
fn no_problem_repeats_a_value() {
    let secret = "hunter2";
    let mut lines = Vec::new();
    for key in [
        "data",
        "intake.listen",
        "intake.hosts",
        "intake.leave_to",
        "intake.support",
        "intake.form_hours",
        "intake.scheme",
        "api.listen",
        "database.main",
        "database.keys",
        "blobs.path",
        "roster.genesis",
        "limits.text_bytes",
        "limits.connections",
        "slow_hash.t",
        "desk.server",
        "desk.listen",
    ] {
        for value in [
            "\"hunter2\"",
            "\"https://u:hunter2@db.example/\"",
            "\"hunter2\\u0000\"",
            "[\"hunter2 \\n!\"]",
            "\"hunter2",
            "[1, {hunter2 = \"hunter2\"}]",
        ] {
            if let Err(error) = read(&format!("{key} = {value}")) {
                lines.push(error.to_string());
            }
        }
        let variable = format!("REDCHANNEL_{}", key.replace('.', "__").to_uppercase());
        if let Err(error) = read_under("", &[(&variable, "postgres-u:hunter2@")]) {
            assert!(error.to_string().contains(&variable) || key == "database.main", "{error}");
            lines.push(error.to_string());
        }
    }
    assert!(lines.len() > 60, "{}", lines.len());
    for line in lines {
        assert!(!line.contains(secret), "{line}");
    }
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_line() {
    let error = read("data = \"x\"\nhunter2 hunter2\n").expect_err("not TOML");
    assert_eq!(error.problems()[0].key, "line 2");
    assert!(!error.to_string().contains("hunter2"));
}

#[test]
fn limits_that_contradict_each_other_are_refused() {
    assert_eq!(problems("[limits]\nfile_bytes = \"100 MiB\""), ["limits.request_bytes"]);
    assert_eq!(problems("[limits]\ncase_bytes = \"10 MiB\""), ["limits.case_bytes"]);
    assert_eq!(problems("[limits]\ntotal_bytes = \"20 MiB\""), ["limits.total_bytes"]);
    assert_eq!(problems("[limits]\nsubmit_per_hour = 300"), ["limits.submit_per_hour_global"]);
    assert_eq!(problems("[database]\nkeys = \"sqlite:main.db\""), ["database.keys"]);
}

#[test]
fn a_slow_hash_cheaper_than_reckoned_with_is_refused() {
    assert_eq!(problems("[slow_hash]\nm_kib = 1024\nt = 1"), ["slow_hash.m_kib", "slow_hash.t"]);
}

#[test]
fn a_password_in_a_database_address_is_not_printed() {
    let config = read("[database]\nmain = \"postgres://u:hunter2@db.example/x\"").expect("correct");
    assert!(matches!(config.database.main, DatabaseAddress::Postgres(_)));
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn hosts_are_names_as_browsers_send_them() {
    for host in ["report.example.org", "localhost:1", "127.0.0.1:8440", "[::1]", "[::1]:8442", "abc.onion"] {
        assert!(Host::parse(host).is_ok(), "{host}");
    }
    for host in
        ["", ".", "a..b", "-a.b", "a b", "https://a", "a/", "a:0", "a:b", "a:99999", "[::1", "[::1]x", "[a]"]
    {
        assert!(Host::parse(host).is_err(), "{host}");
    }
    assert!(Host::parse("127.8.0.1:80").is_ok_and(|host| host.is_local()));
    assert!(Host::parse("[::1]:80").is_ok_and(|host| host.is_local()));
    assert!(Host::parse("localhost.example").is_ok_and(|host| !host.is_local()));
}

#[test]
fn a_desk_talks_in_clear_to_nobody_on_the_way() {
    for url in ["https://api.example.org", "http://127.0.0.1:8441/", "http://[::1]:1", "http://abc.onion"] {
        assert!(ServerUrl::parse(url).is_ok_and(|url| !url.as_str().ends_with('/')), "{url}");
    }
    for url in
        ["http://api.example.org", "https://", "https://u:p@a.example", "https://a.example/x", "ftp://a", "a"]
    {
        assert!(ServerUrl::parse(url).is_err(), "{url}");
    }
}

#[test]
fn leaving_goes_to_https_only() {
    assert!(LeaveTo::parse("https://www.wikipedia.org/wiki/Rain?x=1").is_ok());
    for url in ["http://a.example", "javascript:alert(1)", "https://u@a.example/", "//a.example", ""] {
        assert!(LeaveTo::parse(url).is_err(), "{url}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_configuration_or_a_list_of_problems(text in "(\\[(intake|limits)\\]\n)?([a-z_]{1,12} = )?\\PC{0,60}") {
        match read(&text) {
            Ok(config) => prop_assert!(config.limits.file_bytes < config.limits.request_bytes),
            Err(error) => prop_assert!(!error.problems().is_empty()),
        }
    }

    #[test]
    fn any_text_is_a_value_of_its_kind_or_an_error(text in "(https?://|\\[|sqlite:)?\\PC{0,40}") {
        prop_assert!(Host::parse(&text).is_ok_and(|host| !host.name().is_empty()) || Host::parse(&text).is_err());
        prop_assert!(LeaveTo::parse(&text).is_err() || text.to_lowercase().starts_with("https://"));
        prop_assert!(ServerUrl::parse(&text).is_err() || text.to_lowercase().starts_with("http"));
        prop_assert!(Genesis::parse(&text).is_err() || text.trim().len() == 64);
        prop_assert!(DatabaseAddress::parse(&text, Path::new("/d")).is_err() || text.starts_with("sqlite:"));
    }
}

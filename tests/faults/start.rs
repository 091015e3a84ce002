//! What keeps the program from starting is said in one line that names it; then it ends, and nothing listens.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use super::reporter::get;
use super::server::{Site, write_secret};
use crate::support::stores::Engine;

async fn site() -> Site {
    Site::new(Engine::Sqlite).await
}

fn says(site: &Site, words: &[&str]) {
    let line = site.refusal();
    for word in words {
        assert!(line.contains(word), "{word}: {line}");
    }
}

#[tokio::test]
async fn a_key_that_is_misspelt_is_named() {
    let site = site().await;
    site.write_config("[intakes]\nlisten = \"127.0.0.1:0\"\n");
    says(&site, &["intakes"]);
    site.write_config("wait_secs = 77\n");
    let line = site.refusal();
    assert!(line.contains("slow_hash.wait_secs") && !line.contains("77"), "{line}");
}

#[tokio::test]
async fn secrets_that_are_short_open_to_others_or_missing_are_not_used() {
    for name in ["pepper", "form.key"] {
        let site = site().await;
        let path = site.secret(name);
        std::fs::set_permissions(&path, Permissions::from_mode(0o440)).unwrap();
        says(&site, &[name, "open to others"]);
        for length in [0, 31, 33] {
            std::fs::remove_file(&path).unwrap();
            write_secret(&path, &[7; 33][..length], 0o400);
            says(&site, &[name, "length"]);
        }
        std::fs::remove_file(&path).unwrap();
        says(&site, &[name, "cannot be read"]);
    }
}

#[tokio::test]
async fn without_the_pinned_first_roster_nothing_starts() {
    let mut site = site().await;
    site.set("roster.genesis", "");
    says(&site, &["roster.genesis"]);
    site.set("roster.genesis", "0f");
    says(&site, &["roster.genesis", "64 hex digits"]);
}

#[tokio::test]
async fn under_another_first_roster_it_takes_no_report() {
    let mut site = site().await;
    site.set("roster.genesis", &"0f".repeat(32));
    let running = site.start();
    assert_eq!(get(running.intake, "/n/1", "").await.unwrap().leads_to(), Some("/o"));
}

#[tokio::test]
async fn a_second_process_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let site = site().await;
    let first = site.start();
    says(&site, &["another process", "data folder"]);
    assert_eq!(get(first.intake, "/", "").await.unwrap().status, 200);
    first.kill();
    assert!(site.start().stop().success());
}

#[tokio::test]
async fn a_postgres_that_is_not_there_is_said_with_the_key_of_its_address() {
    let mut site = site().await;
    // A socket that nobody listens at; and a password that must not be repeated.
    let address = format!("postgres:///x?host={}&user=app&password=hunter2", site.data.display());
    site.set("database.main", &address);
    site.set("database.keys", &address);
    let line = site.refusal();
    assert!(line.contains("database") && !line.contains("hunter2"), "{line}");
    assert!(line.contains("it cannot be reached"), "{line}");
}

#[tokio::test]
async fn a_database_that_did_not_come_back_is_not_replaced_by_an_empty_one() {
    for name in ["main", "keys"] {
        let site = site().await;
        std::fs::remove_file(site.data.join(format!("{name}.db"))).unwrap();
        says(&site, &[name, "missing"]);
        assert!(!site.data.join(format!("{name}.db")).exists());
    }
}

#[tokio::test]
async fn a_taken_address_is_named_by_its_key() {
    let mut site = site().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    for key in ["intake.listen", "api.listen"] {
        site.set("intake.listen", "127.0.0.1:0");
        site.set(key, &taken.local_addr().unwrap().to_string());
        says(&site, &[key]);
    }
}

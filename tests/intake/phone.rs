//! The whole way on a telephone without scripts, in a real browser, over a real connection.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use redchannel::intake::{Intake, IntakeConfig, router};
use redchannel::web::client_key::ClientKeys;
use redchannel::web::headers::Reach;
use redchannel::web::limits::{Budgets, Limits};
use redchannel::web::listener::{Deadlines, serve};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::unit::reply;
use super::visitor::config;
use crate::support::browser::{Browser, Options};
use crate::support::world::World;

const STORY: &str = "peppermint lorry at the northern gate";

/// Serves the face on a port of this machine until the guard is dropped.
async fn start(world: &World) -> (String, DropGuard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    let origin = format!("http://{host}");
    let config =
        IntakeConfig { hosts: vec![host], origins: vec![origin.clone()], reach: Reach::Private, ..config() };
    let face =
        router(Intake::new(world.vault.clone(), config, Limits::new(&Budgets::unlimited())).expect("a face"));
    let stop = CancellationToken::new();
    let keys = Arc::new(ClientKeys::new(&mut rand::rng(), tokio::time::Instant::now()));
    tokio::spawn(serve(listener, face, keys, Deadlines::default(), stop.clone()));
    (origin, stop.drop_guard())
}

/// Waits until the browser is at `url`: a click returns before the redirect after a form is followed.
async fn arrives(browser: &Browser, url: &str) {
    let at_url = async {
        while browser.url().await != url {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let arrived = tokio::time::timeout(Duration::from_secs(20), at_url).await;
    assert!(arrived.is_ok(), "the browser is at {}, not at {url}", browser.url().await);
}

/// Waits until the page says `words` in its box.
async fn says(browser: &Browser, words: &str) {
    let said = async {
        while browser.count("#say h2").await == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), said).await.is_ok(), "nothing is said");
    assert_eq!(browser.text("#say h2").await, words);
}

async fn fits(browser: &Browser) {
    let (width, _) = browser.content_size().await;
    assert!(width <= 360.5, "{} is {width} wide", browser.url().await);
}

/// Files of the profile in which `words` stand, in UTF-8 or as browsers keep strings, in UTF-16.
fn left_in(folder: &Path, words: &str) -> Vec<String> {
    let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap_or_default();
            let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
            if holds(words.as_bytes()) || holds(&wide) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reporter_with_a_telephone_and_no_scripts_gets_through_and_leaves_nothing_behind() {
    let world = World::new().await;
    let (site, _serving) = start(&world).await;
    let file = world.folder.join("receipt.txt");
    std::fs::write(&file, "200").expect("a file");
    let browser = Browser::start(Options::default()).await;

    browser.goto(&format!("{site}/")).await;
    fits(&browser).await;
    browser.click("a.button[href='/n']").await;
    fits(&browser).await;
    browser.click("a[href='/n/1']").await;
    fits(&browser).await;
    let mut words = Vec::new();
    for place in 1..=8 {
        let shown = browser.text(&format!(".words li:nth-child({place})")).await;
        words.push(
            shown.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '\n').to_owned(),
        );
    }
    browser.fill("#s", STORY).await;
    browser.upload("#a", &file).await;
    browser.click("main form button").await;

    arrives(&browser, &format!("{site}/d")).await;
    assert!(browser.text("main").await.contains("receipt.txt"));
    fits(&browser).await;
    browser.fill("#w3", &words[2]).await;
    browser.fill("#w7", &words[6]).await;
    browser.click("main form button").await;
    says(&browser, "Your paper is right").await;
    reply(&world, "Which lorry was it?").await;
    browser.click("a.leave").await;

    browser.goto(&format!("{site}/m")).await;
    assert_eq!(browser.url().await, format!("{site}/c"), "leaving has ended the session");
    browser.fill("#k", &words.join(" ")).await;
    browser.click("main form button").await;
    arrives(&browser, &format!("{site}/m")).await;
    assert!(browser.text(".reply").await.contains("Which lorry was it?"));
    fits(&browser).await;
    browser.fill("#s", "the one with the peppermint").await;
    browser.click("main form button").await;
    says(&browser, "We have your message").await;
    browser.click("a.leave").await;

    let profile = browser.close().await;
    assert!(
        !left_in(profile.path(), &format!("{site}/n/1")).is_empty(),
        "the list of visits is found by this search"
    );
    for secret in [STORY, "the one with the peppermint", "Which lorry was it?", words.join(" ").as_str()] {
        assert_eq!(left_in(profile.path(), secret), Vec::<String>::new(), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_story_that_was_not_taken_is_still_there_on_going_back() {
    let world = World::new().await;
    let (site, _serving) = start(&world).await;
    let browser = Browser::start(Options::default()).await;
    browser.goto(&format!("{site}/n/1")).await;
    browser.fill("#s", STORY).await;
    world.clock.advance(14 * 3600);
    browser.click("main form button").await;
    arrives(&browser, &format!("{site}/e")).await;
    let history = browser.devtools("Page.getNavigationHistory", json!({})).await;
    let before =
        history["entries"].as_array().and_then(|entries| entries.iter().rev().nth(1)).expect("a page");
    browser.devtools("Page.navigateToHistoryEntry", json!({ "entryId": before["id"] })).await;
    arrives(&browser, &format!("{site}/n/1")).await;
    let value = json!({ "expression": "document.querySelector('#s').value" });
    let answer = browser.devtools("Runtime.evaluate", value).await;
    assert_eq!(answer["result"]["value"], STORY);
}

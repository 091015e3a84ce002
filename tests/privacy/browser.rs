//! What a visit leaves in a browser's profile, with the real program on the other side.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use super::server::{Site, files_under};
use super::traces::{Traces, marker};
use crate::support::browser::{Browser, Options};

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

/// The words on the card, as shown: each after its number.
async fn words(browser: &Browser) -> Vec<String> {
    let mut words = Vec::new();
    for place in 1..=8 {
        let shown = browser.text(&format!(".words li:nth-child({place})")).await;
        words.push(
            shown.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '\n').to_owned(),
        );
    }
    words
}

/// What was typed and shown in a visit.
struct Visit {
    traces: Traces,
    origin: String,
    browser: Browser,
}

/// Reports with a file, checks the paper, comes back, once with a wrong code, and answers.
async fn visit(site: &Site, address: &str) -> Visit {
    let origin = format!("http://{address}");
    let [story, place, file_name, content, answer] =
        ["story", "place", "filename", "content", "answer"].map(marker);
    let file = site.path("home").join(format!("{file_name}.txt"));
    std::fs::write(&file, content.repeat(1000)).expect("a file");

    let browser = Browser::start(Options::default()).await;
    browser.goto(&format!("{origin}/")).await;
    browser.click("a.button[href='/n']").await;
    browser.click("a[href='/n/1']").await;
    let code = words(&browser).await;
    browser.fill("#s", &story).await;
    browser.fill("#p", &place).await;
    browser.upload("#a", &file).await;
    browser.click("main form button").await;
    arrives(&browser, &format!("{origin}/d")).await;
    assert!(browser.text("main").await.contains(&file_name));
    browser.fill("#w3", &code[2]).await;
    browser.fill("#w7", &code[6]).await;
    browser.click("main form button").await;
    browser.goto(&format!("{origin}/c")).await;
    // Failures are answered after a POST, too.
    browser.fill("#k", &code[1..].join(" ")).await;
    browser.click("main form button").await;
    arrives(&browser, &format!("{origin}/c")).await;
    browser.fill("#k", &code.join(" ")).await;
    browser.click("main form button").await;
    arrives(&browser, &format!("{origin}/m")).await;
    browser.fill("#s", &answer).await;
    browser.click("main form button").await;
    arrives(&browser, &format!("{origin}/m")).await;

    let mut traces = Traces::default();
    for (name, text) in [
        ("the story", &story),
        ("the place", &place),
        ("the answer", &answer),
        ("a file's content", &content),
    ] {
        traces.text(name, text);
    }
    traces.text("a file's name", &file_name);
    traces.code(&code);
    traces.text("seven words of the code", &code[1..].join(" "));
    Visit { traces, origin, browser }
}

/// Every file of a closed browser's profile, in which the list of visits at least must be found: it is what a browser keeps.
fn profile_files(profile: &TempDir, origin: &str) -> BTreeSet<PathBuf> {
    let files = files_under(profile.path());
    let mut visited = Traces::default();
    visited.text("an address that was visited", &format!("{origin}/n/1"));
    let history = files.iter().filter(|path| !visited.in_file(path).is_empty()).count();
    assert!(history > 0, "not even the list of visits is found: the search misses things");
    files
}

#[tokio::test]
async fn a_browser_that_left_and_was_closed_keeps_neither_words_nor_files_nor_code_nor_session() {
    let site = Site::new().await;
    let server = site.start();
    let mut visit = visit(&site, server.address()).await;
    visit.browser.click("a.leave").await;
    let profile = visit.browser.close().await;
    visit.traces.text("the session's cookie", "__Host-r");
    visit.traces.assert_in_none(&profile_files(&profile, &visit.origin));
}

#[tokio::test]
async fn a_browser_that_was_closed_without_leaving_keeps_neither_words_nor_files_nor_code() {
    let site = Site::new().await;
    let server = site.start();
    let visit = visit(&site, server.address()).await;
    // The cookie of the session is in the profile until the browser starts again: Chromium decides that, and the session behind it ends
    // after a quarter of an hour.
    let profile = visit.browser.close().await;
    visit.traces.assert_in_none(&profile_files(&profile, &visit.origin));
}

//! What only a real browser, or none at all, can show of the whole program. This file shows that the browser itself is what the other
//! tests take it for.

mod curl;
mod main_way;
mod pages;
mod screenshots;
mod site;
mod steps;

use std::fs;

use self::site::Site;
use crate::support::browser::{Browser, Options, Scheme, Scripts, Viewport, is_running, started_by};

#[tokio::test]
async fn a_page_is_left_as_it_was_sent_when_scripts_are_off() {
    let site = Site::start();
    let browser = Browser::start(Options::default()).await;
    browser.goto(&site.url("/")).await;
    assert_eq!(browser.text("#said").await, "as sent");
    assert_eq!(browser.count("#without b").await, 1, "what is meant for browsers without scripts is there");
}

#[tokio::test]
async fn the_same_page_is_changed_when_scripts_are_on() {
    let site = Site::start();
    let browser = Browser::start(Options { javascript: Scripts::On, ..Options::default() }).await;
    browser.goto(&site.url("/")).await;
    assert_eq!(browser.text("#said").await, "changed by a script");
    assert_eq!(browser.count("#without b").await, 0);
}

#[tokio::test]
async fn a_form_with_a_file_is_sent_and_its_redirect_followed_without_scripts() {
    let site = Site::start();
    let files = tempfile::tempdir().expect("a folder");
    let file = files.path().join("seal.txt");
    fs::write(&file, "container MSKU 4471203").expect("a file");
    let browser = Browser::start(Options::default()).await;
    browser.goto(&site.url("/")).await;
    browser.fill("#story", "first").await;
    browser.fill("#story", "the seal was broken").await;
    browser.upload("#file", &file).await;
    browser.click("button").await;
    assert_eq!(browser.url().await, site.url("/sent"));
    assert!(browser.source().await.contains("<h1>received</h1>"));
    let received = site.received();
    assert!(received.contains("\r\n\r\nthe seal was broken\r\n"), "{received}");
    assert!(
        received.contains("filename=\"seal.txt\"") && received.contains("container MSKU 4471203"),
        "{received}"
    );
}

#[tokio::test]
async fn a_screenshot_shows_the_whole_page_at_the_width_of_the_device() {
    let site = Site::start();
    let pictures = tempfile::tempdir().expect("a folder");
    for (viewport, css_width, pixels) in [(Viewport::Phone, 360.0, 720), (Viewport::Desktop, 1280.0, 1280)] {
        let browser = Browser::start(Options { viewport, ..Options::default() }).await;
        browser.goto(&site.url("/")).await;
        let (width, height) = browser.content_size().await;
        assert!((width - css_width).abs() < 0.5, "{viewport:?} is {width} wide");
        assert!(height > 2000.0, "the page is 2000 high and more, not {height}");
        let picture = pictures.path().join("page.png");
        browser.screenshot(&picture).await;
        let (width, height) = png_size(&fs::read(&picture).expect("the picture"));
        assert_eq!(width, pixels, "{viewport:?}");
        assert!(height > 2000, "{viewport:?} is only {height} high");
    }
}

#[tokio::test]
async fn the_page_sees_the_preferred_scheme() {
    let site = Site::start();
    for (scheme, shown) in [(Scheme::Light, "it is light"), (Scheme::Dark, "it is dark")] {
        let browser = Browser::start(Options { scheme, ..Options::default() }).await;
        browser.goto(&site.url("/")).await;
        assert_eq!(browser.text("#scheme").await, shown);
    }
}

#[tokio::test]
async fn a_host_name_leads_to_this_machine_over_plain_http() {
    let site = Site::start();
    let host_name = Some(String::from("reports.example"));
    let browser = Browser::start(Options { host_name, ..Options::default() }).await;
    let url = site.url("/").replace("127.0.0.1", "reports.example");
    browser.goto(&url).await;
    assert_eq!(browser.url().await, url);
    assert_eq!(browser.text("#said").await, "as sent");
}

#[tokio::test]
async fn nothing_runs_on_when_a_browser_is_closed_or_dropped() {
    let site = Site::start();
    let dropped = Browser::start(Options::default()).await;
    dropped.goto(&site.url("/")).await;
    let profile = dropped.profile_dir().to_owned();
    let started = started_by(Some(dropped.driver_id()), Some(&profile));
    assert!(started.len() > 2, "a driver and a browser of several processes, not {started:?}");
    drop(dropped);
    assert!(started_by(None, Some(&profile)).is_empty());
    assert!(!profile.exists());

    let closed = Browser::start(Options::default()).await;
    closed.goto(&site.url("/")).await;
    let descends = started_by(Some(closed.driver_id()), None);
    assert!(descends.len() > 2, "{descends:?}");
    let profile = closed.close().await;
    assert!(profile.path().join("profile").is_dir(), "what was written is there to be searched");
    assert!(started_by(None, Some(profile.path())).is_empty());
    assert!(!descends.into_iter().any(is_running));
}

/// Width and height in the header of a PNG file.
fn png_size(picture: &[u8]) -> (u32, u32) {
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"), "not a PNG");
    let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

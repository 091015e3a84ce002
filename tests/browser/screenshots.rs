//! The pictures of the README: taken at every run, copied by `docs/screenshots/make`.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde_json::json;

use super::steps::{Member, Reporter, Story, appears, look_through};
use crate::support::browser::{Browser, Options, Scheme};
use crate::support::program::{Demo, Samples};

/// The most bytes of a picture: whoever looks at the README pays for them.
const MOST_BYTES: usize = 150_000;

/// The part of a page that is shown, in CSS pixels, and how much smaller than on the device.
#[derive(Clone, Copy)]
struct Frame {
    width: u32,
    height: u32,
    scale: f32,
}

/// A phone has two device pixels for each CSS pixel; one and a half do for a picture.
const PHONE: Frame = Frame { width: 360, height: 760, scale: 0.75 };
const QUEUE: Frame = Frame { width: 1280, height: 560, scale: 1.0 };
/// As far down as the log.
const CASE: Frame = Frame { width: 1280, height: 2010, scale: 0.6 };

/// Where the pictures lie until they are copied.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Writes the upper part of the page.
async fn take(browser: &Browser, name: &str, frame: Frame) {
    let Frame { width, height, scale } = frame;
    look_through(browser, width, height.min(900)).await;
    let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": scale });
    let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let answer = browser.devtools("Page.captureScreenshot", options).await;
    let picture = BASE64.decode(answer["data"].as_str().expect("a picture").as_bytes()).expect("Base64");
    assert!(picture.starts_with(b"\x89PNG"), "{name} is no PNG");
    assert!((10_000..MOST_BYTES).contains(&picture.len()), "{name} has {} bytes", picture.len());
    fs::write(folder().join(format!("{name}.png")), picture).expect("the picture is not written");
}

/// Changes the colours the visitor prefers.
async fn prefer(browser: &Browser, scheme: Scheme) {
    let preferred = match scheme {
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    let features = json!([{ "name": "prefers-color-scheme", "value": preferred }]);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
}

async fn in_both_schemes(browser: &Browser, name: &str, frame: Frame) {
    take(browser, name, frame).await;
    prefer(browser, Scheme::Dark).await;
    take(browser, &format!("{name}-dark"), frame).await;
    prefer(browser, Scheme::Light).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pictures_of_the_readme_are_taken_and_small() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Demo::start(folder.path(), Samples::Some);
    let reporter = Reporter::new(&demo).await;
    let phone = &reporter.browser;
    phone.goto(&reporter.at("/")).await;
    take(phone, "landing", PHONE).await;
    phone.goto(&reporter.at("/n/1")).await;
    in_both_schemes(phone, "form", PHONE).await;
    let words = reporter.reports(&Story { text: "They wanted 300 for a stamp.", ..Story::default() }).await;
    phone.fill("#w3", &words[2]).await;
    phone.fill("#w7", &words[6]).await;
    phone.click("form[action='/d'] button").await;
    appears(phone, "#say").await;
    take(phone, "code", PHONE).await;
    reporter.comes_back(demo.code.as_deref().expect("a sample reporter")).await;
    take(phone, "inbox", PHONE).await;
    let list = folder.path().join("my list.txt");
    fs::write(&list, "12 November: 50").expect("a file");
    reporter.answers("A tall man with a grey beard, his badge ends in 18.", &list).await;

    let member = Member::new(&demo, Options::default()).await;
    member.unlocks_as("Intake officer").await;
    take(&member.browser, "queue", QUEUE).await;
    let own_words = "said the stamp machine is broken";
    opens_the_case_with(&member, own_words).await;
    in_both_schemes(&member.browser, "case", CASE).await;
}

/// Opens one case after the other until one says this.
async fn opens_the_case_with(member: &Member<'_>, words: &str) {
    let cases = member.browser.count(".queue tbody tr").await;
    for place in 1..=cases {
        member.browser.goto(&member.at("/")).await;
        member.browser.click(&format!(".queue tbody tr:nth-child({place}) th a")).await;
        member.is_let_in().await;
        if member.browser.text(".story").await.contains(words) {
            return;
        }
    }
    panic!("no case says {words}");
}

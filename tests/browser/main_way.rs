//! The whole way, with the program as it is delivered: from a trader's telephone to the unit's desk and back, twice.

use std::fs;
use std::path::{Path, PathBuf};

use axum::body::{Body, to_bytes};
use http::header::{CONTENT_DISPOSITION, COOKIE};
use http::{Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use super::steps::{Member, Reporter, Story, appears, arrives, evaluate};
use crate::support::browser::Options;
use crate::support::program::{Demo, Samples};

const STORY: &str = "They kept the lorry with the peppermint for three days and wanted 300.";
const PLACE: &str = "Northern gate, lane 4";
const QUESTION: &str = "Who wanted the money? A badge, a face, anything.";
const ANSWER: &str = "The one with the green cap. The list of days is in the file.";

/// What the photograph says of place and device: the tag of the block with the place, the degrees in it, and planted names.
const TELLING: [&[u8]; 3] =
    [b"\x88\x25\x00\x04", b"\x00\x00\x00\x30\x00\x00\x00\x01\x00\x00\x00\x0c", b"PLANTED"];

fn photo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media_files/photo.jpg")
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Asks without a browser, with these cookies.
async fn fetch(url: &str, cookies: &str) -> Response<Vec<u8>> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let request = Request::get(url).header(COOKIE, cookies).body(Body::empty()).expect("a request");
    let (head, body) =
        client.request(request).await.unwrap_or_else(|error| panic!("{url}: {error}")).into_parts();
    let body = to_bytes(Body::new(body), 1 << 20).await.expect("a whole answer");
    Response::from_parts(head, body.to_vec())
}

/// Downloads the file in this place of the case page, as the browser that is at it would.
async fn download(member: &Member<'_>, place: usize) -> Response<Vec<u8>> {
    let link = format!("document.querySelectorAll('.files li')[{}].querySelector('a').href", place - 1);
    let answer = fetch(&evaluate(&member.browser, &link).await, &member.cookie().await).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_goes_from_a_telephone_to_the_desk_and_the_answers_go_both_ways() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Demo::start(folder.path(), Samples::None);
    let notes = folder.path().join("notes.txt");
    fs::write(&notes, "Monday 300\r\nTuesday 300\r\n\0end").expect("a file");

    let reporter = Reporter::new(&demo).await;
    let story = Story { text: STORY, place: PLACE, files: &[photo(), notes.clone()], ..Story::default() };
    let words = reporter.reports(&story).await;
    sees_what_was_sent(&reporter, &words).await;
    types_back(&reporter, &words).await;
    let digits = reporter.browser.text(".digits").await;
    reporter.leaves().await;

    let member = Member::new(&demo, Options::default()).await;
    member.unlocks_as("Intake officer").await;
    member.opens_the_only_case().await;
    let case = member.browser.url().await;
    sees_the_report(&member).await;
    receives_the_files(&member, &notes).await;
    member.replies(QUESTION).await;

    reporter.comes_back(&words.join(" ").to_uppercase()).await;
    assert!(reporter.browser.text(".reply").await.contains(QUESTION));
    assert!(!reporter.browser.source().await.contains("peppermint"), "what was sent must not be shown");
    reporter.leaves().await;
    reporter.comes_back(&digits).await;
    let days = folder.path().join("days.txt");
    fs::write(&days, "2 May, 3 May").expect("a file");
    reporter.answers(ANSWER, &days).await;
    assert!(reporter.browser.text(".files").await.contains("days.txt"));
    reporter.leaves().await;

    member.browser.goto(&case).await;
    assert_eq!(member.browser.text(".turns .theirs .said").await, ANSWER);
    assert_eq!(download(&member, 3).await.into_body(), fs::read(&days).expect("the file"));
    keeps_others_out(&demo, &member, &case).await;
    says_nothing_of_anybody(&demo);
}

async fn sees_what_was_sent(reporter: &Reporter<'_>, words: &[String]) {
    assert_eq!(reporter.words().await, words, "the code is the one of the form");
    let listed = reporter.browser.text(".files").await;
    for expected in ["photo.jpg", "Hidden data removed.", "notes.txt", "29 bytes", "with any hidden data"] {
        assert!(listed.contains(expected), "no {expected} in {listed}");
    }
}

async fn types_back(reporter: &Reporter<'_>, words: &[String]) {
    reporter.browser.fill("#w3", &words[2].to_uppercase()).await;
    reporter.browser.fill("#w7", &words[6]).await;
    reporter.browser.click("form[action='/d'] button").await;
    appears(&reporter.browser, "#say").await;
    assert_eq!(reporter.browser.text("#say h2").await, "Your paper is right");
}

async fn sees_the_report(member: &Member<'_>) {
    assert_eq!(member.browser.text(".story").await, STORY);
    let facts = member.browser.text(".facts").await;
    assert!(facts.contains(PLACE) && facts.contains("Nobody was named"), "{facts}");
    let files = member.browser.text(".files").await;
    for expected in
        ["photo.jpg", "Metadata removed", "notes.txt", "29 bytes", "this kind of file is not cleaned"]
    {
        assert!(files.contains(expected), "no {expected} in {files}");
    }
    assert!(member.browser.text(".side").await.contains("Verified: 4 entries"));
}

async fn receives_the_files(member: &Member<'_>, notes: &Path) {
    let original = fs::read(photo()).expect("the photograph");
    let picture = download(member, 1).await;
    assert!(
        picture.headers()[CONTENT_DISPOSITION].to_str().is_ok_and(|name| name.contains("photo.jpg")),
        "{:?}",
        picture.headers()
    );
    let picture = picture.into_body();
    assert!(picture.starts_with(b"\xff\xd8\xff") && picture.ends_with(b"\xff\xd9"), "not a JPEG any more");
    for needle in TELLING {
        assert!(holds(&original, needle), "this search would find {needle:?}");
        assert!(!holds(&picture, needle), "{needle:?} is still there");
    }
    assert_eq!(download(member, 2).await.into_body(), fs::read(notes).expect("the file"));
    member.browser.goto(&member.browser.url().await).await;
    assert_eq!(member.browser.count(".files .tag.green").await, 2, "both were found whole");
}

/// The link is used up, a strange browser gets nothing, and the case is there for nobody else.
async fn keeps_others_out(demo: &Demo, member: &Member<'_>, case: &str) {
    let again = fetch(&demo.desk_link, "").await;
    assert_eq!(again.status(), StatusCode::FORBIDDEN, "the link has worked twice");
    assert!(again.headers().get("set-cookie").is_none());
    assert_eq!(fetch(case, "").await.status(), StatusCode::FORBIDDEN);

    member.locks().await;
    member.browser.goto(case).await;
    assert_eq!(member.browser.count("#passphrase").await, 1, "a locked desk asks for the passphrase");
    assert!(!member.browser.source().await.contains("peppermint"));
    member.unlocks_as("Inspectorate").await;
    assert_eq!(member.browser.text(".empty h2").await, "No reports yet");
    member.browser.goto(case).await;
    assert_eq!(member.browser.text("h1").await, "Not here");
}

fn says_nothing_of_anybody(demo: &Demo) {
    let complaints = demo.complaints();
    assert_eq!(complaints, "", "a run without faults writes nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_excludes_the_head_is_there_for_the_inspectorate_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Demo::start(folder.path(), Samples::None);
    let reporter = Reporter::new(&demo).await;
    let story = Story { text: STORY, place: PLACE, exclude: &["role:audit:head"], files: &[] };
    let words = reporter.reports(&story).await;

    let member = Member::new(&demo, Options::default()).await;
    for name in ["Intake officer", "Investigator", "Head of unit"] {
        member.unlocks_as(name).await;
        assert_eq!(member.browser.text(".empty h2").await, "No reports yet", "{name} must not see it");
        member.locks().await;
    }
    member.unlocks_as("Inspectorate").await;
    member.opens_the_only_case().await;
    assert_eq!(member.browser.text(".story").await, STORY);
    assert!(member.browser.text(".facts").await.contains("head of the unit"), "whom the reporter excluded");
    member.replies(QUESTION).await;

    reporter.leaves().await;
    reporter.comes_back(&words.join("\n")).await;
    assert!(reporter.browser.text(".reply").await.contains(QUESTION));
    arrives(&reporter.browser, &reporter.at("/m")).await;
}

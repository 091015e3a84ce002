//! Many cases: not all of them are listed each time, and a server that drops one is found out nevertheless.

use redchannel::crypto::agefile::Identity;
use redchannel::crypto::frame::{Author, ItemKind};
use redchannel::model::id::CaseId;

use super::super::made::TestCase;
use super::super::visitor::Browser;
use crate::support::world::report;

/// More than are listed as a whole each time.
const CASES: u16 = 202;

fn case(number: u16, day: redchannel::clock::Day) -> TestCase {
    let [high, low] = number.to_be_bytes();
    let mut id = [7; 16];
    (id[0], id[1]) = (high, low);
    let mut case = TestCase {
        id: CaseId::from_bytes(id),
        identity: Identity::generate(),
        reporter: ed25519_dalek::SigningKey::from_bytes(&[low; 32]),
        reporter_box: Identity::generate(),
        items: Vec::new(),
        entries: Vec::new(),
        blobs: std::collections::BTreeMap::new(),
        day,
    };
    let mut header = case.next(ItemKind::Report, Author::Reporter);
    header.reporter = Some(case.card());
    case.add(&header, &serde_json::to_string(&report("A story.")).unwrap(), &case.reporter.clone());
    case
}

/// The queue once everything is open; the browser goes on by itself until then.
async fn opened(browser: &mut Browser) -> String {
    loop {
        let page = browser.get("/?reload=soon").await;
        let text = page.text();
        if !text.contains("The page goes on by itself") {
            assert!(!page.headers.contains_key(http::header::REFRESH));
            return text;
        }
        assert_eq!(page.headers[http::header::REFRESH], "2; url=/?reload=soon");
    }
}

#[tokio::test]
async fn a_case_that_is_withheld_between_two_whole_lists_is_missed_within_a_quarter_of_an_hour() {
    let mut browser = Browser::unlocked().await;
    let today = browser.stage.today();
    for number in 0..CASES {
        browser.stage.show(&case(number, today.plus(-20)));
    }
    let text = opened(&mut browser).await;
    assert!(text.contains("of 202") && !text.contains("does not list case"), "{text}");
    let asked = |browser: &Browser| browser.stage.shown.lock().unwrap().asked_since.clone();
    assert_eq!(asked(&browser).last(), Some(&0));

    let gone = browser.stage.shown.lock().unwrap().lines.remove(5).case;
    browser.stage.show(&case(CASES, today));
    let text = browser.get("/").await.text();
    assert_eq!(asked(&browser).last(), Some(&today.plus(-1).number()), "only what is new is asked for");
    assert!(text.contains("of 203") && !text.contains("does not list case"), "{text}");

    browser.stage.clock.advance(8 * 60);
    browser.get("/").await;
    browser.stage.clock.advance(8 * 60);
    let text = browser.get("/").await.text();
    assert_eq!(asked(&browser).last(), Some(&0));
    let reference = redchannel::desk::reference::Reference::of(gone);
    let warning = format!("does not list case <bdi>{reference}</bdi> any more");
    assert!(text.contains(&warning) && text.contains("of 202"), "{text}");
    browser.stage.clock.advance(60);
    let page = browser.get("/").await;
    assert!(page.text().contains(&warning), "the warning does not wear off");

    // It ends when the member says that they know why, and only for a case that is missing.
    let (path, kept) = (format!("/gone/{gone}"), format!("/gone/{}", case(1, today).id));
    let token = page.field(&path, "token");
    assert_eq!(browser.post(&kept, &[("token", &token)]).await.location(), "/failed/404");
    assert_eq!(browser.post(&path, &[("token", "wrong")]).await.location(), "/failed/403");
    assert!(browser.get("/").await.text().contains(&warning));
    assert_eq!(browser.post(&path, &[("token", &token)]).await.location(), "/");
    let text = browser.get("/").await.text();
    assert!(!text.contains("does not list case") && text.contains("of 202"), "{text}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_keeps_nobody_from_what_is_open() {
    let mut browser = Browser::unlocked().await;
    let shown = TestCase::busy(1, &browser.stage);
    browser.stage.show(&shown);
    let reference = redchannel::desk::reference::Reference::of(shown.id).to_string();
    assert!(browser.get("/").await.text().contains(&reference));
    browser.stage.shown.lock().unwrap().silent = true;
    for _ in 0..2 {
        let page = browser.get("/").await;
        assert_eq!(page.headers[http::header::REFRESH], "2; url=/?reload=soon");
        assert!(page.text().contains("The server is being asked.") && page.text().contains(&reference));
    }
    // The lock goes through at once, and ends the question.
    let lock = browser.get("/help").await.field("/lock", "token");
    browser.post("/lock", &[("token", &lock)]).await;
    assert!(browser.get("/?reload=soon").await.text().contains("Unlock this desk"));
}

//! What the pages say, and what they hand out.

use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use redchannel::model::casework::work::{Conflict, Work};

use super::made::TestCase;
use super::visitor::{Browser, KEY};
use crate::support::world::report;

#[tokio::test]
async fn a_case_is_read_answered_and_its_faults_stand_in_their_place() {
    let mut browser = Browser::unlocked().await;
    let mut body = report("<script>alert(1)</script> طلب مني المال");
    body.exclude = vec![redchannel::model::readers::Exclusion::Role {
        channel: "audit".into(),
        role: redchannel::model::roster::Role::Head,
    }];
    let mut case = TestCase::new(1, browser.stage.today().plus(-9), &body);
    case.follow_up("second words");
    let forged = TestCase::busy(2, &browser.stage);
    browser.stage.show(&case);
    let queue = browser.get("/").await.text();
    assert!(
        queue.contains("6 days overdue")
            && queue.contains("Money or favour demanded")
            && queue.contains("New: declare first"),
        "{queue}"
    );
    case.day = browser.stage.today();
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    browser.get("/").await;
    let page = browser.get(&format!("/case/{}", case.id)).await;
    let text = page.text();
    assert!(!text.contains("<script>") && text.contains("طلب مني المال"));
    assert!(text.contains("the head of the unit in Audit and Investigation Unit"));
    assert!(text.contains("second words") && text.contains("Verified: 3 entries"));
    let action = format!("/case/{}/reply", case.id);
    let (token, item) = (page.field(&action, "token"), page.field(&action, "item"));
    let sent = browser.post(&action, &[("token", &token), ("item", &item), ("text", "Which\r\ngate?")]).await;
    assert_eq!(
        (sent.status, sent.location()),
        (StatusCode::SEE_OTHER, format!("/case/{}", case.id).as_str())
    );
    let text = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(
        text.contains("Which\ngate?")
            && text.contains("was sent and signed")
            && text.contains("Done on 23 Nov 2026, 2 days late")
    );

    browser.stage.tamper(case.id, |items| items[1].data = forged.items[1].data.clone());
    let text = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(text.contains("Entry 2: not part of this case") && text.contains("2 of 4 entries marked"));
    assert!(text.contains("Something was removed, replaced or reordered here"));
    browser.stage.tamper(case.id, |items| drop(items.remove(1)));
    let gap = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(gap.contains("Entry 2: missing") && gap.contains("is being withheld"));
    assert!(text.contains("Which\ngate?") && text.contains("Signed, but what stood before it is not there"));
}

#[tokio::test]
async fn a_reply_that_cannot_be_sent_keeps_its_words() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::busy(1, &browser.stage);
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    browser.get("/").await;
    let action = format!("/case/{}/reply", case.id);
    let page = browser.get(&format!("/case/{}", case.id)).await;
    let (token, item) = (page.field(&action, "token"), page.field(&action, "item"));
    let long = "long words ".repeat(400);
    browser.post(&action, &[("token", &token), ("item", &item), ("text", &long)]).await;
    let text = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(text.contains("4400 characters") && text.contains(&long));
}

#[tokio::test]
async fn a_file_is_a_download_that_no_browser_runs_and_a_damaged_one_is_a_page() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::new(1, browser.stage.today(), &report("x"));
    let item = case.attach("صورة.html", b"<script>alert(1)</script>", |_| {});
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    browser.get("/").await;
    let path = format!("/case/{}/file/{item}", case.id);
    let page = browser.get(&path).await;
    assert_eq!(page.body, b"<script>alert(1)</script>");
    assert_eq!(page.headers[CONTENT_TYPE], "application/octet-stream");
    assert_eq!(page.headers[CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'");
    assert_eq!(page.headers[CONTENT_LENGTH], "25");
    let name = page.headers[CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"____.html\"; filename*=UTF-8''%D8%B5%D9%88%D8%B1%D8%A9.html");
    assert!(
        browser
            .get(&format!("/case/{}", case.id))
            .await
            .text()
            .contains("every byte as the reporter sent it")
    );

    for answers in browser.stage.shown.lock().unwrap().blobs.values_mut() {
        answers[0].pop();
    }
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    assert!(
        page.text().contains("it was cut short, altered or replaced")
            && !page.headers.contains_key(CONTENT_DISPOSITION)
    );
    assert_eq!(
        browser.get(&format!("/case/{}/file/{}", case.id, case.id)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn trouble_with_roster_and_server_is_said_in_sentences() {
    let mut browser = Browser::unlocked().await;
    browser.stage.shown.lock().unwrap().broken = true;
    assert!(browser.get("/").await.text().contains("Nothing could be loaded"));
    browser.stage.shown.lock().unwrap().broken = false;
    assert!(browser.get("/").await.text().contains("No reports yet"));
    let note = browser.stage.shown.lock().unwrap().notes.pop().unwrap();
    assert!(browser.get("/").await.text().contains("The roster does not verify"));
    browser.stage.shown.lock().unwrap().notes.push(note);
    let mut case = TestCase::busy(1, &browser.stage);
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    browser.get("/").await;
    browser.stage.clock.advance(86_400 * 500);
    browser.desk.expire();
    let passphrase = KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&passphrase).await;
    assert!(browser.get("/").await.text().contains("The roster was in force until 31 Dec 2027"));
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(page.contains("Money was asked at the gate.") && !page.contains("Sign and send"));
}

#[tokio::test]
async fn whoever_has_not_declared_or_stands_too_near_gets_neither_files_nor_the_name_by_their_address() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::new(1, browser.stage.today(), &report("The gate at noon."));
    let file = case.attach("list.jpg", b"who was paid", |_| {});
    browser.stage.show(&case);
    browser.get("/").await;
    let paths = [format!("/case/{}/file/{file}", case.id), format!("/case/{}/identity", case.id)];
    let unknown = browser.get("/nothing-of-the-kind").await.body;
    for path in &paths {
        let page = browser.get(path).await;
        assert_eq!((page.status, &page.body), (StatusCode::NOT_FOUND, &unknown), "{path}");
    }
    let intake = browser.stage.people.intake.clone();
    case.declare(&intake, true);
    browser.stage.show(&case);
    browser.get("/").await;
    for path in &paths {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
    let words = "My cousin works at that gate.".to_owned();
    case.work(&intake, &Work::Declared { conflict: Conflict::Recused, words, takes_up: false });
    browser.stage.show(&case);
    browser.get("/").await;
    for path in &paths {
        let page = browser.get(path).await;
        assert_eq!((page.status, &page.body), (StatusCode::NOT_FOUND, &unknown), "{path}");
    }
}

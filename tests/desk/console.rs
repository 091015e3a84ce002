//! Who gets in, what a form must carry, and when the desk locks.

use http::header::{CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use redchannel::clock::Clock;
use redchannel::desk::DeskConfig;
use redchannel::desk::casebook::SyncError;
use redchannel::desk::keyring::Opened;
use redchannel::desk::web::{StartError, start};
use redchannel::desk::work::Work;
use redchannel::ledger::entry::Reason;

use super::liar::Stage;
use super::made::TestCase;
use super::visitor::{ADDRESS, Browser, KEY, encode};

#[tokio::test]
async fn the_link_works_once_and_without_it_every_page_is_the_same() {
    let mut browser = Browser::outside().await;
    let mut seen = Vec::new();
    for path in ["/", "/help", "/case/K7-PLUM-402", &format!("/in/{}", "0".repeat(64))] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        seen.push(page.text());
    }
    assert!(seen[0].contains("Open the link that was printed when this desk started"));
    assert!(seen.iter().all(|page| *page == seen[0]));
    let link = browser.link.clone();
    assert_eq!(browser.get(&link).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/").await.text().contains("Unlock this desk"));
    let first = browser.cookie.take();
    assert_eq!(browser.get(&link).await.status, StatusCode::FORBIDDEN, "used twice");
    browser.cookie = first;
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "the first browser stays in");
}

#[tokio::test]
async fn another_host_another_site_and_a_form_without_its_token_are_refused() {
    let mut browser = Browser::unlocked().await;
    for host in ["evil.example", "localhost:4455", "127.0.0.1", "127.0.0.1:4456"] {
        let page = browser.send(Request::get("/").header(HOST, host), String::new()).await;
        assert_eq!(page.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let token = browser.get("/").await.field("/lock", "token");
    let form = || {
        Request::post("/lock").header(HOST, ADDRESS).header(CONTENT_TYPE, "application/x-www-form-urlencoded")
    };
    for request in [form(), form().header("sec-fetch-site", "cross-site"), form().header("origin", "null")] {
        let page = browser.send(request, encode(&[("token", &token)])).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/failed/403"));
    }
    for wrong in ["", "0", &"0".repeat(64)] {
        assert_eq!(browser.post("/lock", &[("token", wrong)]).await.location(), "/failed/403");
    }
    assert!(browser.get("/failed/403").await.text().contains("This form is too old"));
    assert!(browser.get("/").await.text().contains("<h1>Queue</h1>"), "still unlocked");
    assert_eq!(browser.post("/lock", &[("token", &token)]).await.location(), "/");
    assert!(browser.get("/").await.text().contains("Unlock this desk"));
}

#[tokio::test]
async fn a_wrong_passphrase_is_answered_the_same_way_and_slower_each_time() {
    let mut browser = Browser::inside().await;
    let page = browser.get("/").await.text();
    assert!(page.contains("Intake officer") && page.contains("broken.rckey") && !page.contains("notes.txt"));
    browser.try_passphrase("wrong words").await;
    let said = browser.get("/").await.text();
    assert!(said.contains("does not open the key file") && said.contains("possible in 1 s"), "{said}");
    // Within the wait not even the right one is tried, so that guessing in parallel gains nothing.
    let right = KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&right).await;
    assert!(browser.get("/").await.text().contains("was not tried"));
    browser.stage.clock.advance(1);
    browser.try_passphrase("wrong again").await;
    assert!(browser.get("/").await.text().contains("possible in 2 s"));
    browser.stage.clock.advance(2);
    browser.try_passphrase(&right).await;
    assert!(browser.get("/").await.text().contains("<h1>Queue</h1>"));
}

#[tokio::test]
async fn only_offered_files_can_be_named() {
    let mut browser = Browser::inside().await;
    for file in ["../keys/intake.rckey", "/etc/passwd", "notes.txt", ""] {
        let token = browser.get("/").await.field("/unlock", "token");
        browser.post("/unlock", &[("token", &token), ("key", file), ("passphrase", "x")]).await;
        assert!(browser.get("/").await.text().contains("This key file is not there any more"), "{file}");
    }
}

#[tokio::test]
async fn an_idle_desk_is_locked_and_old_forms_are_worth_nothing() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::busy(1, &browser.stage);
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    browser.get("/").await;
    let action = format!("/case/{}/reply", case.id);
    let page = browser.get(&format!("/case/{}", case.id)).await;
    let (token, item) = (page.field(&action, "token"), page.field(&action, "item"));
    browser.stage.clock.advance(600);
    browser.desk.expire();
    assert!(browser.get("/").await.text().contains("Unlock this desk"));
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(page.contains("Unlock this desk") && !page.contains("Money was asked"));
    let passphrase = KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&passphrase).await;
    let late = browser.post(&action, &[("token", &token), ("item", &item), ("text", "x")]).await;
    assert_eq!(late.location(), "/failed/403");
    assert!(browser.stage.shown.lock().unwrap().put.is_empty());
}

#[tokio::test]
async fn the_desk_listens_on_this_machine_only() {
    let stage = Stage::new().await;
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let config =
            DeskConfig::new(stage.address.clone(), stage.genesis, "/nowhere", address.parse().unwrap());
        assert!(
            matches!(start(config, stage.clock.clone()).await, Err(StartError::NotLoopback)),
            "{address}"
        );
    }
    let config =
        DeskConfig::new(stage.address.clone(), stage.genesis, "/nowhere", "127.0.0.1:0".parse().unwrap());
    let console = start(config, stage.clock.clone()).await.unwrap();
    let prefix = format!("http://{}/in/", console.address());
    assert_eq!(console.link().strip_prefix(&prefix).unwrap().len(), 64);
}

#[tokio::test]
async fn locking_does_not_wait_for_a_server_that_does_not_answer() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = format!("http://{}", silent.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let config = DeskConfig::new(server, [0; 32], folder.path(), ADDRESS.parse().unwrap());
    let key = KEY.2.clone();
    let card = key.card("Intake officer").unwrap();
    let opened = Opened { path: folder.path().join("intake.rckey"), key, card };
    let work = Work::begin(opened, Reason::Casework, &config, &Clock::fixed(0)).unwrap();
    let mut book = work.book().await;
    let asking = work.sync(&mut book);
    let locking = async {
        let _connection = silent.accept().await.unwrap();
        work.close();
        std::future::pending::<()>().await;
    };
    let outcome = tokio::select! {
        outcome = asking => outcome,
        () = locking => Ok(()),
    };
    assert!(matches!(outcome, Err(SyncError::Locked)), "{outcome:?}");
}

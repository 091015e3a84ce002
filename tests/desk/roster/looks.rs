//! The pages in a real browser: they fit a telephone and a desk, and can be looked at.

use std::path::Path;

use redchannel::clock::Day;
use redchannel::crypto::draft::propose;
use redchannel::crypto::note::verify_chain;
use redchannel::desk::DeskConfig;
use redchannel::desk::web::start;
use redchannel::model::roster::Role;
use tokio_util::sync::CancellationToken;

use super::seat::{CAST, people};
use crate::desk::liar::Stage;
use crate::support::browser::{Browser, Options, Scheme, Viewport};

#[expect(clippy::disallowed_methods, reason = "a test is no part of the program's configuration")]
async fn look(browser: &Browser, viewport: Viewport, name: &str) {
    let (width, _) = browser.content_size().await;
    let expected = match viewport {
        Viewport::Phone => 360.0,
        Viewport::Desktop => 1280.0,
    };
    if let Some(folder) = std::env::var_os("REDCHANNEL_PICTURES") {
        browser.screenshot(&Path::new(&folder).join(format!("desk-{name}.png"))).await;
    }
    assert!((width - expected).abs() < 0.5, "{name} is {width} wide");
}

/// A version with a long Arabic name in force, and a proposal that waits.
async fn stage() -> Stage {
    let stage = Stage::with(people()).await;
    let current = verify_chain(&stage.shown.lock().unwrap().notes, &stage.genesis).unwrap().roster;
    let day = |text: &str| Day::parse(text).unwrap();
    let mut next = current.content().next(&current.hash(), stage.today(), day("2026-12-10"));
    next.members[0].name = "مفتش إدارة مكافحة التهريب في ميناء الإسكندرية الشرقي".into();
    let signed = stage.people.sign(&next, 2);
    stage.shown.lock().unwrap().notes.push(signed);
    let current = verify_chain(&stage.shown.lock().unwrap().notes, &stage.genesis).unwrap().roster;
    let mut draft = current.content().next(&current.hash(), stage.today(), day("2028-12-31"));
    draft
        .enrol(CAST.new.file.card().member(vec![Role::Intake], draft.expires), &["audit".to_owned()])
        .unwrap();
    let mut draft = propose(&draft, &stage.people.head, &current, stage.today()).unwrap();
    draft.sign("keyholder-2", CAST.second.key.signing_key()).unwrap();
    stage.shown.lock().unwrap().drafts.push(draft.draft().clone());
    stage
}

async fn walk(viewport: Viewport, scheme: Scheme) {
    let stage = stage().await;
    std::fs::write(stage.folder.path().join("own.rckey"), CAST.first.file.to_json()).unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let config = DeskConfig::new(stage.address.clone(), stage.genesis, stage.folder.path(), listen);
    let console = start(config, stage.clock.clone()).await.unwrap();
    let (link, home) = (console.link().to_owned(), format!("http://{}", console.address()));
    let stop = CancellationToken::new();
    let running = tokio::spawn(console.run(stop.clone()));
    let browser = Browser::start(Options { viewport, scheme, ..Options::default() }).await;
    let name = |page: &str| format!("{page}-{viewport:?}-{scheme:?}");
    browser.goto(&link).await;
    browser.fill("#passphrase", CAST.first.passphrase.expose_secret()).await;
    browser.click("main button").await;
    assert_eq!(browser.text("h1").await, "Roster");
    look(&browser, viewport, &name("roster")).await;
    browser.click(".files a").await;
    assert!(browser.text(".changes").await.contains("“Intake officer 2” is added"));
    look(&browser, viewport, &name("sign")).await;
    browser.goto(&format!("{home}/roster/invite")).await;
    look(&browser, viewport, &name("invite")).await;
    browser.goto(&format!("{home}/roster")).await;
    browser.click("summary").await;
    browser.click("form[action='/roster/begin'] button").await;
    look(&browser, viewport, &name("draft")).await;
    browser.goto(&format!("{home}/roster/card")).await;
    let card = stage.folder.path().join("new.card.json");
    std::fs::write(&card, CAST.new.file.card().to_json()).unwrap();
    browser.upload("#file", &card).await;
    browser.click("form[action='/roster/card'] button").await;
    assert_eq!(browser.text(".aloud").await, CAST.new.file.card().fingerprint());
    look(&browser, viewport, &name("card")).await;
    browser.click("input[value=intake]").await;
    browser.click("input[name=team]").await;
    browser.click("form[action='/roster/enrol'] button").await;
    assert!(browser.text(".changes").await.contains("“Intake officer 2” is added: intake officer"));
    look(&browser, viewport, &name("draft-changed")).await;
    browser.click(".people a").await;
    look(&browser, viewport, &name("member")).await;
    browser.goto(&format!("{home}/second-factor")).await;
    browser.click("main button").await;
    assert_eq!(browser.count("svg.qr").await, 1);
    look(&browser, viewport, &name("second-factor")).await;
    stop.cancel();
    browser.close().await;
    running.await.unwrap();
}

#[tokio::test]
async fn the_pages_fit_a_telephone() {
    walk(Viewport::Phone, Scheme::Light).await;
}

#[tokio::test]
async fn the_pages_fit_a_desk_in_the_dark() {
    walk(Viewport::Desktop, Scheme::Dark).await;
}

#[tokio::test]
async fn the_pages_fit_a_desk() {
    walk(Viewport::Desktop, Scheme::Light).await;
}

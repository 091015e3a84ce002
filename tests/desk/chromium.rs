//! The whole way in a real browser without scripts, on a telephone's screen: the cookie, the redirects and the style hold.

use std::path::Path;

use redchannel::desk::DeskConfig;
use redchannel::desk::web::start;
use redchannel::ledger::entry::{Actor, Event, Reason};
use redchannel::model::readers::Exclusion;
use redchannel::model::roster::Role;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::liar::Stage;
use super::made::TestCase;
use super::visitor::KEY;
use crate::support::browser::{Browser, Options, Viewport};
use crate::support::world::{People, report};

const STORY: &str = "في صباح يوم الخميس وصلت إلى البوابة ومعي شاحنة محملة بالأقمشة. طلب مني الموظف مبلغ ٥٠٠ دولار.\n\nDeclaration IM4-2026-11873.";

async fn stage() -> Stage {
    let stage = Stage::with(People { intake: KEY.2.clone(), ..People::new() }).await;
    std::fs::write(stage.folder.path().join("intake.rckey"), &KEY.0).unwrap();
    let mut body = report(STORY);
    body.place = "ميناء الإسكندرية، ساحة الحاويات الشرقية، بوابة رقم ٧".into();
    body.exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Head }];
    let mut case = TestCase::new(1, stage.today().plus(-9), &body);
    let name = "صورة الظرف والإيصال عند البوابة كما التقطتها بهاتفي صباح الخميس_averylongwordwithoutanyplacetobreakit.jpg";
    case.attach(name, &[7; 5000], |_| {});
    case.follow_up(&"x".repeat(300));
    stage.show(&case);
    for seed in 2..12 {
        stage.show(&TestCase::busy(seed, &stage));
    }
    stage
}

/// The page fits the width of the screen: nothing is cut off or needs scrolling sideways.
async fn fits(browser: &Browser, viewport: Viewport) {
    let (width, _) = browser.content_size().await;
    let expected = match viewport {
        Viewport::Phone => 360.0,
        Viewport::Desktop => 1280.0,
    };
    assert!((width - expected).abs() < 0.5, "{} is {width} wide", browser.url().await);
}

async fn walk(viewport: Viewport) {
    let stage = stage().await;
    let listen = "127.0.0.1:0".parse().unwrap();
    let config = DeskConfig::new(stage.address.clone(), stage.genesis, stage.folder.path(), listen);
    let console = start(config, stage.clock.clone()).await.unwrap();
    let (link, home) = (console.link().to_owned(), format!("http://{}/", console.address()));
    let stop = CancellationToken::new();
    let running = tokio::spawn(console.run(stop.clone()));
    let browser = Browser::start(Options { viewport, ..Options::default() }).await;

    browser.goto(&home).await;
    assert_eq!(browser.text("h1").await, "Open the printed link");
    browser.goto(&link).await;
    assert_eq!(browser.url().await, home, "the token does not stay in the address");
    assert_eq!(browser.text("h1").await, "Unlock this desk");
    fits(&browser, viewport).await;
    browser.fill("#passphrase", KEY.1.expose_secret()).await;
    browser.click("main button").await;
    assert_eq!(browser.text("h1").await, "Queue");
    assert_eq!(browser.count(".queue tbody tr").await, 11);
    fits(&browser, viewport).await;

    browser.click(".queue tbody tr:first-child a").await;
    assert_eq!(browser.text("h1").await, "Do you know anybody involved?");
    assert_eq!(browser.count(".story").await, 0, "not before they have said so");
    fits(&browser, viewport).await;
    browser.click("input[value='none']").await;
    picture(&browser, &format!("declare-{viewport:?}")).await;
    browser.click("main form button").await;
    assert!(browser.text(".story").await.contains("IM4-2026-11873"));
    fits(&browser, viewport).await;
    browser.fill("#text", "أي بوابة؟ Which gate?").await;
    browser.click("#text ~ p button").await;
    assert_eq!(browser.text(".phone .said").await, "أي بوابة؟ Which gate?");
    fits(&browser, viewport).await;
    browser.click("button[value='send']").await;
    assert!(browser.text(".good").await.contains("was sent and signed"));
    assert_eq!(browser.text(".turns .ours .said").await, "أي بوابة؟ Which gate?");
    assert_eq!(stage.shown.lock().unwrap().put.len(), 2, "the declaration with its status, and the reply");
    picture(&browser, &format!("case-{viewport:?}")).await;

    browser.click(".bar button").await;
    assert_eq!(browser.text("h1").await, "Unlock this desk");
    browser.close().await;
    stop.cancel();
    running.await.unwrap();
}

/// Kept where `REDCHANNEL_PICTURES` says, to be looked at.
#[expect(clippy::disallowed_methods, reason = "a test is no part of the program's configuration")]
pub async fn picture(browser: &Browser, name: &str) {
    if let Ok(folder) = std::env::var("REDCHANNEL_PICTURES") {
        browser.screenshot(&Path::new(&folder).join(format!("desk-{name}.png"))).await;
    }
}

/// The pages of the ledger, of oversight and of a case with traces of tampering, on three widths and in both colours.
#[tokio::test]
async fn the_pages_that_show_the_ledger_fit_every_width_also_when_something_is_wrong() {
    let desk = super::oversight::overseer().await;
    let stage = &desk.stage;
    let mut case = TestCase::busy(1, stage);
    let head = stage.people.head.clone();
    for reason in [Reason::None, Reason::Supervision, Reason::None] {
        case.record(Actor::Member(head.member_id()), head.signing_key(), Event::Read { up_to: 0, reason });
    }
    case.entries[0].index = Some(131);
    case.declare(&stage.people.intake, true);
    case.entries.remove(2);
    stage.show(&case);
    let chains = super::oversight::chains(&desk);
    stage.shown.lock().unwrap().chains = chains;
    super::oversight::said_before(&desk);
    super::ledger::show_witnessed(stage);
    let listen = "127.0.0.1:0".parse().unwrap();
    let keys = stage.folder.path().join("keys").join("intake.rckey");
    let console =
        start(DeskConfig::new(stage.address.clone(), stage.genesis, keys, listen), stage.clock.clone());
    let console = console.await.unwrap();
    let (link, home) = (console.link().to_owned(), format!("http://{}", console.address()));
    let stop = CancellationToken::new();
    let running = tokio::spawn(console.run(stop.clone()));
    let browser = Browser::start(Options { viewport: Viewport::Desktop, ..Options::default() }).await;
    browser.goto(&link).await;
    browser.fill("#passphrase", KEY.1.expose_secret()).await;
    browser.click("main button").await;
    assert_eq!(browser.text("h1").await, "Queue");
    let of_case = format!("/case/{}", case.id);
    for (path, heading, name) in [
        ("/ledger", "Ledger", "ledger"),
        ("/oversight", "Oversight", "oversight"),
        ("/oversight/cases", "Case logs", "case-logs"),
        ("/oversight/case/01010101010101010101010101010101", "Log of", "case-log"),
        (of_case.as_str(), "-", "case"),
    ] {
        browser.goto(&format!("{home}{path}")).await;
        assert!(browser.text("h1").await.contains(heading), "{path}");
        for width in [1280, 700, 360] {
            in_width(&browser, width).await;
            assert!((browser.content_size().await.0 - f64::from(width)).abs() < 0.5, "{path} at {width}");
            for colours in ["light", "dark"] {
                prefer(&browser, colours).await;
                picture(&browser, &format!("{name}-{width}-{colours}")).await;
            }
        }
    }
    browser.close().await;
    stop.cancel();
    running.await.unwrap();
}

pub async fn in_width(browser: &Browser, width: u32) {
    let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
}

pub async fn prefer(browser: &Browser, colours: &str) {
    let features = json!([{ "name": "prefers-color-scheme", "value": colours }]);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
}

#[tokio::test]
async fn the_whole_way_on_a_telephone_without_scripts() {
    walk(Viewport::Phone).await;
}

#[tokio::test]
async fn the_whole_way_on_a_wide_screen_without_scripts() {
    walk(Viewport::Desktop).await;
}

//! A machine whose clock is wrong says so, on every page.

use redchannel::api::client::{Client, ClientError};
use redchannel::api::server;
use redchannel::clock::Clock;
use redchannel::desk::casebook::{Casebook, SyncError};
use redchannel::desk::pen::Pen;
use redchannel::desk::people::Standing;
use redchannel::desk::seen::Seen;
use redchannel::desk::timepiece::Timepiece;
use redchannel::ledger::entry::Reason;

use super::ledger::{HONEST, WHOLE, show};
use super::made::TestCase;
use super::visitor::Browser;
use crate::api::client::serve;
use crate::support::world::{NOON, World, genesis_of, report};

const DOUBT: &str = "This computer’s clock may be wrong";

/// Whether each page of an unlocked desk says it.
async fn said(browser: &mut Browser, case: &TestCase) -> Vec<bool> {
    let mut said = Vec::new();
    // The queue first: it is where the server is asked.
    for path in ["/", "/ledger", "/roster", "/help", &format!("/case/{}", case.id)] {
        let page = browser.get(path).await;
        assert_eq!(page.status, http::StatusCode::OK, "{path}: {:?}", page.headers);
        said.push(page.text().contains(DOUBT));
    }
    said
}

#[tokio::test]
async fn a_clock_behind_the_ledger_is_doubted_on_every_page_until_it_is_right() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::new(1, browser.stage.today(), &report("The gate."));
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    show(&browser.stage, HONEST.head((64, WHOLE), 0, -1));
    assert_eq!(said(&mut browser, &case).await, [false; 5], "an hour is no reason");
    show(&browser.stage, HONEST.head((64, WHOLE), 64, -2));
    assert_eq!(said(&mut browser, &case).await, [true; 5]);
    let page = browser.get("/").await.text();
    assert!(page.contains("it says 23 Nov 2026, 12:00 UTC") && page.contains("another clock"), "{page}");
    browser.stage.clock.advance(300);
    show(&browser.stage, HONEST.head((64, WHOLE), 64, -1));
    assert_eq!(said(&mut browser, &case).await, [false; 5]);
}

#[tokio::test]
async fn a_refusal_is_no_doubt_where_the_roster_does_not_let_the_member_in() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::new(1, browser.stage.today(), &report("The gate."));
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    browser.stage.shown.lock().unwrap().refuses = true;
    let page = browser.get("/").await.text();
    assert!(page.contains(DOUBT) && page.contains("although the roster names you"), "{page}");
    browser.stage.shown.lock().unwrap().refuses = false;
    assert_eq!(said(&mut browser, &case).await, [false; 5]);
    let mut roster = browser.stage.people.roster();
    (roster.version, roster.previous) = (2, Some(crate::support::world::hex(&browser.stage.genesis)));
    let intake = browser.stage.people.intake.member_id();
    let until = browser.stage.today().plus(-1);
    roster.members.iter_mut().filter(|member| member.id == intake).for_each(|member| member.until = until);
    let note = browser.stage.people.sign(&roster, 2);
    {
        let mut shown = browser.stage.shown.lock().unwrap();
        shown.notes.push(note);
        shown.refuses = true;
    }
    let page = browser.get("/").await.text();
    assert!(!page.contains(DOUBT) && page.contains("Your time in the roster has ended"), "{page}");
}

/// The real server refuses a desk that is a day off, in either direction, and the desk knows why.
#[tokio::test]
async fn the_real_server_refuses_a_desk_that_is_a_day_off_and_the_desk_says_what_it_may_be() {
    let world = World::new().await;
    let (key, genesis) = (&world.people.intake, genesis_of(&world.people.sign(&world.people.roster(), 2)));
    let server = format!("http://{}", serve(server::router(world.vault.clone())).await);
    for (off, doubted) in [(-86_400, true), (0, false), (86_400, true)] {
        let clock = Clock::fixed(NOON + off);
        let client = Client::new(&server, key.member_id(), key.signing_key().clone(), clock.clone()).unwrap();
        let seen = Seen::load(world.folder.join("off.seen"), key.identity().clone());
        let mut book = Casebook::new(Pen::new(key, &clock, Reason::Casework), seen);
        let done = book.sync(&client, &genesis).await;
        assert_eq!(matches!(done, Err(SyncError::Client(ClientError::Refused))), doubted, "{done:?}");
        let standing = book.people().unwrap().standing(key.member_id(), &key.recipient(), clock.today());
        assert_eq!(standing, Standing::Full);
        let timepiece = Timepiece::default();
        timepiece.note(&book, &done, &standing, clock.now());
        assert_eq!(timepiece.doubt().is_some(), doubted, "{off}: {:?}", timepiece.doubt());
    }
}

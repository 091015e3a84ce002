//! Oversight's page: for oversight alone, from the ledger alone.

use http::StatusCode;
use redchannel::api::wire::{ChainLine, EntryLine};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::entry::{ADMINISTRATION, Actor, Event, Reason, SignedEntry, Statement};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::model::roster::Role;

use super::ledger::HONEST;
use super::made::{chain_of, entry_line};
use super::visitor::{Browser, KEY};
use crate::support::world::hex;

/// Adds what somebody did, sealed to the overseer.
fn record(
    chain: CaseId,
    entries: &mut Vec<EntryLine>,
    actor: (Actor, &StaffKey),
    days_ago: i64,
    event: Event,
) {
    let day = redchannel::clock::Day::parse("2026-11-23").unwrap().plus(-days_ago);
    let statement = Statement::next(chain, &chain_of(entries), actor.0, day, event);
    let signed = SignedEntry::sign(&statement, actor.1.signing_key()).unwrap();
    entries.push(EntryLine { index: Some(7), ..entry_line(&signed, &[KEY.2.recipient()]) });
    let last = entries.last_mut().unwrap();
    last.index = Some(u64::from(chain.as_bytes()[0]) * 100 + last.sequence);
}

/// A desk of oversight: the second roster gives its key that role and takes it out of the team.
pub async fn overseer() -> Browser {
    let browser = Browser::unlocked().await;
    let stage = &browser.stage;
    let mut roster = stage.people.roster();
    roster.version = 2;
    roster.previous = Some(hex(&stage.genesis));
    roster.members[0].roles = vec![Role::Oversight];
    roster.channels[0].team.remove(0);
    stage.shown.lock().unwrap().notes.push(stage.people.sign(&roster, 2));
    browser
}

pub fn chains(browser: &Browser) -> Vec<ChainLine> {
    let people = &browser.stage.people;
    let by = |key: &StaffKey| Actor::Member(key.member_id());
    let case = CaseId::from_bytes([1; 16]);
    let mut entries = Vec::new();
    let item = ItemId::from_bytes([1; 16]);
    let received = Event::ReportReceived { item, sha256: "00".into() };
    record(case, &mut entries, (Actor::Reporter, &people.stranger), 9, received);
    for (key, days_ago) in [(&people.head, 8), (&people.investigator, 8), (&people.head, 7)] {
        record(case, &mut entries, (by(key), key), days_ago, Event::Read { up_to: 0, reason: Reason::None });
    }
    let replied = Event::ReplySent { item, sha256: "01".into(), copy_sha256: "02".into() };
    record(case, &mut entries, (by(&people.investigator), &people.investigator), 7, replied);
    vec![ChainLine { chain: case, entries }]
}

#[tokio::test]
async fn for_everybody_else_there_is_no_such_page() {
    let mut browser = Browser::unlocked().await;
    browser.stage.shown.lock().unwrap().chains = chains(&browser);
    browser.get("/").await;
    let (oversight, unknown) = (browser.get("/oversight").await, browser.get("/nothing-of-the-kind").await);
    assert_eq!((oversight.status, &oversight.body), (StatusCode::NOT_FOUND, &unknown.body));
    assert!(!browser.get("/").await.text().contains("/oversight"));
    browser.stage.shown.lock().unwrap().broken = true;
    assert_eq!(browser.get("/oversight").await.body, unknown.body, "nor when the server fails");
}

#[tokio::test]
async fn oversight_sees_who_does_what_and_no_word_of_a_report() {
    let mut browser = overseer().await;
    browser.stage.shown.lock().unwrap().ledger = Some(HONEST.head((64, u64::MAX), 0, 1));
    browser.stage.shown.lock().unwrap().chains = chains(&browser);
    let page = browser.get("/oversight").await.text();
    for words in [
        "5 verified entries of the ledger, about one case",
        "Every entry that opens verifies",
        "<th scope=\"row\" class=\"nowrap\">Nov 2026</th>",
        "<th scope=\"row\"><bdi>Head of unit</bdi></th><td>Head</td><td class=\"number\">2</td>",
        "What this page cannot see",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(browser.get("/").await.text().contains("href=\"/oversight\""), "the way to it is shown");
}

#[tokio::test]
async fn what_was_tampered_with_stands_among_the_faults() {
    let mut browser = overseer().await;
    let mut shown = chains(&browser);
    shown[0].entries.remove(1);
    let people = &browser.stage.people;
    let forged = Event::RosterChanged { roster: 2, sha256: "00".into() };
    let mut administration = Vec::new();
    record(ADMINISTRATION, &mut administration, (Actor::Server, &people.stranger), 3, forged);
    shown.insert(0, ChainLine { chain: ADMINISTRATION, entries: administration });
    browser.stage.shown.lock().unwrap().chains = shown;
    let page = browser.get("/oversight").await.text();
    assert!(page.contains("Missing: an entry was removed here"), "{page}");
    assert!(
        page.contains("A signature of the entry does not hold."),
        "nobody but the log speaks for the server"
    );
    assert!(page.contains("The server shows no ledger."));
}

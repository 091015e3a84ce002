//! Oversight's page: for oversight alone, from the ledger alone.

use http::StatusCode;
use redchannel::api::wire::{ChainLine, EntryLine};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::entry::{ADMINISTRATION, Actor, Event, OVERSIGHT, Reason, SignedEntry, Statement};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::model::roster::Role;

use super::ledger::HONEST;
use super::made::{chain_of, entry_line};
use super::visitor::{Browser, KEY, Page};
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
    let unknown = browser.get("/nothing-of-the-kind").await;
    let case = CaseId::from_bytes([1; 16]);
    let paths = ["/oversight".to_owned(), "/oversight/cases".into(), format!("/oversight/case/{case}")];
    for path in paths.iter().chain([&format!("/oversight/case/{case}/csv")]) {
        let page = browser.get(path).await;
        assert_eq!((page.status, &page.body), (StatusCode::NOT_FOUND, &unknown.body), "{path}");
    }
    let token = browser.get("/").await.field("/lock", "token");
    let said = browser.post("/oversight/why", &[("token", &token), ("page", "cases"), ("reason", "x")]).await;
    assert_eq!(said.location(), "/failed/403", "the token is another form's");
    assert!(browser.stage.shown.lock().unwrap().looks.is_empty(), "nothing was signed");
    assert!(!browser.get("/").await.text().contains("/oversight"));
    browser.stage.shown.lock().unwrap().broken = true;
    for path in paths {
        assert_eq!(browser.get(&path).await.body, unknown.body, "nor when the server fails");
    }
}

/// What the overseer has said before a browser comes.
pub fn said_before(browser: &Browser) {
    let mut looks = Vec::new();
    let event = Event::LogRead { case: None, reason: "Quarterly review".into() };
    record(OVERSIGHT, &mut looks, (Actor::Member(KEY.2.member_id()), &KEY.2), 0, event);
    browser.stage.shown.lock().unwrap().looks = looks;
}

/// Says why, on the page that asks.
async fn say_why(browser: &mut Browser, path: &str, reason: &str) -> Page {
    let asking = browser.get(path).await;
    assert!(asking.text().contains("Why do you read the log?"), "{}", asking.text());
    let (token, page) = (asking.field("/oversight/why", "token"), asking.field("/oversight/why", "page"));
    browser.post("/oversight/why", &[("token", &token), ("page", &page), ("reason", reason)]).await
}

#[tokio::test]
async fn nothing_is_shown_before_it_is_signed_who_looks_and_why() {
    let mut browser = overseer().await;
    browser.stage.shown.lock().unwrap().chains = chains(&browser);
    let case = format!("/oversight/case/{}", CaseId::from_bytes([1; 16]));
    for path in ["/oversight", "/oversight/cases", &case, &format!("{case}/csv")] {
        let page = browser.get(path).await.text();
        assert!(page.contains("Why do you read the log?") && !page.contains("Head of unit"), "{path}");
    }
    for reason in ["", " \n ", &"x".repeat(301)] {
        assert_eq!(say_why(&mut browser, "/oversight/cases", reason).await.location(), "/oversight/cases");
        assert!(browser.stage.shown.lock().unwrap().looks.is_empty(), "{reason:?}");
    }
    assert_eq!(say_why(&mut browser, &case, "A complaint about\ndelay").await.location(), case);
    let looks = browser.stage.shown.lock().unwrap().looks.clone();
    let said = SignedEntry::open(KEY.2.identity(), &looks[0].data).unwrap();
    let said = said.verify(&[KEY.2.verifying_key()]).unwrap().clone();
    let reason = "A complaint about delay".to_owned();
    assert_eq!(said.event, Event::LogRead { case: Some(CaseId::from_bytes([1; 16])), reason });
    assert_eq!((looks.len(), said.chain), (1, OVERSIGHT));
}

#[tokio::test]
async fn oversight_reads_the_log_of_each_case_line_by_line() {
    let mut browser = overseer().await;
    let mut shown = chains(&browser);
    let mut broken = shown[0].clone();
    broken.chain = CaseId::from_bytes([2; 16]);
    shown.push(broken);
    browser.stage.shown.lock().unwrap().chains = shown;
    assert_eq!(
        say_why(&mut browser, "/oversight/cases", "Quarterly review").await.location(),
        "/oversight/cases"
    );
    let page = browser.get("/oversight/cases").await.text();
    let (whole, moved) = (CaseId::from_bytes([1; 16]), CaseId::from_bytes([2; 16]));
    for words in [
        "2 cases.",
        "Something is wrong in the log of 1.",
        "<span class=\"tag green\">Whole</span></td><td><bdi>Reporter</bdi>, <bdi>Head of unit</bdi>, <bdi>Investigator</bdi>",
        "<span class=\"tag red\">5 wrong</span>",
        &format!("href=\"/oversight/case/{whole}\""),
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let faulty = browser.get("/oversight/cases?faults=1").await.text();
    assert!(faulty.contains(&moved.to_string()) && !faulty.contains(&whole.to_string()), "{faulty}");
    let replies = browser.get("/oversight/cases?what=reply_sent").await.text();
    assert!(replies.contains(&whole.to_string()) && !replies.contains(&moved.to_string()), "{replies}");

    let path = format!("/oversight/case/{whole}");
    let case = browser.get(&path).await.text();
    let item = "Item 01010101, SHA-256 01";
    for words in [
        "One line for each of 5 entries",
        "Reply sent to the reporter",
        item,
        "3 times opened",
        "In its place",
    ] {
        assert!(case.contains(words), "{words}\n{case}");
    }
    let only = browser.get(&format!("{path}?what=reply_sent")).await.text();
    assert!(only.contains("Reply sent to the reporter") && !only.contains("times opened"), "{only}");
    let csv = browser.get(&format!("{path}/csv")).await;
    assert!(csv.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"log-"));
    assert_eq!(csv.headers["content-security-policy"], "sandbox; default-src 'none'");
    assert_eq!(csv.text().lines().count(), 6, "{}", csv.text());
    assert!(
        csv.text().contains(&format!("Reply sent to the reporter,\"{item}\",Investigator")),
        "{}",
        csv.text()
    );
    let absent = browser.get(&format!("/oversight/case/{}", CaseId::from_bytes([9; 16]))).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn oversight_sees_who_does_what_and_no_word_of_a_report() {
    let mut browser = overseer().await;
    browser.stage.shown.lock().unwrap().ledger = Some(HONEST.head((64, u64::MAX), 0, 1));
    browser.stage.shown.lock().unwrap().chains = chains(&browser);
    say_why(&mut browser, "/oversight", "Quarterly review").await;
    let page = browser.get("/oversight").await.text();
    for words in [
        "<td>Read the log of all cases. Reason: “Quarterly review”</td><td><bdi>Intake officer</bdi></td>",
        "6 verified entries of the ledger, about one case",
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
    say_why(&mut browser, "/oversight", "Quarterly review").await;
    let page = browser.get("/oversight").await.text();
    assert!(page.contains("Missing: an entry was removed here"), "{page}");
    assert!(
        page.contains("A signature of the entry does not hold."),
        "nobody but the log speaks for the server"
    );
    assert!(page.contains("The server shows no ledger."));
}

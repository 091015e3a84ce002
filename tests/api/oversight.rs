//! Who did what, for oversight: nothing before the ledger says who looks and why, and nothing of it for anybody else.

use http::{Method, StatusCode};
use redchannel::api::wire::{ChainsPage, PutLogRead};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::entry::{ADMINISTRATION, ChainHead, MOST_REASON, OVERSIGHT, Reason};
use redchannel::ledger::entry::{Actor, Event, SignedEntry, Statement};
use redchannel::model::id::CaseId;
use redchannel::vault::rosters;
use redchannel::vault::staff::PutOutcome;

use super::site::{Answer, Site};
use crate::support::staff::{log_read, say_log_read};
use crate::support::world::{genesis_of, hex};

const READS: &str = "/v1/ledger/reads";
const ENTRIES: &str = "/v1/ledger/entries";
const ABSENT: CaseId = CaseId::from_bytes([9; 16]);

async fn say(site: &Site, person: &StaffKey, put: &PutLogRead) -> Answer {
    site.ask(person, Method::POST, READS, &serde_json::to_vec(put).unwrap()).await
}

async fn status(site: &Site, path: &str) -> StatusCode {
    site.get(&site.oversight, path).await.status
}

fn read(site: &Site, case: Option<CaseId>, reason: &str) -> PutLogRead {
    log_read(&site.world.vault, &site.oversight, &ChainHead::default(), (case, reason))
}

fn of_case(case: CaseId) -> String {
    format!("{ENTRIES}?case={case}")
}

fn chains(answer: &Answer) -> Vec<CaseId> {
    assert_eq!(answer.status, StatusCode::OK);
    let page: ChainsPage = serde_json::from_slice(&answer.body).unwrap();
    page.chains.iter().map(|line| line.chain).collect()
}

/// The chain of what oversight has looked at, as one of its members opens it.
async fn looks(site: &Site, reader: &StaffKey) -> Vec<Statement> {
    let page = site.get(reader, ENTRIES).await;
    let page: ChainsPage = serde_json::from_slice(&page.body).unwrap();
    let chain = page.chains.into_iter().find(|line| line.chain == OVERSIGHT).unwrap();
    let open = |data: &[u8]| SignedEntry::open(reader.identity(), data).unwrap();
    chain.entries.iter().map(|entry| open(&entry.data).claimed().clone()).collect()
}

#[tokio::test]
async fn all_chains_are_shown_on_a_day_on_which_it_was_said_why() {
    let site = Site::new().await;
    assert_eq!(status(&site, ENTRIES).await, StatusCode::PRECONDITION_REQUIRED);
    let put = read(&site, None, "Quarterly review");
    assert_eq!(say(&site, &site.oversight, &put).await.status, StatusCode::OK);
    let mut shown = chains(&site.get(&site.oversight, ENTRIES).await);
    shown.sort();
    let mut expected = vec![ADMINISTRATION, OVERSIGHT, site.shared, site.hidden];
    expected.sort();
    assert_eq!(shown, expected);

    // On the same day nothing is added, whatever is said; and one case is among all.
    for case in [None, Some(site.shared)] {
        let again = read(&site, case, "Curiosity");
        assert_eq!(say(&site, &site.oversight, &again).await.status, StatusCode::OK);
    }
    // The other member of oversight has not said so, and reads what the first one said after saying so.
    let other = &site.world.people.inspector;
    assert_eq!(site.get(other, ENTRIES).await.status, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(say_log_read(&site.world.vault, other, None).await, Some(PutOutcome::Stored));
    let said = looks(&site, other).await;
    assert_eq!(said[0].event, Event::LogRead { case: None, reason: "Quarterly review".into() });
    assert_eq!(said[0].actor, Actor::Member(site.oversight.member_id()));
    assert_eq!(said.len(), 2);

    site.world.clock.advance(86_400);
    assert_eq!(status(&site, ENTRIES).await, StatusCode::PRECONDITION_REQUIRED);
}

#[tokio::test]
async fn whoever_says_why_they_read_one_case_gets_that_one() {
    let site = Site::new().await;
    let path = of_case(site.shared);
    assert_eq!(status(&site, &path).await, StatusCode::PRECONDITION_REQUIRED);
    let put = read(&site, Some(site.shared), "A complaint about delay");
    assert_eq!(say(&site, &site.oversight, &put).await.status, StatusCode::OK);
    assert_eq!(chains(&site.get(&site.oversight, &path).await), [ADMINISTRATION, site.shared]);
    for other in [of_case(site.hidden), ENTRIES.to_owned()] {
        assert_eq!(status(&site, &other).await, StatusCode::PRECONDITION_REQUIRED);
    }
    for none in [ABSENT, OVERSIGHT, ADMINISTRATION] {
        assert_eq!(status(&site, &of_case(none)).await, StatusCode::NOT_FOUND);
    }
    let both = format!("{path}&after={}", site.hidden);
    assert_eq!(status(&site, &both).await, StatusCode::BAD_REQUEST);
    // The log of a case is not the case.
    assert_eq!(status(&site, &format!("/v1/cases/{}/items", site.shared)).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn to_others_it_does_not_exist_and_readers_of_a_case_do_not_see_that_somebody_looks() {
    let site = Site::new().await;
    let unknown = site.get(&site.intake, "/v1/nothing-of-the-kind").await;
    let end = format!("/v1/cases/{}/entries", site.shared);
    let before = site.get(&site.intake, &end).await.json();
    for (person, expected) in [
        (&site.intake, StatusCode::NOT_FOUND),
        (&site.world.people.custodian, StatusCode::UNAUTHORIZED),
        (&site.admin, StatusCode::UNAUTHORIZED),
        (&site.stranger, StatusCode::UNAUTHORIZED),
    ] {
        let put = log_read(&site.world.vault, person, &ChainHead::default(), (None, "Quarterly review"));
        for answer in [
            say(&site, person, &put).await,
            site.ask(person, Method::POST, READS, b"{").await,
            site.get(person, ENTRIES).await,
            site.get(person, &of_case(site.shared)).await,
        ] {
            assert_eq!(answer.status, expected);
            assert!(expected != StatusCode::NOT_FOUND || answer.body == unknown.body);
        }
    }
    assert_eq!(say_log_read(&site.world.vault, &site.oversight, None).await, Some(PutOutcome::Stored));
    assert_eq!(site.get(&site.intake, &end).await.json(), before);
}

#[tokio::test]
async fn what_does_not_say_who_looks_and_why_is_refused_and_shows_nothing() {
    let site = Site::new().await;
    let (vault, other) = (&site.world.vault, &site.world.people.inspector);
    let long = "x".repeat(MOST_REASON + 1);
    let mut puts = vec![
        log_read(vault, other, &ChainHead::default(), (None, "Quarterly review")),
        read(&site, Some(OVERSIGHT), "Quarterly review"),
        read(&site, Some(ADMINISTRATION), "Quarterly review"),
    ];
    puts.extend(["", "  ", "a\nb", "\u{1b}[2J", &long].map(|reason| read(&site, None, reason)));
    let (me, today) = (Actor::Member(site.oversight.member_id()), vault.today());
    let why = || Event::LogRead { case: None, reason: "Quarterly review".into() };
    let head = ChainHead::default();
    for statement in [
        Statement::next(ADMINISTRATION, &head, me, today, why()),
        Statement::next(site.shared, &head, me, today, why()),
        Statement::next(OVERSIGHT, &head, me, today.plus(-2), why()),
        Statement::next(OVERSIGHT, &head, Actor::Server, today, why()),
        Statement::next(OVERSIGHT, &head, me, today, Event::Read { up_to: 0, reason: Reason::Audit }),
    ] {
        let signed = SignedEntry::sign(&statement, site.oversight.signing_key()).unwrap();
        let mut put = read(&site, None, "x");
        (put.event.statement, put.event.signatures) = (signed.text().to_owned(), signed.signatures());
        puts.push(put);
    }
    for put in puts {
        let answer = say(&site, &site.oversight, &put).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", put.event.statement);
        assert_eq!(status(&site, ENTRIES).await, StatusCode::PRECONDITION_REQUIRED);
    }
    let absent = read(&site, Some(ABSENT), "Quarterly review");
    assert_eq!(say(&site, &site.oversight, &absent).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn oversight_in_a_team_gets_nothing_of_its_cases_and_learns_of_none() {
    let site = Site::new().await;
    let mut roster = site.world.vault.roster_in_force().unwrap().as_ref().clone();
    let before = site.world.people.sign(&roster, 2);
    roster.version = 3;
    roster.previous = Some(hex(&genesis_of(&before)));
    roster.channels[0].team.push(site.oversight.member_id());
    rosters::import(&site.world.vault, &site.world.people.sign(&roster, 2)).await.unwrap();
    for case in [site.shared, ABSENT] {
        let put = read(&site, Some(case), "Quarterly review");
        assert_eq!(say(&site, &site.oversight, &put).await.status, StatusCode::NOT_FOUND);
        assert_eq!(status(&site, &of_case(case)).await, StatusCode::NOT_FOUND);
    }
    assert_eq!(say_log_read(&site.world.vault, &site.oversight, None).await, Some(PutOutcome::Stored));
    assert_eq!(chains(&site.get(&site.oversight, ENTRIES).await), [ADMINISTRATION, OVERSIGHT]);
}

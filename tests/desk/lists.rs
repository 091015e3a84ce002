//! Lies about the list: wraps, rosters, silence.

use proptest::prelude::*;
use redchannel::api::wire::{CaseState, ItemLine, RosterChain};
use redchannel::crypto::open::CaseIdentity;
use redchannel::desk::casebook::SyncError;
use redchannel::desk::casebook::chain::{Content, Entry, examine};
use redchannel::desk::people::People;
use redchannel::model::id::ItemId;

use super::casebook::{open, record};
use super::liar::Stage;
use super::made::TestCase;
use super::visitor::Browser;
use crate::support::world::{self, hex, report};

#[tokio::test]
async fn a_wrap_that_does_not_open_or_belongs_elsewhere_is_listed_with_the_reason() {
    let stage = Stage::new().await;
    let (case, other) = (TestCase::busy(1, &stage), TestCase::busy(2, &stage));
    stage.show(&case);
    let set_wrap = |wrap: Vec<u8>| stage.shown.lock().unwrap().lines[0].wrap = wrap;
    for (wrap, reason) in [
        (other.line(&stage.people.intake).wrap, "belongs to another case"),
        (case.line(&stage.people.head).wrap, "does not open with yours"),
        (b"nonsense".to_vec(), "does not open with yours"),
    ] {
        set_wrap(wrap);
        let book = stage.synced().await;
        let said = record(&book, case.id).content.as_ref().unwrap_err();
        assert!(said.contains(reason), "{said}");
    }
}

#[tokio::test]
async fn a_roster_row_that_nobody_signed_is_ignored_and_said() {
    let stage = Stage::new().await;
    let mut roster = stage.people.roster();
    roster.members[0].name = "Somebody else".into();
    roster.version = 2;
    roster.previous = Some(hex(&stage.genesis));
    stage.shown.lock().unwrap().notes.push(stage.people.sign(&roster, 1));
    let book = stage.synced().await;
    assert!(book.warnings()[0].contains("a roster entry that does not verify"), "{:?}", book.warnings());
    assert_eq!(book.people().unwrap().name(stage.people.intake.member_id()), Some("Intake officer"));
}

#[tokio::test]
async fn without_a_roster_that_verifies_nothing_is_shown() {
    let stage = Stage::new().await;
    stage.show(&TestCase::busy(1, &stage));
    let mut book = stage.synced().await;
    assert_eq!(book.cases().count(), 1);
    let client = stage.client(&stage.people.intake);
    assert!(matches!(book.sync(&client, &[7; 32]).await, Err(SyncError::Roster(_))));
    assert!(book.people().is_none());
}

#[tokio::test]
async fn a_server_that_fails_leaves_what_was_loaded() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    let mut book = stage.synced().await;
    stage.shown.lock().unwrap().broken = true;
    let client = stage.client(&stage.people.intake);
    assert!(matches!(book.sync(&client, &stage.genesis).await, Err(SyncError::Client(_))));
    assert!(matches!(open(&book, case.id).report().unwrap().0.content, Content::Report(_)));
}

#[tokio::test]
async fn a_case_that_is_said_to_be_destroyed_says_whose_word_that_is() {
    let stage = Stage::new().await;
    stage.show(&TestCase::busy(1, &stage));
    let case = {
        let mut shown = stage.shown.lock().unwrap();
        shown.lines[0].state = CaseState::Shredded;
        shown.lines[0].wrap.clear();
        shown.lines[0].case
    };
    let book = stage.synced().await;
    let said = record(&book, case).content.as_ref().unwrap_err();
    assert!(said.starts_with("The server says that this case was destroyed"), "{said}");
}

#[tokio::test]
async fn the_roster_of_another_administration_is_not_taken_for_ours() {
    let mut browser = Browser::unlocked().await;
    browser.stage.shown.lock().unwrap().lines.clear();
    let people = world::People::new();
    let note = people.sign(&people.roster(), 2);
    assert_ne!(world::genesis_of(&note), browser.stage.genesis, "another administration");
    browser.stage.shown.lock().unwrap().notes = vec![note];
    let text = browser.get("/").await.text();
    assert!(
        text.contains("is not the one that the configuration pins") && !text.contains("No reports yet"),
        "{text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_delivered_every_position_is_accounted_for_and_nothing_false_is_verified(
        sequences in proptest::collection::vec(prop_oneof![0_u64..6, any::<u64>()], 0..8),
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let people = world::People::new();
        let note = String::from_utf8(people.sign(&people.roster(), 2)).unwrap();
        let genesis = world::genesis_of(note.as_bytes());
        let roster = People::verify(&RosterChain { notes: vec![note] }, &genesis).unwrap();
        let day = redchannel::clock::Day::from_number(20_000);
        let case = TestCase::new(1, day, &report("x"));
        let line = case.line(&people.intake);
        let identity = CaseIdentity::from_wrap(people.intake.identity(), &line.wrap, case.id, 0).unwrap();
        let delivered = sequences.iter().map(|sequence| ItemLine {
            item: ItemId::from_bytes([3; 16]),
            sequence: *sequence,
            epoch: 0,
            data: bytes.clone(),
            blob: None,
        });
        let examined = examine(&identity, delivered.collect(), &roster);
        prop_assert_eq!(examined.verified().count(), 0);
        let rejected = examined.entries.iter().filter(|entry| matches!(entry, Entry::Rejected { .. })).count();
        prop_assert_eq!(rejected, sequences.len());
    }
}

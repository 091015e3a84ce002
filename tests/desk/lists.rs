//! Lies about the list: wraps, rosters, silence.

use redchannel::desk::casebook::SyncError;
use redchannel::desk::casebook::chain::Content;

use super::casebook::{open, record};
use super::liar::Stage;
use super::made::TestCase;
use crate::support::world::hex;

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

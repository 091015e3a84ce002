//! What a desk has seen it does not forget: the end of a case, the case itself, its keys, the newest roster.

use std::os::unix::fs::PermissionsExt;

use redchannel::desk::people::Standing;
use redchannel::desk::seen::{Beginning, Mismatch, Seen};

use super::liar::Stage;
use super::made::TestCase;
use crate::support::world::{hex, report};

#[tokio::test]
async fn the_last_items_cannot_be_taken_away_not_even_across_a_restart() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    let mut running = stage.synced().await;
    stage.tamper(case.id, |items| items.truncate(2));
    stage.shown.lock().unwrap().lines[0].last_sequence = 1;
    stage.sync(&mut running).await;
    let restarted = stage.synced().await;
    for book in [&running, &restarted] {
        let opened = book.case(case.id).unwrap().content.as_ref().unwrap();
        assert!(!opened.examined.is_broken(), "the chain alone does not show it");
        assert_eq!(opened.alarm, Some(Mismatch::Withheld { had: 3 }));
    }
    // The warning does not wear off, and ends when the items are back.
    assert!(stage.synced().await.case(case.id).unwrap().content.as_ref().unwrap().alarm.is_some());
    stage.show(&case);
    assert!(stage.synced().await.case(case.id).unwrap().content.as_ref().unwrap().alarm.is_none());
}

#[tokio::test]
async fn a_list_that_announces_more_than_is_delivered_is_noticed_at_once() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.tamper(case.id, |items| items.truncate(2));
    let book = stage.synced().await;
    assert_eq!(
        book.case(case.id).unwrap().content.as_ref().unwrap().alarm,
        Some(Mismatch::Withheld { had: 3 })
    );
}

#[tokio::test]
async fn an_end_that_was_rewritten_is_noticed() {
    let stage = Stage::new().await;
    let mut case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.synced().await;
    // Even by the reporter's own key: a thief of the code cannot change what was read.
    case.items.pop();
    case.follow_up("I take everything back.");
    stage.show(&case);
    let book = stage.synced().await;
    let opened = book.case(case.id).unwrap().content.as_ref().unwrap();
    assert_eq!(opened.alarm, Some(Mismatch::Replaced { sequence: 3 }));
}

#[tokio::test]
async fn another_case_in_the_place_of_a_known_one_is_noticed() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.synced().await;
    // A forger can make all of it afresh, wrap included: everybody's recipient is public.
    stage.show(&TestCase::busy(1, &stage));
    let book = stage.synced().await;
    assert_eq!(book.case(case.id).unwrap().content.as_ref().unwrap().alarm, Some(Mismatch::OtherKeys));
}

#[tokio::test]
async fn a_case_that_is_not_listed_any_more_is_missed() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    let mut book = stage.synced().await;
    stage.shown.lock().unwrap().lines.clear();
    stage.sync(&mut book).await;
    for book in [&book, &stage.synced().await] {
        assert_eq!(book.cases().count(), 0);
        assert_eq!(book.gone(), [case.id]);
    }
}

#[tokio::test]
async fn an_older_roster_is_noticed_and_nothing_is_signed_under_it() {
    let stage = Stage::new().await;
    let mut roster = stage.people.roster();
    roster.version = 2;
    roster.previous = Some(hex(&stage.genesis));
    stage.shown.lock().unwrap().notes.push(stage.people.sign(&roster, 2));
    assert!(stage.synced().await.warnings().is_empty());
    stage.shown.lock().unwrap().notes.pop();
    let book = stage.synced().await;
    assert!(book.roster_alarm().unwrap().contains("has already seen version 2"));
}

#[tokio::test]
async fn the_memory_is_sealed_private_and_replaced_whole() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    let mut book = stage.synced().await;
    assert_eq!(book.seen().beginning(), Beginning::Nothing);
    book.mark_read(case.id);
    book.save();
    let path = stage.folder.path().join("intake.rckey.seen");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    let names: Vec<_> = std::fs::read_dir(stage.folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary file is left");

    let again = stage.book();
    assert_eq!(again.seen().beginning(), Beginning::Remembered);
    assert_eq!(again.seen().read_up_to(case.id), Some(3));
    let stranger = Seen::load(path.clone(), stage.people.stranger.identity().clone());
    assert_eq!(stranger.beginning(), Beginning::Damaged);
    std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    assert_eq!(stage.book().seen().beginning(), Beginning::Damaged);
}

#[tokio::test]
async fn what_a_member_may_do_follows_from_the_roster_of_the_day() {
    let stage = Stage::new().await;
    stage.show(&TestCase::new(1, stage.today(), &report("x")));
    let book = stage.synced().await;
    let people = book.people().unwrap();
    let standing = |key: &redchannel::crypto::keyfile::StaffKey, days: i64| {
        people.standing(key.member_id(), &key.recipient(), stage.today().plus(days))
    };
    assert_eq!(standing(&stage.people.intake, 0), Standing::Full);
    let said = |standing: Standing| match standing {
        Standing::Full => String::new(),
        Standing::ReadOnly(reason) => reason,
    };
    assert!(said(standing(&stage.people.intake, 1000)).contains("The roster was in force until 31 Dec 2027"));
    assert!(said(standing(&stage.people.stranger, 0)).contains("Your key is not in the roster"));
    let (intake, head) = (&stage.people.intake, &stage.people.head);
    let borrowed = people.standing(intake.member_id(), &head.recipient(), stage.today());
    assert!(said(borrowed).contains("names another key for you"));
}

//! Every lie about the entries of a case is shown as what it is.

use redchannel::crypto::frame::{Author, ItemKind};
use redchannel::desk::casebook::accord::Discord;
use redchannel::desk::casebook::chain::Link;
use redchannel::desk::casebook::entries::Spot;
use redchannel::desk::casebook::{CaseEntries, Casebook};
use redchannel::desk::seen::Mismatch;
use redchannel::ledger::entry::{Actor, Event, Reason};

use super::liar::Stage;
use super::made::{TestCase, message};
use super::visitor::Browser;

async fn judged(stage: &Stage, case: &TestCase) -> CaseEntries {
    let mut book = stage.synced().await;
    asked(stage, &mut book, case).await
}

async fn asked(stage: &Stage, book: &mut Casebook, case: &TestCase) -> CaseEntries {
    let client = stage.client(&stage.people.intake);
    // As the page does: the items of this moment, then the entries.
    book.sync_case(&client, &stage.genesis, case.id).await.unwrap();
    book.sync_entries(&client, case.id).await.unwrap();
    book.entries(case.id).unwrap().clone()
}

/// One word per place.
fn verdicts(entries: &CaseEntries) -> Vec<String> {
    let word = |spot: &Spot| match spot {
        Spot::Verified(entry) if entry.link == Link::Whole => "fine".to_owned(),
        Spot::Verified(_) => "fine after a break".to_owned(),
        Spot::Missing { from, to } => format!("missing {from}-{to}"),
        Spot::Rejected { why, .. } => why.words(),
    };
    entries.chain.spots.iter().map(word).collect()
}

#[tokio::test]
async fn an_honest_case_and_its_entries_agree() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    let entries = judged(&stage, &case).await;
    assert_eq!(verdicts(&entries), ["fine"; 5], "four items and this desk's read");
    assert!(!entries.is_troubled() && !entries.older_than_ledger, "{entries:?}");
}

#[tokio::test]
async fn an_item_that_was_dated_back_or_ahead_is_shown_as_such() {
    for days in [-40, -2, -1, 0, 1, 2] {
        let stage = Stage::new().await;
        let mut case = TestCase::busy(1, &stage);
        let intake = &stage.people.intake;
        let mut header = case.next(ItemKind::Reply, Author::Member(intake.member_id()));
        header.day = header.day.plus(days);
        case.add(&header, &message("Thank you."), intake.signing_key());
        stage.show(&case);
        let other = Discord::OtherDay { sequence: 4 };
        let expected: &[Discord] = if days.abs() > 1 { &[other] } else { &[] };
        let entries = judged(&stage, &case).await;
        assert_eq!(entries.discords, expected, "{days}");
        assert_eq!(entries.is_troubled(), days.abs() > 1);
    }
}

#[tokio::test]
async fn entries_that_change_places_or_are_taken_away_are_shown() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.forge(case.id, |entries| {
        let data = entries[1].data.clone();
        entries[1].data = std::mem::replace(&mut entries[2].data, data);
    });
    let here = "It was written for another place in this chain and put here.";
    let entries = judged(&stage, &case).await;
    assert_eq!(verdicts(&entries)[..4], ["fine", here, here, "fine after a break"]);
    // An entry that is not believed does not vouch for an item.
    assert!(entries.discords.contains(&Discord::UnknownItem { sequence: 1 }));

    stage.show(&case);
    stage.forge(case.id, |entries| drop(entries.remove(1)));
    let entries = judged(&stage, &case).await;
    assert_eq!(verdicts(&entries)[..3], ["fine", "missing 1-1", "fine after a break"]);
    assert_eq!(entries.discords, [Discord::UnknownItem { sequence: 1 }]);
}

#[tokio::test]
async fn an_entry_that_another_signed_again_is_refused() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    let mut shorter = TestCase::busy(1, &stage);
    (shorter.identity, shorter.entries) = (case.identity.clone(), case.entries[..2].to_vec());
    let intake = Actor::Member(stage.people.intake.member_id());
    let read = Event::Read { up_to: 0, reason: Reason::Casework };
    let forged = shorter.entry(intake, stage.people.stranger.signing_key(), read);
    stage.forge(case.id, |entries| entries[2] = forged);
    let entries = judged(&stage, &case).await;
    assert_eq!(verdicts(&entries)[2..4], ["A signature of the entry does not hold.", "fine after a break"]);
}

#[tokio::test]
async fn an_entry_that_the_server_altered_or_cannot_read_is_shown_as_such() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.forge(case.id, |entries| {
        (entries[1].data, entries[1].r) = (Vec::new(), String::new());
        let last = entries[2].data.len() - 1;
        entries[2].data[last] ^= 1;
    });
    let entries = judged(&stage, &case).await;
    assert_eq!(
        verdicts(&entries)[1..3],
        [
            "The server cannot read this entry itself any more: its row was altered.",
            "The entry does not open with this key."
        ]
    );
}

#[tokio::test]
async fn an_item_without_an_entry_is_said_and_so_is_an_entry_without_its_item() {
    let stage = Stage::new().await;
    let mut case = TestCase::busy(1, &stage);
    // Slipped in by somebody who holds the reporter's key, behind the ledger's back.
    let header = case.next(ItemKind::FollowUp, Author::Reporter);
    let slipped = case.item(&header, &message("forget all that"), &case.reporter);
    case.items.push(slipped);
    stage.show(&case);
    let entries = judged(&stage, &case).await;
    assert_eq!(entries.discords, [Discord::UnknownItem { sequence: 4 }]);
    assert_eq!(entries.chain.faults(), 0, "the chain alone does not show it");

    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.tamper(case.id, |items| drop(items.pop()));
    stage.shown.lock().unwrap().lines[0].last_sequence = 2;
    let entries = judged(&stage, &case).await;
    assert_eq!(entries.discords, [Discord::HiddenItem { entry: 3 }]);
}

#[tokio::test]
async fn an_entry_that_calls_an_item_something_else_does_not_know_it() {
    let stage = Stage::new().await;
    let mut case = TestCase::busy(1, &stage);
    let header = case.next(ItemKind::Reply, Author::Member(stage.people.intake.member_id()));
    let item = case.item(&header, &message("yes"), stage.people.intake.signing_key());
    let sha256 = crate::support::world::hex(&redchannel::crypto::hash::sha256(&[&item.data]));
    let event = Event::Triaged { item: header.item, sha256 };
    case.record(Actor::Member(stage.people.intake.member_id()), stage.people.intake.signing_key(), event);
    case.items.push(item);
    stage.show(&case);
    assert_eq!(judged(&stage, &case).await.discords, [Discord::UnknownItem { sequence: 4 }]);
}

#[tokio::test]
async fn the_last_entries_cannot_be_taken_away_not_even_across_a_restart() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    assert!(!judged(&stage, &case).await.is_troubled());
    stage.forge(case.id, |entries| entries.truncate(4));
    // A server that has taken an entry away says that the read of today was said already: no new one fills the place.
    let entries = judged(&stage, &case).await;
    assert_eq!(entries.chain.faults(), 0);
    assert_eq!(entries.alarm, Some(Mismatch::Withheld { had: 4 }));
    assert!(judged(&stage, &case).await.alarm.is_some(), "the warning does not wear off");
}

#[tokio::test]
async fn the_page_of_a_case_says_who_did_what_and_marks_what_is_wrong() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::busy(1, &browser.stage);
    let head = browser.stage.people.head.clone();
    for _ in 0..3 {
        let read = Event::Read { up_to: 0, reason: Reason::None };
        case.record(Actor::Member(head.member_id()), head.signing_key(), read);
    }
    let given = Event::WrapAdded {
        member: browser.stage.people.oversight.member_id(),
        epoch: 0,
        sha256: "00".into(),
        proposer: None,
    };
    case.record(Actor::Member(head.member_id()), head.signing_key(), given);
    case.entries[0].index = Some(131);
    case.declare(&browser.stage.people.intake, true);
    browser.stage.show(&case);
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    for words in [
        "Report received",
        "No. 131",
        "Waits",
        "Message sent to the reporter",
        "Knows nobody involved, and took the case up",
        "3 times opened, by <bdi>Head of unit (3 times)</bdi>",
        "Opened the case without giving a reason",
        "Key given to Inspectorate",
        "Verified: 10 entries",
        "then “Propose to destroy the case” stands above",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("class=\"alarm\""), "{page}");

    browser.stage.forge(case.id, |entries| drop(entries.remove(2)));
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(page.contains("An entry was removed here, or is being withheld."));
    assert!(page.contains("The ledger does not know item 3 of this case"));
    assert!(browser.get("/").await.text().contains("Does not fit the ledger"));
    browser.stage.shown.lock().unwrap().entries.remove(&case.id);
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(page.contains("The server shows no entries of the ledger about this case"));
}

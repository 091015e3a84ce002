//! Every lie about a case is shown as what it is, and the truth beside it stays readable.

use redchannel::crypto::frame::{Author, ItemKind};
use redchannel::desk::casebook::chain::{Entry, Link};
use redchannel::desk::casebook::{CaseRecord, Casebook, OpenCase};
use redchannel::model::id::{BlobId, CaseId};
use redchannel::model::roster::Role;

use super::liar::Stage;
use super::made::{TestCase, message};
use crate::support::world::{hex, report};

/// One word per entry: what the desk makes of it.
pub fn verdicts(case: &OpenCase) -> Vec<String> {
    let word = |entry: &Entry| match entry {
        Entry::Verified(item) if item.link == Link::Whole => "fine".into(),
        Entry::Verified(_) => "fine after a break".into(),
        Entry::Missing { from, to } => format!("missing {from}-{to}"),
        Entry::Rejected { reason, .. } => reason.clone(),
    };
    case.examined.entries.iter().map(word).collect()
}

pub fn record(book: &Casebook, case: CaseId) -> &CaseRecord {
    book.case(case).unwrap()
}

pub fn open(book: &Casebook, case: CaseId) -> &OpenCase {
    record(book, case).content.as_ref().unwrap()
}

pub async fn judged(stage: &Stage, case: CaseId) -> Vec<String> {
    let book = stage.synced().await;
    assert!(open(&book, case).is_troubled());
    verdicts(open(&book, case))
}

#[tokio::test]
async fn an_honest_case_verifies_whole() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    let book = stage.synced().await;
    let opened = open(&book, case.id);
    assert_eq!(verdicts(opened), ["fine", "fine", "fine", "fine"]);
    assert!(!opened.is_troubled() && book.warnings().is_empty());
    let (_, body) = opened.report().unwrap();
    assert_eq!(body.story, "Money was asked at the gate.");
    assert_eq!(opened.unread(None), 3);
    assert_eq!(opened.unread(Some(1)), 1);
    let reference = record(&book, case.id).reference.to_string();
    assert_eq!(book.find(&reference.to_lowercase()).unwrap().line.case, case.id);
}

#[tokio::test]
async fn an_item_of_another_case_is_refused_in_its_place() {
    let stage = Stage::new().await;
    let (case, mut other) = (TestCase::busy(1, &stage), TestCase::busy(2, &stage));
    // The worst liar seals it again with the right key: only the frame inside tells.
    other.identity = case.identity.clone();
    let header = other.next(ItemKind::FollowUp, Author::Reporter);
    let moved = redchannel::crypto::frame::FrameHeader { sequence: 1, ..header };
    let line = other.item(&moved, &message("x"), &case.reporter);
    stage.show(&case);
    stage.tamper(case.id, |items| items[1] = line);
    assert_eq!(
        judged(&stage, case.id).await[..3],
        ["fine", "It was written for another case and put here.", "fine after a break"]
    );

    stage.tamper(case.id, |items| items[1].data = TestCase::busy(3, &stage).items[1].data.clone());
    assert_eq!(judged(&stage, case.id).await[1], "It is not sealed to this case, or was altered.");
}

#[tokio::test]
async fn items_that_change_places_are_refused_in_both() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.tamper(case.id, |items| {
        let first = items[1].data.clone();
        items[1].data = std::mem::replace(&mut items[3].data, first);
    });
    let here = "It was written for another place in this case and put here.";
    assert_eq!(judged(&stage, case.id).await, ["fine", here, "fine after a break", here]);
}

#[tokio::test]
async fn a_removed_item_leaves_a_gap_and_what_follows_stays_readable() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.tamper(case.id, |items| drop(items.remove(1)));
    assert_eq!(judged(&stage, case.id).await, ["fine", "missing 1-1", "fine after a break", "fine"]);
    stage.tamper(case.id, |items| drop(items.remove(0)));
    assert_eq!(judged(&stage, case.id).await, ["missing 0-1", "fine after a break", "fine"]);
}

#[tokio::test]
async fn a_gap_of_any_size_is_one_entry() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.tamper(case.id, |items| items[3].sequence = u64::MAX);
    let here = "It was written for another place in this case and put here.";
    assert_eq!(judged(&stage, case.id).await[3..], [format!("missing 3-{}", u64::MAX - 1), here.into()]);
}

#[tokio::test]
async fn a_second_item_at_a_filled_position_is_refused() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    stage.tamper(case.id, |items| items.insert(1, items[1].clone()));
    let twice = "A second item was delivered for a position that is already filled.";
    assert_eq!(judged(&stage, case.id).await, ["fine", "fine", twice, "fine", "fine"]);
}

#[tokio::test]
async fn a_fresh_item_by_somebody_without_the_authors_key_is_refused() {
    let stage = Stage::new().await;
    let case = TestCase::busy(1, &stage);
    stage.show(&case);
    // Anybody can seal to the case's public key; nobody else can sign.
    let mut shorter = TestCase::busy(1, &stage);
    (shorter.identity, shorter.items) = (case.identity.clone(), case.items[..1].to_vec());
    let mut header = shorter.next(ItemKind::FollowUp, Author::Reporter);
    header.item = case.items[1].item;
    let forged = shorter.item(&header, &message("forget it"), stage.people.stranger.signing_key());
    stage.tamper(case.id, |items| items[1] = forged);
    let seen = judged(&stage, case.id).await;
    assert_eq!(
        seen,
        ["fine", "Its signature is not that of the author it names.", "fine after a break", "fine"]
    );
}

#[tokio::test]
async fn a_reply_counts_only_from_somebody_who_may_handle_cases() {
    let stage = Stage::new().await;
    let people = &stage.people;
    let mut case = TestCase::new(1, stage.today(), &report("x"));
    let by = |key: &redchannel::crypto::keyfile::StaffKey| Author::Member(key.member_id());
    let header = case.next(ItemKind::Reply, by(&people.intake));
    case.add(&header, &message("forged"), people.stranger.signing_key());
    let header = case.next(ItemKind::Reply, by(&people.stranger));
    case.add(&header, &message("not in the roster"), people.stranger.signing_key());
    let header = case.next(ItemKind::Reply, Author::Reporter);
    case.add(&header, &message("to myself"), &case.reporter.clone());
    let header = case.next(ItemKind::FollowUp, by(&people.intake));
    case.add(&header, &message("in the reporter's name"), people.intake.signing_key());
    case.follow_up("real");
    stage.show(&case);
    assert_eq!(
        judged(&stage, case.id).await,
        [
            "fine",
            "Its signature is not that of the author it names.",
            "Its author is not in the roster, or has no role that handles cases.",
            "It speaks for the unit but names the reporter as its author.",
            "It speaks for the reporter but names somebody of the unit as its author.",
            "fine",
        ]
    );
}

#[tokio::test]
async fn a_member_without_a_role_for_cases_cannot_have_replied() {
    let stage = Stage::new().await;
    let people = &stage.people;
    let mut roster = people.roster();
    roster.members.push(redchannel::model::roster::Member {
        id: people.stranger.member_id(),
        name: "Administrator".into(),
        roles: vec![Role::Admin],
        recipient: people.stranger.recipient().as_str().into(),
        verification_key: hex(people.stranger.verifying_key().as_bytes()),
        until: roster.expires,
        succeeds: None,
    });
    roster.version = 2;
    roster.previous = Some(hex(&stage.genesis));
    stage.shown.lock().unwrap().notes.push(people.sign(&roster, 2));
    let mut case = TestCase::new(1, stage.today(), &report("x"));
    case.reply(&people.stranger, "the administrator speaks");
    stage.show(&case);
    assert_eq!(
        judged(&stage, case.id).await[1],
        "Its author is not in the roster, or has no role that handles cases."
    );
}

#[tokio::test]
async fn a_second_report_and_a_case_that_begins_without_one_are_refused() {
    let stage = Stage::new().await;
    let mut case = TestCase::new(1, stage.today(), &report("x"));
    let mut header = case.next(ItemKind::Report, Author::Reporter);
    header.reporter = Some(case.card());
    let body = serde_json::to_string(&report("another story")).unwrap();
    case.add(&header, &body, &case.reporter.clone());
    stage.show(&case);
    assert_eq!(
        judged(&stage, case.id).await,
        ["fine", "A report stands at the beginning of a case, and nowhere else."]
    );

    let mut headless = TestCase::new(2, stage.today(), &report("x"));
    headless.items.clear();
    headless.follow_up("first words");
    stage.show(&headless);
    let book = stage.synced().await;
    assert!(open(&book, headless.id).report().is_none());
    assert_eq!(
        verdicts(open(&book, headless.id)),
        ["A report stands at the beginning of a case, and nowhere else."]
    );
}

#[tokio::test]
async fn a_report_that_names_another_key_than_the_wrap_is_refused() {
    let stage = Stage::new().await;
    let mut case = TestCase::new(1, stage.today(), &report("x"));
    case.items.clear();
    let mut header = case.next(ItemKind::Report, Author::Reporter);
    header.reporter = Some(TestCase::new(2, stage.today(), &report("x")).card());
    case.add(&header, &serde_json::to_string(&report("x")).unwrap(), &case.reporter.clone());
    stage.show(&case);
    assert_eq!(
        judged(&stage, case.id).await,
        ["The reporter's key in the report is not the one in your wrap."]
    );
}

#[tokio::test]
async fn a_file_put_beside_a_manifest_is_noticed() {
    let stage = Stage::new().await;
    let mut case = TestCase::new(1, stage.today(), &report("x"));
    let item = case.attach("photo.jpg", b"evidence", |_| {});
    stage.show(&case);
    assert!(open(&stage.synced().await, case.id).file(item).is_some());
    stage.tamper(case.id, |items| items[1].blob = Some(BlobId::from_bytes([9; 16])));
    let book = stage.synced().await;
    assert_eq!(
        verdicts(open(&book, case.id))[1],
        "The server keeps another file beside this item than the one its author named."
    );
    assert!(open(&book, case.id).file(item).is_none());
}

#[tokio::test]
async fn signed_words_that_cannot_be_read_are_said_to_be_so() {
    let stage = Stage::new().await;
    let mut case = TestCase::new(1, stage.today(), &report("x"));
    let header = case.next(ItemKind::FollowUp, Author::Reporter);
    case.add(&header, "{\"voice\":1}", &case.reporter.clone());
    case.follow_up("words");
    stage.show(&case);
    let seen = judged(&stage, case.id).await;
    assert_eq!(seen[1], "It is signed by its author, but the words inside cannot be read by this version.");
    assert_eq!(seen[2], "fine");
}

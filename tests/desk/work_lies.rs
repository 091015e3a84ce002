//! Lies about what members did: items of casework dropped, reordered, replayed, forged, dated back. Each is shown as what it is, and a
//! decision that stands on one does not count.

use redchannel::crypto::frame::{Author, FrameHeader, ItemKind};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::desk::casebook::{Casebook, OpenCase, standing};
use redchannel::desk::paper::{PaperError, Signer};
use redchannel::desk::people::Standing;
use redchannel::desk::seen::Mismatch;
use redchannel::desk::works::{self, Draft, WorkError};
use redchannel::model::casework::file::Fate;
use redchannel::model::casework::guard::Guard;
use redchannel::model::casework::outcome::ClosingReason;
use redchannel::model::casework::stage::Stage;
use redchannel::model::casework::step::{Answer, Verdict};
use redchannel::model::casework::triage::IdentityRisk;
use redchannel::model::casework::work::Work;
use redchannel::model::id::{CaseId, ItemId};

use super::casebook::{judged, open, record, verdicts};
use super::liar::Stage as Theatre;
use super::made::TestCase;
use crate::casework::cast::{close, declared, hold, proposed, triaged};
use crate::support::world::{hex, report};

/// Where things stand in [`closed`].
const JUDGED: usize = 3;
const PROPOSED: usize = 4;
const AGREED: usize = 5;

const ELSEWHERE: &str = "It was written for another place in this case and put here.";

/// Report, two declarations, triage, a proposal to close by intake.
fn proposed_to_close(theatre: &Theatre) -> TestCase {
    let (people, mut case) = (&theatre.people, TestCase::new(1, theatre.today(), &report("The gate.")));
    case.work(&people.intake, &declared(true));
    case.work(&people.head, &declared(false));
    case.work(&people.intake, &triaged(false, IdentityRisk::Low));
    case.work(&people.intake, &proposed(close(ClosingReason::AlreadyHandled)));
    case
}

fn agreement(case: &TestCase) -> Work {
    let line = &case.items[PROPOSED];
    let (proposal, sha256) = (line.item, hex(&sha256(&[&line.data])));
    Work::Answered { answer: Answer { proposal, sha256, verdict: Verdict::Approve, words: String::new() } }
}

/// The same, and the head has agreed: the case is closed.
fn closed(theatre: &Theatre) -> TestCase {
    let mut case = proposed_to_close(theatre);
    case.work(&theatre.people.head, &agreement(&case));
    case
}

/// What a piece of work would be in the next place, signed by anybody in anybody's name.
fn forged(case: &mut TestCase, named: Author, signer: &StaffKey, work: &Work) {
    let header = case.next(ItemKind::Work, named);
    case.add(&header, &serde_json::to_string(work).unwrap(), signer.signing_key());
}

async fn note(theatre: &Theatre, book: &mut Casebook, case: CaseId) -> Result<(), WorkError> {
    let key = &theatre.people.intake;
    let signer = Signer { member: key.member_id(), key: key.signing_key(), standing: Standing::Full };
    let work = Work::Noted { text: "Seen.".into(), mentions: Vec::new() };
    let draft = Draft { case, item: ItemId::random(&mut rand::rng()), seen: 0, work };
    works::send(book, (&theatre.client(key), &theatre.genesis), &signer, &draft, theatre.today()).await
}

fn fate(case: &OpenCase) -> &Fate {
    &case.file.proposals[0].fate
}

#[tokio::test]
async fn two_who_agree_close_a_case_and_nothing_is_wrong_with_it() {
    let theatre = Theatre::new().await;
    let case = closed(&theatre);
    theatre.show(&case);
    let book = theatre.synced().await;
    let case = open(&book, case.id);
    assert!(case.file.is_closed() && case.file.disorder.is_empty() && !case.is_troubled());
    assert!(standing::misdated(&case.file).is_empty());
}

#[tokio::test]
async fn a_piece_of_work_dropped_from_the_middle_leaves_a_gap_and_its_effect_is_gone() {
    let theatre = Theatre::new().await;
    let case = closed(&theatre);
    theatre.show(&case);
    theatre.tamper(case.id, |items| drop(items.remove(JUDGED)));
    let book = theatre.synced().await;
    let shown = open(&book, case.id);
    assert_eq!(verdicts(shown)[JUDGED..], ["missing 3-3", "fine after a break", "fine"]);
    assert!(shown.examined.is_broken() && shown.file.triage.is_none());
    // Without the proposal the agreement is to nothing.
    theatre.show(&case);
    theatre.tamper(case.id, |items| drop(items.remove(PROPOSED)));
    let book = theatre.synced().await;
    let shown = open(&book, case.id);
    assert!(!shown.file.is_closed());
    assert_eq!(shown.file.disorder, [(5, Guard::NoProposal)]);
}

#[tokio::test]
async fn a_piece_of_work_dropped_from_the_end_is_missed_and_nothing_more_is_signed() {
    let theatre = Theatre::new().await;
    let case = closed(&theatre);
    theatre.show(&case);
    let mut book = theatre.synced().await;
    theatre.tamper(case.id, |items| items.truncate(AGREED));
    theatre.shown.lock().unwrap().lines[0].last_sequence = 4;
    let refused = note(&theatre, &mut book, case.id).await;
    assert!(matches!(refused, Err(WorkError::Paper(PaperError::Alarm))), "{refused:?}");
    let shown = open(&book, case.id);
    assert!(!shown.file.is_closed(), "it looks open again");
    assert_eq!(shown.alarm, Some(Mismatch::Withheld { had: 5 }));
    assert_eq!(theatre.shown.lock().unwrap().items[&case.id].len(), AGREED, "nothing was sent");
    // The same at a desk that was started again.
    let mut again = theatre.synced().await;
    assert!(note(&theatre, &mut again, case.id).await.is_err());
}

#[tokio::test]
async fn entries_of_the_ledger_that_are_withheld_stop_the_pen_too() {
    let theatre = Theatre::new().await;
    let case = closed(&theatre);
    theatre.show(&case);
    let client = theatre.client(&theatre.people.intake);
    let mut book = theatre.synced().await;
    book.sync_entries(&client, case.id).await.unwrap();
    assert_eq!(book.blocked(case.id), None);
    theatre.forge(case.id, |entries| entries.truncate(4));
    book.sync_entries(&client, case.id).await.unwrap();
    assert!(book.entries(case.id).unwrap().alarm.is_some());
    assert!(book.blocked(case.id).unwrap().contains("Tell oversight first"));
    let refused = note(&theatre, &mut book, case.id).await;
    assert!(matches!(refused, Err(WorkError::Paper(PaperError::Alarm))), "{refused:?}");
}

#[tokio::test]
async fn two_pieces_of_work_that_change_places_are_refused_in_both() {
    let theatre = Theatre::new().await;
    let case = closed(&theatre);
    theatre.show(&case);
    theatre.tamper(case.id, |items| {
        let data = items[JUDGED].data.clone();
        items[JUDGED].data = std::mem::replace(&mut items[PROPOSED].data, data);
    });
    assert_eq!(judged(&theatre, case.id).await[JUDGED..], [ELSEWHERE, ELSEWHERE, "fine after a break"]);
    let book = theatre.synced().await;
    assert!(!open(&book, case.id).file.is_closed());
}

#[tokio::test]
async fn a_piece_of_work_is_not_done_twice_by_showing_it_again() {
    let theatre = Theatre::new().await;
    let mut case = closed(&theatre);
    theatre.show(&case);
    let replayed = |items: &mut Vec<redchannel::api::wire::ItemLine>, item: ItemId| {
        let old = items[JUDGED].clone();
        items.push(redchannel::api::wire::ItemLine { item, sequence: 6, ..old });
    };
    theatre.tamper(case.id, |items| replayed(items, ItemId::from_bytes([9; 16])));
    assert_eq!(judged(&theatre, case.id).await[6], ELSEWHERE);
    theatre.show(&case);
    theatre.tamper(case.id, |items| replayed(items, items[JUDGED].item));
    assert_eq!(judged(&theatre, case.id).await[6], ELSEWHERE);
    // Even its own author does not give an old answer a second meaning.
    case.work(&theatre.people.head, &agreement(&case));
    theatre.show(&case);
    let book = theatre.synced().await;
    let shown = open(&book, case.id);
    assert_eq!(shown.file.disorder, [(6, Guard::Answered)]);
    assert_eq!(shown.file.closings.len(), 1);
}

#[tokio::test]
async fn work_of_another_case_counts_for_nothing_even_if_it_is_sealed_to_this_one() {
    let theatre = Theatre::new().await;
    let mut case = proposed_to_close(&theatre);
    let mut other = TestCase::new(2, theatre.today(), &report("Another gate."));
    other.identity = case.identity.clone();
    let header = FrameHeader {
        sequence: 5,
        item: ItemId::from_bytes([7; 16]),
        ..other.next(ItemKind::Work, Author::Member(theatre.people.head.member_id()))
    };
    let body = serde_json::to_string(&agreement(&case)).unwrap();
    case.items.push(other.item(&header, &body, theatre.people.head.signing_key()));
    theatre.show(&case);
    let book = theatre.synced().await;
    let shown = open(&book, case.id);
    assert_eq!(verdicts(shown)[AGREED], "It was written for another case and put here.");
    assert_eq!(fate(shown), &Fate::Open);
}

#[tokio::test]
async fn a_case_with_another_key_in_the_place_of_a_known_one_is_not_worked_on() {
    let theatre = Theatre::new().await;
    let case = closed(&theatre);
    theatre.show(&case);
    theatre.synced().await;
    theatre.show(&proposed_to_close(&theatre));
    let mut book = theatre.synced().await;
    assert_eq!(open(&book, case.id).alarm, Some(Mismatch::OtherKeys));
    let refused = note(&theatre, &mut book, case.id).await;
    assert!(matches!(refused, Err(WorkError::Paper(PaperError::Alarm))), "{refused:?}");
}

#[tokio::test]
async fn wraps_that_are_swapped_open_neither_case() {
    let theatre = Theatre::new().await;
    let (case, other) = (closed(&theatre), TestCase::new(2, theatre.today(), &report("Another gate.")));
    theatre.show(&case);
    theatre.show(&other);
    {
        let mut shown = theatre.shown.lock().unwrap();
        let first = shown.lines[0].wrap.clone();
        shown.lines[0].wrap = std::mem::replace(&mut shown.lines[1].wrap, first);
    }
    let mut book = theatre.synced().await;
    for id in [case.id, other.id] {
        let why = record(&book, id).content.as_ref().unwrap_err();
        assert!(why.contains("belongs to another case"), "{why}");
        assert!(matches!(note(&theatre, &mut book, id).await, Err(WorkError::Closed)));
    }
}

#[tokio::test]
async fn an_agreement_by_somebody_who_may_not_give_it_counts_for_nothing() {
    let theatre = Theatre::new().await;
    let people = &theatre.people;
    let of = |key: &StaffKey| Author::Member(key.member_id());
    // By a stranger; in the head's name; in the reporter's; by a custodian.
    let refusals = [
        (of(&people.stranger), &people.stranger, "Its author is not in the roster"),
        (of(&people.head), &people.stranger, "Its signature is not that of the author"),
        (of(&people.head), &people.intake, "Its signature is not that of the author"),
        (Author::Reporter, &people.intake, "It speaks for the unit but names the reporter"),
        (of(&people.custodian), &people.custodian, "Its author is not in the roster"),
    ];
    for (named, signer, words) in refusals {
        let mut case = proposed_to_close(&theatre);
        let work = agreement(&case);
        forged(&mut case, named, signer, &work);
        let lies = Theatre::new().await;
        lies.show(&case);
        let book = lies.synced().await;
        let shown = open(&book, case.id);
        assert!(verdicts(shown)[AGREED].starts_with(words), "{}", verdicts(shown)[AGREED]);
        assert_eq!(fate(shown), &Fate::Open, "{words}");
    }
    // By the proposer, by somebody who has not declared, and by one whose role is too small for it.
    let mut case = proposed_to_close(&theatre);
    case.work(&people.intake, &agreement(&case));
    case.work(&people.investigator, &agreement(&case));
    case.work(&people.investigator, &declared(false));
    case.work(&people.investigator, &agreement(&case));
    case.work(&people.head, &proposed(hold(theatre.today().plus(90))));
    theatre.show(&case);
    let book = theatre.synced().await;
    let shown = open(&book, case.id);
    assert_eq!(shown.file.disorder, [(5, Guard::Own), (6, Guard::Undeclared), (8, Guard::NeedsHead)]);
    assert!(
        !shown.file.is_closed() && !shown.is_troubled(),
        "signed and in its place, and against the rules"
    );
}

#[tokio::test]
async fn an_agreement_is_to_the_very_bytes_of_a_proposal() {
    let theatre = Theatre::new().await;
    let case = closed(&theatre);
    theatre.show(&case);
    // The very frame, sealed anew: anybody with the case's public key can do that.
    let mut again = TestCase::new(1, theatre.today(), &report("The gate."));
    (again.identity, again.items) = (case.identity.clone(), case.items[..PROPOSED].to_vec());
    let mut header = again.next(ItemKind::Work, Author::Member(theatre.people.intake.member_id()));
    header.item = case.items[PROPOSED].item;
    let body = serde_json::to_string(&proposed(close(ClosingReason::AlreadyHandled))).unwrap();
    let resealed = again.item(&header, &body, theatre.people.intake.signing_key());
    theatre.tamper(case.id, |items| items[PROPOSED] = resealed);
    let book = theatre.synced().await;
    let shown = open(&book, case.id);
    assert_eq!(verdicts(shown)[PROPOSED..], ["fine", "fine after a break"]);
    assert_eq!((fate(shown), &shown.file.disorder[..]), (&Fate::Open, &[(5, Guard::NoProposal)][..]));
}

#[tokio::test]
async fn work_that_is_dated_back_is_said_to_be_and_keeps_no_deadline() {
    let theatre = Theatre::new().await;
    let people = &theatre.people;
    let mut case = TestCase::new(1, theatre.today().plus(-20), &report("The gate."));
    case.day = theatre.today().plus(-2);
    case.follow_up("It happened again.");
    case.day = theatre.today().plus(-18);
    case.work(&people.intake, &declared(true));
    case.day = theatre.today().plus(300);
    case.work(&people.head, &declared(false));
    theatre.show(&case);
    let book = theatre.synced().await;
    let shown = open(&book, case.id);
    let counts = theatre.today().plus(-2);
    assert_eq!(shown.file.stage, Some((Stage::Triage, counts)));
    assert_eq!(shown.file.acknowledged, Some(counts), "eighteen days after the report, not two");
    assert_eq!(shown.file.declared[&people.head.member_id()].1, counts);
    let said = standing::misdated(&shown.file);
    assert!(said[0].starts_with("Item 3 says that it was written on 5 Nov 2026, although"), "{}", said[0]);
    assert!(
        said[1].starts_with("Item 4 says that it was written on 19 Sep 2027, which has not come"),
        "{}",
        said[1]
    );
    assert_eq!(said.len(), 2);
}

#[tokio::test]
async fn an_older_roster_that_gives_a_role_back_is_noticed() {
    let theatre = Theatre::new().await;
    let mut roster = theatre.people.roster();
    (roster.version, roster.previous) = (2, Some(hex(&theatre.genesis)));
    roster.members.retain(|member| member.id != theatre.people.head.member_id());
    roster.channels[0].team.retain(|id| *id != theatre.people.head.member_id());
    theatre.shown.lock().unwrap().notes.push(theatre.people.sign(&roster, 2));
    let mut case = proposed_to_close(&theatre);
    case.day = theatre.today().plus(400);
    theatre.show(&case);
    assert!(theatre.synced().await.roster_alarm().is_none());
    theatre.shown.lock().unwrap().notes.pop();
    let book = theatre.synced().await;
    assert!(book.roster_alarm().unwrap().contains("has already seen version 2"));
    assert!(book.warnings().iter().any(|warning| warning.contains("brings people back who were taken off")));
}

//! A server that wants a key to get into other hands: it names holders who are none, or shows a key that no reader made.

use redchannel::crypto::agefile::Recipient;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::open::CaseIdentity;
use redchannel::desk::casebook::Casebook;
use redchannel::desk::casebook::accord::Discord;
use redchannel::desk::keys::{GrantAction, KeyDesk, KeysError, add_reader, consent, rekey};
use redchannel::desk::paper::{PaperError, Signer};
use redchannel::desk::people::Standing;
use redchannel::desk::reply::{Draft, ReplyError, send};
use redchannel::ledger::entry::{Actor, Event};
use redchannel::model::id::ItemId;
use redchannel::model::report::Purpose;
use redchannel::secret::{Secret, SecretText};

use super::liar::Stage;
use super::made::TestCase;
use crate::support::world::report;

fn signer(stage: &Stage) -> Signer<'_> {
    let key = &stage.people.intake;
    Signer { member: key.member_id(), key: key.signing_key(), standing: Standing::Full }
}

/// Has the intake officer's desk do something with keys.
macro_rules! at_desk {
    ($stage:expr, $book:expr, |$desk:ident| $what:expr) => {{
        let client = $stage.client(&$stage.people.intake);
        let (genesis, today) = (&$stage.genesis, $stage.today());
        let $desk = &mut KeyDesk { book: $book, client: &client, genesis, signer: signer(&$stage), today };
        $what
    }};
}

/// A case whose holders are the team of three, as an honest server says.
async fn case_of_three(stage: &Stage) -> (TestCase, Casebook) {
    let case = TestCase::busy(1, stage);
    stage.show(&case);
    let people = &stage.people;
    let team = [&people.intake, &people.investigator, &people.head];
    stage.shown.lock().unwrap().holders = team.iter().map(|key| key.member_id()).collect();
    (case, stage.synced().await)
}

/// Puts an entry at the end of what is shown of a case's chain.
fn record(stage: &Stage, case: &mut TestCase, author: &StaffKey, event: Event) {
    case.entries = stage.shown.lock().unwrap().entries[&case.id].clone();
    case.record(Actor::Member(author.member_id()), author.signing_key(), event);
    stage.forge(case.id, |entries| *entries = case.entries.clone());
}

#[tokio::test]
async fn a_new_key_goes_to_the_roster_s_recipients_of_those_who_hold_the_old_one() {
    let stage = Stage::new().await;
    let (case, mut book) = case_of_three(&stage).await;
    at_desk!(stage, &mut book, |desk| rekey(desk, case.id).await).unwrap();
    let put = stage.shown.lock().unwrap().keys.pop().unwrap();
    let people = &stage.people;
    let mut expected: Vec<Recipient> =
        [&people.intake, &people.investigator, &people.head].map(StaffKey::recipient).to_vec();
    expected.push(people.recovery.recipient());
    expected.sort();
    let mut given: Vec<Recipient> = put.wraps.iter().map(|wrap| wrap.recipient.clone()).collect();
    given.sort();
    assert_eq!(given, expected);
    let recovery = put.wraps.iter().find(|wrap| wrap.recipient == people.recovery.recipient()).unwrap();
    let opened = CaseIdentity::from_wrap(&people.recovery, &recovery.inner, case.id, 1).unwrap();
    assert_eq!(opened.recipient(), put.recipient);
    assert!(opened.open_item(0, &case.items[0].data).is_ok(), "what was there before opens, too");
    assert_eq!(opened.reporter(), &case.reporter.verifying_key());
}

#[tokio::test]
async fn a_holder_whom_nothing_justifies_gets_no_new_key() {
    let stage = Stage::new().await;
    let (mut case, mut book) = case_of_three(&stage).await;
    let (oversight, head) = (stage.people.oversight.clone(), stage.people.head.clone());
    stage.shown.lock().unwrap().holders.push(oversight.member_id());
    let refused = at_desk!(stage, &mut book, |desk| rekey(desk, case.id).await);
    assert!(matches!(&refused, Err(KeysError::Unjustified(name)) if name == "Inspectorate"), "{refused:?}");
    // The member's own signed word that they got one, and a holder's who names no second one: neither is enough.
    for (author, proposer) in [(&oversight, Some(head.member_id())), (&head, None)] {
        let said =
            Event::WrapAdded { member: oversight.member_id(), epoch: 0, sha256: "00".repeat(32), proposer };
        record(&stage, &mut case, author, said);
        let refused = at_desk!(stage, &mut book, |desk| rekey(desk, case.id).await);
        assert!(matches!(refused, Err(KeysError::Unjustified(_))), "{refused:?}");
    }
    assert!(stage.shown.lock().unwrap().keys.is_empty());
    let proposer = Some(stage.people.investigator.member_id());
    let said =
        Event::WrapAdded { member: oversight.member_id(), epoch: 0, sha256: "00".repeat(32), proposer };
    record(&stage, &mut case, &head, said);
    at_desk!(stage, &mut book, |desk| rekey(desk, case.id).await).unwrap();
    assert_eq!(stage.shown.lock().unwrap().keys[0].wraps.len(), 5);
}

#[tokio::test]
async fn whoever_was_taken_off_or_excluded_is_not_listed_back_in() {
    let stage = Stage::new().await;
    let (mut case, mut book) = case_of_three(&stage).await;
    let (investigator, head) = (stage.people.investigator.clone(), stage.people.head.clone());
    let said = Event::WrapRemoved {
        member: investigator.member_id(),
        epoch: 0,
        proposer: Some(stage.people.intake.member_id()),
    };
    record(&stage, &mut case, &head, said);
    let refused = at_desk!(stage, &mut book, |desk| rekey(desk, case.id).await);
    assert!(matches!(&refused, Err(KeysError::Unjustified(name)) if name == "Investigator"), "{refused:?}");

    let mut body = report("about the head");
    body.exclude = vec![redchannel::model::readers::Exclusion::Role {
        channel: "audit".into(),
        role: redchannel::model::roster::Role::Investigator,
    }];
    let excluding = TestCase::new(2, stage.today(), &body);
    stage.show(&excluding);
    let mut book = stage.synced().await;
    let refused = at_desk!(stage, &mut book, |desk| rekey(desk, excluding.id).await);
    assert!(matches!(&refused, Err(KeysError::Unjustified(name)) if name == "Investigator"), "{refused:?}");
    assert!(stage.shown.lock().unwrap().keys.is_empty());
}

#[tokio::test]
async fn a_key_that_no_reader_gave_the_case_is_not_used() {
    let stage = Stage::new().await;
    let (mut case, mut book) = case_of_three(&stage).await;
    let people = &stage.people;
    // Made by somebody who has the earlier key, such as one who was taken off, and shown by the server.
    let (forged, certificate) = case.keys(&people.intake).with_next_key(&Secret::new([66; 32])).unwrap();
    let show_forged = |case: &TestCase| {
        stage.show(case);
        let mut shown = stage.shown.lock().unwrap();
        shown.lines = vec![case.line_with(&people.intake, &forged)];
    };
    show_forged(&case);
    stage.sync(&mut book).await;
    let (id, oversight) = (case.id, people.oversight.member_id());
    let refused = at_desk!(stage, &mut book, |desk| add_reader(desk, id, oversight, "").await);
    assert!(matches!(refused, Err(KeysError::Alarm)), "{refused:?}");
    assert_eq!(book.entries(id).unwrap().discords, [Discord::UnknownKey { epoch: 1 }]);
    let refused = at_desk!(stage, &mut book, |desk| rekey(desk, id).await);
    assert!(matches!(refused, Err(KeysError::Alarm)), "{refused:?}");
    let refused = at_desk!(stage, &mut book, |desk| consent(desk, id, GrantAction::Add, oversight));
    assert!(matches!(refused, Err(KeysError::Alarm)), "{refused:?}");
    let draft = Draft {
        case: id,
        item: ItemId::from_bytes([9; 16]),
        text: SecretText::new("to whom?"),
        purpose: Purpose::Message,
    };
    let client = stage.client(&people.intake);
    let sent = send(&mut book, &client, &stage.genesis, &signer(&stage), &draft, stage.today()).await;
    assert!(matches!(sent, Err(ReplyError::Paper(PaperError::Alarm))), "{sent:?}");

    // Who was taken off says so themselves, after it: that is not a reader's word.
    let gone = &people.investigator;
    let removed = Event::WrapRemoved { member: gone.member_id(), epoch: 0, proposer: None };
    case.record(Actor::Member(gone.member_id()), gone.signing_key(), removed);
    let said = || Event::Rekeyed { epoch: 1, sha256: certificate.print() };
    case.record(Actor::Member(gone.member_id()), gone.signing_key(), said());
    show_forged(&case);
    let refused = at_desk!(stage, &mut book, |desk| add_reader(desk, id, oversight, "").await);
    assert!(matches!(refused, Err(KeysError::Alarm)), "{refused:?}");
    // A reader's is.
    case.record(Actor::Member(people.head.member_id()), people.head.signing_key(), said());
    show_forged(&case);
    let missing = at_desk!(stage, &mut book, |desk| add_reader(desk, id, oversight, "").await);
    assert!(matches!(missing, Err(KeysError::Consent)), "{missing:?}");
    assert!(stage.shown.lock().unwrap().wraps.is_empty());
}

#[tokio::test]
async fn an_item_sealed_to_a_key_that_was_replaced_before_is_reported() {
    let stage = Stage::new().await;
    let (mut case, mut book) = case_of_three(&stage).await;
    let people = &stage.people;
    let (next, certificate) = case.keys(&people.intake).with_next_key(&Secret::new([7; 32])).unwrap();
    let said = Event::Rekeyed { epoch: 1, sha256: certificate.print() };
    case.record(Actor::Member(people.head.member_id()), people.head.signing_key(), said);
    let old = std::mem::replace(&mut case.identity, case_key(&next));
    case.follow_up("to the new key");
    case.items.last_mut().unwrap().epoch = 1;
    case.identity = old;
    case.follow_up("the old key was put back");
    stage.show(&case);
    stage.shown.lock().unwrap().lines = vec![case.line_with(&people.intake, &next)];
    stage.sync(&mut book).await;
    book.sync_entries(&stage.client(&people.intake), case.id).await.unwrap();
    let record = book.case(case.id).unwrap().content.as_ref().unwrap();
    assert_eq!(record.examined.verified().count(), 6, "it is shown all the same");
    let last = record.examined.tip().unwrap().sequence;
    assert_eq!(book.entries(case.id).unwrap().discords, [Discord::OldKey { sequence: last }]);
}

fn case_key(keys: &CaseIdentity) -> redchannel::crypto::agefile::Identity {
    redchannel::crypto::agefile::Identity::from_scalar(&keys.scalar().unwrap()).unwrap()
}

//! A server that moves, repeats, exchanges or makes things up.

use data_encoding::{BASE64, HEXLOWER};
use redchannel::api::wire::custody::CustodyLine;
use redchannel::crypto::agefile::{Identity, seal};
use redchannel::crypto::frame::{Author, FrameHeader, ItemKind, write};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::identity::{Column, Confided, close, seal_identity_key};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::desk::custody::CustodyError;
use redchannel::desk::custody::ask::check_sealed;
use redchannel::desk::custody::letter::{LetterFault, read};
use redchannel::model::casework::work::Work;
use redchannel::model::custody::{CustodyBody, Letter, Verdict};
use redchannel::model::id::ItemId;
use redchannel::model::role::Role;
use redchannel::secret::SecretText;
use redchannel::vault::store::{InsertItem, ItemRow, ReplyRow, Update};

use super::stage::{Stage, WHY};
use crate::support::staff::{identity, line};
use crate::support::stores::{commit, entry};
use crate::support::world::World;

/// What the custodian's desk makes of a line.
async fn judged(stage: &Stage, line: &CustodyLine) -> Result<(), LetterFault> {
    let (key, people) = (&stage.world.people.custodian, stage.people().await);
    read(line, key.identity(), (&people, &stage.seen(key)), stage.today()).map(drop)
}

/// A letter that `signer` wrote in the name of `author`.
fn letter(stage: &Stage, item: ItemId, author: &StaffKey, signer: &StaffKey, work: &Work) -> Vec<u8> {
    let header = FrameHeader {
        version: 1,
        case: stage.case,
        item,
        kind: ItemKind::Work,
        sequence: 1,
        previous: None,
        author: Author::Member(author.member_id()),
        day: stage.today(),
        reporter: None,
        file: None,
    };
    let body = SecretText::new(serde_json::to_string(work).unwrap());
    let frame = write(&header, &body, signer.signing_key()).unwrap();
    seal(&[stage.world.people.custodian.recipient()], frame.expose_secret()).unwrap()
}

#[tokio::test]
async fn a_letter_that_was_moved_forged_or_exchanged_is_not_answered() {
    let stage = Stage::new(World::new().await).await;
    let people = &stage.world.people;
    stage.ask().await;
    let line = stage.lines().await.remove(0);
    assert_eq!(judged(&stage, &line).await, Ok(()));
    let judge = |change: &dyn Fn(&mut CustodyLine)| {
        let mut line = line.clone();
        change(&mut line);
        line
    };
    let moved = judge(&|line| line.case = stage.nameless);
    assert_eq!(judged(&stage, &moved).await, Err(LetterFault::Moved));
    let renamed = judge(&|line| line.request = ItemId::from_bytes([9; 16]));
    assert_eq!(judged(&stage, &renamed).await, Err(LetterFault::Moved));
    let made_up = seal(&[people.custodian.recipient()], b"no frame").unwrap();
    let no_letter = judge(&|line| line.letter.clone_from(&made_up));
    assert_eq!(judged(&stage, &no_letter).await, Err(LetterFault::Unreadable));
    let no_key = judge(&|line| line.key.clone_from(&made_up));
    assert_eq!(judged(&stage, &no_key).await, Err(LetterFault::Key));

    let text = Identity::generate().recipient().to_string();
    let asks =
        Work::IdentityAsked { reason: WHY.into(), letter: Letter { seal_to: text.clone(), audit: text } };
    let notes = Work::Planned { text: "a plan".into() };
    let cases: [(&StaffKey, &StaffKey, &Work, LetterFault); 4] = [
        (&people.head, &people.intake, &asks, LetterFault::Signature),
        (&people.custodian, &people.custodian, &asks, LetterFault::Stranger),
        (&people.stranger, &people.stranger, &asks, LetterFault::Stranger),
        (&people.head, &people.head, &notes, LetterFault::Unreadable),
    ];
    for (author, signer, work, fault) in cases {
        let forged = letter(&stage, line.request, author, signer, work);
        let forged = judge(&|line| line.letter.clone_from(&forged));
        assert_eq!(judged(&stage, &forged).await, Err(fault));
    }
}

#[tokio::test]
async fn an_answered_request_that_is_shown_again_is_refused() {
    let stage = Stage::new(World::new().await).await;
    let request = stage.ask().await;
    let before = stage.world.vault.stores().main.read().await.unwrap().identity(stage.case).await.unwrap();
    let key = &stage.world.people.custodian;
    let mut seen = stage.seen(key);
    stage.decide(&mut seen, request, Verdict::Refused, "No.").await.unwrap();

    let now = stage.world.vault.stores().main.read().await.unwrap().identity(stage.case).await.unwrap();
    let mut act = stage.world.vault.stores().main.act().await.unwrap();
    assert_eq!(act.replace_requests(&before.unwrap(), &now.unwrap().mark).await.unwrap(), Update::Done);
    commit(act).await;
    assert_eq!(stage.lines().await.len(), 1, "the server shows it again");
    let again = stage.decide(&mut seen, request, Verdict::Granted, "").await;
    assert!(matches!(again, Err(CustodyError::Letter(LetterFault::Answered))), "{again:?}");
}

#[tokio::test]
async fn a_desk_remembers_what_it_answered_in_later_sessions() {
    let world = World::new().await;
    let key = &world.people.custodian;
    let load =
        || redchannel::desk::seen::Seen::load(world.folder.join("custodian.seen"), key.identity().clone());
    let mut seen = load();
    let request = ItemId::from_bytes([3; 16]);
    seen.note_answered(request);
    seen.save().unwrap();
    assert!(load().has_answered(request) && !load().has_answered(ItemId::from_bytes([4; 16])));
}

#[tokio::test]
async fn another_name_in_the_place_of_the_first_is_noticed_by_every_reader() {
    let stage = Stage::new(World::new().await).await;
    let book = stage.book(&stage.world.people.intake).await;
    let mark = |case| {
        let case = book.case(case).unwrap().content.as_ref().unwrap();
        case.report().unwrap().1.identity.clone().unwrap()
    };
    let page = stage.client(&stage.world.people.intake).identity(stage.case).await.unwrap();
    assert!(check_sealed(&mark(stage.case), &page.sealed).is_ok());
    for other in [&[][..], &page.sealed[1..]] {
        assert!(matches!(check_sealed(&mark(stage.case), other), Err(CustodyError::Altered(_))));
    }
    assert!(check_sealed(&mark(stage.nameless), &page.sealed).is_err());
}

#[tokio::test]
async fn a_server_with_all_its_keys_can_grant_nothing() {
    let stage = Stage::new(World::new().await).await;
    let people = &stage.world.people;
    let stores = stage.world.vault.stores();
    let mut row = stores.main.read().await.unwrap().identity(stage.case).await.unwrap().unwrap();
    let k_shred = stores.keys.read().await.unwrap().shred_key(stage.case).await.unwrap().unwrap();
    // A key of its own, under the reporter's true name in the ledger of nobody.
    let own = Identity::generate();
    let line = line(&stage.world.vault, &people.intake, stage.case).await.unwrap();
    let reporter = identity(&people.intake, &line);
    let page = stage.client(&people.intake).identity(stage.case).await.unwrap();
    let confided = Confided {
        case: stage.case,
        sha256: &sha256(&[&page.sealed]),
        reporter: reporter.reporter(),
        reply_to: reporter.reply_to().unwrap(),
    };
    let key =
        seal_identity_key(&own.scalar().unwrap(), &confided, &[people.investigator.recipient()]).unwrap();
    let grants = serde_json::json!([{ "to": people.investigator.member_id(), "key": BASE64.encode(&key) }]);
    let place = (stage.case, Column::Grants);
    let before = row.mark.clone();
    row.grants = close(&k_shred, place, grants.to_string().as_bytes(), &mut rand::rng()).unwrap();
    let mut act = stores.main.act().await.unwrap();
    assert_eq!(act.replace_requests(&row, &before).await.unwrap(), Update::Done);
    act.record(&entry()).await.unwrap().commit().await.unwrap();
    let opened = stage.open(&people.investigator).await;
    assert!(matches!(opened, Err(CustodyError::Unanswered)), "{opened:?}");

    let request = stage.ask().await;
    stage.answer(request, Verdict::Granted, "").await.unwrap();
    assert!(stage.open(&people.investigator).await.is_ok(), "the true one takes its place");
    let now = stores.main.read().await.unwrap().identity(stage.case).await.unwrap().unwrap();
    let mut act = stores.main.act().await.unwrap();
    assert_eq!(act.replace_requests(&row, &now.mark).await.unwrap(), Update::Done);
    commit(act).await;
    let opened = stage.open(&people.investigator).await;
    assert!(matches!(opened, Err(CustodyError::Altered(_))), "{opened:?}");
}

/// An item that says that the custodian opened the name, written by somebody else.
#[tokio::test]
async fn nobody_but_a_custodian_says_that_a_name_was_opened() {
    let stage = Stage::new(World::new().await).await;
    let head = &stage.world.people.head;
    let book = stage.book(head).await;
    let case = book.case(stage.case).unwrap().content.as_ref().unwrap();
    let tip = case.examined.tip().unwrap();
    let item = ItemId::random(&mut rand::rng());
    let header = FrameHeader {
        version: 1,
        case: stage.case,
        item,
        kind: ItemKind::Custody,
        sequence: 1,
        previous: Some(HEXLOWER.encode(&tip.hash)),
        author: Author::Member(head.member_id()),
        day: stage.today(),
        reporter: None,
        file: None,
    };
    let (role, reason) = (Role::Head, "because".to_owned());
    let body = CustodyBody { request: item, verdict: Verdict::Granted, role, reason, words: String::new() };
    let body = SecretText::new(serde_json::to_string(&body).unwrap());
    let frame = write(&header, &body, head.signing_key()).unwrap();
    let sealed = |to| seal(&[to], frame.expose_secret()).unwrap();
    let (data, copy) =
        (sealed(case.identity.recipient()), sealed(case.reporter_card().unwrap().recipient.clone()));
    let mut act = stage.world.vault.stores().main.act().await.unwrap();
    let row = ItemRow { case_id: stage.case, seq: 1, item_id: item, epoch: 0, data, blob: None };
    assert_eq!(act.insert_item(&row).await.unwrap(), InsertItem::Done);
    let row = ReplyRow { case_id: stage.case, seq: 1, item_id: item, data: copy };
    let _fresh = act.insert_reply(&row).await.unwrap();
    commit(act).await;

    let inbox = stage.inbox().await;
    assert_eq!((inbox.replies.len(), inbox.unverified), (0, 1));
    assert!(!stage.is_sound(&stage.world.people.intake).await);
}

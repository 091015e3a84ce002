//! Replies: signed once, sealed twice, to the reporter of the verified report and to nobody the server names.

use redchannel::crypto::agefile::open;
use redchannel::crypto::frame::{Author, ItemKind, MAX_FRAME_BYTES, UnverifiedFrame};
use redchannel::desk::casebook::Casebook;
use redchannel::desk::paper::{PaperError, Signer};
use redchannel::desk::people::Standing;
use redchannel::desk::reply::{Draft, ReplyError, send};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::model::report::Purpose;
use redchannel::secret::SecretText;

use super::liar::Stage;
use super::made::{TestCase, message};
use crate::support::world::report;

fn draft(case: CaseId, text: &str) -> Draft {
    Draft { case, item: ItemId::from_bytes([9; 16]), text: SecretText::new(text), purpose: Purpose::Message }
}

async fn answer(
    stage: &Stage,
    book: &mut Casebook,
    draft: &Draft,
    standing: Standing,
) -> Result<(), ReplyError> {
    let key = &stage.people.intake;
    let signer = Signer { member: key.member_id(), key: key.signing_key(), standing };
    send(book, &stage.client(key), &stage.genesis, &signer, draft, stage.today()).await
}

#[tokio::test]
async fn a_reply_is_one_frame_for_the_case_and_for_the_reporter() {
    let stage = Stage::new().await;
    let mut case = TestCase::busy(1, &stage);
    case.declare(&stage.people.intake, true);
    stage.show(&case);
    let mut book = stage.synced().await;
    answer(&stage, &mut book, &draft(case.id, "Which gate?"), Standing::Full).await.unwrap();
    let (_, put) = stage.shown.lock().unwrap().put.pop().unwrap();
    let for_reporter = open(&case.reporter_box, &put.copy, MAX_FRAME_BYTES).unwrap();
    let for_case = open(&case.identity, &put.item.data, MAX_FRAME_BYTES).unwrap();
    assert_eq!(for_reporter.expose_secret(), for_case.expose_secret());
    let frame = UnverifiedFrame::parse(&for_reporter).unwrap();
    let opened = frame.verify_author(&stage.people.intake.verifying_key()).unwrap();
    assert_eq!(opened.header.kind, ItemKind::Reply);
    assert_eq!(opened.header.author, Author::Member(stage.people.intake.member_id()));
    assert_eq!((opened.header.sequence, opened.header.day), (5, stage.today()));
    assert_eq!(opened.body.expose_secret(), message("Which gate?"));
    let record = book.case(case.id).unwrap().content.as_ref().unwrap();
    assert!(!record.is_troubled());
    assert_eq!(record.examined.entries.len(), 6);
}

#[tokio::test]
async fn the_same_form_twice_is_one_reply() {
    let stage = Stage::new().await;
    let mut case = TestCase::busy(1, &stage);
    case.declare(&stage.people.intake, true);
    stage.show(&case);
    let mut book = stage.synced().await;
    for _ in 0..2 {
        answer(&stage, &mut book, &draft(case.id, "Which gate?"), Standing::Full).await.unwrap();
    }
    assert_eq!(stage.shown.lock().unwrap().put.len(), 1);
}

#[tokio::test]
async fn a_case_that_moved_on_is_read_again_and_signed_again() {
    let stage = Stage::new().await;
    let mut case = TestCase::busy(1, &stage);
    case.declare(&stage.people.intake, true);
    stage.show(&case);
    let mut book = stage.synced().await;
    case.follow_up("One more thing.");
    stage.shown.lock().unwrap().meanwhile = vec![case.items.last().unwrap().clone()];
    answer(&stage, &mut book, &draft(case.id, "Which gate?"), Standing::Full).await.unwrap();
    let record = book.case(case.id).unwrap().content.as_ref().unwrap();
    assert_eq!(record.examined.entries.len(), 7);
    assert!(!record.is_troubled());

    let mut endless = Vec::new();
    let reply = stage.shown.lock().unwrap().items[&case.id].last().unwrap().clone();
    case.items.push(reply);
    for _ in 0..8 {
        case.follow_up("And another.");
        endless.push(case.items.last().unwrap().clone());
    }
    stage.shown.lock().unwrap().meanwhile = endless;
    let second = Draft { item: ItemId::from_bytes([8; 16]), ..draft(case.id, "When?") };
    let outcome = answer(&stage, &mut book, &second, Standing::Full).await;
    assert!(matches!(outcome, Err(ReplyError::KeepsMoving)), "{outcome:?}");
}

#[tokio::test]
async fn nothing_is_signed_where_it_would_stand_on_false_ground() {
    let stage = Stage::new().await;
    let mut case = TestCase::busy(1, &stage);
    case.declare(&stage.people.intake, true);
    stage.show(&case);
    let mut book = stage.synced().await;
    let refused = Standing::ReadOnly("The roster has expired.".into());
    let outcome = answer(&stage, &mut book, &draft(case.id, "x"), refused).await;
    assert_eq!(outcome.unwrap_err().to_string(), "The roster has expired.");
    for (text, words) in [(" \n", "nothing to send"), ("ن".repeat(4001).as_str(), "4001 characters")] {
        let error = answer(&stage, &mut book, &draft(case.id, text), Standing::Full).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    stage.tamper(case.id, |items| items.truncate(2));
    let outcome = answer(&stage, &mut book, &draft(case.id, "x"), Standing::Full).await;
    assert!(matches!(outcome, Err(ReplyError::Paper(PaperError::Alarm))), "{outcome:?}");
    assert!(stage.shown.lock().unwrap().put.is_empty());
}

#[tokio::test]
async fn without_a_verified_report_nobody_knows_whom_to_answer() {
    let stage = Stage::new().await;
    let mut case = TestCase::new(1, stage.today(), &report("x"));
    let forger = TestCase::new(2, stage.today(), &report("x"));
    let mut header = case.next(ItemKind::Report, Author::Reporter);
    (header.sequence, header.previous, header.reporter) = (0, None, Some(forger.card()));
    case.declare(&stage.people.intake, false);
    case.items[0] = case.item(&header, &serde_json::to_string(&report("x")).unwrap(), &forger.reporter);
    stage.show(&case);
    let mut book = stage.synced().await;
    let outcome = answer(&stage, &mut book, &draft(case.id, "x"), Standing::Full).await;
    assert!(matches!(outcome, Err(ReplyError::Paper(PaperError::NoReport))), "{outcome:?}");
}

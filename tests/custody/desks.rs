//! Desks and the real server: asked, looked at, granted, limited, refused; and the reporter reads it.

use redchannel::crypto::frame::ItemKind;
use redchannel::desk::custody::CustodyError;
use redchannel::desk::custody::letter::{LONGEST_DAYS, LetterFault};
use redchannel::model::custody::{IdentityBody, Verdict};
use redchannel::model::role::Role;

use super::stage::{CONTACT, NAME, Stage, WHY, given};
use crate::support::world::World;

mod everywhere {
    crate::support::world::in_worlds! {
        a_name_is_asked_for_granted_and_opened_and_the_reporter_reads_for_whom_and_why
        a_refusal_opens_nothing_and_tells_the_one_who_asked_why
        of_two_custodians_at_once_one_answers
        a_look_is_for_one_request
    }
}

async fn a_name_is_asked_for_granted_and_opened_and_the_reporter_reads_for_whom_and_why(world: World) {
    let stage = Stage::new(world).await;
    let people = &stage.world.people;
    assert!(matches!(stage.open(&people.investigator).await, Err(CustodyError::NotGranted)));
    let request = stage.ask().await;

    let (shown, identity) = stage.show().await.unwrap();
    assert_eq!(
        (shown.item, shown.asker, shown.role),
        (request, people.investigator.member_id(), Role::Investigator)
    );
    assert_eq!((shown.reason.as_str(), shown.name.as_str(), shown.day), (WHY, "Investigator", stage.today()));
    assert_eq!(identity, None, "not before the ledger says that the custodian looks");
    stage.answer(request, Verdict::Looked, "").await.unwrap();
    assert_eq!(stage.show().await.unwrap().1, Some(given()));
    assert!(matches!(stage.open(&people.investigator).await, Err(CustodyError::NotGranted)));

    stage.answer(request, Verdict::Granted, "By telephone only.").await.unwrap();
    let confided = stage.open(&people.investigator).await.unwrap();
    assert_eq!((confided.identity, confided.limits.as_str()), (given(), "By telephone only."));
    for colleague in [&people.intake, &people.head] {
        assert!(matches!(stage.open(colleague).await, Err(CustodyError::NotGranted)));
        assert!(stage.is_sound(colleague).await, "colleagues see that it was asked and granted");
        let asked = stage.asked(colleague).await;
        assert_eq!((asked.len(), asked[0].answers.len(), asked[0].trouble()), (1, 2, None));
        assert_eq!(asked[0].outcome().unwrap().verdict, Verdict::Granted);
    }
    assert!(matches!(stage.show().await, Err(CustodyError::Gone)));

    let inbox = stage.inbox().await;
    assert_eq!((inbox.replies.len(), inbox.unverified), (2, 0));
    let told: Vec<&str> = inbox.replies.iter().map(|reply| reply.text.expose_secret()).collect();
    assert!(told.iter().all(|told| told.contains(WHY) && told.contains("an investigator")), "{told:?}");
    assert!(told.iter().all(|told| !told.contains(NAME) && !told.contains(CONTACT)));
    assert!(told[0].contains("Nobody else") && told[1].contains("By telephone only."), "{told:?}");
}

async fn a_refusal_opens_nothing_and_tells_the_one_who_asked_why(world: World) {
    let stage = Stage::new(world).await;
    let investigator = &stage.world.people.investigator;
    let request = stage.ask().await;
    let wordless = stage.answer(request, Verdict::Refused, " ").await;
    assert!(matches!(wordless, Err(CustodyError::Empty)));
    stage.answer(request, Verdict::Refused, "Ask in the inbox first.").await.unwrap();

    assert!(matches!(stage.open(investigator).await, Err(CustodyError::NotGranted)));
    let asked = stage.asked(investigator).await;
    let outcome = asked[0].outcome().unwrap();
    assert_eq!((outcome.verdict, outcome.words.as_str()), (Verdict::Refused, "Ask in the inbox first."));
    assert!(stage.is_sound(investigator).await);
    let inbox = stage.inbox().await;
    assert_eq!((inbox.replies.len(), inbox.unverified), (0, 0), "nothing was opened");
    let again = stage.ask().await;
    stage.answer(again, Verdict::Granted, "").await.unwrap();
    assert_eq!(stage.open(investigator).await.unwrap().identity, given());
}

async fn of_two_custodians_at_once_one_answers(world: World) {
    let stage = Stage::new(world).await;
    let request = stage.ask().await;
    let (granted, refused) = tokio::join!(
        stage.answer(request, Verdict::Granted, ""),
        stage.answer(request, Verdict::Refused, "No.")
    );
    let gone = |answer: &Result<(), CustodyError>| matches!(answer, Err(CustodyError::Gone));
    assert!(granted.is_ok() != refused.is_ok(), "{granted:?} {refused:?}");
    assert!(gone(&granted) || gone(&refused));
    let asked = stage.asked(&stage.world.people.intake).await;
    assert_eq!((asked[0].answers.len(), asked[0].trouble()), (1, None));
    let opened = stage.open(&stage.world.people.investigator).await.is_ok();
    assert_eq!(opened, granted.is_ok());
}

async fn a_look_is_for_one_request(world: World) {
    let stage = Stage::new(world).await;
    let request = stage.ask().await;
    stage.answer(request, Verdict::Looked, "").await.unwrap();
    stage.answer(request, Verdict::Refused, "No need.").await.unwrap();
    stage.ask().await;
    assert_eq!(stage.show().await.unwrap().1, None, "for the next request the custodian says so again");
}

#[tokio::test]
async fn there_is_nothing_to_ask_for_where_nothing_was_given_and_one_asks_at_a_time() {
    let stage = Stage::new(World::new().await).await;
    let people = &stage.world.people;
    let refused = stage.ask_in(&people.intake, stage.nameless, WHY).await;
    assert!(matches!(refused, Err(CustodyError::NotGiven)));
    assert!(matches!(stage.ask_in(&people.intake, stage.case, " ").await, Err(CustodyError::Empty)));
    let long = "why ".repeat(101);
    let refused = stage.ask_in(&people.intake, stage.case, &long).await;
    assert!(matches!(refused, Err(CustodyError::TooLong { characters: 404 })));

    stage.ask().await;
    let refused = stage.ask_in(&people.intake, stage.case, WHY).await;
    assert!(matches!(refused, Err(CustodyError::Waits)), "{refused:?}");
    let better = stage.ask_in(&people.investigator, stage.case, "A better reason.").await.unwrap();
    let (shown, _) = stage.show().await.unwrap();
    assert_eq!((shown.item, shown.reason.as_str()), (better, "A better reason."), "in place of the first");
}

#[tokio::test]
async fn an_old_request_and_one_of_somebody_who_left_are_not_answered() {
    let stage = Stage::new(World::new().await).await;
    let request = stage.ask().await;
    stage.world.clock.advance(86_400 * (LONGEST_DAYS + 1));
    let late = stage.answer(request, Verdict::Granted, "").await;
    assert!(matches!(late, Err(CustodyError::Letter(LetterFault::Stale))), "{late:?}");
    let again = stage.ask().await;
    assert_eq!(stage.show().await.unwrap().0.item, again);

    let mut roster = stage.world.people.roster();
    roster.version = 2;
    let leaves = stage.world.people.investigator.member_id();
    for member in roster.members.iter_mut().filter(|member| member.id == leaves) {
        member.until = stage.today().plus(-1);
    }
    let first = stage.world.people.sign(&stage.world.people.roster(), 2);
    crate::ledger::scene::take_up(&stage.world, roster, &first).await;
    assert!(stage.lines().await.is_empty());
    assert!(matches!(stage.answer(again, Verdict::Granted, "").await, Err(CustodyError::Gone)));
}

#[tokio::test]
async fn the_items_of_a_custodian_are_items_of_the_case_like_others() {
    let stage = Stage::new(World::new().await).await;
    let request = stage.ask().await;
    stage.answer(request, Verdict::Granted, "").await.unwrap();
    let book = stage.book(&stage.world.people.head).await;
    let case = book.case(stage.case).unwrap().content.as_ref().unwrap();
    let kinds: Vec<ItemKind> = case.examined.verified().map(|verified| verified.item.header.kind).collect();
    let (before, own) = kinds.split_at(kinds.len() - 2);
    assert_eq!(own, [ItemKind::Work, ItemKind::Custody]);
    assert!(
        before.starts_with(&[ItemKind::Report]) && before[1..].iter().all(|kind| *kind == ItemKind::Work)
    );
    let mark = case.report().unwrap().1.identity.as_ref().unwrap();
    assert!(mark.given && mark.sha256.len() == 64);
    assert!(!format!("{:?}", IdentityBody { name: NAME.into(), contact: CONTACT.into() }).contains(NAME));
}

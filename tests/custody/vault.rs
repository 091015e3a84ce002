//! What the vault keeps, and what it lets whom do.

use redchannel::api::client::ClientError;
use redchannel::crypto::identity::Column;
use redchannel::crypto::open::identity::IdentityKey;
use redchannel::desk::custody::CustodyError;
use redchannel::desk::custody::keep::{Decision, Keeper, decide};
use redchannel::ledger::entry::Event;
use redchannel::model::custody::{IdentityBody, Verdict};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::secret::SecretText;
use redchannel::vault::reporter::{Submission, submit_in_confidence};
use redchannel::vault::staff;
use redchannel::vault::store::IdentityRow;

use super::stage::{CONTACT, NAME, Stage, given};
use crate::ledger::scene::{Scene, export_of, publish_now};
use crate::support::staff::{event, identity, line, lines, member};
use crate::support::world::{World, code, report};

mod everywhere {
    crate::support::world::in_worlds! {
        with_and_without_a_name_all_rows_look_alike
        the_custodians_recovery_and_whom_they_grant_it_open_a_name_and_nobody_else
        a_destroyed_case_takes_the_name_with_it
        a_form_sent_again_never_loses_or_changes_a_name_in_silence
    }
}

async fn row(stage: &Stage, case: CaseId) -> IdentityRow {
    stage.world.vault.stores().main.read().await.unwrap().identity(case).await.unwrap().unwrap()
}

fn lengths(row: &IdentityRow) -> [usize; 5] {
    [&row.identity, &row.unlock, &row.mark, &row.letter, &row.grants].map(Vec::len)
}

async fn with_and_without_a_name_all_rows_look_alike(world: World) {
    let stage = Stage::new(world).await;
    let fixed = Column::ALL.map(Column::bytes);
    let mut seen = vec![row(&stage, stage.case).await, row(&stage, stage.nameless).await];
    let request = stage.ask().await;
    seen.push(row(&stage, stage.case).await);
    stage.answer(request, Verdict::Looked, "").await.unwrap();
    stage.answer(request, Verdict::Granted, "Limits.").await.unwrap();
    seen.push(row(&stage, stage.case).await);
    for row in &seen {
        assert_eq!(lengths(row), fixed);
    }
    let mut tx = stage.world.vault.stores().main.read().await.unwrap();
    let (named, nameless) = (
        tx.items_after(stage.case, None, 1, 0).await.unwrap().remove(0),
        tx.items_after(stage.nameless, None, 1, 0).await.unwrap().remove(0),
    );
    // age adds a random stanza; nothing else differs.
    assert!(named.data.len().abs_diff(nameless.data.len()) < 400);
    assert_eq!(
        tx.count_wraps(stage.case, 0).await.unwrap(),
        tx.count_wraps(stage.nameless, 0).await.unwrap()
    );
    drop(tx);
    let mut stored = Vec::new();
    for row in &seen {
        stored.extend([&row.identity, &row.unlock, &row.mark, &row.letter, &row.grants].map(Clone::clone));
    }
    let holds = |needle: &str| {
        stored.iter().any(|bytes| bytes.windows(needle.len()).any(|window| window == needle.as_bytes()))
    };
    assert!(!holds(NAME) && !holds(CONTACT) && !holds("age-encryption"));
}

async fn the_custodians_recovery_and_whom_they_grant_it_open_a_name_and_nobody_else(world: World) {
    let stage = Stage::new(world).await;
    let people = &stage.world.people;
    let request = stage.ask().await;
    let line = stage.lines().await.remove(0);
    let (custodian, recovery) = (people.custodian.identity(), &people.recovery);
    let page = stage.client(&people.intake).identity(stage.case).await.unwrap();
    for own in [custodian, recovery] {
        let key = IdentityKey::from_sealed(own, &line.key, stage.case).unwrap();
        assert_eq!(key.open(&page.sealed).unwrap(), given());
    }
    let staff = [&people.intake, &people.investigator, &people.head, &people.oversight, &people.inspector];
    for key in staff {
        assert!(IdentityKey::from_sealed(key.identity(), &line.key, stage.case).is_err());
    }
    let case_key = identity(&people.intake, &line_of(&stage).await);
    assert!(case_key.open_item(0, &page.sealed).is_err(), "the key of the case does not open it");
    assert!(lines(&stage.world.vault, &people.custodian).await.is_empty(), "a custodian holds no case");

    stage.answer(request, Verdict::Granted, "").await.unwrap();
    let granted = stage.client(&people.investigator).identity(stage.case).await.unwrap().grant;
    assert!(IdentityKey::from_sealed(people.investigator.identity(), &granted, stage.case).is_ok());
    assert!(IdentityKey::from_sealed(people.investigator.identity(), &granted, stage.nameless).is_err());
    for key in [&people.intake, &people.head, &people.oversight] {
        assert!(IdentityKey::from_sealed(key.identity(), &granted, stage.case).is_err());
    }
    assert!(stage.client(&people.intake).identity(stage.case).await.unwrap().grant.is_empty());
    // Oversight outside the team holds no key of the case: for it there is no identity either.
    let refused = stage.client(&people.oversight).identity(stage.case).await;
    assert!(matches!(refused, Err(ClientError::NotFound)));
}

async fn line_of(stage: &Stage) -> redchannel::api::wire::CaseLine {
    line(&stage.world.vault, &stage.world.people.intake, stage.case).await.unwrap()
}

async fn a_destroyed_case_takes_the_name_with_it(world: World) {
    let stage = Stage::new(world).await;
    stage.ask().await;
    crate::ledger::scene::destroy(&stage.world, stage.case).await;
    let stores = stage.world.vault.stores();
    assert!(stores.main.read().await.unwrap().identity(stage.case).await.unwrap().is_none());
    assert!(stores.keys.read().await.unwrap().shred_key(stage.case).await.unwrap().is_none());
    assert!(stores.main.read().await.unwrap().identity(stage.nameless).await.unwrap().is_some());
    assert!(stage.lines().await.is_empty());
}

async fn a_form_sent_again_never_loses_or_changes_a_name_in_silence(world: World) {
    let (code, body) = (code(), report("The gate."));
    let send = |given: IdentityBody| {
        let (vault, code, body) = (&world.vault, &code, &body);
        async move { submit_in_confidence(vault, code, &[5; 16], body, &given).await.unwrap().1 }
    };
    let other = IdentityBody { name: "Somebody else".into(), contact: String::new() };
    assert_eq!(send(given()).await, Submission::Founded);
    assert_eq!(send(given()).await, Submission::Repeated);
    assert_eq!(send(other.clone()).await, Submission::AddedWithoutName);
    assert_eq!(send(other).await, Submission::Repeated);
    assert_eq!(send(IdentityBody::default()).await, Submission::Added);
}

#[tokio::test]
async fn a_custodian_does_what_custodians_do_and_nobody_else_does_it() {
    let stage = Stage::new(World::new().await).await;
    let people = &stage.world.people;
    let request = stage.ask().await;
    let custodian = stage.client(&people.custodian);
    let refused = |error: ClientError| matches!(error, ClientError::Refused);
    assert!(refused(custodian.cases(redchannel::clock::Day::from_number(0), None).await.unwrap_err()));
    assert!(refused(custodian.items(stage.case, None).await.unwrap_err()));
    assert!(refused(custodian.case_entries(stage.case).await.unwrap_err()));
    assert!(refused(custodian.identity(stage.case).await.unwrap_err()));
    let absent = |error: ClientError| matches!(error, ClientError::NotFound);
    assert!(absent(stage.client(&people.head).custody().await.unwrap_err()));
    assert!(absent(stage.client(&people.head).sealed_identity(stage.case).await.unwrap_err()));
    assert!(absent(custodian.sealed_identity(stage.nameless).await.unwrap_err()), "nobody asks there");

    // A reader's event in a custodian's name, and the other way round.
    let roster = stage.people().await;
    let key = &people.custodian;
    let impostor = Keeper { key: people.investigator.signing_key(), ..stage.keeper(key, &roster) };
    let (item, words) = (ItemId::from_bytes([8; 16]), SecretText::new(""));
    let decision = Decision { case: stage.case, request, item, verdict: Verdict::Granted, words };
    let taken = decide(&custodian, &impostor, &mut stage.seen(key), &decision).await;
    assert!(matches!(taken, Err(CustodyError::Client(ClientError::Unexpected(400)))), "{taken:?}");

    let line = line_of(&stage).await;
    let copy_sha256 = crate::support::world::hex(&redchannel::crypto::hash::sha256(&[b"copy"]));
    let sha256 = crate::support::world::hex(&redchannel::crypto::hash::sha256(&[b"item"]));
    let said = Event::IdentityOpened { item, sha256, copy_sha256 };
    let event =
        event(&stage.world.vault, &people.intake, &identity(&people.intake, &line), &line.chain, said);
    let item = redchannel::api::wire::PutItem {
        item,
        sequence: line.last_sequence + 1,
        epoch: 0,
        data: b"item".to_vec(),
        event,
        state: None,
    };
    let reply = redchannel::api::wire::PutReply { item, copy: b"copy".to_vec() };
    let put =
        staff::put_reply(&stage.world.vault, &member(&people.intake), stage.case, &reply).await.unwrap();
    assert_eq!(put, Some(staff::PutOutcome::Unsaid));
}

#[tokio::test]
async fn an_export_with_openings_and_refusals_is_valid() {
    let Scene { world, genesis, .. } = Scene::new().await;
    let (named, body) = ([0x77; 16], report("with a name"));
    let (access, _) = submit_in_confidence(&world.vault, &code(), &named, &body, &given()).await.unwrap();
    let stage = Stage::around(world, access, [named, named]).await;
    let intake = &stage.world.people.intake;
    for (verdict, words) in [(Verdict::Refused, "No."), (Verdict::Granted, "")] {
        let request = stage.ask_in(intake, stage.case, "because").await.unwrap();
        stage.answer(request, verdict, words).await.unwrap();
    }
    assert!(stage.open(intake).await.is_ok());
    publish_now(&stage.world).await;
    let export = export_of(&stage.world, "with-custody").await;
    let scene = Scene { world: stage.world, export, genesis };
    assert_eq!(scene.findings(&scene.export), []);
}

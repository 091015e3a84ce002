//! Keys that change hands, between desks and the real server: who can read what before and after.

use std::sync::atomic::AtomicUsize;

use redchannel::api::client::ClientError;
use redchannel::api::wire::PutWrap;
use redchannel::crypto::derive::PepperKeys;
use redchannel::crypto::grant::GrantAction::{Add, Remove};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::open::{CaseIdentity, OpenError};
use redchannel::crypto::wrap::{WRAP_SLOTS, WrapPlace, strip};
use redchannel::desk::keys::{KeysError, add_reader, consent, rekey, remove, remove_own, rewrap_successor};
use redchannel::ledger::entry::Event;
use redchannel::model::id::CaseId;
use redchannel::model::readers::Exclusion;
use redchannel::model::roster::{Member, Role};
use redchannel::secret::{Secret, SecretText};
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::reporter::{self, Access};
use redchannel::vault::staff::{self, PutOutcome};

use super::office::{Office, next_roster};
use crate::support::staff::{event, identity, items, line, member};
use crate::support::world::{PEPPER, World, code, hex, report};

mod everywhere {
    crate::support::world::in_worlds! {
        two_who_agree_give_a_colleague_the_keys_and_one_alone_gives_none
        whoever_was_taken_off_opens_nothing_that_comes_with_the_whole_database
        an_old_consent_brings_nobody_back
        of_two_desks_that_replace_a_key_one_does
        a_member_drops_their_own_key_and_the_last_one_may_not
        whoever_left_the_roster_is_taken_off_by_any_holder
        a_successor_gets_the_cases_of_the_predecessor_and_no_others
    }
}

async fn found(world: &World) -> (Access, CaseId) {
    let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    (access, redchannel::crypto::derive::case_of_form(&[1; 16]))
}

async fn write(world: &World, access: &Access, form: u8, words: &str) {
    reporter::add_message(&world.vault, access, &[form; 16], &SecretText::new(words)).await.unwrap();
}

/// Takes the investigator off, as the head and the intake officer agree.
async fn take_off(world: &World, head: &mut Office, intake: &mut Office, case: CaseId) {
    let investigator = world.people.investigator.member_id();
    let proposed = consent(&head.keys(), case, Remove, investigator).unwrap();
    remove(&mut intake.keys(), case, investigator, Some(&proposed)).await.unwrap();
}

async fn two_who_agree_give_a_colleague_the_keys_and_one_alone_gives_none(world: World) {
    let (access, case) = found(&world).await;
    write(&world, &access, 2, "more").await;
    let people = &world.people;
    let mut intake = Office::open(&world, &people.intake).await;
    let mut head = Office::open(&world, &people.head).await;
    let new = people.oversight.member_id();

    let own = consent(&intake.keys(), case, Add, new).unwrap();
    let alone = add_reader(&mut intake.keys(), case, new, &own).await;
    assert!(matches!(alone, Err(KeysError::OnePerson)), "{alone:?}");
    let outsider = crate::support::staff::consent(&people.inspector, Add, (case, 0), &people.oversight);
    let refused = add_reader(&mut intake.keys(), case, new, &outsider).await;
    assert!(matches!(refused, Err(KeysError::Refused)), "who holds no key cannot consent: {refused:?}");
    let other = consent(&head.keys(), case, Add, people.inspector.member_id()).unwrap();
    let removal = consent(&head.keys(), case, Remove, new).unwrap();
    let stranger = crate::support::staff::consent(&people.stranger, Add, (case, 0), &people.oversight);
    for wrong in [other.as_str(), &removal, &stranger, "", "00"] {
        let refused = add_reader(&mut intake.keys(), case, new, wrong).await;
        assert!(matches!(refused, Err(KeysError::Consent)), "{refused:?}");
    }
    assert!(line(&world.vault, &people.oversight, case).await.is_none());

    let given = consent(&head.keys(), case, Add, new).unwrap();
    add_reader(&mut intake.keys(), case, new, &given).await.unwrap();
    assert_eq!(Office::open(&world, &people.oversight).await.sound_items(case).await, 2);
    let again = add_reader(&mut intake.keys(), case, new, &given).await;
    assert!(matches!(again, Err(KeysError::Holds)), "{again:?}");
    let nobody = consent(&head.keys(), case, Add, people.stranger.member_id());
    assert!(matches!(nobody, Err(KeysError::NoReader)));
    // Whoever came later has a part in replacing the key like the others.
    rekey(&mut head.keys(), case).await.unwrap();
    write(&world, &access, 3, "even more").await;
    for key in [&people.oversight, &people.investigator, &people.intake, &people.head] {
        assert_eq!(Office::open(&world, key).await.sound_items(case).await, 3);
    }
}

/// What a member's key opens of a case's present wraps, with everything that the server has: databases, `K_shred`, pepper.
async fn opens_a_wrap(world: &World, case: CaseId, epoch: u32, thief: &StaffKey) -> bool {
    let names = PepperKeys::new(Secret::new(PEPPER));
    let people = &world.people;
    let k_shred = world.vault.stores().keys.read().await.unwrap().shred_key(case).await.unwrap().unwrap();
    let mut tx = world.vault.stores().main.read().await.unwrap();
    let mut rows = 0;
    for reader in [
        people.intake.recipient(),
        people.investigator.recipient(),
        people.head.recipient(),
        people.recovery.recipient(),
    ] {
        let tag = names.wrap_tag(case, epoch, &reader);
        let Some(row) = tx.wrap(case, i64::from(epoch), &tag).await.unwrap() else { continue };
        rows += 1;
        let inner = strip(&k_shred, &WrapPlace { case, epoch, tag }, &row).unwrap();
        if CaseIdentity::from_wrap(thief.identity(), &inner, case, epoch).is_ok() {
            return true;
        }
    }
    assert!(rows > 0);
    false
}

async fn whoever_was_taken_off_opens_nothing_that_comes_with_the_whole_database(world: World) {
    let code = code();
    let (access, _) = reporter::submit(&world.vault, &code, &[1; 16], &report("x")).await.unwrap();
    let case = redchannel::crypto::derive::case_of_form(&[1; 16]);
    let people = &world.people;
    let (mut intake, mut head) =
        (Office::open(&world, &people.intake).await, Office::open(&world, &people.head).await);
    let before =
        identity(&people.investigator, &line(&world.vault, &people.investigator, case).await.unwrap());
    items(&world.vault, &people.investigator, case, None).await.unwrap();
    let upload = |name: &'static str| FileMeta {
        form_nonce: [9; 16],
        name: SecretText::new(name),
        media_type: String::new(),
        keep: KeepOriginal::Yes,
    };
    // A file that is on its way while the key is replaced.
    let mut late = begin_file(&world.vault, &access, upload("late")).await.unwrap();
    late.write(&[7; 5000]).await.unwrap();

    take_off(&world, &mut head, &mut intake, case).await;
    assert!(line(&world.vault, &people.investigator, case).await.is_none());
    assert!(items(&world.vault, &people.investigator, case, None).await.is_none());
    // Whatever happens between the two steps: the case is readable, and says what is missing.
    assert!(line(&world.vault, &people.head, case).await.unwrap().rekey_due);
    assert_eq!(head.sound_items(case).await, 1);
    let mut tx = world.vault.stores().main.read().await.unwrap();
    assert_eq!(tx.count_wraps(case, 0).await.unwrap(), i64::try_from(WRAP_SLOTS).unwrap());
    drop(tx);
    rekey(&mut head.keys(), case).await.unwrap();
    let now = line(&world.vault, &people.head, case).await.unwrap();
    assert_eq!((now.epoch, now.rekey_due, now.rekeyable), (1, false, true));

    assert!(late.finish().await.is_err(), "sealed to the old key");
    // The reporter's session began before, and goes on.
    write(&world, &access, 2, "what comes").await;
    let mut file = begin_file(&world.vault, &access, upload("evidence")).await.unwrap();
    file.write(&[8; 5000]).await.unwrap();
    file.finish().await.unwrap();
    let again = reporter::recognise(&world.vault, &code).await.unwrap().unwrap().open().unwrap();
    write(&world, &again, 3, "by code").await;
    assert_eq!(head.sound_items(case).await, 4);
    assert_eq!(intake.sound_items(case).await, 4, "old and new");

    let all = items(&world.vault, &people.head, case, None).await.unwrap().items;
    assert_eq!(all.iter().map(|item| item.epoch).collect::<Vec<_>>(), [0, 1, 1, 1]);
    assert!(before.open_item(0, &all[0].data).is_ok());
    for item in &all[1..] {
        assert_eq!(before.open_item(0, &item.data).unwrap_err(), OpenError::Item);
        assert_eq!(before.open_item(1, &item.data).unwrap_err(), OpenError::Epoch);
    }
    assert!(!opens_a_wrap(&world, case, 1, &people.investigator).await);
    assert!(opens_a_wrap(&world, case, 1, &people.intake).await);
    let mut tx = world.vault.stores().main.read().await.unwrap();
    let rows = (tx.count_wraps(case, 0).await.unwrap(), tx.count_wraps(case, 1).await.unwrap());
    assert_eq!(rows, (0, i64::try_from(WRAP_SLOTS).unwrap()), "as many rows as before");
}

async fn an_old_consent_brings_nobody_back(world: World) {
    let (_, case) = found(&world).await;
    let people = &world.people;
    let mut intake = Office::open(&world, &people.intake).await;
    let mut head = Office::open(&world, &people.head).await;
    let gone = people.investigator.member_id();
    let old = consent(&head.keys(), case, Add, gone).unwrap();
    take_off(&world, &mut head, &mut intake, case).await;
    let due = add_reader(&mut intake.keys(), case, gone, &old).await;
    assert!(matches!(due, Err(KeysError::RekeyFirst)), "{due:?}");
    // A desk that does not care asks all the same.
    let replay = async |epoch: u32| {
        let now = line(&world.vault, &people.intake, case).await.unwrap();
        let inner = vec![1; 400];
        let said = Event::WrapAdded {
            member: gone,
            epoch,
            sha256: hex(&redchannel::crypto::hash::sha256(&[&inner])),
            proposer: Some(people.head.member_id()),
        };
        let event = event(&world.vault, &people.intake, &identity(&people.intake, &now), &now.chain, said);
        let recipient = people.investigator.recipient().to_string();
        let wrap = PutWrap { epoch, recipient, inner, consent: Some(old.clone()), event };
        staff::put_wrap(&world.vault, &member(&people.intake), case, &wrap).await.unwrap()
    };
    assert_eq!(replay(0).await, Some(PutOutcome::Unsaid), "before the key is replaced");
    rekey(&mut intake.keys(), case).await.unwrap();
    assert_eq!(replay(1).await, Some(PutOutcome::Unsaid), "and after");
    let stale = add_reader(&mut intake.keys(), case, gone, &old).await;
    assert!(matches!(stale, Err(KeysError::Consent)), "{stale:?}");
    assert!(line(&world.vault, &people.investigator, case).await.is_none());
}

async fn of_two_desks_that_replace_a_key_one_does(world: World) {
    let (_, case) = found(&world).await;
    let mut intake = Office::open(&world, &world.people.intake).await;
    let mut head = Office::open(&world, &world.people.head).await;
    let (mut one, mut two) = (intake.keys(), head.keys());
    let both = futures::future::join(rekey(&mut one, case), rekey(&mut two, case)).await;
    match both {
        (Ok(()), Err(KeysError::Overtaken)) | (Err(KeysError::Overtaken), Ok(())) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!((intake.sound_items(case).await, head.sound_items(case).await), (1, 1));
    assert_eq!(line(&world.vault, &world.people.head, case).await.unwrap().epoch, 1);
}

async fn a_member_drops_their_own_key_and_the_last_one_may_not(world: World) {
    let (access, case) = found(&world).await;
    let people = &world.people;
    let mut investigator = Office::open(&world, &people.investigator).await;
    remove_own(&mut investigator.keys(), case).await.unwrap();
    investigator.sync().await;
    assert_eq!(
        (investigator.only_case(), investigator.book.gone()),
        (None, [].as_slice()),
        "no alarm either"
    );
    let mut intake = Office::open(&world, &people.intake).await;
    let again = remove(&mut intake.keys(), case, people.investigator.member_id(), None).await;
    assert!(matches!(again, Err(KeysError::OnePerson)), "{again:?}");
    remove_own(&mut intake.keys(), case).await.unwrap();
    let mut head = Office::open(&world, &people.head).await;
    let last = remove_own(&mut head.keys(), case).await;
    assert!(matches!(last, Err(KeysError::Refused)), "{last:?}");
    rekey(&mut head.keys(), case).await.unwrap();
    write(&world, &access, 2, "more").await;
    assert_eq!(head.sound_items(case).await, 2);
    let gone = rekey(&mut intake.keys(), case).await;
    assert!(matches!(gone, Err(KeysError::Closed)), "{gone:?}");
}

async fn whoever_left_the_roster_is_taken_off_by_any_holder(world: World) {
    let (_, case) = found(&world).await;
    let people = &world.people;
    let (gone, mut intake) = (people.investigator.member_id(), Office::open(&world, &people.intake).await);
    let still_there = remove(&mut intake.keys(), case, gone, None).await;
    assert!(matches!(still_there, Err(KeysError::OnePerson)), "{still_there:?}");
    next_roster(&world, |roster| {
        roster.members.retain(|member| member.id != gone);
        roster.channels[0].team.retain(|member| *member != gone);
    })
    .await;
    intake.sync().await;
    remove(&mut intake.keys(), case, gone, None).await.unwrap();
    let again = remove(&mut intake.keys(), case, gone, None).await;
    assert!(matches!(again, Err(KeysError::HoldsNone)), "{again:?}");
    rekey(&mut intake.keys(), case).await.unwrap();
    assert_eq!(intake.sound_items(case).await, 1);
    assert!(!opens_a_wrap(&world, case, 1, &people.investigator).await);
}

async fn a_successor_gets_the_cases_of_the_predecessor_and_no_others(world: World) {
    let people = &world.people;
    for form in 1..=3 {
        reporter::submit(&world.vault, &code(), &[form; 16], &report("x")).await.unwrap();
    }
    let mut hidden = report("about the intake officer");
    hidden.exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Intake }];
    reporter::submit(&world.vault, &code(), &[4; 16], &hidden).await.unwrap();
    let new = StaffKey::from_seed(&Secret::new([31; 32])).unwrap();
    let (old, mut head) = (people.intake.member_id(), Office::open(&world, &people.head).await);
    let none = rewrap_successor(&mut head.keys(), old, &AtomicUsize::new(0)).await;
    assert!(matches!(none, Err(KeysError::NoSuccessor)), "{none:?}");
    next_roster(&world, |roster| {
        let before = roster.members.iter().position(|member| member.id == old).unwrap();
        let before = roster.members.remove(before);
        roster.members.push(Member {
            id: new.member_id(),
            recipient: new.recipient().to_string(),
            verification_key: hex(new.verifying_key().as_bytes()),
            succeeds: Some(old),
            ..before
        });
        roster.channels[0].team[0] = new.member_id();
    })
    .await;
    head.sync().await;
    let done = AtomicUsize::new(0);
    let found = rewrap_successor(&mut head.keys(), old, &done).await.unwrap();
    assert_eq!((found.given, found.held, found.others, done.into_inner()), (3, 0, 1, 4));
    assert!(found.failed.is_empty() && found.unfit.is_empty(), "{found:?}");
    let mut successor = Office::open(&world, &new).await;
    assert_eq!(successor.book.cases().count(), 3);
    let case = redchannel::crypto::derive::case_of_form(&[2; 16]);
    assert_eq!(successor.sound_items(case).await, 1);
    let found = rewrap_successor(&mut head.keys(), old, &AtomicUsize::new(0)).await.unwrap();
    assert_eq!((found.given, found.held, found.others), (0, 3, 1));
    // The old key is taken off, and the new one has its part in the case's new key.
    remove(&mut successor.keys(), case, old, None).await.unwrap();
    rekey(&mut successor.keys(), case).await.unwrap();
    assert_eq!(head.sound_items(case).await, 1);
    // Nobody else gets a key by this way.
    let inspector = people.inspector.member_id();
    let mut refused = wrap_without_consent(&world, &mut head, case, &people.inspector).await;
    assert!(matches!(refused, Err(ClientError::Unexpected(400))), "{refused:?}");
    refused = wrap_without_consent(&world, &mut head, case, &people.stranger).await;
    assert!(matches!(refused, Err(ClientError::NotFound)), "{refused:?}");
    assert!(head.book.people().unwrap().roster().member(inspector).is_some());
}

async fn wrap_without_consent(
    world: &World,
    office: &mut Office,
    case: CaseId,
    to: &StaffKey,
) -> Result<redchannel::api::client::Put, ClientError> {
    let now = line(&world.vault, &office.key, case).await.unwrap();
    let keys = identity(&office.key, &now);
    let inner = keys.wrap_for(&to.recipient()).unwrap();
    let sha256 = hex(&redchannel::crypto::hash::sha256(&[&inner]));
    let said = Event::WrapAdded { member: to.member_id(), epoch: now.epoch, sha256, proposer: None };
    let event = event(&world.vault, &office.key, &keys, &now.chain, said);
    let recipient = to.recipient().to_string();
    let wrap = PutWrap { epoch: now.epoch, recipient, inner, consent: None, event };
    office.client.put_wrap(case, &wrap).await
}

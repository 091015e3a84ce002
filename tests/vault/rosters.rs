//! Which rosters the server acts upon, whoever can write to its database.

use redchannel::clock::Day;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::model::id::MemberId;
use redchannel::model::roster::{Member, Role, Roster};
use redchannel::vault::store::RosterRow;
use redchannel::vault::{Refusal, reporter, rosters};

use crate::support::stores::commit;
use crate::support::world::{World, code, genesis_of, hex, report};

mod everywhere {
    crate::support::world::in_worlds! {
        a_row_put_there_with_sql_changes_nothing_and_keeps_no_roster_out
        a_member_who_was_removed_does_not_come_back_with_an_older_roster
        too_few_signatures_are_refused
        after_the_last_day_no_report_is_taken
        a_roster_that_does_not_follow_is_refused
    }
}

/// The version after `before`, with `change` made to it.
fn next(before: &Roster, before_note: &[u8], change: impl FnOnce(&mut Roster)) -> Roster {
    let mut roster = Roster {
        version: before.version + 1,
        previous: Some(hex(&genesis_of(before_note))),
        ..before.clone()
    };
    change(&mut roster);
    roster
}

fn insider(key: &StaffKey) -> Member {
    Member {
        id: key.member_id(),
        name: "Insider".into(),
        roles: vec![Role::Oversight],
        recipient: key.recipient().to_string(),
        verification_key: hex(key.verifying_key().as_bytes()),
        until: Day::parse("2028-12-31").unwrap(),
        succeeds: None,
    }
}

async fn put_row(world: &World, version: i64, note: &[u8]) {
    let mut tx = world.vault.stores().main.act().await.unwrap();
    tx.put_roster(&RosterRow { version, note: String::from_utf8(note.to_vec()).unwrap() }).await.unwrap();
    commit(tx).await;
    rosters::reload(&world.vault).await.unwrap();
}

fn knows(world: &World, id: MemberId) -> bool {
    world.vault.roster_in_force().unwrap().member(id).is_some()
}

async fn a_row_put_there_with_sql_changes_nothing_and_keeps_no_roster_out(world: World) {
    let people = &world.people;
    let first = people.roster();
    let first_note = people.sign(&first, 2);
    let forged = next(&first, &first_note, |roster| roster.members.push(insider(&people.stranger)));
    // The forger signs with a key of their own under a keyholder's name.
    let note =
        redchannel::crypto::note::sign_new(&forged, "keyholder-1", people.stranger.signing_key()).unwrap();
    put_row(&world, 2, &note).await;
    assert!(!knows(&world, people.stranger.member_id()));

    let real = next(&first, &first_note, |roster| {
        roster.members.retain(|member| member.id != people.inspector.member_id());
    });
    assert_eq!(rosters::import(&world.vault, &people.sign(&real, 2)).await.unwrap(), 2);
    assert!(!knows(&world, people.inspector.member_id()));
}

async fn a_member_who_was_removed_does_not_come_back_with_an_older_roster(world: World) {
    let people = &world.people;
    let first = people.roster();
    let first_note = people.sign(&first, 2);
    let second = next(&first, &first_note, |roster| {
        roster.members.retain(|member| member.id != people.inspector.member_id());
    });
    let second_note = people.sign(&second, 2);
    rosters::import(&world.vault, &second_note).await.unwrap();
    // Somebody who can write to the database takes the second roster away again.
    put_row(&world, 2, &first_note).await;
    assert!(world.vault.roster_in_force().is_none());
    assert_eq!(rosters::standing_of(&world.vault), Some(rosters::Standing::RolledBack));
    let refused = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await;
    assert!(matches!(refused, Err(Refusal::NoRoster)));

    rosters::import(&world.vault, &second_note).await.unwrap();
    assert!(!knows(&world, people.inspector.member_id()));
}

async fn too_few_signatures_are_refused(world: World) {
    let people = &world.people;
    let first = people.roster();
    let second =
        next(&first, &people.sign(&first, 2), |roster| roster.members.push(insider(&people.stranger)));
    let refused = rosters::import(&world.vault, &people.sign(&second, 1)).await.unwrap_err();
    assert!(refused.to_string().contains("carries 1 valid keyholder signatures, 2 are needed"), "{refused}");
    assert!(!knows(&world, people.stranger.member_id()));
}

async fn after_the_last_day_no_report_is_taken(world: World) {
    world.clock.advance(500 * 86_400);
    assert!(world.vault.roster_in_force().is_none());
    let refused = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await;
    assert!(matches!(refused, Err(Refusal::NoRoster)));
}

async fn a_roster_that_does_not_follow_is_refused(world: World) {
    let people = &world.people;
    let first = people.roster();
    let mut skipping = next(&first, &people.sign(&first, 2), |roster| roster.version = 3);
    assert!(rosters::import(&world.vault, &people.sign(&skipping, 3)).await.is_err());
    skipping.version = 2;
    skipping.previous = Some("00".repeat(32));
    assert!(rosters::import(&world.vault, &people.sign(&skipping, 3)).await.is_err());
}

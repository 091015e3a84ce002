//! The sentences before a signature: nothing changes without one.

use proptest::prelude::*;
use redchannel::clock::Day;
use redchannel::desk::roster::difference::changes;
use redchannel::model::roster::change::{Appointment, ChangeError};
use redchannel::model::roster::{Ledger, Role, Roster, Witness};
use serde_json::Value;

use crate::support::world::People;

fn roster() -> Roster {
    let witness = |name: &str| Witness { name: name.into(), verification_key: "11".repeat(32) };
    Roster {
        ledger: Some(Ledger { origin: "log.example".into(), verification_key: "22".repeat(32) }),
        witnesses: vec![witness("w1.example"), witness("w2.example")],
        ..People::new().roster()
    }
}

/// Every place in a roster's text where something stands that could be another.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| leaves(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, value)| leaves(value, &format!("{at}/{number}"), found));
        }
        Value::String(_) | Value::Number(_) => found.push(at.to_owned()),
        Value::Bool(_) | Value::Null => {}
    }
}

/// What could stand there instead.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(number) => vec![Value::from(number.as_i64().unwrap() + 1)],
        Value::String(text) => vec![
            Value::from(format!("{text}x")),
            Value::from("custodian"),
            Value::from("2027-03-03"),
            Value::from("f".repeat(32)),
        ],
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Vec::new(),
    }
}

#[test]
fn whatever_is_changed_there_is_a_sentence_for_it() {
    let before = roster();
    let whole = serde_json::to_value(&before).unwrap();
    let (mut places, mut tried) = (Vec::new(), 0);
    leaves(&whole, "", &mut places);
    for place in places {
        for other in others(whole.pointer(&place).unwrap()) {
            let mut changed = whole.clone();
            *changed.pointer_mut(&place).unwrap() = other;
            let Ok(after) = Roster::parse(&changed.to_string()) else { continue };
            let counted = ["/version", "/previous", "/format"].contains(&place.as_str());
            assert_eq!(changes(&before, &after).is_empty(), counted || after == before, "{place}: {changed}");
            tried += usize::from(!counted);
        }
    }
    assert!(tried > 60, "{tried} changes were tried");
    assert!(changes(&before, &before).is_empty());
}

#[test]
fn whatever_is_taken_out_or_doubled_there_is_a_sentence_for_it() {
    let before = roster();
    for list in ["members", "keyholders", "witnesses", "channels"] {
        let mut changed = serde_json::to_value(&before).unwrap();
        changed[list].as_array_mut().unwrap().pop();
        let after = Roster::parse(&changed.to_string()).unwrap();
        assert!(!changes(&before, &after).is_empty(), "{list}");
        assert!(!changes(&after, &before).is_empty(), "{list}");
    }
    let without = Roster { ledger: None, ..before.clone() };
    assert!(changes(&before, &without).concat().contains("not named any more"));
    assert!(changes(&without, &before).concat().contains("The ledger is “log.example”"));
}

#[test]
fn a_change_that_cannot_be_made_leaves_the_roster_as_it_was() {
    let before = roster();
    let mut draft = before.clone();
    let (id, other) = (before.members[0].id, before.members[1].clone());
    let until = Day::parse("2027-01-01").unwrap();
    let give =
        |roles: &[Role], team: &str| Appointment { roles: roles.to_vec(), teams: vec![team.into()], until };
    assert_eq!(draft.appoint(id, give(&[], "audit")), Err(ChangeError::NoRole));
    assert!(matches!(draft.appoint(id, give(&[Role::Head], "nowhere")), Err(ChangeError::NoChannel(_))));
    assert!(matches!(draft.enrol(other.clone(), &[]), Err(ChangeError::Known(_))));
    let stranger = redchannel::model::id::MemberId::from_bytes([9; 16]);
    let twin = redchannel::model::roster::Member { id: stranger, ..other.clone() };
    assert!(matches!(draft.enrol(twin.clone(), &[]), Err(ChangeError::NameTaken(_))));
    assert!(matches!(draft.exchange_key(id, twin), Err(ChangeError::NameTaken(_))));
    assert!(matches!(draft.exchange_key(id, other), Err(ChangeError::Known(_))));
    assert_eq!(draft.strike(stranger).unwrap_err(), ChangeError::NoMember);
    assert_eq!(draft, before);
}

proptest! {
    #[test]
    fn a_successor_stands_where_the_old_key_stood(place in 0_usize..5) {
        let before = roster();
        let old = before.members[place].clone();
        let new = redchannel::model::roster::Member {
            id: redchannel::model::id::MemberId::from_bytes([9; 16]), roles: vec![], ..old.clone()
        };
        let mut after = before.clone();
        after.exchange_key(old.id, new).unwrap();
        let member = &after.members[place];
        prop_assert_eq!((&member.roles, member.until, member.succeeds), (&old.roles, old.until, Some(old.id)));
        let teams = |roster: &Roster, id| -> Vec<bool> {
            roster.channels.iter().map(|channel| channel.team.contains(&id)).collect()
        };
        prop_assert_eq!(teams(&after, member.id), teams(&before, old.id));
        prop_assert!(teams(&after, old.id).iter().all(|held| !held));
        let said = changes(&before, &after);
        prop_assert_eq!(said.len(), 2, "{:?}", said);
    }
}

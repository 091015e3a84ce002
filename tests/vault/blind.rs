//! Who can open what, with everything that lies on the server's disk in their hands.

use std::collections::BTreeSet;

use redchannel::crypto::agefile::{self, Identity};
use redchannel::crypto::frame::MAX_FRAME_BYTES;
use redchannel::crypto::hash::{hkdf32, sha256};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::open::CaseIdentity;
use redchannel::crypto::wrap::{WRAP_BYTES, WRAP_SLOTS, WrapPlace, strip};
use redchannel::model::id::CaseId;
use redchannel::model::readers::Exclusion;
use redchannel::model::roster::Role;
use redchannel::secret::Secret;
use redchannel::vault::reporter;
use sqlx::{Connection, Row, SqliteConnection};

use crate::support::world::{PEPPER, World, code, report};

struct StolenWrap {
    case: CaseId,
    tag: [u8; 16],
    data: Vec<u8>,
    k_shred: Secret<32>,
}

struct Loot {
    wraps: Vec<StolenWrap>,
    items: Vec<(CaseId, Vec<u8>)>,
}

/// What a thief reads from the two database files.
#[expect(clippy::disallowed_methods, reason = "a thief does not go through the store")]
async fn steal(world: &World) -> Loot {
    let file = |name: &str| format!("sqlite:{}", world.folder.join(name).display());
    let mut main = SqliteConnection::connect(&file("main.db")).await.unwrap();
    let mut keys = SqliteConnection::connect(&file("keys.db")).await.unwrap();
    let shred = sqlx::query("SELECT case_id, k FROM shred").fetch_all(&mut keys).await.unwrap();
    let wraps = sqlx::query("SELECT case_id, tag, data FROM wraps").fetch_all(&mut main).await.unwrap();
    let items = sqlx::query("SELECT case_id, data FROM items").fetch_all(&mut main).await.unwrap();
    let k_of = |case: &[u8]| {
        let row = shred.iter().find(|row| row.get::<Vec<u8>, _>(0) == case).unwrap();
        Secret::from_slice(&row.get::<Vec<u8>, _>(1)).unwrap()
    };
    Loot {
        wraps: wraps
            .iter()
            .map(|row| StolenWrap {
                case: CaseId::from_slice(&row.get::<Vec<u8>, _>(0)).unwrap(),
                tag: row.get::<Vec<u8>, _>(1).try_into().unwrap(),
                data: row.get(2),
                k_shred: k_of(&row.get::<Vec<u8>, _>(0)),
            })
            .collect(),
        items: items
            .iter()
            .map(|row| (CaseId::from_slice(&row.get::<Vec<u8>, _>(0)).unwrap(), row.get(1)))
            .collect(),
    }
}

/// Three cases: for the team, without the investigator, and against the head.
async fn three_cases(world: &World) {
    for (number, excluded) in [None, Some(Role::Investigator), Some(Role::Head)].into_iter().enumerate() {
        let mut body = report("the gate at noon");
        body.exclude.extend(excluded.map(|role| Exclusion::Role { channel: "audit".into(), role }));
        let nonce = [u8::try_from(number).unwrap(); 16];
        reporter::submit(&world.vault, &code(), &nonce, &body).await.unwrap();
    }
}

fn cases_opened_by(member: &StaffKey, loot: &Loot) -> BTreeSet<CaseId> {
    let mut opened = BTreeSet::new();
    for wrap in &loot.wraps {
        let place = WrapPlace { case: wrap.case, epoch: 0, tag: wrap.tag };
        let Ok(inner) = strip(&wrap.k_shred, &place, &wrap.data) else { continue };
        if let Ok(key) = CaseIdentity::from_wrap(member.identity(), &inner, wrap.case, 0) {
            opened.insert(wrap.case);
            for (case, data) in &loot.items {
                assert_eq!(
                    key.open_item(0, data).is_ok(),
                    *case == wrap.case,
                    "a case key opens its case and no other"
                );
            }
        }
    }
    opened
}

#[tokio::test]
async fn every_case_shows_the_same_number_of_rows_of_the_same_length_whoever_is_excluded() {
    let world = World::new().await;
    three_cases(&world).await;
    let loot = steal(&world).await;
    assert_eq!(loot.wraps.len(), 3 * WRAP_SLOTS);
    assert!(loot.wraps.iter().all(|wrap| wrap.data.len() == WRAP_BYTES));
    let tags: BTreeSet<_> = loot.wraps.iter().map(|wrap| wrap.tag).collect();
    assert_eq!(tags.len(), 3 * WRAP_SLOTS, "no tag occurs in two cases");
}

#[tokio::test]
async fn one_recipients_key_opens_that_recipients_cases_and_no_other() {
    let world = World::new().await;
    three_cases(&world).await;
    let loot = steal(&world).await;
    let people = &world.people;
    let count = |member| cases_opened_by(member, &loot).len();
    assert_eq!(count(&people.intake), 2);
    assert_eq!(count(&people.head), 2);
    assert_eq!(count(&people.investigator), 1);
    assert_eq!(count(&people.oversight), 1);
    assert_eq!(count(&people.inspector), 1);
    assert_eq!(count(&people.stranger), 0);
}

#[tokio::test]
async fn with_databases_and_credentials_but_no_staff_key_nothing_opens() {
    let world = World::new().await;
    three_cases(&world).await;
    let loot = steal(&world).await;
    let pepper = Secret::new(PEPPER);
    // Whatever 32 bytes lie about, taken as a private key, and what could be derived from them.
    let mut scalars =
        vec![pepper.clone(), hkdf32(&pepper, "redchannel/v1/loc"), hkdf32(&pepper, "redchannel/v1/wrap-tag")];
    for wrap in &loot.wraps {
        scalars.push(wrap.k_shred.clone());
        let place = WrapPlace { case: wrap.case, epoch: 0, tag: wrap.tag };
        if let Ok(inner) = strip(&wrap.k_shred, &place, &wrap.data) {
            scalars.push(Secret::new(sha256(&[&inner])));
        }
    }
    for scalar in &scalars {
        let identity = Identity::from_scalar(scalar).unwrap();
        for (case, data) in &loot.items {
            assert!(agefile::open(&identity, data, MAX_FRAME_BYTES).is_err());
            for wrap in loot.wraps.iter().filter(|wrap| wrap.case == *case) {
                let place = WrapPlace { case: wrap.case, epoch: 0, tag: wrap.tag };
                let inner = strip(&wrap.k_shred, &place, &wrap.data).unwrap_or_default();
                assert!(CaseIdentity::from_wrap(&identity, &inner, wrap.case, 0).is_err());
            }
        }
    }
}

#[tokio::test]
async fn a_code_opens_replies_and_never_the_report() {
    let world = World::new().await;
    let code = code();
    let (access, _) =
        reporter::submit(&world.vault, &code, &[9; 16], &report("the gate at noon")).await.unwrap();
    let loot = steal(&world).await;
    let identity = access.reply_identity().unwrap();
    for (_, data) in &loot.items {
        assert!(agefile::open(&identity, data, MAX_FRAME_BYTES).is_err());
    }
}

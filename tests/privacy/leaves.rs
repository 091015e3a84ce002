//! Whether somebody who has both databases, and not the pepper, can go from a case to the public log, or tell real leaves from padding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use redchannel::crypto::derive::PepperKeys;
use redchannel::crypto::entry_row::{self, EntryPlace};
use redchannel::crypto::hash::sha256;
use redchannel::ledger::leaf::{Leaf, leaf, pad};
use redchannel::model::id::CaseId;
use redchannel::secret::{Secret, SecretText};
use redchannel::vault::ledger::publish::{When, publish};
use redchannel::vault::reporter::{add_message, submit};

use super::order::{Table, Value, contents};
use super::traces::Traces;
use crate::support::staff::{lines, say_read};
use crate::support::world::{PEPPER, World, code, report};

const CASES: u8 = 9;

/// Both databases as a thief finds them.
struct Loot {
    main: BTreeMap<String, Table>,
    keys: BTreeMap<String, Table>,
}

/// A log with real leaves among the padding: reports, messages and reads, published twice.
async fn busy_world() -> World {
    let world = World::new().await;
    for number in 0..CASES {
        let (access, _) = submit(&world.vault, &code(), &[number; 16], &report("x")).await.unwrap();
        if number % 2 == 0 {
            add_message(&world.vault, &access, &[100 + number; 16], &SecretText::new("y")).await.unwrap();
        }
        if number == CASES / 2 {
            publish(&world.vault, When::Now).await.unwrap();
        }
    }
    for line in lines(&world.vault, &world.people.head).await {
        say_read(&world.vault, &world.people.head, line.case).await.unwrap();
    }
    publish(&world.vault, When::Now).await.unwrap();
    world
}

async fn stolen(world: &World) -> Loot {
    Loot {
        main: contents(&world.folder.join("main.db")).await,
        keys: contents(&world.folder.join("keys.db")).await,
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::Bytes(bytes) => bytes.clone(),
        Value::None | Value::Number(_) => panic!("{value:?}"),
    }
}

fn number(value: &Value) -> u64 {
    match value {
        Value::Number(number) => u64::try_from(*number).unwrap(),
        Value::None | Value::Bytes(_) => panic!("{value:?}"),
    }
}

/// What is public, by its place.
fn public(loot: &Loot) -> BTreeMap<u64, Leaf> {
    let rows = loot.main["ledger_leaves"].iter();
    rows.map(|row| (number(&row["idx"]), bytes(&row["leaf"]).try_into().unwrap())).collect()
}

/// The leaves that somebody with this pepper makes of the sealed entries.
fn opened(loot: &Loot, pepper: [u8; 32]) -> BTreeSet<Leaf> {
    let names = PepperKeys::new(Secret::new(pepper));
    let keys: BTreeMap<Vec<u8>, Vec<u8>> =
        loot.keys["shred"].iter().map(|row| (bytes(&row["case_id"]), bytes(&row["k"]))).collect();
    let mut found = BTreeSet::new();
    for row in &loot.main["ledger_entries"] {
        let id = bytes(&row["case_id"]);
        let chain = CaseId::from_slice(&id).unwrap();
        let k_shred: Option<Secret<32>> = keys.get(&id).and_then(|key| Secret::from_slice(key));
        let place = EntryPlace { chain, sequence: number(&row["seq"]) };
        let key = names.entry_key(chain, k_shred.as_ref());
        // The key around wraps, tried as it is, would be the careless way to build it.
        for key in [Some(key), k_shred].into_iter().flatten() {
            if let Ok(stored) = entry_row::open(&key, &place, &bytes(&row["data"])) {
                found.insert(leaf(&stored.r, &sha256(&[&stored.ciphertext])));
            }
        }
    }
    found
}

/// The leaves that somebody with this pepper knows to be padding.
fn padding(public: &BTreeMap<u64, Leaf>, pepper: [u8; 32]) -> BTreeSet<Leaf> {
    let names = PepperKeys::new(Secret::new(pepper));
    public
        .iter()
        .filter(|(index, leaf)| pad(&names.pad(1, **index)) == **leaf)
        .map(|(_, leaf)| *leaf)
        .collect()
}

#[tokio::test]
async fn without_the_pepper_no_row_opens_equals_or_derives_a_public_leaf() {
    let world = busy_world().await;
    let loot = stolen(&world).await;
    let public = public(&loot);
    let leaves: BTreeSet<Leaf> = public.values().copied().collect();
    assert_eq!(leaves.len(), 128);
    // With the pepper everything is plain: so it is the pepper that keeps it.
    let real = opened(&loot, PEPPER);
    let pads = padding(&public, PEPPER);
    assert_eq!(real.len(), loot.main["ledger_entries"].len());
    assert!(real.is_subset(&leaves) && real.is_disjoint(&pads));
    assert_eq!(real.len() + pads.len(), leaves.len());

    // A thief's peppers: none, and every key and hash of 32 bytes that lies there.
    let mut tried: BTreeSet<[u8; 32]> = [[0; 32]].into();
    for (name, table) in loot.main.iter().chain(&loot.keys) {
        for value in table.iter().filter(|_| name != "ledger_tiles").flat_map(BTreeMap::values) {
            if let Value::Bytes(bytes) = value {
                tried.extend(<[u8; 32]>::try_from(bytes.as_slice()));
            }
        }
    }
    assert!(tried.len() > 100 && !tried.contains(&PEPPER));
    for pepper in tried {
        assert!(opened(&loot, pepper).is_empty() && padding(&public, pepper).is_empty());
    }
}

#[tokio::test]
async fn a_leaf_stands_in_the_table_of_leaves_and_nowhere_else() {
    let world = busy_world().await;
    let loot = stolen(&world).await;
    let mut traces = Traces::default();
    for leaf in public(&loot).values() {
        traces.bytes("a leaf", leaf);
    }
    for (name, table) in loot.main.iter().chain(&loot.keys).filter(|(name, _)| *name != "ledger_leaves") {
        let mut all = Vec::new();
        for value in table.iter().flat_map(BTreeMap::values) {
            if let Value::Bytes(bytes) = value {
                all.extend([bytes.as_slice(), b"|"].concat());
            }
        }
        assert!(traces.in_bytes(&all).is_empty(), "{name} holds a public leaf");
    }
    assert!(loot.main["ledger_queue"].is_empty(), "what is published does not wait");
    for row in &loot.main["ledger_leaves"] {
        let columns: Vec<&str> = row.keys().map(String::as_str).collect();
        assert_eq!(columns, ["idx", "leaf", "log"], "a column more could tell padding");
    }
}

/// How often each leaf stands in the bytes of the files, real ones and padding apart.
fn copies(world: &World, of: &BTreeSet<Leaf>) -> BTreeSet<usize> {
    let mut files = Vec::new();
    for name in ["main.db", "main.db-wal", "keys.db", "keys.db-journal"] {
        files.extend(fs::read(world.folder.join(name)).unwrap_or_default());
    }
    let count = |leaf: &Leaf| files.windows(32).filter(|window| window == leaf).count();
    of.iter().map(count).collect()
}

#[tokio::test]
async fn the_bytes_of_the_files_tell_no_padding_from_what_has_waited_in_the_queue() {
    let world = busy_world().await;
    let loot = stolen(&world).await;
    let (real, pads) = (opened(&loot, PEPPER), padding(&public(&loot), PEPPER));
    let (real, pads) = (copies(&world, &real), copies(&world, &pads));
    assert!(!pads.contains(&0), "the search does not find what is there");
    assert!(real.is_subset(&pads), "real leaves: {real:?}, padding: {pads:?}");
}

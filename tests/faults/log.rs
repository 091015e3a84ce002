//! The log as somebody audits it who has every key: each leaf, each head, each entry, and nothing besides.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::{SigningKey, VerifyingKey};
use redchannel::crypto::derive::PepperKeys;
use redchannel::crypto::entry_row::{self, EntryPlace};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::BLOCK;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::entry::{ADMINISTRATION, Actor, ChainHead, SignedEntry, Statement};
use redchannel::ledger::leaf::{Leaf, leaf, pad};
use redchannel::ledger::tree::{Tiles, all_tiles, check_consistency};
use redchannel::model::id::CaseId;
use redchannel::secret::Secret;
use redchannel::vault::Vault;
use redchannel::vault::ledger::policy;

use super::evidence;
use crate::support::staff::identity;
use crate::support::world::{LEDGER_KEY, PEPPER, People};

/// What an audit found, all of it in order.
pub struct Book {
    /// Oldest first.
    pub heads: Vec<Head>,
    /// What happened, by chain, in order.
    pub chains: BTreeMap<CaseId, Vec<Statement>>,
    /// Leaves that wait.
    pub waiting: usize,
}

/// Audits the first log. Panics at whatever is not as it must be.
pub async fn audit(vault: &Vault, people: &People) -> Book {
    let heads = heads(vault).await;
    let leaves = leaves(vault, heads.last().map_or(0, |head| head.size)).await;
    trees(vault, &heads, &leaves).await;
    let mut of_entries = BTreeMap::new();
    let chains = chains(vault, people, &mut of_entries).await;
    let waiting = explained(vault, &leaves, of_entries).await;
    Book { heads, chains, waiting }
}

/// The signed heads, each larger than the one before by whole blocks.
async fn heads(vault: &Vault) -> Vec<Head> {
    let rows = vault.stores().main.read().await.unwrap().checkpoints().await.unwrap();
    let mut heads: Vec<Head> = Vec::new();
    for row in rows {
        let checkpoint = Checkpoint::parse(row.note.as_bytes()).unwrap();
        let head = checkpoint.verify(&policy(vault, &checkpoint.claimed().origin)).unwrap().head;
        assert_eq!((row.log, u64::try_from(row.size).unwrap()), (1, head.size));
        match heads.last() {
            None => assert_eq!(head.size, 0, "the log was opened with an empty head"),
            Some(last) => {
                assert_eq!(head.origin, last.origin);
                assert!(head.size > last.size && (head.size - last.size).is_multiple_of(BLOCK));
            }
        }
        heads.push(head);
    }
    heads
}

/// The leaves in order: none is missing, none is there twice, none stands behind the last head.
async fn leaves(vault: &Vault, size: u64) -> Vec<Leaf> {
    let mut tx = vault.stores().main.read().await.unwrap();
    let end = i64::try_from(size).unwrap();
    assert_eq!(tx.leaves(1, end, 1).await.unwrap(), Vec::<Leaf>::new(), "leaves behind the last head");
    // Places are unique and not negative: as many as there are places before the end fill them all.
    let leaves = tx.leaves(1, 0, i64::MAX).await.unwrap();
    assert_eq!(u64::try_from(leaves.len()).unwrap(), size, "a gap");
    for (index, leaf) in (0_i64..).zip(&leaves).step_by(61) {
        assert_eq!(tx.index_of(1, leaf).await.unwrap(), Some(index));
    }
    assert_eq!(leaves.iter().collect::<BTreeSet<_>>().len(), leaves.len(), "a leaf that is there twice");
    leaves
}

/// Recomputes every head from the leaves, and every tile; then each head is consistent with each later one, as the tiles prove it.
async fn trees(vault: &Vault, heads: &[Head], leaves: &[Leaf]) {
    let (mut computed, mut size) = (Tiles::default(), 0);
    for head in heads {
        let [from, to] = [size, head.size].map(|size| usize::try_from(size).unwrap());
        size = computed.append(size, &leaves[from..to]).unwrap();
        assert_eq!(computed.root(size).unwrap(), head.root, "the root of {size} leaves");
    }
    let mut tx = vault.stores().main.read().await.unwrap();
    let mut stored = Tiles::default();
    for (place, _) in all_tiles(size) {
        let hashes = tx.tile(1, place).await.unwrap().expect("a tile");
        assert_eq!(Some(&hashes), computed.0.get(&place), "{place:?}");
        stored.0.insert(place, hashes);
    }
    for (number, new) in heads.iter().enumerate() {
        for old in &heads[..number] {
            let proof = stored.prove_consistency(new.size, old.size).unwrap();
            check_consistency(&proof, (old.size, &old.root), (new.size, &new.root)).unwrap();
        }
    }
}

/// Opens and verifies every chain, and notes the leaf of each entry.
async fn chains(
    vault: &Vault,
    people: &People,
    leaves: &mut BTreeMap<Leaf, usize>,
) -> BTreeMap<CaseId, Vec<Statement>> {
    let names = PepperKeys::new(Secret::new(PEPPER));
    let lines = evidence::cases(vault, &people.intake).await;
    let mut found = BTreeMap::new();
    let mut main = vault.stores().main.read().await.unwrap();
    for chain in main.chains(None, 1_000_000).await.unwrap() {
        let k_shred = vault.stores().keys.read().await.unwrap().shred_key(chain).await.unwrap();
        assert_eq!(k_shred.is_none(), chain == ADMINISTRATION);
        let key = names.entry_key(chain, k_shred.as_ref());
        let reporter = lines.get(&chain).map(|line| *identity(&people.intake, line).reporter());
        let (mut head, mut statements) = (ChainHead::default(), Vec::new());
        for (sequence, (seq, row)) in (0_u64..).zip(main.entries_of(chain).await.unwrap()) {
            assert_eq!(u64::try_from(seq).unwrap(), sequence, "a gap in a chain");
            let stored = entry_row::open(&key, &EntryPlace { chain, sequence }, &row).unwrap();
            let entry = SignedEntry::open(people.oversight.identity(), &stored.ciphertext).unwrap();
            let author = author(entry.claimed().actor, people, reporter);
            let statement = entry.verify(&[author]).unwrap().clone();
            assert!(statement.chain == chain && statement.follows(&head), "{statement:?} after {head:?}");
            assert!(statement.event.may_be_by(statement.actor));
            head = ChainHead::after(sequence, &stored.ciphertext);
            *leaves.entry(leaf(&stored.r, &sha256(&[&stored.ciphertext]))).or_default() += 1;
            statements.push(statement);
        }
        found.insert(chain, statements);
    }
    found
}

fn author(actor: Actor, people: &People, reporter: Option<VerifyingKey>) -> VerifyingKey {
    match actor {
        Actor::Reporter => reporter.expect("a case that the unit can open"),
        Actor::Server => SigningKey::from_bytes(&LEDGER_KEY).verifying_key(),
        Actor::Member(id) => {
            let staff = [&people.intake, &people.investigator, &people.head, &people.oversight];
            let found: Option<&&StaffKey> = staff.iter().find(|key| key.member_id() == id);
            found.expect("a member").verifying_key()
        }
    }
}

/// Each entry stands in the log or waits, once; and the log and the queue hold nothing else but padding. Gives how many wait.
async fn explained(vault: &Vault, leaves: &[Leaf], mut of_entries: BTreeMap<Leaf, usize>) -> usize {
    assert!(of_entries.values().all(|times| *times == 1), "two entries of one leaf");
    let names = PepperKeys::new(Secret::new(PEPPER));
    for (index, leaf) in (0_u64..).zip(leaves) {
        if of_entries.remove(leaf).is_none() {
            assert_eq!(leaf, &pad(&names.pad(1, index)), "leaf {index} is neither an entry's nor padding");
        }
    }
    let waiting = vault.stores().main.read().await.unwrap().waiting(i64::MAX).await.unwrap();
    for (leaf, _) in &waiting {
        assert!(
            of_entries.remove(leaf).is_some(),
            "a leaf waits that is no entry's, or is published already"
        );
    }
    assert!(of_entries.is_empty(), "{} entries are neither in the log nor wait for it", of_entries.len());
    waiting.len()
}

//! Entries of the ledger on their way into the database: signed, sealed, chained, committed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use ed25519_dalek::SigningKey;
use redchannel::clock::Day;
use redchannel::crypto::agefile::{Identity, Recipient};
use redchannel::crypto::derive::PepperKeys;
use redchannel::crypto::entry_row::{EntryPlace, StoredEntry, close};
use redchannel::crypto::hash::sha256;
use redchannel::ledger::entry::{Actor, ChainHead, Event, SignedEntry, Statement};
use redchannel::ledger::leaf::{Leaf, leaf};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::secret::Secret;
use redchannel::vault::store::{EntryRow, Stores};
use tokio::task::JoinSet;

use crate::measure::{Fallible, cpu_of, median, millis_since, quotients};
use crate::row::{Limit, Row, Table};

/// Entries of a round, and rounds; the middle one is told.
const ENTRIES: usize = 4000;
const ROUNDS: usize = 5;
/// Requests under way at once, as on a server with two threads.
const AT_ONCE: usize = 4;

/// Who writes, and who can read.
struct Desk {
    key: SigningKey,
    names: PepperKeys,
    /// The case's readers through its audit key, and two of oversight.
    readers: [Recipient; 3],
}

impl Desk {
    fn new() -> Self {
        let recipient = || Identity::generate().recipient();
        Self {
            key: SigningKey::from_bytes(&[7; 32]),
            names: PepperKeys::new(Secret::new([0x50; 32])),
            readers: [recipient(), recipient(), recipient()],
        }
    }

    /// A chain of entries as the vault makes them.
    fn chain(&self, length: usize) -> Fallible<Vec<EntryRow>> {
        let id = CaseId::from_bytes(rand::random());
        let key = self.names.entry_key(id, Some(&Secret::random(&mut rand::rng())));
        let day = Day::from_number(20_780);
        let mut head = ChainHead::default();
        let mut rows = Vec::new();
        for _ in 0..length {
            let event =
                Event::FollowupReceived { item: ItemId::from_bytes(rand::random()), sha256: "00".repeat(32) };
            let statement = Statement::next(id, &head, Actor::Reporter, day, event);
            let ciphertext = SignedEntry::sign(&statement, &self.key)?.seal(&self.readers)?;
            head = ChainHead::after(statement.sequence, &ciphertext);
            let stored = StoredEntry { r: rand::random(), ciphertext };
            let place = EntryPlace { chain: id, sequence: statement.sequence };
            rows.push(EntryRow {
                chain: id,
                seq: i64::try_from(statement.sequence)?,
                data: close(&key, &place, &stored, &mut rand::rng())?,
                leaf: leaf(&stored.r, &sha256(&[&stored.ciphertext])),
                day,
                receipt: None,
            });
        }
        Ok(rows)
    }
}

/// Commits entries of one action.
async fn commit(stores: &Stores, rows: &[EntryRow]) -> Fallible<()> {
    let (first, rest) = rows.split_first().ok_or("nothing to commit")?;
    let mut recorded = stores.main.act().await?.record(first).await?;
    for row in rest {
        recorded = recorded.and(row).await?;
    }
    Ok(recorded.commit().await?)
}

/// Whether entries are made while they are taken in, or were made before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    MakeAndStore,
    Store,
    Make,
}

/// What a round took.
struct Cost {
    /// Entries per second, by the clock on the wall.
    rate: f64,
    /// Processor time per entry, in milliseconds, of which other work on the machine takes nothing away.
    cpu: f64,
}

/// What several tasks do together, as on a server that answers several requests at once.
struct Round {
    stores: Stores,
    desk: Desk,
    work: Work,
    per_commit: usize,
    made: Mutex<Vec<Vec<EntryRow>>>,
    left: AtomicUsize,
}

impl Round {
    /// Runs it to its end.
    async fn run(stores: &Stores, per_commit: usize, work: Work) -> Fallible<Cost> {
        let (desk, actions) = (Desk::new(), ENTRIES / per_commit);
        let made = match work {
            Work::Store => (0..actions).map(|_| desk.chain(per_commit)).collect::<Fallible<Vec<_>>>()?,
            Work::MakeAndStore | Work::Make => Vec::new(),
        };
        let (made, left) = (Mutex::new(made), AtomicUsize::new(actions));
        let round = Arc::new(Self { stores: stores.clone(), desk, work, per_commit, made, left });
        let (began, before) = (Instant::now(), cpu_of("self")?);
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            tasks.spawn(Arc::clone(&round).act());
        }
        while let Some(ended) = tasks.join_next().await {
            ended??;
        }
        let entries = f64::from(u32::try_from(ENTRIES)?);
        let rate = entries * 1000.0 / millis_since(began);
        Ok(Cost { rate, cpu: (cpu_of("self")? - before) * 1000.0 / entries })
    }

    async fn act(self: Arc<Self>) -> Fallible<()> {
        let one_less = |left: usize| left.checked_sub(1);
        while self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
            let before = self.made.lock().map_err(|_| "a task failed")?.pop();
            let rows = before.map_or_else(|| self.desk.chain(self.per_commit), Ok)?;
            if self.work != Work::Make {
                commit(&self.stores, &rows).await?;
            }
        }
        Ok(())
    }
}

/// Takes off what waits, as each publication does: the queue of a server is short.
async fn publish_all(stores: &Stores) -> Fallible<()> {
    let mut tx = stores.main.write().await?;
    let leaves: Vec<Leaf> = tx.waiting(i64::MAX).await?.into_iter().map(|(leaf, _)| leaf).collect();
    tx.unqueue(&leaves).await?;
    Ok(tx.commit().await?)
}

pub async fn measure(stores: &Stores, table: &mut Table) -> Fallible<()> {
    let (mut whole, mut single, mut written, mut sealed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        sealed.push(Round::run(stores, 10, Work::Make).await?);
        for (rates, per_commit, work) in [
            (&mut whole, 10, Work::MakeAndStore),
            (&mut written, 10, Work::Store),
            (&mut single, 1, Work::MakeAndStore),
        ] {
            rates.push(Round::run(stores, per_commit, work).await?);
            publish_all(stores).await?;
        }
    }
    let rates = |costs: &[Cost]| costs.iter().map(|cost| cost.rate).collect::<Vec<_>>();
    let cpu = |costs: &[Cost]| median(&costs.iter().map(|cost| cost.cpu).collect::<Vec<_>>());
    let mut add = |claim, costs: &[Cost], compared: String, limit| {
        let value = median(&rates(costs));
        let measured = format!("{value:.0} /s, {:.2} ms of processor time each", cpu(costs));
        table.add(Row { claim, measured, compared, value, limit, unit: " /s" });
    };
    let share = 100.0 * median(&quotients(&rates(&whole), &rates(&sealed)));
    let alone =
        format!("signing and sealing alone: {:.0} /s, {:.2} ms", median(&rates(&sealed)), cpu(&sealed));
    add(
        "F. Entries taken in, ten per transaction (SQLite, durable; signed, sealed to three)",
        &whole,
        format!("{alone}; of that rate {share:.0} %"),
        Limit::AtLeast(2000.0),
    );
    let each = format!("ten per transaction: {:.0} /s", median(&rates(&whole)));
    add("F. (one per transaction)", &single, each.clone(), Limit::None);
    add("F. (stored only, ten per transaction)", &written, each, Limit::None);
    Ok(())
}

//! Where a leaf is: looked up, and the way from it to a signed root computed anew each time somebody asks.

use super::super::store::{CheckpointRow, Tx};
use super::super::{Refusal, Vault};
use super::public::{Placed, tiles};
use super::{forms, policy};
use crate::crypto::entry_row::StoredEntry;
use crate::ledger::checkpoint::{Checkpoint, CheckpointError, VerifiedCheckpoint};
use crate::ledger::leaf::Leaf;
use crate::ledger::policy::Policy;
use crate::ledger::tree::{check_inclusion, tiles_for_inclusion};

/// Checkpoints read in one step while looking for one that enough witnesses have signed.
const PAGE: i64 = 64;

/// Where a leaf is.
#[derive(Clone, Debug)]
pub enum Found {
    /// In the log; the proof holds.
    Stands(Box<Placed>),
    /// Among those for the next publication.
    Waits,
    /// Neither: somebody took it away.
    Lost,
    /// The log says where it stands, and the proof does not hold: somebody changed the log.
    Fails,
}

/// A look at the logs, at one moment.
pub(in crate::vault) struct Lookup<'a> {
    vault: &'a Vault,
    tx: Tx,
    /// Those whose newest checkpoint holds; the newest first.
    logs: Vec<Log>,
    /// Whether the newest checkpoint of a log does not hold.
    unsound: bool,
}

/// What a log vouches for.
struct Log {
    number: i64,
    origin: String,
    /// Its newest tree.
    newest: Tree,
    /// Its newest tree that enough witnesses have signed.
    witnessed: Option<Tree>,
}

#[derive(Clone)]
struct Tree {
    checkpoint: Checkpoint,
    verified: VerifiedCheckpoint,
}

impl<'a> Lookup<'a> {
    /// Begins to look; what is published meanwhile is not seen.
    pub(in crate::vault) async fn begin(vault: &'a Vault) -> Result<Self, Refusal> {
        let mut tx = vault.0.stores.main.read().await?;
        let (mut logs, mut unsound) = (Vec::new(), false);
        for number in tx.logs().await? {
            let Some(row) = tx.last_checkpoint_of(number).await? else { continue };
            match Log::read(vault, &mut tx, row).await? {
                Some(log) => logs.push(log),
                None => unsound = true,
            }
        }
        Ok(Self { vault, tx, logs, unsound })
    }

    /// Looks for a leaf: in the log of this name, and if it is not there in the newest, which takes over what waited when an earlier one
    /// ended. The proof leads to the newest tree that enough witnesses have signed; if there is none with this leaf, to the newest.
    pub(in crate::vault) async fn find(&mut self, origin: &str, leaf: &Leaf) -> Result<Found, Refusal> {
        let named = self.logs.iter().filter(|log| log.origin == origin);
        for log in named.chain(self.logs.first()) {
            if let Some(index) = self.tx.index_of(log.number, leaf).await? {
                return Ok(match prove(&mut self.tx, log, index, leaf).await? {
                    Some(placed) => Found::Stands(Box::new(placed)),
                    None => Found::Fails,
                });
            }
        }
        Ok(match self.tx.is_waiting(leaf).await? {
            true => Found::Waits,
            false if self.unsound => Found::Fails,
            false => Found::Lost,
        })
    }

    /// Looks for an entry in the newest log: as it was made for it, or as it was taken over.
    pub(in crate::vault) async fn find_entry(&mut self, stored: &StoredEntry) -> Result<Found, Refusal> {
        let newest = self.newest();
        let made = self.find(&newest, &forms::made(stored)).await?;
        if !matches!(made, Found::Lost) {
            return Ok(made);
        }
        self.find(&newest, &forms::taken(stored, &newest)).await
    }

    /// The name of the newest log.
    pub(in crate::vault) fn newest(&self) -> String {
        self.logs.first().map_or_else(|| self.vault.log_origin(), |log| log.origin.clone())
    }

    pub(in crate::vault) const fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

impl Log {
    /// A log by its newest checkpoint. `None` if that does not hold: then nothing in the log can be shown to stand there.
    async fn read(vault: &Vault, tx: &mut Tx, row: CheckpointRow) -> Result<Option<Self>, Refusal> {
        let Ok(checkpoint) = Checkpoint::parse(row.note.as_bytes()) else { return Ok(None) };
        let origin = checkpoint.claimed().origin.clone();
        let policy = policy(vault, &origin);
        let Ok(newest) = Tree::of(checkpoint, &policy) else { return Ok(None) };
        let number = row.log;
        let witnessed = witnessed(tx, &policy, (&newest, row)).await?;
        Ok(Some(Self { number, origin, newest, witnessed }))
    }
}

impl Tree {
    fn of(checkpoint: Checkpoint, policy: &Policy) -> Result<Self, CheckpointError> {
        let verified = checkpoint.verify(policy)?;
        Ok(Self { checkpoint, verified })
    }
}

/// The newest tree of a log that enough witnesses have signed.
async fn witnessed(
    tx: &mut Tx,
    policy: &Policy,
    (newest, row): (&Tree, CheckpointRow),
) -> Result<Option<Tree>, Refusal> {
    if newest.verified.is_witnessed() {
        return Ok(Some(newest.clone()));
    }
    let mut below = row.size;
    loop {
        let rows = tx.checkpoints_of(row.log, below, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        below = last.size;
        // Witnesses may have been away for months: checkpoints with too few signatures cost no more than the count of their lines.
        let signed = |row: &&CheckpointRow| row.note.matches("\n\u{2014} ").count() > policy.needed;
        for row in rows.iter().filter(signed) {
            let tree = Checkpoint::parse(row.note.as_bytes()).and_then(|note| Tree::of(note, policy));
            if let Some(tree) = tree.ok().filter(|tree| tree.verified.is_witnessed()) {
                return Ok(Some(tree));
            }
        }
    }
}

/// The proof that a leaf stands at an index. `None` if it does not hold, or cannot be made of the tiles that are there.
async fn prove(tx: &mut Tx, log: &Log, index: i64, leaf: &Leaf) -> Result<Option<Placed>, Refusal> {
    let Ok(index) = u64::try_from(index) else { return Ok(None) };
    let within = |tree: &&Tree| tree.verified.head.size > index;
    let trees = log.witnessed.iter().chain([&log.newest]);
    let Some(tree) = trees.into_iter().find(within) else { return Ok(None) };
    let head = &tree.verified.head;
    let Ok(wanted) = tiles_for_inclusion(head.size, index) else { return Ok(None) };
    let Ok(path) = tiles(tx, log.number, &wanted).await?.prove_inclusion(head.size, index) else {
        return Ok(None);
    };
    if check_inclusion(&path, (head.size, &head.root), index, leaf).is_err() {
        return Ok(None);
    }
    let (checkpoint, verified) = (tree.checkpoint.clone(), tree.verified.clone());
    Ok(Some(Placed { index, path, checkpoint, verified }))
}

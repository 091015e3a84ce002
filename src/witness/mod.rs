//! A witness: stands outside the administration, remembers the largest tree of a log that it has seen, and signs that one and what
//! continues it. Whoever would bury a report by showing another log needs the witnesses to go along, and they cannot.
//!
//! ```text
//! key        the witness's own key, a line in a private file
//! memory     the last signed checkpoint of each log, on the disk before a signature leaves; evidence of forks
//! source     the log's public files, from the web or from a folder on a stick
//! round      one look at the log: what is wrong with it, or what was signed
//! door       the other way round: the log asks (c2sp.org/tlog-witness)
//! ```
//!
//! Both ways lead through [`Witness::sign`], which decides and remembers under one lock: of two requests for different trees that come
//! at the same moment, the second one meets the memory of the first.

mod alarm;
mod door;
mod key;
mod memory;
mod round;
mod source;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use signed_note::{Signature, Verifier as _};

pub use alarm::Alarm;
pub use door::router;
pub use key::WitnessKey;
pub use memory::{Memory, MemoryError};
pub use round::{Round, Signed};
pub use source::Source;

use crate::clock::Clock;
use crate::ledger::checkpoint::{Checkpoint, CheckpointError};
use crate::ledger::policy::Policy;
use crate::ledger::witnessing::{AddCheckpoint, Refused, consider};

/// A witness at work.
pub struct Witness {
    key: WitnessKey,
    policy: Policy,
    memory: Mutex<Memory>,
    clock: Clock,
    tell: Box<dyn Fn(&Alarm) + Send + Sync>,
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Witness(…)")
    }
}

/// Why there is no signature.
#[derive(Debug, thiserror::Error)]
pub enum NotSigned {
    /// The request is not one to sign. Where it shows a fork, both checkpoints lie in the folder of the memory.
    #[error("{refused}")]
    Refused {
        /// Why.
        refused: Refused,
        /// The folder with the evidence, if there is any.
        evidence: Option<PathBuf>,
    },
    /// This machine's clock stands before the last signature.
    #[error("this machine's clock stands before the time of the last signature")]
    Clock,
    /// What was signed cannot be read or written.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The checkpoint cannot be signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl Witness {
    /// A witness with a key, the logs it knows, and its memory. `tell` hears of what is found while nobody looks on.
    pub fn new(
        key: WitnessKey,
        policy: Policy,
        memory: Memory,
        clock: Clock,
        tell: Box<dyn Fn(&Alarm) + Send + Sync>,
    ) -> Self {
        Self { key, policy, memory: Mutex::new(memory), clock, tell }
    }

    /// Signs what continues everything signed before: the checkpoint with this witness's line. It is on the disk when this returns, so
    /// that a crash right after leads to the same tree again and never to another.
    pub fn sign(&self, request: &AddCheckpoint) -> Result<Checkpoint, NotSigned> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let last = memory.last(&request.checkpoint.claimed().origin)?;
        if let Err(refused) = consider(request, &self.policy, last.as_ref().map(Checkpoint::claimed)) {
            let shows_a_fork = matches!(refused, Refused::Fork { .. } | Refused::Inconsistent { .. });
            let evidence = match last.filter(|_| shows_a_fork) {
                Some(last) => Some(memory.keep_evidence(&last, &self.without_others(&request.checkpoint)?)?),
                None => None,
            };
            return Err(NotSigned::Refused { refused, evidence });
        }
        let now = self.clock.now();
        if last.as_ref().and_then(|last| self.signed_at(last)).is_some_and(|before| now < before) {
            return Err(NotSigned::Clock);
        }
        let mut signed = self.without_others(&request.checkpoint)?;
        signed.cosign(&self.key.cosigner(now))?;
        let grown = last.is_none_or(|last| last.claimed() != signed.claimed());
        if grown {
            memory.keep(&signed)?;
        }
        Ok(signed)
    }

    /// Only the lines of keys that the policy knows, and our own. Anybody can add others, until the file is too long to be read again.
    fn without_others(&self, checkpoint: &Checkpoint) -> Result<Checkpoint, CheckpointError> {
        let own = self.key.key();
        let keys = self.policy.logs.iter().chain(&self.policy.witnesses).filter(|key| **key != own);
        let lines = keys.chain([&own]).filter_map(|key| checkpoint.line_of(key)).flatten();
        let text = checkpoint.claimed().to_text().into_bytes();
        Checkpoint::parse(&text.into_iter().chain([b'\n']).chain(lines).collect::<Vec<u8>>())
    }

    /// The last checkpoint of a log that was signed.
    fn last(&self, origin: &str) -> Result<Option<Checkpoint>, MemoryError> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).last(origin)
    }

    /// When this witness signed a checkpoint, as its own line says; seconds since 1970.
    fn signed_at(&self, checkpoint: &Checkpoint) -> Option<i64> {
        let key = self.key.key();
        let line = checkpoint.line_of(&key)?;
        let signature = Signature::from_bytes(line.strip_suffix(b"\n")?).ok()?;
        i64::try_from(key.time_of(signature.signature())?).ok()
    }

    /// Whether a signature line names this witness's key.
    fn is_ours(&self, line: &[u8]) -> bool {
        let key = self.key.key();
        Signature::from_bytes(line).is_ok_and(|line| line.name() == key.name() && line.id() == key.key_id())
    }
}

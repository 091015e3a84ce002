//! A bounded pool for the slow hash: its own threads, its own memory, two queues that cannot starve each other.
//!
//! Without bounds a few hundred wrong codes a second would take all memory and processors, and with them the next report.
//! Submissions and look-ups each have a queue of their own and take turns when both wait, so that a flood of look-ups leaves
//! half of the hashing to people who report, and the reverse.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::Block;
use tokio::sync::oneshot;

use super::{Argon2Params, KdfError, argon2id_in};
use crate::secret::{Secret, SecretBytes};
use crate::stack::wiped;

/// Which queue a hash waits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// A report is being sent.
    Submit,
    /// A code was typed.
    LookUp,
}

/// One hash to compute.
#[derive(Debug)]
pub struct Job {
    /// The costs, as stored with the case.
    pub params: Argon2Params,
    /// What is hashed.
    pub password: SecretBytes,
    /// The salt of the case.
    pub salt: [u8; 16],
    /// The pepper the case names.
    pub pepper: SecretBytes,
    /// The associated data, a label of at most 32 bytes.
    pub context: &'static str,
}

/// Why the pool gave no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    /// The queue was full, or the wait too long: the visitor gets the busy page.
    #[error("all hashing threads are busy")]
    Queue,
    /// The job cannot be done: parameters out of range, or above the memory set aside.
    #[error(transparent)]
    Refused(#[from] KdfError),
}

/// Size and patience of a [`HashPool`].
#[derive(Clone, Copy, Debug)]
pub struct PoolSettings {
    /// Threads, each with its own memory.
    pub threads: NonZeroUsize,
    /// Jobs that may wait in each of the two lanes.
    pub waiting_per_lane: usize,
    /// The longest wait for a thread.
    pub patience: Duration,
    /// The largest parameters that are accepted; memory for them is taken at the start.
    pub largest: Argon2Params,
}

/// A look at the pool, for the metrics. Counts since the start, without any time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolNumbers {
    /// Submissions waiting now.
    pub waiting_submit: usize,
    /// Look-ups waiting now.
    pub waiting_look_up: usize,
    /// Threads at work now.
    pub working: usize,
    /// Hashes computed.
    pub done: u64,
    /// Jobs turned away or given up as busy.
    pub busy: u64,
}

/// Threads that hash. Dropping it lets the jobs under way finish and answers the waiting ones with [`Busy::Queue`].
#[derive(Debug)]
pub struct HashPool {
    shared: Arc<Shared>,
    settings: PoolSettings,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct State {
    submit: VecDeque<Ticket>,
    look_up: VecDeque<Ticket>,
    look_up_is_next: bool,
    closing: bool,
    working: usize,
    done: u64,
    busy: u64,
}

#[derive(Debug)]
struct Ticket {
    job: Job,
    started: oneshot::Sender<()>,
    answer: oneshot::Sender<Result<Secret<32>, KdfError>>,
}

impl Default for PoolSettings {
    /// Security reference, section 5: half of the processors, sixteen waiting (eight in each lane), eight seconds.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            threads: NonZeroUsize::new(processors / 2).unwrap_or(NonZeroUsize::MIN),
            waiting_per_lane: 8,
            patience: Duration::from_secs(8),
            largest: Argon2Params::REPORTER,
        }
    }
}

impl HashPool {
    /// Starts the threads and takes their memory.
    pub fn start(settings: PoolSettings) -> std::io::Result<Self> {
        let blocks = settings.largest.blocks().ok_or(std::io::ErrorKind::InvalidInput)?;
        let shared = Arc::new(Shared { state: Mutex::new(State::default()), wake: Condvar::new() });
        let pool = Self { shared, settings };
        for _ in 0..settings.threads.get() {
            let shared = Arc::clone(&pool.shared);
            std::thread::Builder::new().name("slow-hash".to_owned()).spawn(move || work(&shared, blocks))?;
        }
        Ok(pool)
    }

    /// Computes a hash, or says that the pool is busy. Waits at most [`PoolSettings::patience`] for a thread. Dropping the
    /// future takes the job out of the queue, so that visitors who left cost nothing.
    pub async fn hash(&self, lane: Lane, job: Job) -> Result<Secret<32>, Busy> {
        let (started, start) = oneshot::channel();
        let (answer, outcome) = oneshot::channel();
        if !self.shared.admit(lane, Ticket { job, started, answer }, self.settings.waiting_per_lane) {
            return Err(Busy::Queue);
        }
        // An error of `start` means that the pool is closing; `outcome` then says the same.
        if tokio::time::timeout(self.settings.patience, start).await.is_err() {
            self.shared.count_busy();
            return Err(Busy::Queue);
        }
        outcome.await.map_err(|_| Busy::Queue)?.map_err(Busy::Refused)
    }

    /// Whether a job in this lane would be turned away now.
    pub fn is_full(&self, lane: Lane) -> bool {
        let numbers = self.numbers();
        let waiting = match lane {
            Lane::Submit => numbers.waiting_submit,
            Lane::LookUp => numbers.waiting_look_up,
        };
        waiting >= self.settings.waiting_per_lane
    }

    /// How full the pool is.
    pub fn numbers(&self) -> PoolNumbers {
        let mut state = self.shared.lock();
        state.forget_who_left();
        PoolNumbers {
            waiting_submit: state.submit.len(),
            waiting_look_up: state.look_up.len(),
            working: state.working,
            done: state.done,
            busy: state.busy,
        }
    }
}

impl Drop for HashPool {
    fn drop(&mut self) {
        self.shared.close();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics under the lock; and a count that is off by one is better than no pool.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(&self, lane: Lane, ticket: Ticket, limit: usize) -> bool {
        let mut state = self.lock();
        state.forget_who_left();
        let room = !state.closing && state.queue(lane).len() < limit;
        if room {
            state.queue(lane).push_back(ticket);
        } else {
            state.busy = state.busy.saturating_add(1);
        }
        drop(state);
        if room {
            self.wake.notify_one();
        }
        room
    }

    fn close(&self) {
        let mut state = self.lock();
        state.closing = true;
        state.submit.clear();
        state.look_up.clear();
        drop(state);
        self.wake.notify_all();
    }

    fn count_busy(&self) {
        let mut state = self.lock();
        state.busy = state.busy.saturating_add(1);
    }

    /// Waits for the next ticket; `None` when the pool closes.
    fn next(&self) -> Option<Ticket> {
        let mut state = self.lock();
        loop {
            if state.closing {
                return None;
            }
            if let Some(ticket) = state.take() {
                state.working = state.working.saturating_add(1);
                return Some(ticket);
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn finished(&self) {
        let mut state = self.lock();
        state.working = state.working.saturating_sub(1);
        state.done = state.done.saturating_add(1);
    }
}

impl State {
    const fn queue(&mut self, lane: Lane) -> &mut VecDeque<Ticket> {
        match lane {
            Lane::Submit => &mut self.submit,
            Lane::LookUp => &mut self.look_up,
        }
    }

    fn forget_who_left(&mut self) {
        self.submit.retain(|ticket| !ticket.answer.is_closed());
        self.look_up.retain(|ticket| !ticket.answer.is_closed());
    }

    /// The next ticket: the lanes take turns, an empty lane gives its turn away.
    fn take(&mut self) -> Option<Ticket> {
        self.forget_who_left();
        let lane = match (self.submit.is_empty(), self.look_up.is_empty()) {
            (true, true) => return None,
            (true, false) => Lane::LookUp,
            (false, false) if self.look_up_is_next => Lane::LookUp,
            (false, _) => Lane::Submit,
        };
        self.look_up_is_next = lane == Lane::Submit;
        self.queue(lane).pop_front()
    }
}

/// The life of one thread.
fn work(shared: &Shared, blocks: usize) {
    // On Linux this lowers the priority of the calling thread alone, so that a flood of codes does not slow the pages. Hashing
    // goes on at the usual priority where it is refused.
    #[cfg(target_os = "linux")]
    rustix::process::nice(5).ok();
    let mut memory = vec![Block::new(); blocks];
    // Secrets and the hash itself are copied from frame to frame on their way, and this thread then waits, perhaps for days.
    while wiped(|| serve_one(shared, &mut memory)).is_continue() {}
}

/// Waits for a ticket and answers it; breaks off when the pool closes.
fn serve_one(shared: &Shared, memory: &mut [Block]) -> ControlFlow<()> {
    let Some(Ticket { job, started, answer }) = shared.next() else { return ControlFlow::Break(()) };
    // The receiver may have left in this very moment; the hash is then computed for nobody.
    started.send(()).ok();
    let inputs: (&[u8], &[u8], &str) = (&job.salt, job.pepper.expose_secret(), job.context);
    let compute = || argon2id_in(memory, job.params, job.password.expose_secret(), inputs);
    // A panic must not cost the pool a thread: with the last one gone, nobody could report any more.
    let outcome = catch_unwind(AssertUnwindSafe(compute)).unwrap_or(Err(KdfError::Parameters));
    shared.finished();
    answer.send(outcome).ok();
    ControlFlow::Continue(())
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;

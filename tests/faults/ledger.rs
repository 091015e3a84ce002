//! The program killed at random moments while reports come in and the ledger is published.
//!
//! Whatever was acknowledged has its entry, and each entry its leaf; the log is one log; every start needs no hand.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use redchannel::api::wire::PutRead;
use redchannel::crypto::hash::sha256;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::entry::{Actor, ChainHead, Event, Reason};
use redchannel::model::id::CaseId;
use redchannel::vault::ledger::guard::GuardError;
use redchannel::vault::ledger::publish::{Published, When, publish};
use redchannel::vault::staff::{self, PutOutcome};
use redchannel::vault::{Refusal, Vault};
use tokio::sync::watch;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{sleep, timeout};

use super::evidence;
use super::log::{Book, audit};
use super::reporter::Form;
use super::server::{Running, Site, close};
use crate::support::staff::{event, identity, member};
use crate::support::stores::Engine;
use crate::support::world::hex;

const REPORTS: usize = 500;
const AT_ONCE: usize = 16;
/// Cases that two members read at the same time, afterwards.
const READ: usize = 5;

/// Says at the end of a failed test how to have the same again.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the seed was {}", self.0);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_processes_killed_at_random_on_postgres_keep_one_log_with_everything_acknowledged() {
    trial(Engine::Postgres, rand::random()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_killed_at_random_on_sqlite_keeps_one_log_with_everything_acknowledged() {
    trial(Engine::Sqlite, rand::random()).await;
}

/// The servers, some of them dead.
struct Fleet<'a> {
    site: &'a Site,
    running: Vec<Option<Running>>,
    addresses: Arc<Mutex<Vec<SocketAddr>>>,
    /// Starts so far: whoever lost a server waits for the next one.
    starts: watch::Sender<usize>,
}

impl<'a> Fleet<'a> {
    fn start(site: &'a Site, servers: usize) -> Self {
        let running: Vec<_> = (0..servers).map(|number| Some(site.start_replica(number))).collect();
        let addresses = running.iter().flatten().map(|running| running.intake).collect();
        let (starts, _) = watch::channel(0);
        Self { site, running, addresses: Arc::new(Mutex::new(addresses)), starts }
    }

    fn kill(&mut self, number: usize) {
        block_in_place(|| self.running[number].take().unwrap().kill());
    }

    fn restart(&mut self, number: usize) {
        let running = block_in_place(|| self.site.start_replica(number));
        self.addresses.lock().unwrap()[number] = running.intake;
        self.running[number] = Some(running);
        self.starts.send_modify(|starts| *starts += 1);
    }

    fn stop(self) {
        for running in self.running.into_iter().flatten() {
            assert!(running.stop().success(), "{}", self.site.said());
        }
    }
}

/// People who report, and what they have to say still.
#[derive(Clone)]
struct Reporters {
    queue: Arc<Mutex<Vec<Option<Form>>>>,
    addresses: Arc<Mutex<Vec<SocketAddr>>>,
    starts: watch::Receiver<usize>,
    begun: watch::Sender<usize>,
    acknowledged: Arc<Mutex<Vec<CaseId>>>,
}

impl Reporters {
    /// One after the other, until nobody has anything to say any more.
    async fn report(mut self, mut rng: StdRng) {
        loop {
            let Some(form) = self.queue.lock().unwrap().pop() else { return };
            let seen = *self.starts.borrow();
            let address = {
                let addresses = self.addresses.lock().unwrap();
                addresses[rng.random_range(0..addresses.len())]
            };
            if let Err(form) = self.send(address, form).await {
                // Most try again with the same form, at whatever server; a few give up.
                if rng.random_bool(0.8) {
                    self.queue.lock().unwrap().push(form);
                }
                self.starts.wait_for(|starts| *starts > seen).await.ok();
            }
        }
    }

    async fn send(&self, address: SocketAddr, form: Option<Form>) -> Result<(), Option<Form>> {
        let form = match form {
            Some(form) => form,
            None => Form::open(address).await.map_err(|_| None)?,
        };
        self.begun.send_modify(|begun| *begun += 1);
        let answer = form.send(address, "The officer at the scales asked for two hundred.", &[]).await;
        let Ok(answer) = answer else { return Err(Some(form)) };
        assert_eq!(answer.leads_to(), Some("/d"), "{answer:?}");
        self.acknowledged.lock().unwrap().push(form.case());
        Ok(())
    }
}

/// Publishes, cut off at a random moment. Whether it came to its end.
async fn publish_cut_off(vault: &Vault, rng: &mut StdRng) -> bool {
    let moment = Duration::from_micros(rng.random_range(200..60_000));
    match timeout(moment, publish(vault, When::Now)).await {
        Ok(Ok(Published::Head(_))) => true,
        // The lock was held for three seconds, or the time was over.
        Ok(Err(GuardError::Vault(Refusal::Busy))) | Err(_) => false,
        Ok(other) => panic!("{other:?}"),
    }
}

/// Publishes again and again while reports come in. Gives how often.
async fn keep_publishing(vault: Vault, mut begun: watch::Receiver<usize>, mut rng: StdRng) -> usize {
    let (mut next, mut times) = (0, 0);
    loop {
        next += rng.random_range(2..14);
        // An error: all have been sent.
        if begun.wait_for(|begun| *begun >= next).await.is_err() {
            close(&vault).await;
            return times;
        }
        times += usize::from(publish_cut_off(&vault, &mut rng).await);
    }
}

async fn trial(engine: Engine, seed: u64) {
    let seed = Seed(seed);
    let mut rng = StdRng::seed_from_u64(seed.0);
    let site = Site::new(engine).await;
    let servers = if engine == Engine::Postgres { 3 } else { 1 };
    let mut fleet = Fleet::start(&site, servers);
    let (begun, mut progress) = watch::channel(0);
    let reporters = Reporters {
        queue: Arc::new(Mutex::new(vec![None; REPORTS])),
        addresses: Arc::clone(&fleet.addresses),
        starts: fleet.starts.subscribe(),
        begun,
        acknowledged: Arc::default(),
    };
    let acknowledged = Arc::clone(&reporters.acknowledged);
    let mut publishers = JoinSet::new();
    if engine == Engine::Postgres {
        for _ in 0..2 {
            publishers.spawn(keep_publishing(site.vault().await, progress.clone(), rng.fork()));
        }
    }
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        workers.spawn(reporters.clone().report(rng.fork()));
    }
    drop(reporters);
    let (mut next, mut kills, mut times) = (0, 0, 0);
    loop {
        next += rng.random_range(10..40);
        if progress.wait_for(|begun| *begun >= next).await.is_err() {
            break;
        }
        sleep(Duration::from_micros(rng.random_range(0..60_000))).await;
        let victim = rng.random_range(0..servers);
        fleet.kill(victim);
        kills += 1;
        if engine == Engine::Sqlite {
            let vault = site.vault().await;
            for _ in 0..4 {
                times += usize::from(publish_cut_off(&vault, &mut rng).await);
            }
            close(&vault).await;
        }
        fleet.restart(victim);
    }
    workers.join_all().await;
    times += publishers.join_all().await.into_iter().sum::<usize>();
    fleet.stop();
    assert!(kills >= 8 && times >= 20, "{kills} kills, {times} publications");
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() > REPORTS / 2);
    end(&site, servers, &acknowledged).await;
    site.remove().await;
}

async fn end(site: &Site, servers: usize, acknowledged: &[CaseId]) {
    let vault = site.vault().await;
    let book = audit(&vault, &site.people).await;
    for case in acknowledged {
        received(&vault, &book, *case).await;
    }
    for number in 0..servers {
        remembers(&site.replica_secrets(number).join("last-checkpoint"), &book.heads);
    }
    let read = &acknowledged[..READ];
    read_at_once(&vault, site, read).await;
    while !vault.stores().main.read().await.unwrap().waiting(1).await.unwrap().is_empty() {
        publish(&vault, When::Now).await.unwrap();
    }
    let (before, book) = (book, audit(&vault, &site.people).await);
    assert!(book.waiting == 0 && book.heads.starts_with(&before.heads) && book.heads != before.heads);
    for (case, chain) in &before.chains {
        assert!(book.chains[case].starts_with(chain));
    }
    for case in read {
        let [received, first, second] = book.chains[case].as_slice() else { panic!("three entries") };
        assert_eq!(received.event.kind(), "report_received");
        assert_eq!((first.event.kind(), second.event.kind()), ("read", "read"));
        assert_ne!(first.actor, second.actor);
    }
    let own = remembers(&site.data.join("last-checkpoint"), &book.heads);
    assert_eq!(Some(&own), book.heads.last());
    close(&vault).await;
}

/// Two members say at the same time that they read a case: the chain has one end, and one of them is sent back to read on.
async fn read_at_once(vault: &Vault, site: &Site, cases: &[CaseId]) {
    let members = [&site.people.intake, &site.people.investigator];
    let [lines, others] = [members[0], members[1]].map(|member| evidence::cases(vault, member));
    let lines = [lines.await, others.await];
    for case in cases {
        let say = async |number: usize, head: &ChainHead| {
            let (key, line) = (members[number], &lines[number][case]);
            let read = Event::Read { up_to: line.last_sequence, reason: Reason::Casework };
            let event = event(vault, key, &identity(key, line), head, read);
            staff::put_read(vault, &member(key), *case, &PutRead { event }).await.unwrap().unwrap()
        };
        let outcomes = join_all([0, 1].map(|number| say(number, &lines[number][case].chain))).await;
        let mut stored = 0;
        for (number, outcome) in outcomes.into_iter().enumerate() {
            match outcome {
                PutOutcome::Stored => stored += 1,
                PutOutcome::Conflict { chain, .. } => {
                    assert_eq!(say(number, &chain).await, PutOutcome::Stored);
                }
                PutOutcome::Unsaid => panic!("the event says what the request does"),
            }
        }
        assert_eq!(stored, 1);
    }
}

/// An acknowledged report has its entry, which names what is stored, and a receipt for its reporter.
async fn received(vault: &Vault, book: &Book, case: CaseId) {
    let first =
        book.chains.get(&case).and_then(|chain| chain.first()).expect("an entry of what was acknowledged");
    let Event::ReportReceived { item, sha256: hash } = &first.event else { panic!("{first:?}") };
    assert_eq!(first.actor, Actor::Reporter);
    let mut tx = vault.stores().main.read().await.unwrap();
    let stored = tx.items_after(case, None, 10, i64::MAX).await.unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!((stored[0].item_id, hex(&sha256(&[&stored[0].data]))), (*item, hash.clone()));
    assert_eq!(tx.count_receipts(case).await.unwrap(), (1, Some(0)));
}

/// What a file outside the database remembers: a head of this log.
fn remembers(path: &Path, heads: &[Head]) -> Head {
    let remembered = Checkpoint::parse(&std::fs::read(path).unwrap()).unwrap().claimed().clone();
    assert!(heads.contains(&remembered), "{} remembers a head that is not of this log", path.display());
    remembered
}

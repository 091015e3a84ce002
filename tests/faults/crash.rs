//! The program killed at random moments, over and over, while reports with files come in.
//!
//! Whatever was acknowledged is whole; what was not is whole or absent; nothing is left behind; every start needs no hand.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use redchannel::vault::Vault;
use redchannel::vault::sweep::{Pass, Suspects, sweep};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::evidence;
use super::reporter::{Form, Part};
use super::server::{Running, Site, close};
use crate::support::stores::Engine;

const SUBMISSIONS: usize = 200;
const KILLS: usize = 15;
const AT_ONCE: usize = 4;
/// Stands in every story and every file, and must stand in nothing that is stored.
const MARKER: &str = "MARKED-IN-CLEAR";

/// A report somebody wants to send.
struct Attempt {
    story: String,
    name: String,
    content: Vec<u8>,
    form: Option<Form>,
    tried: bool,
    acknowledged: bool,
}

impl Attempt {
    fn new(number: usize, rng: &mut StdRng) -> Self {
        let story = format!("{MARKER} story {number}. {}", "Word ".repeat(rng.random_range(0..600)));
        // The ends of what is sniffed, encrypted in one piece and padded, and anything else.
        let length = match rng.random_range(0..4) {
            0 => [1, 15, 16, 17, 65_535, 65_536, 65_537, 131_072, 262_144][rng.random_range(0..9)],
            _ => rng.random_range(1..=300_000),
        };
        let mut content = vec![0; length];
        rng.fill_bytes(&mut content);
        let shown = MARKER.len().min(length);
        content[..shown].copy_from_slice(&MARKER.as_bytes()[..shown]);
        let name = format!("paper-{number}.bin");
        Self { story: story.trim().to_owned(), name, content, form: None, tried: false, acknowledged: false }
    }

    /// Whether the server was there to the end of it.
    async fn send(&mut self, server: SocketAddr, begun: &watch::Sender<usize>) -> bool {
        let form = match self.form.take() {
            Some(form) => form,
            None => match Form::open(server).await {
                Ok(form) => form,
                Err(_) => return false,
            },
        };
        self.tried = true;
        begun.send_modify(|number| *number += 1);
        let answer = form.send(server, &self.story, &[Part::File(&self.name, &self.content)]).await;
        self.form = Some(form);
        let Ok(answer) = answer else { return false };
        assert_eq!(answer.leads_to(), Some("/d"), "{answer:?}");
        self.acknowledged = true;
        true
    }

    /// What must be there, or may be.
    async fn judge(&self, vault: &Vault, site: &Site, cases: &Cases) {
        let Some(line) = self.form.as_ref().and_then(|form| cases.get(&form.case())) else {
            assert!(!self.acknowledged, "lost: {}", self.name);
            return;
        };
        let found = evidence::open(vault, &site.people.intake, line).await;
        assert_eq!(found.story, self.story);
        let whole = vec![(self.name.clone(), self.content.clone())];
        let without_file = found.files.is_empty() && !self.acknowledged;
        assert!(without_file || found.files == whole, "{}: {} files", self.name, found.files.len());
    }
}

type Cases = BTreeMap<redchannel::model::id::CaseId, redchannel::api::wire::CaseLine>;

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
async fn killed_at_random_on_sqlite_it_keeps_what_it_acknowledged_and_nothing_else() {
    trial(Engine::Sqlite, rand::random()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_on_postgres_it_keeps_what_it_acknowledged_and_nothing_else() {
    trial(Engine::Postgres, rand::random()).await;
}

async fn trial(engine: Engine, seed: u64) {
    let seed = Seed(seed);
    let mut rng = StdRng::seed_from_u64(seed.0);
    let site = Site::new(engine).await;
    let mut waiting: Vec<_> = (0..SUBMISSIONS).map(|number| Attempt::new(number, &mut rng)).collect();
    let (mut kept, mut given_up) = (Vec::new(), Vec::new());
    let (mut kills, mut looked_at) = (0, 0);
    while !waiting.is_empty() || kills < KILLS {
        if rng.random_ratio(1, 4) {
            // In the middle of a start, too.
            let (mut child, _out) = site.spawn();
            sleep(Duration::from_millis(rng.random_range(0..400))).await;
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let running = site.start();
        look(&site, engine, &kept[looked_at..]).await;
        looked_at = kept.len();
        for attempt in round(running, &mut waiting, &mut rng).await {
            match (attempt.acknowledged, attempt.tried, rng.random_bool(0.5)) {
                (true, ..) => kept.push(attempt),
                (false, true, true) => given_up.push(attempt),
                (false, ..) => waiting.push(attempt),
            }
        }
        kills += 1;
    }
    // Half of those who were not told that it arrived try the same page again, now that all is well.
    let running = site.start();
    let (begun, _) = watch::channel(0);
    for mut attempt in given_up.split_off(given_up.len() / 2) {
        assert!(attempt.send(running.intake, &begun).await);
        kept.push(attempt);
    }
    assert!(running.stop().success(), "{}", site.said());
    end(&site, engine, &kept, &given_up).await;
    site.remove().await;
}

/// Lets several send at once until some have begun, and a random moment longer.
async fn round(running: Running, waiting: &mut Vec<Attempt>, rng: &mut StdRng) -> Vec<Attempt> {
    let number = rng.random_range(3..=16);
    let moment = Duration::from_micros(rng.random_range(0..200_000));
    let queue = Arc::new(Mutex::new(waiting.split_off(waiting.len().saturating_sub(number + 4 * AT_ONCE))));
    let (begun, mut enough) = watch::channel(0);
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        workers.spawn(work(running.intake, Arc::clone(&queue), begun.clone()));
    }
    drop(begun);
    // An error: all have been sent already.
    enough.wait_for(|begun| *begun >= number).await.ok();
    sleep(moment).await;
    running.kill();
    let mut attempts: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    attempts.append(&mut queue.lock().unwrap());
    attempts
}

async fn work(
    server: SocketAddr,
    queue: Arc<Mutex<Vec<Attempt>>>,
    begun: watch::Sender<usize>,
) -> Vec<Attempt> {
    let mut done = Vec::new();
    loop {
        let next = queue.lock().unwrap().pop();
        let Some(mut attempt) = next else { return done };
        let goes_on = attempt.send(server, &begun).await;
        done.push(attempt);
        if !goes_on {
            return done;
        }
    }
}

/// After each start: what was acknowledged last is there, and the start has cleared away what the crash left.
async fn look(site: &Site, engine: Engine, new: &[Attempt]) {
    let vault = site.vault().await;
    let cases = evidence::cases(&vault, &site.people.intake).await;
    for attempt in new {
        attempt.judge(&vault, site, &cases).await;
    }
    if engine == Engine::Sqlite {
        // On PostgreSQL another process might be at work: orphans go with the second of two passes an hour apart.
        nothing_is_left(site, &vault).await;
    }
    close(&vault).await;
}

async fn nothing_is_left(site: &Site, vault: &Vault) {
    assert_eq!(evidence::orphans(vault).await, Vec::<String>::new());
    assert_eq!(evidence::temporary_files(&site.data), Vec::<std::path::PathBuf>::new());
}

async fn end(site: &Site, engine: Engine, kept: &[Attempt], given_up: &[Attempt]) {
    let vault = site.vault().await;
    if engine == Engine::Postgres {
        let now = vault.clock().now();
        let nothing = Suspects::default();
        let first = sweep(vault.stores(), vault.blobs(), Pass::After(&nothing), now).await.unwrap();
        sweep(vault.stores(), vault.blobs(), Pass::After(&first.suspects), now).await.unwrap();
    }
    nothing_is_left(site, &vault).await;
    let cases = evidence::cases(&vault, &site.people.intake).await;
    let mut there = 0;
    for attempt in kept.iter().chain(given_up) {
        attempt.judge(&vault, site, &cases).await;
        there += usize::from(attempt.form.as_ref().is_some_and(|form| cases.contains_key(&form.case())));
    }
    assert_eq!(cases.len(), there, "a case that nobody sent");
    assert_eq!(kept.len() + given_up.len(), SUBMISSIONS);
    futures::stream::iter(kept)
        .for_each_concurrent(AT_ONCE, async |attempt| {
            let words = &attempt.form.as_ref().unwrap().words;
            assert!(evidence::opens(&vault, words).await, "the code of {} opens nothing", attempt.name);
        })
        .await;
    close(&vault).await;
    assert_eq!(evidence::holding(&site.data, MARKER.as_bytes()), Vec::<std::path::PathBuf>::new());
    assert!(!site.said().contains(MARKER));
}

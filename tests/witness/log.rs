//! A log with its vault, served on loopback by the routes of the public face.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use redchannel::crypto::note_key::NoteKey;
use redchannel::intake::{Intake, router};
use redchannel::ledger::checkpoint::{Checkpoint, VerifiedCheckpoint};
use redchannel::ledger::policy::Policy;
use redchannel::ledger::tree::{all_tiles, tile_path};
use redchannel::model::roster::Witness;
use redchannel::vault::ledger::publish::{Published, When, publish};
use redchannel::vault::ledger::{log_key, policy, public};
use redchannel::vault::{reporter, rosters};
use redchannel::web::client_key::ClientKeys;
use redchannel::web::headers::Reach;
use redchannel::web::limits::{Budgets, Limits};
use redchannel::web::listener::{self, Deadlines};
use signed_note::Verifier;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

use crate::intake::visitor;
use crate::support::world::{ORIGIN, World, code, genesis_of, hex, report};

/// A log that is served until it is dropped. Its calls wait: the tests around it are not asynchronous, because commands are not.
pub struct Log {
    pub world: World,
    /// The prefix of its public files.
    pub url: String,
    stop: CancellationToken,
    runtime: Runtime,
}

impl Log {
    /// With no leaves yet.
    pub fn new() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let world = runtime.block_on(World::new());
        let stop = CancellationToken::new();
        let vault = world.vault.clone();
        let url = runtime.block_on(serve(stop.clone(), |address| {
            let settings = redchannel::intake::IntakeConfig {
                hosts: vec![address.clone()],
                origins: vec![format!("http://{address}")],
                reach: Reach::Private,
                ..visitor::config()
            };
            router(Intake::new(vault, settings, Limits::new(&Budgets::default())).unwrap())
        }));
        Self { world, url: format!("{url}/log"), stop, runtime }
    }

    /// With blocks of padding: the same leaves in every log of the tests that has seen no report.
    pub fn with_blocks(blocks: usize) -> Self {
        let log = Self::new();
        for _ in 0..blocks {
            log.publish();
        }
        log
    }

    /// One that has another history from the first block on, under the same name and key.
    pub fn forked(blocks: usize) -> Self {
        let log = Self::new();
        log.wait(reporter::submit(&log.world.vault, &code(), &[1; 16], &report("x"))).unwrap();
        for _ in 0..blocks {
            log.publish();
        }
        log
    }

    pub fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }

    /// Serves something else beside it; the address.
    pub fn serve_too(&self, router: Router) -> String {
        self.wait(serve(self.stop.clone(), |_| router))
    }

    /// Adds a block.
    pub fn publish(&self) {
        assert!(matches!(self.wait(publish(&self.world.vault, When::Now)), Ok(Published::Head(_))));
    }

    /// Puts witnesses into its roster, one of which must sign.
    pub fn appoint(&self, witnesses: &[&NoteKey]) {
        let people = &self.world.people;
        let mut roster = people.roster();
        roster.previous = Some(hex(&genesis_of(&people.sign(&roster, 2))));
        roster.version = 2;
        let witness = |key: &&NoteKey| Witness {
            name: key.name().to_owned(),
            verification_key: hex(key.key().as_bytes()),
        };
        roster.witnesses = witnesses.iter().map(witness).collect();
        roster.policy.witnesses_needed = 1;
        self.wait(rosters::import(&self.world.vault, &people.sign(&roster, 2))).unwrap();
    }

    pub fn vkey(&self) -> String {
        log_key(&self.world.vault, ORIGIN).to_vkey()
    }

    pub fn policy(&self) -> Policy {
        policy(&self.world.vault, ORIGIN)
    }

    pub fn checkpoint(&self) -> Checkpoint {
        let row = self.wait(public::checkpoint(&self.world.vault, None)).unwrap().unwrap();
        Checkpoint::parse(row.note.as_bytes()).unwrap()
    }

    /// Its newest checkpoint, with the witnesses of its roster that have signed.
    pub fn verified(&self) -> VerifiedCheckpoint {
        self.checkpoint().verify(&self.policy()).unwrap()
    }

    /// Writes its public files into a folder, as somebody with a stick would.
    pub fn copy_to(&self, folder: &Path) {
        let checkpoint = self.checkpoint();
        let write = |path: &str, bytes: &[u8]| {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        };
        write("checkpoint", &checkpoint.to_bytes());
        for (place, width) in all_tiles(checkpoint.claimed().size) {
            let path = tile_path(place, width);
            let bytes = self.wait(public::resource(&self.world.vault, None, &path)).unwrap().unwrap();
            write(&path, &bytes);
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Serves on a free port of loopback until `stop`; the address, with its scheme.
async fn serve(stop: CancellationToken, build: impl FnOnce(String) -> Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = build(address.clone());
    let keys = Arc::new(ClientKeys::new(&mut rand::rng(), tokio::time::Instant::now()));
    tokio::spawn(listener::serve(listener, router, keys, Deadlines::default(), stop));
    format!("http://{address}")
}

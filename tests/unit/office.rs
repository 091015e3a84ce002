//! The unit of five with its custodian: a server, a roster, and for each a desk on loopback with a Chromium in front of it.

use std::cell::Cell;

use futures::future::join_all;
use redchannel::api::server;
use redchannel::crypto::kdf::Argon2Params;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, StaffKey};
use redchannel::desk::DeskConfig;
use redchannel::desk::web::start;
use redchannel::model::casework::stage::ReporterStatus;
use redchannel::model::custody::IdentityBody;
use redchannel::model::report::ReportBody;
use redchannel::model::roster::Role;
use redchannel::vault::ledger::publish::{When, publish};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::case::Case;
use super::person::Person;
use crate::api::client::serve;
use crate::ledger::scene::{roster_member, take_up};
use crate::support::browser::{Browser, Options, Viewport};
use crate::support::world::{People, World, genesis_of, report};

const DAY: i64 = 86_400;
/// Months pass in a minute, and nobody locks the desk for the night.
const LONG: std::time::Duration = std::time::Duration::from_hours(24 * 1_000);

/// A key file on its owner's machine.
struct Seat {
    name: &'static str,
    folder: TempDir,
    passphrase: Passphrase,
    key: StaffKey,
}

impl Seat {
    fn new(name: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = Passphrase::generate(&mut rand::rng());
        let file = KeyFile::create(name, &passphrase, Argon2Params::STAFF, &mut rand::rng()).unwrap();
        std::fs::write(folder.path().join("own.rckey"), file.to_json()).unwrap();
        let key = file.open(&passphrase).unwrap();
        Self { name, folder, passphrase, key }
    }
}

pub struct Unit {
    pub world: World,
    pub server: String,
    pub genesis: [u8; 32],
    pub intake: Person,
    pub investigator: Person,
    /// Not in the channel's team: reads a case only if somebody gives a key.
    pub second: Person,
    pub head: Person,
    /// Outside the unit, as the inspector is.
    pub oversight: Person,
    pub inspector: Person,
    pub custodian: Person,
    reports: Cell<u8>,
    stop: CancellationToken,
    desks: Vec<JoinHandle<()>>,
    _keys: Vec<TempDir>,
}

const NAMES: [&str; 7] = [
    "Intake officer",
    "Investigator",
    "Second investigator",
    "Head of unit",
    "Inspectorate",
    "Internal audit",
    "Custodian",
];

impl Unit {
    /// Everybody comes to work.
    pub async fn open() -> Self {
        let seats: Vec<Seat> = NAMES.into_iter().map(Seat::new).collect();
        let (world, genesis) = administration(&seats).await;
        let server = format!("http://{}", serve(server::router(world.vault.clone())).await);
        let stop = CancellationToken::new();
        let mut desks = Vec::new();
        let mut arriving = Vec::new();
        let mut keys = Vec::new();
        for seat in seats {
            let listen = "127.0.0.1:0".parse().unwrap();
            let config = DeskConfig::new(server.clone(), genesis, seat.folder.path(), listen);
            let config = DeskConfig { idle: LONG, longest: LONG, ..config };
            let console = start(config, world.clock.clone()).await.unwrap();
            let (link, home) = (console.link().to_owned(), format!("http://{}", console.address()));
            desks.push(tokio::spawn(console.run(stop.clone())));
            let Seat { name, folder, passphrase, key } = seat;
            keys.push(folder);
            let clock = world.clock.clone();
            arriving.push(async move {
                let options = Options { viewport: Viewport::Desktop, ..Options::default() };
                let browser = Browser::start(options).await;
                let judges =
                    matches!(name, "Intake officer" | "Head of unit" | "Inspectorate" | "Internal audit");
                let passphrase = passphrase.expose_secret().to_owned();
                let person = Person { name, key, judges, browser, home, passphrase, clock };
                person.begin(&link).await;
                person
            });
        }
        let people: [Person; 7] = join_all(arriving).await.try_into().ok().expect("seven people");
        let [intake, investigator, second, head, oversight, inspector, custodian] = people;
        let reports = Cell::new(0);
        Self {
            world,
            server,
            genesis,
            intake,
            investigator,
            second,
            head,
            oversight,
            inspector,
            custodian,
            reports,
            stop,
            desks,
            _keys: keys,
        }
    }

    /// Everybody who may read cases.
    pub fn readers(&self) -> [&Person; 6] {
        [&self.intake, &self.investigator, &self.second, &self.head, &self.oversight, &self.inspector]
    }

    /// Somebody reports, and finds that it was received.
    pub async fn report(&self, story: &str) -> Case {
        self.reported(&report(story), &IdentityBody::default()).await
    }

    pub async fn reported(&self, body: &ReportBody, given: &IdentityBody) -> Case {
        self.reports.set(self.reports.get() + 1);
        let form = [self.reports.get(); 16];
        let case = Case::report((&self.world.vault, &self.world.clock), &form, body, given).await;
        case.reporter_finds(ReporterStatus::Received, "").await;
        case
    }

    /// Days pass; the ledger is published on each.
    pub async fn days(&self, days: i64) {
        for _ in 0..days {
            self.world.clock.advance(DAY);
            publish(&self.world.vault, When::Now).await.unwrap();
        }
    }

    /// Everybody goes home.
    pub async fn close(self) {
        let people = [
            self.intake,
            self.investigator,
            self.second,
            self.head,
            self.oversight,
            self.inspector,
            self.custodian,
        ];
        for person in people {
            person.browser.close().await;
        }
        self.stop.cancel();
        for desk in self.desks {
            desk.await.unwrap();
        }
    }
}

/// A vault with the roster of the unit in force, and the first roster's hash.
async fn administration(seats: &[Seat]) -> (World, [u8; 32]) {
    let key = |name: &str| seats.iter().find(|seat| seat.name == name).expect("a seat").key.clone();
    let people = People {
        intake: key("Intake officer"),
        investigator: key("Investigator"),
        head: key("Head of unit"),
        oversight: key("Inspectorate"),
        inspector: key("Internal audit"),
        custodian: key("Custodian"),
        ..People::new()
    };
    let world = World::of(people).await;
    let first = world.people.sign(&world.people.roster(), 2);
    let mut roster = world.people.roster();
    roster.version = 2;
    roster.expires = redchannel::clock::Day::parse("2028-12-31").unwrap();
    roster.members.push(roster_member(
        &key("Second investigator"),
        "Second investigator",
        Role::Investigator,
    ));
    take_up(&world, roster, &first).await;
    let genesis = genesis_of(&first);
    (world, genesis)
}

//! Canaries: sent to the real intake, found again there; and looked after at an intake that lies.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path as At, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ed25519_dalek::SigningKey;
use http::StatusCode;
use http::header::LOCATION;
use redchannel::cli::{CliError, Outcome, run};
use redchannel::clock::Clock;
use redchannel::crypto::agefile;
use redchannel::crypto::code::Code;
use redchannel::crypto::kdf::Argon2Params;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, StaffKey};
use redchannel::crypto::note_key::NoteSigner;
use redchannel::intake::{Intake, IntakeConfig, router};
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::policy::Policy;
use redchannel::ledger::proof::Proof;
use redchannel::ledger::receipt::Receipt;
use redchannel::ledger::tree::Tiles;
use redchannel::vault::ledger::policy;
use redchannel::vault::ledger::publish::{When, publish};
use redchannel::vault::reporter;
use redchannel::web::client_key::ClientKeys;
use redchannel::web::headers::Reach;
use redchannel::web::limits::{Budgets, Limits};
use redchannel::web::listener::{self, Deadlines};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::mode;
use crate::intake::visitor::config;
use crate::intake::watched::destroyed;
use crate::support::staff::{identity, items, lines, say_read};
use crate::support::world::{NOON, ORIGIN, World};

const STORY: &str = "A man at the gate\nasked me for 50.";

/// Oversight at a terminal, the real intake, and one that lies.
struct Bench {
    runtime: Runtime,
    world: World,
    intake: String,
    key: StaffKey,
    folder: TempDir,
    stop: CancellationToken,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Bench {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (folder, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
        let world = runtime.block_on(World::new());
        let intake = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap().to_string();
            let config = IntakeConfig {
                hosts: vec![address.clone()],
                origins: vec![format!("http://{address}")],
                reach: Reach::Private,
                ..config()
            };
            let intake =
                Intake::new(world.vault.clone(), config, Limits::new(&Budgets::unlimited())).unwrap();
            serve(listener, router(intake), stop.clone());
            format!("http://{address}")
        });
        let mut rng = rand::rng();
        let passphrase = Passphrase::generate(&mut rng);
        let file = KeyFile::create("Inspectorate", &passphrase, Argon2Params::STAFF, &mut rng).unwrap();
        let key = file.open(&passphrase).unwrap();
        let bench = Self { runtime, world, intake, key, folder, stop };
        std::fs::write(bench.path("key"), file.to_json()).unwrap();
        std::fs::write(bench.path("pass"), passphrase.expose_secret()).unwrap();
        std::fs::set_permissions(bench.path("pass"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
        std::fs::write(bench.path("story.txt"), format!("{STORY}\n")).unwrap();
        let policy =
            Policy { logs: vec![log().key().clone()], witnesses: vec![witness().key().clone()], needed: 1 };
        std::fs::write(bench.path("policy"), policy.to_text()).unwrap();
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn canary(&self, what: &[&str]) -> Result<(Outcome, String), CliError> {
        let (key, pass) = (self.text("key"), self.text("pass"));
        let mut arguments = vec!["redchannel", "canary"];
        arguments.extend(what);
        arguments.extend(["--key", &key, "--passphrase-file", &pass]);
        let mut out = Vec::new();
        let outcome = run(arguments, &Clock::fixed(NOON), &mut rand::rng(), &mut out)?;
        Ok((outcome, String::from_utf8(out).unwrap()))
    }

    fn send(&self, more: &[&str]) -> Result<(Outcome, String), CliError> {
        let (story, out) = (self.text("story.txt"), self.text("canary.age"));
        let mut what =
            vec!["send", "--intake", &self.intake, "--story", &story, "--audience", "1", "--out", &out];
        what.extend(more);
        self.canary(&what)
    }

    fn check(&self, intake: &str) -> (Outcome, String) {
        let (file, policy) = (self.text("canary.age"), self.text("policy"));
        self.canary(&["check", "--intake", intake, &file, "--policy", &policy]).unwrap()
    }

    /// What stands in the sealed file.
    fn opened(&self) -> serde_json::Value {
        let sealed = std::fs::read(self.path("canary.age")).unwrap();
        let text = agefile::open(self.key.identity(), &sealed, 1 << 20).unwrap();
        serde_json::from_slice(text.expose_secret()).unwrap()
    }

    /// An intake that knows the code and shows these files at `/p`.
    fn liar(&self, shown: &Arc<Mutex<Shown>>) -> String {
        let shown = Arc::clone(shown);
        self.runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            serve(listener, liar(shown), self.stop.clone());
            format!("http://{address}")
        })
    }
}

fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let keys = Arc::new(ClientKeys::new(&mut rand::rng(), tokio::time::Instant::now()));
    tokio::spawn(listener::serve(listener, router, keys, Deadlines::default(), stop));
}

#[test]
fn a_canary_is_an_ordinary_report_to_the_unit_and_can_be_found_again() {
    let bench = Bench::new();
    let (outcome, told) =
        bench.send(&["--place", "North gate", "--exclude", "role:audit:investigator"]).unwrap();
    assert_eq!(outcome, Outcome::Fine, "{told}");
    assert_eq!(mode(&bench.path("canary.age")), 0o600);
    let file = bench.opened();
    assert_eq!(file["accepted"], true);
    let code = Code::parse(file["code"].as_str().unwrap()).unwrap();
    assert!(!told.contains(&*code.digits().expose_secret().to_owned()), "the code is not shown");
    let (vault, intake) = (&bench.world.vault, &bench.world.people.intake);
    bench.runtime.block_on(async {
        assert!(reporter::recognise(vault, &code).await.unwrap().is_some());
        let line = lines(vault, intake).await.remove(0);
        let case = identity(intake, &line);
        let page = items(vault, intake, line.case, None).await.unwrap();
        assert_eq!(page.items.len(), 1, "the empty choice of files is no file");
        let frame = case.open_item(page.items[0].epoch, &page.items[0].data).unwrap();
        let place = redchannel::crypto::frame::Place {
            case: line.case,
            item: page.items[0].item,
            sequence: 0,
            previous: None,
        };
        let opened = frame.verify(case.reporter(), &place).unwrap();
        let body: redchannel::model::report::ReportBody =
            serde_json::from_str(opened.body.expose_secret()).unwrap();
        assert_eq!((body.story.replace("\r\n", "\n").as_str(), body.place.as_str()), (STORY, "North gate"));
        assert_eq!((body.family.as_deref(), body.exclude.len()), (Some("OTH"), 1));
    });
    // Nothing is published yet: the code is known, and that is all.
    let (outcome, told) = bench.check(&bench.intake);
    assert_eq!(outcome, Outcome::Incomplete, "{told}");
    assert!(told.contains("NOT KNOWN YET") && told.contains(file["commitment"].as_str().unwrap()), "{told}");
    assert!(
        bench.send(&[]).unwrap_err().to_string().contains("cannot be created"),
        "the only way back is not overwritten"
    );
}

/// The same with nothing in the place of the server: its pages, its log, its proofs.
#[test]
fn the_servers_own_pages_prove_the_fate_of_a_canary() {
    let bench = Bench::new();
    bench.send(&[]).unwrap();
    let (vault, intake) = (&bench.world.vault, &bench.world.people.intake);
    bench.runtime.block_on(async {
        let case = lines(vault, intake).await.remove(0).case;
        items(vault, intake, case, None).await.unwrap();
        // More steps than one page of the intake shows.
        for day in 1..10 {
            bench.world.clock.advance(86_400);
            assert!(say_read(vault, intake, case).await.is_some(), "day {day}");
        }
        publish(vault, When::Now).await.unwrap();
    });
    std::fs::write(bench.path("policy"), policy(vault, ORIGIN).to_text()).unwrap();
    let (outcome, told) = bench.check(&bench.intake);
    assert_eq!(outcome, Outcome::Fine, "{told}");
    for words in ["Received on", "Opened on"] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert_eq!(bench.opened()["evidence"].as_array().unwrap().len(), 11, "kept");

    bench.runtime.block_on(async {
        destroyed(&bench.world, "It was a test.").await;
        publish(vault, When::Now).await.unwrap();
    });
    let (outcome, told) = bench.check(&bench.intake);
    assert!(told.contains("the report was destroyed") && outcome == Outcome::Fine, "{told}");
}

#[test]
fn what_the_form_does_not_offer_is_not_sent() {
    let bench = Bench::new();
    for (option, value) in [("--exclude", "role:audit:oversight"), ("--family", "XXX")] {
        assert!(matches!(bench.send(&[option, value]), Err(CliError::Misuse(_))));
    }
    assert!(bench.runtime.block_on(lines(&bench.world.vault, &bench.world.people.intake)).is_empty());
    assert!(!bench.path("canary.age").exists());
}

#[test]
fn the_fate_of_a_canary_is_told_from_its_proofs() {
    let bench = Bench::new();
    bench.send(&[]).unwrap();
    let kinds = [("report_received", "2026-11-23"), ("read", "2026-11-24"), ("reply_sent", "2026-11-25")];
    let shown = Arc::new(Mutex::new(Shown { known: true, files: proofs(&kinds), ..Shown::default() }));
    let liar = bench.liar(&shown);
    let (outcome, told) = bench.check(&liar);
    for words in ["Received on 23 Nov 2026", "Opened on 24 Nov 2026", "Answered on 25 Nov 2026", "witnessed)"]
    {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert_eq!(outcome, Outcome::Fine);
    assert_eq!(bench.opened()["evidence"].as_array().unwrap().len(), 3, "kept");

    // A step that was shown before is not shown any more.
    shown.lock().unwrap().files.pop();
    let (outcome, told) = bench.check(&liar);
    assert_eq!(outcome, Outcome::Wrong, "{told}");
    assert!(
        told.contains("MISSING: the log vouched for this before") && told.contains("Answered on 25 Nov 2026")
    );

    // The code is not known any more: what was kept is the evidence.
    shown.lock().unwrap().known = false;
    let (outcome, told) = bench.check(&liar);
    assert_eq!(outcome, Outcome::Wrong);
    assert!(
        told.contains("VANISHED: the report was taken in on 23 Nov 2026") && told.contains("  Received on"),
        "{told}"
    );

    // Gone, without the word of two people.
    let page = Some("<h1>Your report is gone</h1>");
    *shown.lock().unwrap() = Shown { known: true, destroyed: page, ..Shown::default() };
    let (outcome, told) = bench.check(&liar);
    assert!(told.contains("GONE: the report was destroyed") && told.contains("  Received on"), "{told}");
    assert_eq!(outcome, Outcome::Wrong);
}

#[test]
fn a_proof_that_does_not_hold_is_wrong_and_one_that_waits_is_not() {
    let bench = Bench::new();
    bench.send(&[]).unwrap();
    let mut files = proofs(&[("report_received", "2026-11-23"), ("read", "2026-11-24")]);
    files[1] = b"<p>Not yet</p>".to_vec();
    let shown = Arc::new(Mutex::new(Shown { known: true, files, ..Shown::default() }));
    let liar = bench.liar(&shown);
    let (outcome, told) = bench.check(&liar);
    assert_eq!(outcome, Outcome::Fine, "{told}");
    assert!(told.contains("1 more wait") && told.contains("Nobody has opened it so far"), "{told}");

    let mut forged = proofs(&[("report_received", "2026-11-23"), ("read", "2026-11-24")]);
    let text = String::from_utf8(forged[1].clone()).unwrap();
    forged[1] = text.replace("index 1\n", "index 2\n").into_bytes();
    shown.lock().unwrap().files = forged;
    let (outcome, told) = bench.check(&liar);
    assert_eq!(outcome, Outcome::Wrong);
    assert!(told.contains("INVALID: step 1"), "{told}");
}

#[test]
fn what_cannot_be_found_out_is_not_called_vanished_and_wrong_use_is_neither() {
    let bench = Bench::new();
    bench.send(&[]).unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let (outcome, told) = bench.check(&address);
    assert_eq!(outcome, Outcome::Incomplete);
    assert!(told.contains("NOT KNOWN: the intake cannot be reached"), "{told}");
    // Without a receipt only the file says that the report was ever there.
    let shown = Arc::new(Mutex::new(Shown::default()));
    let (outcome, told) = bench.check(&bench.liar(&shown));
    assert!(told.contains("VANISHED") && told.contains("No receipt was kept"), "{told}");
    assert_eq!(outcome, Outcome::Wrong);

    let file = bench.text("canary.age");
    for policy in [Path::new("missing"), &bench.path("story.txt")] {
        let policy = policy.to_str().unwrap();
        let refused = bench.canary(&["check", "--intake", &address, &file, "--policy", policy]);
        assert!(matches!(refused, Err(CliError::Misuse(_))), "{policy}");
    }
}

fn log() -> NoteSigner {
    NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[1; 32]))
}

fn witness() -> NoteSigner {
    NoteSigner::cosigner("w.example", SigningKey::from_bytes(&[2; 32]), 1_795_435_200)
}

/// A proof for each of these steps, in one witnessed tree.
fn proofs(steps: &[(&str, &str)]) -> Vec<Vec<u8>> {
    let leaves: Vec<[u8; 32]> = (0..64).map(|byte| [byte; 32]).collect();
    let mut tiles = Tiles::default();
    let size = tiles.append(0, &leaves).unwrap();
    let head = Head { origin: ORIGIN.into(), size, root: tiles.root(size).unwrap() };
    let mut checkpoint = Checkpoint::sign(&head, &log()).unwrap();
    checkpoint.cosign(&witness()).unwrap();
    let proof = |(step, (kind, day)): (usize, &(&str, &str))| {
        let index = u64::try_from(step).unwrap();
        let receipt = Receipt {
            origin: ORIGIN.into(),
            leaf: leaves[step],
            step: index,
            kind: (*kind).into(),
            day: redchannel::clock::Day::parse(day).unwrap(),
        };
        let receipt = receipt.sign(&log()).unwrap();
        let path = tiles.prove_inclusion(size, index).unwrap();
        Proof { receipt, index, path, checkpoint: checkpoint.clone() }.to_bytes()
    };
    steps.iter().enumerate().map(proof).collect()
}

/// What the lying intake shows.
#[derive(Default)]
struct Shown {
    known: bool,
    /// The page that says so.
    destroyed: Option<&'static str>,
    files: Vec<Vec<u8>>,
}

type Show = State<Arc<Mutex<Shown>>>;

fn liar(shown: Arc<Mutex<Shown>>) -> Router {
    async fn come_back(State(shown): Show) -> Response {
        let shown = shown.lock().unwrap();
        let to = if shown.destroyed.is_some() {
            "/g"
        } else if shown.known {
            "/m"
        } else {
            "/c"
        };
        (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
    }
    async fn gone(State(shown): Show) -> &'static str {
        shown.lock().unwrap().destroyed.unwrap_or_default()
    }
    async fn list(State(shown): Show) -> String {
        let count = shown.lock().unwrap().files.len();
        let links: Vec<_> = (0..count).map(|number| format!("<a href=\"/p/{number}\">step</a>")).collect();
        links.concat()
    }
    async fn file(State(shown): Show, At(number): At<usize>) -> Vec<u8> {
        shown.lock().unwrap().files[number].clone()
    }
    Router::new()
        .route("/", get(async || "start"))
        .route("/c", get(async || "code?").post(come_back))
        .route("/g", get(gone))
        .route("/m", get(async || "Your messages"))
        .route("/p", get(list))
        .route("/p/{number}", get(file))
        .route("/x", get(async || (StatusCode::SEE_OTHER, [(LOCATION, "https://example.org/")])))
        .with_state(shown)
}

//! A case as a bundle: whole, it is valid; spoilt in any way, it says where.

mod exporter;
mod forged;
mod real;
mod stock;
mod tampered;

use std::collections::BTreeMap;
use std::io::Cursor;

use redchannel::crypto::agefile::Identity;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::desk::bundle::check::{Report, Trust, check};
use redchannel::desk::bundle::manifest::{FileLine, MANIFEST, Manifest, SIGNATURE, SUMS};
use redchannel::desk::bundle::tar::{Archive, END, header, padding};
use redchannel::desk::bundle::{BundleError, BundleInput, Gathered, write};
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::leaf::leaf;
use redchannel::ledger::tree::Tiles;
use redchannel::ledger::verify::Verdict;
use redchannel::model::id::BlobId;
use redchannel::model::roster::{Ledger, Roster, Witness};
use signed_note::Note;

use super::liar::Stage;
use super::made::TestCase;
use crate::support::world::{LEDGER_KEY, NOON, ORIGIN, genesis_of, hex};

/// A case with a file, its entries in a public log, and the court it goes to.
struct Scene {
    stage: Stage,
    case: TestCase,
    blob: BlobId,
    court: Identity,
    tiles: Tiles,
    head: Head,
}

fn log() -> NoteSigner {
    NoteSigner::new(ORIGIN, ed25519_dalek::SigningKey::from_bytes(&LEDGER_KEY))
}

impl Scene {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With a roster that says something else.
    async fn with(change: impl FnOnce(&mut Roster)) -> Self {
        let mut stage = Stage::new().await;
        let mut roster = stage.people.roster();
        roster.ledger =
            Some(Ledger { origin: ORIGIN.into(), verification_key: hex(log().key().key().as_bytes()) });
        change(&mut roster);
        let note = stage.people.sign(&roster, 2);
        stage.genesis = genesis_of(&note);
        let mut case = TestCase::busy(1, &stage);
        case.attach("photo.jpg", &vec![7; 70_000], |_| {});
        let blob = *case.blobs.keys().next().unwrap();
        // The first four entries are published; the fifth waits, as does the read of the desk.
        let mut leaves: Vec<[u8; 32]> = (0..64).map(|pad| [pad; 32]).collect();
        for (entry, index) in case.entries.iter_mut().zip([3, 17, 18, 63]) {
            entry.index = Some(index);
            let r: [u8; 32] = data_encoding::HEXLOWER.decode(entry.r.as_bytes()).unwrap().try_into().unwrap();
            leaves[usize::try_from(index).unwrap()] = leaf(&r, &sha256(&[&entry.data]));
        }
        let mut tiles = Tiles::default();
        let size = tiles.append(0, &leaves).unwrap();
        let head = Head { origin: ORIGIN.into(), size, root: tiles.root(size).unwrap() };
        let checkpoint = Checkpoint::sign(&head, &log()).unwrap();
        stage.show(&case);
        {
            let mut shown = stage.shown.lock().unwrap();
            shown.notes = vec![note];
            shown.ledger = Some(redchannel::api::wire::LedgerHead {
                checkpoint: String::from_utf8(checkpoint.to_bytes()).unwrap(),
                proof: Vec::new(),
                log_key: log().key().to_vkey(),
                hour: NOON / 3600,
            });
        }
        Self { stage, case, blob, court: Identity::generate(), tiles, head }
    }

    async fn gathered(&self) -> Gathered {
        let book = self.stage.synced().await;
        let client = self.stage.client(&self.stage.people.intake);
        let mut gathered = book.gather(&client, self.case.id).await.unwrap().unwrap();
        let prove = |index| (index, self.tiles.prove_inclusion(self.head.size, index).unwrap());
        gathered.proofs = gathered.entries.iter().filter_map(|entry| entry.index).map(prove).collect();
        gathered
    }

    async fn export(&self, gathered: &Gathered, purpose: &str) -> Result<(Manifest, Vec<u8>), BundleError> {
        let book = self.stage.synced().await;
        let opened = book.case(self.case.id).unwrap().content.as_ref().unwrap();
        let intake = &self.stage.people.intake;
        let input = BundleInput {
            case: &opened.identity,
            gathered,
            genesis: &self.stage.genesis,
            recipient: &self.court.recipient(),
            by: intake.member_id(),
            key: intake.signing_key(),
            day: self.stage.today(),
            purpose,
        };
        let mut bytes = Vec::new();
        let manifest = write(&input, &self.stage.client(intake), &mut bytes).await?;
        Ok((manifest, bytes))
    }

    async fn bundle(&self) -> Bundle {
        let (_, bytes) = self.export(&self.gathered().await, "Court of Appeal, 12/2026").await.unwrap();
        Bundle::of(bytes)
    }

    fn check(&self, bundle: &Bundle) -> Report {
        let trust = Trust { genesis: Some(self.stage.genesis), identity: Some(&self.court) };
        check(Cursor::new(bundle.bytes()), &trust)
    }

    /// What is found, one line each.
    fn found(&self, bundle: &Bundle) -> Vec<String> {
        lines(&self.check(bundle))
    }
}

fn lines(report: &Report) -> Vec<String> {
    report.findings.kept.iter().map(ToString::to_string).collect()
}

/// A bundle taken apart.
#[derive(Clone)]
struct Bundle(BTreeMap<String, Vec<u8>>);

impl Bundle {
    fn of(bytes: Vec<u8>) -> Self {
        let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive.files().keys().cloned().collect();
        let read = |name: String| {
            let bytes = archive.read(&name, usize::MAX).unwrap().unwrap();
            (name, bytes)
        };
        Self(names.into_iter().map(read).collect())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, content) in &self.0 {
            let size = u64::try_from(content.len()).unwrap();
            bytes.extend_from_slice(&header(name, size).unwrap());
            bytes.extend_from_slice(content);
            bytes.extend_from_slice(padding(size));
        }
        [bytes, END.to_vec()].concat()
    }

    fn file(&mut self, name: &str) -> &mut Vec<u8> {
        self.0.get_mut(name).unwrap_or_else(|| panic!("{name}"))
    }

    fn flip(&mut self, name: &str) {
        *self.file(name).last_mut().unwrap() ^= 1;
    }

    fn manifest(&self) -> Manifest {
        Manifest::parse(&self.0[MANIFEST]).unwrap()
    }

    /// Changes the manifest, lists every file as it is now, and signs: what an exporter can do who lies.
    fn sign(&mut self, key: &StaffKey, change: impl FnOnce(&mut Manifest)) {
        let mut manifest = self.manifest();
        let listed = |bytes: &[u8]| FileLine {
            sha256: hex(&sha256(&[bytes])),
            size: u64::try_from(bytes.len()).unwrap(),
        };
        let own = [MANIFEST, SIGNATURE, SUMS];
        let files = self.0.iter().filter(|(name, _)| !own.contains(&name.as_str()));
        manifest.files = files.map(|(name, bytes)| (name.clone(), listed(bytes))).collect();
        change(&mut manifest);
        let sums = manifest.sums().into_bytes();
        manifest.files.insert(SUMS.to_owned(), listed(&sums));
        let text = manifest.to_text().into_bytes();
        let signed = Manifest::signed_text(manifest.case, &text);
        let mut note = Note::new(signed.as_bytes(), &[]).unwrap();
        let name = manifest.exported_by.to_string();
        note.add_sigs(&[&NoteSigner::new(&name, key.signing_key().clone())]).unwrap();
        self.0.extend(
            [(SUMS, sums), (MANIFEST, text), (SIGNATURE, note.to_bytes())].map(|(n, b)| (n.to_owned(), b)),
        );
    }
}

#[tokio::test]
async fn a_case_is_exported_and_everything_in_it_verifies() {
    let scene = Scene::new().await;
    let bundle = scene.bundle().await;
    let report = scene.check(&bundle);
    assert_eq!(lines(&report), [""; 0]);
    assert_eq!(report.findings.verdict(), Verdict::Valid);
    let facts = &report.facts;
    assert_eq!((facts.items, facts.entries, facts.attachments, facts.proved), (5, 6, 1, 4));
    assert_eq!(facts.exporter.as_deref(), Some("Intake officer"));
    assert_eq!(facts.manifest.as_ref().unwrap().purpose, "Court of Appeal, 12/2026");

    // Nothing that opens the case lies in it in clear, and nothing that anybody wrote.
    let secret = scene.case.identity.to_text();
    let all = bundle.bytes();
    let reporter = hex(scene.case.reporter.verifying_key().as_bytes());
    for clear in [secret.expose_secret(), "grey cap", "photo.jpg", &reporter] {
        assert!(!all.windows(clear.len()).any(|window| window == clear.as_bytes()), "{clear}");
    }
}

#[tokio::test]
async fn two_exports_of_one_case_differ_in_the_sealed_keys_and_what_follows_from_them() {
    let scene = Scene::new().await;
    let gathered = scene.gathered().await;
    let [one, two] = [
        Bundle::of(scene.export(&gathered, "x").await.unwrap().1),
        Bundle::of(scene.export(&gathered, "x").await.unwrap().1),
    ];
    let differ: Vec<&String> = one.0.keys().filter(|name| one.0[*name] != two.0[*name]).collect();
    assert_eq!(differ, [SUMS, "keys/case.age", MANIFEST, SIGNATURE]);
    assert_eq!(one.0.len(), two.0.len());
}

#[tokio::test]
async fn without_a_key_or_a_first_roster_it_says_what_it_could_not_check() {
    let scene = Scene::new().await;
    let bundle = scene.bundle().await;
    let closed = Trust { genesis: Some(scene.stage.genesis), identity: None };
    let report = check(Cursor::new(bundle.bytes()), &closed);
    assert_eq!(
        (report.findings.verdict(), report.facts.opened, report.facts.proved),
        (Verdict::Valid, false, 4)
    );

    let credulous = Trust { genesis: None, identity: Some(&scene.court) };
    let report = check(Cursor::new(bundle.bytes()), &credulous);
    assert_eq!(report.findings.verdict(), Verdict::Incomplete);
    assert!(lines(&report)[0].contains(&hex(&scene.stage.genesis)), "{:?}", lines(&report));
    assert_eq!(report.facts.items, 5);

    let stranger = Identity::generate();
    let other = Trust { genesis: Some(scene.stage.genesis), identity: Some(&stranger) };
    let report = check(Cursor::new(bundle.bytes()), &other);
    assert_eq!(lines(&report), ["keys/case.age: does not open with this key"]);
    assert_eq!(report.findings.verdict(), Verdict::Incomplete);
}

#[tokio::test]
async fn a_head_that_too_few_witnesses_have_signed_proves_nothing_yet() {
    let scene = Scene::with(|roster| {
        let key = hex(ed25519_dalek::SigningKey::from_bytes(&[9; 32]).verifying_key().as_bytes());
        roster.witnesses = vec![Witness { name: "w.example".into(), verification_key: key }];
        roster.policy.witnesses_needed = 1;
    })
    .await;
    let report = scene.check(&scene.bundle().await);
    assert_eq!(report.findings.verdict(), Verdict::Incomplete);
    assert!(lines(&report)[0].starts_with("log/checkpoint: has been signed by 0 of the 1 witnesses"));
}

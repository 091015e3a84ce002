//! The exporter lies: whoever signs the bundle may have taken it apart before.

use redchannel::crypto::agefile::{self, Identity, seal};
use redchannel::crypto::derive::audit_identity;
use redchannel::crypto::frame::{Author, ItemKind};
use redchannel::desk::bundle::manifest::{CHECKPOINT, Manifest, item_path};
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::verify::Verdict;

use super::super::made::{TestCase, message};
use super::{Bundle, Scene};
use crate::support::world::hex;

struct Lie<'a> {
    scene: &'a Scene,
    whole: Bundle,
}

impl Lie<'_> {
    /// What is found after a change to files and manifest that the exporter signs.
    fn told(&self, files: &dyn Fn(&mut Bundle), manifest: &dyn Fn(&mut Manifest)) -> Vec<String> {
        let mut bundle = self.whole.clone();
        files(&mut bundle);
        bundle.sign(&self.scene.stage.people.intake, manifest);
        let report = self.scene.check(&bundle);
        assert_eq!(report.findings.verdict(), Verdict::Tampered, "{:?}", super::lines(&report));
        super::lines(&report)
    }

    fn files(&self, change: &dyn Fn(&mut Bundle)) -> Vec<String> {
        self.told(change, &|_| {})
    }

    fn manifest(&self, change: &dyn Fn(&mut Manifest)) -> Vec<String> {
        self.told(&|_| {}, change)
    }
}

#[tokio::test]
async fn items_that_an_exporter_drops_moves_repeats_or_forges_are_found() {
    let scene = Scene::new().await;
    let lie = Lie { scene: &scene, whole: scene.bundle().await };
    let [one, three] = [item_path(1), item_path(3)];

    let dropped = lie.told(&|bundle| drop(bundle.0.remove(&one)), &|manifest| {
        manifest.items.retain(|item| item.sequence != 1);
    });
    assert_eq!(dropped[0], "item 1: and those up to 1 are missing, and what comes after is there");
    assert_eq!(dropped[1], "item 2: was written after something else than what stands before it");
    assert!(
        dropped[2]
            .starts_with("bundle: Entry 2 of the ledger names an item that the server does not deliver")
    );

    let last = lie.told(&|bundle| drop(bundle.0.remove(&item_path(3))), &|manifest| {
        manifest.items.retain(|item| item.sequence != 3);
    });
    assert!(
        last.iter().any(|line| line.starts_with("bundle: Entry 4 of the ledger names an item")),
        "{last:?}"
    );

    let swapped = lie.files(&|bundle| {
        let first = bundle.file(&one).clone();
        *bundle.file(&one) = std::mem::replace(bundle.file(&three), first);
    });
    for place in [1, 3] {
        let here = format!("item {place}: It was written for another place in this case and put here.");
        assert!(swapped.contains(&here), "{swapped:?}");
    }

    let repeated =
        lie.told(&|bundle| drop(bundle.0.insert(item_path(5), bundle.0[&three].clone())), &|manifest| {
            manifest.items.push(manifest.items[3].clone());
            manifest.items[5].sequence = 5;
        });
    assert_eq!(repeated, ["item 5: It was written for another place in this case and put here."]);

    let foreign = TestCase::busy(2, &scene.stage).items[1].data.clone();
    let put = lie.files(&|bundle| bundle.file(&one).clone_from(&foreign));
    assert_eq!(put[0], "item 1: It is not sealed to this case, or was altered.");

    // Anybody who reads the case can seal to it; nobody can sign for the reporter.
    let mut header = scene.case.next(ItemKind::FollowUp, Author::Reporter);
    (header.sequence, header.item) = (1, scene.case.items[1].item);
    header.previous = Some(hex(&redchannel::crypto::hash::sha256(&[&scene.case.items[0].data])));
    let forged =
        scene.case.item(&header, &message("It was nobody."), scene.stage.people.intake.signing_key());
    let put = lie.files(&|bundle| bundle.file(&one).clone_from(&forged.data));
    assert_eq!(put[0], "item 1: Its signature is not that of the author it names.");
    assert!(put.iter().any(|line| line.contains("names an item that the server does not deliver")));

    let reversed = lie.manifest(&|manifest| manifest.items.reverse());
    assert_eq!(reversed[0], "item 3: stands in the manifest out of its order, or twice");
    let described = lie.manifest(&|manifest| manifest.items[2].author = Some(Author::Reporter));
    assert_eq!(described, ["item 2: is not what the manifest says it is"]);
}

#[tokio::test]
async fn entries_that_an_exporter_drops_or_moves_in_the_log_are_found() {
    let scene = Scene::new().await;
    let lie = Lie { scene: &scene, whole: scene.bundle().await };
    let entry = "entries/0001.age";
    let dropped =
        lie.told(&|bundle| drop(bundle.0.remove(entry)), &|manifest| drop(manifest.entries.remove(1)));
    assert_eq!(dropped[0], "entry 1: and those up to 1 are missing, and what comes after is there");
    assert!(
        dropped.iter().any(|line| line.starts_with("bundle: The ledger does not know item 2 of this case"))
    );

    let leaf = lie.manifest(&|manifest| manifest.entries[1].r = "00".repeat(32));
    assert_eq!(leaf, ["entry 1: the leaf in the manifest does not follow from it"]);
    let elsewhere = "entry 1: does not stand in the log where the manifest says: the proof does not lead to the checkpoint";
    assert_eq!(lie.manifest(&|manifest| manifest.entries[1].index = Some(16)), [elsewhere]);
    assert_eq!(lie.manifest(&|manifest| manifest.entries[1].proof = Some(vec!["x".into()])), [elsewhere]);
    assert_eq!(lie.manifest(&|manifest| manifest.entries[1].proof = Some(Vec::new())), [elsewhere]);
    let shared = lie.manifest(&|manifest| manifest.entries[1].index = Some(3));
    assert_eq!(shared, ["entry 1: has a place in the log that another entry has", elsewhere]);

    let mine = redchannel::crypto::note_key::NoteSigner::new(
        &scene.head.origin,
        scene.stage.people.intake.signing_key().clone(),
    );
    let forked = Checkpoint::sign(&scene.head, &mine).unwrap().to_bytes();
    let head = lie.files(&|bundle| bundle.file(CHECKPOINT).clone_from(&forked));
    assert!(head[0].starts_with("log/checkpoint: does not verify:"), "{head:?}");
}

#[tokio::test]
async fn attachments_that_an_exporter_exchanges_hides_or_adds_are_found() {
    let scene = Scene::new().await;
    let lie = Lie { scene: &scene, whole: scene.bundle().await };
    let path = format!("attachments/{}.age", scene.blob);
    let mut padded = vec![8; 70_000];
    padded.resize(131_072, 0);
    let other = agefile::seal(&[scene.case.identity.recipient()], &padded).unwrap();
    let altered =
        format!("{path}: is not the file that its item describes: it was cut short, altered or replaced");
    assert_eq!(lie.files(&|bundle| bundle.file(&path).clone_from(&other)), [altered.as_str()]);
    assert_eq!(lie.files(&|bundle| bundle.file(&path).truncate(70_000)), [altered.as_str()]);

    let hidden = lie.told(&|bundle| drop(bundle.0.remove(&path)), &|manifest| manifest.attachments.clear());
    assert_eq!(hidden, ["item 4: describes a file that the manifest does not know of"]);
    let moved = lie.manifest(&|manifest| manifest.attachments[0].item = 2);
    assert_eq!(moved, [format!("{path}: is named by no item")]);
    let added = lie.told(&|bundle| drop(bundle.0.insert("items/extra.age".into(), vec![1])), &|_| {});
    assert_eq!(added, ["items/extra.age: is listed, and nothing in the manifest says what it is"]);
}

/// The key of some other case, and the one of its entries.
fn other_key() -> (String, String) {
    let other = Identity::generate();
    let audit = audit_identity(&other.scalar().unwrap()).unwrap();
    (other.to_text().expose_secret().to_owned(), audit.to_text().expose_secret().to_owned())
}

#[tokio::test]
async fn keys_people_and_rosters_that_an_exporter_exchanges_are_found() {
    let scene = Scene::new().await;
    let lie = Lie { scene: &scene, whole: scene.bundle().await };
    let text = agefile::open(&scene.court, &lie.whole.0["keys/case.age"], 65_536).unwrap();
    let text = String::from_utf8(text.expose_secret().to_vec()).unwrap();
    let with = |text: &str| {
        let sealed = seal(&[scene.court.recipient()], text.as_bytes()).unwrap();
        lie.files(&|bundle| bundle.file("keys/case.age").clone_from(&sealed))
    };
    let reporter = hex(scene.case.reporter.verifying_key().as_bytes());
    let mine = hex(scene.stage.people.intake.verifying_key().as_bytes());
    let found = with(&text.replace(&reporter, &mine));
    assert_eq!(found[0], "item 0: Its signature is not that of the author it names.");
    assert_eq!(with("# nothing\n"), ["keys/case.age: opens, but holds no keys of this case"]);
    assert_eq!(
        with(&text.replace("# epoch 0", "# epoch 1")),
        ["keys/case.age: opens, but holds no keys of this case"]
    );
    let (other, audit) = other_key();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| *line == "# epoch 0").unwrap();
    let exchanged = text.replace(lines[at + 1], &other).replace(lines[at + 2], &audit);
    assert_eq!(with(&exchanged)[0], "keys/case.age: holds other keys than the manifest names");

    let people = &scene.stage.people;
    let mut bundle = lie.whole.clone();
    bundle.sign(&people.stranger, |manifest| manifest.exported_by = people.stranger.member_id());
    let signer = "signature.note: is by somebody who does not stand in the newest roster with a role that handles cases, on that day";
    assert_eq!(scene.found(&bundle), [signer]);
    let late = lie.manifest(&|manifest| manifest.day = manifest.day.plus(3650));
    assert_eq!(late, [signer]);

    // A roster of one's own, with oneself as keyholder.
    let mut roster = people.roster();
    (roster.quorum, roster.administration) = (1, "Customs of Nowhere".into());
    let own = people.sign(&roster, 1);
    let found = lie.files(&|bundle| bundle.file("roster/001.note").clone_from(&own));
    assert!(found[0].starts_with("roster/001.note: does not verify from the first one on"), "{found:?}");
    let other = lie.manifest(&|manifest| manifest.genesis = "00".repeat(32));
    assert!(other[0].contains("it names another first roster"), "{other:?}");
}

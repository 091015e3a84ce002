//! Somebody on the way changes the bundle, without the exporter's key.

use std::io::Cursor;

use proptest::test_runner::{Config, TestRunner};
use redchannel::crypto::agefile::seal;
use redchannel::desk::bundle::check::{Trust, check};
use redchannel::desk::bundle::manifest::{MANIFEST, README, SIGNATURE, SUMS};
use redchannel::desk::bundle::tar::{END, header};
use redchannel::ledger::verify::Verdict;

use super::{Bundle, Scene, lines};

const DIFFERS: &str = "is not the one that the manifest lists: it was altered or exchanged";
const TAKEN: &str = "is listed and not there: it was taken away";

#[tokio::test]
async fn each_change_to_a_file_is_found_where_it_is() {
    let scene = Scene::new().await;
    let whole = scene.bundle().await;
    let attachment = format!("attachments/{}.age", scene.blob);
    let found = |change: &dyn Fn(&mut Bundle)| {
        let mut bundle = whole.clone();
        change(&mut bundle);
        let report = scene.check(&bundle);
        assert_eq!(report.findings.verdict(), Verdict::Tampered, "{:?}", lines(&report));
        lines(&report)
    };
    for name in [
        "items/0001.age",
        "entries/0002.age",
        "roster/001.note",
        "keys/case.age",
        "log/checkpoint",
        README,
        &attachment,
    ] {
        assert_eq!(found(&|bundle| bundle.flip(name))[0], format!("{name}: {DIFFERS}"));
        let gone = found(&|bundle| drop(bundle.0.remove(name)));
        assert!(gone.contains(&format!("{name}: {TAKEN}")), "{gone:?}");
    }
    let swapped = found(&|bundle| {
        let one = bundle.file("items/0001.age").clone();
        *bundle.file("items/0001.age") = std::mem::replace(bundle.file("items/0003.age"), one);
    });
    assert_eq!(swapped[..2], [format!("items/0001.age: {DIFFERS}"), format!("items/0003.age: {DIFFERS}")]);
    let added =
        found(&|bundle| drop(bundle.0.insert("items/0005.age".into(), bundle.0["items/0004.age"].clone())));
    assert_eq!(added, ["items/0005.age: is not in the list of the manifest: it was put there"]);
    let sums = found(&|bundle| bundle.file(SUMS).clear());
    assert_eq!(
        sums,
        [format!("{SUMS}: {DIFFERS}"), format!("{SUMS}: does not give the hashes that the manifest gives")]
    );
    let key = found(&|bundle| {
        *bundle.file("keys/case.age") = seal(&[scene.court.recipient()], b"another").unwrap();
    });
    assert_eq!(key, [format!("keys/case.age: {DIFFERS}")]);
}

#[tokio::test]
async fn the_manifest_and_its_signature_belong_together() {
    let scene = Scene::new().await;
    let whole = scene.bundle().await;
    let found = |change: &dyn Fn(&mut Bundle)| {
        let mut bundle = whole.clone();
        change(&mut bundle);
        scene.found(&bundle)
    };
    let edit = |from: &'static str, to: &'static str| {
        move |bundle: &mut Bundle| {
            let text = String::from_utf8(bundle.file(MANIFEST).clone()).unwrap();
            assert!(text.contains(from));
            *bundle.file(MANIFEST) = text.replacen(from, to, 1).into_bytes();
        }
    };
    let other = ["signature.note: signs another manifest"];
    assert_eq!(found(&edit("Court of Appeal", "Court of appeal")), other);
    assert_eq!(found(&edit("\"day\": \"2026-11-23\"", "\"day\": \"2026-11-22\"")), other);
    let form = ["manifest.json: is no manifest of a bundle, or not in the one way it is written"];
    assert_eq!(found(&edit("  \"purpose\"", " \"purpose\"")), form);
    assert_eq!(found(&edit("\"sequence\": 1", "\"sequence\": 18446744073709551616")), form);
    assert_eq!(found(&edit("\"sequence\": 1", "\"sequence\": -1")), form);
    let calls = found(&edit("\"reference\": \"", "\"reference\": \"X"));
    assert_eq!(calls, ["manifest.json: calls the case what it is not called", other[0]]);

    let signature = |change: &dyn Fn(String) -> String| {
        found(&|bundle| {
            let text = String::from_utf8(bundle.file(SIGNATURE).clone()).unwrap();
            *bundle.file(SIGNATURE) = change(text).into_bytes();
        })
    };
    let invalid =
        "signature.note: carries no valid signature of the member who is said to have exported the case";
    let spoil = |text: String| {
        let at = text.len() - 10;
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        format!("{}{other}{}", text.split_at(at).0, text.split_at(at + 1).1)
    };
    assert_eq!(signature(&spoil), [invalid]);
    assert_eq!(
        signature(&|_| "no note".into()),
        ["signature.note: is no signed note over the hash of a manifest"]
    );
    let stranger = &scene.stage.people.stranger;
    assert_eq!(found(&|bundle| bundle.sign(stranger, |_| {})), [invalid]);
    let gone = found(&|bundle| drop(bundle.0.remove(SIGNATURE)));
    assert_eq!(gone, ["signature.note: is missing"]);
    assert_eq!(found(&|bundle| drop(bundle.0.remove(MANIFEST))), ["manifest.json: is missing"]);
}

#[tokio::test]
async fn a_container_that_plays_tricks_is_refused_before_anything_is_believed() {
    let scene = Scene::new().await;
    let bytes = scene.bundle().await.bytes();
    let trust = Trust { genesis: Some(scene.stage.genesis), identity: Some(&scene.court) };
    let found = |bytes: Vec<u8>| {
        let report = check(Cursor::new(bytes), &trust);
        assert!(report.facts.manifest.is_none());
        (lines(&report).join("; "), report.findings.verdict())
    };
    let body = &bytes[..bytes.len() - END.len()];
    let with = |header: &[u8]| [body, header, &END].concat();
    let twice = found(with(&header("items/0001.age", 0).unwrap()));
    assert_eq!(twice, ("bundle: holds two files with the name items/0001.age".into(), Verdict::Tampered));
    let mut evil = header("items/0001.age", 0).unwrap();
    evil[..15].copy_from_slice(b"../../../x.age\0");
    assert!(found(with(&evil)).0.contains("has a name that leads out of the bundle"));
    let mut huge = header("x", 0).unwrap();
    huge[124..135].copy_from_slice(b"77777777777");
    assert!(found(with(&huge)).0.contains("has a header that this program does not write"));
    let trailing = found([bytes.as_slice(), b"x"].concat());
    assert_eq!(trailing, ("bundle: something stands behind its end".into(), Verdict::Tampered));
    for cut in [1, 600, bytes.len() / 2, bytes.len() - 1] {
        let cut = found(bytes[..bytes.len() - cut].to_vec());
        assert_eq!(cut, ("bundle: ends in the middle".into(), Verdict::Incomplete));
    }
    assert_eq!(found(Vec::new()).1, Verdict::Incomplete);
}

#[tokio::test]
async fn no_byte_of_a_bundle_can_be_changed() {
    let scene = Scene::new().await;
    let bytes = scene.bundle().await.bytes();
    let trust = Trust { genesis: Some(scene.stage.genesis), identity: None };
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let anywhere = (0..bytes.len(), 1_u8..);
    let tried = runner.run(&anywhere, |(at, with)| {
        let mut changed = bytes.clone();
        changed[at] ^= with;
        proptest::prop_assert_ne!(
            check(Cursor::new(changed), &trust).findings.verdict(),
            Verdict::Valid,
            "byte {}",
            at
        );
        Ok(())
    });
    tried.unwrap();
}

//! Tampering with what stands behind the leaves, found without a key.

use data_encoding::BASE64;
use redchannel::crypto::agefile;
use redchannel::ledger::export::{ITEMS, MANIFEST, WAITING, records_path};
use redchannel::ledger::verify::{Fault, Finding, Place, Verdict};
use serde_json::json;

use super::forge::Forge;
use super::memory::Memory;
use super::scene::{BUSY, QUIET, Scene, WAITING_CASE, case};

/// What is done to an export, and what must be found.
type Row = (&'static str, fn(&Scene, &mut Memory) -> Vec<Finding>);

fn at(index: u64, fault: Fault) -> Vec<Finding> {
    vec![Finding { place: Place::Leaf(1, index), fault }]
}

#[expect(clippy::too_many_lines, reason = "a table: each row is read by itself")]
fn leaf_rows() -> Vec<Row> {
    vec![
        ("the number in a leaf changed", |_, export| {
            let index = export.index_of(case(BUSY), 1);
            export.record(index, |line| line["r"] = json!("00".repeat(32)));
            [at(index, Fault::Leaf), gaps(&[(case(BUSY), 1)])].concat()
        }),
        ("an entry sealed anew", |scene, export| {
            let index = export.index_of(case(BUSY), 1);
            export.record(index, |line| {
                let sealed = BASE64.decode(line["data"].as_str().unwrap().as_bytes()).unwrap();
                let opened = agefile::open(&scene.oversight(), &sealed, 4096).unwrap();
                let again = agefile::seal(&[scene.oversight().recipient()], opened.expose_secret()).unwrap();
                line["data"] = json!(BASE64.encode(&again));
            });
            [at(index, Fault::Leaf), gaps(&[(case(BUSY), 1)])].concat()
        }),
        ("the entries behind two leaves exchanged", |_, export| {
            let (one, two) = (export.index_of(case(BUSY), 1), export.index_of(case(QUIET), 0));
            let lines = export.lines(&records_path(1));
            let of = |index: u64| lines[usize::try_from(index).unwrap()].clone();
            for (index, other) in [(one, of(two)), (two, of(one))] {
                export.record(index, |line| {
                    for field in ["chain", "sequence", "r", "data"] {
                        line[field] = other[field].clone();
                    }
                });
            }
            let mut found = [one, two];
            found.sort_unstable();
            // Both are then missing from their chains.
            let mut findings: Vec<Finding> =
                found.into_iter().flat_map(|index| at(index, Fault::Leaf)).collect();
            findings.extend(gaps(&[(case(BUSY), 1), (case(QUIET), 0)]));
            findings
        }),
        ("a real entry called padding", |_, export| {
            let index = export.index_of(case(BUSY), 5);
            export.record(index, |line| {
                let r = line["r"].clone();
                *line = json!({"log": 1, "index": index, "r": r, "pad": true});
            });
            at(index, Fault::Pad)
        }),
        ("padding called an entry", |_, export| {
            let (pad, entry) = (export.pad_from(0), export.index_of(case(BUSY), 5));
            let line = export.lines(&records_path(1))[usize::try_from(entry).unwrap()].clone();
            export.record(pad, |pad_line| {
                *pad_line = line;
                pad_line["index"] = json!(pad);
            });
            at(pad, Fault::Leaf)
        }),
        ("padding with the number of other padding", |_, export| {
            let (one, two) = (export.pad_from(0), export.pad_from(130));
            let other = export.lines(&records_path(1))[usize::try_from(two).unwrap()]["r"].clone();
            export.record(one, |line| line["r"] = other);
            at(one, Fault::Pad)
        }),
        ("a record that is half padding and half entry", |_, export| {
            let index = export.index_of(case(BUSY), 5);
            export.record(index, |line| line["pad"] = json!(true));
            at(index, Fault::Leaf)
        }),
        ("a record twice", |_, export| {
            let mut lines = export.lines(&records_path(1));
            lines.insert(101, lines[100].clone());
            export.put_lines(&records_path(1), &lines);
            at(100, Fault::IndexTwice)
        }),
        ("two records in another order", |_, export| {
            let pad = export.pad_from(100);
            let mut lines = export.lines(&records_path(1));
            let line = lines.remove(usize::try_from(pad).unwrap());
            lines.push(line);
            export.put_lines(&records_path(1), &lines);
            [at(pad, Fault::NoRecord), at(pad, Fault::IndexTwice)].concat()
        }),
        ("a record taken away", |_, export| {
            let pad = export.pad_from(200);
            let mut lines = export.lines(&records_path(1));
            lines.remove(usize::try_from(pad).unwrap());
            export.put_lines(&records_path(1), &lines);
            at(pad, Fault::NoRecord)
        }),
        ("a record behind the end of the log", |_, export| {
            let mut lines = export.lines(&records_path(1));
            lines.push(json!({"log": 1, "index": 320}));
            export.put_lines(&records_path(1), &lines);
            at(320, Fault::BehindEnd)
        }),
        ("a record of another log", |_, export| {
            let pad = export.pad_from(0);
            export.record(pad, |line| line["log"] = json!(2));
            let file = Place::File(records_path(1));
            let line = Finding { place: file, fault: Fault::Line(pad + 1) };
            [vec![line], at(pad, Fault::NoRecord)].concat()
        }),
    ]
}

fn gaps(places: &[(redchannel::model::id::CaseId, u64)]) -> Vec<Finding> {
    let mut places = places.to_vec();
    places.sort_unstable();
    places
        .into_iter()
        .map(|(chain, sequence)| Finding { place: Place::Entry(chain, sequence), fault: Fault::Gap })
        .collect()
}

fn other_rows() -> Vec<Row> {
    vec![
        ("one entry behind two leaves", |scene, export| {
            let mut forge = Forge::new(scene);
            let (entry, pad) = (scene.export.index_of(case(QUIET), 2), scene.export.pad_from(300));
            *export = forge_twice(&mut forge, entry, pad);
            at(pad, Fault::RecordTwice)
        }),
        ("a chain with a hole", |scene, export| {
            let index = scene.export.index_of(case(BUSY), 2);
            export.record(index, |line| *line = json!({"log": 1, "index": index}));
            gaps(&[(case(BUSY), 2)])
        }),
        ("an entry that the server cannot open", |_, export| {
            let (chain, mut lines) = (case(WAITING_CASE), export.waiting());
            lines[0] = json!({"chain": chain, "sequence": 0});
            export.put_lines(WAITING, &lines);
            let closed = Finding { place: Place::Entry(chain, 0), fault: Fault::Closed };
            let fewer = Fault::FewerEntries { entries: 0, items: 1 };
            vec![closed, Finding { place: Place::Chain(chain), fault: fewer }]
        }),
        ("an entry that does not wait any more", |_, export| {
            let mut lines = export.waiting();
            lines[0].as_object_mut().unwrap().remove("day");
            export.put_lines(WAITING, &lines);
            vec![Finding { place: Place::Entry(case(WAITING_CASE), 0), fault: Fault::NeverQueued }]
        }),
        ("an entry that waits for days", |_, export| {
            let mut manifest = export.manifest();
            manifest.day = manifest.day.plus(3);
            export.0.insert(MANIFEST.into(), serde_json::to_vec(&manifest).unwrap());
            vec![Finding { place: Place::Entry(case(WAITING_CASE), 0), fault: Fault::Waits(3) }]
        }),
        ("more items than entries", |_, export| {
            export.items(case(WAITING_CASE), |line| {
                let mut more = line.items[0].clone();
                more.sequence = 1;
                line.items.push(more);
            });
            let fault = Fault::FewerEntries { entries: 1, items: 2 };
            vec![Finding { place: Place::Chain(case(WAITING_CASE)), fault }]
        }),
        ("a line that is none", |_, export| {
            export.file(ITEMS).extend_from_slice(b"{\"chain\":\"x\"}\n");
            vec![Finding { place: Place::File(ITEMS.into()), fault: Fault::Line(4) }]
        }),
        ("no word of what the export is", |_, export| {
            export.0.remove(MANIFEST);
            vec![Finding { place: Place::File(MANIFEST.into()), fault: Fault::Missing }]
        }),
    ]
}

/// A tree in which a leaf stands twice.
fn forge_twice(forge: &mut Forge, entry: u64, pad: u64) -> Memory {
    let (from, to) = (usize::try_from(entry).unwrap(), usize::try_from(pad).unwrap());
    forge.leaves[to] = forge.leaves[from];
    forge.publish();
    let mut files = forge.files.clone();
    let line = files.lines(&records_path(1))[from].clone();
    files.record(pad, |there| {
        *there = line;
        there["index"] = json!(pad);
    });
    files
}

#[tokio::test]
async fn tampering_with_records_is_found_where_it_was_done() {
    let scene = Scene::new().await;
    for (what, tamper) in leaf_rows().into_iter().chain(other_rows()) {
        let mut export = scene.export.clone();
        let expected = tamper(&scene, &mut export);
        let report = scene.check(&export, &[], &[]);
        assert_eq!(report.findings.kept, expected, "{what}");
        assert_ne!(report.findings.verdict(), Verdict::Valid, "{what}");
    }
}

#[tokio::test]
async fn thousands_of_faults_are_counted_and_not_all_listed() {
    let scene = Scene::new().await;
    let mut export = scene.export.clone();
    let line = export.lines(&records_path(1))[0].clone();
    export.put_lines(&records_path(1), &vec![line; 2400]);
    let findings = scene.check(&export, &[], &[]).findings;
    // 2,399 that repeat the first, and 319 leaves without a record.
    assert!(findings.kept.len() == 1000 && findings.more > 1700, "{}", findings.more);
}

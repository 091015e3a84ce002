//! A large log, verified in one pass.

use data_encoding::{BASE64, HEXLOWER};
use redchannel::clock::Day;
use redchannel::crypto::hash::sha256;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::export::{
    FORMAT, ITEMS, LogLine, MANIFEST, Manifest, SlotLine, WAITING, records_path,
};
use redchannel::ledger::leaf::{leaf, pad};
use redchannel::ledger::policy::Policy;
use redchannel::ledger::tree::{Tiles, WIDTH, all_tiles, bundle, bundle_path, tile_path};
use redchannel::ledger::verify::{Counts, Fault, Finding, Place, Trust, Verdict, check_export};

use super::memory::Memory;
use super::scene::log_signer;
use crate::support::world::ORIGIN;

/// A log of this many blocks, of whose leaves every eighth is an entry.
fn large(blocks: u64) -> Memory {
    let size = blocks * 64;
    let mut export = Memory::default();
    let (mut leaves, mut records) = (Vec::new(), Vec::new());
    let data = BASE64.encode(&[7; 1500]);
    let ciphertext = sha256(&[&[7; 1500]]);
    for index in 0..size {
        let r = sha256(&[&index.to_be_bytes()]);
        let hex = HEXLOWER.encode(&r);
        if index % 8 == 0 {
            leaves.push(leaf(&r, &ciphertext));
            let (chain, sequence) = (index / 64, index % 64 / 8);
            records.push(format!(
                r#"{{"log":1,"index":{index},"chain":"{chain:032x}","sequence":{sequence},"r":"{hex}","data":"{data}"}}"#
            ));
        } else {
            leaves.push(pad(&r));
            records.push(format!(r#"{{"log":1,"index":{index},"r":"{hex}","pad":true}}"#));
        }
    }
    let mut tiles = Tiles::default();
    tiles.append(0, &leaves).unwrap();
    let mut checkpoints = Vec::new();
    for block in 0..=blocks {
        let size = block * 64;
        let head = Head { origin: ORIGIN.into(), size, root: tiles.root(size).unwrap() };
        let signed = Checkpoint::sign(&head, &log_signer(ORIGIN)).unwrap().to_bytes();
        export.0.insert("log/1/checkpoint".into(), signed.clone());
        export.0.insert(format!("log/1/checkpoints/{size}"), signed);
        checkpoints.push(SlotLine { size, slot: i64::try_from(block).unwrap() * 6 });
    }
    for (place, width) in all_tiles(size) {
        export.0.insert(format!("log/1/{}", tile_path(place, width)), tiles.0[&place].clone());
    }
    for (number, of_bundle) in (0..).zip(leaves.chunks(usize::try_from(WIDTH).unwrap())) {
        let width = u64::try_from(of_bundle.len()).unwrap();
        export.0.insert(format!("log/1/{}", bundle_path(number, width)), bundle(of_bundle));
    }
    let manifest = Manifest {
        format: FORMAT.into(),
        day: Day::from_number(20_000),
        logs: vec![LogLine { log: 1, checkpoints }],
    };
    export.0.insert(MANIFEST.into(), serde_json::to_vec(&manifest).unwrap());
    export.0.insert(records_path(1), (records.join("\n") + "\n").into_bytes());
    export.0.insert(WAITING.into(), Vec::new());
    export.0.insert(ITEMS.into(), Vec::new());
    export
}

#[test]
fn a_leaf_altered_among_tens_of_thousands_is_found_by_every_checkpoint_after_it() {
    let mut export = large(512);
    let policy = Policy { logs: vec![log_signer(ORIGIN).key().clone()], ..Policy::default() };
    let trust = Trust { policy: &policy, rosters: None, keys: &[], last: &[] };
    let report = check_export(&export, &trust);
    assert_eq!(report.findings.verdict(), Verdict::Valid);
    let counts = Counts {
        logs: 1,
        checkpoints: 513,
        leaves: 32_768,
        pads: 28_672,
        entries: 4_096,
        ..Counts::default()
    };
    assert_eq!(report.counts, counts);
    // Leaf 20,001 is padding: bundle 78, place 33.
    export.file("log/1/tile/entries/078")[33 * 34 + 2] ^= 1;
    let findings = check_export(&export, &trust).findings.kept;
    let roots: Vec<&Place> =
        findings.iter().filter(|found| found.fault == Fault::Root).map(|found| &found.place).collect();
    assert_eq!(roots.len(), 512 - 20_001 / 64);
    assert_eq!(roots[0], &Place::Checkpoint(1, 20_032));
    assert_eq!(findings.last(), Some(&Finding { place: Place::Leaf(1, 20_001), fault: Fault::Pad }));
}

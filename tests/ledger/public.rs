//! Tampering that anybody sees, without a key: with checkpoints, tiles, bundles, signatures and witnesses.

use ed25519_dalek::SigningKey;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::Hash;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::tree::TilePlace;
use redchannel::ledger::verify::{Fault, Finding, Place, Verdict, check_public};

use super::forge::Forge;
use super::memory::Memory;
use super::scene::{Scene, log_signer, witness};
use crate::support::world::ORIGIN;

fn found(place: Place, fault: Fault) -> Finding {
    Finding { place, fault }
}

fn checkpoint(export: &Memory, size: u64) -> Checkpoint {
    Checkpoint::parse(&export.0[&format!("log/1/checkpoints/{size}")]).unwrap()
}

/// Replaces a stored checkpoint, and the newest one where it is that.
fn put(export: &mut Memory, size: u64, checkpoint: &Checkpoint) {
    export.0.insert(format!("log/1/checkpoints/{size}"), checkpoint.to_bytes());
    if size == 320 {
        export.0.insert("log/1/checkpoint".into(), checkpoint.to_bytes());
    }
}

/// A checkpoint with this head, signed by the log and the witness.
fn signed(head: &Head) -> Checkpoint {
    let mut signed = Checkpoint::sign(head, &log_signer(&head.origin)).unwrap();
    signed.cosign(&witness(1, 1_795_000_000)).unwrap();
    signed
}

type Row = (&'static str, fn(&mut Memory), Vec<Finding>);

#[expect(clippy::too_many_lines, reason = "a table: each row is read by itself")]
fn checkpoint_rows() -> Vec<Row> {
    let at = |size| Place::Checkpoint(1, size);
    vec![
        (
            "another tree of the same size, signed by the log itself",
            |export| {
                let head = Head { root: Hash([7; 32]), ..checkpoint(export, 192).claimed().clone() };
                put(export, 192, &signed(&head));
            },
            vec![found(at(192), Fault::Root)],
        ),
        (
            "the newest head forked",
            |export| {
                let head = Head { root: Hash([7; 32]), ..checkpoint(export, 320).claimed().clone() };
                put(export, 320, &signed(&head));
            },
            vec![found(at(320), Fault::Root)],
        ),
        (
            "a stranger's signature instead of the log's",
            |export| {
                let stranger = NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[8; 32]));
                let forged = Checkpoint::sign(checkpoint(export, 128).claimed(), &stranger).unwrap();
                put(export, 128, &forged);
            },
            vec![found(at(128), Fault::CheckpointSignature)],
        ),
        (
            "a witness's signature for another head",
            |export| {
                let other = signed(checkpoint(export, 192).claimed());
                let line = String::from_utf8(other.line_of(witness(1, 0).key()).unwrap()).unwrap();
                let own = Checkpoint::sign(checkpoint(export, 128).claimed(), &log_signer(ORIGIN)).unwrap();
                let text = String::from_utf8(own.to_bytes()).unwrap() + &line;
                export.0.insert("log/1/checkpoints/128".into(), text.into_bytes());
            },
            vec![found(at(128), Fault::CheckpointSignature)],
        ),
        (
            "only a witness whom nobody knows",
            |export| {
                let mut own =
                    Checkpoint::sign(checkpoint(export, 320).claimed(), &log_signer(ORIGIN)).unwrap();
                own.cosign(&witness(9, 1_795_000_000)).unwrap();
                put(export, 320, &own);
            },
            vec![found(at(320), Fault::NotWitnessed { needed: 1, witnessed: 256 })],
        ),
        (
            "no witness at all",
            |export| {
                for size in [64, 128, 192, 256, 320] {
                    let head = checkpoint(export, size).claimed().clone();
                    put(export, size, &Checkpoint::sign(&head, &log_signer(ORIGIN)).unwrap());
                }
            },
            vec![found(at(320), Fault::NotWitnessed { needed: 1, witnessed: 0 })],
        ),
        (
            "another origin under the log's key",
            |export| {
                let head = Head { origin: "elsewhere/1".into(), ..checkpoint(export, 192).claimed().clone() };
                put(export, 192, &signed(&head));
            },
            vec![
                found(at(192), Fault::CheckpointOrigin),
                found(at(192), Fault::OriginChanged),
                found(at(256), Fault::OriginChanged),
            ],
        ),
        (
            "a size that is no multiple of 64",
            |export| {
                let bytes =
                    signed(&Head { size: 250, ..checkpoint(export, 256).claimed().clone() }).to_bytes();
                export.0.remove("log/1/checkpoints/256");
                export.0.insert("log/1/checkpoints/250".into(), bytes);
            },
            vec![
                found(at(250), Fault::Growth(58)),
                found(at(320), Fault::Growth(70)),
                found(at(250), Fault::Root),
            ],
        ),
        (
            "a checkpoint under the name of another",
            |export| {
                let bytes = checkpoint(export, 128).to_bytes();
                export.0.insert("log/1/checkpoints/192".into(), bytes);
            },
            vec![found(at(192), Fault::CheckpointSize), found(at(256), Fault::SparseBlocks(121))],
        ),
        (
            "something else instead of a checkpoint",
            |export| *export.file("log/1/checkpoints/0") = b"nothing\n".to_vec(),
            vec![
                found(Place::File("log/1/checkpoints/0".into()), Fault::CheckpointForm),
                found(Place::Log(1), Fault::Beginning),
            ],
        ),
        (
            "the first checkpoint taken away",
            |export| drop(export.0.remove("log/1/checkpoints/0")),
            vec![found(Place::Log(1), Fault::Beginning)],
        ),
        (
            "two checkpoints taken away",
            |export| {
                export.0.remove("log/1/checkpoints/128");
                export.0.remove("log/1/checkpoints/192");
            },
            vec![found(at(256), Fault::Growth(192))],
        ),
        (
            "an old checkpoint shown as the newest",
            |export| {
                *export.file("log/1/checkpoint") = checkpoint(export, 256).to_bytes();
            },
            vec![found(Place::Log(1), Fault::NewestDiffers)],
        ),
    ]
}

fn tile_rows() -> Vec<Row> {
    let tile = |level, number| Place::Tile(1, TilePlace { level, number });
    vec![
        (
            "a bit of a full tile",
            |export| export.file("log/1/tile/0/000")[77] ^= 1,
            vec![found(tile(0, 0), Fault::Tile)],
        ),
        (
            "a bit of a partial tile",
            |export| export.file("log/1/tile/0/001.p/64")[2047] ^= 0x80,
            vec![found(tile(0, 1), Fault::Tile)],
        ),
        (
            "a bit of a tile of level 1",
            |export| export.file("log/1/tile/1/000.p/1")[0] ^= 1,
            vec![found(tile(1, 0), Fault::Tile)],
        ),
        (
            "a tile taken away",
            |export| drop(export.0.remove("log/1/tile/0/001.p/64")),
            vec![found(Place::File("log/1/tile/0/001.p/64".into()), Fault::Missing)],
        ),
        (
            "a bundle cut short",
            |export| export.file("log/1/tile/entries/001.p/64").truncate(34 * 63),
            vec![found(Place::Bundle(1, 1), Fault::Bundle)],
        ),
        (
            "a bundle taken away",
            |export| drop(export.0.remove("log/1/tile/entries/001.p/64")),
            vec![found(Place::File("log/1/tile/entries/001.p/64".into()), Fault::Missing)],
        ),
        (
            "two leaves of a bundle exchanged",
            |export| {
                let bundle = export.file("log/1/tile/entries/001.p/64");
                let (one, two) = bundle.split_at_mut(34);
                one.swap_with_slice(&mut two[..34]);
            },
            vec![found(at_320(), Fault::Root), found(tile(0, 1), Fault::Tile)],
        ),
    ]
}

fn at_320() -> Place {
    Place::Checkpoint(1, 320)
}

#[tokio::test]
async fn tampering_with_what_is_public_is_found_where_it_was_done() {
    let scene = Scene::new().await;
    for (what, tamper, expected) in checkpoint_rows().into_iter().chain(tile_rows()) {
        let mut export = scene.export.clone();
        tamper(&mut export);
        let report = scene.check(&export, &[], &[]);
        let of_log = |finding: &&Finding| {
            // What stands behind exchanged leaves is another layer's.
            !matches!(finding.place, Place::Leaf(..) | Place::Entry(..))
        };
        let found: Vec<Finding> = report.findings.kept.iter().filter(of_log).cloned().collect();
        assert_eq!(found, expected, "{what}");
        assert_ne!(report.findings.verdict(), Verdict::Valid, "{what}");
    }
}

#[tokio::test]
async fn a_log_must_continue_the_checkpoint_that_somebody_kept() {
    let scene = Scene::new().await;
    let kept = checkpoint(&scene.export, 192).claimed().clone();
    let check = |export: &Memory, last: &Head| {
        scene.check(export, &[scene.oversight()], std::slice::from_ref(last)).findings.kept
    };
    assert_eq!(check(&scene.export, &kept), []);
    // The server writes another past, in which everything fits together.
    let mut forge = Forge::new(&scene);
    forge.leaves[usize::try_from(scene.export.pad_from(64)).unwrap()] = [1; 32];
    let forked = forge.render();
    assert!(check(&forked, &kept).contains(&found(Place::Checkpoint(1, 192), Fault::LastForked)));
    let longer = Head { size: 384, ..kept.clone() };
    assert_eq!(check(&scene.export, &longer), [found(Place::Checkpoint(1, 384), Fault::LastBeyond)]);
    let elsewhere = Head { origin: "elsewhere/1".into(), ..kept };
    let fault = Fault::LastElsewhere("elsewhere/1".into());
    assert_eq!(check(&scene.export, &elsewhere), [found(Place::File("--last".into()), fault)]);
}

#[tokio::test]
async fn a_log_can_be_checked_as_a_server_shows_it() {
    let scene = Scene::new().await;
    let shown: Memory = Memory(
        scene
            .export
            .0
            .iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix("log/1/")?.to_owned(), bytes.clone())))
            .filter(|(path, _)| !path.starts_with("checkpoints"))
            .collect(),
    );
    let (view, findings) = check_public(&shown, &scene.policy(), &[]);
    assert_eq!((view.unwrap().leaves.len(), findings.verdict()), (320, Verdict::Valid));
    let mut tampered = shown.clone();
    tampered.file("tile/entries/000")[3] ^= 1;
    let (_, findings) = check_public(&tampered, &scene.policy(), &[]);
    let tile = Place::Tile(1, TilePlace { level: 0, number: 0 });
    assert_eq!(findings.kept[0], found(tile, Fault::Tile));
    let ahead = Head { origin: ORIGIN.into(), size: 384, root: Hash([1; 32]) };
    let (_, findings) = check_public(&shown, &scene.policy(), &[ahead]);
    assert_eq!(findings.kept, [found(Place::Checkpoint(1, 384), Fault::LastBeyond)]);
}

//! The public log: static files, byte for byte, and the door for witnesses.

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use http::{HeaderMap, Method, Request};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::leaf::Leaf;
use redchannel::ledger::policy::Policy;
use redchannel::ledger::tree::{Tiles, all_tiles, bundle_path, parse_bundle, tile_path};
use redchannel::ledger::witnessing::AddCheckpoint;
use redchannel::model::roster::Witness;
use redchannel::vault::ledger::moving::{Move, begin};
use redchannel::vault::ledger::publish::{When, publish};
use redchannel::vault::ledger::{cosign, policy};
use redchannel::vault::{reporter, rosters};
use redchannel::web::limits::{Budget, Budgets};
use tower::ServiceExt;

use super::visitor::{HOST_NAME, face};
use crate::support::world::{ORIGIN, World, code, genesis_of, hex, report};

type Answer = (u16, HeaderMap, Bytes);

async fn ask(world: &World, method: Method, path: &str, body: Vec<u8>) -> Answer {
    let request = Request::builder().method(method).uri(path).header("host", HOST_NAME);
    let face = face(&world.vault, &Budgets::unlimited());
    let answer = face.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    (parts.status.as_u16(), parts.headers, to_bytes(body, 1 << 20).await.unwrap())
}

async fn get(world: &World, path: &str) -> Answer {
    ask(world, Method::GET, path, Vec::new()).await
}

async fn push(world: &World, body: Vec<u8>) -> Answer {
    ask(world, Method::POST, "/log/add-checkpoint", body).await
}

async fn publish_blocks(world: &World, blocks: usize) {
    for _ in 0..blocks {
        publish(&world.vault, When::Now).await.unwrap();
    }
}

/// A world with a report in its log, and five blocks of leaves: a full tile and a begun one.
async fn published() -> World {
    let world = World::new().await;
    reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    publish_blocks(&world, 5).await;
    world
}

fn witness(seed: u8) -> NoteSigner {
    NoteSigner::cosigner(&format!("w{seed}.example"), SigningKey::from_bytes(&[seed; 32]), 1_795_435_200)
}

async fn appoint(world: &World, witnesses: &[&NoteSigner]) {
    use signed_note::Verifier as _;
    let mut roster = world.people.roster();
    roster.previous = Some(hex(&genesis_of(&world.people.sign(&roster, 2))));
    roster.version = 2;
    let of = |signer: &&NoteSigner| Witness {
        name: signer.key().name().to_owned(),
        verification_key: hex(signer.key().key().as_bytes()),
    };
    roster.witnesses = witnesses.iter().map(of).collect();
    rosters::import(&world.vault, &world.people.sign(&roster, 2)).await.unwrap();
}

#[tokio::test]
async fn a_stranger_rebuilds_the_whole_log_from_its_files() {
    let world = published().await;
    let (status, headers, note) = get(&world, "/log/checkpoint").await;
    assert_eq!((status, &headers["content-type"]), (200, &"text/plain; charset=utf-8".parse().unwrap()));
    assert_eq!(headers["cache-control"], "max-age=5");
    let (_, _, text) = get(&world, "/log/policy").await;
    let policy = Policy::parse(std::str::from_utf8(&text).unwrap()).unwrap();
    let head = Checkpoint::parse(&note).unwrap().verify(&policy).unwrap().head;
    assert_eq!((head.origin.as_str(), head.size), (ORIGIN, 320));

    // The tree over the leaves in the bundles is the one that is signed, and its tiles are those that are served.
    let mut leaves: Vec<Leaf> = Vec::new();
    for (number, width) in [(0, 256), (1, 64)] {
        let (status, headers, bytes) = get(&world, &format!("/log/{}", bundle_path(number, width))).await;
        assert_eq!((status, &headers["content-type"]), (200, &"application/octet-stream".parse().unwrap()));
        leaves.extend(parse_bundle(&bytes).unwrap());
    }
    let mut tree = Tiles::default();
    tree.append(0, &leaves).unwrap();
    assert_eq!(tree.root(320).unwrap(), head.root);
    for (place, width) in all_tiles(320) {
        let path = tile_path(place, width);
        let (_, headers, bytes) = get(&world, &format!("/log/{path}")).await;
        assert_eq!(bytes, tree.0[&place], "{path}");
        assert_eq!(headers["cache-control"], "max-age=5", "another log may stand here one day");
        let (_, headers, numbered) = get(&world, &format!("/log/1/{path}")).await;
        assert_eq!(numbered, bytes);
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    }
    // A part of a tile keeps its name and its bytes when the tile has grown.
    let (_, _, part) = get(&world, "/log/tile/0/000.p/64").await;
    assert_eq!(part, tree.0.first_key_value().unwrap().1[..64 * 32]);
}

#[tokio::test]
async fn head_tells_the_length_of_a_file_and_other_paths_the_constant_failure() {
    let world = published().await;
    for path in ["/log/checkpoint", "/log/policy", "/log/tile/0/000", "/log/1/tile/entries/000"] {
        let (status, headers, whole) = get(&world, path).await;
        let (head_status, head, nothing) = ask(&world, Method::HEAD, path, Vec::new()).await;
        assert_eq!((status, head_status, nothing.len()), (200, 200, 0), "{path}");
        assert_eq!(head["content-length"], whole.len().to_string(), "{path}");
        assert_eq!(head["cache-control"], headers["cache-control"]);
    }
    for path in [
        "/log/tile/0/001",
        "/log/tile/0/001.p/65",
        "/log/tile/0/000.p/256",
        "/log/tile/0/000.p/064",
        "/log/tile/1/000",
        "/log/tile/8/000",
        "/log/tile/0/../../checkpoint",
        "/log/2/checkpoint",
        "/log/01/checkpoint",
        "/log/+1/tile/0/000",
        "/log/4294967296/checkpoint",
        "/log/entries/000",
        "/log",
    ] {
        let (status, headers, page) = get(&world, path).await;
        assert_eq!((status, page.len()), (404, 16 * 1024), "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
    }
    assert_eq!(get(&World::new().await, "/log/checkpoint").await.0, 404, "before the first publication");
}

#[tokio::test]
async fn after_a_move_the_old_log_stands_under_its_number() {
    let world = published().await;
    let (_, _, before) = get(&world, "/log/checkpoint").await;
    let new = Move { origin: "log.valdoria.example/2".into(), reason: "x".into(), last_seen: None };
    let moved = begin(&world.vault, &new).await.unwrap();
    publish_blocks(&world, 1).await;
    assert_eq!(get(&world, "/log/1/checkpoint").await.2, before);
    assert_eq!(get(&world, "/log/1/tile/0/000").await.2.len(), 256 * 32);
    let (_, _, newest) = get(&world, "/log/checkpoint").await;
    assert!(newest.starts_with(b"log.valdoria.example/2\n64\n"));
    assert_eq!(get(&world, "/log/2/checkpoint").await.2, newest);
    assert_eq!(get(&world, "/log/tile/0/000").await.0, 404);
    // What was taken over stands there under another leaf: what stood in both would be known for no padding.
    let (_, _, first) = get(&world, "/log/1/tile/0/000").await;
    let (_, _, second) = get(&world, "/log/2/tile/0/000.p/64").await;
    let common = first.chunks(32).filter(|hash| second.chunks(32).any(|other| *hash == other)).count();
    assert_eq!((moved.taken_over, common), (2, 0));
}

#[tokio::test]
async fn a_witness_hands_in_its_signature_and_is_told_what_stands_there() {
    let world = published().await;
    let (known, stranger) = (witness(5), witness(6));
    appoint(&world, &[&known]).await;
    let mut request = cosign::request(&world.vault, 64).await.unwrap().unwrap();
    let stale = request.clone();
    for signer in [&known, &stranger] {
        request.checkpoint.cosign(signer).unwrap();
    }
    let (status, headers, lines) = push(&world, request.to_bytes()).await;
    assert_eq!((status, &headers["content-type"]), (200, &"text/plain; charset=utf-8".parse().unwrap()));
    assert_eq!(lines, request.checkpoint.line_of(known.key()).unwrap(), "the stranger's line is not taken");
    // Again: it is there already.
    assert_eq!(push(&world, request.to_bytes()).await.2, lines);
    let (_, _, note) = get(&world, "/log/checkpoint").await;
    let served = Checkpoint::parse(&note).unwrap();
    assert!(served.line_of(stranger.key()).is_none());
    assert_eq!(served.verify(&policy(&world.vault, ORIGIN)).unwrap().witnesses.len(), 1);

    // A signature that does not hold changes nothing.
    let mut forged = stale.clone();
    let impostor = NoteSigner::cosigner("w5.example", SigningKey::from_bytes(&[9; 32]), 1);
    forged.checkpoint.cosign(&impostor).unwrap();
    assert_eq!(push(&world, forged.to_bytes()).await.2, "");

    publish_blocks(&world, 1).await;
    let (status, headers, body) = push(&world, request.to_bytes()).await;
    assert_eq!((status, &headers["content-type"]), (409, &"text/x.tlog.size".parse().unwrap()));
    assert_eq!(body, "384\n");
    assert_eq!(headers["cache-control"], "no-store");
}

#[tokio::test]
async fn what_is_no_push_is_refused_with_a_status_and_not_with_a_redirect() {
    let world = published().await;
    let request = cosign::request(&world.vault, 0).await.unwrap().unwrap();
    let other = AddCheckpoint { checkpoint: other_root(&request.checkpoint), ..request.clone() };
    for (body, expected) in [
        (Vec::new(), 400),
        (b"old 0\n\nnot a checkpoint\n".to_vec(), 400),
        (vec![b'x'; 200_000], 400),
        (other.to_bytes(), 409),
    ] {
        let (status, headers, _) = push(&world, body).await;
        assert_eq!(status, expected);
        assert!(!headers.contains_key("location"));
    }
}

/// A checkpoint of the same size that the log never made.
fn other_root(checkpoint: &Checkpoint) -> Checkpoint {
    let head = redchannel::ledger::checkpoint::Head {
        root: redchannel::ledger::Hash(sha256(&[b"another"])),
        ..checkpoint.claimed().clone()
    };
    Checkpoint::sign(&head, &NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[1; 32]))).unwrap()
}

#[tokio::test]
async fn whoever_fetches_the_log_uses_up_nothing_that_reporters_need() {
    let world = published().await;
    let once = Budget::Of { requests: 1, per: std::time::Duration::from_hours(1) };
    // The counts are the face's own: one face for both questions.
    let router = face(&world.vault, &Budgets { pages: once, log: once, ..Budgets::unlimited() });
    let ask = async |path: &str| {
        let request = Request::builder().uri(path).header("host", HOST_NAME).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(ask("/log/checkpoint").await, 200);
    assert_eq!(ask("/log/tile/0/000").await, 429);
    assert_eq!(ask("/").await, 200);
    assert_eq!(ask("/").await, 429);
}

//! What a desk makes of a server that does not deliver, or spoils a file, while a case is exported.

use std::collections::BTreeMap;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use redchannel::api::client::public::PublicPlace;
use redchannel::crypto::hash::sha256;
use redchannel::desk::attachment::AttachmentError;
use redchannel::desk::bundle::{BundleError, file_name, proofs};
use redchannel::desk::casebook::doings;
use redchannel::desk::reference::Reference;
use redchannel::ledger::tree::{Tiles, tile_path, width};
use redchannel::ledger::verify::Verdict;
use redchannel::model::id::CaseId;

use super::{Bundle, Scene, lines};
use crate::support::world::hex;

#[tokio::test]
async fn a_file_that_the_server_spoilt_is_left_out_and_named_and_the_rest_goes_to_court() {
    let scene = Scene::new().await;
    scene.stage.shown.lock().unwrap().blobs.get_mut(&scene.blob).unwrap()[0][5000] ^= 1;
    let bundle = scene.bundle().await;
    let report = scene.check(&bundle);
    let left = "was not whole when the case was exported, and is not in the bundle";
    assert_eq!(lines(&report), [format!("attachments/{}.age: {left}", scene.blob)]);
    assert_eq!(report.findings.verdict(), Verdict::Incomplete);
    assert_eq!(report.facts.items, 5);

    scene.stage.shown.lock().unwrap().blobs.clear();
    assert_eq!(lines(&scene.check(&scene.bundle().await)).len(), 1, "the same if it is not there at all");
}

#[tokio::test]
async fn a_server_that_answers_differently_the_second_time_breaks_the_export_off() {
    let scene = Scene::new().await;
    let gathered = scene.gathered().await;
    let mut shown = scene.stage.shown.lock().unwrap().blobs[&scene.blob].clone();
    let spoils: [fn(&mut Vec<u8>); 3] =
        [|bytes| bytes[5000] ^= 1, |bytes| bytes.truncate(9000), |bytes| bytes.push(1)];
    for change in spoils {
        shown.truncate(1);
        let mut other = shown[0].clone();
        change(&mut other);
        shown.push(other);
        scene.stage.shown.lock().unwrap().blobs.insert(scene.blob, shown.clone());
        let broken = scene.export(&gathered, "x").await.unwrap_err();
        assert!(matches!(broken, BundleError::Attachment(AttachmentError::Altered)), "{broken}");
    }
}

#[tokio::test]
async fn what_cannot_be_a_bundle_is_refused_before_anything_is_written() {
    let scene = Scene::new().await;
    let gathered = scene.gathered().await;
    for purpose in ["", "  ", "two\nlines", &"x".repeat(401)] {
        assert!(matches!(scene.export(&gathered, purpose).await, Err(BundleError::Purpose)));
    }
    let mut twice = gathered.clone();
    twice.items.push(twice.items[1].clone());
    assert!(matches!(scene.export(&twice, "x").await, Err(BundleError::Impossible)));
    let mut other = gathered.clone();
    other.checkpoint = Some("log.nowhere.example\n1\nAAAA\n".into());
    assert!(matches!(scene.export(&other, "x").await, Err(BundleError::Checkpoint)));
    let mut other = gathered;
    other.rosters.clear();
    assert!(matches!(scene.export(&other, "x").await, Err(BundleError::Roster(_))));
}

#[tokio::test]
async fn a_case_in_which_something_is_wrong_is_exported_as_it_is_and_the_court_sees_it() {
    let scene = Scene::new().await;
    scene.stage.tamper(scene.case.id, |items| drop(items.remove(1)));
    let found = lines(&scene.check(&scene.bundle().await));
    assert_eq!(found[0], "item 1: and those up to 1 are missing, and what comes after is there");
    scene.stage.show(&scene.case);
    scene.stage.tamper(scene.case.id, |items| items[1].data[300] ^= 1);
    let bundle: Bundle = scene.bundle().await;
    assert_eq!(bundle.manifest().items[1].kind, None);
    assert_eq!(lines(&scene.check(&bundle))[0], "item 1: It is not sealed to this case, or was altered.");
}

#[tokio::test]
async fn proofs_come_from_the_public_tiles() {
    async fn tile(State(scene): State<Arc<(Tiles, u64)>>, Path(path): Path<String>) -> (StatusCode, Vec<u8>) {
        let asked =
            |place: &redchannel::ledger::tree::TilePlace| tile_path(*place, width(scene.1, *place)) == path;
        match scene.0.0.iter().find(|(place, _)| asked(place)) {
            Some((_, tile)) => (StatusCode::OK, tile.clone()),
            None => (StatusCode::NOT_FOUND, Vec::new()),
        }
    }
    let scene = Scene::new().await;
    let shown = Arc::new((Tiles(scene.tiles.0.clone()), scene.head.size));
    let router = Router::new().route("/log/{*path}", get(tile)).with_state(shown);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/log", listener.local_addr().unwrap());
    let stop = tokio_util::sync::CancellationToken::new();
    let keys =
        Arc::new(redchannel::web::client_key::ClientKeys::new(&mut rand::rng(), tokio::time::Instant::now()));
    let deadlines = redchannel::web::listener::Deadlines::default();
    tokio::spawn(redchannel::web::listener::serve(listener, router, keys, deadlines, stop.clone()));
    let log = PublicPlace::new(&address).unwrap();
    let fetched = proofs::fetch(&log, &scene.head, [3, 17, 64, u64::MAX]).await.unwrap();
    let expected = [3, 17].map(|index| (index, scene.tiles.prove_inclusion(64, index).unwrap()));
    assert_eq!(fetched, expected);
    stop.cancel();
}

#[tokio::test]
async fn the_log_of_a_case_is_a_table_without_formulas() {
    let scene = Scene::new().await;
    let client = scene.stage.client(&scene.stage.people.intake);
    let mut book = scene.stage.synced().await;
    book.sync_entries(&client, scene.case.id).await.unwrap();
    let entries = book.entries(scene.case.id).unwrap();
    let table = doings::csv(&entries.chain, book.people().unwrap(), &BTreeMap::new());
    let rows: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(rows[0], "Entry,Day,What,On,By,Log,Verified,Found");
    let stored = &scene.case.items[0];
    let (item, hash) = (stored.item.to_string(), hex(&sha256(&[&stored.data])));
    let on = format!("\"Item {}, SHA-256 {}\"", item.get(..8).unwrap(), hash.get(..8).unwrap());
    let expected = format!("1,20 Nov 2026,Report received,{on},Reporter,No. 3,yes,\"Signed, in its place\"");
    assert_eq!(rows[1], expected);
    assert_eq!(rows.len(), 8, "six entries, the titles, and nothing behind the last line");
}

#[test]
fn the_file_is_called_as_the_case_is() {
    let case = CaseId::from_bytes([1; 16]);
    let name = file_name(&Reference::of(case));
    assert_eq!(name, format!("case-{}.tar", Reference::of(case)));
    assert!(redchannel::desk::bundle::tar::is_safe(&name));
}

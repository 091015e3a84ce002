//! Our public files, judged by a program of others: see `tests/judges`.

use std::path::Path;
use std::process::Command;

use super::memory::Memory;
use super::scene::{Scene, log_signer, witness};
use crate::support::world::ORIGIN;

/// What the judge says of an export's first log.
#[expect(clippy::panic_in_result_fn, reason = "without a judge there is no verdict")]
fn judge(export: &Memory, old: u64) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let installed = Command::new(root.join("tests/judges/install")).output().expect("the judges' installer");
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    let folder = tempfile::tempdir().unwrap();
    export.store(folder.path());
    let output = Command::new(root.join("target/judges/venv/bin/python"))
        .arg(root.join("tests/judges/log.py"))
        .arg(folder.path().join("log/1"))
        .arg(old.to_string())
        .arg(log_signer(ORIGIN).key().to_vkey())
        .arg(witness(1, 0).key().to_vkey())
        .output()
        .expect("the judge starts");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
}

#[tokio::test]
async fn a_library_of_others_accepts_our_checkpoints_cosignatures_tiles_and_proofs() {
    let scene = Scene::new().await;
    let said = "320 leaves, 3 tiles, 2 bundles, 8 inclusion proofs, consistent from 192, 1 witnesses";
    assert_eq!(judge(&scene.export, 192), Ok(said.to_owned()));
    let mut tampered = scene.export.clone();
    tampered.file("log/1/tile/0/000")[0] ^= 1;
    assert_eq!(judge(&tampered, 192), Err("leaf 1 is not in the tree".to_owned()));
    let mut unwitnessed = scene.export.clone();
    let text = unwitnessed.text("log/1/checkpoint");
    let without: Vec<&str> = text.lines().filter(|line| !line.contains("witness-1")).collect();
    *unwitnessed.file("log/1/checkpoint") = (without.join("\n") + "\n").into_bytes();
    assert!(judge(&unwitnessed, 192).is_err());
}

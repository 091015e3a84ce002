//! The reporter's way with curl alone: the script that the README names, run against the program.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::program::{Demo, Samples};

fn walk(base: &str) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/curl.sh");
    Command::new(script).arg(base).output().expect("the script does not start")
}

#[test]
fn the_way_can_be_walked_with_curl_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Demo::start(folder.path(), Samples::None);
    let walked = walk(&demo.intake);
    let said = String::from_utf8_lossy(&walked.stdout);
    let complaint = String::from_utf8_lossy(&walked.stderr);
    assert!(walked.status.success(), "{said}\n{complaint}");
    assert!(said.ends_with("The whole way, without a browser.\n"), "{said}");
    assert_eq!(complaint, "");
    assert_eq!(demo.complaints(), "", "a run without faults writes nothing");
}

#[test]
fn the_walk_with_curl_fails_where_there_is_no_such_site() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = listener.local_addr().expect("an address");
    drop(listener);
    let walked = walk(&format!("http://{nobody}"));
    assert_eq!(walked.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&walked.stderr).contains("GET /: no answer"));
}

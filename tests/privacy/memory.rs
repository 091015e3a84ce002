//! What is left of a visit ten seconds later: in files, in what the program says, and in its memory.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, geteuid};

use super::planted::Planted;
use super::server::Site;
use super::traces::{Traces, marker};
use super::visitor::{BOUNDARY, Visitor, multipart};
use crate::support::world::PEPPER;

/// A dump of the memory of a process, or why there is none.
fn dump(process: Pid, folder: &Path) -> Result<PathBuf, String> {
    let name = folder.join("core");
    let id = process.as_raw_nonzero().to_string();
    let tried = Command::new("gcore")
        .arg("-o")
        .arg(&name)
        .arg(&id)
        .output()
        .expect("gcore is not installed (Debian: gdb)");
    let path = folder.join(format!("core.{id}"));
    let said = String::from_utf8_lossy(&tried.stderr).into_owned();
    if tried.status.success() && path.exists() { Ok(path) } else { Err(said) }
}

/// Only root can dump a process that has made itself undumpable. To everybody else the refusal is the protection.
fn refused(reason: &str) {
    assert!(!geteuid().is_root(), "root gets no dump: {reason}");
    assert!(reason.contains("ptrace: Operation not permitted"), "refused for another reason: {reason}");
}

/// Shows that the search finds what is in memory: a report that is half sent, and the pepper, which must stay.
fn assert_a_dump_shows_what_is_there(site: &Site, address: &str, process: Pid) -> Option<Traces> {
    let story = marker("unfinished");
    let body = multipart(&[("s", &story)], &[("file", &vec![b'x'; 100_000])]);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let visitor = Visitor::new(address, "a browser");
    let mut stream = visitor.begin("POST", "/n/1", Some(&kind), body.len());
    // No further than the story: a part is complete when the next begins, and the server waits for that.
    let end = body.windows(story.len()).position(|window| window == story.as_bytes()).expect("the story")
        + story.len();
    stream.write_all(&body[..end]).expect("sent");
    let mut traces = Traces::default();
    traces.text("the half-sent story", &story);
    let mut there = Traces::default();
    there.bytes("the pepper", &PEPPER);
    let folder = tempfile::tempdir_in(site.path("home")).expect("a folder");
    // A dump can be faster than the server that reads what was sent.
    let mut seen = false;
    for _ in 0..5 {
        match dump(process, folder.path()) {
            Ok(core) => {
                assert!(!there.in_file(&core).is_empty(), "a dump does not show what the server holds");
                seen = !traces.in_file(&core).is_empty();
            }
            Err(reason) => {
                refused(&reason);
                return None;
            }
        }
        if seen {
            break;
        }
    }
    assert!(seen, "a dump does not show what is being received");
    stream.shutdown(Shutdown::Both).ok();
    stream.read_to_end(&mut Vec::new()).ok();
    Some(traces)
}

#[tokio::test]
async fn ten_seconds_after_a_visit_nothing_of_it_is_in_files_words_or_memory() {
    let site = Site::new().await;
    let server = site.start();
    let unfinished = assert_a_dump_shows_what_is_there(&site, server.address(), server.id());
    let mut planted = Planted::new();
    planted.visit(server.address());
    // What the answers' connections, timers and sessions hold is to be over by now: the requirement names these ten seconds.
    tokio::time::sleep(Duration::from_secs(10)).await;
    let dumps = tempfile::tempdir().expect("a folder");
    let core = dump(server.id(), dumps.path());
    planted.traces().assert_in_none(&site.files());

    let (said, errors) = server.stop();
    let traces = planted.traces_and_keys(&site).await;
    for text in [said, errors] {
        assert!(traces.in_bytes(text.as_bytes()).is_empty(), "{text}");
    }
    traces.assert_in_none(&site.files());
    match core {
        Err(reason) => refused(&reason),
        Ok(core) => {
            let mut found = traces.in_file(&core);
            found.extend(unfinished.expect("root gets both dumps").in_file(&core));
            let found: Vec<_> = found.into_iter().collect();
            assert!(found.is_empty(), "in memory:\n{}", found.join("\n"));
        }
    }
}

#[tokio::test]
async fn a_code_that_was_wrong_is_not_remembered_either() {
    let site = Site::new().await;
    let server = site.start();
    let code = redchannel::crypto::code::Code::generate(&mut rand::rng());
    let words = code.words(redchannel::crypto::words::WordList::English).map(str::to_owned);
    let mut visitor = Visitor::new(server.address(), "a browser");
    assert_eq!(visitor.post("/c", &[("k", &words.join(" "))]).leads_to.as_deref(), Some("/c"));
    let digits = code.digits();
    assert_eq!(visitor.post("/c", &[("k", digits.expose_secret())]).leads_to.as_deref(), Some("/c"));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut traces = Traces::default();
    traces.code(&words);
    traces.assert_in_none(&site.files());
    let dumps = tempfile::tempdir().expect("a folder");
    match dump(server.id(), dumps.path()) {
        Err(reason) => refused(&reason),
        Ok(memory) => {
            let found: Vec<_> = traces.in_file(&memory).into_iter().collect();
            assert!(found.is_empty(), "in memory:\n{}", found.join("\n"));
        }
    }
}

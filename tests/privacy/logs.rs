//! What the program says while visitors do everything they can do wrong.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use super::planted::Planted;
use super::server::{Site, files_under};
use super::traces::{Traces, marker};
use super::visitor::{BOUNDARY, Visitor, multipart};

/// The codes of events in the sources: constants of the program.
fn known_codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for path in files_under(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let Ok(text) = fs::read_to_string(path) else { continue };
        let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
        for quoted in shipped.split('"').skip(1).step_by(2) {
            let areas = ["web.", "intake.", "vault.", "api.", "roster.", "sweep."];
            let plain = |byte: u8| byte.is_ascii_lowercase() || b"._".contains(&byte);
            if areas.iter().any(|area| quoted.starts_with(area)) && quoted.bytes().all(plain) {
                codes.insert(quoted.to_owned());
            }
        }
    }
    codes
}

/// The code of a line `LEVEL event="code" count=N`, if it is such a line and nothing else.
fn code_of(line: &str) -> Option<&str> {
    let (level, rest) = line.trim_start().split_once(' ')?;
    let (event, count) = rest.trim_start().strip_prefix("event=\"")?.split_once('"')?;
    let count = count.strip_prefix(" count=").unwrap_or("1");
    let told = ["INFO", "WARN", "ERROR"].contains(&level) && count.bytes().all(|byte| byte.is_ascii_digit());
    told.then_some(event)
}

/// Everything a visitor can do wrong, with `mark` in every place that takes words.
fn misbehave(address: &str, mark: &str) {
    let mut visitor = Visitor::new(address, mark);
    visitor.cookies.insert("__Host-r".into(), "0".repeat(64));
    visitor.cookies.insert(mark.to_owned(), mark.to_owned());
    let multipart_kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let text = "application/x-www-form-urlencoded";
    let mut answers = vec![
        visitor.get(&format!("/{mark}")),
        visitor.get(&format!("/n/{mark}")),
        visitor.get(&format!("/?{mark}=1")),
        visitor.get(&format!("/m/{mark}")),
        visitor.ask("DELETE", "/c", None, &[]),
        visitor.ask("POST", "/n/1", Some(text), mark.as_bytes()),
        visitor.ask("POST", "/n/1", Some(&format!("text/{mark}")), mark.as_bytes()),
        visitor.ask("POST", "/n/1", Some(&multipart_kind), mark.as_bytes()),
        visitor.ask("POST", "/n/1", Some(&multipart_kind), &multipart(&[("t", mark), ("s", mark)], &[])),
        visitor.ask("POST", "/c", Some(text), format!("k={mark}&k={mark}").as_bytes()),
        visitor.ask("POST", "/c", Some(text), format!("k=%ff%00{mark}").as_bytes()),
        visitor.ask("POST", "/c", Some(text), mark.repeat(1000).as_bytes()),
        visitor.post("/c", &[("k", mark)]),
        visitor.post("/d", &[("t", mark), ("w3", mark), ("w7", mark)]),
        visitor.send("/m", &[("t", mark), ("s", mark)], &[(mark, mark.as_bytes())]),
    ];
    let code = redchannel::crypto::code::Code::generate(&mut rand::rng());
    answers.push(visitor.post("/c", &[("k", code.digits().expose_secret())]));
    let form = visitor.get("/n/1").hidden("t");
    let large = mark.repeat(26 << 20 >> 4);
    let fields = [("t", form.as_str()), ("s", mark)];
    answers.push(visitor.send("/n/1", &fields, &[(mark, large.as_bytes()), (mark, mark.as_bytes())]));
    for answer in answers {
        assert_ne!(answer.status, 500, "{}", answer.text);
    }
    // What is no HTTP, a host of another, and a body that breaks off.
    for bytes in
        [format!("{mark}\r\n\r\n"), format!("GET / HTTP/1.1\r\nHost: {mark}\r\nConnection: close\r\n\r\n")]
    {
        let mut stream = std::net::TcpStream::connect(address).expect("a connection");
        stream.write_all(bytes.as_bytes()).expect("sent");
        stream.read_to_end(&mut Vec::new()).ok();
    }
    drop(visitor.begin("POST", "/n/1", Some(&multipart_kind), 5000));
}

#[tokio::test]
async fn the_log_says_how_often_what_went_wrong_and_nothing_else() {
    let site = Site::new().await;
    let server = site.start();
    let mark = marker("mark");
    misbehave(server.address(), &mark);
    let mut planted = Planted::new();
    planted.visit(server.address());
    let address = server.address().to_owned();
    let (said, errors) = server.stop();

    let known = known_codes();
    assert!(known.len() > 30, "the codes were not found: {known:?}");
    let mut told = BTreeSet::new();
    for line in errors.lines() {
        let code = code_of(line).unwrap_or_else(|| panic!("more than an event and a count: {line}"));
        assert!(known.contains(code), "{code} is no event of the program");
        told.insert(code);
    }
    for expected in
        ["web.host.foreign", "intake.form.unreadable", "intake.form.too_large", "intake.form.token"]
    {
        assert!(told.contains(expected), "{expected} was not told: {told:?}");
    }
    let said_lines: Vec<_> = said.lines().collect();
    assert!(said_lines.len() == 2 && said_lines[1] == redchannel::i18n::status(), "{said}");
    assert!(!errors.contains("127.0.0.1") && !errors.contains(address.split(':').nth(1).expect("a port")));
    let mut traces = planted.traces();
    traces.text("what was sent wrongly", &mark);
    for text in [&said, &errors] {
        assert!(traces.in_bytes(text.as_bytes()).is_empty(), "{text}");
    }
    let none: Traces = {
        let mut wrong = Traces::default();
        wrong.text("what was sent wrongly", &mark);
        wrong
    };
    none.assert_in_none(&site.files());
}

#[test]
fn a_line_with_more_than_an_event_and_a_count_is_told_from_one_without() {
    assert_eq!(code_of(" INFO event=\"web.form.nul\" count=3"), Some("web.form.nul"));
    assert_eq!(code_of(" WARN event=\"web.accept.failed\""), Some("web.accept.failed"));
    for line in ["", "INFO hello", " INFO event=\"a\" count=3 path=/n/1", "redchannel: panic at src/x.rs:1"] {
        assert_eq!(code_of(line), None, "{line}");
    }
}

//! What the program writes while it takes a report in, seen from below: by its system calls.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use super::planted::Planted;
use super::server::Site;

/// A system call as strace wrote it down, with its escapes undone.
struct Call {
    name: String,
    line: Vec<u8>,
}

/// The calls of a record: `PID name(arguments) = result`. A call that another thread interrupts stands on two lines, `… <unfinished ...>`
/// and `<... name resumed>…`, which belong together: the first alone does not tell whether the call failed.
fn calls(record: &[u8]) -> Vec<Call> {
    const BEGUN: &[u8] = b"<unfinished ...>";
    let mut begun: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
    let mut calls = Vec::new();
    for line in record.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        let Some(end) = line.iter().position(u8::is_ascii_whitespace) else { continue };
        let (process, rest) = (line[..end].to_vec(), line[end..].trim_ascii_start());
        if let Some(first) = rest.strip_suffix(BEGUN) {
            begun.insert(process, first.to_vec());
            continue;
        }
        let whole = match rest.strip_prefix(b"<... ") {
            Some(resumed) => {
                let from = resumed.iter().position(|byte| *byte == b'>').map_or(resumed.len(), |at| at + 1);
                let first = begun.remove(&process).expect("a call is begun before it is resumed");
                [first.as_slice(), &resumed[from..]].concat()
            }
            None => rest.to_vec(),
        };
        calls.extend(call(&whole));
    }
    calls
}

fn call(line: &[u8]) -> Option<Call> {
    let text = String::from_utf8_lossy(line);
    let (name, _) = text.split_once('(')?;
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (plain && !name.is_empty()).then(|| Call { name: name.to_owned(), line: unescaped(line) })
}

/// Undoes `\xNN`, which is how strace was told to write whatever is not plain.
fn unescaped(line: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        let hex = after.strip_prefix(b"x").and_then(|hex| hex.get(..2)).filter(|_| *first == b'\\');
        if let Some(byte) = hex.and_then(|hex| data_encoding::HEXLOWER_PERMISSIVE.decode(hex).ok()) {
            plain.extend_from_slice(&byte);
            rest = &rest[4..];
        } else {
            plain.push(*first);
            rest = after;
        }
    }
    plain
}

impl Call {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.line).into_owned()
    }

    /// What a call makes, changes or opens for writing. Calls that failed do nothing.
    fn path(&self) -> Option<String> {
        let text = self.text();
        if text.contains(" = -1 ") {
            return None;
        }
        let quoted: Vec<_> = text.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TMPFILE"].iter().any(|flag| text.contains(flag));
        match self.name.as_str() {
            "open" | "openat" | "openat2" if writes => quoted.first().cloned(),
            "rename" | "renameat" | "renameat2" | "link" | "linkat" | "symlink" | "symlinkat" => {
                quoted.get(1).cloned()
            }
            "creat" | "mkdir" | "mkdirat" | "mknod" | "mknodat" | "truncate" | "memfd_create" => {
                quoted.first().cloned()
            }
            _ => None,
        }
    }

    /// The file that a call writes to; nothing for sockets, pipes and the like.
    fn written_file(&self) -> Option<String> {
        let text = self.text();
        let (_, rest) = text.split_once('<')?;
        let (target, _) = rest.split_once('>')?;
        target.starts_with('/').then(|| target.to_owned())
    }
}

/// Whether the operator's documents name this file: the databases and what SQLite keeps beside them, attachments under their
/// temporary and final names, the number of the newest roster, the last checkpoint.
fn is_expected(path: &str, root: &Path) -> bool {
    let Ok(inside) = Path::new(path).strip_prefix(root) else { return path == "/dev/null" };
    let inside = inside.to_str().expect("plain names");
    let databases =
        ["data/main.db", "data/main.db-wal", "data/main.db-shm", "data/keys.db", "data/keys.db-journal"];
    let memories = ["secrets/newest-roster", "secrets/newest-roster.new", "secrets/last-checkpoint"];
    // The last checkpoint is written under a random name and renamed.
    let unnamed = |name: &str| name.len() == 6 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    databases.contains(&inside)
        || memories.contains(&inside)
        || inside.strip_prefix("secrets/.tmp").is_some_and(unnamed)
        || inside.strip_prefix("data/blobs/").is_some_and(is_blob)
}

/// `ab`, `ab/abcdef…`, or the latter with a number after it while it is written.
fn is_blob(name: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match name.split_once('/') {
        None => name.len() == 2 && hex(name),
        Some((fan, file)) => {
            let (id, temporary) = file.split_once('#').unwrap_or((file, "0"));
            fan.len() == 2
                && id.len() == 32
                && hex(id)
                && id.starts_with(fan)
                && temporary.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}

#[tokio::test]
async fn no_byte_of_a_report_is_written_to_any_file_and_no_other_files_are_made() {
    let site = Site::new().await;
    let record = site.path("home/calls");
    let names = "trace=open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat,rename,renameat,\
                 renameat2,truncate,write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,memfd_create,sendto,sendmsg";
    let output = record.to_str().expect("a plain name");
    // Every byte of every call, what is not plain in hex, and the file behind each number.
    let server = site.start_under(&["strace", "-f", "-x", "-y", "-s", "4000000", "-e", names, "-o", output]);
    let mut planted = Planted::new();
    planted.visit(server.address());
    server.stop();
    let record = fs::read(record).expect("strace wrote down nothing: may this user trace processes?");
    let calls = calls(&record);

    let mut touched = BTreeSet::new();
    let mut written = BTreeSet::new();
    let traces = planted.traces_and_keys(&site).await;
    let mut answered = false;
    for call in &calls {
        let copies = ["sendfile", "copy_file_range", "splice"].contains(&call.name.as_str());
        assert!(!copies, "bytes moved past this test: {}", call.text());
        let Some(file) = call.written_file().filter(|_| call.name.contains("write")) else {
            // Pages that go out to the visitor, of course.
            answered = answered || !traces.in_bytes(&call.line).is_empty();
            touched.extend(call.path());
            continue;
        };
        let found = traces.in_bytes(&call.line);
        assert!(found.is_empty(), "{} of {file}: {found:?}", call.name);
        written.insert(file);
    }
    assert!(answered, "the pages that were sent are not in the record: it is not whole");
    let root = site.path("");
    let is_output = |path: &str| path == site.path("stderr").to_str().expect("a plain name");
    for path in touched.iter().chain(&written) {
        assert!(is_expected(path, &root) || is_output(path), "{path} was made or opened for writing");
    }
    let seen = |name: &str| written.iter().any(|path| path.ends_with(name));
    assert!(seen("main.db-wal") && seen("keys.db"), "the databases were not written: {written:?}");
    assert!(written.iter().any(|path| path.contains("/blobs/")), "no attachment was written: {written:?}");
    for folder in ["tmp", "cwd"] {
        assert_eq!(fs::read_dir(site.path(folder)).expect("a folder").count(), 0, "{folder} is not empty");
    }
}

#[test]
fn names_that_are_not_attachments_are_told_from_those_that_are() {
    let id = "ab".repeat(16);
    assert!(is_blob("ab") && is_blob(&format!("ab/{id}")) && is_blob(&format!("ab/{id}#1")));
    for other in ["abc", "xy", "ab/upload.tmp", &format!("cd/{id}"), &format!("ab/{id}.txt")] {
        assert!(!is_blob(other), "{other}");
    }
}

#[test]
fn a_call_on_two_lines_is_one_call() {
    let record = b"12 mkdir(\"/a/data\", 0700 <unfinished ...>\n13 write(4</a/b>, \"x\", 1) = 1\n\
                   12 <... mkdir resumed>) = -1 EEXIST (File exists)\n12 mkdir(\"/a/new\", 0700) = 0\n";
    let read = calls(record);
    let paths: Vec<_> = read.iter().map(Call::path).collect();
    assert_eq!(paths, [None, None, Some("/a/new".to_owned())]);
    assert_eq!(read[0].written_file().as_deref(), Some("/a/b"));
}

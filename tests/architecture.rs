//! Which side of the trust boundary a line of code stands on: read off the sources, so that no one has to remember it.

mod names;
pub mod pages;

use std::fs;
use std::path::{Path, PathBuf};

use self::names::{Named, named};

/// `from` names `to`: a broken rule. A part that ends in `*` stands for every name that begins so.
struct Rule {
    from: &'static str,
    never: &'static [&'static str],
}

const RULES: &[Rule] = &[
    // The unit side reaches the server through its API alone.
    Rule { from: "desk", never: &["vault", "intake", "api::server*"] },
    Rule { from: "api::client", never: &["vault", "intake"] },
    // The server side can name nothing that opens a report.
    Rule { from: "vault", never: &["desk", "crypto::open"] },
    Rule { from: "intake", never: &["desk", "crypto::open"] },
    Rule { from: "api", never: &["crypto::open"] },
    Rule { from: "api::server*", never: &["desk"] },
    Rule { from: "web", never: &["desk", "crypto::open"] },
    // Outside: public files and nothing else.
    Rule { from: "witness", never: &["vault", "intake", "desk", "api::server*", "crypto::open"] },
    Rule { from: "media", never: &["desk", "crypto::open"] },
    Rule { from: "config", never: &["crypto::open"] },
    Rule { from: "i18n", never: &["vault", "intake", "desk", "api", "web", "cli", "crypto::open"] },
    // What is stored has no language.
    Rule { from: "vault", never: &["i18n"] },
    // The ground knows nothing of what stands on it.
    Rule { from: "crypto", never: &["vault", "intake", "desk", "api", "web", "cli"] },
    Rule { from: "clock", never: &["crypto::open"] },
    Rule { from: "secret", never: &["crypto::open"] },
];

/// Only these may name `crypto::open`, whatever modules are added.
const OPENERS: &[&str] = &["desk", "cli", "crypto"];

/// What `model` may name.
const BELOW_MODEL: &[&str] = &["model", "clock", "secret"];

fn within(path: &[String], pattern: &str) -> bool {
    let mut parts = path.iter();
    pattern.split("::").all(|wanted| {
        parts.next().is_some_and(|part| match wanted.strip_suffix('*') {
            Some(start) => part.starts_with(start),
            None => part == wanted,
        })
    })
}

/// The rules that one source file breaks. `file` is its path below `src`.
fn broken_rules(file: &str, source: &str) -> Vec<String> {
    let module = names::module_of(file);
    let mut broken = Vec::new();
    for Named { path, line, public_use } in named(&module, source) {
        let mut report = |why: &str| broken.push(format!("src/{file}:{line}: {} {why}", path.join("::")));
        for rule in RULES.iter().filter(|rule| within(&module, rule.from)) {
            if rule.never.iter().any(|never| within(&path, never)) {
                report(&format!("is not for {}", rule.from));
            }
        }
        let opens = within(&path, "crypto::open");
        if opens && !OPENERS.iter().any(|opener| within(&module, opener)) {
            report("opens reports: only desk, cli and crypto may name it");
        }
        if opens && public_use {
            report("must not be offered under another name");
        }
        if within(&module, "model") && !BELOW_MODEL.iter().any(|below| within(&path, below)) {
            report("is above model");
        }
        if path.first().is_none_or(|first| first == "*") && !module.is_empty() {
            report("names everything at once, so no rule can hold");
        }
    }
    if file != "clock.rs" && names::asks_the_time(source) {
        broken.push(format!("src/{file}: SystemTime::now is asked in clock.rs only"));
    }
    broken.dedup();
    broken
}

/// Every file under `folder` whose name ends in `.extension`, with its path below `folder`.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    found.retain(|path| path.extension().is_some_and(|end| end == extension));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path.strip_prefix(&root).expect("below the folder").display().to_string(), text)
    };
    found.into_iter().map(read).collect()
}

#[test]
fn every_module_names_only_what_its_side_may_name() {
    let sources = files("src", "rs");
    assert!(sources.len() > 10, "the sources were not found");
    let broken: Vec<String> = sources.iter().flat_map(|(file, source)| broken_rules(file, source)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_source_that_crosses_the_boundary_is_reported() {
    let cases = [
        ("desk/unlock.rs", "use crate::vault::store::Db;"),
        ("desk/web/list.rs", "use crate::{clock::Clock, intake::{sent, inbox}};"),
        ("desk/mod.rs", "fn f() { crate::api::server::routes() }"),
        ("api/client.rs", "type T = crate :: vault :: Db;"),
        ("vault/mod.rs", "use super::desk;"),
        ("vault/store/tx.rs", "use super::super::super::desk as unit;"),
        ("vault/mod.rs", "mod inner { use super::super::desk::Keyring; }"),
        ("vault/reporter.rs", "use crate::crypto::{seal, open};"),
        ("newcomer.rs", "fn f() { crate::crypto::open::item() }"),
        ("main.rs", "use redchannel::crypto::open::item;"),
        ("crypto/mod.rs", "pub use open::Opened;"),
        ("crypto/mod.rs", "pub(crate) use self::open::Opened;"),
        ("crypto/seal.rs", "use crate::web::form;"),
        ("model/case.rs", "use crate::crypto::seal;"),
        ("web/mod.rs", "use crate::*;"),
        ("intake/mod.rs", "let now = std::time::SystemTime::now();"),
    ];
    for (file, source) in cases {
        assert!(!broken_rules(file, source).is_empty(), "{file}: {source}");
    }
}

#[test]
fn a_source_that_keeps_to_its_side_is_not_reported() {
    let cases = [
        ("desk/unlock.rs", "use crate::{api::client, crypto::open, model::id::CaseId};"),
        (
            "vault/mod.rs",
            "// like crate::desk\nuse crate::crypto::opening; /* crate::desk */ const A: &str = \"crate::desk\";",
        ),
        ("vault/mod.rs", "mod tests { use super::*; const C: char = '\"'; fn f<'a>(_: &'a str) {} }"),
        ("model/mod.rs", "use crate::clock::Day; use super::secret::Secret;"),
        ("crypto/mod.rs", "pub mod open; pub use seal::Sealed;"),
        ("clock.rs", "fn f() { SystemTime::now(); }"),
    ];
    for (file, source) in cases {
        assert_eq!(broken_rules(file, source), Vec::<String>::new());
    }
}

#[test]
fn no_file_is_too_long_to_be_read_in_one_sitting() {
    for (folder, most) in [("src", 299), ("tests", 400)] {
        let files = files(folder, "rs");
        assert!(!files.is_empty(), "{folder} was not found");
        for (file, text) in files {
            let lines = text.lines().count();
            assert!(lines <= most, "{folder}/{file} has {lines} lines; {most} is the most");
        }
    }
}

#[test]
fn no_page_holds_a_script_or_leads_the_browser_elsewhere() {
    let pages = files("templates", "html");
    let used = files("src", "rs").iter().any(|(_, source)| source.contains("#[template("));
    assert!(!used || !pages.is_empty(), "templates are used, and none was found");
    let broken: Vec<String> = pages.iter().flat_map(|(file, page)| pages::faults(file, page)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

//! The sources against the folders: every text that a page asks for is there with its arguments, and every text that is there is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use redchannel::i18n::SOURCE;

use super::texts::{Text, all, folder, texts_of};

/// A place where a text is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Use {
    key: String,
    /// Its arguments, and the word by which each is handed over.
    arguments: BTreeMap<String, String>,
}

/// What stands before the name of a text.
const ASKED: [&str; 3] = [".say(\"", ".text(\"", "Key(\""];

/// The ways to hand over an argument.
const HANDED: [&str; 4] = ["n", "name", "code", "words"];

/// The uses in a source without its tests.
fn uses(source: &str) -> Vec<Use> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for start in ASKED {
        for (at, _) in source.match_indices(start) {
            let (_, rest) = source.split_at(at + start.len());
            let Some((key, after)) = rest.split_once("\")") else { continue };
            found.push(Use { key: key.to_owned(), arguments: arguments(after) });
        }
    }
    found
}

/// The arguments in a chain of calls: `.n("days", days).words("day", f(day))`.
fn arguments(mut rest: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    loop {
        let Some((how, after)) = rest.trim_start().strip_prefix('.').and_then(|rest| rest.split_once("(\""))
        else {
            return found;
        };
        if !HANDED.contains(&how) {
            return found;
        }
        let (name, value) = after.split_once('"').expect("the end of a name");
        found.insert(name.to_owned(), how.to_owned());
        let mut depth = 1_usize;
        let ends = |letter| {
            match letter {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        };
        rest = value.split_once(ends).expect("the end of a call").1;
    }
}

/// The arguments of a text and of those in it, and whether one decides over a form.
fn needed(texts: &BTreeMap<String, Text>, key: &str) -> BTreeMap<String, bool> {
    let text = &texts[key];
    let decides = |name: &String| text.choices.iter().any(|choice| choice.by == *name);
    let mut needed: BTreeMap<_, _> =
        text.arguments.iter().map(|name| (name.clone(), decides(name))).collect();
    for other in &text.others {
        for (name, decides) in self::needed(texts, other) {
            *needed.entry(name).or_default() |= decides;
        }
    }
    // Every page hands it over.
    needed.remove("root");
    needed
}

/// What is wrong with the uses.
fn faults(texts: &BTreeMap<String, Text>, uses: &[Use]) -> Vec<String> {
    let mut found = Vec::new();
    for Use { key, arguments } in uses {
        if !texts.contains_key(key) {
            found.push(format!("{key} is asked for and not there"));
            continue;
        }
        let needed = needed(texts, key);
        if !needed.keys().eq(arguments.keys()) {
            found.push(format!("{key} needs {:?} and gets {:?}", needed.keys(), arguments.keys()));
        }
        for (name, _) in needed.iter().filter(|(_, decides)| **decides) {
            if arguments.get(name).is_some_and(|how| how != "n") {
                found.push(format!("{key}: {name} decides over the form and is not handed over as a number"));
            }
        }
    }
    let asked: BTreeSet<&str> = uses.iter().map(|one| one.key.as_str()).collect();
    let held: BTreeSet<&str> =
        texts.values().flat_map(|text| text.others.iter().map(String::as_str)).collect();
    let idle = texts.keys().filter(|key| !asked.contains(key.as_str()) && !held.contains(key.as_str()));
    found.extend(idle.map(|key| format!("{key} is never asked for")));
    found
}

/// The files below `folder` with this ending.
pub fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == ending) {
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn every_text_that_is_asked_for_is_there_with_its_arguments_and_no_other_is() {
    // The desk is not there yet.
    let sides = ["src/intake", "src/i18n", "src/web"];
    let sources = sides.into_iter().flat_map(|side| files(side, "rs")).chain(files("templates", "html"));
    let uses: Vec<_> = sources.flat_map(|(_, source)| uses(&source)).collect();
    assert!(uses.len() > 400, "only {} uses were found", uses.len());
    assert_eq!(faults(&all(folder(SOURCE)), &uses), Vec::<String>::new());
}

#[test]
fn texts_that_are_missing_idle_or_wrongly_filled_are_found() {
    let texts = texts_of(
        "plain = Plain\ndays =\n    { $days ->\n        [one] 1 day\n       *[other] { $days } days\n    }\n\
         within = Within { days }, { $name }\nroot = { $root }/x\n",
    );
    let good = "t.say(\"plain\") t.say(\"root\") lang\n    .say(\"within\")\n    .n(\"days\", f(g(1), 2))\n    .name(\"name\", x).plain()";
    assert_eq!(faults(&texts, &uses(good)), Vec::<String>::new());
    for (more, fault) in [
        ("t.say(\"gone\")", "gone is asked for"),
        ("Key(\"within\")", "within needs"),
        ("t.say(\"plain\").n(\"days\", 1)", "plain needs"),
        ("t.say(\"days\").words(\"days\", d)", "days decides over the form"),
    ] {
        let faults = faults(&texts, &uses(&format!("{good} {more}")));
        assert!(faults.len() == 1 && faults[0].contains(fault), "{faults:?}");
    }
    assert_eq!(
        faults(&texts, &uses("t.say(\"within\").n(\"days\", 1).name(\"name\", x)")).len(),
        2,
        "two are idle"
    );
    assert_eq!(uses("#[cfg(test)] mod tests { t.say(\"x\") }"), []);
}

//! Which modules of the crate a source file names.

/// A path below the crate's root that a source names.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
    /// Whether it is a `use` that others can see.
    pub public_use: bool,
}

/// The module that a file below `src` is.
pub fn module_of(file: &str) -> Vec<String> {
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(String::from).collect();
    if module.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

/// Whether the source asks the operating system for the time.
pub fn asks_the_time(source: &str) -> bool {
    let words: Vec<String> = tokens(source).into_iter().map(|(word, _)| word).collect();
    words.windows(3).any(|three| three[0] == "SystemTime" && three[1] == "::" && three[2] == "now")
}

/// All paths that begin with `crate`, `super`, `self` or the crate's name, and those of `use` lines, from the root.
pub fn named(module: &[String], source: &str) -> Vec<Named> {
    let tokens = tokens(source);
    let word = |at: usize| tokens.get(at).map_or("", |(word, _)| word.as_str());
    let mut here = module.to_vec();
    let mut open_modules = Vec::new();
    let (mut depth, mut at) = (0_usize, 0_usize);
    let mut found = Vec::new();
    while at < tokens.len() {
        let is_use = word(at) == "use";
        let start = if is_use { at + 1 } else { at };
        let anchored = matches!(word(start), "crate" | "super" | "self" | "redchannel")
            && matches!(word(start + 1), "::" | "as")
            && (at == 0 || word(at - 1) != "::");
        if is_use || anchored {
            let public_use = is_use && at > 0 && matches!(word(at - 1), "pub" | ")");
            let mut paths = Vec::new();
            let next = tree(&tokens, start, &[], &mut paths);
            let line = tokens[at].1;
            found.extend(
                paths
                    .into_iter()
                    .filter_map(|path| resolve(&here, &path).map(|path| Named { path, line, public_use })),
            );
            at = next.max(at + 1);
            continue;
        }
        match word(at) {
            "mod" if word(at + 2) == "{" => {
                here.push(word(at + 1).to_owned());
                open_modules.push(depth);
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if open_modules.last() == Some(&depth) {
                    open_modules.pop();
                    here.pop();
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads one tree of paths, as in `a::{b, c::d}`, and returns where it ends.
fn tree(tokens: &[(String, usize)], mut at: usize, before: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let word = |at: usize| tokens.get(at).map_or("", |(word, _)| word.as_str());
    if word(at) == "::" {
        return at + 1;
    }
    loop {
        match word(at) {
            "{" => {
                at += 1;
                while at < tokens.len() && word(at) != "}" {
                    let next = tree(tokens, at, &path, paths);
                    at = if word(next) == "as" { next + 2 } else { next };
                    at += usize::from(word(at) == ",");
                }
                return at + 1;
            }
            part if part == "*" || part.starts_with(|first: char| first.is_alphabetic() || first == '_') => {
                path.push(part.to_owned());
                at += 1;
            }
            _ => break at += usize::from(path.len() == before.len()),
        }
        if word(at) != "::" || word(at + 1) == "<" {
            break;
        }
        at += 1;
    }
    paths.push(path);
    at
}

/// A path as written in module `here`, from the root; `None` if it is not in the crate for certain.
fn resolve(here: &[String], path: &[String]) -> Option<Vec<String>> {
    let mut rest = path;
    let mut full = here.to_vec();
    match rest.first()?.as_str() {
        "crate" | "redchannel" => full.clear(),
        "std" | "core" | "alloc" => return None,
        "self" | "super" => {
            while let Some("self" | "super") = rest.first().map(String::as_str) {
                if rest[0] == "super" {
                    full.pop();
                }
                rest = &rest[1..];
            }
            full.extend_from_slice(rest);
            return Some(without_self(full));
        }
        // A child of this module, or another crate: inside the module either way, which no rule forbids but one.
        _ => {
            full.extend_from_slice(rest);
            return Some(full);
        }
    }
    full.extend_from_slice(&rest[1..]);
    Some(without_self(full))
}

fn without_self(mut path: Vec<String>) -> Vec<String> {
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    path
}

/// Words, `::` and single signs with their lines, without comments, strings and characters.
fn tokens(source: &str) -> Vec<(String, usize)> {
    let letters: Vec<char> = source.chars().collect();
    let letter = |at: usize| letters.get(at).copied().unwrap_or('\0');
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < letters.len() {
        let start = at;
        match letter(at) {
            '/' if letter(at + 1) == '/' => at = find(&letters, at, "\n"),
            '/' if letter(at + 1) == '*' => at = find(&letters, at + 2, "*/") + 2,
            'r' if raw_string(&letters, at).is_some() => at = raw_string(&letters, at).unwrap_or(at + 1),
            '"' => at = string_end(&letters, at),
            '\'' if letter(at + 1) == '\\' => at = find(&letters, at + 3, "'") + 1,
            '\'' if letter(at + 2) == '\'' => at += 3,
            ':' if letter(at + 1) == ':' => {
                found.push((String::from("::"), line));
                at += 2;
            }
            first if is_word(first) => {
                while is_word(letter(at)) {
                    at += 1;
                }
                found.push((letters[start..at].iter().collect(), line));
            }
            other => {
                if !other.is_whitespace() {
                    found.push((other.to_string(), line));
                }
                at += 1;
            }
        }
        let end = at.min(letters.len());
        line += letters[start..end].iter().filter(|letter| **letter == '\n').count();
    }
    found
}

fn find(letters: &[char], from: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    (from..letters.len()).find(|at| letters[*at..].starts_with(&end)).unwrap_or(letters.len())
}

fn string_end(letters: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < letters.len() && letters[at] != '"' {
        at += if letters[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Where the raw string that begins at `start` ends, if one begins there.
fn raw_string(letters: &[char], start: usize) -> Option<usize> {
    let hashes = letters[start + 1..].iter().take_while(|letter| **letter == '#').count();
    let quote = start + 1 + hashes;
    let end = format!("\"{}", "#".repeat(hashes));
    (letters.get(quote) == Some(&'"')).then(|| find(letters, quote + 1, &end) + end.len())
}

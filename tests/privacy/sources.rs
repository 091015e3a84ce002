//! What the sources may not do, because it would leave traces that no test can find every time.

use std::fs;
use std::path::Path;

use super::server::files_under;

/// The part of a source file that is in the program.
fn shipped(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    if name == "tests.rs" || name.ends_with("_tests.rs") || path.extension()? != "rs" {
        return None;
    }
    let text = fs::read_to_string(path).expect("a source file");
    Some(text.split("#[cfg(test)]").next().expect("its start").to_owned())
}

#[test]
fn no_secret_is_drawn_from_a_generator_that_remembers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut read = 0;
    for path in files_under(&root) {
        let Some(text) = shipped(&path) else { continue };
        read += 1;
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for generator in ["rand::rng()", "rand::random", "ThreadRng", "StdRng", "SmallRng", "thread_rng"]
            {
                assert!(!code.contains(generator), "{}:{}: {generator}", path.display(), number + 1);
            }
        }
    }
    assert!(read > 100, "the sources were not found");
}

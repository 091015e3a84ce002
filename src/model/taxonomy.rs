//! The families a report can be about: read from `config/taxonomy.toml`, which is part of the program.
//!
//! Codes are stable for ever. The items below the families, and the other languages of the file, are read when the questionnaire
//! needs them.

use std::sync::LazyLock;

use serde::Deserialize;

/// One of the families.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Family {
    /// Three capital letters, for ever.
    #[serde(rename = "c")]
    pub code: String,
    /// Plain English words.
    #[serde(rename = "en")]
    pub words: String,
}

#[derive(Deserialize)]
struct Taxonomy {
    version: u32,
    family: Vec<Family>,
}

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    // The file is compiled in and a test reads it, so that a fault in it cannot reach a running server.
    toml::from_str(include_str!("../../config/taxonomy.toml"))
        .unwrap_or(Taxonomy { version: 0, family: Vec::new() })
});

/// All families, in the order in which they are shown.
pub fn families() -> &'static [Family] {
    &TAXONOMY.family
}

/// The version of the taxonomy, kept with each report.
pub fn version() -> u32 {
    TAXONOMY.version
}

/// The family with this code.
pub fn family(code: &str) -> Option<&'static Family> {
    families().iter().find(|family| family.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_is_compiled_in_holds_thirteen_families() {
        assert_eq!(version(), 1);
        assert_eq!(families().len(), 13);
        assert!(families().iter().all(|family| family.code.len() == 3 && !family.words.is_empty()));
        assert_eq!(family("OTH").unwrap().words, "Something else or not sure");
        assert_eq!(family("nonsense"), None);
    }
}

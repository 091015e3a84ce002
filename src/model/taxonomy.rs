//! The families a report can be about: read from `config/taxonomy.toml`, which is part of the program.
//!
//! Codes are stable for ever.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};

/// One of the families.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Family {
    /// Three capital letters, for ever.
    #[serde(rename = "c")]
    pub code: String,
    /// Plain English words.
    #[serde(rename = "en")]
    pub words: String,
    /// The same in other languages, by their codes.
    #[serde(flatten, deserialize_with = "texts")]
    others: BTreeMap<String, String>,
}

impl Family {
    /// Plain words in this language; in English where there are none.
    pub fn in_language(&self, code: &str) -> &str {
        self.others.get(code).unwrap_or(&self.words)
    }
}

/// What a line says beside the keys that are read by name. Only its languages are asked for.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let values = BTreeMap::<String, toml::Value>::deserialize(deserializer)?;
    Ok(values.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect())
}

/// One of the items below a family.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Item {
    /// The family's letters and a number, `SOL-01`, for ever.
    #[serde(rename = "c")]
    pub code: String,
    /// How grave it is by itself, 1 to 4.
    #[serde(rename = "s")]
    pub severity: u8,
    /// Plain English words.
    #[serde(rename = "en")]
    pub words: String,
}

impl Item {
    /// The code of its family.
    pub fn family(&self) -> &str {
        self.code.split('-').next().unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Taxonomy {
    version: u32,
    family: Vec<Family>,
    item: Vec<Item>,
}

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    // The file is compiled in and a test reads it, so that a fault in it cannot reach a running server.
    toml::from_str(include_str!("../../config/taxonomy.toml")).unwrap_or(Taxonomy {
        version: 0,
        family: Vec::new(),
        item: Vec::new(),
    })
});

/// All families, in the order in which they are shown.
pub fn families() -> &'static [Family] {
    &TAXONOMY.family
}

/// All items, in their order.
pub fn items() -> &'static [Item] {
    &TAXONOMY.item
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
        assert_eq!(family("OTH").unwrap().in_language("fr"), "Autre ou je ne sais pas");
        assert_eq!(family("OTH").unwrap().in_language("xx"), "Something else or not sure");
        assert_eq!(family("nonsense"), None);
        assert_eq!(items().len(), 71);
        assert!(
            items().iter().all(|item| family(item.family()).is_some() && (1..=4).contains(&item.severity))
        );
    }
}

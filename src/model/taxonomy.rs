//! The families a report can be about: read from `config/taxonomy.toml`, which is part of the program.
//!
//! Codes are stable for ever.

use std::sync::LazyLock;

use serde::Deserialize;

use super::report::Audience;
use super::words::Words;

/// The item and the family of those who are not sure: always offered.
pub const NOT_SURE: &str = "OTH-01";

/// One of the families.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Three capital letters, for ever.
    pub code: String,
    /// Plain English words.
    pub words: String,
    /// The same in every language.
    pub name: Words,
    /// What belongs here, in plain words.
    pub about: Words,
    /// An example.
    pub example: Words,
    /// The name of its icon.
    pub icon: String,
}

/// One of the items below a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The family's letters and a number, `SOL-01`, for ever.
    pub code: String,
    /// How grave it is by itself, 1 to 4.
    pub severity: u8,
    /// Plain English words.
    pub words: String,
    /// The same in every language.
    pub name: Words,
    /// Who is offered it.
    offered_to: Offer,
}

/// Who is offered an item: traders and the public, staff, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Offer {
    #[serde(rename = "T")]
    Trader,
    #[serde(rename = "S")]
    Staff,
    #[serde(rename = "B")]
    Both,
}

impl Item {
    /// The code of its family.
    pub fn family(&self) -> &str {
        self.code.split('-').next().unwrap_or_default()
    }

    /// Whether this audience is offered it. Whoever is neither is offered what traders are, and what concerns staff alone as well:
    /// a relative or a cleaner sees both sides.
    pub const fn is_for(&self, audience: Audience) -> bool {
        match (self.offered_to, audience) {
            (Offer::Both, _)
            | (Offer::Trader, Audience::Trader | Audience::Other)
            | (Offer::Staff, Audience::Staff | Audience::Other) => true,
            (Offer::Trader, Audience::Staff) | (Offer::Staff, Audience::Trader) => false,
        }
    }
}

#[derive(Deserialize)]
#[serde(from = "Rows")]
struct Taxonomy {
    version: u32,
    languages: Vec<String>,
    family: Vec<Family>,
    item: Vec<Item>,
}

/// The file as it is written.
#[derive(Deserialize)]
struct Rows {
    version: u32,
    languages: Vec<String>,
    family: Vec<FamilyRow>,
    item: Vec<ItemRow>,
}

#[derive(Deserialize)]
struct FamilyRow {
    c: String,
    #[serde(default)]
    icon: String,
    #[serde(default)]
    about: Words,
    #[serde(default)]
    example: Words,
    #[serde(flatten)]
    rest: toml::Table,
}

#[derive(Deserialize)]
struct ItemRow {
    c: String,
    a: Offer,
    s: u8,
    #[serde(flatten)]
    rest: toml::Table,
}

impl From<Rows> for Taxonomy {
    fn from(rows: Rows) -> Self {
        let Rows { version, languages, family, item } = rows;
        let name = |rest: &toml::Table| {
            let text = |language: &String| Some((language.clone(), rest.get(language)?.as_str()?.to_owned()));
            Words::new(languages.iter().filter_map(text))
        };
        let of_family = |row: FamilyRow| {
            let (FamilyRow { c, icon, about, example, .. }, name) = (&row, name(&row.rest));
            let (code, icon) = (c.clone(), icon.clone());
            let words = name.in_language("en").to_owned();
            Family { code, words, name, about: about.clone(), example: example.clone(), icon }
        };
        let of_item = |row: ItemRow| {
            let name = name(&row.rest);
            let words = name.in_language("en").to_owned();
            Item { code: row.c, severity: row.s, words, name, offered_to: row.a }
        };
        let family = family.into_iter().map(of_family).collect();
        let item = item.into_iter().map(of_item).collect();
        Self { version, languages, family, item }
    }
}

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    // The file is compiled in and a test reads it, so that a fault in it cannot reach a running server.
    toml::from_str(include_str!("../../config/taxonomy.toml")).unwrap_or(Taxonomy {
        version: 0,
        languages: Vec::new(),
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

/// The languages in which every text of it is there.
pub fn languages() -> &'static [String] {
    &TAXONOMY.languages
}

/// The item with this code.
pub fn item(code: &str) -> Option<&'static Item> {
    items().iter().find(|item| item.code == code)
}

/// The items of a family that an audience is offered, in their order; [`NOT_SURE`] stands at the end of every one. A family that was
/// written for others is offered whole: an officer who sees a colleague take money is as good a witness as the trader who pays.
pub fn offered(family: &str, audience: Audience) -> impl Iterator<Item = &'static Item> {
    let of_family = items().iter().filter(|item| item.family() == family && item.code != NOT_SURE);
    let all: Vec<&Item> = of_family.collect();
    let own = all.iter().any(|item| item.is_for(audience));
    all.into_iter().filter(move |item| !own || item.is_for(audience)).chain(item(NOT_SURE))
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
        assert_eq!(family("OTH").unwrap().name.in_language("fr"), "Autre ou je ne sais pas");
        assert_eq!(family("OTH").unwrap().name.in_language("xx"), "Something else or not sure");
        assert_eq!(family("nonsense"), None);
        assert_eq!(languages(), ["en", "fr", "es", "pt", "ar"]);
        assert_eq!(items().len(), 71);
        assert!(
            items().iter().all(|item| family(item.family()).is_some() && (1..=4).contains(&item.severity))
        );
    }

    #[test]
    fn every_family_and_item_has_its_words_in_every_language() {
        for language in languages() {
            for family in families() {
                for words in [&family.name, &family.about, &family.example] {
                    assert!(words.only_in(language).is_some(), "{} {language}", family.code);
                }
                assert!(!family.icon.is_empty());
            }
            assert!(items().iter().all(|item| item.name.only_in(language).is_some()), "{language}");
        }
    }

    #[test]
    fn every_family_offers_its_items_and_not_being_sure() {
        for (audience, family) in
            Audience::ALL.into_iter().flat_map(|who| families().iter().map(move |it| (who, it)))
        {
            let offered: Vec<&str> = offered(&family.code, audience).map(|item| item.code.as_str()).collect();
            assert_eq!(offered.last(), Some(&NOT_SURE), "{}", family.code);
            assert!(offered.len() > 1, "{audience:?} {}", family.code);
        }
        let staff: Vec<&str> = offered("SEX", Audience::Staff).map(|item| item.code.as_str()).collect();
        assert_eq!(staff, ["SEX-03", "SEX-04", "OTH-01"]);
    }
}

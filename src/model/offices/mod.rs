//! The offices of an administration: read from `offices.toml` of a country pack, with a name in every language.
//!
//! A reporter may always write the place in words of their own; an office is what those words can be recognised as.

mod search;

use std::collections::{BTreeMap, BTreeSet};

use super::fold;
use super::reading::{Faults, Findings, Part, document, shown};
use super::words::Words;

/// Offices of one list, at most.
const MOST: usize = 2_000;

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeKind {
    /// At a land border.
    Border,
    /// At a seaport or river port.
    Port,
    /// At an airport.
    Airport,
    /// On a railway.
    Rail,
    /// Inland: clearance, warehouses, free zones.
    Inland,
    /// Parcels and letters.
    Post,
    /// Headquarters and its units.
    Headquarters,
}

impl OfficeKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Border, Self::Port, Self::Airport, Self::Rail, Self::Inland, Self::Post, Self::Headquarters];

    /// The word in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Border => "border",
            Self::Port => "port",
            Self::Airport => "airport",
            Self::Rail => "rail",
            Self::Inland => "inland",
            Self::Post => "post",
            Self::Headquarters => "headquarters",
        }
    }
}

/// An office.
#[derive(Clone, Debug)]
pub struct Office {
    /// Its code, as the administration uses it.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// What kind of place it is.
    pub kind: OfficeKind,
    /// The key of its region.
    pub region: String,
    /// Its UN/LOCODE, five characters without a space.
    pub locode: Option<String>,
    /// Names, code and UN/LOCODE, folded, as [`fold::append`] writes them.
    folded: String,
}

impl Office {
    /// As it stands in a list to type into: the name, and the code by which it is recognised.
    pub fn label(&self, language: &str) -> String {
        format!("{} ({})", self.name.in_language(language), self.code)
    }
}

/// A list of offices without a fault.
#[derive(Clone, Debug, Default)]
pub struct Offices {
    languages: Vec<String>,
    regions: Vec<(String, Words)>,
    list: Vec<Office>,
}

impl Offices {
    /// Reads a list and judges it.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        let table = document(text)?;
        let mut found = Findings::default();
        let mut file = Part::new(&table, "");
        let languages = file.list("languages", &mut found);
        if languages.is_empty() {
            found.fault("languages", "must list the languages of the names, such as [\"en\", \"fr\"]");
        }
        found.require(&languages);
        let regions = file.parts("region", &mut found);
        let regions: Vec<(String, Words)> =
            regions.into_iter().filter_map(|part| region(part, &mut found)).collect();
        let parts = file.parts("office", &mut found);
        if parts.is_empty() || parts.len() > MOST {
            found.fault("file", format!("must have 1 to {MOST} offices"));
        }
        let offices: Vec<Office> = parts.into_iter().filter_map(|part| office(part, &mut found)).collect();
        file.end(&mut found);
        judge(&regions, &offices, &mut found);
        found.judge(Some(Self { languages, regions, list: offices }))
    }

    /// The languages of the names.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[Office] {
        &self.list
    }

    /// The office with this code.
    pub fn office(&self, code: &str) -> Option<&Office> {
        self.list.iter().find(|office| office.code == code)
    }

    /// By region, in the order of the file: for a list to choose from where nothing can be typed.
    pub fn grouped<'a>(&'a self, language: &str) -> Vec<(&'a str, Vec<&'a Office>)> {
        let of = |key: &str| self.list.iter().filter(|office| office.region == key).collect::<Vec<_>>();
        let groups = self.regions.iter().map(|(key, name)| (name.in_language(language), of(key)));
        groups.filter(|(_, offices)| !offices.is_empty()).collect()
    }
}

fn region(mut part: Part<'_>, found: &mut Findings) -> Option<(String, Words)> {
    let (key, name) = (part.need_text("key", found), part.need_words("name", found));
    part.end(found);
    Some((key?, name?))
}

fn office(mut part: Part<'_>, found: &mut Findings) -> Option<Office> {
    let code = part.need_text("code", found);
    if code.as_deref().is_some_and(|code| !is_code(code)) {
        found.fault(part.place(), "its code must be 1 to 16 capital letters, digits and hyphens");
    }
    let name = part.need_words("name", found);
    let kind = part.need_text("kind", found).and_then(|text| {
        let kind = OfficeKind::ALL.into_iter().find(|kind| kind.key() == text);
        if kind.is_none() {
            let known: Vec<&str> = OfficeKind::ALL.into_iter().map(OfficeKind::key).collect();
            found.fault(part.place(), format!("kind must be one of: {}", known.join(", ")));
        }
        kind
    });
    let region = part.need_text("region", found);
    let locode = part.text("locode", found).map(|text| text.replace(' ', ""));
    if locode.as_deref().is_some_and(|locode| !is_locode(locode)) {
        found.fault(
            part.place(),
            "locode must be two letters of the country and three of the place, such as \"XVRIV\"",
        );
    }
    part.end(found);
    let (code, name) = (code?, name?);
    let folded = folded(&code, locode.as_deref(), &name);
    Some(Office { code, name, kind: kind?, region: region?, locode, folded })
}

fn folded(code: &str, locode: Option<&str>, name: &Words) -> String {
    let mut folded = String::new();
    for text in [Some(code), locode].into_iter().flatten().chain(name.all().map(|(_, text)| text)) {
        fold::append(text, &mut folded);
    }
    folded
}

fn is_code(code: &str) -> bool {
    (1..=16).contains(&code.len())
        && code.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '-')
}

/// UN/LOCODE: two letters, then three letters or the digits 2 to 9 (UNECE recommendation 16).
fn is_locode(text: &str) -> bool {
    let place = |letter: char| letter.is_ascii_uppercase() || ('2'..='9').contains(&letter);
    text.len() == 5
        && text.chars().take(2).all(|letter| letter.is_ascii_uppercase())
        && text.chars().skip(2).all(place)
}

fn judge(regions: &[(String, Words)], offices: &[Office], found: &mut Findings) {
    let mut keys = BTreeSet::new();
    for (key, _) in regions.iter().filter(|(key, _)| !keys.insert(key)) {
        found.fault(format!("region \"{}\"", shown(key)), "there are two regions with this key");
    }
    let mut codes = BTreeSet::new();
    let mut names = BTreeMap::new();
    for office in offices {
        let place = format!("office \"{}\"", shown(&office.code));
        if !codes.insert(&office.code) {
            found.fault(&place, "there are two offices with this code");
        }
        if !keys.contains(&office.region) {
            found.fault(&place, format!("there is no region \"{}\"", shown(&office.region)));
        }
        for (language, name) in office.name.all() {
            let earlier = names.insert((language, fold::fold(name)), &office.code);
            if let Some(earlier) = earlier.filter(|earlier| **earlier != office.code) {
                let what = format!(
                    "is called as \"{}\" is in {language}: nobody can tell them apart",
                    shown(earlier)
                );
                found.fault(&place, what);
            }
        }
    }
}

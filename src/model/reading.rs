//! Reading a data file that an administration edits: all that is wrong with it at once, each fault with its place.
//!
//! A reader that stops at the first fault makes somebody start the program twenty times. Faults quote keys and codes and never a
//! whole text: they end in logs.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use toml::{Table, Value};

use super::words::Words;

/// The longest data file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: `question "held", option "yes"`.
    pub place: String,
    /// What must be different.
    pub what: String,
}

/// All that is wrong with a file, in the order in which it was found; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Fault { place, what }) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            write!(f, "{gap}{place}: {what}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// What was found while reading, and the languages in which every text must be there.
#[derive(Debug, Default)]
pub struct Findings {
    languages: Vec<String>,
    faults: Vec<Fault>,
}

impl Findings {
    /// Notes a fault.
    pub fn fault(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.faults.push(Fault { place: place.into(), what: what.into() });
    }

    /// The languages, from here on.
    pub fn require(&mut self, languages: &[String]) {
        languages.clone_into(&mut self.languages);
    }

    /// The thing that was read, if nothing is wrong.
    ///
    /// # Errors
    /// All faults.
    pub fn judge<T>(self, read: Option<T>) -> Result<T, Faults> {
        match read {
            Some(thing) if self.faults.is_empty() => Ok(thing),
            None if self.faults.is_empty() => {
                Err(Faults(vec![Fault { place: "file".into(), what: "cannot be read".into() }]))
            }
            Some(_) | None => Err(Faults(self.faults)),
        }
    }
}

/// The file as a table.
///
/// # Errors
/// The line at which it is no TOML.
pub fn document(text: &str) -> Result<Table, Faults> {
    let one = |place: String, what: &str| Faults(vec![Fault { place, what: what.to_owned() }]);
    if text.len() > MAX_BYTES {
        return Err(one("file".into(), "is longer than a mebibyte"));
    }
    text.parse::<Table>().map_err(|error| {
        // The error's own text quotes the line.
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
        let line = before.matches('\n').count().saturating_add(1);
        one(
            format!("line {line}"),
            "cannot be read as TOML: look at the quotes, the brackets, and for a key that stands twice",
        )
    })
}

/// A key as it may be shown: short, without what could move a terminal's cursor.
pub fn shown(key: &str) -> String {
    key.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

/// A table that is being read; what is not asked for by [`Part::end`] is a key that does not exist.
#[derive(Debug)]
pub struct Part<'t> {
    table: &'t Table,
    place: String,
    asked: BTreeSet<&'static str>,
}

impl<'t> Part<'t> {
    /// A table at this place.
    pub fn new(table: &'t Table, place: impl Into<String>) -> Self {
        Self { table, place: place.into(), asked: BTreeSet::new() }
    }

    /// Where it stands.
    pub fn place(&self) -> &str {
        &self.place
    }

    fn at(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}, {key}", self.place) }
    }

    fn get(&mut self, key: &'static str) -> Option<&'t Value> {
        self.asked.insert(key);
        self.table.get(key)
    }

    /// Whether it has the key.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A text that may be missing.
    pub fn text(&mut self, key: &'static str, found: &mut Findings) -> Option<String> {
        let value = self.get(key)?;
        let text = value.as_str().filter(|text| is_line(text)).map(|text| text.trim().to_owned());
        if text.is_none() {
            found.fault(self.at(key), "must be one line of text in quotation marks");
        }
        text
    }

    /// A text that must be there.
    pub fn need_text(&mut self, key: &'static str, found: &mut Findings) -> Option<String> {
        if !self.has(key) {
            found.fault(self.at(key), "is missing");
        }
        self.text(key, found)
    }

    /// A whole number within `range` that may be missing.
    pub fn number(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u32>,
        found: &mut Findings,
    ) -> Option<u32> {
        let value = self.get(key)?;
        let number = value.as_integer().and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = (range.start(), range.end());
            found.fault(self.at(key), format!("must be a whole number from {least} to {most}"));
        }
        number
    }

    /// As [`Part::number`], but it must be there.
    pub fn need_number(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u32>,
        found: &mut Findings,
    ) -> Option<u32> {
        if !self.has(key) {
            found.fault(self.at(key), "is missing");
        }
        self.number(key, range, found)
    }

    /// `true`, or not.
    pub fn flag(&mut self, key: &'static str, found: &mut Findings) -> bool {
        let Some(value) = self.get(key) else { return false };
        value.as_bool().unwrap_or_else(|| {
            found.fault(self.at(key), "must be true or false");
            false
        })
    }

    /// A list of texts, or one text; empty if it is missing.
    pub fn list(&mut self, key: &'static str, found: &mut Findings) -> Vec<String> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let list = strings(value);
        if list.is_none() {
            found.fault(
                self.at(key),
                "must be a text in quotation marks, or a list of them in square brackets",
            );
        }
        list.unwrap_or_default()
    }

    /// A text in every language, which may be missing altogether.
    pub fn words(&mut self, key: &'static str, found: &mut Findings) -> Option<Words> {
        let value = self.get(key)?;
        let place = self.at(key);
        let Some(table) = value.as_table() else {
            found.fault(place, "must have a text for each language, such as en = \"…\"");
            return None;
        };
        words_of(table, &place, found)
    }

    /// As [`Part::words`], but it must be there.
    pub fn need_words(&mut self, key: &'static str, found: &mut Findings) -> Option<Words> {
        if !self.has(key) {
            found.fault(self.at(key), "is missing");
        }
        self.words(key, found)
    }

    /// A table inside, which may be missing.
    pub fn part(&mut self, key: &'static str, found: &mut Findings) -> Option<Self> {
        let value = self.get(key)?;
        let place = self.at(key);
        let table = value.as_table();
        if table.is_none() {
            found.fault(place.clone(), "must be a table");
        }
        table.map(|table| Self::new(table, place))
    }

    /// The tables of a list, in their order; each is called by its key or its number.
    pub fn parts(&mut self, key: &'static str, found: &mut Findings) -> Vec<Self> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let tables: Option<Vec<&Table>> =
            value.as_array().and_then(|list| list.iter().map(Value::as_table).collect());
        let Some(tables) = tables else {
            found.fault(self.at(key), "must be a list of tables");
            return Vec::new();
        };
        let called = |(index, table): (usize, &'t Table)| {
            let name = ["key", "code"].iter().find_map(|name| table.get(*name)?.as_str());
            let number = || format!("number {}", index.saturating_add(1));
            let name = name.map_or_else(number, |name| format!("\"{}\"", shown(name)));
            Self::new(table, self.at(&format!("{key} {name}")))
        };
        tables.into_iter().enumerate().map(called).collect()
    }

    /// The keys of the table with their values, for tables whose keys are free.
    pub fn entries(&self) -> impl Iterator<Item = (&'t str, &'t Value)> + use<'t> {
        self.table.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Complains about each key that nobody asked for: a misspelt one would otherwise mean nothing in silence.
    pub fn end(self, found: &mut Findings) {
        for key in self.table.keys().filter(|key| !self.asked.contains(key.as_str())) {
            found.fault(self.at(&shown(key)), "there is no such key");
        }
    }
}

/// One text, or a list of them.
pub fn strings(value: &Value) -> Option<Vec<String>> {
    match value.as_str() {
        Some(one) => Some(vec![one.to_owned()]),
        None => value.as_array()?.iter().map(|entry| entry.as_str().map(str::to_owned)).collect(),
    }
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// A text in every language that the file has.
pub fn words_of(table: &Table, place: &str, found: &mut Findings) -> Option<Words> {
    let mut texts = Vec::new();
    for (language, value) in table {
        let place = format!("{place}.{}", shown(language));
        match value.as_str().filter(|text| is_line(text)) {
            _ if !found.languages.contains(language) => {
                found.fault(place, "is no language of this file; see languages at its head");
            }
            Some(text) => texts.push((language.clone(), text.trim().to_owned())),
            None => found.fault(place, "must be one line of text in quotation marks"),
        }
    }
    let missing: Vec<&str> =
        found.languages.iter().filter(|known| !table.contains_key(*known)).map(String::as_str).collect();
    if !missing.is_empty() {
        let what = format!("is missing in {}", missing.join(", "));
        found.fault(place, what);
    }
    (!texts.is_empty()).then(|| Words::new(texts))
}

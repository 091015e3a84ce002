//! Three layers of values under flat keys (`section.key`), and the problems found while reading them.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use toml::Value;

use super::value::size;
use super::{PREFIX, Problem};

/// Variables for the test suite share the prefix and are not settings.
const FOR_TESTS: &str = "REDCHANNEL_TEST_";

/// Lines of a list, at most, and characters of a line.
const MAX_LINES: usize = 40;
const MAX_LINE_CHARACTERS: usize = 400;

struct Given {
    value: Value,
    /// The variable it came from, to be named in problems.
    variable: Option<String>,
}

/// The values, each from the uppermost layer that has it.
pub(super) struct Layers {
    values: BTreeMap<String, Given>,
    problems: Vec<Problem>,
}

impl Layers {
    /// The lowest layer, which also says which keys exist.
    pub fn new(defaults: &str) -> Self {
        let mut layers = Self { values: BTreeMap::new(), problems: Vec::new() };
        for (key, value) in layers.flatten(defaults) {
            layers.values.insert(key, Given { value, variable: None });
        }
        layers
    }

    /// Lays the text of a file over it.
    pub fn lay_file(&mut self, text: &str) {
        for (key, value) in self.flatten(text) {
            match self.values.get_mut(&key) {
                Some(given) => given.value = value,
                None => self.unknown(&key),
            }
        }
    }

    /// Lays environment variables over it: `REDCHANNEL_SECTION__KEY`, or `REDCHANNEL_KEY` outside sections.
    pub fn lay_environment(&mut self, environment: &BTreeMap<String, String>) {
        for (name, text) in environment {
            let Some(rest) = name.strip_prefix(PREFIX).filter(|_| !name.starts_with(FOR_TESTS)) else {
                continue;
            };
            let key = rest.to_lowercase().replacen("__", ".", 1);
            match self.values.get_mut(&key) {
                Some(given) => {
                    *given = Given { value: like(&given.value, text), variable: Some(name.clone()) };
                }
                None => self.unknown(name),
            }
        }
    }

    /// All that was found wrong.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn flatten(&mut self, text: &str) -> Vec<(String, Value)> {
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                // The error's own text quotes the line.
                let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
                let line = before.matches('\n').count().saturating_add(1);
                let what = "cannot be read as TOML: look at the quotes, the brackets, and for a key that stands twice";
                self.problems.push(Problem { key: format!("line {line}"), what: what.to_owned() });
                return Vec::new();
            }
        };
        let mut flat = Vec::new();
        for (name, value) in table {
            if let Value::Table(section) = value {
                flat.extend(section.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
            } else {
                flat.push((name, value));
            }
        }
        flat
    }

    fn unknown(&mut self, key: &str) {
        // A key is free text in TOML: it is shown without what could move a terminal's cursor.
        let key = key.chars().filter(|letter| !letter.is_control()).take(80).collect();
        let what =
            "there is no such key; the file that `redchannel init` writes lists all of them".to_owned();
        self.problems.push(Problem { key, what });
    }

    /// Notes a problem with this key.
    pub fn wrong(&mut self, key: &str, what: impl Into<String>) {
        let variable = self.values.get(key).and_then(|given| given.variable.as_deref());
        let key = variable.map_or_else(|| key.to_owned(), |variable| format!("{key} ({variable})"));
        self.problems.push(Problem { key, what: what.into() });
    }

    fn value(&mut self, key: &str) -> Option<Value> {
        let value = self.values.get(key).map(|given| given.value.clone());
        if value.is_none() {
            self.wrong(key, "has no default: this program was built wrongly");
        }
        value
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> Option<String> {
        if let Value::String(text) = self.value(key)? {
            return Some(text);
        }
        self.wrong(key, "must be a text in quotation marks");
        None
    }

    /// A text that `parse` understands.
    pub fn parsed<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key)?;
        parse(&text).map_err(|what| self.wrong(key, what.to_string())).ok()
    }

    /// As [`Self::parsed`]; the empty text means that it is not set.
    #[expect(
        clippy::option_option,
        reason = "outside: could it be read, as everywhere here; inside: is it set"
    )]
    pub fn optional<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        self.parsed(key, |text| if text.is_empty() { Ok(None) } else { parse(text).map(Some) })
    }

    /// A whole number within `range`.
    pub fn number<T: Copy + PartialOrd + Display + TryFrom<i64>>(
        &mut self,
        key: &str,
        range: RangeInclusive<T>,
    ) -> Option<T> {
        let number = self.value(key)?.as_integer().and_then(|number| T::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            self.wrong(key, format!("must be a whole number from {} to {}", range.start(), range.end()));
        }
        number
    }

    /// A size in bytes within `range`: a number, or a text with a unit.
    pub fn size(&mut self, key: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = self.value(key)?;
        let bytes = value.as_integer().and_then(|number| u64::try_from(number).ok());
        let bytes = bytes.or_else(|| value.as_str().and_then(size)).filter(|bytes| range.contains(bytes));
        if bytes.is_none() {
            let (least, most) = (range.start(), range.end());
            self.wrong(key, format!("must be a size such as \"25 MiB\", from {least} to {most} bytes"));
        }
        bytes
    }

    /// A list of texts, each of which `parse` understands.
    pub fn list<T, E: Display>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<Vec<T>> {
        let Value::Array(values) = self.value(key)? else {
            self.wrong(key, "must be a list of texts in square brackets");
            return None;
        };
        if values.len() > MAX_LINES {
            self.wrong(key, format!("has more than {MAX_LINES} entries"));
            return None;
        }
        let mut list = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let place = index.saturating_add(1);
            match value.as_str().map(&parse) {
                Some(Ok(entry)) => list.push(entry),
                Some(Err(what)) => self.wrong(key, format!("entry {place} {what}")),
                None => self.wrong(key, format!("entry {place} must be a text in quotation marks")),
            }
        }
        Some(list).filter(|list| list.len() == values.len())
    }

    /// A list of lines to be shown to people.
    pub fn lines(&mut self, key: &str) -> Option<Vec<String>> {
        self.list(key, |line| {
            let fine = !line.trim().is_empty()
                && line.chars().count() <= MAX_LINE_CHARACTERS
                && !line.chars().any(char::is_control);
            if fine {
                Ok(line.trim().to_owned())
            } else {
                Err(format!("must be one line of 1 to {MAX_LINE_CHARACTERS} characters"))
            }
        })
    }

    /// A path; a relative one starts at `folder`. `None` for the folder means that it could not be read itself.
    pub fn path(&mut self, key: &str, folder: Option<&Path>) -> Option<PathBuf> {
        let path = self.parsed(key, |text| {
            if text.is_empty() || text.contains('\0') {
                Err("must be a path")
            } else {
                Ok(PathBuf::from(text))
            }
        })?;
        Some(folder?.join(path))
    }
}

/// The text of a variable, in the kind of the default.
fn like(default: &Value, text: &str) -> Value {
    let as_text = || Value::String(text.to_owned());
    match default {
        Value::Integer(_) => text.trim().parse().map_or_else(|_| as_text(), Value::Integer),
        Value::Array(_) => {
            let entries = text.split(';').map(str::trim).filter(|entry| !entry.is_empty());
            Value::Array(entries.map(|entry| Value::String(entry.to_owned())).collect())
        }
        Value::String(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) | Value::Table(_) => {
            as_text()
        }
    }
}

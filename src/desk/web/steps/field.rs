//! The fields of a form, as data: one template shows them all, one function reads them all.

use std::collections::BTreeMap;

use crate::clock::Day;
use crate::model::id::MemberId;
use crate::secret::SecretText;
use crate::web::form::Form;

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// A heading above it; empty for most.
    pub above: &'static str,
    /// Its name in the form.
    pub name: &'static str,
    /// What is asked.
    pub label: &'static str,
    /// What helps to answer; may be empty.
    pub hint: String,
    /// How it is answered.
    pub kind: Kind,
    /// What is in it. Several for a list of boxes.
    pub values: Vec<String>,
}

/// How a field is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// Several lines, so many shown.
    Text(u8),
    /// A day.
    Day,
    /// One of a list of key and words.
    One(Vec<(String, String)>),
    /// Any of a list of key and words.
    Many(Vec<(String, String)>),
}

impl Field {
    /// One line, empty.
    pub fn line(name: &'static str, label: &'static str) -> Self {
        Self { above: "", name, label, hint: String::new(), kind: Kind::Line, values: Vec::new() }
    }

    /// Several lines.
    pub fn text(name: &'static str, label: &'static str, rows: u8) -> Self {
        Self { kind: Kind::Text(rows), ..Self::line(name, label) }
    }

    /// A day.
    pub fn day(name: &'static str, label: &'static str) -> Self {
        Self { kind: Kind::Day, ..Self::line(name, label) }
    }

    /// One of a list.
    pub fn one(name: &'static str, label: &'static str, choices: Vec<(String, String)>) -> Self {
        Self { kind: Kind::One(choices), ..Self::line(name, label) }
    }

    /// Any of a list.
    pub fn many(name: &'static str, label: &'static str, choices: Vec<(String, String)>) -> Self {
        Self { kind: Kind::Many(choices), ..Self::line(name, label) }
    }

    /// The same, the first under a heading.
    #[must_use]
    pub const fn under(mut self, heading: &'static str) -> Self {
        self.above = heading;
        self
    }

    /// The same with help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same with something in it.
    #[must_use]
    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }

    /// The same with several ticked.
    #[must_use]
    pub fn ticked<'a>(mut self, keys: impl IntoIterator<Item = &'a str>) -> Self {
        self.values = keys.into_iter().map(str::to_owned).collect();
        self
    }

    /// What is in it, as one value.
    pub fn value(&self) -> &str {
        self.values.first().map(String::as_str).unwrap_or_default()
    }

    /// Whether this choice is made.
    pub fn is_chosen(&self, key: &str) -> bool {
        self.values.iter().any(|value| value == key)
    }
}

/// The choices of an enumeration: its keys and words.
macro_rules! choices {
    ($of:ty) => {
        <$of>::ALL.iter().map(|value| (value.key().to_owned(), value.words().to_owned())).collect::<Vec<_>>()
    };
}
pub(super) use choices;

/// What somebody put into a form: by name, in the order sent. Kept in memory while it could not be signed.
#[derive(Clone, Default)]
pub struct Answers(BTreeMap<String, Vec<SecretText>>);

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers(…)")
    }
}

impl Answers {
    /// Reads the named fields.
    pub fn of(form: &Form, fields: &[Field]) -> Self {
        let values = |field: &Field| {
            // Browsers send line ends as CR LF.
            let clean = |value: &SecretText| SecretText::new(value.expose_secret().replace("\r\n", "\n"));
            (field.name.to_owned(), form.values(field.name).map(clean).collect())
        };
        Self(fields.iter().map(values).collect())
    }

    /// Puts what was answered back into the fields.
    pub fn fill(&self, fields: &mut [Field]) {
        for field in fields {
            if let Some(values) = self.0.get(field.name) {
                field.values = values.iter().map(|value| value.expose_secret().to_owned()).collect();
            }
        }
    }

    /// What was answered, without white space around it; empty if nothing.
    pub fn text(&self, name: &str) -> String {
        let value = self.0.get(name).and_then(|values| values.first());
        value.map(|value| value.expose_secret().trim().to_owned()).unwrap_or_default()
    }

    /// All that was ticked.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(SecretText::expose_secret)
    }

    /// What was ticked, read one by one; what cannot be read was not offered.
    pub fn read_all<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.all(name).filter_map(read).collect()
    }

    /// A day; `Ok(None)` if nothing was answered.
    pub fn day(&self, name: &str) -> Result<Option<Day>, String> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let day =
            Day::parse(&text).ok_or_else(|| format!("“{text}” is not a day. Write it like 2026-11-24."))?;
        Ok(Some(day))
    }

    /// One of a list.
    pub fn one<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>, missing: &str) -> Result<T, String> {
        read(&self.text(name)).ok_or_else(|| missing.to_owned())
    }

    /// A member; `None` if nobody was chosen.
    pub fn member(&self, name: &str) -> Option<MemberId> {
        MemberId::parse(&self.text(name))
    }
}

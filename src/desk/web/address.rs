//! The address of a queue: what is chosen, which page, and whether it reloads by itself.

use std::fmt::Write as _;

use crate::desk::casebook::queue::Asked;
use crate::desk::casebook::queue::filter::{Choice, Filter, Mark};
use crate::desk::work::Work;
use crate::model::casework::stage::Stage;
use crate::model::casework::triage::Priority;
use crate::model::id::MemberId;
use crate::random;

/// Who asks for a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Somebody who clicked.
    #[default]
    Asked,
    /// The browser, until all cases are open.
    Waiting,
    /// The browser, every minute, because somebody wanted it.
    Following,
}

/// Where a queue is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// What is chosen.
    pub filter: Filter,
    /// The page, from 0.
    pub page: usize,
    /// Who asks.
    pub pace: Pace,
}

/// What stands for nobody, for no office and for no priority.
const NONE: &str = "none";

impl Address {
    /// Of a filter, at its beginning.
    pub fn of(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// The same at the pace.
    #[must_use]
    pub fn at(&self, pace: Pace) -> Self {
        Self { pace, ..self.clone() }
    }

    /// What is asked for.
    pub fn asked(&self) -> Asked {
        Asked { filter: self.filter.clone(), page: self.page }
    }

    /// Reads the part after the question mark. What is not known, such as an alias of an earlier session, asks for nothing.
    pub fn read(query: &str, work: &Work) -> Self {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.fold(Self::default(), |address, (name, value)| {
            address.clone().take(name, value, work).unwrap_or(address)
        })
    }

    fn take(mut self, name: &str, value: &str, work: &Work) -> Option<Self> {
        let choice = match name {
            "is" => Choice::Mark(Mark::parse(value)?),
            "about" => Choice::Family(none(value).unwrap_or_default().to_owned()),
            "office" if value == NONE => Choice::Office(String::new()),
            "office" => Choice::Office(work.aliases().text(value)?.expose_secret().to_owned()),
            "priority" if value == NONE => Choice::Priority(None),
            "priority" => Choice::Priority(Some(Priority::parse(value)?)),
            "state" => Choice::Stage(Stage::parse(value)?),
            "lead" if value == NONE => Choice::Lead(None),
            "lead" => Choice::Lead(Some(MemberId::parse(value)?)),
            "words" => {
                work.aliases().text(value)?.expose_secret().clone_into(&mut self.filter.words);
                return Some(self);
            }
            "page" => {
                self.page = value.parse::<usize>().ok()?.checked_sub(1)?;
                return Some(self);
            }
            "reload" => {
                self.pace = pace(value)?;
                return Some(self);
            }
            _ => return None,
        };
        self.filter = self.filter.with(choice);
        Some(self)
    }

    /// The part after the question mark. Only letters, digits, `_` and `-` stand in it.
    pub fn query(&self, work: &Work) -> String {
        let alias = |text: &str| work.aliases().of(text, &mut random::rng());
        let some = |text: &str| if text.is_empty() { NONE.to_owned() } else { alias(text) };
        let mut query = String::new();
        let mut add = |name: &str, value: &str| {
            let and = if query.is_empty() { "" } else { "&" };
            // Writing to a string does not fail.
            let _written = write!(query, "{and}{name}={value}");
        };
        for choice in self.filter.choices() {
            match choice {
                Choice::Mark(mark) => add("is", mark.key()),
                Choice::Family(code) if is_plain(&code) => add("about", &code),
                // Not a code of ours: then it is not for an address.
                Choice::Family(_) => add("about", NONE),
                Choice::Office(office) => add("office", &some(&office)),
                Choice::Priority(priority) => add("priority", priority.map_or(NONE, Priority::key)),
                Choice::Stage(stage) => add("state", stage.key()),
                Choice::Lead(lead) => add("lead", &lead.map_or_else(|| NONE.to_owned(), |id| id.to_string())),
            }
        }
        if !self.filter.words.is_empty() {
            add("words", &alias(&self.filter.words));
        }
        if self.page > 0 {
            add("page", &self.page.saturating_add(1).to_string());
        }
        match self.pace {
            Pace::Asked => {}
            Pace::Waiting => add("reload", "soon"),
            Pace::Following => add("reload", "minute"),
        }
        query
    }

    /// The path.
    pub fn path(&self, work: &Work) -> String {
        let query = self.query(work);
        if query.is_empty() { "/".to_owned() } else { format!("/?{query}") }
    }
}

/// Whether the browser asks by itself, by what stands in an address.
pub fn pace_of(query: &str) -> Pace {
    let values = query.split('&').filter_map(|pair| pair.strip_prefix("reload="));
    values.filter_map(pace).next_back().unwrap_or_default()
}

fn pace(value: &str) -> Option<Pace> {
    match value {
        "soon" => Some(Pace::Waiting),
        "minute" => Some(Pace::Following),
        _ => None,
    }
}

fn none(value: &str) -> Option<&str> {
    Some(value).filter(|value| *value != NONE)
}

fn is_plain(code: &str) -> bool {
    !code.is_empty() && code.len() <= 12 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

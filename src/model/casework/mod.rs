//! Casework: what the unit does with a report, as signed items; and the rules that say who may do what, when.
//!
//! ```text
//! work       what a member writes into a case
//! step       steps that take two people: proposals and answers to them
//! terms      small things it is said with
//! stage      the states of a case, and what the reporter is told of each
//! triage     judging what kind of case it is: score, priority, red flags
//! outcome    findings, actions, ways to close
//! deed       what can be done, and which roles may do it
//! rules      whether somebody may do it in a case as it stands; `guard` says why not, `content` what it must say, `second` who must agree
//! file       how a case stands; `fold` reads it from the items, `dated` judges the days they name
//! clocks     what is due
//! ```
//!
//! A case has no row that says how it stands: how it stands follows from its items, in their order, each judged by the rules.

/// An enumeration whose values have a key, as in files, and plain English words. The first value is the default.
macro_rules! words_of {
    ($(#[$doc:meta])* $name:ident { $(#[$fdoc:meta])* $first:ident $fkey:literal $fwords:literal, $($(#[$vdoc:meta])* $value:ident $key:literal $words:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[$fdoc])* #[default] #[serde(rename = $fkey)] $first,
            $($(#[$vdoc])* #[serde(rename = $key)] $value,)*
        }

        impl $name {
            /// All values, in their order.
            pub const ALL: &[Self] = &[Self::$first $(, Self::$value)*];

            /// The word in files and forms.
            pub const fn key(self) -> &'static str {
                match self { Self::$first => $fkey, $(Self::$value => $key,)* }
            }

            /// Plain English words.
            pub const fn words(self) -> &'static str {
                match self { Self::$first => $fwords, $(Self::$value => $words,)* }
            }

            /// The value with this key.
            pub fn parse(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.key() == key)
            }
        }
    };
}

pub mod clocks;
mod content;
pub mod dated;
pub mod deed;
pub mod file;
pub mod fold;
pub mod guard;
pub mod outcome;
pub mod rules;
pub mod second;
pub mod stage;
pub mod step;
pub mod terms;
pub mod triage;
pub mod work;
mod written;

pub use content::{HOLD_DAYS, LEGAL_HOLD_DAYS, MOST_REASON};

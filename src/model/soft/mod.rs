//! Soft checks: what a look at an answer can tell the reporter, who then decides. They warn; they never refuse.
//!
//! A number that does not check out may be a slip of the pen, a number of a kind we do not know, or the forgery that is reported.

pub mod amount;
pub mod chapter;
pub mod container;
mod currencies;
pub mod currency;
pub mod date;
pub mod digits;
pub mod mrn;
pub mod reference;

#[cfg(test)]
mod tests;

/// Something odd about an answer. The words stand in `config/questionnaire.toml` under `[warnings]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// An amount that can be read in two ways.
    AmountAmbiguous {
        /// One.
        either: String,
        /// The other.
        or: String,
    },
    /// An amount that cannot be read as a number.
    AmountUnclear,
    /// An amount without a currency.
    CurrencyMissing,
    /// Letters that are no currency of ISO 4217, or several.
    CurrencyUnknown,
    /// A container number without its seven digits.
    ContainerLength,
    /// A container number whose check digit does not fit.
    ContainerCheck,
    /// 18 characters that are not built like an MRN.
    MrnShape,
    /// An MRN whose check digit does not fit.
    MrnCheck,
    /// A reference that cannot be one: no figure in it, or far too short or long.
    ReferenceUnlikely,
    /// A chapter that the Harmonized System does not have.
    ChapterUnknown,
    /// A day that does not exist.
    DateImpossible,
    /// A day that can be read in two ways.
    DateAmbiguous {
        /// One.
        either: String,
        /// The other.
        or: String,
    },
    /// A day that has not come yet.
    DateFuture,
    /// A day more than thirty years ago.
    DateLongAgo,
    /// A year of another calendar.
    DateCalendar,
}

/// All keys, with the names that stand in braces in their words.
pub const KEYS: &[(&str, &[&str])] = &[
    ("amount_ambiguous", &["either", "or"]),
    ("amount_unclear", &[]),
    ("currency_missing", &[]),
    ("currency_unknown", &[]),
    ("container_length", &[]),
    ("container_check", &[]),
    ("mrn_shape", &[]),
    ("mrn_check", &[]),
    ("reference_unlikely", &[]),
    ("chapter_unknown", &[]),
    ("date_impossible", &[]),
    ("date_ambiguous", &["either", "or"]),
    ("date_future", &[]),
    ("date_long_ago", &[]),
    ("date_calendar", &[]),
];

impl Warning {
    /// The key of its words.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::AmountAmbiguous { .. } => "amount_ambiguous",
            Self::AmountUnclear => "amount_unclear",
            Self::CurrencyMissing => "currency_missing",
            Self::CurrencyUnknown => "currency_unknown",
            Self::ContainerLength => "container_length",
            Self::ContainerCheck => "container_check",
            Self::MrnShape => "mrn_shape",
            Self::MrnCheck => "mrn_check",
            Self::ReferenceUnlikely => "reference_unlikely",
            Self::ChapterUnknown => "chapter_unknown",
            Self::DateImpossible => "date_impossible",
            Self::DateAmbiguous { .. } => "date_ambiguous",
            Self::DateFuture => "date_future",
            Self::DateLongAgo => "date_long_ago",
            Self::DateCalendar => "date_calendar",
        }
    }

    /// What stands in the braces of its words.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::AmountAmbiguous { either, or } | Self::DateAmbiguous { either, or } => {
                vec![("either", either.clone()), ("or", or.clone())]
            }
            Self::AmountUnclear
            | Self::CurrencyMissing
            | Self::CurrencyUnknown
            | Self::ContainerLength
            | Self::ContainerCheck
            | Self::MrnShape
            | Self::MrnCheck
            | Self::ReferenceUnlikely
            | Self::ChapterUnknown
            | Self::DateImpossible
            | Self::DateFuture
            | Self::DateLongAgo
            | Self::DateCalendar => Vec::new(),
        }
    }
}

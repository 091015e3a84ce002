//! What a question is.

use super::condition::Condition;
use crate::model::report::Audience;
use crate::model::words::Words;

/// An enumeration whose values have a key in the file.
macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $value:ident $key:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $value,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$value,)*];

            /// The word in the file.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$value => $key,)* }
            }

            /// The value with this word.
            pub fn parse(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.key() == key)
            }
        }
    };
}

keyed! {
    /// What kind of answer is expected. Every kind also takes words that do not fit it.
    Kind {
        /// One of the options.
        Choice "choice",
        /// Any of the options.
        Several "several",
        /// Yes, no, I am not sure.
        YesNo "yes_no",
        /// Words.
        Text "text",
        /// A number in any digits.
        Number "number",
        /// An amount and its currency.
        Money "money",
        /// A day, or rough words from the options.
        Date "date",
        /// An office of the list, or words.
        Office "office",
        /// A kind of goods: an option, or a chapter of the Harmonized System, or words.
        Chapter "chapter",
        /// Family and item of the taxonomy. Stands in the report itself and in [`super::answers::Answers::item`].
        Taxonomy "taxonomy",
        /// The story. Stands in the report itself.
        Story "story",
        /// Who must not see the report, from the roster. Stands in the report itself.
        Exclude "exclude",
        /// Name and contact in confidence. Sealed apart, never in the report.
        Identity "identity",
    }
}

impl Kind {
    /// Whether the answer stands among the answers. The others have their own place, and their own fields.
    pub const fn is_kept_here(self) -> bool {
        match self {
            Self::Choice
            | Self::Several
            | Self::YesNo
            | Self::Text
            | Self::Number
            | Self::Money
            | Self::Date
            | Self::Office
            | Self::Chapter => true,
            Self::Taxonomy | Self::Story | Self::Exclude | Self::Identity => false,
        }
    }

    /// Whether something can be typed, apart from [`Question::free`].
    pub const fn is_typed(self) -> bool {
        match self {
            Self::Text
            | Self::Number
            | Self::Money
            | Self::Date
            | Self::Office
            | Self::Chapter
            | Self::Story => true,
            Self::Choice | Self::Several | Self::YesNo | Self::Taxonomy | Self::Exclude | Self::Identity => {
                false
            }
        }
    }
}

/// What an answer may give away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Privacy {
    /// Nothing by itself: it may be counted.
    Statistic,
    /// What the case is about.
    Content,
    /// Who reports: a warning stands before the field.
    Reporter,
    /// Who somebody else is: a restricted view, and a warning before the field.
    Others,
}

impl Privacy {
    /// The class of the reference: 0 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::Statistic => 0,
            Self::Content => 1,
            Self::Reporter => 2,
            Self::Others => 3,
        }
    }

    /// The class with this number.
    pub fn of(number: u32) -> Option<Self> {
        [Self::Statistic, Self::Content, Self::Reporter, Self::Others]
            .into_iter()
            .find(|class| u32::from(class.number()) == number)
    }
}

keyed! {
    /// A soft check of a text.
    Check {
        /// References: declarations, MRN, containers.
        Reference "reference",
    }
}

keyed! {
    /// What an amount is, for the comparison on the sheet.
    Sum {
        /// What was demanded.
        Demanded "demanded",
        /// What it officially costs.
        Official "official",
    }
}

/// One of the answers that are offered.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its word in reports, for ever.
    pub key: String,
    /// As it is shown.
    pub words: Words,
    /// The sentence of the sheet; without one the question's.
    pub says: Option<Words>,
    /// Whether it says "I do not know".
    pub unsure: bool,
    /// Chapters of the Harmonized System that it stands for, first and last.
    pub chapters: Option<(u8, u8)>,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its word in reports, for ever.
    pub key: String,
    /// The page on which it stands: 1 to 3.
    pub page: u8,
    /// Who is asked.
    pub audiences: Vec<Audience>,
    /// What kind of answer is expected.
    pub kind: Kind,
    /// What the answer may give away.
    pub class: Privacy,
    /// Whether a page must point out that it is unanswered.
    pub required: bool,
    /// Whether it asks for detail, which nobody is asked for where care is needed.
    pub detail: bool,
    /// Whether words can be typed beside the options.
    pub free: bool,
    /// Characters that can be typed, at most.
    pub most: usize,
    /// A soft check of what is typed.
    pub check: Option<Check>,
    /// Whether the amount is compared on the sheet.
    pub sum: Option<Sum>,
    /// The question whose currency this amount shares; it has no field of its own then.
    pub currency_of: Option<String>,
    /// In the table of the sheet and in the list of mistakes.
    pub name: Words,
    /// As it is asked.
    pub ask: Words,
    /// As staff are asked, if otherwise.
    pub ask_staff: Option<Words>,
    /// Below the question.
    pub help: Option<Words>,
    /// An example of an answer.
    pub example: Option<Words>,
    /// Before the field, in the place of the common one.
    pub warning: Option<Words>,
    /// What is offered, in order.
    pub options: Vec<Choice>,
    /// It is asked only if all of this is so.
    pub when: Condition,
    /// It is not asked if any of this is so.
    pub unless: Condition,
    /// The sentence of the sheet, with `{answer}` in it.
    pub says: Option<Words>,
}

impl Question {
    /// As this audience is asked.
    pub const fn ask_of(&self, audience: Audience) -> &Words {
        match (audience, &self.ask_staff) {
            (Audience::Staff, Some(words)) => words,
            (Audience::Staff, None) | (Audience::Trader | Audience::Other, _) => &self.ask,
        }
    }

    /// The option with this key.
    pub fn option(&self, key: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.key == key)
    }

    /// Whether words can be typed.
    pub const fn is_typed(&self) -> bool {
        self.kind.is_typed() || self.free
    }
}

//! A text with its arguments, on its way into a page.
//!
//! The texts are ours and may hold markup, of which a test allows a short list. What is put into them is not ours and is escaped. Names and
//! codes are set apart by `<bdi>`, so that a name in one direction does not shuffle a sentence in the other.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

use super::Lang;

/// The name of a text, `message` or `message.attribute`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(pub &'static str);

impl From<&'static str> for Key {
    fn from(name: &'static str) -> Self {
        Self(name)
    }
}

impl From<&Key> for Key {
    fn from(key: &Key) -> Self {
        *key
    }
}

// Templates hand over references to what they match on.
impl From<&&Key> for Key {
    fn from(key: &&Key) -> Self {
        **key
    }
}

/// A text with its arguments. Shows itself as HTML.
pub struct Said {
    lang: Lang,
    key: Key,
    arguments: FluentArgs<'static>,
}

/// A number that decides over plural forms, or a reference to one.
pub trait Counted {
    /// As Fluent counts.
    fn counted(&self) -> FluentValue<'static>;
}

macro_rules! counted {
    ($($number:ty),*) => {
        $(impl Counted for $number {
            fn counted(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        })*
    };
}

counted!(u8, u16, u32, u64, usize, i64, f64);

impl<T: Counted> Counted for &T {
    fn counted(&self) -> FluentValue<'static> {
        (**self).counted()
    }
}

impl Said {
    /// `root` begins the addresses in the text, see [`Lang::prefix`].
    pub(super) fn new(lang: Lang, key: Key, root: &'static str) -> Self {
        let mut arguments = FluentArgs::with_capacity(4);
        arguments.set("root", root);
        Self { lang, key, arguments }
    }

    /// The same for a page whose addresses begin with `root`.
    #[must_use]
    pub fn at(mut self, root: &'static str) -> Self {
        self.arguments.set("root", root);
        self
    }

    /// A number.
    #[must_use]
    pub fn n(mut self, name: &'static str, number: impl Counted) -> Self {
        self.arguments.set(name, number.counted());
        self
    }

    /// A name somebody has given: may be in any script, and keeps to itself.
    #[must_use]
    pub fn name(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.arguments.set(name, format!("<bdi>{}</bdi>", escaped(value.as_ref())));
        self
    }

    /// Something that is read from the left in every language: a code, an address, a place in the log.
    #[must_use]
    pub fn code(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.arguments.set(name, format!("<bdi dir=\"ltr\">{}</bdi>", escaped(value.as_ref())));
        self
    }

    /// Words of the same language, such as a day or a size.
    #[must_use]
    pub fn words(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.arguments.set(name, escaped(value.as_ref()));
        self
    }

    /// The text as it stands, for one without markup whose arguments are our own.
    pub fn plain(&self) -> String {
        self.written(self.lang).or_else(|| self.written(Lang::source())).unwrap_or_default()
    }

    fn written(&self, lang: Lang) -> Option<String> {
        let (message, attribute) =
            self.key.0.split_once('.').map_or((self.key.0, None), |(m, a)| (m, Some(a)));
        let bundle = &lang.locale().bundle;
        let message = bundle.get_message(message)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        // What goes wrong here leaves `{$name}` in the text. A test formats every text in every language.
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&self.arguments), &mut errors).into_owned())
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

/// The text is markup of ours, and everything put into it was escaped.
impl askama::filters::HtmlSafe for Said {}

impl askama::FastWritable for Said {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.plain())?)
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&#60;"),
            '>' => safe.push_str("&#62;"),
            '&' => safe.push_str("&#38;"),
            '"' => safe.push_str("&#34;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_put_into_a_text_is_escaped_and_set_apart() {
        let said = Lang::source().say("landing-readers-unit").name("unit", "<b>\"&'").n("readers", 2_u8);
        assert_eq!(said.to_string(), "<strong><bdi>&#60;b&#62;&#34;&#38;&#39;</bdi></strong>: 2 people.");
    }

    #[test]
    fn a_text_that_is_nowhere_is_empty_and_one_attribute_is_not_another() {
        assert_eq!(Lang::source().text("no-such-key"), "");
        assert_eq!(Lang::source().text("flash-first.nothing"), "");
        assert_ne!(Lang::source().text("flash-first.body"), Lang::source().text("flash-first"));
    }

    proptest! {
        #[test]
        fn no_argument_opens_a_tag_or_leaves_an_attribute(name in any::<String>()) {
            let said = Lang::source().say("landing-readers-unit").name("unit", name).n("readers", 1_u8).to_string();
            prop_assert_eq!(said.matches('<').count(), 4);
            prop_assert!(!said.contains('"') && !said.contains('\''));
        }
    }
}

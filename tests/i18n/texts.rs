//! The Fluent files, taken apart.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser::parse;
use redchannel::i18n::locale::{FOLDERS, Folder};

/// A form for each of some numbers.
pub struct Choice {
    /// The argument that decides.
    pub by: String,
    /// The forms with what may be written in them; a number as a name is written as `=1`.
    pub forms: Vec<(String, Vec<String>)>,
}

/// A text or an attribute of one.
#[derive(Default)]
pub struct Text {
    /// Everything it can become, with `{ $name }` for arguments and `{ name }` for other texts.
    pub written: Vec<String>,
    /// Its arguments.
    pub arguments: BTreeSet<String>,
    /// Texts in it.
    pub others: BTreeSet<String>,
    pub choices: Vec<Choice>,
}

/// The texts of a file with their names; attributes as `name.attribute`.
pub fn texts_of(source: &str) -> BTreeMap<String, Text> {
    let resource = parse(source).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut texts = BTreeMap::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let name = message.id.name;
                let attributes =
                    message.attributes.iter().map(|one| (format!("{name}.{}", one.id.name), &one.value));
                let value = message.value.iter().map(|value| (name.to_owned(), value));
                for (name, pattern) in value.chain(attributes) {
                    let mut text = Text::default();
                    text.written = write(pattern, &mut text);
                    assert!(texts.insert(name.clone(), text).is_none(), "{name} stands there twice");
                }
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Term(_) | Entry::Junk { .. } => panic!("terms are not used here: {entry:?}"),
        }
    }
    texts
}

/// The folder of a language.
pub fn folder(code: &str) -> &'static Folder {
    FOLDERS.iter().find(|folder| folder.code == code).expect("a folder")
}

/// All texts of a language.
pub fn all(folder: &Folder) -> BTreeMap<String, Text> {
    let mut texts = BTreeMap::new();
    for (file, source) in folder.texts {
        for (name, text) in texts_of(source) {
            assert!(texts.insert(name.clone(), text).is_none(), "{file}: {name} stands in another file too");
        }
    }
    texts
}

fn write(pattern: &Pattern<&str>, text: &mut Text) -> Vec<String> {
    let mut written = vec![String::new()];
    for element in &pattern.elements {
        let parts = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression } => expressed(expression, text),
        };
        let longer = |start: &String| parts.iter().map(|part| format!("{start}{part}")).collect::<Vec<_>>();
        written = written.iter().flat_map(longer).collect();
    }
    written
}

fn expressed(expression: &Expression<&str>, text: &mut Text) -> Vec<String> {
    match expression {
        Expression::Inline(inline) => vec![inlined(inline, text)],
        Expression::Select { selector, variants } => {
            let InlineExpression::VariableReference { id } = selector else {
                panic!("a choice by {selector:?}")
            };
            text.arguments.insert(id.name.to_owned());
            let mut forms = Vec::new();
            for variant in variants {
                let key = match variant.key {
                    VariantKey::Identifier { name } => name.to_owned(),
                    VariantKey::NumberLiteral { value } => format!("={value}"),
                };
                forms.push((key, write(&variant.value, text)));
            }
            let written = forms.iter().flat_map(|(_, written)| written.clone()).collect();
            text.choices.push(Choice { by: id.name.to_owned(), forms });
            written
        }
    }
}

fn inlined(inline: &InlineExpression<&str>, text: &mut Text) -> String {
    match inline {
        InlineExpression::VariableReference { id } => {
            text.arguments.insert(id.name.to_owned());
            format!("{{ ${} }}", id.name)
        }
        InlineExpression::MessageReference { id, attribute: None } => {
            text.others.insert(id.name.to_owned());
            format!("{{ {} }}", id.name)
        }
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::FunctionReference { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. }
        | InlineExpression::Placeable { .. } => panic!("not used here: {inline:?}"),
    }
}

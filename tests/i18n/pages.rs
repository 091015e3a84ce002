//! The templates and the style sheet of the reporter's side: no words of their own, and no left or right.

use super::uses::files;
use crate::architecture::pages::without_template_code;

/// What stands there in every language: commands, and where the log is.
const ALLOWED: [&str; 4] = ["redchannel verify log", "--url", "§/log", "redchannel verify proof FILE"];

/// Attributes that are read aloud or shown.
const SHOWN: [&str; 6] = ["aria-label", "title", "alt", "placeholder", "label", "summary"];

/// Properties and values that name a side of the screen instead of the line of reading.
const SIDES: [&str; 12] = [
    "margin-left",
    "margin-right",
    "padding-left",
    "padding-right",
    "border-left",
    "border-right",
    "text-align:left",
    "text-align:right",
    "float:left",
    "float:right",
    "{left:",
    ";right:",
];

/// Words that stand in a template.
fn hard_coded(template: &str) -> Vec<String> {
    let page = without_template_code(template);
    let mut found = Vec::new();
    let mut note = |words: &str| {
        let words = words.trim();
        if words.chars().any(char::is_alphabetic) && !ALLOWED.contains(&words) {
            found.push(words.to_owned());
        }
    };
    let (before, tags) = page.split_once('<').unwrap_or((&page, ""));
    note(before);
    for tag in tags.split('<') {
        let (tag, text) = tag.split_once('>').unwrap_or((tag, ""));
        note(text);
        for attribute in SHOWN {
            for value in tag.split(&format!(" {attribute}=\"")).skip(1) {
                note(value.split('"').next().unwrap_or_default());
            }
        }
    }
    found
}

/// The templates that reporters see.
fn templates() -> Vec<(String, String)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/");
    let named = files("templates", "html")
        .into_iter()
        .map(|(path, text)| (path.to_string_lossy().trim_start_matches(root).to_owned(), text));
    named.filter(|(name, _)| !name.starts_with("desk/")).collect()
}

#[test]
fn no_template_of_the_reporter_s_side_holds_words_of_its_own() {
    let templates = templates();
    assert!(templates.len() > 15 && templates.iter().any(|(name, _)| name == "base.html"));
    for (name, template) in templates {
        assert_eq!(hard_coded(&template), Vec::<String>::new(), "templates/{name}");
    }
}

#[test]
fn words_in_a_template_are_found() {
    for template in [
        "Hello",
        "<p>Hello</p>",
        "<p>{{ t.say(\"x\") }} and more</p>",
        "<p>{% if a < b %}yes{% endif %}</p>",
        "<nav aria-label=\"Languages\"></nav>",
        "<a href=\"/x\" title='{{ x }}' title=\"Leave\">{{ x }}</a>",
        "<p>مرحبا</p>",
        "<code>redchannel verify</code>",
    ] {
        assert_eq!(hard_coded(template).len(), 1, "{template}");
    }
    for template in [
        "<p class=\"lead\">{{ t.say(\"x\") }} 1 · {{ y }}</p>",
        "<nav aria-label=\"{{ t.say(\"languages\") }}\">{# words #}</nav>",
        "<span>redchannel verify log <b>--url</b> {{ a }}/log</span>",
    ] {
        assert_eq!(hard_coded(template), Vec::<String>::new(), "{template}");
    }
}

#[test]
fn the_style_sheet_knows_where_a_line_begins_and_not_where_left_is() {
    let sides = |sheet: &str| SIDES.iter().filter(|side| sheet.contains(**side)).count();
    assert_eq!(sides(redchannel::intake::STYLE), 0);
    assert_eq!(sides("p{margin-left:4px;right:0}"), 2);
}

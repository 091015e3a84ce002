//! What a page may not hold: anything that runs, and anything that makes a visitor's browser ask another host.

/// Attributes whose value a browser follows or loads.
const ADDRESSES: &[&str] =
    &["src", "srcset", "href", "action", "formaction", "poster", "data", "ping", "background"];

/// What is wrong with a template. An address that the operator configures (`{{ … }}`: the page to leave for) is not.
pub fn faults(file: &str, template: &str) -> Vec<String> {
    let page = without_template_code(template).to_lowercase();
    let mut found = Vec::new();
    let mut report = |what: &str| found.push(format!("templates/{file}: {what}"));
    if page.contains("javascript:") {
        report("javascript:");
    }
    for tag in page.split('<').skip(1) {
        let (name, attributes) = split_tag(tag);
        if name == "script" {
            report("a script");
        }
        for (attribute, value) in attributes {
            if attribute.starts_with("on") {
                report(&format!("an inline handler, {attribute}"));
            }
            let value: String = value.split_whitespace().collect();
            if ADDRESSES.contains(&attribute.as_str()) && (value.contains("://") || value.starts_with("//")) {
                report(&format!("another host in {attribute}: {value}"));
            }
        }
    }
    found
}

/// The page with `{% … %}` and `{# … #}` taken out and a sign in the place of every `{{ … }}`.
pub fn without_template_code(template: &str) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let (before, code) = rest.split_at(at);
        let (end, sign) = match code.as_bytes().get(1) {
            Some(b'{') => ("}}", "§"),
            Some(b'%') => ("%}", " "),
            _ => ("#}", ""),
        };
        page.push_str(before);
        page.push_str(sign);
        rest = code.split_once(end).map_or("", |(_, after)| after);
    }
    page + rest
}

/// A tag's name and its attributes with their values.
fn split_tag(tag: &str) -> (&str, Vec<(String, String)>) {
    let name_end =
        tag.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/')).unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(name_end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
        let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '>' | '/'));
        let (attribute, after) = rest.split_at(end.unwrap_or(rest.len()));
        if attribute.is_empty() {
            return (name, attributes);
        }
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            attributes.push((attribute.to_owned(), String::new()));
            rest = after;
            continue;
        };
        let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let quoted = value.strip_prefix(quote).unwrap_or(value);
                quoted.split_once(quote).unwrap_or((quoted, ""))
            }
            None => {
                value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len()))
            }
        };
        attributes.push((attribute.to_owned(), value.to_owned()));
        rest = after;
    }
}

#[test]
fn what_runs_or_leads_elsewhere_is_reported() {
    for page in [
        "<p>{{ x }}</p><SCRIPT>alert(1)</SCRIPT>",
        "<p {% if a > b %}onclick=\"x()\"{% endif %}>",
        "<img src=x OnError = 'x()'>",
        "<a href='java{# #}script:x()'>",
        "<img src=\"https://elsewhere.example/pixel\">",
        "<link rel=stylesheet href=//elsewhere.example/a.css>",
        "<form method=post action=\"http://elsewhere.example\">",
    ] {
        assert_eq!(faults("page.html", page).len(), 1, "{page}");
    }
}

#[test]
fn a_plain_page_is_not_reported() {
    let page = "<a href=\"{{ leave }}\">only = once</a><form action='/send' {% if a < b %}hidden{% endif %}><p>see https://a.example <one</p>";
    assert_eq!(faults("page.html", page), Vec::<String>::new());
}

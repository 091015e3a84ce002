//! Which language a browser asks for: `Accept-Language` (RFC 9110, section 12.5.4).
//!
//! The header of a careful reporter's browser is "en-US" whatever they speak, so it only decides where nobody has chosen. It is looked at
//! and forgotten: a list of languages with its weights tells browsers apart, and nothing here keeps, counts or logs it.

use super::Lang;

/// Languages of the header that are looked at.
const LOOKED_AT: usize = 32;

/// The language of ours that the header likes best; `otherwise` if it likes none.
pub fn preferred(header: &str, otherwise: Lang) -> Lang {
    let mut best: Option<(u16, Lang)> = None;
    for wish in header.split(',').take(LOOKED_AT) {
        let mut parts = wish.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let weight = parts.next().map_or(Some(1000), weight).unwrap_or(0);
        let Some(lang) = (if tag == "*" { Some(otherwise) } else { of(tag) }) else { continue };
        // The first of equals.
        if weight > best.map_or(0, |(known, _)| known) {
            best = Some((weight, lang));
        }
    }
    best.map_or(otherwise, |(_, lang)| lang)
}

/// The language of a tag, by the whole of it or by what stands before a hyphen: `fr-CA` is answered in French.
fn of(tag: &str) -> Option<Lang> {
    let tag = tag.to_ascii_lowercase();
    let mut rest = tag.as_str();
    loop {
        if let Some(lang) = Lang::parse(rest) {
            return Some(lang);
        }
        (rest, _) = rest.rsplit_once('-')?;
    }
}

/// `q=0.8` in thousandths.
fn weight(parameter: &str) -> Option<u16> {
    let value = parameter.trim().strip_prefix("q=").or_else(|| parameter.trim().strip_prefix("Q="))?;
    let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
    if rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{rest:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chosen(header: &str) -> &'static str {
        preferred(header, Lang::parse("pt").unwrap()).code()
    }

    #[test]
    fn the_best_liked_of_our_languages_wins() {
        for (header, code) in [
            ("", "pt"),
            ("de", "pt"),
            ("fr", "fr"),
            ("FR-ca", "fr"),
            ("zh-Hant-TW, ar-EG;q=0.9, en;q=0.8", "ar"),
            ("en;q=0.1, es;q=0.2", "es"),
            ("en;q=0.5, fr;q=0.5", "en"),
            ("de, *;q=0.5, en;q=0.4", "pt"),
            ("en;q=0", "pt"),
            ("en;q=2, fr;q=0.1", "fr"),
            ("en;q=x, fr;q=0.001", "fr"),
            ("english", "pt"),
            (",,;q=1,-,fr-", "fr"),
        ] {
            assert_eq!(chosen(header), code, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_harm(header in "\\PC{0,200}|([a-z]{2}(-[A-Z]{2})?(;q=[01](\\.[0-9]{0,4})?)?, ?){0,40}") {
            let fallback = Lang::source();
            let lang = preferred(&header, fallback);
            prop_assert!(lang == fallback || header.to_ascii_lowercase().contains(lang.code()));
        }
    }
}

//! The page for a stranger: how to check a bundle with stock tools.

use super::manifest::Manifest;

const TEXT: &str = include_str!("readme.txt");

/// The page. What is filled in is for convenience; the check does not read it.
pub fn text(manifest: &Manifest, vkey: &str) -> String {
    let filled = [
        ("{reference}", manifest.reference.clone()),
        ("{case}", manifest.case.to_string()),
        ("{day}", manifest.day.to_string()),
        ("{member}", manifest.exported_by.to_string()),
        ("{recipient}", manifest.recipient.to_string()),
        ("{name}", format!("case-{}.tar", manifest.reference)),
        ("{vkey}", vkey.to_owned()),
        ("{genesis}", manifest.genesis.clone()),
        // The last one: what somebody wrote must not be filled in again.
        ("{purpose}", manifest.purpose.clone()),
    ];
    filled.iter().fold(TEXT.to_owned(), |text, (sign, value)| text.replace(sign, value))
}

//! What is read off the pages of the intake. A page is a stranger's text: what does not look as expected is not there.

use crate::crypto::code::Code;
use crate::ledger::receipt::LABEL;

/// The value of a hidden field.
pub(super) fn hidden(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// The code on the card: eight words.
pub(super) fn code(page: &str) -> Option<Code> {
    let (_, card) = page.split_once("<ol class=\"words")?;
    let (card, _) = card.split_once("</ol>")?;
    let words: Vec<&str> =
        card.split("</i>").skip(1).map(|rest| rest.split('<').next().unwrap_or_default()).collect();
    Code::parse(&words.join(" ")).ok()
}

/// Whether a box of this name and value can be ticked, or chosen.
pub(super) fn offers(page: &str, name: &str, value: &str) -> bool {
    page.contains(&format!("name=\"{name}\" value=\"{value}\""))
}

/// The numbers of the proofs that a page links to: `/p/0`, `/p/1` …, each once, in order.
pub(super) fn proofs(page: &str) -> Vec<u32> {
    let numbers = page.split("href=\"/p/").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok());
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Receipts that stand in a page as text.
pub(super) fn receipts(page: &str) -> Vec<Vec<u8>> {
    let plain = page
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#43;", "+")
        .replace("&#x2b;", "+")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let note = |rest: &str| {
        let (text, signatures) = rest.split_once("\n\n")?;
        let lines: Vec<&str> = signatures.lines().take_while(|line| line.starts_with("— ")).collect();
        let signatures: Vec<&str> =
            lines.iter().map(|line| line.split('<').next().unwrap_or_default().trim_end()).collect();
        (!signatures.is_empty()).then(|| format!("{LABEL}{text}\n\n{}\n", signatures.join("\n")).into_bytes())
    };
    plain.split(LABEL).skip(1).filter_map(note).collect()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Day;
    use crate::crypto::note_key::NoteSigner;
    use crate::crypto::words::WordList;
    use crate::ledger::receipt::Receipt;

    #[test]
    fn the_fields_the_code_and_the_proofs_are_found() {
        let made = Code::generate(&mut rand::rng());
        let words: Vec<String> = made
            .words(WordList::English)
            .iter()
            .zip(1..)
            .map(|(word, number)| format!("<li><i aria-hidden=\"true\">{number}</i>{word}</li>\n"))
            .collect();
        let words = words.concat();
        let page = format!(
            "<ol class=\"words notranslate\">{words}</ol><input type=\"hidden\" name=\"t\" value=\"abc\">\
             <a href=\"/p/1\">1</a><a href=\"/p/0\">0</a><a href=\"/p/1\">1</a><a href=\"/p/x\">x</a>"
        );
        assert_eq!(code(&page).unwrap().to_bytes().expose_secret(), made.to_bytes().expose_secret());
        assert_eq!(hidden(&page, "t").as_deref(), Some("abc"));
        assert_eq!(proofs(&page), [0, 1]);
        assert!(offers("<input name=\"x\" value=\"unit:audit\">", "x", "unit:audit"));
        assert!(!offers(&page, "x", "unit:audit"));
    }

    #[test]
    fn a_receipt_in_a_page_is_taken_out_byte_for_byte() {
        let signer = NoteSigner::new("log.example/1", SigningKey::from_bytes(&[1; 32]));
        let receipt = Receipt {
            origin: "log.example/1".into(),
            leaf: [9; 32],
            step: 0,
            kind: "report_received".into(),
            day: Day::from_number(20_000),
        };
        let note = receipt.sign(&signer).unwrap();
        let text = String::from_utf8(note.clone()).unwrap().replace('+', "&#43;");
        assert_eq!(receipts(&format!("<pre>{text}</pre><p>more</p>")), [note]);
        assert!(receipts("<p>none</p>").is_empty());
    }

    proptest! {
        #[test]
        fn any_page_is_read_without_harm(page in "(href=\"/p/|redchannel/v1/receipt|\n\n|— |name=\"t\" value=\"|<ol class=\"words|</i>|\\PC{0,9}){0,12}") {
            prop_assert!(proofs(&page).len() <= page.len());
            prop_assert!(code(&page).is_none());
            for receipt in receipts(&page) {
                prop_assert!(receipt.starts_with(LABEL.as_bytes()));
            }
            hidden(&page, "t");
        }
    }
}

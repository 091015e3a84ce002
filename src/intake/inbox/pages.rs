//! Cutting the conversation into pages that each fit the fixed length of a page.

use crate::i18n::{Lang, words};
use crate::vault::inbox::Reply;

/// Bytes of HTML that the replies of a page may take. The rest of the inbox needs the remainder of 16 KiB; a test renders the fullest one.
const BUDGET: usize = 2700;
/// Bytes of HTML around each reply.
const AROUND: usize = 120;

/// A reply, or the part of a long one that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) day: String,
    pub(super) text: String,
    pub(super) continued: bool,
}

/// The pages, newest first.
pub(super) fn paginate(mut replies: Vec<Reply>, lang: Lang) -> Vec<Vec<Piece>> {
    replies.sort_by_key(|reply| std::cmp::Reverse(reply.sequence));
    let mut pages: Vec<Vec<Piece>> = Vec::new();
    let mut left = 0;
    for reply in &replies {
        let mut rest = reply.text.expose_secret();
        let mut continued = false;
        loop {
            if left <= AROUND * 2 {
                pages.push(Vec::new());
                left = BUDGET;
            }
            let (text, after) = cut(rest, left.saturating_sub(AROUND));
            left = left.saturating_sub(escaped(text)).saturating_sub(AROUND);
            if let Some(page) = pages.last_mut() {
                page.push(Piece { day: words::day(lang, reply.day), text: text.to_owned(), continued });
            }
            if after.is_empty() {
                break;
            }
            (rest, continued, left) = (after, true, 0);
        }
    }
    pages
}

/// The longest beginning of `text` that takes at most `bytes` as HTML, and the rest. Cut between words where one ends near.
pub(in crate::intake) fn cut(text: &str, bytes: usize) -> (&str, &str) {
    let mut used = 0_usize;
    let mut end = 0_usize;
    let mut word_end = 0;
    for (place, letter) in text.char_indices() {
        used = used.saturating_add(letter_bytes(letter));
        if used > bytes {
            let at = if word_end > end.saturating_sub(200) { word_end } else { end };
            return text.split_at_checked(at).unwrap_or((text, ""));
        }
        end = place.saturating_add(letter.len_utf8());
        if letter.is_whitespace() {
            word_end = end;
        }
    }
    (text, "")
}

fn escaped(text: &str) -> usize {
    text.chars().map(letter_bytes).sum()
}

/// Bytes of a character as HTML text: the template engine writes five characters as numbers.
const fn letter_bytes(letter: char) -> usize {
    match letter {
        '<' | '>' | '&' | '"' | '\'' => 5,
        other => other.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Day;
    use crate::secret::SecretText;

    fn reply(sequence: u64, text: &str) -> Reply {
        Reply { day: Day::from_number(20_000), text: SecretText::new(text), sequence }
    }

    #[test]
    fn the_newest_stands_first_and_short_ones_share_a_page() {
        let pages = paginate(vec![reply(1, "old"), reply(3, "new"), reply(2, "middle")], Lang::source());
        let texts: Vec<_> = pages[0].iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!((pages.len(), texts), (1, vec!["new", "middle", "old"]));
    }

    #[test]
    fn no_reply_no_page() {
        assert!(paginate(Vec::new(), Lang::source()).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_page_is_too_full(texts in proptest::collection::vec("[a-z<&é漢 \n]{0,9000}", 0..6)) {
            let replies = (0..).zip(&texts).map(|(sequence, text)| reply(sequence, text)).collect();
            let pages = paginate(replies, Lang::source());
            for page in &pages {
                let bytes: usize = page.iter().map(|piece| escaped(&piece.text).saturating_add(AROUND)).sum();
                prop_assert!(bytes <= BUDGET && !page.is_empty());
            }
            let joined: String = pages.iter().flatten().map(|piece| piece.text.as_str()).collect();
            prop_assert_eq!(joined, texts.iter().rev().map(String::as_str).collect::<String>());
        }
    }
}

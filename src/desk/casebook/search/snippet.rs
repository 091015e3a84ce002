//! The place where something was found, with its hits marked.

use super::query::Query;
use super::texts::Text;
use crate::model::fold;

/// Words before the first hit that are shown.
const BEFORE: usize = 5;
/// Words that are shown at most.
const WORDS: usize = 26;
/// Characters of a piece; a word without an end must not fill the page.
const PIECE: usize = 160;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words as they were written.
    pub text: String,
    /// Whether this is what was looked for.
    pub hit: bool,
}

/// A place where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Where: `Story`.
    pub source: &'static str,
    /// What stands there.
    pub pieces: Vec<Piece>,
}

/// The best place: where most of what was looked for stands, the first of equals.
pub fn snippet(texts: &[Text<'_>], query: &Query) -> Option<Snippet> {
    let mut best: Option<(usize, Snippet)> = None;
    for text in texts {
        let words = fold::words(&text.words);
        let marks = marks(&words, query);
        let Some((terms, first)) = weight(&words, &marks, query) else { continue };
        if best.as_ref().is_none_or(|(most, _)| terms > *most) {
            let pieces = pieces(&text.words, &words, &marks, first);
            best = Some((terms, Snippet { source: text.source, pieces }));
        }
    }
    best.map(|(_, snippet)| snippet)
}

/// For each word whether it is part of a hit.
fn marks(words: &[fold::Word], query: &Query) -> Vec<bool> {
    let mut marks = vec![false; words.len()];
    for at in 0..words.len() {
        let longest = query.hits(words.get(at..).unwrap_or_default()).max().unwrap_or(0);
        marks.iter_mut().skip(at).take(longest).for_each(|mark| *mark = true);
    }
    // One letter can stand for several words, as ﷺ does: what is shown of one of them is shown of all.
    let places = words.chunk_by(|one, next| one.place == next.place).map(<[fold::Word]>::len);
    let mut rest = marks.as_mut_slice();
    for length in places {
        let (same, others) = rest.split_at_mut(length);
        let hit = same.contains(&true);
        same.fill(hit);
        rest = others;
    }
    marks
}

/// How many different terms are hit, and the first hit.
fn weight(words: &[fold::Word], marks: &[bool], query: &Query) -> Option<(usize, usize)> {
    let first = marks.iter().position(|mark| *mark)?;
    let mut hit: Vec<bool> = Vec::new();
    for at in 0..words.len() {
        let here = query.hits(words.get(at..).unwrap_or_default()).map(|length| length > 0);
        hit = if hit.is_empty() {
            here.collect()
        } else {
            hit.iter().zip(here).map(|(before, now)| *before || now).collect()
        };
    }
    Some((hit.iter().filter(|hit| **hit).count(), first))
}

fn pieces(text: &str, words: &[fold::Word], marks: &[bool], first: usize) -> Vec<Piece> {
    let from = first.saturating_sub(BEFORE);
    let to = from.saturating_add(WORDS).min(words.len());
    let mut pieces: Vec<Piece> = Vec::new();
    let mut done = if from == 0 { 0 } else { words.get(from).map_or(0, |word| word.place.start) };
    if from > 0 {
        push(&mut pieces, "… ", false);
    }
    for (word, mark) in words.iter().zip(marks).take(to).skip(from) {
        let between = text.get(done..word.place.start).unwrap_or_default();
        // Between two marked words the space is marked, too: a phrase is one hit.
        let joined =
            *mark && between.chars().all(char::is_whitespace) && pieces.last().is_some_and(|piece| piece.hit);
        push(&mut pieces, between, joined);
        push(&mut pieces, text.get(done.max(word.place.start)..word.place.end).unwrap_or_default(), *mark);
        done = done.max(word.place.end);
    }
    if to < words.len() {
        push(&mut pieces, " …", false);
    } else {
        push(&mut pieces, text.get(done..).unwrap_or_default(), false);
    }
    for piece in &mut pieces {
        if piece.text.chars().count() > PIECE {
            piece.text = piece.text.chars().take(PIECE).chain(['…']).collect();
        }
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, text: &str, hit: bool) {
    for letter in text.chars() {
        // Line ends and wide gaps would tear the row apart.
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        match pieces.last_mut() {
            Some(last) if letter == ' ' && last.text.ends_with(' ') => {}
            Some(last) if last.hit == hit => last.text.push(letter),
            Some(_) | None => pieces.push(Piece { text: letter.to_string(), hit }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::*;

    fn text(source: &'static str, words: &str) -> Text<'static> {
        Text { source, words: Cow::Owned(words.to_owned()) }
    }

    /// The snippet with its hits in brackets.
    fn shown(texts: &[Text<'_>], typed: &str) -> String {
        let found = snippet(texts, &Query::parse(typed).unwrap()).unwrap();
        let pieces = found
            .pieces
            .iter()
            .map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() });
        format!("{}: {}", found.source, pieces.collect::<String>())
    }

    #[test]
    fn the_hit_is_marked_as_it_was_written() {
        let story = text("Story", "Il a demandé 200 €\nsans reçu, à la douane.");
        assert_eq!(
            shown(std::slice::from_ref(&story), "RECU dou"),
            "Story: Il a demandé 200 € sans [reçu], à la [douane]."
        );
        assert_eq!(shown(&[story], "\"sans recu\""), "Story: Il a demandé 200 € [sans reçu], à la douane.");
        let arabic = text("Story", "طلب مني الموظف مبلغ ٥٠٠ دولار");
        assert_eq!(shown(&[arabic], "موظف 500"), "Story: طلب مني [الموظف] مبلغ [٥٠٠] دولار");
    }

    #[test]
    fn a_letter_that_stands_for_several_words_is_marked_for_each_of_them() {
        for typed in ["صلى", "الله", "وسلم"] {
            assert_eq!(shown(&[text("Story", "قال ﷺ نعم")], typed), "Story: قال [ﷺ] نعم", "{typed}");
        }
    }

    #[test]
    fn a_long_text_is_cut_around_the_hit_and_the_better_place_is_shown() {
        let long = format!("{} gate {}", "before ".repeat(50), "after ".repeat(50));
        let line = shown(&[text("Story", &long)], "gate");
        assert!(
            line.starts_with("Story: … before before before before before [gate] after")
                && line.ends_with(" …")
        );
        assert!(line.len() < 260);
        let two = [text("Story", "a gate"), text("Note", "gate seven")];
        assert_eq!(shown(&two, "gate seven"), "Note: [gate seven]");
    }

    proptest! {
        #[test]
        fn any_text_and_question_give_pieces_of_the_text(words in "\\PC{0,200}", typed in "\\PC{1,20}") {
            let Some(query) = Query::parse(&typed) else { return Ok(()) };
            if let Some(found) = snippet(&[text("Story", &words)], &query) {
                prop_assert!(found.pieces.iter().any(|piece| piece.hit));
            }
        }
    }
}

//! A question: words that must all be there, each at the beginning of a word; phrases in quotation marks word for word.

use memchr::memmem::Finder;

use crate::model::fold;

/// Characters of a question that count.
const MOST_CHARACTERS: usize = 200;
/// Words and phrases that count.
const MOST_TERMS: usize = 12;

/// What is written in one piece with the Arabic word that follows it: the article, “and”, “with”, “for” and their like.
const BEFORE_ARABIC: [&str; 14] =
    ["ال", "و", "ف", "ب", "ك", "ل", "لل", "وال", "فال", "بال", "كال", "ولل", "وب", "ول"];
const ARTICLE: &str = "ال";
/// Without its article an Arabic word has so many letters at least; shorter ones are no word but a part of one.
const SHORTEST_ARABIC: usize = 3;

/// What somebody looks for. Redacted: it may name whom a report is about.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

/// Words that stand one after the other.
#[derive(Clone, PartialEq, Eq)]
struct Term {
    words: Vec<String>,
    /// Whether the last word ends there.
    whole: bool,
    /// Whether something may be written in one piece before the first.
    arabic: bool,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Query({} terms)", self.terms.len())
    }
}

impl Query {
    /// Reads what was typed; `None` if there is no word in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed: String = typed.chars().take(MOST_CHARACTERS).collect();
        let mut terms = Vec::new();
        let is_quote = |letter: char| matches!(letter, '"' | '“' | '”' | '„' | '«' | '»');
        let mut pieces = typed.split(is_quote).peekable();
        let mut quoted = false;
        while let Some(piece) = pieces.next() {
            // The last quotation mark may not have been typed yet.
            let closed = pieces.peek().is_some();
            if quoted {
                terms.extend(Term::read(piece, closed));
            } else {
                terms.extend(piece.split_whitespace().filter_map(|word| Term::read(word, false)));
            }
            quoted = !quoted;
        }
        terms.truncate(MOST_TERMS);
        // The longest is the rarest, mostly.
        terms.sort_by_key(|term| std::cmp::Reverse(term.words.iter().map(String::len).sum::<usize>()));
        (!terms.is_empty()).then_some(Self { terms })
    }

    /// What looks through folded texts; made once for many.
    pub fn finders(&self) -> Finders<'_> {
        Finders(
            self.terms.iter().map(|term| (term, Finder::new(&term.words.join(" ")).into_owned())).collect(),
        )
    }

    /// How many words of `words` from its beginning are what is looked for, by term.
    pub(super) fn hits(&self, words: &[fold::Word]) -> impl Iterator<Item = usize> {
        self.terms.iter().map(|term| if term.begins(words) { term.words.len() } else { 0 })
    }
}

impl Term {
    fn read(text: &str, whole: bool) -> Option<Self> {
        let mut words: Vec<String> = fold::words(text).into_iter().map(|word| word.folded).collect();
        let first = words.first_mut()?;
        let arabic = first.chars().next().is_some_and(|letter| ('\u{620}'..='\u{6ff}').contains(&letter));
        if let Some(bare) = first.strip_prefix(ARTICLE).filter(|_| arabic)
            && bare.chars().count() >= SHORTEST_ARABIC
        {
            *first = bare.to_owned();
        }
        Some(Self { words, whole, arabic })
    }

    fn begins(&self, words: &[fold::Word]) -> bool {
        let last = self.words.len().saturating_sub(1);
        let fits = |(number, wanted): (usize, &String)| {
            let Some(word) = words.get(number) else { return false };
            let word = word.folded.as_str();
            let rest = match word.find(wanted.as_str()).filter(|_| number == 0 && self.arabic) {
                Some(_) => BEFORE_ARABIC
                    .iter()
                    .chain(&[""])
                    .find_map(|before| word.strip_prefix(before)?.strip_prefix(wanted.as_str())),
                None => word.strip_prefix(wanted.as_str()),
            };
            rest.is_some_and(|rest| rest.is_empty() || (number == last && !self.whole))
        };
        self.words.iter().enumerate().all(fits)
    }

    /// Whether what stands around a place in a folded text lets it count.
    fn counts(&self, text: &str, start: usize, end: usize) -> bool {
        let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else { return false };
        let joined = before.rsplit(' ').next().unwrap_or_default();
        let begins = joined.is_empty() || (self.arabic && BEFORE_ARABIC.contains(&joined));
        begins && (!self.whole || after.starts_with(' '))
    }
}

/// A question, ready to look through many folded texts.
pub struct Finders<'a>(Vec<(&'a Term, Finder<'static>)>);

impl Finders<'_> {
    /// Whether all of it stands in a folded text.
    pub fn all_in(&self, text: &str) -> bool {
        self.0.iter().all(|term| is_in(term, text))
    }

    /// Whether all of it stands in two folded texts together, each word and phrase in one of them.
    pub fn all_in_both(&self, short: &str, long: &str) -> bool {
        self.0.iter().all(|term| is_in(term, short) || is_in(term, long))
    }
}

fn is_in((term, finder): &(&Term, Finder<'static>), text: &str) -> bool {
    let length = finder.needle().len();
    finder.find_iter(text.as_bytes()).any(|start| term.counts(text, start, start.saturating_add(length)))
}

impl std::fmt::Debug for Finders<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Finders(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(typed: &str, text: &str) -> bool {
        let mut folded = String::new();
        fold::append(text, &mut folded);
        Query::parse(typed).unwrap().finders().all_in(&folded)
    }

    #[test]
    fn every_word_must_be_there_and_its_beginning_is_enough() {
        let text = "The officer at gate seven asked 500 dollars for IM4-2026-11873.";
        for typed in
            ["offic", "GATE doll", "seven 500", "im4-2026", "IM4-2026-118", "“gate seven”", "\"gate sev"]
        {
            assert!(finds(typed, text), "{typed}");
        }
        for typed in ["fficer", "gate eight", "\"seven gate\"", "\"gate sev\"", "2026-im4", "officers"] {
            assert!(!finds(typed, text), "{typed}");
        }
    }

    #[test]
    fn what_was_written_with_accents_is_found_without_and_the_other_way() {
        for (typed, text) in [
            ("reçu", "Il a demandé de l'argent sans recu."),
            ("declaration", "La déclaration était fausse."),
            ("camion", "El camión quedó detenido en la aduana."),
            ("AÇÃO", "pediu dinheiro para a acao"),
            ("mercancia", "retuvo la mercancía"),
            ("شاحنه", "وصلت ومعي شاحنة محملة"),
            ("الموظف", "طلب مني موظف الجمارك"),
            ("موظف", "طلب مني الموظف مبلغ ٥٠٠ دولار"),
            ("500", "طلب مني الموظف مبلغ ٥٠٠ دولار"),
            ("احمد", "وأحمد كان هناك"),
            ("بوابه", "عند البوابة رقم ٧"),
        ] {
            assert!(finds(typed, text), "{typed} in {text}");
        }
        assert!(!finds("وظف", "طلب مني الموظف"), "the middle of a word is not its beginning");
        assert!(!finds("مالك", "طلب المال"));
    }

    #[test]
    fn a_phrase_does_not_reach_from_one_text_into_the_next() {
        let mut folded = String::new();
        fold::append("money at the gate", &mut folded);
        fold::append("seven men", &mut folded);
        assert!(Query::parse("gate seven").unwrap().finders().all_in(&folded));
        assert!(!Query::parse("\"gate seven\"").unwrap().finders().all_in(&folded));
    }

    #[test]
    fn what_holds_no_word_is_no_question() {
        for typed in ["", "   ", "\"\"", "—…!", "ء"] {
            assert_eq!(Query::parse(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_found_by_each_of_its_words(text in "\\PC{0,100}|[\u{600}-\u{6ff} ]{0,60}") {
            for word in fold::words(&text) {
                prop_assert!(finds(text.get(word.place.clone()).unwrap(), &text), "{:?}", word);
                prop_assert!(finds(&word.folded, &text), "{:?}", word);
            }
        }

        #[test]
        fn any_question_is_read_and_asked(typed in "\\PC{0,300}|[\"«» a-z]{0,60}", text in "\\PC{0,100}") {
            if let Some(query) = Query::parse(&typed) {
                let mut folded = String::new();
                fold::append(&text, &mut folded);
                let found = query.finders().all_in(&folded);
                let words = fold::words(&text);
                let marked = |term: usize| (0..words.len()).any(|at| query.hits(&words[at..]).nth(term).unwrap() > 0);
                prop_assert_eq!(found, (0..query.terms.len()).all(marked), "the marks agree with the answer");
            }
        }
    }
}

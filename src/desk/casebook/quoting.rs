//! What a message gives away: words that could only come from the report.
//!
//! The reporter reads the message on a telephone that others may look at. Whoever sees a number, a name or a turn of phrase there that
//! stands in the report knows who wrote it, although the report itself cannot be read back.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// So many words in a row are a quotation.
const RUN: usize = 4;
/// A number of fewer digits is not remarkable.
const DIGITS: usize = 3;
/// What is shown at most.
const MOST: usize = 6;

/// What `text` has in common with what the reporter wrote: runs of words, and numbers. Empty if nothing.
pub fn quoted(text: &str, sources: &[&str]) -> Vec<String> {
    let ours = tokens(text);
    let theirs: Vec<Vec<String>> = sources.iter().map(|source| folded(source)).collect();
    let mut found: Vec<String> = Vec::new();
    let mut at = 0_usize;
    while at < ours.len() {
        let length = longest(&ours, at, &theirs);
        let run: Vec<&str> = ours.iter().skip(at).take(length).map(|(shown, _)| shown.as_str()).collect();
        if length >= RUN || (length > 0 && run.iter().any(|word| is_number(word))) {
            found.push(run.join(" "));
            at = at.saturating_add(length);
        } else {
            at = at.saturating_add(1);
        }
    }
    found.dedup();
    found.truncate(MOST);
    found
}

/// The longest run of words from `at` on that stands in one of the sources.
fn longest(ours: &[(String, String)], at: usize, theirs: &[Vec<String>]) -> usize {
    let rest: Vec<&str> = ours.iter().skip(at).map(|(_, word)| word.as_str()).collect();
    let common = |source: &[String]| {
        source.iter().zip(&rest).take_while(|(theirs, ours)| theirs.as_str() == **ours).count()
    };
    let starts = theirs.iter().flat_map(|source| (0..source.len()).filter_map(|from| source.get(from..)));
    starts.map(common).max().unwrap_or(0)
}

/// Words as they are shown, and as they are compared.
fn tokens(text: &str) -> Vec<(String, String)> {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '/' | '\''));
    words.filter(|word| !word.is_empty()).map(|word| (word.to_owned(), fold(word))).collect()
}

fn folded(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|(_, word)| word).collect()
}

fn fold(word: &str) -> String {
    let mark = |letter: &char| letter.general_category_group() == GeneralCategoryGroup::Mark;
    let letters = word.nfkd().filter(|letter| letter.is_alphanumeric() && !mark(letter));
    letters.flat_map(char::to_lowercase).collect()
}

fn is_number(word: &str) -> bool {
    word.chars().filter(|letter| letter.is_numeric()).count() >= DIGITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STORY: &str = "The officer with the grey cap asked for 50,000 at the north gate, plate AB-1234-CD.";

    #[test]
    fn a_quotation_and_a_number_are_noticed_whatever_their_spelling() {
        let found = quoted("Was it the OFFICER with the grey cap? And plate ab-1234-cd?", &[STORY]);
        assert_eq!(found, ["the OFFICER with the grey cap", "plate ab-1234-cd"]);
        assert_eq!(quoted("Did you pay 000 or less?", &["They took 000."]), ["000"]);
    }

    #[test]
    fn plain_questions_are_not_quotations() {
        assert!(quoted("Thank you. Which day was it, and was anybody else there?", &[STORY]).is_empty());
        assert!(quoted("At the gate?", &[STORY]).is_empty());
        assert!(quoted("", &[STORY, ""]).is_empty());
    }

    #[test]
    fn arabic_is_compared_without_its_marks() {
        let story = "طلبَ الموظف مبلغا كبيرا عند البوابة الشمالية";
        assert_eq!(quoted("هل طلب الموظف مبلغا كبيرا منك؟", &[story]).len(), 1);
    }

    proptest! {
        #[test]
        fn whatever_is_quoted_in_full_is_noticed(story in "[a-z]{2,8}( [a-z]{2,8}){3,12}") {
            prop_assert!(!quoted(&story, &[&story]).is_empty());
        }

        #[test]
        fn any_two_texts_can_be_compared(ours in "\\PC{0,80}", theirs in "\\PC{0,80}") {
            prop_assert!(quoted(&ours, &[&theirs]).len() <= MOST);
        }
    }
}

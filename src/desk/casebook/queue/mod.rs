//! The queue: every case the member can open, what is wrong first, then what is due first; filtered, counted and cut into pages.

pub mod card;
pub mod counts;
pub mod filter;
pub mod rows;

use super::Casebook;
use super::deadline::{Urgency, urgency};
use super::search::query::Query;
use super::sheet::alarm_words;
use super::view::due_cell;
use crate::clock::Day;
use crate::desk::people::People;
use crate::desk::seen::Beginning;
use crate::model::casework::file::Person;
use crate::model::casework::triage::Priority;
use card::{Card, Looker};
use counts::{Counts, Group, failing};
use filter::{Choice, Filter};
use rows::{QueueRow, row};

/// Cases of a page.
pub const PAGE: usize = 100;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Which cases.
    pub filter: Filter,
    /// Which page of them, from 0.
    pub page: usize,
}

/// The queue as a page shows it.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The cases of this page.
    pub rows: Vec<QueueRow>,
    /// How many fit the filter.
    pub total: usize,
    /// The page, from 0; the last one if there are not so many.
    pub page: usize,
    /// How many pages there are, one at least.
    pub pages: usize,
    /// What can be chosen.
    pub groups: Vec<Group>,
    /// What is chosen, in words.
    pub chosen: Vec<(Choice, String)>,
    /// Whether the member has any case.
    pub any: bool,
    /// What is due.
    pub summary: Summary,
    /// What concerns all of it.
    pub warnings: Vec<String>,
    /// What is good to know and no reason to worry.
    pub remark: Option<&'static str>,
}

/// What is due among the cases that fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// A sentence.
    pub words: String,
    /// Whether nothing is due today.
    pub calm: bool,
}

/// The queue on `today`, as far as `asked`. Empty without a roster.
pub fn queue(book: &Casebook, today: Day, asked: &Asked) -> Queue {
    let mut queue = Queue {
        rows: Vec::new(),
        total: 0,
        page: 0,
        pages: 1,
        groups: Vec::new(),
        chosen: Vec::new(),
        any: false,
        summary: Summary::default(),
        warnings: warnings(book),
        remark: remark(book),
    };
    let Some(people) = book.people() else { return queue };
    let looker = looker(book, people, today);
    let query = Query::parse(&asked.filter.words);
    let finders = query.as_ref().map(Query::finders);
    let choices = asked.filter.choices();
    let (mut counts, mut cards) = (Counts::default(), Vec::new());
    for card in book.cases().filter_map(|record| Card::of(book, record, &looker)) {
        let found = finders
            .as_ref()
            .is_none_or(|finders| card.open.is_some_and(|open| open.words.fits(finders, card.depth)));
        let failing = failing(&card, &choices, found);
        counts.add(&card, failing);
        queue.any = true;
        if failing == 0 {
            cards.push(card);
        }
    }
    cards.sort_by(|one, other| order(one).cmp(&order(other)));
    queue.summary = summary(&cards, today);
    queue.groups = counts.groups(&asked.filter, &looker);
    queue.chosen =
        choices.into_iter().map(|choice| (choice.clone(), counts.words(&choice, &looker))).collect();
    queue.total = cards.len();
    queue.pages = queue.total.div_ceil(PAGE).max(1);
    queue.page = asked.page.min(queue.pages.saturating_sub(1));
    let shown = cards.iter().skip(queue.page.saturating_mul(PAGE)).take(PAGE);
    queue.rows = shown.map(|card| row(book, card, &looker, query.as_ref())).collect();
    queue
}

/// The member of a casebook, as the rules see them.
pub fn looker<'a>(book: &Casebook, people: &'a People, today: Day) -> Looker<'a> {
    let id = book.me();
    Looker { me: Person { id, roles: people.roles(id) }, people, today }
}

/// What is wrong comes before what is urgent: it may be why something is urgent.
fn order<'a>(card: &Card<'a>) -> (bool, i64, Option<Priority>, &'a str) {
    let day = card.due.map_or(i64::MAX, |clock| clock.by.number());
    (card.trouble.is_none(), day, card.priority(), card.record.reference.as_str())
}

fn warnings(book: &Casebook) -> Vec<String> {
    let alarms =
        book.cases().filter_map(|record| Some(alarm_words(record.content.as_ref().ok()?.alarm?, record)));
    book.warnings().iter().cloned().chain(alarms).collect()
}

fn remark(book: &Casebook) -> Option<&'static str> {
    match book.seen().beginning() {
        Beginning::Remembered => None,
        Beginning::Nothing => Some(
            "This desk has no memory of earlier sessions with this key. If you have worked here before, somebody removed it: it is what \
             notices when the end of a case is withheld.",
        ),
        Beginning::Damaged => Some(
            "The memory of earlier sessions with this key cannot be read, and a new one was begun. What was withheld since then \
             cannot be noticed.",
        ),
    }
}

fn summary(cards: &[Card<'_>], today: Day) -> Summary {
    let dues = || cards.iter().filter_map(|card| card.due);
    let count = |wanted: Urgency| dues().filter(|due| urgency(due.by, today) == wanted).count();
    let words = match (count(Urgency::Overdue), count(Urgency::Today)) {
        (0, 0) => {
            let words = match dues().min_by_key(|due| due.by) {
                Some(next) => {
                    let cell = due_cell(next, today);
                    format!(
                        "Nothing is due today. Next: {}, {}.",
                        cell.what.to_lowercase(),
                        cell.when.to_lowercase()
                    )
                }
                None => "Nothing is due.".to_owned(),
            };
            return Summary { words, calm: true };
        }
        (0, today) => format!("{today} due today, nothing overdue."),
        (overdue, 0) => format!("{overdue} overdue."),
        (overdue, today) => format!("{overdue} overdue, {today} due today."),
    };
    Summary { words, calm: false }
}

//! Opening what was fetched: the work of the processor, apart from the casebook, so that pages are answered meanwhile.

use std::sync::Arc;

use super::chain::{Examined, examine};
use super::fetching::{Fetched, identity};
use super::search::Searchable;
use super::{CaseRecord, Casebook, OpenCase, standing};
use crate::api::wire::{CaseLine, CaseState};
use crate::clock::Day;
use crate::crypto::open::{CaseIdentity, OpenError};
use crate::desk::pen::Pen;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::desk::seen::{Mismatch, print_of};

const DESTROYED: &str = "The server says that this case was destroyed: its keys are gone, and nothing of it can be read any more. \
                         Destruction takes two signatures; if you know of none, ask oversight.";

/// A case, opened and judged by itself; the casebook holds it against what was seen before.
#[derive(Debug)]
pub struct Opened {
    line: CaseLine,
    reference: Reference,
    /// With what names its keys, and where its delivered items end.
    content: Result<(OpenCase, String, Option<u64>), String>,
}

/// Opens and judges cases.
pub fn open(pen: &Pen, people: &People, fetched: Vec<Fetched>) -> Vec<Opened> {
    fetched.into_iter().map(|case| open_one(pen, people, case)).collect()
}

fn open_one(pen: &Pen, people: &People, fetched: Fetched) -> Opened {
    let Fetched { line, items, identity: known } = fetched;
    let reference = Reference::of(line.case);
    let opened = known.map_or_else(|| identity(pen, &line).map(Arc::new), Ok);
    let content = match opened {
        Ok(identity) => {
            let end = items.iter().map(|item| item.sequence).max();
            let examined = examine(&identity, items, people);
            let print = print_of(&identity);
            Ok((of(identity, examined, &reference, (people, pen.today())), print, end))
        }
        Err(_) if line.state == CaseState::Shredded => Err(DESTROYED.to_owned()),
        Err(error) => Err(cannot_open(error)),
    };
    Opened { line, reference, content }
}

fn of(
    identity: Arc<CaseIdentity>,
    examined: Examined,
    reference: &Reference,
    (people, today): (&People, Day),
) -> OpenCase {
    let file = standing::read(&examined, people, today);
    let mut case = OpenCase { identity, examined, file, alarm: None, words: Searchable::default() };
    case.words = Searchable::of(reference.as_str(), &case);
    case
}

fn cannot_open(error: OpenError) -> String {
    let reason = match error {
        OpenError::WrongCase => "The key the server handed out for this case belongs to another case.",
        OpenError::Wrap | OpenError::Epoch | OpenError::Item | OpenError::Frame(_) => {
            "The key the server handed out for this case does not open with yours, or was altered."
        }
    };
    format!("{reason} Ask a colleague who reads the case to look at it, and tell the administrator.")
}

impl Casebook {
    /// Takes a case in: holds it against what was seen of it, and remembers how far it goes.
    pub fn take(&mut self, opened: Opened) {
        let Opened { line, reference, content } = opened;
        let content = content.map(|(mut case, print, delivered_end)| {
            let announced = Mismatch::Withheld { had: line.last_sequence };
            let shorter = Some(announced).filter(|_| delivered_end < Some(line.last_sequence));
            case.alarm = self.seen.take(&case.identity, &print, &case.examined).or(shorter);
            case
        });
        self.turn = self.turn.saturating_add(1);
        self.cases.insert(line.case, CaseRecord { line, turn: self.turn, reference, content });
    }

    /// How many cases were taken in so far.
    pub const fn turn(&self) -> u64 {
        self.turn
    }

    /// Takes a case in, unless it was taken in after `turn`: a page has read it again meanwhile, and what comes now is older.
    pub fn take_unless_newer(&mut self, opened: Opened, turn: u64) {
        if self.cases.get(&opened.line.case).is_none_or(|record| record.turn <= turn) {
            self.take(opened);
        }
    }
}

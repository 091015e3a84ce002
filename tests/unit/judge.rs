//! Whether the logs tell the story that the script played: on the page of a case, and at a fresh desk of everybody who holds a key.

use redchannel::api::client::Client;
use redchannel::desk::casebook::Casebook;
use redchannel::desk::casebook::entries::Signed;
use redchannel::desk::days::words;
use redchannel::desk::pen::Pen;
use redchannel::desk::seen::Seen;
use redchannel::ledger::entry::{Event, Reason};

use super::case::Case;
use super::office::Unit;
use super::person::{Person, between};

/// A line of “Who did what”.
struct Line {
    day: String,
    what: String,
    by: String,
}

/// The lines of the page that are no reads, each verified, and everybody who read.
fn lines(page: &str) -> (Vec<Line>, Vec<String>) {
    let table = between(page, "<table class=\"doings\">", "</table>").expect("who did what");
    let body = between(table, "<tbody>", "</tbody>").expect("its lines");
    let (mut lines, mut readers) = (Vec::new(), Vec::new());
    for row in body.split("<tr").skip(1) {
        assert!(row.contains("class=\"ok\"") && !row.starts_with(" class=\"faulty\""), "{row}");
        if row.contains("<details>") {
            readers.extend(
                row.split("<li>")
                    .skip(1)
                    .filter_map(|read| between(read, "<bdi>", "</bdi>"))
                    .map(str::to_owned),
            );
            continue;
        }
        let cells: Vec<&str> =
            row.split("<td").skip(1).filter_map(|cell| between(cell, ">", "</td>")).collect();
        let [_, day, what, by, _, _] = cells.as_slice() else { panic!("{row}") };
        let by = between(by, "<bdi>", "</bdi>").expect("a name").to_owned();
        if what.starts_with("Opened the case") {
            readers.push(by);
        } else {
            lines.push(Line { day: (*day).to_owned(), what: (*what).to_owned(), by });
        }
    }
    (lines, readers)
}

/// The page of the case, as `person` sees it, tells what the script did: the same people, in the same order, on the same days.
pub async fn page_tells(person: &Person, case: &Case) {
    let page = person.opens(case).await;
    assert!(!page.contains("class=\"alarm\"") && !page.contains("tag red\">Not as"), "{page}");
    assert_eq!(page.matches("<span class=\"tag green\">Verified: ").count(), 2, "items and ledger: {page}");
    let (lines, readers) = lines(&page);
    let told = case.told();
    let said = lines.iter().map(|line| format!("{} {}: {}", line.day, line.by, line.what));
    let said: Vec<String> = said.collect();
    assert_eq!(lines.len(), told.len(), "{}: {said:#?} instead of {told:#?}", case.reference());
    for (line, told) in lines.iter().zip(&told) {
        let same = line.by == told.by && line.day == words(told.day) && line.what.contains(&told.words);
        assert!(same, "“{} {}: {}” instead of {told:?}", line.day, line.by, line.what);
    }
    for visitor in case.visitors() {
        assert!(
            readers.iter().any(|reader| reader == visitor),
            "{visitor} opened it, and no entry says so: {readers:?}"
        );
    }
}

/// At a desk that was never used before, everybody who holds a key of some of these cases reads the same story in each of them, signed
/// by whom it names, and nothing is wrong. `held` says who holds a key of which.
pub async fn every_book_tells(unit: &Unit, cases: &[Case], held: impl Fn(&Person, &Case) -> bool) {
    let memory = tempfile::tempdir().unwrap();
    for person in unit.readers() {
        let key = &person.key;
        let signing = key.signing_key().clone();
        let client = Client::new(&unit.server, key.member_id(), signing, person.clock.clone()).unwrap();
        let seen =
            Seen::load(memory.path().join(format!("{}.seen", key.member_id())), key.identity().clone());
        let mut book = Casebook::new(Pen::new(key, &person.clock, Reason::Audit), seen);
        book.sync(&client, &unit.genesis).await.unwrap();
        assert!(book.warnings().is_empty(), "{}: {:?}", person.name, book.warnings());
        for case in cases {
            assert_eq!(
                book.case(case.id).is_some(),
                held(person, case),
                "{} and {}",
                person.name,
                case.reference()
            );
            if held(person, case) {
                book_tells(&mut book, &client, case).await;
            }
        }
    }
}

async fn book_tells(book: &mut Casebook, client: &Client, case: &Case) {
    book.sync_entries(client, case.id).await.unwrap();
    let open = book.case(case.id).unwrap().content.as_ref().unwrap();
    assert!(!open.is_troubled() && open.file.disorder.is_empty(), "{:?}", open.file.disorder);
    let entries = book.entries(case.id).unwrap();
    assert!(!entries.is_troubled(), "{:?}", entries.discords);
    let verified: Vec<_> = entries.chain.verified().collect();
    assert_eq!(verified.len(), entries.chain.spots.len());
    assert!(verified.iter().all(|entry| entry.signed == Signed::Held));
    let statements = verified.iter().map(|entry| &entry.statement);
    let done = statements.filter(|statement| !matches!(statement.event, Event::Read { .. }));
    let done: Vec<_> =
        done.map(|statement| (statement.actor, statement.event.kind(), statement.day)).collect();
    let told: Vec<_> = case.told().iter().map(|told| (told.actor, told.kind, told.day)).collect();
    assert_eq!(done, told, "{}", case.reference());
}

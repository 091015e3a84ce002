//! What the queue shows, in which order, and what its filters count.

use http::StatusCode;
use redchannel::desk::casebook::Casebook;
use redchannel::desk::casebook::queue::filter::{Choice, Filter, Mark};
use redchannel::desk::casebook::queue::rows::{Assignee, Unread};
use redchannel::desk::casebook::queue::{Asked, Queue, queue};
use redchannel::model::casework::stage::Stage as CaseStage;
use redchannel::model::casework::triage::{Priority, RedFlag};
use redchannel::model::casework::work::Conflict;
use redchannel::model::report::Purpose;

use super::super::liar::Stage;
use super::super::made::TestCase;
use super::super::visitor::Browser;
use super::cases::{Growing, pressing, triage};

fn seen(book: &Casebook, stage: &Stage, filter: Filter) -> Queue {
    queue(book, stage.today(), &Asked { filter, page: 0 })
}

fn names(queue: &Queue) -> Vec<String> {
    queue.rows.iter().map(|row| row.reference.clone()).collect()
}

fn name(book: &Casebook, case: &TestCase) -> String {
    book.case(case.id).unwrap().reference.to_string()
}

/// The counts of a group, by words; zeros left out.
fn counts(queue: &Queue, title: &str) -> Vec<(String, usize)> {
    let group = queue.groups.iter().find(|group| group.title == title).unwrap();
    let counted = group.facets.iter().filter(|facet| facet.count > 0);
    counted.map(|facet| (facet.words.clone(), facet.count)).collect()
}

fn pairs(expected: &[(&str, usize)]) -> Vec<(String, usize)> {
    expected.iter().map(|(words, count)| ((*words).to_owned(), *count)).collect()
}

/// Six cases that differ: new, urgent, mine, waiting, to approve, closed.
fn six(stage: &Stage) -> [TestCase; 6] {
    let people = &stage.people;
    let fresh = Growing::told(1, stage, 1, "Somebody at the scanner asked for money.");
    let urgent = Growing::told(2, stage, 9, "They hold my goats.")
        .triaged(pressing("SOL", "Port Said", RedFlag::CargoRansom))
        .due(stage.today().plus(-2));
    let mine = Growing::told(3, stage, 5, "He lets his cousin's trucks pass.")
        .assigned(triage("VAL", "Gate 7"), &people.intake)
        .noted(&people.head, "Please look at the shift list.", &[people.intake.member_id()]);
    let waiting = Growing::told(4, stage, 4, "Where was it?")
        .investigated(triage("SOL", "port said"), &people.investigator)
        .replied(Purpose::Question, "Which day was it?");
    let approve = Growing::told(5, stage, 2, "The harbour police took my papers.")
        .triaged(triage("OTH", "Gate 7"))
        .proposed_to_close();
    let closed = Growing::told(6, stage, 3, "Nothing of ours.").taken_up().closed();
    [fresh, urgent, mine, waiting, approve, closed].map(Growing::show)
}

#[tokio::test]
async fn what_is_due_first_stands_first_and_trouble_before_it() {
    let stage = Stage::new().await;
    let [fresh, urgent, mine, waiting, approve, _] = six(&stage);
    let book = stage.synced().await;
    let queue = seen(&book, &stage, Filter::default());
    let expected = [&urgent, &approve, &fresh, &mine, &waiting].map(|case| name(&book, case));
    assert_eq!(names(&queue), expected, "{:?}", queue.rows);
    assert!(!queue.summary.calm && queue.summary.words.contains("overdue"), "{}", queue.summary.words);
    assert_eq!(queue.rows[0].flags, ["Cargo held for money"]);
    assert_eq!((queue.rows[0].priority, queue.rows[2].priority), ("P1", "–"));
    assert_eq!(queue.rows[2].unread, Some(Unread::Undeclared));
    assert_eq!(queue.rows[3].lead, Assignee::Me);
    assert_eq!(queue.rows[3].calls, ["Mentions you"]);
    assert_eq!(queue.rows[1].calls, ["To approve"]);
    assert_eq!((queue.rows[4].state, queue.rows[4].waits), ("Waiting for the reporter", true));
    assert_eq!(queue.rows[4].lead, Assignee::Other("Investigator".into()));

    stage.tamper(waiting.id, |items| drop(items.remove(1)));
    let book = stage.synced().await;
    let first = &seen(&book, &stage, Filter::default()).rows[0];
    assert_eq!((first.reference.clone(), first.trouble), (name(&book, &waiting), Some("Does not verify")));
}

#[tokio::test]
async fn filters_combine_and_the_counts_say_what_each_would_show() {
    let stage = Stage::new().await;
    let [fresh, urgent, mine, waiting, approve, closed] = six(&stage);
    let book = stage.synced().await;
    let all = seen(&book, &stage, Filter::default());
    assert_eq!(all.total, 5, "closed cases rest");
    let show = counts(&all, "Show");
    for (words, count) in [
        ("Mine", 1),
        ("Unassigned", 3),
        ("Waiting for the reporter", 1),
        ("To approve", 1),
        ("Mentions me", 1),
        ("Closed", 1),
    ] {
        assert!(show.contains(&(words.to_owned(), count)), "{words}: {show:?}");
    }
    assert_eq!(counts(&all, "Priority"), pairs(&[("P1", 1), ("P3", 3), ("Not judged yet", 1)]));
    assert_eq!(counts(&all, "Office"), pairs(&[("Gate 7", 2), ("Port Said", 2), ("No office yet", 1)]));
    assert_eq!(counts(&all, "Assignee"), pairs(&[("Nobody", 3), ("Investigator", 1), ("You", 1)]));

    let one = |choices: &[Choice]| {
        let filter = choices.iter().fold(Filter::default(), |filter, choice| filter.with(choice.clone()));
        names(&seen(&book, &stage, filter))
    };
    let only = |case: &TestCase| vec![name(&book, case)];
    assert_eq!(one(&[Choice::Mark(Mark::Mine)]), only(&mine));
    assert_eq!(one(&[Choice::Mark(Mark::Waiting)]), only(&waiting));
    assert_eq!(one(&[Choice::Mark(Mark::ToApprove)]), only(&approve));
    assert_eq!(one(&[Choice::Mark(Mark::Mentioned)]), only(&mine));
    assert_eq!(one(&[Choice::Stage(CaseStage::Closed)]), only(&closed));
    assert_eq!(one(&[Choice::Office("port said".into()), Choice::Mark(Mark::Unassigned)]), only(&urgent));
    assert_eq!(one(&[Choice::Priority(None)]), only(&fresh));
    assert!(one(&[Choice::Priority(Some(Priority::P1)), Choice::Mark(Mark::Mine)]).is_empty());

    let some = seen(&book, &stage, Filter::default().with(Choice::Mark(Mark::Unassigned)));
    assert_eq!(counts(&some, "Office"), pairs(&[("Gate 7", 1), ("No office yet", 1), ("Port Said", 1)]));
    let family = Filter::default().with(Choice::Family("SOL".into()));
    let other = counts(&seen(&book, &stage, family), "About");
    assert_eq!(
        other.iter().map(|(_, count)| count).sum::<usize>(),
        5,
        "another family can be chosen instead: {other:?}"
    );
}

#[tokio::test]
async fn a_case_that_a_member_stands_too_near_is_nowhere() {
    let stage = Stage::new().await;
    let cases = six(&stage);
    let before = seen(&stage.synced().await, &stage, Filter::default());
    let near = Growing::told(7, &stage, 2, "It was the intake officer's brother at Lomé.")
        .declared(&stage.people.intake, Conflict::Recused)
        .show();
    let book = stage.synced().await;
    let after = seen(&book, &stage, Filter::default());
    assert!(book.case(near.id).is_some(), "the desk has it until its key is taken off");
    assert_eq!(names(&before), names(&after));
    assert_eq!((before.total, before.summary), (after.total, after.summary));
    for (one, other) in before.groups.iter().zip(&after.groups) {
        let counted = |group: &redchannel::desk::casebook::queue::counts::Group| {
            group.facets.iter().map(|facet| (facet.words.clone(), facet.count)).collect::<Vec<_>>()
        };
        assert_eq!(counted(one), counted(other));
    }
    let reference = name(&book, &near);
    for words in ["brother", "lome", reference.as_str()] {
        let filter = Filter { words: words.into(), ..Filter::default() };
        assert_eq!(seen(&book, &stage, filter).total, 0, "{words}");
    }
    assert_eq!(cases.len(), 6);
}

#[tokio::test]
async fn a_closed_case_comes_back_when_something_is_due_in_it() {
    use redchannel::model::casework::work::{Watch, Work};
    let stage = Stage::new().await;
    let head = stage.people.head.clone();
    let watch = Work::Watched { watch: Watch::Protection, on: true, why: "Her shift was changed.".into() };
    let closed = Growing::told(1, &stage, 10, "x").taken_up().closed().work(&head, &watch).show();
    let book = stage.synced().await;
    assert_eq!(seen(&book, &stage, Filter::default()).total, 0);
    stage.clock.advance(86_400 * 20);
    let queue = seen(&book, &stage, Filter::default());
    assert_eq!(names(&queue), [name(&book, &closed)]);
    assert_eq!(queue.rows[0].due.as_ref().unwrap().what, "Ask whether they are safe");
}

#[tokio::test]
async fn the_links_of_the_page_lead_to_what_they_say() {
    let mut browser = Browser::unlocked().await;
    let [_, urgent, mine, ..] = six(&browser.stage);
    let page = browser.get("/").await.text();
    let link = |page: &str, words: &str| -> String {
        let (before, _) =
            page.split_once(&format!("<bdi>{words}</bdi>")).unwrap_or_else(|| panic!("{words}: {page}"));
        let (_, path) = before.rsplit_once("href=\"").unwrap();
        path.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
    };
    let office = link(&page, "Port Said");
    assert!(!office.to_lowercase().contains("said"), "an office is no word for an address: {office}");
    let page = browser.get(&office).await.text();
    assert!(page.contains("2 cases") && page.contains("Take away: "), "{page}");
    let both = link(&page, "Unassigned");
    let page = browser.get(&both).await.text();
    assert!(page.contains("1 case<") && page.contains("Cargo held for money"), "{page}");
    let reference = |case: &TestCase| redchannel::desk::reference::Reference::of(case.id).to_string();
    assert!(page.contains(&reference(&urgent)) && !page.contains(&reference(&mine)));
    let page = browser.get(&link(&page, "P1").replace("p1", "p2")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Nothing fits") && page.text().contains("href=\"/\">Show all"));
    let page = browser.get("/?office=0000000000000000&is=nonsense&page=0&page=x&lead=9&%zz").await.text();
    assert!(page.contains("5 cases"), "what is not known asks for nothing");
}

#[tokio::test]
async fn ten_thousand_cases_would_not_make_one_page() {
    let mut browser = Browser::unlocked().await;
    for number in 0..130 {
        let story = format!("Case {number}.");
        Growing::told(number, &browser.stage, i64::from(number % 9), &story).show();
    }
    let page = browser.get("/").await.text();
    assert!(page.contains("Cases 1 to 100 of 130") && page.contains("Page 1 of 2"), "{page}");
    assert_eq!(page.matches("class=\"case\"").count(), 100);
    let page = browser.get("/?page=2").await.text();
    assert!(page.contains("Cases 101 to 130 of 130") && page.contains("rel=\"prev\""));
    assert!(browser.get("/?page=900").await.text().contains("Page 2 of 2"));
}

//! A unit works its cases from the report to the closing, each member at a desk and in a Chromium of their own; and the logs tell the
//! same story.

mod case;
mod judge;
mod office;
mod person;
mod stories;

use self::judge::{every_book_tells, page_tells};
use self::office::Unit;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_of_five_works_its_cases_to_the_end_and_the_logs_tell_the_same_story() {
    let unit = Unit::open().await;
    let cases = Box::pin(stories::all(&unit)).await;
    assert!(cases.len() >= 20, "{}", cases.len());
    for (teller, case) in &cases {
        page_tells(teller, case).await;
    }
    let cases: Vec<_> = cases.into_iter().map(|(_, case)| case).collect();
    Box::pin(every_book_tells(&unit, &cases, |person, case| case.held_by().contains(&person.name))).await;
    unit.close().await;
}

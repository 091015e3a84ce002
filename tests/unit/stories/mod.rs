//! The stories, one function each: from the report to the closing.

mod inquiries;
mod keys;
mod people;
mod short;

use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use super::case::Case;
use super::office::Unit;
use super::person::Person;

/// A case that was worked to the end, and somebody whose page tells of it.
type Ended<'a> = Vec<(&'a Person, Case)>;
type Story<'a> = Pin<Box<dyn Future<Output = Ended<'a>> + 'a>>;

/// All stories, one after the other.
pub async fn all(unit: &Unit) -> Ended<'_> {
    let files = [keys::stories(unit), people::stories(unit), short::stories(unit), inquiries::stories(unit)];
    let mut ended = Vec::new();
    for (name, story) in files.into_iter().flatten() {
        let begun = Instant::now();
        ended.extend(story.await);
        println!("{name}: {:.1} s", begun.elapsed().as_secs_f64());
    }
    ended
}

/// The stories of a file, by name.
macro_rules! stories {
    ($($name:ident)*) => {
        pub fn stories(unit: &super::Unit) -> Vec<(&'static str, super::Story<'_>)> {
            vec![$((stringify!($name), Box::pin($name(unit)))),*]
        }
    };
}
use stories;

/// What intake makes of an ordinary report about a demand for money.
const DEMAND: &[(&str, &str)] = &[
    ("kind", "SOL-01"),
    ("office", "North gate"),
    ("severity", "2"),
    ("leads", "who where when"),
    ("risk", "low"),
];

/// A close on `reason`, with what the unit decided and what the reporter is told.
fn closing<'a>(reason: &'a str, outcome: &'a str, feedback: &'a str) -> [(&'a str, &'a str); 3] {
    [("reason", reason), ("outcome", outcome), ("feedback", feedback)]
}

/// A report that intake took up and judged.
async fn triaged(unit: &Unit, story: &str) -> Case {
    let case = unit.report(story).await;
    unit.intake.opens(&case).await;
    unit.intake.does(&case, "triage", DEMAND).await;
    case
}

/// From triage into the investigation, led by the investigator.
async fn investigated(unit: &Unit, case: &Case) {
    let Unit { intake, investigator, head, .. } = unit;
    intake.does(case, "move-assessment", &[]).await;
    head.opens(case).await;
    head.does(case, "assign", &[("lead", &investigator.id()), ("why", "Knows the gate.")]).await;
    investigator.opens(case).await;
    investigator.does(case, "plan", &[("text", "Compare the receipts of the week with the register.")]).await;
    head.does(case, "move-investigation", &[]).await;
}

/// Evidence and a finding of whoever investigates, with what was done and why it could happen; handed in for decision.
async fn found(case: &Case, investigator: &Person, finding: &str, action: &[(&str, &str)]) {
    let hash = "ab".repeat(32);
    let evidence = [
        ("text", "Register of the gate, copy"),
        ("held", "Record room 2, box 14"),
        ("sha256", hash.as_str()),
    ];
    investigator.does(case, "evidence", &evidence).await;
    let found = [
        ("text", "Money was taken at the gate"),
        ("finding", finding),
        ("reasons", "Two receipts and the register were compared line by line."),
    ];
    investigator.does(case, "finding", &found).await;
    investigator.does(case, "action", action).await;
    let root = [("area", "automation"), ("words", "Receipts are written by hand.")];
    investigator.does(case, "root", &root).await;
    investigator.does(case, "move-decision", &[]).await;
}

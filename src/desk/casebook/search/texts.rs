//! What of a case can be searched: everything its readers can read, by where it stands.

use std::borrow::Cow;

use super::super::OpenCase;
use super::super::chain::{Content, VerifiedItem};
use crate::crypto::frame::Author;
use crate::desk::filename;
use crate::model::casework::step::{Proposal, Step};
use crate::model::casework::triage::Triage;
use crate::model::casework::work::Work;
use crate::model::report::ReportBody;
use crate::model::taxonomy;

/// A text of a case.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    /// Where it stands: `Story`.
    pub source: &'static str,
    /// The words.
    pub words: Cow<'a, str>,
}

impl<'a> Text<'a> {
    fn new(source: &'static str, words: impl Into<Cow<'a, str>>) -> Self {
        Self { source, words: words.into() }
    }
}

/// What somebody may search before they have said whether they stand too near: what the case is called, what it is about in one word,
/// and the office. A hit in the story would tell what they must not know yet.
pub fn outside<'a>(
    reference: &'a str,
    triage: Option<&'a Triage>,
    report: Option<&'a ReportBody>,
) -> Vec<Text<'a>> {
    let family = triage.map(|triage| triage.family.as_str()).or_else(|| report?.family.as_deref());
    let family = family.map(|code| taxonomy::family(code).map_or(code, |family| family.words.as_str()));
    let office = triage.map(|triage| triage.office.as_str());
    let named = [("Case", Some(reference)), ("About", family), ("Office", office)];
    named.into_iter().filter_map(|(source, words)| Some(Text::new(source, words?))).collect()
}

/// What somebody may search who has declared.
pub fn inside(case: &OpenCase) -> Vec<Text<'_>> {
    case.examined.verified().flat_map(of_item).filter(|text| !text.words.trim().is_empty()).collect()
}

fn of_item(verified: &VerifiedItem) -> Vec<Text<'_>> {
    match &verified.content {
        Content::Report(body) => vec![
            Text::new("Story", &body.story),
            Text::new("Place", &body.place),
            Text::new("Time", &body.time),
        ],
        Content::Message(body) => {
            let ours = verified.item.header.author != Author::Reporter;
            vec![Text::new(if ours { "Sent" } else { "Message" }, &body.text)]
        }
        Content::Attachment => {
            let file = verified.item.header.file.as_ref();
            file.map(|file| Text::new("File", filename::clean(&file.name))).into_iter().collect()
        }
        Content::Work(work) => of_work(work),
        // A custodian's words are for the one who asked, not for whoever searches.
        Content::Custody(_) => Vec::new(),
    }
}

fn of_work(work: &Work) -> Vec<Text<'_>> {
    match work {
        Work::Declared { words, .. } => vec![Text::new("Declaration", words)],
        Work::Triaged { triage } => of_triage(triage),
        Work::Moved { why, .. } | Work::Assigned { why, .. } | Work::Watched { why, .. } => {
            vec![Text::new("Reason", why)]
        }
        Work::Noted { text, .. } => vec![Text::new("Note", text)],
        Work::Planned { text } => vec![Text::new("Plan", text)],
        Work::Tasked { text, .. } => vec![Text::new("Task", text)],
        Work::TaskDone { words, .. } => vec![Text::new("Task", words)],
        Work::Evidenced { text, held, sha256, .. } => {
            let hash = sha256.as_deref().unwrap_or_default();
            vec![Text::new("Evidence", text), Text::new("Evidence", held), Text::new("Evidence", hash)]
        }
        Work::Found { text, reasons, .. } => vec![Text::new("Finding", text), Text::new("Finding", reasons)],
        Work::Acted { words, amount, .. } => {
            let amount = amount.as_ref().map(|amount| format!("{} {}", amount.value, amount.currency));
            vec![Text::new("Action", words), Text::new("Action", amount.unwrap_or_default())]
        }
        Work::Rooted { words, .. } => vec![Text::new("Root cause", words)],
        Work::Linked { words, .. } => vec![Text::new("Link", words)],
        Work::Exposed { plan, .. } => vec![Text::new("Step", plan)],
        Work::Proposed { proposal } => of_proposal(proposal),
        Work::Answered { answer } => vec![Text::new("Answer", &answer.words)],
        Work::IdentityAsked { reason, .. } => vec![Text::new("Reason", reason)],
        Work::Withdrawn { .. } | Work::Exported { .. } => Vec::new(),
    }
}

fn of_triage(triage: &Triage) -> Vec<Text<'_>> {
    let instead = triage.instead.as_ref().map(|instead| instead.why.as_str()).unwrap_or_default();
    [&triage.item, &triage.office, &triage.procedure, &triage.goods, &triage.protection_plan]
        .into_iter()
        .map(String::as_str)
        .chain([instead])
        .map(|words| Text::new("Triage", words))
        .collect()
}

fn of_proposal(proposal: &Proposal) -> Vec<Text<'_>> {
    let words: Vec<&str> = match &proposal.what {
        Step::Close { outcome, feedback, .. } => vec![outcome, feedback],
        Step::Refer { authority, basis, package, feedback, untold } => {
            vec![authority, basis, package, feedback, untold]
        }
        Step::Export { name, purpose, .. } => vec![name, purpose],
        Step::AddReader { why, .. }
        | Step::RemoveReader { why, .. }
        | Step::LegalHold { why, .. }
        | Step::Destroy { why, .. } => {
            vec![why]
        }
        Step::Expose { plan, .. } => vec![plan],
    };
    let all = words.into_iter().chain([proposal.how_else.as_str()]);
    all.map(|words| Text::new("Proposal", words)).collect()
}

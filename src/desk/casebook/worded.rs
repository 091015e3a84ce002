//! Casework in words: one line for each piece, without a full stop.

use super::doings::name;
use crate::desk::days::words;
use crate::desk::people::People;
use crate::model::casework::step::{Answer, Proposal, Step, Verdict};
use crate::model::casework::work::{Conflict, Work};
use crate::model::id::MemberId;

/// Characters of free words that a line quotes.
const QUOTED: usize = 90;

/// What was done, in one line.
pub fn work_words(work: &Work, people: &People) -> String {
    match work {
        Work::Declared { conflict: Conflict::None, takes_up, .. } => {
            let up = if *takes_up { ", and took the case up" } else { "" };
            format!("Knows nobody involved{up}")
        }
        Work::Declared { conflict: Conflict::Recused, .. } => "Stands too near: recused".to_owned(),
        Work::Triaged { triage } => format!(
            "Triaged: {}, {} ({} points), identity risk {}",
            triage.family,
            triage.priority().words(),
            triage.score.points().total(),
            triage.identity_risk.words().to_lowercase()
        ),
        Work::Moved { to, why, .. } => format!("Moved to “{}”{}", to.words(), because(why)),
        Work::Assigned { lead, team, why } => format!("{}{}", assigned(*lead, team, people), because(why)),
        Work::Noted { text, .. } => format!("Note: {}", quote(text)),
        Work::Planned { .. } => "Wrote the plan".to_owned(),
        Work::Tasked { text, who, due } => {
            let who = who.map(|id| format!(", for {}", name(id, people))).unwrap_or_default();
            let due = due.map(|day| format!(", until {}", words(day))).unwrap_or_default();
            format!("Task: {}{who}{due}", quote(text))
        }
        Work::TaskDone { words, .. } => format!("Task done{}", because(words)),
        Work::Evidenced { text, .. } => format!("Evidence: {}", quote(text)),
        Work::Found { allegation, finding, .. } => format!("Allegation {allegation}: {}", finding.words()),
        Work::Acted { action, amount, .. } => {
            let amount = amount.as_ref().map(|amount| format!(", {} {}", amount.value, amount.currency));
            format!("Action: {}{}", action.words(), amount.unwrap_or_default())
        }
        Work::Rooted { area, .. } => format!("Root cause: {}", area.words()),
        Work::Linked { relation, .. } => format!("{} another case", relation.words()),
        Work::Watched { watch, on, .. } => {
            format!("{}: {}", watch.words(), if *on { "begun" } else { "ended" })
        }
        Work::Exposed { exposure, .. } => format!("{}: done", exposure.words()),
        Work::Proposed { proposal } => format!("Proposed: {}", proposal_words(proposal, people)),
        Work::Answered { answer } => answer_words(answer),
        Work::IdentityAsked { reason, .. } => {
            format!("Asked the custodian for the name given in confidence{}", because(reason))
        }
        Work::Exported { .. } => "Took the case out as a bundle".to_owned(),
        Work::Withdrawn { .. } => "Took a proposal back".to_owned(),
    }
}

/// What a proposal would do, in one line.
pub fn proposal_words(proposal: &Proposal, people: &People) -> String {
    match &proposal.what {
        Step::Close { reason, .. } => format!("close the case ({})", reason.words().to_lowercase()),
        Step::Refer { authority, .. } => format!("refer the case to {}", quote(authority)),
        Step::Export { name, .. } => format!("export the case to {}", quote(name)),
        Step::AddReader { member, .. } => format!("give {} a key", name(*member, people)),
        Step::RemoveReader { member, .. } => format!("take {} off the case", name(*member, people)),
        Step::LegalHold { on: true, .. } => "put a legal hold on the case".to_owned(),
        Step::LegalHold { on: false, .. } => "lift the legal hold".to_owned(),
        Step::Destroy { .. } => "destroy the case for good".to_owned(),
        Step::Expose { exposure, .. } => exposure.words().to_lowercase(),
    }
}

fn answer_words(answer: &Answer) -> String {
    match answer.verdict {
        Verdict::Approve => format!("Agreed to a proposal{}", because(&answer.words)),
        Verdict::Refuse => format!("Refused a proposal{}", because(&answer.words)),
    }
}

fn assigned(lead: Option<MemberId>, team: &[MemberId], people: &People) -> String {
    let names: Vec<String> = team.iter().map(|id| name(*id, people)).collect();
    let with = if names.is_empty() { String::new() } else { format!(", with {}", names.join(", ")) };
    match lead {
        Some(lead) => format!("Assigned to {}{with}", name(lead, people)),
        None => "Assigned to nobody".to_owned(),
    }
}

fn because(why: &str) -> String {
    if why.trim().is_empty() { String::new() } else { format!(": {}", quote(why)) }
}

/// The beginning of free words, in quotation marks.
pub fn quote(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = line.chars().take(QUOTED).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    format!("“{shown}”")
}

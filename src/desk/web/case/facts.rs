//! The part of a case's page that says what was reported, and how the case stands.

use crate::clock::Day;
use crate::desk::casebook::deadline::Urgency;
use crate::desk::casebook::doings::name;
use crate::desk::casebook::log::LogLine;
use crate::desk::casebook::sheet;
use crate::desk::casebook::view::{DueCell, about, clock_words, due_cell};
use crate::desk::casebook::{CaseEntries, CaseRecord, OpenCase};
use crate::desk::days::words;
use crate::desk::people::People;
use crate::i18n::Lang;
use crate::model::casework::clocks;
use crate::model::report::Audience;

/// What was reported.
pub struct Facts {
    /// What it is about, in the reporter's choice.
    pub about: String,
    /// Who reports.
    pub from: &'static str,
    /// Where, in their words.
    pub place: String,
    /// When, in their words.
    pub time: String,
    /// The language they chose to read in, if they chose one that is known here.
    pub language: Option<&'static str>,
    /// When it came in.
    pub received: String,
    /// Who must not see it.
    pub excluded: Vec<String>,
    /// What happened.
    pub story: String,
    /// All of it in a sentence.
    pub sentence: String,
}

/// How the case stands.
pub struct Standing {
    /// The state, in words.
    pub stage: &'static str,
    /// Since when.
    pub since: String,
    /// The priority, and whether a red flag made it so.
    pub priority: Option<(&'static str, bool)>,
    /// Who leads.
    pub lead: String,
    /// Who works with them.
    pub team: Vec<String>,
    /// Where the reporter was told that the report stands.
    pub shown: &'static str,
    /// What is due next.
    pub due: Option<DueCell>,
    /// All clocks: what, in words, and whether it was missed.
    pub clocks: Vec<(&'static str, String, bool)>,
    /// Who holds a key.
    pub holders: Vec<String>,
    /// Who said that they stand too near.
    pub recused: Vec<String>,
    /// Whether the reporter gave a name in confidence.
    pub confided: bool,
    /// Where it came in.
    pub unit: String,
    /// What the check of all items found.
    pub verified: Verification,
}

/// What the check of all items found.
pub enum Verification {
    /// All verify.
    Whole(String),
    /// All verify, but they are not all that was there.
    NotAsBefore,
    /// Some do not.
    Faulty(String),
}

/// Who reports, as the subject of a sentence.
const fn who(audience: Audience) -> &'static str {
    match audience {
        Audience::Trader => "A trader, broker, driver or traveller",
        Audience::Staff => "Somebody who works at customs",
        Audience::Other => "Somebody else",
    }
}

impl Facts {
    /// Of a case, if its report verifies.
    pub fn of(case: &OpenCase, people: &People) -> Option<Self> {
        let (verified, report) = case.report()?;
        let (files, messages) = sheet::counts(case);
        let sentence = format!(
            "{} reported this on {}. Since then: {}, {}.",
            who(report.audience),
            words(verified.item.header.day),
            sheet::counted(messages, "message", "messages"),
            sheet::counted(files, "file", "files"),
        );
        Some(Self {
            sentence,
            about: about(report),
            from: report.audience.words(),
            place: report.place.clone(),
            time: report.time.clone(),
            language: report.language.as_deref().and_then(Lang::parse).map(Lang::name),
            received: words(verified.item.header.day),
            excluded: sheet::exclusions(report, people),
            story: report.story.clone(),
        })
    }
}

impl Standing {
    /// Of a case.
    pub fn of(
        (record, case): (&CaseRecord, &OpenCase),
        people: &People,
        entries: Option<&CaseEntries>,
        log: &[LogLine],
        today: Day,
    ) -> Self {
        let file = &case.file;
        let all = case.clocks(people, today);
        let channel = people.roster().channel(&record.line.channel);
        let recused = file
            .declared
            .iter()
            .filter(|(_, (conflict, _))| *conflict == crate::model::casework::work::Conflict::Recused);
        Self {
            stage: stage(case, today),
            since: file.stage.map(|(_, day)| words(day)).unwrap_or_default(),
            priority: file
                .triage
                .as_ref()
                .map(|(triage, _)| (triage.priority().words(), !triage.red_flags.is_empty())),
            lead: file.lead.map_or_else(|| "Nobody".to_owned(), |id| name(id, people)),
            team: file.team.iter().map(|id| name(*id, people)).collect(),
            shown: file.shown.words(),
            due: clocks::next(&all).map(|clock| due_cell(clock, today)),
            clocks: all
                .iter()
                .map(|clock| {
                    (clock.due.words(), clock_words(*clock, today), clock.was_kept(today) == Some(false))
                })
                .collect(),
            holders: case
                .holders(&record.line.channel, people, entries)
                .into_iter()
                .map(|id| name(id, people))
                .collect(),
            recused: recused.map(|(id, _)| name(*id, people)).collect(),
            confided: case
                .report()
                .is_some_and(|(_, report)| report.identity.as_ref().is_some_and(|identity| identity.given)),
            unit: channel.map_or_else(|| record.line.channel.clone(), |channel| channel.name.clone()),
            verified: verified(case, log),
        }
    }

    /// How the next thing due looks.
    pub fn urgency(&self) -> Urgency {
        self.due.as_ref().map_or(Urgency::Calm, |due| due.urgency)
    }
}

/// The state in words; a question that waits stands for it.
pub fn stage(case: &OpenCase, today: Day) -> &'static str {
    if case.file.waits(today) { "Waiting for the reporter" } else { case.file.standing().words() }
}

fn verified(case: &OpenCase, log: &[LogLine]) -> Verification {
    let entries = sheet::counted(log.len(), "entry", "entries");
    match log.iter().filter(|line| !line.fine).count() {
        0 if case.alarm.is_some() => Verification::NotAsBefore,
        0 => Verification::Whole(entries),
        faults => Verification::Faulty(format!("{faults} of {entries}")),
    }
}

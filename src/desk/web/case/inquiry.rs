//! The part of a case's page that the unit has written: triage, plan, tasks, evidence, findings, notes.

use crate::clock::Day;
use crate::crypto::frame::Author;
use crate::desk::casebook::chain::Content;
use crate::desk::casebook::doings::name;
use crate::desk::casebook::{Casebook, OpenCase, sheet};
use crate::desk::days::words;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::model::casework::file::{CaseFile, Mark};
use crate::model::casework::triage::Triage;
use crate::model::casework::work::Work;
use crate::model::id::{ItemId, MemberId};
use crate::model::taxonomy;

/// What the unit wrote.
pub struct Inquiry {
    /// The triage, label and words.
    pub judged: Vec<(&'static str, String)>,
    /// Who judged, and when.
    pub judged_by: String,
    /// The plan, and who wrote it.
    pub plan: Option<(String, String)>,
    /// Tasks.
    pub tasks: Vec<TaskRow>,
    /// The evidence index.
    pub evidence: Vec<EvidenceRow>,
    /// Findings.
    pub findings: Vec<FindingRow>,
    /// Actions, root cause, exposures, watches, holds: a line and who wrote it.
    pub lines: Vec<(String, String)>,
    /// Other cases.
    pub links: Vec<LinkRow>,
    /// Notes, the newest first.
    pub notes: Vec<NoteRow>,
}

/// A task.
pub struct TaskRow {
    /// Its item.
    pub item: ItemId,
    /// What.
    pub text: String,
    /// By whom and until when.
    pub terms: String,
    /// What came of it.
    pub done: Option<String>,
}

/// A piece of evidence.
pub struct EvidenceRow {
    /// What.
    pub text: String,
    /// Where the original is.
    pub held: String,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the original.
    pub sha256: String,
    /// Who entered it.
    pub by: String,
}

/// A finding.
pub struct FindingRow {
    /// Number of the allegation.
    pub number: u8,
    /// What is alleged.
    pub text: String,
    /// What was found.
    pub finding: &'static str,
    /// Why.
    pub reasons: String,
    /// Who found it.
    pub by: String,
}

/// Another case.
pub struct LinkRow {
    /// How they belong together.
    pub relation: &'static str,
    /// Its reference, if this member may see it.
    pub reference: Option<String>,
    /// Why.
    pub words: String,
    /// Who tied them.
    pub by: String,
}

/// A note.
pub struct NoteRow {
    /// Who and when.
    pub by: String,
    /// The words.
    pub text: String,
    /// Colleagues who should see it.
    pub mentions: String,
    /// Whether this member is one of them.
    pub for_me: bool,
}

impl Inquiry {
    /// Of a case, for a member.
    pub fn of(book: &Casebook, case: &OpenCase, people: &People, me: MemberId) -> Self {
        let file = &case.file;
        let by = |mark: &Mark| signed(mark.by, mark.day, people);
        Self {
            judged: file.triage.as_ref().map(|(triage, _)| judged(triage)).unwrap_or_default(),
            judged_by: file.triage.as_ref().map(|(_, mark)| by(mark)).unwrap_or_default(),
            plan: file.plan.as_ref().map(|(text, mark)| (text.clone(), by(mark))),
            tasks: tasks(file, people),
            evidence: evidence(case, people),
            findings: file
                .findings
                .iter()
                .map(|(number, found)| FindingRow {
                    number: *number,
                    text: found.text.clone(),
                    finding: found.finding.words(),
                    reasons: found.reasons.clone(),
                    by: by(&found.mark),
                })
                .collect(),
            lines: lines(file, people),
            links: links(book, case, people, me),
            notes: notes(case, people, me),
        }
    }

    /// Whether the unit has written anything of the inquiry.
    pub fn is_empty(&self) -> bool {
        self.plan.is_none()
            && self.tasks.is_empty()
            && self.evidence.is_empty()
            && self.findings.is_empty()
            && self.lines.is_empty()
    }
}

fn signed(by: MemberId, day: Day, people: &People) -> String {
    format!("{}, {}", name(by, people), words(day))
}

fn judged(triage: &Triage) -> Vec<(&'static str, String)> {
    let points = triage.score.points();
    let item = taxonomy::items().iter().find(|item| item.code == triage.item).map(|item| item.words.as_str());
    let family = taxonomy::family(&triage.family).map(|family| family.words.as_str());
    let about = item.or(family).unwrap_or(&triage.family).to_owned();
    let mut rows = vec![
        ("About", about),
        ("Office", triage.office.clone()),
        ("Procedure", triage.procedure.clone()),
        ("Goods", triage.goods.clone()),
        ("Priority", priority(triage)),
        (
            "Points",
            format!(
                "{} of 100: severity {}, urgency {}, leads {}, pattern {}",
                points.total(),
                points.severity,
                points.urgency,
                points.leads,
                points.pattern
            ),
        ),
        ("Red flags", triage.red_flags.iter().map(|flag| flag.words()).collect::<Vec<_>>().join("; ")),
        ("Jurisdiction", triage.jurisdiction.words().to_owned()),
        ("Identity risk", triage.identity_risk.words().to_owned()),
        ("Protection plan", triage.protection_plan.clone()),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    rows
}

fn priority(triage: &Triage) -> String {
    let (counts, computed) = (triage.priority(), triage.computed());
    match &triage.instead {
        Some(instead) if counts != computed => {
            format!("{}, not {} as the points say: {}", counts.words(), computed.words(), instead.why)
        }
        Some(_) | None => counts.words().to_owned(),
    }
}

fn tasks(file: &CaseFile, people: &People) -> Vec<TaskRow> {
    let row = |task: &crate::model::casework::file::Task| {
        let who = task.who.map_or_else(|| "Nobody in particular".to_owned(), |id| name(id, people));
        let due = task.due.map(|day| format!(", until {}", words(day))).unwrap_or_default();
        let done = task.done.as_ref().map(|(mark, came)| {
            let came = if came.is_empty() { String::new() } else { format!(": {came}") };
            format!("{}{came}", signed(mark.by, mark.day, people))
        });
        TaskRow { item: task.mark.item, text: task.text.clone(), terms: format!("{who}{due}"), done }
    };
    file.tasks.iter().map(row).collect()
}

fn evidence(case: &OpenCase, people: &People) -> Vec<EvidenceRow> {
    let files = sheet::files(case);
    let row = |entry: &crate::model::casework::file::Evidence| EvidenceRow {
        text: entry.text.clone(),
        held: entry.held.clone(),
        file: entry
            .file
            .and_then(|item| files.iter().find(|file| file.item == item))
            .map(|file| file.name.clone())
            .unwrap_or_default(),
        sha256: entry.sha256.clone().unwrap_or_default(),
        by: signed(entry.mark.by, entry.mark.day, people),
    };
    case.file.evidence.iter().map(row).collect()
}

fn lines(file: &CaseFile, people: &People) -> Vec<(String, String)> {
    let by = |mark: &Mark| signed(mark.by, mark.day, people);
    let with = |words: &str| if words.is_empty() { String::new() } else { format!(". {words}") };
    let mut lines = Vec::new();
    lines.extend(
        file.exposures
            .iter()
            .map(|(exposure, plan, mark)| (format!("{}: {plan}", exposure.words()), by(mark))),
    );
    lines.extend(file.actions.iter().map(|acted| {
        let amount = acted.amount.as_ref().map(|amount| format!(", {} {}", amount.value, amount.currency));
        let text =
            format!("Action: {}{}{}", acted.action.words(), amount.unwrap_or_default(), with(&acted.words));
        (text, by(&acted.mark))
    }));
    lines.extend(
        file.root
            .iter()
            .map(|(area, words, mark)| (format!("Root cause: {}{}", area.words(), with(words)), by(mark))),
    );
    lines.extend(
        file.watches
            .iter()
            .map(|(watch, since)| (watch.words().to_owned(), format!("since {}", words(*since)))),
    );
    lines.extend(
        file.legal_hold
            .iter()
            .map(|(since, why, _)| (format!("Legal hold: {why}"), format!("since {}", words(*since)))),
    );
    lines.extend(file.exports.iter().map(|(day, to)| (format!("Export agreed, to {to}"), words(*day))));
    lines.extend(file.closings.iter().map(|closing| {
        (format!("Closed: {}. {}", closing.reason.words(), closing.outcome), words(closing.day))
    }));
    lines
}

/// A link is shown by name only to somebody who reads the other case as well: to others it must not tell that that case exists.
fn links(book: &Casebook, case: &OpenCase, people: &People, me: MemberId) -> Vec<LinkRow> {
    let own = case.file.links.iter().map(|(to, relation, words, mark)| LinkRow {
        relation: relation.words(),
        reference: book.may_see(*to, me).then(|| Reference::of(*to).to_string()),
        words: words.clone(),
        by: signed(mark.by, mark.day, people),
    });
    own.collect()
}

fn notes(case: &OpenCase, people: &People, me: MemberId) -> Vec<NoteRow> {
    let row = |verified: &crate::desk::casebook::chain::VerifiedItem| {
        let Content::Work(work) = &verified.content else { return None };
        let Work::Noted { text, mentions } = work.as_ref() else { return None };
        let Author::Member(by) = verified.item.header.author else { return None };
        let sequence = verified.item.header.sequence;
        if case.file.disorder.iter().any(|(place, _)| *place == sequence) {
            return None;
        }
        Some(NoteRow {
            by: signed(by, verified.item.header.day, people),
            text: text.clone(),
            mentions: mentions.iter().map(|id| name(*id, people)).collect::<Vec<_>>().join(", "),
            for_me: mentions.contains(&me),
        })
    };
    let mut notes: Vec<NoteRow> = case.examined.verified().filter_map(row).collect();
    notes.reverse();
    notes
}

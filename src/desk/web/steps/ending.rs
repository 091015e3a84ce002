//! Proposals: what takes two people.

use super::field::{Answers, Field, choices};
use super::inquiry::{exposing, read_exposing};
use super::scene::{Plan, Scene};
use crate::desk::reference::Reference;
use crate::model::casework::LEGAL_HOLD_DAYS;
use crate::model::casework::outcome::ClosingReason;
use crate::model::casework::stage::Stage;
use crate::model::casework::step::{Proposal, Step, StepKind};
use crate::model::casework::triage::IdentityRisk;
use crate::model::casework::work::Work;
use crate::model::id::MemberId;
use crate::model::roster::Role;

const TWO: &str = "Another reader of the case looks at exactly what you write here, and agrees or refuses. If the case moves on before, the \
                   proposal cannot be agreed to any more.";

pub(super) fn propose(scene: &Scene<'_>, kind: StepKind) -> Plan {
    let mut fields = match kind {
        StepKind::Close => close(scene),
        StepKind::Refer => refer(),
        StepKind::Export => export(),
        StepKind::AddReader => reader("Who gets a key?", not_holding(scene)),
        StepKind::RemoveReader => reader("Whose key is taken away?", holding(scene)),
        StepKind::LegalHold => hold(scene),
        StepKind::Destroy => destroy(),
        StepKind::Expose => exposing(String::new()),
    };
    if kind.exposes() {
        let needed = scene.file().risk() == IdentityRisk::High;
        let hint = if needed {
            "Needed: the facts alone could tell who reported. Name the records, audits or other people from whom the unit could have it."
        } else {
            "Not needed at this identity risk, and good to have."
        };
        fields.push(Field::text("how_else", "How else could we know this?", 4).hint(hint));
    }
    Plan::of(fields).intro(TWO).button("Sign the proposal")
}

fn close(scene: &Scene<'_>) -> Vec<Field> {
    let decision = scene.file().standing() == Stage::Decision;
    let reason = if decision { ClosingReason::Decided.key() } else { "" };
    vec![
        Field::one("reason", "Why is it closed?", choices!(ClosingReason))
            .hint("“Not proved” is never “false”: for “knowingly false” three people must agree, oversight among them.")
            .with(reason),
        Field::text("outcome", "What was decided, and why?", 6).hint("For the unit and for oversight."),
        Field::text("feedback", "What the reporter is told", 6).hint(
            "In the reporter's language. They find it the moment the case is closed. Say what was found and done, and nothing that would tell somebody who looks over their shoulder what they reported.",
        ),
    ]
}

fn refer() -> Vec<Field> {
    vec![
        Field::line("authority", "To which authority?"),
        Field::line("basis", "On what legal basis?"),
        Field::text("package", "What is handed over, at least?", 4).hint("As little as the authority needs."),
        Field::text("feedback", "What the reporter is told", 4).hint(
            "Name the authority only if that is safe. Empty only if telling them would harm the inquiry.",
        ),
        Field::text("untold", "If they are not told: why would it harm the inquiry?", 2),
    ]
}

fn export() -> Vec<Field> {
    vec![
        Field::line("name", "Who gets it?").hint("An office and a function."),
        Field::line("recipient", "Their age recipient").hint(
            "age1…, 62 characters. They make it with age-keygen and read it to you; the case's key is sealed to it, and to nobody else.",
        ),
        Field::line("purpose", "What for?"),
    ]
}

fn reader(label: &'static str, choices: Vec<(String, String)>) -> Vec<Field> {
    vec![Field::one("member", label, choices), Field::text("why", "Why?", 3)]
}

/// Handlers of whom nobody knows that they hold a key, nor that they stand too near.
fn not_holding(scene: &Scene<'_>) -> Vec<(String, String)> {
    let holding = holding(scene);
    scene.eligible().into_iter().filter(|known| !holding.contains(known)).collect()
}

/// Handlers who may hold a key: those who got one with the report, those of the ledger, and those who declared.
fn holding(scene: &Scene<'_>) -> Vec<(String, String)> {
    let holders = scene.holders();
    scene
        .handlers()
        .into_iter()
        .filter(|(id, _)| holders.iter().any(|holder| holder.to_string() == *id))
        .collect()
}

fn destroy() -> Vec<Field> {
    vec![Field::text("why", "Why must it be destroyed before its time?", 3).hint(
        "One paragraph, of 500 letters at most. It stays in the ledger for ever, and the reporter reads it behind their code: write nothing from the report. The moment the second person agrees, nobody can read any of this case again, old backups included.",
    )]
}

fn hold(scene: &Scene<'_>) -> Vec<Field> {
    let on = scene.file().legal_hold.is_some();
    let choices = if on {
        vec![("off", "Lift the hold")]
    } else {
        vec![("on", "Hold: the case must not be destroyed")]
    };
    let choices = choices.into_iter().map(|(key, words)| (key.to_owned(), words.to_owned())).collect();
    vec![
        Field::one("on", "What?", choices).with(if on { "off" } else { "on" }),
        Field::text("why", "Why?", 3),
        Field::day("review", "When does somebody look again?")
            .hint(format!("At most {LEGAL_HOLD_DAYS} days from today. Not needed to lift it.")),
    ]
}

pub(super) fn read(answers: &Answers, kind: StepKind) -> Result<Work, String> {
    let text = |name| answers.text(name);
    let member = |missing: &str| answers.one("member", MemberId::parse, missing);
    let what = match kind {
        StepKind::Close => Step::Close {
            reason: answers.one("reason", ClosingReason::parse, "Say why it is closed.")?,
            outcome: text("outcome"),
            feedback: text("feedback"),
        },
        StepKind::Refer => Step::Refer {
            authority: text("authority"),
            basis: text("basis"),
            package: text("package"),
            feedback: text("feedback"),
            untold: text("untold"),
        },
        StepKind::Export => Step::Export {
            name: text("name"),
            recipient: recipient(&text("recipient"))?,
            purpose: text("purpose"),
        },
        StepKind::AddReader => {
            Step::AddReader { member: member("Say who gets a key.")?, grant: String::new(), why: text("why") }
        }
        StepKind::RemoveReader => Step::RemoveReader {
            member: member("Say whose key is taken away.")?,
            grant: String::new(),
            why: text("why"),
        },
        StepKind::LegalHold => {
            let on = text("on") == "on";
            Step::LegalHold { on, why: text("why"), review: answers.day("review")?.filter(|_| on) }
        }
        StepKind::Destroy => {
            Step::Destroy { why: text("why").trim().to_owned(), after: 0, grant: String::new() }
        }
        StepKind::Expose => {
            let (exposure, plan) = read_exposing(answers)?;
            Step::Expose { exposure, plan }
        }
    };
    Ok(Work::Proposed { proposal: Proposal { what, how_else: text("how_else") } })
}

fn recipient(text: &str) -> Result<String, String> {
    let recipient = crate::crypto::agefile::Recipient::parse(text);
    recipient
        .map(String::from)
        .map_err(|_| "That is no age recipient: it begins with age1 and has 62 characters.".to_owned())
}

/// What an approver must see of a step: all of it.
pub(super) fn shown(scene: &Scene<'_>, proposal: &Proposal) -> Vec<(String, String)> {
    let row = |label: &str, text: &str| (label.to_owned(), text.to_owned());
    let mut rows = match &proposal.what {
        Step::Close { reason, outcome, feedback } => vec![
            row("Close the case", reason.words()),
            row("What was decided, and why", outcome),
            row("What the reporter finds at once", feedback),
        ],
        Step::Refer { authority, basis, package, feedback, untold } => vec![
            row("Refer to", authority),
            row("Legal basis", basis),
            row("Handed over", package),
            row("What the reporter finds at once", if feedback.is_empty() { "Nothing" } else { feedback }),
            row("Why they are not told", untold),
        ],
        Step::Export { name, recipient, purpose } => {
            vec![row("Export to", name), row("Sealed to", recipient), row("What for", purpose)]
        }
        Step::AddReader { member, why, .. } => {
            vec![row("Give a key to", &person(scene, *member)), row("Why", why)]
        }
        Step::RemoveReader { member, why, .. } => {
            vec![row("Take the key from", &person(scene, *member)), row("Why", why)]
        }
        Step::LegalHold { on, why, review } => vec![
            row("Legal hold", if *on { "Set: the case must not be destroyed" } else { "Lifted" }),
            row("Why", why),
            row("Looked at again on", &review.map(crate::desk::days::words).unwrap_or_default()),
        ],
        Step::Destroy { why, .. } => destroyed(scene, why),
        Step::Expose { exposure, plan } => {
            vec![row("Step", exposure.words()), row("With whom, about what", plan)]
        }
    };
    rows.push(row("How else we could know this", &proposal.how_else));
    rows.retain(|(_, text)| !text.is_empty());
    rows
}

fn destroyed(scene: &Scene<'_>, why: &str) -> Vec<(String, String)> {
    let case = scene.case.identity.case();
    let items = scene.case.examined.verified().count();
    let row = |label: &str, text: String| (label.to_owned(), text);
    vec![
        row(
            "Destroy for good",
            format!("{}: all of its {items} items, with files, notes and proposals", Reference::of(case)),
        ),
        row("Why, as the reporter reads it", why.to_owned()),
        row(
            "What the reporter finds at once",
            "That the report was destroyed, the reason, and the names of the two who signed".to_owned(),
        ),
        row(
            "What stays",
            "Entries in the public log that tell nothing; for oversight, who did it and why".to_owned(),
        ),
    ]
}

/// A member with their function, so that an approver knows whom they agree to.
fn person(scene: &Scene<'_>, id: MemberId) -> String {
    let roles: Vec<&str> = scene.people.roles(id).into_iter().map(Role::key).collect();
    format!(
        "{} ({})",
        scene.name(id),
        if roles.is_empty() { "not in the roster".to_owned() } else { roles.join(", ") }
    )
}

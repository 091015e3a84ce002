//! What a piece of work must say, so that it can be relied on later.

use super::file::CaseFile;
use super::guard::Guard;
use super::outcome::{Action, ClosingReason};
use super::stage::Stage;
use super::step::{Proposal, Step};
use super::triage::{IdentityRisk, Triage};
use super::work::{Amount, Conflict, Work};
use crate::clock::Day;

/// A hold is looked at again within so many days.
pub const HOLD_DAYS: i64 = 90;
/// A legal hold within so many.
pub const LEGAL_HOLD_DAYS: i64 = 366;
/// The longest reason for a destruction, in characters.
pub const MOST_REASON: usize = 500;
/// After so many months without an answer of the other authority a case may be closed.
const ANSWER_MONTHS: u16 = 12;

/// Whether the words, days and hashes are there.
pub(super) fn check(work: &Work, file: &CaseFile, day: Day) -> Result<(), Guard> {
    match work {
        Work::Triaged { triage } => check_triage(triage),
        Work::Moved { to, why, review } => check_move(*to, why, (*review, day), file),
        Work::Noted { text, .. } => said(text, "the note"),
        Work::Planned { text } => said(text, "the plan"),
        Work::Tasked { text, .. } => said(text, "what is to be done"),
        Work::TaskDone { task, .. } => {
            let open = file.tasks.iter().any(|known| known.mark.item == *task && known.done.is_none());
            if open { Ok(()) } else { Err(Guard::NoTask) }
        }
        Work::Evidenced { text, held, sha256, .. } => {
            said(text, "what the evidence is")?;
            said(held, "where the original is kept")?;
            let hash = |text: &String| {
                text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            };
            if sha256.as_ref().is_none_or(hash) {
                Ok(())
            } else {
                Err(Guard::Words("the SHA-256 as 64 digits from 0 to f"))
            }
        }
        Work::Found { allegation, text, reasons, .. } => {
            said(text, "what is alleged")?;
            said(reasons, "the reasons")?;
            if *allegation > 0 { Ok(()) } else { Err(Guard::Words("the number of the allegation")) }
        }
        Work::Acted { action, amount, .. } => check_action(*action, amount.as_ref()),
        Work::IdentityAsked { reason, .. } => said(reason, "what for"),
        Work::Exposed { plan, .. } => said(plan, "with whom, and about what"),
        Work::Proposed { proposal } => check_proposal(proposal, file, day),
        Work::Declared { takes_up: true, conflict, .. } => {
            let first = file.standing() == Stage::Received && *conflict == Conflict::None;
            if first { Ok(()) } else { Err(Guard::Stage(file.standing())) }
        }
        Work::Declared { takes_up: false, .. }
        | Work::Assigned { .. }
        | Work::Rooted { .. }
        | Work::Linked { .. }
        | Work::Watched { .. }
        | Work::Answered { .. }
        | Work::Exported { .. }
        | Work::Withdrawn { .. } => Ok(()),
    }
}

fn said(text: &str, what: &'static str) -> Result<(), Guard> {
    if text.trim().is_empty() { Err(Guard::Words(what)) } else { Ok(()) }
}

fn check_triage(triage: &Triage) -> Result<(), Guard> {
    said(&triage.family, "what it is about")?;
    if !(1..=4).contains(&triage.score.severity) {
        return Err(Guard::Words("how grave it is, from 1 to 4"));
    }
    match &triage.instead {
        Some(instead) => said(&instead.why, "why the priority is another one than the points say"),
        None => Ok(()),
    }
}

fn check_move(to: Stage, why: &str, (review, day): (Option<Day>, Day), file: &CaseFile) -> Result<(), Guard> {
    match (file.standing(), to) {
        (_, Stage::OnHold) => {
            said(why, "why the case is put on hold")?;
            within(review, day, HOLD_DAYS)
        }
        (Stage::Decision, Stage::Investigation) => said(why, "why it goes back"),
        (Stage::Closed, _) => said(why, "which new facts there are, or which retaliation"),
        (_, _) => Ok(()),
    }
}

fn within(review: Option<Day>, day: Day, days: i64) -> Result<(), Guard> {
    let ahead = review.map(|review| review.since(day));
    if ahead.is_some_and(|ahead| (1..=days).contains(&ahead)) { Ok(()) } else { Err(Guard::Review(days)) }
}

fn check_action(action: Action, amount: Option<&Amount>) -> Result<(), Guard> {
    match (action, amount) {
        (Action::DutyRecovered | Action::MoneyReturned, None) => Err(Guard::Words("how much")),
        (_, Some(amount)) if !is_amount(amount) => {
            Err(Guard::Words("the amount in digits, with a currency of three letters"))
        }
        (_, _) => Ok(()),
    }
}

/// Digits with at most one point, and a code like that of ISO 4217.
fn is_amount(amount: &Amount) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let value = match amount.value.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(&amount.value),
    };
    let currency = &amount.currency;
    value && currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn check_proposal(proposal: &Proposal, file: &CaseFile, day: Day) -> Result<(), Guard> {
    let kind = proposal.what.kind();
    if kind.exposes() && file.risk() == IdentityRisk::High {
        said(&proposal.how_else, "").map_err(|_| Guard::HowElse)?;
    }
    match &proposal.what {
        Step::Close { reason, outcome, feedback } => {
            check_closing(*reason, outcome, feedback, file)?;
            check_answer_awaited(*reason, file, day)
        }
        Step::Refer { authority, basis, package, feedback, untold } => {
            said(authority, "to which authority")?;
            said(basis, "the legal basis")?;
            said(package, "what is handed over")?;
            if feedback.trim().is_empty() {
                said(untold, "what the reporter is told, or why telling them would harm the inquiry")
            } else {
                Ok(())
            }
        }
        Step::Export { name, recipient, purpose } => {
            said(name, "who gets it")?;
            said(recipient, "the recipient's key")?;
            said(purpose, "what it is for")
        }
        Step::AddReader { why, .. } | Step::RemoveReader { why, .. } => said(why, "why"),
        Step::LegalHold { on, why, review } => {
            said(why, "why")?;
            if *on { within(*review, day, LEGAL_HOLD_DAYS) } else { Ok(()) }
        }
        Step::Destroy { .. } if file.legal_hold.is_some() => Err(Guard::OnHold),
        Step::Destroy { why, .. } => {
            said(why, "why")?;
            let fits = why.chars().count() <= MOST_REASON && !why.chars().any(char::is_control);
            if fits {
                Ok(())
            } else {
                Err(Guard::Words("the reason in one paragraph of 500 letters at most"))
            }
        }
        Step::Expose { plan, .. } => said(plan, "with whom, and about what"),
    }
}

fn check_closing(reason: ClosingReason, outcome: &str, feedback: &str, file: &CaseFile) -> Result<(), Guard> {
    let stage = file.standing();
    let fits = match stage {
        Stage::Triage => reason.fits_triage(),
        Stage::Assessment => reason.fits_triage() || reason == ClosingReason::KnowinglyFalse,
        Stage::Decision => matches!(reason, ClosingReason::Decided | ClosingReason::KnowinglyFalse),
        Stage::Referred => matches!(
            reason,
            ClosingReason::Decided | ClosingReason::ReferredNoReturn | ClosingReason::AlreadyHandled
        ),
        Stage::Received | Stage::Investigation | Stage::OnHold | Stage::Closed => false,
    };
    if !fits {
        return Err(Guard::Reason(reason, stage));
    }
    said(outcome, "what was decided, and why")?;
    said(feedback, "").map_err(|_| Guard::Feedback)?;
    let silent = matches!(reason, ClosingReason::InsufficientInfo | ClosingReason::ReporterUnreachable);
    if silent && !file.asked {
        return Err(Guard::Question);
    }
    let decided = stage == Stage::Decision && reason == ClosingReason::Decided;
    if decided && (file.actions.is_empty() || file.root.is_none()) {
        return Err(Guard::Outcome);
    }
    Ok(())
}

/// Another authority has time to say what came of a case.
fn check_answer_awaited(reason: ClosingReason, file: &CaseFile, day: Day) -> Result<(), Guard> {
    let given_up = reason == ClosingReason::ReferredNoReturn;
    let Some((Stage::Referred, since)) = file.stage.filter(|_| given_up) else { return Ok(()) };
    let earliest = since.months_later(ANSWER_MONTHS);
    if day < earliest { Err(Guard::Awaited(earliest)) } else { Ok(()) }
}

//! The rules: whether somebody may do something in a case as it stands.
//!
//! They are asked twice: before a desk signs, to say what is possible and why the rest is not; and by every desk that reads the signed
//! item afterwards, because a desk may have been changed. What breaks them counts for nothing and is shown.

use super::deed::{Deed, MOVES, Permission, stages_of};
use super::file::{CaseFile, Fate, Person};
use super::guard::Guard;
use super::stage::Stage;
use super::step::{Answer, Proposal, Step, StepKind, Verdict};
use super::triage::IdentityRisk;
use super::work::{Conflict, Relation, Work};
use super::{content, second};
use crate::clock::Day;
use crate::model::id::{ItemId, MemberId};
use crate::model::role::Role;

/// Whether somebody may do such a thing at all, whatever it would say.
pub fn may(deed: Deed, who: &Person, file: &CaseFile) -> Result<(), Guard> {
    check_role(deed, who, file)?;
    match (file.declared.get(&who.id), deed) {
        (Some((Conflict::Recused, _)), _) => return Err(Guard::Recused),
        (None, Deed::Declare) | (Some((Conflict::None, _)), _) => {}
        (None, _) => return Err(Guard::Undeclared),
    }
    check_stage(deed, file)?;
    match deed {
        Deed::Move(to) => check_move(to, file),
        Deed::Expose if file.risk() == IdentityRisk::High => Err(Guard::RiskHigh),
        Deed::Expose
        | Deed::Declare
        | Deed::Reply
        | Deed::Triage
        | Deed::Assign
        | Deed::Note
        | Deed::Plan
        | Deed::Task
        | Deed::Evidence
        | Deed::Find
        | Deed::Act
        | Deed::Root
        | Deed::Link
        | Deed::Watch
        | Deed::AskIdentity
        | Deed::Export
        | Deed::Propose(_)
        | Deed::Answer(_)
        | Deed::Withdraw => Ok(()),
    }
}

/// Whether somebody may write this very piece of work on `day`. `roles` tells what others were allowed on that day.
pub fn check(
    work: &Work,
    who: &Person,
    file: &CaseFile,
    (day, roles): (Day, &dyn Fn(MemberId) -> Vec<Role>),
) -> Result<(), Guard> {
    let kind_of = |item| file.proposal(item).map(|proposed| proposed.proposal.what.kind());
    let deed = Deed::of(work, kind_of).ok_or(Guard::NoProposal)?;
    may(deed, who, file)?;
    match work {
        // To take a case up is to judge it; to merge it decides what becomes of it, as a priority does.
        Work::Declared { takes_up: true, .. } | Work::Linked { relation: Relation::MergedInto, .. }
            if !judges(who) =>
        {
            Err(Guard::Role(Deed::Triage))
        }
        // Anybody who reads the case may begin to watch over a reporter; not anybody may stop.
        Work::Watched { on: false, .. } if !judges(who) && !file.is_assigned(who.id) => {
            Err(Guard::NotAssigned)
        }
        Work::Answered { answer } => check_answer(answer, who, file),
        Work::Withdrawn { proposal } => {
            let proposed = file.proposal(*proposal).ok_or(Guard::NoProposal)?;
            match proposed.fate {
                Fate::Open if proposed.mark.by == who.id => Ok(()),
                Fate::Open => Err(Guard::NotOwn),
                Fate::Done(_) | Fate::Refused(..) | Fate::Withdrawn | Fate::Stale(_) => Err(Guard::Answered),
            }
        }
        Work::Exported { proposal } => check_export(*proposal, who, file),
        Work::Declared { .. }
        | Work::Triaged { .. }
        | Work::Moved { .. }
        | Work::Assigned { .. }
        | Work::Noted { .. }
        | Work::Planned { .. }
        | Work::Tasked { .. }
        | Work::TaskDone { .. }
        | Work::Evidenced { .. }
        | Work::Found { .. }
        | Work::Acted { .. }
        | Work::Rooted { .. }
        | Work::Linked { .. }
        | Work::Watched { .. }
        | Work::Exposed { .. }
        | Work::IdentityAsked { .. }
        | Work::Proposed { .. } => {
            for member in named(work) {
                check_named(member, file, roles)?;
            }
            content::check(work, file, day)
        }
    }
}

/// Whom a piece of work gives the case to.
fn named(work: &Work) -> Vec<MemberId> {
    if let Work::Assigned { lead, team, .. } = work {
        return lead.iter().chain(team).copied().collect();
    }
    if let Work::Proposed { proposal: Proposal { what: Step::AddReader { member, .. }, .. } } = work {
        return vec![*member];
    }
    Vec::new()
}

/// Nobody is given a case who stepped back from it, or who handles none: by a desk that was changed, say.
fn check_named(
    member: MemberId,
    file: &CaseFile,
    roles: &dyn Fn(MemberId) -> Vec<Role>,
) -> Result<(), Guard> {
    if matches!(file.declared.get(&member), Some((Conflict::Recused, _))) {
        return Err(Guard::TooNear(member));
    }
    let handles = roles(member).iter().any(|role| role.reads_cases());
    if handles { Ok(()) } else { Err(Guard::NoHandler(member)) }
}

/// Whether the first look of this person takes a case up: whoever may judge it.
pub fn takes_up(who: &Person) -> bool {
    judges(who)
}

/// Whether somebody may judge what a case is.
fn judges(who: &Person) -> bool {
    who.roles.iter().any(|role| Deed::Triage.permission(*role) == Permission::Always)
}

fn check_role(deed: Deed, who: &Person, file: &CaseFile) -> Result<(), Guard> {
    let allowed = who.roles.iter().map(|role| match deed {
        // Which roles move a case depends on where it stands as well as on where it goes.
        Deed::Move(to) => match moves(file.standing(), to) {
            Some(roles) if !roles.contains(role) => Permission::Never,
            Some(_) | None => deed.permission(*role),
        },
        Deed::Declare
        | Deed::Reply
        | Deed::Triage
        | Deed::Assign
        | Deed::Note
        | Deed::Plan
        | Deed::Task
        | Deed::Evidence
        | Deed::Find
        | Deed::Act
        | Deed::Root
        | Deed::Link
        | Deed::Watch
        | Deed::Expose
        | Deed::AskIdentity
        | Deed::Export
        | Deed::Propose(_)
        | Deed::Answer(_)
        | Deed::Withdraw => deed.permission(*role),
    });
    let allowed: Vec<Permission> = allowed.collect();
    let assigned = file.is_assigned(who.id);
    if allowed.contains(&Permission::Always) || (assigned && allowed.contains(&Permission::Assigned)) {
        Ok(())
    } else if allowed.contains(&Permission::Assigned) {
        Err(Guard::NotAssigned)
    } else {
        Err(Guard::Role(deed))
    }
}

/// The roles that move a case from one state to another.
fn moves(from: Stage, to: Stage) -> Option<&'static [Role]> {
    let (_, _, roles) = MOVES.iter().find(|(source, target, _)| *source == from && *target == to)?;
    Some(roles)
}

/// Where the case must stand.
fn check_stage(deed: Deed, file: &CaseFile) -> Result<(), Guard> {
    let stage = file.standing();
    let closed = stage == Stage::Closed;
    let fits = match deed {
        Deed::Declare
        | Deed::Note
        | Deed::Reply
        | Deed::Link
        | Deed::Watch
        | Deed::Task
        | Deed::AskIdentity
        | Deed::Export
        | Deed::Answer(_)
        | Deed::Withdraw => true,
        Deed::Triage | Deed::Assign => !closed,
        Deed::Plan => matches!(stage, Stage::Assessment | Stage::Investigation | Stage::OnHold),
        Deed::Evidence => !matches!(stage, Stage::Received | Stage::Closed),
        Deed::Find => matches!(stage, Stage::Investigation),
        Deed::Act => {
            matches!(stage, Stage::Investigation | Stage::Decision | Stage::Referred | Stage::Closed)
        }
        Deed::Root => matches!(stage, Stage::Investigation | Stage::Decision | Stage::Referred),
        Deed::Expose => stages_of(StepKind::Expose).contains(&stage),
        Deed::Propose(kind) => stages_of(kind).contains(&stage),
        Deed::Move(to) => moves(stage, to).is_some(),
    };
    if fits { Ok(()) } else { Err(Guard::Stage(stage)) }
}

/// What must be there before a case moves on.
fn check_move(to: Stage, file: &CaseFile) -> Result<(), Guard> {
    match (file.standing(), to) {
        (Stage::Triage, Stage::Assessment) => {
            let (triage, _) = file.triage.as_ref().ok_or(Guard::Triage)?;
            let needs_plan = triage.identity_risk != IdentityRisk::Low;
            if needs_plan && triage.protection_plan.trim().is_empty() {
                return Err(Guard::Protection);
            }
            Ok(())
        }
        (Stage::Assessment, Stage::Investigation) => {
            file.plan.as_ref().ok_or(Guard::Plan)?;
            let lead = file.lead.ok_or(Guard::Lead)?;
            let free = |id| matches!(file.declared.get(&id), Some((Conflict::None, _)));
            let silent: Vec<_> =
                [lead].into_iter().chain(file.team.iter().copied()).filter(|id| !free(*id)).collect();
            if silent.is_empty() { Ok(()) } else { Err(Guard::TeamUndeclared(silent)) }
        }
        (Stage::Investigation, Stage::Decision) => {
            if file.findings.is_empty() {
                return Err(Guard::Finding);
            }
            let hashed = file.evidence.iter().any(|entry| entry.file.is_some() || entry.sha256.is_some());
            if hashed { Ok(()) } else { Err(Guard::Evidence) }
        }
        (_, _) => Ok(()),
    }
}

/// Only the two who wanted it take it out, and only once they agreed.
fn check_export(proposal: ItemId, who: &Person, file: &CaseFile) -> Result<(), Guard> {
    let proposed = file.proposal(proposal).ok_or(Guard::NoProposal)?;
    let is_export = matches!(proposed.proposal.what, Step::Export { .. });
    let agreed = matches!(proposed.fate, Fate::Done(_));
    let one_of_them = proposed.mark.by == who.id || proposed.agreed.iter().any(|person| person.id == who.id);
    if is_export && agreed && one_of_them { Ok(()) } else { Err(Guard::NoProposal) }
}

fn check_answer(answer: &Answer, who: &Person, file: &CaseFile) -> Result<(), Guard> {
    let proposed = file.proposal(answer.proposal).ok_or(Guard::NoProposal)?;
    match proposed.fate {
        Fate::Open => {}
        Fate::Stale(_) => return Err(Guard::Stale),
        Fate::Done(_) | Fate::Refused(..) | Fate::Withdrawn => return Err(Guard::Answered),
    }
    if proposed.sha256 != answer.sha256 {
        return Err(Guard::NoProposal);
    }
    if proposed.mark.by == who.id {
        return Err(Guard::Own);
    }
    match answer.verdict {
        Verdict::Refuse if answer.words.trim().is_empty() => Err(Guard::Words("why you refuse")),
        Verdict::Refuse => Ok(()),
        Verdict::Approve => second::check(proposed, who, file),
    }
}

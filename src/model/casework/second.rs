//! The second person: who must agree to which step.

use super::file::{CaseFile, Person, Proposed};
use super::guard::Guard;
use super::outcome::ClosingReason;
use super::stage::Stage;
use super::step::Step;
use super::triage::Priority;
use crate::model::role::Role;

/// Whose agreement is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Anybody else whose role allows it.
    Anybody,
    /// The head, or oversight.
    Leading,
    /// Somebody who does not work on the case.
    Outside,
    /// The head or oversight, and not working on the case.
    LeadingOutside,
    /// Oversight.
    Oversight,
    /// Oversight, and not working on the case.
    OversightOutside,
}

impl Need {
    fn is_met_by(self, who: &Person, file: &CaseFile) -> bool {
        match self {
            Self::Anybody => true,
            Self::Leading => who.leads(),
            Self::Outside => !file.is_assigned(who.id),
            Self::LeadingOutside => who.leads() && !file.is_assigned(who.id),
            Self::Oversight => who.has(Role::Oversight),
            Self::OversightOutside => who.has(Role::Oversight) && !file.is_assigned(who.id),
        }
    }

    const fn guard(self) -> Guard {
        match self {
            Self::Anybody => Guard::Twice,
            Self::Leading => Guard::NeedsHead,
            Self::Outside | Self::LeadingOutside => Guard::NeedsOutside,
            Self::Oversight | Self::OversightOutside => Guard::NeedsOversight,
        }
    }

    /// In words, as they complete “It also takes …”.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Anybody => "a second person",
            Self::Leading => "the head of the unit or oversight",
            Self::Outside => "somebody who does not work on the case",
            Self::LeadingOutside => "the head of the unit or oversight, not working on the case",
            Self::Oversight => "oversight",
            Self::OversightOutside => "oversight, not working on the case",
        }
    }
}

/// Whose agreement a proposal needs, apart from its proposer's.
pub fn needs(what: &Step, proposer: &Person, file: &CaseFile) -> Vec<Need> {
    let one_leads = if proposer.leads() { Need::Anybody } else { Need::Leading };
    match what {
        // Three people: “not proved” must never become “false” between two.
        Step::Close { reason: ClosingReason::KnowinglyFalse, .. } => vec![Need::Oversight, one_leads],
        Step::Close { .. } if file.standing() == Stage::Decision => {
            vec![match (file.priority(), proposer.leads()) {
                (Some(Priority::P1), _) => Need::OversightOutside,
                (Some(Priority::P2 | Priority::P3 | Priority::P4) | None, true) => Need::Outside,
                (Some(Priority::P2 | Priority::P3 | Priority::P4) | None, false) => Need::LeadingOutside,
            }]
        }
        Step::Close { .. } | Step::Refer { .. } | Step::Destroy { .. } => vec![one_leads],
        Step::Export { .. }
        | Step::AddReader { .. }
        | Step::RemoveReader { .. }
        | Step::LegalHold { .. }
        | Step::Expose { .. } => vec![Need::Anybody],
    }
}

/// What is still needed after these people agreed. The narrower needs are met first, so that nobody is used up for a wide one.
pub fn unmet(needs: &[Need], agreed: &[Person], file: &CaseFile) -> Vec<Need> {
    let mut left = needs.to_vec();
    for person in agreed {
        if let Some(place) = left.iter().position(|need| need.is_met_by(person, file)) {
            left.remove(place);
        }
    }
    left
}

/// What a proposal still needs.
pub fn still_needed(proposed: &Proposed, file: &CaseFile) -> Vec<Need> {
    unmet(&needs(&proposed.proposal.what, &proposed.proposer, file), &proposed.agreed, file)
}

/// Whether `who` can meet a need that is left.
pub(super) fn check(proposed: &Proposed, who: &Person, file: &CaseFile) -> Result<(), Guard> {
    if proposed.agreed.iter().any(|person| person.id == who.id) {
        return Err(Guard::Twice);
    }
    let left = still_needed(proposed, file);
    match left.iter().find(|need| need.is_met_by(who, file)) {
        Some(_) => Ok(()),
        None => Err(left.first().map_or(Guard::Answered, |need| need.guard())),
    }
}

//! The states of a case (domain reference, section 4; ISO 37002 steps 8.2 to 8.5), and what the reporter is told of each.

use serde::{Deserialize, Serialize};

words_of! {
    /// Where a case stands. That it waits for the reporter is no state of its own here: it follows from a question that was not answered
    /// yet, and ends by itself.
    Stage {
        /// Nobody has judged it yet.
        Received "received" "Received",
        /// Somebody judges what it is.
        Triage "triage" "Triage",
        /// Checked at the desk; nobody is confronted.
        Assessment "assessment" "Assessment",
        /// A team looks into it.
        Investigation "investigation" "Investigation",
        /// Nothing can be done for a while.
        OnHold "on_hold" "On hold",
        /// Another authority has it.
        Referred "referred" "Referred",
        /// Findings are there; a second person reviews them.
        Decision "decision" "Decision",
        /// Work has ended.
        Closed "closed" "Closed",
    }
}

words_of! {
    /// What the reporter is told of the state, and no more.
    ReporterStatus {
        /// It is there.
        Received "received" "Received",
        /// Triage or assessment.
        Checking "checking" "Being checked",
        /// Investigation or hold.
        Investigating "investigating" "Being investigated",
        /// Another authority has it.
        Referred "referred" "Sent to another authority",
        /// Findings are being reviewed.
        Deciding "deciding" "Being decided",
        /// Work has ended.
        Finished "finished" "Finished",
    }
}

impl Stage {
    /// What the reporter is told.
    pub const fn for_reporter(self) -> ReporterStatus {
        match self {
            Self::Received => ReporterStatus::Received,
            Self::Triage | Self::Assessment => ReporterStatus::Checking,
            Self::Investigation | Self::OnHold => ReporterStatus::Investigating,
            Self::Referred => ReporterStatus::Referred,
            Self::Decision => ReporterStatus::Deciding,
            Self::Closed => ReporterStatus::Finished,
        }
    }
}

/// The body of a status: what the reporter finds when they come back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusBody {
    /// Where their report stands.
    pub status: ReporterStatus,
    /// What was found and done, in the reporter's language; empty while work goes on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl std::fmt::Debug for StatusBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StatusBody({})", self.status.key())
    }
}

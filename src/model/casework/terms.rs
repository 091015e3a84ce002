//! Small things that casework is said with.

use serde::{Deserialize, Serialize};

words_of! {
    /// Whether a member stands too near.
    Conflict {
        /// No.
        None "none" "Knows nobody involved",
        /// Yes: the member's key is dropped.
        Recused "recused" "Stands too near: recused",
    }
}

words_of! {
    /// How two cases belong together.
    Relation {
        /// The same matter.
        Duplicate "duplicate" "Duplicate",
        /// The same people, place or way.
        Related "related" "Related",
        /// This case goes on in the other one.
        MergedInto "merged_into" "Merged into",
    }
}

words_of! {
    /// What outlives the closing of a case.
    Watch {
        /// Whether the reporter is punished.
        Protection "protection" "Protection watch",
        /// Actions that were decided and are not done yet.
        ActionsOpen "actions_open" "Actions open",
    }
}

/// An amount of money.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// In decimal digits, at most one point: `1250.50`.
    pub value: String,
    /// ISO 4217.
    pub currency: String,
}

impl std::fmt::Debug for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Amount(…)")
    }
}

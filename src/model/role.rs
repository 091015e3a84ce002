//! Roles: what a member of the roster may do.

use serde::{Deserialize, Serialize};

/// What a member may do. The matrix stands in the domain reference, section 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Receives and sorts reports.
    Intake,
    /// Investigates assigned cases.
    Investigator,
    /// Leads the unit.
    Head,
    /// Watches over reporters who may be punished.
    Protection,
    /// Internal audit or inspectorate, outside the unit.
    Oversight,
    /// Opens sealed identities for a reason.
    Custodian,
    /// Installs and configures; never reads.
    Admin,
    /// Statistics.
    Analyst,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 8] = [
        Self::Intake,
        Self::Investigator,
        Self::Head,
        Self::Protection,
        Self::Oversight,
        Self::Custodian,
        Self::Admin,
        Self::Analyst,
    ];

    /// The word used in files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Investigator => "investigator",
            Self::Head => "head",
            Self::Protection => "protection",
            Self::Oversight => "oversight",
            Self::Custodian => "custodian",
            Self::Admin => "admin",
            Self::Analyst => "analyst",
        }
    }

    /// Plain English words, as a reporter reads them.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Intake => "the officers who receive reports",
            Self::Investigator => "the investigators",
            Self::Head => "the head of the unit",
            Self::Protection => "the protection officers",
            Self::Oversight => "oversight",
            Self::Custodian => "the custodian",
            Self::Admin => "the administrators",
            Self::Analyst => "the analysts",
        }
    }

    /// The role with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Whether the role may hold a key of a case.
    pub const fn reads_cases(self) -> bool {
        match self {
            Self::Intake | Self::Investigator | Self::Head | Self::Protection | Self::Oversight => true,
            Self::Custodian | Self::Admin | Self::Analyst => false,
        }
    }
}

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

    /// What somebody with the role is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Intake => "intake officer",
            Self::Investigator => "investigator",
            Self::Head => "head of unit",
            Self::Protection => "protection officer",
            Self::Oversight => "oversight",
            Self::Custodian => "custodian",
            Self::Admin => "administrator",
            Self::Analyst => "analyst",
        }
    }

    /// What somebody with the role does, for those who give it.
    pub const fn duty(self) -> &'static str {
        match self {
            Self::Intake => "receives and sorts reports",
            Self::Investigator => "investigates assigned cases",
            Self::Head => "leads the unit, proposes the roster",
            Self::Protection => "watches over reporters who may be punished",
            Self::Oversight => "stands outside the unit, takes cases against it, second signature",
            Self::Custodian => "opens sealed identities for a reason; reads no case",
            Self::Admin => "installs and configures; reads no case",
            Self::Analyst => "statistics; reads no case",
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

//! Who does something, and why somebody reads.

use serde::{Deserialize, Serialize};

use crate::model::id::MemberId;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    /// The holder of the code.
    Reporter,
    /// A member of the roster.
    Member(MemberId),
    /// The server, for what nobody asked it to do: it took up a roster, it was restored. Signed with the log's key.
    Server,
}

impl Serialize for Actor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Reporter => serializer.serialize_str("reporter"),
            Self::Server => serializer.serialize_str("server"),
            Self::Member(id) => serializer.collect_str(id),
        }
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "reporter" => Ok(Self::Reporter),
            "server" => Ok(Self::Server),
            id => {
                MemberId::parse(id).map(Self::Member).ok_or_else(|| serde::de::Error::custom("unknown actor"))
            }
        }
    }
}

/// Why somebody reads a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// None was given. Oversight counts these.
    #[default]
    None,
    /// The member works on cases of this team.
    Casework,
    /// The member looks after the work of others in the unit.
    Supervision,
    /// Oversight has the case because the unit may not.
    Oversight,
    /// Oversight or internal audit looks at how the unit works.
    Audit,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::None, Self::Casework, Self::Supervision, Self::Oversight, Self::Audit];

    /// The word used in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Casework => "casework",
            Self::Supervision => "supervision",
            Self::Oversight => "oversight",
            Self::Audit => "audit",
        }
    }

    /// Plain English words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::None => "No reason given",
            Self::Casework => "I work on these cases",
            Self::Supervision => "I supervise those who work on them",
            Self::Oversight => "Oversight handles the case, because the unit may not",
            Self::Audit => "Audit of how the unit works",
        }
    }

    /// The reason with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

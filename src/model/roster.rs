//! The roster: who may do what, with which keys, until when. This is its content; that it was signed by those who may is
//! checked in [`crypto::note`](crate::crypto::note), whose `VerifiedRoster` is the only form in which it is acted upon.

pub mod change;
mod custodians;
mod faults;
mod succession;

use serde::{Deserialize, Serialize};

use super::id::MemberId;
pub use super::role::Role;
use crate::clock::Day;

/// Marks the format, as the first field of the text.
pub const FORMAT: &str = "redchannel/v1/roster";

/// A member: keys and roles under a display name that names the function, not the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// First 16 bytes of SHA-256 of the verification key.
    pub id: MemberId,
    /// Display name, for example "Intake officer 1".
    pub name: String,
    /// What the member may do.
    pub roles: Vec<Role>,
    /// age recipient, `age1…`.
    pub recipient: String,
    /// Ed25519 verification key, hex.
    pub verification_key: String,
    /// Last day on which the member may act.
    pub until: Day,
    /// The member whose cases this one takes over: the same person with a new key, or whoever comes after them. The keyholders have
    /// signed it, so nobody else need agree when the keys are handed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<MemberId>,
}

impl Member {
    /// Whether the member has this role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether none of the member's roles reads cases.
    pub fn reads_nothing(&self) -> bool {
        !self.roles.iter().any(|role| role.reads_cases())
    }
}

/// Who signs rosters, with keys kept offline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyholder {
    /// Key name in the signature lines: no spaces, no plus.
    pub name: String,
    /// Ed25519 verification key, hex.
    pub verification_key: String,
}

/// A channel: a unit that receives reports, and its team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Short key, stored in clear with each case.
    pub id: String,
    /// The unit's name, as reporters read it.
    pub name: String,
    /// Two to four members who get a key of each case.
    pub team: Vec<MemberId>,
}

/// An outside body that co-signs the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Key name.
    pub name: String,
    /// Ed25519 verification key, hex.
    pub verification_key: String,
}

/// The public log in which the administration commits to every event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The log's name, the first line of its checkpoints.
    pub origin: String,
    /// Ed25519 verification key of its checkpoints and receipts, hex.
    pub verification_key: String,
}

/// What the administration promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Days until a person has looked at the report (EU 2019/1937, article 9(1)(b): 7).
    pub acknowledge_days: u16,
    /// Months until the reporter is told what was done (article 9(1)(f): 3).
    pub feedback_months: u16,
    /// How many witnesses must have co-signed a checkpoint before it counts as witnessed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub witnesses_needed: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self { acknowledge_days: 7, feedback_months: 3, witnesses_needed: 0 }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_zero(number: &u16) -> bool {
    *number == 0
}

/// The content of a roster note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// [`FORMAT`].
    pub format: String,
    /// 1, 2, 3 …
    pub version: u32,
    /// SHA-256 of the text of the version before, hex; absent in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Name of the administration, as reporters read it.
    pub administration: String,
    /// First day in force.
    pub issued: Day,
    /// Last day in force.
    pub expires: Day,
    /// How many keyholders must sign the next version (and this one, if it is the first).
    pub quorum: u16,
    /// Who may sign the next version.
    pub keyholders: Vec<Keyholder>,
    /// Offline recipient of every case.
    pub recovery: String,
    /// The channels; the first one is the default.
    pub channels: Vec<Channel>,
    /// The members.
    pub members: Vec<Member>,
    /// The ledger; without it a desk takes the log's key as the server shows it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<Ledger>,
    /// The ledger's witnesses.
    #[serde(default)]
    pub witnesses: Vec<Witness>,
    /// What is promised.
    #[serde(default)]
    pub policy: Policy,
}

impl Roster {
    /// Reads the text of a note.
    pub fn parse(text: &str) -> Result<Self, String> {
        let roster: Self = serde_json::from_str(text)
            .map_err(|error| format!("the roster's text is not readable: {error}"))?;
        if roster.format != FORMAT {
            return Err(format!("the text is not a roster of the format {FORMAT}"));
        }
        Ok(roster)
    }

    /// The text of the note: indented JSON, one line feed at the end.
    pub fn to_text(&self) -> Result<String, String> {
        let json = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        Ok(json + "\n")
    }

    /// The member with this identifier.
    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    /// The channel with this key.
    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The members who have this role on this day.
    pub fn with_role(&self, role: Role, day: Day) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.has(role) && day <= member.until)
    }

    /// Whether `day` lies in the roster's time.
    pub fn in_force_on(&self, day: Day) -> bool {
        self.issued <= day && day <= self.expires
    }
}

//! The roster: who may do what, with which keys, until when. This is its content; that it was signed by those who may is
//! checked in [`crypto::note`](crate::crypto::note), whose `VerifiedRoster` is the only form in which it is acted upon.

pub mod change;
mod custodians;
mod succession;

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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

    /// Everything that is wrong with the content, in sentences; empty if nothing is.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.custodian_faults();
        let mut check = |fine: bool, sentence: String| {
            if !fine {
                faults.push(sentence);
            }
        };
        check(self.issued <= self.expires, "the roster expires before it is issued".into());
        check(
            self.quorum >= 1 && usize::from(self.quorum) <= self.keyholders.len(),
            format!("the quorum is {} but there are {} keyholders", self.quorum, self.keyholders.len()),
        );
        check(
            distinct(self.keyholders.iter().map(|keyholder| &keyholder.verification_key))
                && distinct(self.keyholders.iter().map(|keyholder| &keyholder.name)),
            "two keyholders share a name or a key: one person could sign twice".into(),
        );
        check(distinct(self.members.iter().map(|member| member.id)), "two members share a key".into());
        check(
            distinct(self.members.iter().map(|member| &member.recipient).chain([&self.recovery])),
            "two members, or a member and recovery, share a recipient".into(),
        );
        // Seven readers and recovery fill a case's rows. More oversight members would add a set of rows where an exclusion brings
        // them in, and so show that there was one.
        check(
            self.members.iter().filter(|member| member.has(Role::Oversight)).count() <= 6,
            "more than six members have the role oversight".into(),
        );
        check(!self.channels.is_empty(), "there is no channel".into());
        check(
            distinct(self.witnesses.iter().map(|witness| &witness.verification_key))
                && distinct(self.witnesses.iter().map(|witness| &witness.name)),
            "two witnesses share a name or a key: one would count twice".into(),
        );
        check(
            usize::from(self.policy.witnesses_needed) <= self.witnesses.len(),
            format!(
                "{} witnesses are needed but there are {}",
                self.policy.witnesses_needed,
                self.witnesses.len()
            ),
        );
        let names = self.witnesses.iter().map(|witness| &witness.name);
        for name in names.chain(self.ledger.iter().map(|ledger| &ledger.origin)) {
            check(is_key_name(name), format!("“{name}” is no name for a key: no spaces, no plus sign"));
        }
        check(distinct(self.channels.iter().map(|channel| &channel.id)), "two channels share a key".into());
        for member in &self.members {
            check(
                HEXLOWER
                    .decode(member.verification_key.as_bytes())
                    .is_ok_and(|key| Sha256::digest(&key).starts_with(member.id.as_bytes())),
                format!("the identifier of “{}” does not follow from its verification key", member.name),
            );
            check(
                !(member.has(Role::Admin) && member.roles.iter().any(|role| role.reads_cases())),
                format!("“{}” is administrator and reads cases: no role combines both", member.name),
            );
        }
        faults.extend(self.succession_faults());
        faults.extend(self.channels.iter().flat_map(|channel| self.channel_faults(channel)));
        faults
    }

    fn channel_faults(&self, channel: &Channel) -> Vec<String> {
        let mut faults = Vec::new();
        if !(2..=4).contains(&channel.team.len()) || !distinct(channel.team.iter()) {
            faults.push(format!(
                "the team of “{}” has {} members: it must have two to four different ones",
                channel.name,
                channel.team.len()
            ));
        }
        for id in &channel.team {
            match self.member(*id) {
                None => faults
                    .push(format!("the team of “{}” names a member who is not in the roster", channel.name)),
                Some(member) if !member.roles.iter().any(|role| role.reads_cases()) => {
                    faults.push(format!(
                        "“{}” is in the team of “{}” but has no role that reads cases",
                        member.name, channel.name
                    ));
                }
                Some(_) => {}
            }
        }
        let outside = |member: &&Member| member.has(Role::Oversight) && !channel.team.contains(&member.id);
        if !self.members.iter().any(|member| outside(&member)) {
            faults.push(format!(
                "nobody with the role oversight stands outside the team of “{}”: a report against its head could go nowhere",
                channel.name
            ));
        }
        faults
    }
}

/// A key name of a signed note, and not the first line of anything else that the log signs.
fn is_key_name(name: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    !name.is_empty() && name.len() <= 200 && !name.contains(odd) && !name.starts_with("redchannel/v1/")
}

fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    values.into_iter().all(|value| seen.insert(value))
}

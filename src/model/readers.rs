//! Who gets a key of a new case: the channel's team without those the reporter excludes; oversight where the team cannot be
//! trusted with it; the recovery recipient always.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::id::MemberId;
use super::roster::{Member, Role, Roster};
use crate::clock::Day;

/// Who must not see a report. Written as `unit:CHANNEL` or `role:CHANNEL:ROLE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// The whole unit.
    Unit {
        /// The channel's key.
        channel: String,
    },
    /// Those in the unit who have a role.
    Role {
        /// The channel's key.
        channel: String,
        /// The role.
        role: Role,
    },
}

impl Exclusion {
    /// Reads `unit:CHANNEL` or `role:CHANNEL:ROLE`; `None` for anything the roster does not offer.
    pub fn parse(text: &str, roster: &Roster) -> Option<Self> {
        offered(roster).into_iter().find(|exclusion| exclusion.to_string() == text)
    }

    fn covers(&self, channel: &str, member: &Member) -> bool {
        match self {
            Self::Unit { channel: named } => named == channel,
            Self::Role { channel: named, role } => named == channel && member.has(*role),
        }
    }
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit { channel } => write!(f, "unit:{channel}"),
            Self::Role { channel, role } => write!(f, "role:{channel}:{}", role.key()),
        }
    }
}

impl Serialize for Exclusion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exclusion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fault = || serde::de::Error::custom("not an exclusion");
        let mut parts = text.split(':');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("unit"), Some(channel), None, None) => Ok(Self::Unit { channel: channel.to_owned() }),
            (Some("role"), Some(channel), Some(role), None) => {
                Ok(Self::Role { channel: channel.to_owned(), role: Role::parse(role).ok_or_else(fault)? })
            }
            _ => Err(fault()),
        }
    }
}

/// What a reporter may tick: each unit as a whole, and each role that occurs in its team. Oversight cannot be excluded; somebody
/// must be able to read, and the page says who.
pub fn offered(roster: &Roster) -> Vec<Exclusion> {
    let mut choices = Vec::new();
    for channel in &roster.channels {
        for role in Role::ALL {
            let in_team = |id: &MemberId| roster.member(*id).is_some_and(|member| member.has(role));
            if role != Role::Oversight && channel.team.iter().any(in_team) {
                choices.push(Exclusion::Role { channel: channel.id.clone(), role });
            }
        }
        choices.push(Exclusion::Unit { channel: channel.id.clone() });
    }
    choices
}

/// The members who get a key of a new case; never empty. `None` if on this day nobody is left who could read it.
///
/// Where the head or the whole unit is excluded, oversight alone takes the case: the others answer to the head. Where fewer than
/// two remain for another reason, oversight is added to them.
pub fn choose<'a>(
    roster: &'a Roster,
    channel: &str,
    exclude: &[Exclusion],
    day: Day,
) -> Option<Vec<&'a Member>> {
    let team = &roster.channel(channel)?.team;
    let excluded = |member: &Member| exclude.iter().any(|exclusion| exclusion.covers(channel, member));
    let named = exclude.iter().any(|exclusion| match exclusion {
        Exclusion::Unit { channel: named } => named == channel,
        Exclusion::Role { channel: named, role } => named == channel && *role == Role::Head,
    });
    // A head may be named by another role as well, and those who answer to the head must not hold a key then either.
    let is_named_head = |member: &Member| member.has(Role::Head) && excluded(member);
    let head_named = named || team.iter().filter_map(|id| roster.member(*id)).any(is_named_head);
    let mut readers: Vec<&Member> = Vec::new();
    if !head_named {
        let members = team.iter().filter_map(|id| roster.member(*id));
        readers.extend(members.filter(|member| day <= member.until && !excluded(member)));
    }
    if readers.len() < 2 {
        let outside = roster.with_role(Role::Oversight, day).filter(|member| !team.contains(&member.id));
        readers.extend(outside);
    }
    if readers.is_empty() { None } else { Some(readers) }
}

//! How one version of a roster becomes the next: members come, change, go, and exchange their keys.
//!
//! Nothing here says whether the result is fit to be signed: that is [`Roster::faults`], asked after every change.

use data_encoding::HEXLOWER;

use super::{Member, Role, Roster};
use crate::clock::Day;
use crate::model::id::MemberId;

/// Why a change is not made. Sentences for the person who asked for it; the roster is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The key is in the roster already.
    #[error("“{0}” is in the roster already: remove the member first")]
    Known(String),
    /// Somebody has this name. Reporters and colleagues would take one for the other.
    #[error("another member is called “{0}” already")]
    NameTaken(String),
    /// No such channel.
    #[error("there is no such channel in the draft; it has {0}")]
    NoChannel(String),
    /// No such member.
    #[error("there is no such member in the draft")]
    NoMember,
    /// A member without a role may do nothing.
    #[error("choose at least one role: a member without one may do nothing")]
    NoRole,
}

/// What a member is given: what may be changed of one without exchanging the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// What the member may do.
    pub roles: Vec<Role>,
    /// The channels in whose teams the member is, by key.
    pub teams: Vec<String>,
    /// The last day.
    pub until: Day,
}

impl Roster {
    /// The version after this one, whose text has this hash: a copy to be changed. Members who could act until the old version's
    /// last day can act until the new one's.
    #[must_use]
    pub fn next(&self, hash: &[u8; 32], issued: Day, expires: Day) -> Self {
        let mut next = Self {
            version: self.version.saturating_add(1),
            previous: Some(HEXLOWER.encode(hash)),
            issued,
            ..self.clone()
        };
        next.extend_to(expires);
        next
    }

    /// Changes the last day, of the roster and of the members who could act until it.
    pub fn extend_to(&mut self, expires: Day) {
        let before = std::mem::replace(&mut self.expires, expires);
        for member in self.members.iter_mut().filter(|member| member.until == before) {
            member.until = expires;
        }
    }

    /// Whether this is the version after `before`, whose text has this hash.
    pub fn follows(&self, before: &Self, hash: &[u8; 32]) -> bool {
        self.version == before.version.saturating_add(1)
            && self.previous.as_deref() == Some(HEXLOWER.encode(hash).as_str())
    }

    /// Puts a member in, and into these teams.
    pub fn enrol(&mut self, member: Member, teams: &[String]) -> Result<(), ChangeError> {
        if self.member(member.id).is_some() {
            return Err(ChangeError::Known(member.name));
        }
        if self.members.iter().any(|known| known.name == member.name) {
            return Err(ChangeError::NameTaken(member.name));
        }
        self.know(teams)?;
        let id = member.id;
        self.members.push(member);
        self.join(id, teams);
        Ok(())
    }

    /// Gives a member other roles, teams and another last day.
    pub fn appoint(&mut self, id: MemberId, appointment: Appointment) -> Result<(), ChangeError> {
        self.know(&appointment.teams)?;
        if appointment.roles.is_empty() {
            return Err(ChangeError::NoRole);
        }
        let member = self.members.iter_mut().find(|member| member.id == id).ok_or(ChangeError::NoMember)?;
        member.roles = distinct_roles(appointment.roles);
        member.until = appointment.until;
        for channel in self.channels.iter_mut().filter(|channel| !appointment.teams.contains(&channel.id)) {
            channel.team.retain(|member| *member != id);
        }
        self.join(id, &appointment.teams);
        Ok(())
    }

    /// Takes a member out, and out of all teams.
    pub fn strike(&mut self, id: MemberId) -> Result<Member, ChangeError> {
        let place = self.members.iter().position(|member| member.id == id).ok_or(ChangeError::NoMember)?;
        let member = self.members.remove(place);
        for channel in &mut self.channels {
            channel.team.retain(|member| *member != id);
        }
        Ok(member)
    }

    /// Puts a member's new key in the place of the old one: roles, teams and last day stay. The new key says whose place it takes, so
    /// that readers of a case may hand it on. The name is the new card's: its fingerprint is over the name as well.
    pub fn exchange_key(&mut self, old: MemberId, new: Member) -> Result<(), ChangeError> {
        let place = self.members.iter().position(|member| member.id == old).ok_or(ChangeError::NoMember)?;
        if let Some(known) = self.member(new.id) {
            return Err(ChangeError::Known(known.name.clone()));
        }
        if self.members.iter().any(|member| member.id != old && member.name == new.name) {
            return Err(ChangeError::NameTaken(new.name));
        }
        let id = new.id;
        if let Some(member) = self.members.get_mut(place) {
            let (roles, until) = (std::mem::take(&mut member.roles), member.until);
            *member = Member { roles, until, succeeds: Some(old), ..new };
        }
        for place in self.channels.iter_mut().flat_map(|channel| &mut channel.team) {
            if *place == old {
                *place = id;
            }
        }
        Ok(())
    }

    fn know(&self, teams: &[String]) -> Result<(), ChangeError> {
        if teams.iter().all(|team| self.channel(team).is_some()) {
            return Ok(());
        }
        let known: Vec<&str> = self.channels.iter().map(|channel| channel.id.as_str()).collect();
        Err(ChangeError::NoChannel(known.join(", ")))
    }

    fn join(&mut self, id: MemberId, teams: &[String]) {
        for channel in self.channels.iter_mut().filter(|channel| teams.contains(&channel.id)) {
            if !channel.team.contains(&id) {
                channel.team.push(id);
            }
        }
    }
}

/// Roles in their order, each once.
pub fn distinct_roles(mut roles: Vec<Role>) -> Vec<Role> {
    roles.sort_unstable();
    roles.dedup();
    roles
}

//! Changes of a roster's content: cards become keyholders and members, teams are filled and emptied.

use std::str::FromStr;

use data_encoding::HEXLOWER;

use super::super::CliError;
use super::super::keygen::stem;
use super::plain;
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::keyfile::PublicCard;
use crate::model::id::MemberId;
use crate::model::roster::{Keyholder, Member, Role, Roster};

/// `KEY=NAME` on the command line.
#[derive(Clone, Debug)]
pub(super) struct ChannelArgument {
    pub id: String,
    pub name: String,
}

impl FromStr for ChannelArgument {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let what = "expected KEY=NAME, the key with 1 to 32 of a-z, 0-9 and hyphens";
        let (id, name) = text.split_once('=').ok_or(what)?;
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fine = (1..=32).contains(&id.len()) && id.bytes().all(letter) && !name.trim().is_empty();
        if fine { Ok(Self { id: id.to_owned(), name: plain(name.trim()) }) } else { Err(what) }
    }
}

pub(super) fn parse_recovery(text: &str) -> Result<Recipient, &'static str> {
    Recipient::parse(text).map_err(|_| "expected age1…, as `redchannel keygen --recovery` prints it")
}

/// A keyholder under the name that stands in signature lines: without spaces or plus, from the card's name.
pub(super) fn keyholder(card: &PublicCard) -> Keyholder {
    let verification_key = HEXLOWER.encode(card.verification_key().as_bytes());
    Keyholder { name: stem(card), verification_key }
}

/// Puts a member into the roster and its teams.
pub(super) fn enrol(
    roster: &mut Roster,
    card: &PublicCard,
    roles: &[Role],
    teams: &[String],
    until: Option<Day>,
) -> Result<(), CliError> {
    let id = card.member_id();
    let verification_key = HEXLOWER.encode(card.verification_key().as_bytes());
    if roster.member(id).is_some() {
        return Err(CliError::refused(format!(
            "“{}” is in the roster already: remove the member first",
            card.name()
        )));
    }
    if roster.members.iter().any(|member| member.name == card.name()) {
        // Reporters and colleagues would take one for the other.
        return Err(CliError::refused(format!("another member is called “{}” already", card.name())));
    }
    let mut distinct = roles.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    roster.members.push(Member {
        id,
        name: card.name().to_owned(),
        roles: distinct,
        recipient: card.recipient().to_string(),
        verification_key,
        until: until.unwrap_or(roster.expires),
        succeeds: None,
    });
    teams.iter().try_for_each(|team| join(roster, team, id))
}

fn join(roster: &mut Roster, team: &str, id: MemberId) -> Result<(), CliError> {
    let known: Vec<String> = roster.channels.iter().map(|channel| plain(&channel.id)).collect();
    let channel = roster.channels.iter_mut().find(|channel| channel.id == team);
    let channel = channel.ok_or_else(|| {
        CliError::refused(format!("there is no such channel in the draft; it has {}", known.join(", ")))
    })?;
    if !channel.team.contains(&id) {
        channel.team.push(id);
    }
    Ok(())
}

/// Takes a member, by name or id, out of the roster and all teams; gives the name.
pub(super) fn strike(roster: &mut Roster, member: &str) -> Result<String, CliError> {
    let meant =
        |candidate: &&Member| candidate.name == member || MemberId::parse(member) == Some(candidate.id);
    let mut found = roster.members.iter().filter(meant);
    let (Some(one), None) = (found.next(), found.next()) else {
        return Err(CliError::refused(
            "no single member has this name or id; `redchannel roster show` lists them",
        ));
    };
    let (id, name) = (one.id, one.name.clone());
    roster.members.retain(|member| member.id != id);
    for channel in &mut roster.channels {
        channel.team.retain(|member| *member != id);
    }
    Ok(name)
}

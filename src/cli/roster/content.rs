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
    let member = card.member(roles.to_vec(), until.unwrap_or(roster.expires));
    roster.enrol(member, teams).map_err(|fault| CliError::Refused(plain(&fault.to_string())))
}

/// Puts a card in the place of a member, by name or id.
pub(super) fn exchange(roster: &mut Roster, old: &str, card: &PublicCard) -> Result<(), CliError> {
    let id = single(roster, old)?;
    let new = card.member(Vec::new(), roster.expires);
    roster.exchange_key(id, new).map_err(|fault| CliError::Refused(plain(&fault.to_string())))
}

/// Takes a member, by name or id, out of the roster and all teams; gives the name.
pub(super) fn strike(roster: &mut Roster, member: &str) -> Result<String, CliError> {
    let id = single(roster, member)?;
    roster.strike(id).map(|member| member.name).map_err(CliError::sentence)
}

fn single(roster: &Roster, member: &str) -> Result<MemberId, CliError> {
    let meant =
        |candidate: &&Member| candidate.name == member || MemberId::parse(member) == Some(candidate.id);
    let mut found = roster.members.iter().filter(meant);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id),
        (_, _) => Err(CliError::refused(
            "no single member has this name or id; `redchannel roster show` lists them",
        )),
    }
}

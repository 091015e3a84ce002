//! Unsigned drafts: bare JSON, because a signed note carries at least one signature.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::super::{CliError, files};
use super::content::{ChannelArgument, enrol, exchange, keyholder, parse_recovery, strike};
use super::{day, plain, read_card, read_draft, text};
use crate::clock::{Clock, Day};
use crate::crypto::agefile::Recipient;
use crate::crypto::note::read_unverified;
use crate::model::roster::{Channel, FORMAT, Keyholder, Policy, Role, Roster};

/// Begin the first roster, as an unsigned draft
///
/// Example:  redchannel roster new --administration "Customs of Examplia" --recovery age1… --keyholder k1.card.json
///           --keyholder k2.card.json --keyholder k3.card.json --quorum 2 --channel integrity="Integrity Unit"
///           --expires 2027-06-30 --out roster-1.draft
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct New {
    /// The administration's name, as reporters read it
    #[arg(long, value_name = "NAME")]
    administration: String,
    /// The public half of the recovery key: age1…
    #[arg(long, value_name = "RECIPIENT", value_parser = parse_recovery)]
    recovery: Recipient,
    /// A keyholder's card; once for each
    #[arg(long, value_name = "CARD", required = true)]
    keyholder: Vec<PathBuf>,
    /// How many keyholders must sign
    #[arg(long, value_name = "N")]
    quorum: u16,
    /// A unit that receives reports: its short key and its name; the first is the default
    #[arg(long, value_name = "KEY=NAME", required = true)]
    channel: Vec<ChannelArgument>,
    /// The last day in force
    #[arg(long, value_name = "DAY", value_parser = day)]
    expires: Day,
    /// The first day in force; today if left out
    #[arg(long, value_name = "DAY", value_parser = day)]
    issued: Option<Day>,
    /// The draft to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl New {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let channel = |argument: &ChannelArgument| Channel {
            id: argument.id.clone(),
            name: argument.name.clone(),
            team: Vec::new(),
        };
        let roster = Roster {
            format: FORMAT.to_owned(),
            version: 1,
            previous: None,
            administration: self.administration.trim().to_owned(),
            issued: self.issued.unwrap_or_else(|| clock.today()),
            expires: self.expires,
            quorum: self.quorum,
            keyholders: keyholders(&self.keyholder)?,
            recovery: self.recovery.as_str().to_owned(),
            channels: self.channel.iter().map(channel).collect(),
            members: Vec::new(),
            ledger: None,
            witnesses: Vec::new(),
            policy: Policy::default(),
        };
        files::write_new(&self.out, text(&roster)?.as_bytes(), files::PUBLIC)?;
        writeln!(out, "Draft of version 1: {}", self.out.display())?;
        say_faults(out, &roster)
    }
}

/// Put a member, by their card, into a draft
///
/// Roles: intake, investigator, head, protection, oversight read cases; custodian, admin, analyst do not. Each channel needs a
/// team of two to four, and at least one oversight member outside it, who takes the case when the team is accused.
///
/// Example:  redchannel roster add-member --draft roster-1.draft --card intake-officer-1.card.json --role intake --team integrity
///           redchannel roster add-member --draft roster-2.draft --card successor.card.json --in-place-of "Intake officer 1"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct AddMember {
    /// The draft to change
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// The member's card
    #[arg(long, value_name = "CARD")]
    card: PathBuf,
    /// What the member may do; may be given several times
    #[arg(long, required_unless_present = "in_place_of", value_parser = role)]
    role: Vec<Role>,
    /// The member, by name or id, whose place the card takes: roles, teams and last day stay, and colleagues may hand the cases on
    #[arg(long, value_name = "NAME|ID", conflicts_with_all = ["role", "team", "until"])]
    in_place_of: Option<String>,
    /// The channel whose new cases the member gets a key of; may be given several times
    #[arg(long, value_name = "CHANNEL")]
    team: Vec<String>,
    /// The last day on which the member may act; the roster's last day if left out
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<Day>,
}

fn role(text: &str) -> Result<Role, String> {
    let roles = Role::ALL.map(Role::key).join(", ");
    Role::parse(text).ok_or_else(|| format!("the roles are {roles}"))
}

impl AddMember {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let (mut roster, card) = (read_draft(&self.draft)?, read_card(&self.card)?);
        match &self.in_place_of {
            Some(old) => exchange(&mut roster, old, &card)?,
            None => enrol(&mut roster, &card, &self.role, &self.team, self.until)?,
        }
        files::replace(&self.draft, text(&roster)?.as_bytes(), files::PUBLIC)?;
        writeln!(
            out,
            "Added “{}”. Before you sign, compare this fingerprint with its owner, aloud:\n    {}",
            card.name(),
            card.fingerprint()
        )?;
        say_faults(out, &roster)
    }
}

/// Take a member out of a draft, and out of every team
///
/// Cases that the member could open stay open to a copy of their key; new ones do not.
///
/// Example:  redchannel roster remove-member --draft roster-2.draft --member "Intake officer 1"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RemoveMember {
    /// The draft to change
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// The member's display name or id
    #[arg(long, value_name = "NAME|ID")]
    member: String,
}

impl RemoveMember {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let mut roster = read_draft(&self.draft)?;
        let name = strike(&mut roster, &self.member)?;
        files::replace(&self.draft, text(&roster)?.as_bytes(), files::PUBLIC)?;
        writeln!(out, "Removed “{}”.", plain(&name))?;
        say_faults(out, &roster)
    }
}

/// Begin the version after a signed one, as an unsigned draft
///
/// It starts as a copy. Members who could act until the old version's last day can act until the new one's.
///
/// Example:  redchannel roster next --from roster-1.note --expires 2027-12-31 --out roster-2.draft
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Next {
    /// The signed note of the version in force
    #[arg(long, value_name = "NOTE")]
    from: PathBuf,
    /// The last day in force
    #[arg(long, value_name = "DAY", value_parser = day)]
    expires: Day,
    /// The first day in force; today if left out
    #[arg(long, value_name = "DAY", value_parser = day)]
    issued: Option<Day>,
    /// The keyholders from now on, all of them, if they change
    #[arg(long, value_name = "CARD")]
    keyholder: Vec<PathBuf>,
    /// How many keyholders must sign the version after this one, if that changes
    #[arg(long, value_name = "N")]
    quorum: Option<u16>,
    /// The public half of a new recovery key, if it changes
    #[arg(long, value_name = "RECIPIENT", value_parser = parse_recovery)]
    recovery: Option<Recipient>,
    /// The draft to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Next {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let (before, hash) = read_unverified(&files::read(&self.from)?)?;
        let issued = self.issued.unwrap_or_else(|| clock.today());
        let mut roster = before.next(&hash, issued, self.expires);
        if !self.keyholder.is_empty() {
            roster.keyholders = keyholders(&self.keyholder)?;
        }
        roster.quorum = self.quorum.unwrap_or(roster.quorum);
        if let Some(recovery) = &self.recovery {
            recovery.as_str().clone_into(&mut roster.recovery);
        }
        files::write_new(&self.out, text(&roster)?.as_bytes(), files::PUBLIC)?;
        writeln!(out, "Draft of version {}: {}", roster.version, self.out.display())?;
        say_faults(out, &roster)
    }
}

fn keyholders(cards: &[PathBuf]) -> Result<Vec<Keyholder>, CliError> {
    cards.iter().map(|path| read_card(path).map(|card| keyholder(&card))).collect()
}

/// A draft is unfinished until nothing is wrong with it.
pub(super) fn say_faults(out: &mut dyn Write, roster: &Roster) -> Result<(), CliError> {
    let faults = roster.faults();
    if faults.is_empty() {
        writeln!(out, "The draft is complete: `redchannel roster show` it, then sign it.")?;
    } else {
        writeln!(out, "Before it can be signed:")?;
        for fault in faults {
            writeln!(out, "  - {}", plain(&fault))?;
        }
    }
    Ok(())
}

//! Showing a roster to those who must vouch for it.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use data_encoding::HEXLOWER;

use super::super::{CliError, files};
use super::{plain, read_draft};
use crate::config::Genesis;
use crate::crypto::keyfile::PublicCard;
use crate::crypto::note::{RosterError, count_signatures, read_unverified, verify_chain};
use crate::model::roster::{Channel, Keyholder, Member, Role, Roster};

/// Show a draft or a note: members, teams, signatures, the hash to pin
///
/// Later versions are shown with the ones before them, oldest first: each is signed by the keyholders of the one before.
///
/// Example:  redchannel roster show roster-1.note
///           redchannel roster show roster-1.note roster-2.note --genesis 3f1c…
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Show {
    /// A draft, or notes, oldest first
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The pinned hash of the first version: check the signatures up to it
    #[arg(long, value_name = "HEX", value_parser = Genesis::parse)]
    genesis: Option<Genesis>,
}

impl Show {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CliError> {
        let notes: Vec<Vec<u8>> =
            self.files.iter().map(|path| files::read(path)).collect::<Result<_, _>>()?;
        let (Some(last), Some(path)) = (notes.last(), self.files.last()) else {
            return Err(CliError::refused("name a file"));
        };
        if last.starts_with(b"{") && read_unverified(last).is_err() {
            let draft = read_draft(path)?;
            describe(out, &draft)?;
            writeln!(out, "\nThis is a draft: nobody has signed it.")?;
            return match self.genesis {
                Some(_) => Err(CliError::refused("a draft has no signatures to check")),
                None => Ok(()),
            };
        }
        let (roster, hash) = read_unverified(last)?;
        describe(out, &roster)?;
        writeln!(out, "\nHash: {}", HEXLOWER.encode(&hash))?;
        let before = notes.iter().rev().nth(1).map(|note| read_unverified(note)).transpose()?;
        list_signatures(out, last, &roster, before.map(|(roster, _)| roster))?;
        self.verify(out, &notes)
    }

    fn verify(&self, out: &mut dyn Write, notes: &[Vec<u8>]) -> Result<(), CliError> {
        let Some(genesis) = self.genesis else {
            writeln!(
                out,
                "\nNot checked against a pinned hash: give --genesis with the hash the keyholders told you."
            )?;
            return Ok(());
        };
        let chain = verify_chain(notes, genesis.as_bytes())?;
        if let Some(fault) = chain.refused {
            return Err(fault.into());
        }
        writeln!(out, "\nValid: signed by enough keyholders, from the pinned first version on.")?;
        Ok(())
    }
}

fn list_signatures(
    out: &mut dyn Write,
    note: &[u8],
    roster: &Roster,
    before: Option<Roster>,
) -> Result<(), CliError> {
    let (keyholders, quorum) = match (roster.version, before) {
        (1, _) => (roster.keyholders.clone(), roster.quorum),
        (_, Some(before)) => (before.keyholders, before.quorum),
        (_, None) => {
            writeln!(
                out,
                "To see who signed, give the version before as well: its keyholders sign this one."
            )?;
            return Ok(());
        }
    };
    writeln!(out, "Signatures ({quorum} needed):")?;
    for keyholder in &keyholders {
        let signed = signed_by(note, keyholder)?;
        writeln!(out, "  {} {}", if signed { "signed    " } else { "not signed" }, plain(&keyholder.name))?;
    }
    Ok(())
}

fn signed_by(note: &[u8], keyholder: &Keyholder) -> Result<bool, RosterError> {
    Ok(count_signatures(note, std::slice::from_ref(keyholder))? > 0)
}

/// Writes down everything that a signature under the roster vouches for.
pub(super) fn describe(out: &mut dyn Write, roster: &Roster) -> Result<(), CliError> {
    writeln!(
        out,
        "{}: roster, version {}\nIn force from {} to {}\nRecovery: {}",
        plain(&roster.administration),
        roster.version,
        roster.issued,
        roster.expires,
        plain(&roster.recovery)
    )?;
    writeln!(out, "\nKeyholders ({} sign the next version):", roster.quorum)?;
    for keyholder in &roster.keyholders {
        writeln!(out, "  {}  {}", plain(&keyholder.name), plain(&keyholder.verification_key))?;
    }
    writeln!(out, "\nMembers:")?;
    for member in &roster.members {
        describe_member(out, member)?;
    }
    for channel in &roster.channels {
        describe_channel(out, roster, channel)?;
    }
    describe_ledger(out, roster)?;
    let policy = &roster.policy;
    writeln!(
        out,
        "\nPromised: a person looks at each report within {} days; feedback within {} months",
        policy.acknowledge_days, policy.feedback_months
    )?;
    for fault in roster.faults() {
        writeln!(out, "Wrong: {}", plain(&fault))?;
    }
    Ok(())
}

fn describe_ledger(out: &mut dyn Write, roster: &Roster) -> std::io::Result<()> {
    match &roster.ledger {
        Some(ledger) => {
            writeln!(out, "\nLedger {}  {}", plain(&ledger.origin), plain(&ledger.verification_key))?;
        }
        None => writeln!(out, "\nLedger: none named")?,
    }
    let needed = roster.policy.witnesses_needed;
    writeln!(out, "Witnesses ({needed} must sign each checkpoint):")?;
    for witness in &roster.witnesses {
        writeln!(out, "  {}  {}", plain(&witness.name), plain(&witness.verification_key))?;
    }
    Ok(())
}

fn describe_member(out: &mut dyn Write, member: &Member) -> std::io::Result<()> {
    let roles = member.roles.iter().map(|role| Role::key(*role)).collect::<Vec<_>>().join(", ");
    let card = PublicCard::from_parts(&member.name, &member.recipient, &member.verification_key);
    let fingerprint =
        card.map_or_else(|_| "none: the keys are not usable".to_owned(), |card| card.fingerprint());
    writeln!(
        out,
        "  “{}”: {roles}, until {}\n      id {}\n      fingerprint {fingerprint}",
        plain(&member.name),
        member.until,
        member.id
    )
}

fn describe_channel(out: &mut dyn Write, roster: &Roster, channel: &Channel) -> std::io::Result<()> {
    let name = |id| roster.member(id).map_or_else(|| "nobody".to_owned(), |member| plain(&member.name));
    let team = channel.team.iter().map(|id| name(*id)).collect::<Vec<_>>().join(", ");
    writeln!(out, "\nChannel {} “{}”: {team}", plain(&channel.id), plain(&channel.name))
}

//! The draft that is being made in this session. It lives in memory; nobody else sees it before it is proposed.

use crate::clock::Day;
use crate::crypto::draft::{CheckedDraft, DraftError, RosterDraft, check, propose};
use crate::crypto::keyfile::{CardError, MAX_CARD_BYTES, PublicCard, StaffKey};
use crate::crypto::note::{VerifiedRoster, read_unverified, split};
use crate::model::id::MemberId;
use crate::model::roster::Roster;
use crate::model::roster::change::{Appointment, ChangeError};

/// A draft under construction, and the card that lies beside it.
#[derive(Clone, Debug)]
pub struct Bench {
    roster: Roster,
    card: Option<PublicCard>,
    /// Signature lines that came with a note from elsewhere; good for exactly its text.
    lines: Option<(String, Vec<String>)>,
}

/// Why a file is not taken as a draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Neither a draft nor a note.
    #[error(
        "This is no draft and no note of a roster. Choose the file that `redchannel roster` or another desk wrote."
    )]
    Unreadable,
    /// Of another time.
    #[error("This file does not follow the roster in force: it was made for another version before it.")]
    Stale,
}

impl Bench {
    /// The version after `before`, as a copy to be changed.
    pub fn begin(before: &VerifiedRoster, today: Day, expires: Day) -> Self {
        let roster = before.content().next(&before.hash(), today, expires);
        Self { roster, card: None, lines: None }
    }

    /// A draft or a note from a file: what the command line and other desks write.
    pub fn from_file(bytes: &[u8], before: &VerifiedRoster) -> Result<Self, FileError> {
        let text = std::str::from_utf8(bytes).map_err(|_| FileError::Unreadable)?;
        let (roster, lines) = if let Ok((roster, _)) = read_unverified(bytes) {
            (roster, split(bytes).ok())
        } else if let Ok(travelling) = serde_json::from_str::<RosterDraft>(text) {
            let roster = Roster::parse(&travelling.text).map_err(|_| FileError::Unreadable)?;
            (roster, Some((travelling.text, travelling.lines)))
        } else {
            (Roster::parse(text).map_err(|_| FileError::Unreadable)?, None)
        };
        if !roster.follows(before.content(), &before.hash()) {
            return Err(FileError::Stale);
        }
        Ok(Self { roster, card: None, lines })
    }

    /// What it says now.
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The card that is being looked at.
    pub const fn card(&self) -> Option<&PublicCard> {
        self.card.as_ref()
    }

    /// Lays a card beside the draft.
    pub fn lay(&mut self, bytes: &[u8]) -> Result<(), CardError> {
        let trimmed = bytes.trim_ascii();
        if trimmed.len() > MAX_CARD_BYTES {
            return Err(CardError::Malformed);
        }
        self.card = Some(PublicCard::parse(trimmed)?);
        Ok(())
    }

    /// Takes the card away.
    pub fn put_card_away(&mut self) {
        self.card = None;
    }

    /// Enrols the owner of the card.
    pub fn enrol(&mut self, appointment: Appointment) -> Result<String, ChangeError> {
        let card = self.card.as_ref().ok_or(ChangeError::NoMember)?;
        if appointment.roles.is_empty() {
            return Err(ChangeError::NoRole);
        }
        let member = card.member(appointment.roles, appointment.until);
        let name = member.name.clone();
        self.roster.enrol(member, &appointment.teams)?;
        self.put_card_away();
        Ok(name)
    }

    /// Puts the card's key in the place of a member's.
    pub fn exchange(&mut self, old: MemberId) -> Result<String, ChangeError> {
        let card = self.card.as_ref().ok_or(ChangeError::NoMember)?;
        let member = card.member(Vec::new(), self.roster.expires);
        let name = member.name.clone();
        self.roster.exchange_key(old, member)?;
        self.put_card_away();
        Ok(name)
    }

    /// Gives a member other roles, teams and another last day.
    pub fn appoint(&mut self, id: MemberId, appointment: Appointment) -> Result<(), ChangeError> {
        self.roster.appoint(id, appointment)
    }

    /// Removes a member; gives the name.
    pub fn strike(&mut self, id: MemberId) -> Result<String, ChangeError> {
        self.roster.strike(id).map(|member| member.name)
    }

    /// Changes the days and what is promised.
    pub fn set_terms(&mut self, issued: Day, expires: Day, promised: (u16, u16)) {
        self.roster.issued = issued;
        self.roster.extend_to(expires);
        (self.roster.policy.acknowledge_days, self.roster.policy.feedback_months) = promised;
    }

    /// Proposes it in the name of the key's holder. Signatures that came with the file are kept if the text is still the same.
    pub fn propose(
        &self,
        key: &StaffKey,
        before: &VerifiedRoster,
        today: Day,
    ) -> Result<CheckedDraft, DraftError> {
        let proposed = propose(&self.roster, key, before, today)?;
        match &self.lines {
            Some((text, lines)) if *text == proposed.draft().text => {
                check(&RosterDraft { lines: lines.clone(), ..proposed.draft().clone() }, before, today)
            }
            Some(_) | None => Ok(proposed),
        }
    }
}

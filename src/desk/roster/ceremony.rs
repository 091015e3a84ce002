//! Drafts at the server: which of them follow the version in force, who has signed, and what becomes of a complete one.
//!
//! Nothing the server says about a draft is used: who proposes, who has signed and what changes is read off the draft, and checked
//! here against the version in force.

use super::Seat;
use crate::api::client::ClientError;
use crate::api::wire::{PutRoster, PutRosterDraft};
use crate::clock::Day;
use crate::crypto::draft::{CheckedDraft, DraftError, check};
use crate::crypto::keyfile::StaffKey;
use crate::crypto::note::{RosterError, VerifiedRoster};
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::work::Work;
use crate::model::id::MemberId;

/// The ground that pages about the roster stand on: the versions as this desk verified them.
#[derive(Clone, Debug)]
pub struct Ground {
    /// All verified versions, oldest first.
    pub history: Vec<VerifiedRoster>,
    /// The newest of them.
    pub current: VerifiedRoster,
    /// What the holder of the unlocked key may do.
    pub seat: Seat,
    /// Why nothing may be built on the newest version: this desk has seen a newer one, for example.
    pub alarm: Option<String>,
    /// Why it is not up to date.
    pub stale: Option<String>,
    /// Today.
    pub today: Day,
}

/// A draft as the server shows it: fit to be signed, or why not.
pub type Shown = Result<CheckedDraft, (MemberId, DraftError)>;

/// Why a step was not done. Sentences; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// This desk has seen a newer roster, or two with the same number.
    #[error("{0}")]
    Alarm(String),
    /// The key is not one that may do this.
    #[error("Your key may not do this under the roster in force.")]
    NotYours,
    /// The draft is not fit.
    #[error("{}", crate::desk::sentence(.0))]
    Draft(#[from] DraftError),
    /// The draft is gone, or its proposer has changed it.
    #[error(
        "The draft or the roster changed meanwhile. Nothing was signed or sent. Look at it again before you go on."
    )]
    Moved,
    /// Another text than the one that was shown.
    #[error("The draft is not the one that the page showed. Nothing was signed. Look at it again.")]
    Another,
    /// The signature cannot be made.
    #[error("The signature could not be made: {0}.")]
    Signature(#[from] RosterError),
    /// The server.
    #[error("{}", crate::desk::sentence(.0))]
    Client(#[from] ClientError),
}

/// How far a draft is after a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// More signatures are needed.
    Waiting {
        /// Those there are.
        signed: usize,
        /// Those there must be.
        needed: u16,
    },
    /// It is in force.
    InForce {
        /// The version.
        version: u32,
    },
}

/// Asks for the roster, and says how the holder of the key stands in it.
pub async fn ground(work: &Work, book: &mut Casebook) -> Result<Ground, SyncError> {
    let stale = match work.sync_outline(book).await {
        Ok(()) => None,
        Err(SyncError::Locked) => return Err(SyncError::Locked),
        Err(error) if book.people().is_none() => return Err(error),
        Err(error) => Some(error.to_string()),
    };
    let Some(people) = book.people() else { return Err(SyncError::Locked) };
    let chain = people.chain();
    let today = work.today();
    Ok(Ground {
        history: chain.history.clone(),
        current: chain.roster.clone(),
        seat: Seat::of(chain.roster.content(), work.key().member_id(), today),
        alarm: book.roster_alarm().map(str::to_owned),
        stale,
        today,
    })
}

impl Ground {
    /// Nothing is proposed or signed onto a roster that this desk knows to be old.
    pub fn may_build(&self) -> Result<(), StepError> {
        self.alarm.clone().map_or(Ok(()), |alarm| Err(StepError::Alarm(alarm)))
    }
}

/// The drafts at the server, each with what this desk thinks of it.
pub async fn drafts(work: &Work, ground: &Ground) -> Result<Vec<Shown>, ClientError> {
    let answer = work.client().roster_drafts().await?;
    let judge = |draft: &crate::crypto::draft::RosterDraft| {
        check(draft, &ground.current, ground.today).map_err(|error| (draft.proposer, error))
    };
    Ok(answer.drafts.iter().map(judge).collect())
}

/// The draft of one proposer.
pub async fn draft_of(
    work: &Work,
    ground: &Ground,
    proposer: MemberId,
) -> Result<Option<Shown>, ClientError> {
    let mut shown = drafts(work, ground).await?.into_iter();
    Ok(shown.find(|draft| match draft {
        Ok(checked) => checked.draft().proposer == proposer,
        Err((by, _)) => *by == proposer,
    }))
}

/// Sends the draft of this session to the server.
pub async fn propose(work: &Work, ground: &Ground) -> Result<MemberId, StepError> {
    ground.may_build()?;
    if !ground.seat.may_propose() {
        return Err(StepError::NotYours);
    }
    let bench = work.bench().clone().ok_or(StepError::Moved)?;
    let proposed = bench.propose(work.key(), &ground.current, ground.today)?;
    keep(work, &proposed).await?;
    *work.bench() = None;
    Ok(proposed.draft().proposer)
}

/// Signs the draft whose text has this hash, with a key whose passphrase was just given, and brings it into force if that makes it
/// complete.
pub async fn sign(
    work: &Work,
    ground: &Ground,
    (proposer, hash): (MemberId, [u8; 32]),
    key: &StaffKey,
) -> Result<Progress, StepError> {
    ground.may_build()?;
    let name = ground.seat.keyholder.clone().ok_or(StepError::NotYours)?;
    if key.member_id() != work.key().member_id() {
        return Err(StepError::NotYours);
    }
    let mut draft = shown(work, ground, proposer).await?;
    // What is signed is what stood before the signer's eyes, whatever the server shows now.
    if *draft.hash() != hash {
        return Err(StepError::Another);
    }
    draft.sign(&name, key.signing_key())?;
    keep(work, &draft).await?;
    if draft.is_complete() { deliver(work, &draft).await } else { Ok(progress(&draft)) }
}

/// Brings a complete draft into force.
pub async fn bring(work: &Work, ground: &Ground, proposer: MemberId) -> Result<Progress, StepError> {
    ground.may_build()?;
    let draft = shown(work, ground, proposer).await?;
    if draft.is_complete() { deliver(work, &draft).await } else { Ok(progress(&draft)) }
}

/// Takes back the draft of the key's holder.
pub async fn withdraw(work: &Work) -> Result<(), StepError> {
    let done = work.client().put_roster_draft(&PutRosterDraft { draft: None }).await?;
    if done { Ok(()) } else { Err(StepError::Moved) }
}

async fn shown(work: &Work, ground: &Ground, proposer: MemberId) -> Result<CheckedDraft, StepError> {
    let found = draft_of(work, ground, proposer).await?.ok_or(StepError::Moved)?;
    found.map_err(|(_, error)| error.into())
}

async fn keep(work: &Work, draft: &CheckedDraft) -> Result<(), StepError> {
    let put = PutRosterDraft { draft: Some(draft.draft().clone()) };
    if work.client().put_roster_draft(&put).await? { Ok(()) } else { Err(StepError::Moved) }
}

async fn deliver(work: &Work, draft: &CheckedDraft) -> Result<Progress, StepError> {
    let Some(note) = draft.note() else { return Ok(progress(draft)) };
    let note = String::from_utf8(note).map_err(|_| StepError::Moved)?;
    if work.client().put_roster(&PutRoster { note }).await? {
        return Ok(Progress::InForce { version: draft.roster().version });
    }
    Err(StepError::Moved)
}

fn progress(draft: &CheckedDraft) -> Progress {
    Progress::Waiting { signed: draft.signed().len(), needed: draft.needed() }
}

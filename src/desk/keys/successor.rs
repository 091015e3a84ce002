//! All cases of a member handed to the one who takes over, by the roster's word: a new key of the same person, or whoever comes after.
//!
//! The keyholders have signed who that is, so no second consent is needed; a colleague's desk does it for the cases that it shares, and
//! the old key's own for all of them, while the roster still names it. The cases are not read for it: one list, then one request each.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::StreamExt;

use super::{Grant, GrantAction, KeyDesk, KeysError, TRIES, holders, wrap};
use crate::api::client::{ClientError, Put};
use crate::api::wire::{CaseLine, CaseState};
use crate::crypto::agefile::Recipient;
use crate::crypto::open::CaseIdentity;
use crate::desk::casebook::sync::all_cases;
use crate::model::id::{CaseId, MemberId};
use crate::model::roster::Member;

/// Requests under way at once: the server stores one after the other anyway, and its other callers must not wait.
const AT_ONCE: usize = 8;

/// What became of a member's cases.
#[derive(Debug, Default)]
pub struct Rewrapped {
    /// Cases whose key the successor got.
    pub given: usize,
    /// Cases of which the successor holds a key already.
    pub held: usize,
    /// Own cases of which the predecessor holds no key: not theirs to hand on.
    pub others: usize,
    /// Cases that must be looked at first: they did not verify at this desk, or were not read at their present key.
    pub unfit: Vec<CaseId>,
    /// Cases that the server did not take. The same call again goes on with them.
    pub failed: Vec<(CaseId, KeysError)>,
}

/// What became of one case.
enum Outcome {
    Given,
    Held,
    Others,
    Failed(CaseId, KeysError),
}

/// One case to hand on.
struct Job {
    line: CaseLine,
    identity: Arc<CaseIdentity>,
    grant: Grant,
}

/// Hands the keys of all cases that this member shares with `predecessor`, or has as the predecessor, to the successor whom the roster
/// names. `done` counts the cases that are through, for whoever watches. The casebook must have been brought up to date.
pub async fn rewrap_successor(
    desk: &mut KeyDesk<'_>,
    predecessor: MemberId,
    done: &AtomicUsize,
) -> Result<Rewrapped, KeysError> {
    desk.check_standing()?;
    let people = desk.book.people().ok_or(KeysError::Closed)?;
    let takes_over = |member: &&Member| member.succeeds == Some(predecessor);
    let named = people.roster().members.iter().find(takes_over).ok_or(KeysError::NoSuccessor)?;
    let successor = holders::reader(people, named.id, desk.today).ok_or(KeysError::NoReader)?;
    let (member, recipient) = (successor.id, Recipient::parse(&successor.recipient)?);
    // Fresh ends of all chains in a few requests: those in the casebook are older than the reads that it told the ledger of.
    let lines = all_cases(desk.client).await?;
    let mut found = Rewrapped::default();
    let mut jobs = Vec::new();
    for line in lines.into_iter().filter(|line| line.state != CaseState::Shredded) {
        let Some(identity) = fit(desk, &line) else {
            found.unfit.push(line.case);
            continue;
        };
        let (action, case, epoch) = (GrantAction::Add, line.case, line.epoch);
        jobs.push(Job {
            line,
            identity,
            grant: Grant { action, case, epoch, member, recipient: recipient.clone() },
        });
    }
    let desk = &*desk;
    let mut outcomes = futures::stream::iter(jobs).map(|job| hand_on(desk, job)).buffer_unordered(AT_ONCE);
    while let Some(outcome) = outcomes.next().await {
        done.fetch_add(1, Ordering::Relaxed);
        match outcome {
            Outcome::Given => found.given = found.given.saturating_add(1),
            Outcome::Held => found.held = found.held.saturating_add(1),
            Outcome::Others => found.others = found.others.saturating_add(1),
            Outcome::Failed(case, error) => found.failed.push((case, error)),
        }
    }
    Ok(found)
}

/// The keys of a case that verified when it was read, if they are its present ones.
fn fit(desk: &KeyDesk<'_>, line: &CaseLine) -> Option<Arc<CaseIdentity>> {
    let open = desk.book.case(line.case)?.content.as_ref().ok()?;
    let known = open.alarm.is_none() && open.report().is_some() && open.identity.epoch() == line.epoch;
    known.then(|| Arc::clone(&open.identity))
}

async fn hand_on(desk: &KeyDesk<'_>, job: Job) -> Outcome {
    let case = job.line.case;
    match try_to_hand_on(desk, job).await {
        Ok(outcome) => outcome,
        Err(KeysError::Client(ClientError::NotFound)) => Outcome::Others,
        Err(error) => Outcome::Failed(case, error),
    }
}

async fn try_to_hand_on(desk: &KeyDesk<'_>, job: Job) -> Result<Outcome, KeysError> {
    let Job { line, identity, grant } = job;
    let mut head = line.chain;
    for _ in 0..TRIES {
        let put = wrap(&identity, &grant, |event| desk.sign(&identity, &head, event), None)?;
        match desk.client.put_wrap(line.case, &put).await? {
            Put::Stored => return Ok(Outcome::Given),
            Put::Conflict { chain, .. } if chain == head => return Ok(Outcome::Held),
            Put::Conflict { chain, .. } => head = chain,
        }
    }
    Err(KeysError::KeepsMoving)
}

//! Asking the server for what oversight may see, and telling the ledger before it who looks, and why.

use crate::api::client::{Client, Put};
use crate::api::wire::{ChainLine, PutLogRead, SignedEvent};
use crate::clock::Day;
use crate::crypto::keyfile::StaffKey;
use crate::desk::casebook::SyncError;
use crate::desk::casebook::sync::all_chains;
use crate::ledger::entry::{Actor, ChainHead, Event, OVERSIGHT, SignedEntry, Statement};
use crate::model::id::CaseId;

/// How often an entry is signed again because others were faster.
const TRIES: usize = 8;

/// The chains of all cases, or of one with the administration's. [`ClientError::ReadFirst`](crate::api::client::ClientError::ReadFirst)
/// before it was said today why.
pub async fn ask(client: &Client, case: Option<CaseId>) -> Result<Vec<ChainLine>, SyncError> {
    match case {
        Some(case) => Ok(client.chain_of(case).await?.chains),
        None => all_chains(client).await,
    }
}

/// Signs, for the rest of oversight, that the log of all cases or of one is read, and why. The end of that chain is not known before:
/// the server's answer to the first try says it.
pub async fn say_why(
    client: &Client,
    key: &StaffKey,
    today: Day,
    (case, reason): (Option<CaseId>, &str),
) -> Result<(), SyncError> {
    let mut head = ChainHead::default();
    for _ in 0..TRIES {
        let event = Event::LogRead { case, reason: reason.to_owned() };
        let statement = Statement::next(OVERSIGHT, &head, Actor::Member(key.member_id()), today, event);
        let signed = SignedEntry::sign(&statement, key.signing_key()).map_err(|_| SyncError::KeepsMoving)?;
        let event = SignedEvent {
            statement: signed.text().to_owned(),
            signatures: signed.signatures(),
            audit: None,
            reporter: None,
        };
        match client.put_log_read(&PutLogRead { event }).await? {
            Put::Stored => return Ok(()),
            Put::Conflict { chain, .. } => head = chain,
        }
    }
    Err(SyncError::KeepsMoving)
}

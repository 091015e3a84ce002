//! Looking at what would be destroyed: its entries, verified, and nothing of its content.

use super::{ShredError, Signatory};
use crate::api::client::ClientError;
use crate::api::wire::{ChainLine, EntryLine};
use crate::crypto::agefile::{Identity, Recipient};
use crate::crypto::open::CaseIdentity;
use crate::desk::casebook::SyncError;
use crate::desk::casebook::entries::{ExaminedChain, Refused, Signers, Spot, examine};
use crate::desk::casebook::sync::all_cases;
use crate::desk::oversight::{ask, say_why};
use crate::desk::reference::Reference;
use crate::ledger::entry::{ADMINISTRATION, ChainHead, EntryError};
use crate::model::id::CaseId;

/// Why the log is read here.
const TO_DESTROY: &str = "Asked to agree to the destruction of the case";

/// A case as it stands now.
pub(super) struct Now {
    pub(super) entries: ExaminedChain,
    pub(super) administration: ChainHead,
    pub(super) reporter: Option<Recipient>,
    /// Whether the reporter's recipient comes from a wrap of one's own.
    pub(super) holds_key: bool,
}

/// The member's own case of that name; `None` also where two share it, and the identifier is needed.
pub(super) async fn find_case(me: &Signatory<'_>, wanted: &str) -> Result<Option<CaseId>, ShredError> {
    let lines = all_cases(me.client).await?;
    let meant =
        |case: &CaseId| CaseId::parse(wanted) == Some(*case) || Reference::of(*case).is_meant_by(wanted);
    let mut found = lines.iter().map(|line| line.case).filter(meant);
    let first = found.next();
    Ok(first.filter(|_| found.next().is_none()))
}

/// The entries of a case, verified: with the case's key, or for oversight outside the team with one's own.
pub(super) async fn look(me: &Signatory<'_>, case: CaseId) -> Result<Now, ShredError> {
    match me.client.case_entries(case).await {
        Ok(page) => {
            let line = all_cases(me.client).await?.into_iter().find(|line| line.case == case);
            let line = line.ok_or(ShredError::NoCase)?;
            let identity = CaseIdentity::from_wrap(me.key.identity(), &line.wrap, line.case, line.epoch)
                .map_err(|_| ShredError::NoCase)?;
            let signers = Signers { people: me.people, reporter: Some(identity.reporter()), log: &[] };
            let entries = verified(case, page.entries, &identity.audits(), &signers)?;
            let reporter = identity.reply_to().cloned();
            Ok(Now { entries, administration: page.administration, reporter, holds_key: true })
        }
        Err(ClientError::NotFound) => from_outside(me, case).await,
        Err(error) => Err(error.into()),
    }
}

async fn from_outside(me: &Signatory<'_>, case: CaseId) -> Result<Now, ShredError> {
    let chains = match look_once(me, case).await {
        // Not the server's oversight: then there is no such case for this member.
        Err(SyncError::Client(ClientError::NotFound)) => return Err(ShredError::NoCase),
        other => other?,
    };
    let of = |id: CaseId| chains.iter().find(|chain| chain.chain == id).map(|chain| chain.entries.clone());
    let entries = of(case).ok_or(ShredError::NoCase)?;
    let last = of(ADMINISTRATION).and_then(|entries| entries.into_iter().max_by_key(|entry| entry.sequence));
    let administration = last.map(|last| ChainHead::after(last.sequence, &last.data)).unwrap_or_default();
    let signers = Signers { people: me.people, reporter: None, log: &[] };
    let entries = verified(case, entries, &[me.key.identity()], &signers)?;
    Ok(Now { entries, administration, reporter: None, holds_key: false })
}

/// The chain of the case and the administration's. Where the ledger does not say yet that this member of oversight looks, it is told.
async fn look_once(me: &Signatory<'_>, case: CaseId) -> Result<Vec<ChainLine>, SyncError> {
    match ask(me.client, Some(case)).await {
        Err(SyncError::Client(ClientError::ReadFirst)) => {}
        other => return other,
    }
    say_why(me.client, me.key, me.today, (Some(case), TO_DESTROY)).await?;
    ask(me.client, Some(case)).await
}

/// A chain that must not be destroyed if something is wrong with it. What was sealed before oversight was there need not open.
fn verified(
    case: CaseId,
    lines: Vec<EntryLine>,
    openers: &[&Identity],
    signers: &Signers<'_>,
) -> Result<ExaminedChain, ShredError> {
    let delivered = lines.len();
    let chain = examine(case, lines, openers, signers);
    let sealed = |spot: &&Spot| {
        matches!(spot, Spot::Rejected { why: Refused::Entry(EntryError::Sealed), .. })
            && signers.reporter.is_none()
    };
    let need_not_open = chain.spots.iter().filter(sealed).count();
    let whole = chain.faults() == need_not_open && chain.hashes.len() == delivered && delivered > 0;
    if whole { Ok(chain) } else { Err(ShredError::Troubled) }
}

//! A key taken off: one's own, or a colleague's. The case is then due for a new key, which any remaining holder's desk makes.

use super::{Consent, GrantAction, KeyDesk, KeysError, TRIES, holders};
use crate::api::client::Put;
use crate::api::wire::PutRemoval;
use crate::ledger::entry::Event;
use crate::model::id::{CaseId, MemberId};

/// Drops the member's own key of a case: they know somebody in it, or should not have it. Nothing of the case is fetched for it, and it
/// works on a case that does not verify, too. Afterwards the case does not exist for them any more.
pub async fn remove_own(desk: &mut KeyDesk<'_>, case: CaseId) -> Result<(), KeysError> {
    desk.check_standing()?;
    for _ in 0..TRIES {
        let line = desk.client.case(case).await?;
        let identity = desk.book.open_wrap(&line).map_err(|_| KeysError::Closed)?;
        if line.case != case {
            return Err(KeysError::Closed);
        }
        let member = desk.signer.member;
        let said = Event::WrapRemoved { member, epoch: identity.epoch(), proposer: None };
        let event = desk.sign(&identity, &line.chain, said)?;
        let put = PutRemoval { member, consents: Vec::new(), event };
        if desk.client.put_removal(case, &put).await? == Put::Stored {
            desk.book.forget(case);
            return Ok(());
        }
    }
    Err(KeysError::KeepsMoving)
}

/// Takes a colleague's key off a case. `consent` is another holder's, and the member's own is added to it here; without it, only
/// somebody can be taken off who by the roster may not read cases any more.
pub async fn remove(
    desk: &mut KeyDesk<'_>,
    case: CaseId,
    member: MemberId,
    consent: Option<&str>,
) -> Result<(), KeysError> {
    if member == desk.signer.member {
        return Err(KeysError::OnePerson);
    }
    for _ in 0..TRIES {
        desk.refresh(case).await?;
        let ready = desk.ready(case)?;
        let recipient = holders::recipient(ready.people, member).ok_or(KeysError::HoldsNone)?;
        let grant = ready.grant(GrantAction::Remove, (member, recipient));
        let (consents, proposer) = match consent {
            None if holders::reader(ready.people, member, desk.today).is_some() => {
                return Err(KeysError::OnePerson);
            }
            None => (Vec::new(), None),
            Some(text) => {
                let author = ready.check(text, &grant, (desk.signer.member, desk.today))?;
                let own: Consent = grant.sign(desk.signer.member, desk.signer.key);
                (vec![text.to_owned(), own.to_hex()], Some(author))
            }
        };
        let head = ready.record.line.chain.clone();
        let said = Event::WrapRemoved { member, epoch: grant.epoch, proposer };
        let event = desk.sign(&ready.open.identity, &head, said)?;
        let done = desk.client.put_removal(case, &PutRemoval { member, consents, event }).await?;
        if desk.settle(case, &head, (done, KeysError::HoldsNone))?.is_some() {
            return Ok(());
        }
    }
    Err(KeysError::KeepsMoving)
}

//! Replies and casework at this desk, with what follows from it: a key that is given, taken or dropped, a new key for the case.
//!
//! The item is signed first, then the key changes hands. If the second step fails, the case's page shows that it is still to be done, and
//! any holder but the proposer can finish it.

use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;

use super::Work;
use crate::desk::casebook::Casebook;
use crate::desk::keys::{self, GrantAction, KeyDesk, KeysError, Rewrapped};
use crate::desk::paper::Signer;
use crate::desk::reply::{self, ReplyError};
use crate::desk::sentence;
use crate::desk::shred::{self, Signatory};
use crate::desk::works::{self, Draft};
use crate::ledger::entry::Destruction;
use crate::model::casework::file::Fate;
use crate::model::casework::step::{Step, Verdict};
use crate::model::casework::work::{Conflict, Work as Piece};
use crate::model::id::{CaseId, ItemId, MemberId};

impl Work {
    /// Writes something into a case, and does what follows from it; a sentence for the next page, or why it was not written.
    pub async fn write(&self, book: &mut Casebook, draft: &Draft) -> Result<String, String> {
        let mut draft = draft.clone();
        self.consent(book, &mut draft).map_err(|error| sentence(&error))?;
        let signer = self.signer(book);
        let today = self.clock.today();
        works::send(book, (&self.client, &self.genesis), &signer, &draft, today)
            .await
            .map_err(|error| sentence(&error))?;
        match &draft.work {
            Piece::Declared { conflict: Conflict::Recused, .. } => self.step_back(book, draft.case).await,
            Piece::Answered { answer } if answer.verdict == Verdict::Approve => {
                Ok(self.follow(book, draft.case, answer.proposal).await)
            }
            Piece::Declared { .. }
            | Piece::Answered { .. }
            | Piece::Triaged { .. }
            | Piece::Moved { .. }
            | Piece::Assigned { .. }
            | Piece::Noted { .. }
            | Piece::Planned { .. }
            | Piece::Tasked { .. }
            | Piece::TaskDone { .. }
            | Piece::Evidenced { .. }
            | Piece::Found { .. }
            | Piece::Acted { .. }
            | Piece::Rooted { .. }
            | Piece::Linked { .. }
            | Piece::Watched { .. }
            | Piece::Exposed { .. }
            | Piece::Proposed { .. }
            | Piece::IdentityAsked { .. }
            | Piece::Exported { .. }
            | Piece::Withdrawn { .. } => Ok("Signed and stored.".to_owned()),
        }
    }

    /// Sends a reply; if that fails, keeps its words with the reason.
    pub async fn reply(&self, draft: &reply::Draft) -> Result<(), ReplyError> {
        let mut book = self.book.lock().await;
        let signer = self.signer(&book);
        let sent =
            reply::send(&mut book, &self.client, &self.genesis, &signer, draft, self.clock.today()).await;
        match &sent {
            Ok(()) => {
                self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&draft.case);
            }
            Err(error) => self.keep_reply(draft, Some(sentence(error))),
        }
        sent
    }

    fn signer<'a>(&'a self, book: &Casebook) -> Signer<'a> {
        Signer { member: self.key.member_id(), key: self.key.signing_key(), standing: self.standing(book) }
    }

    fn key_desk<'a>(&'a self, book: &'a mut Casebook) -> KeyDesk<'a> {
        let signer = self.signer(book);
        KeyDesk { signer, client: &self.client, genesis: &self.genesis, today: self.clock.today(), book }
    }

    /// A proposal about a key carries its proposer's consent, which the server asks for when the key changes hands.
    fn consent(&self, book: &mut Casebook, draft: &mut Draft) -> Result<(), KeysError> {
        let case = draft.case;
        let Piece::Proposed { proposal } = &mut draft.work else { return Ok(()) };
        if let Step::Destroy { why, after, grant } = &mut proposal.what {
            let tip = book.case(case).and_then(|record| record.content.as_ref().ok()?.examined.tip());
            *after = tip.ok_or(KeysError::Closed)?.sequence;
            let wanted = Destruction { case, after: *after, reason: why };
            *grant = wanted.sign(self.member(), self.key.signing_key());
            return Ok(());
        }
        let (action, member, grant) = match &mut proposal.what {
            Step::AddReader { member, grant, .. } => (GrantAction::Add, *member, grant),
            Step::RemoveReader { member, grant, .. } => (GrantAction::Remove, *member, grant),
            Step::Close { .. }
            | Step::Refer { .. }
            | Step::Export { .. }
            | Step::LegalHold { .. }
            | Step::Destroy { .. }
            | Step::Expose { .. } => return Ok(()),
        };
        *grant = keys::consent(&self.key_desk(book), case, action, member)?;
        Ok(())
    }

    /// Drops the member's own key, after they said that they stand too near.
    async fn step_back(&self, book: &mut Casebook, case: CaseId) -> Result<String, String> {
        keys::remove_own(&mut self.key_desk(book), case).await.map_err(|error| {
            format!(
                "{} You are recused, but your key could not be dropped yet: send the form again.",
                sentence(&error)
            )
        })?;
        Ok("You are off this case: your key to it was dropped. What comes from now on is sealed to a new key.".to_owned())
    }

    /// Does what was agreed to, if this was the last agreement that was needed.
    async fn follow(&self, book: &mut Casebook, case: CaseId, proposal: ItemId) -> String {
        match self.finish(book, case, proposal).await {
            Ok(Some(done)) => done,
            Ok(None) => "Signed and stored.".to_owned(),
            Err(error) => format!(
                "Signed and stored, but what was agreed to is not done yet: {} The case shows it as still to be done.",
                sentence(&error)
            ),
        }
    }

    /// Gives or takes the key that an agreed proposal is about, or destroys it. `None` if it is about no key, or not agreed yet.
    pub async fn finish(
        &self,
        book: &mut Casebook,
        case: CaseId,
        proposal: ItemId,
    ) -> Result<Option<String>, KeysError> {
        let open = book.case(case).and_then(|record| record.content.as_ref().ok());
        let agreed = open.and_then(|open| open.file.proposal(proposal));
        let agreed = agreed.filter(|proposed| matches!(proposed.fate, Fate::Done(_)));
        let Some(agreed) = agreed else { return Ok(None) };
        let (proposer, what) = (agreed.mark.by, agreed.proposal.what.clone());
        let mut desk = self.key_desk(book);
        match what {
            Step::AddReader { member, grant, .. } => {
                keys::add_reader(&mut desk, case, member, &grant).await?;
                Ok(Some("Agreed, and the key was given.".to_owned()))
            }
            Step::RemoveReader { member, grant, .. } => {
                keys::remove(&mut desk, case, member, Some(&grant)).await?;
                keys::rekey(&mut desk, case).await?;
                Ok(Some("Agreed: the key was taken away, and the case has a new one.".to_owned()))
            }
            Step::Destroy { why, after, grant } => {
                let people = desk.book.people().ok_or(KeysError::Closed)?;
                let me = Signatory { key: &self.key, client: &self.client, people, today: desk.today };
                shred::carry_out(&me, case, proposer, (after, &why, &grant)).await?;
                desk.book.forget(case);
                Ok(Some("Destroyed: nobody can read this case any more. The ledger says who agreed to it, and why.".to_owned()))
            }
            Step::Close { .. }
            | Step::Refer { .. }
            | Step::Export { .. }
            | Step::LegalHold { .. }
            | Step::Expose { .. } => Ok(Some("Agreed and done.".to_owned())),
        }
    }

    /// Hands the keys of all cases that this member shares with `before` to the one who takes over; see [`keys::rewrap_successor`].
    pub async fn hand_on(
        &self,
        book: &mut Casebook,
        before: MemberId,
        done: &AtomicUsize,
    ) -> Result<Rewrapped, KeysError> {
        keys::rewrap_successor(&mut self.key_desk(book), before, done).await
    }

    /// Makes a new key for a case from which somebody was taken. Two desks may try at once: one is enough.
    pub async fn renew(&self, book: &mut Casebook, case: CaseId) -> Option<String> {
        let due = book.case(case).is_some_and(|record| record.line.rekey_due && record.line.rekeyable);
        if !due || !book.may_see(case, self.member()) || self.read_only(book).is_some() {
            return None;
        }
        match keys::rekey(&mut self.key_desk(book), case).await {
            Ok(()) | Err(KeysError::Overtaken) => None,
            Err(error) => Some(format!(
                "Somebody was taken off this case, and it has no new key yet: what comes now could still be opened with the old one. {}",
                sentence(&error)
            )),
        }
    }
}

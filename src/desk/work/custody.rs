//! What an unlocked key does about names given in confidence: a handler's questions, a custodian's answers.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::{Kept, Work};
use crate::desk::casebook::{Casebook, SyncError};
use crate::desk::custody::CustodyError;
use crate::desk::custody::ask::{Question, ask};
use crate::desk::custody::keep::{Decision, Keeper, Waiting, decide, pending, show};
use crate::desk::custody::letter::Request;
use crate::desk::custody::open::{Confided, open};
use crate::desk::paper::Signer;
use crate::desk::people::{People, Standing};
use crate::desk::sentence;
use crate::model::custody::IdentityBody;
use crate::model::id::CaseId;
use crate::model::report::Purpose;
use crate::model::role::Role;
use crate::secret::SecretText;

impl Work {
    /// Whether the last roster that was seen in this session says that the member keeps identities, and reads no case.
    pub fn keeps(&self) -> bool {
        self.keeps.load(Ordering::Relaxed)
    }

    /// Whether the roster says so.
    pub fn is_custodian(&self, book: &Casebook) -> bool {
        let me = book.people().and_then(|people| people.roster().member(self.key.member_id()));
        me.is_some_and(|me| me.has(Role::Custodian) && me.reads_nothing())
    }

    /// Asks the custodians; if that fails, keeps the words with the reason.
    pub async fn ask_identity(&self, question: &Question) -> Result<(), CustodyError> {
        let mut book = self.book.lock().await;
        let standing = self.standing(&book);
        let signer = Signer { member: self.key.member_id(), key: self.key.signing_key(), standing };
        let asking = ask(&mut book, &self.client, &self.genesis, &signer, question, self.clock.today());
        let asked = self.unless_closed(asking).await;
        self.keep_words(question.case, &question.reason, asked)
    }

    /// The identity of a case, if it was granted to this member.
    pub async fn open_identity(&self, book: &Casebook, case: CaseId) -> Result<Confided, CustodyError> {
        let record = book.case(case).ok_or(CustodyError::Closed)?;
        let opened = record.content.as_ref().map_err(|_| CustodyError::Closed)?;
        let me = (self.key.member_id(), self.key.identity());
        self.unless_closed(open(&self.client, (case, opened), me)).await
    }

    /// The requests that wait for a custodian.
    pub async fn requests(&self, book: &mut Casebook) -> Result<(Vec<Waiting>, bool), CustodyError> {
        let (people, seen) = book.for_custody().ok_or(CustodyError::Closed)?;
        let keeper = self.keeper(people);
        self.unless_closed(async { Ok(pending(&self.client, &keeper, seen).await?) }).await
    }

    /// The request of a case, with the identity if this custodian has said that they look.
    pub async fn request(
        &self,
        book: &mut Casebook,
        case: CaseId,
    ) -> Result<(Request, Option<IdentityBody>), CustodyError> {
        let (people, seen) = book.for_custody().ok_or(CustodyError::Closed)?;
        let keeper = self.keeper(people);
        self.unless_closed(show(&self.client, &keeper, seen, case)).await
    }

    /// Says what the custodian does; if that fails, keeps the words with the reason.
    pub async fn decide(&self, decision: &Decision) -> Result<(), CustodyError> {
        let mut book = self.book.lock().await;
        let alarm = book.roster_alarm().map(str::to_owned);
        let (people, seen) = book.for_custody().ok_or(CustodyError::Closed)?;
        let mut keeper = self.keeper(people);
        if let Some(reason) = alarm {
            keeper.standing = Standing::ReadOnly(reason);
        }
        let done = self.unless_closed(decide(&self.client, &keeper, seen, decision)).await;
        book.save();
        self.keep_words(decision.case, &decision.words, done)
    }

    fn keeper<'a>(&'a self, people: &'a People) -> Keeper<'a> {
        let today = self.clock.today();
        let member = self.key.member_id();
        Keeper {
            member,
            own: self.key.identity(),
            key: self.key.signing_key(),
            standing: people.custodian_standing(member, &self.key.recipient(), today),
            people,
            today,
        }
    }

    /// The words about an identity that could not be sent.
    pub fn kept_words(&self, case: CaseId) -> Option<Kept> {
        self.kept_words.lock().unwrap_or_else(PoisonError::into_inner).get(&case).cloned()
    }

    fn keep_words(
        &self,
        case: CaseId,
        words: &SecretText,
        done: Result<(), CustodyError>,
    ) -> Result<(), CustodyError> {
        let mut kept = self.kept_words.lock().unwrap_or_else(PoisonError::into_inner);
        match &done {
            Ok(()) => kept.remove(&case),
            Err(error) => kept.insert(
                case,
                Kept { text: words.clone(), purpose: Purpose::Message, reason: Some(sentence(error)) },
            ),
        };
        done
    }

    /// A slow server must not keep keys and names in memory after the desk was locked.
    async fn unless_closed<T>(
        &self,
        asking: impl Future<Output = Result<T, CustodyError>>,
    ) -> Result<T, CustodyError> {
        tokio::select! {
            biased;
            () = self.closed.cancelled() => Err(SyncError::Locked.into()),
            done = asking => done,
        }
    }
}

//! One unlocked key and everything that it opens, until the desk locks.

mod custody;
mod overseeing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use super::casebook::{Casebook, SyncError};
use super::keyring::Opened;
use super::paper::Signer;
use super::pen::Pen;
use super::people::Standing;
use super::reply::{self, Draft, ReplyError};
use super::roster::Seat;
use super::roster::bench::Bench;
use super::seen::Seen;
use super::web::steps::field::Answers;
use super::works::{self, WorkError};
use super::{DeskConfig, sentence};
use crate::api::client::{Client, ClientError};
use crate::clock::{Clock, Day};
use crate::crypto::keyfile::{PublicCard, StaffKey};
use crate::crypto::totp::TotpSecret;
use crate::ledger::entry::Reason;
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::model::report::Purpose;
use crate::model::role::Role;
use crate::secret::SecretText;

/// What a member has open. When the last handle is dropped, keys and texts are wiped.
pub struct Work {
    key: StaffKey,
    card: PublicCard,
    client: Arc<Client>,
    genesis: [u8; 32],
    clock: Clock,
    book: tokio::sync::Mutex<Casebook>,
    kept: Mutex<BTreeMap<CaseId, Kept>>,
    forms: Mutex<BTreeMap<(CaseId, String), KeptForm>>,
    kept_words: Mutex<BTreeMap<CaseId, Kept>>,
    checks: Mutex<BTreeMap<ItemId, FileCheck>>,
    oversees: AtomicBool,
    keeps: AtomicBool,
    closed: CancellationToken,
    key_file: PathBuf,
    bench: Mutex<Option<Bench>>,
    factor: Mutex<Option<TotpSecret>>,
}

/// What is known of a file's bytes on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCheck {
    /// Not read yet in this session.
    NotYet,
    /// Read to the last byte: it is what its author signed.
    Whole,
    /// It could not be read whole, or is not what its author signed.
    Faulty,
}

/// A reply that could not be sent: the words are not lost.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The words.
    pub text: SecretText,
    /// What they are for.
    pub purpose: Purpose,
    /// Why they were not sent; `None` while their author looks at them first.
    pub reason: Option<String>,
}

/// A form that could not be signed: what was typed is not lost.
#[derive(Clone, Debug)]
pub struct KeptForm {
    /// What was typed.
    pub answers: Answers,
    /// Why it was not signed.
    pub reason: String,
}

impl Work {
    /// Begins work with an opened key file. Nothing is asked of the server yet.
    pub fn begin(
        opened: Opened,
        reason: Reason,
        config: &DeskConfig,
        clock: &Clock,
    ) -> Result<Self, ClientError> {
        let Opened { path, key, card } = opened;
        let client = Client::new(&config.server, key.member_id(), key.signing_key().clone(), clock.clone())?;
        let seen = Seen::load(Seen::beside(&path), key.identity().clone());
        let book = tokio::sync::Mutex::new(Casebook::new(Pen::new(&key, clock, reason), seen));
        Ok(Self {
            key,
            card,
            client: Arc::new(client),
            genesis: config.genesis,
            clock: clock.clone(),
            book,
            kept: Mutex::default(),
            forms: Mutex::default(),
            kept_words: Mutex::default(),
            checks: Mutex::default(),
            oversees: AtomicBool::new(false),
            keeps: AtomicBool::new(false),
            closed: CancellationToken::new(),
            key_file: path,
            bench: Mutex::default(),
            factor: Mutex::default(),
        })
    }

    /// The member's public card.
    pub fn card(&self) -> &PublicCard {
        &self.card
    }

    /// Today, by this machine's clock.
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// The member's keys, for what is signed on their page.
    pub const fn key(&self) -> &StaffKey {
        &self.key
    }

    /// Where the key file lies.
    pub fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// The draft of the roster that is being made in this session.
    pub fn bench(&self) -> MutexGuard<'_, Option<Bench>> {
        self.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The secret of a second factor that is being set up.
    pub fn factor(&self) -> MutexGuard<'_, Option<TotpSecret>> {
        self.factor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Handle for downloads.
    pub fn client(&self) -> Arc<Client> {
        Arc::clone(&self.client)
    }

    /// Cancelled when the desk locks.
    pub fn closed(&self) -> &CancellationToken {
        &self.closed
    }

    /// The casebook, one request at a time.
    pub async fn book(&self) -> tokio::sync::MutexGuard<'_, Casebook> {
        self.book.lock().await
    }

    /// Brings everything up to date.
    pub async fn sync(&self, book: &mut Casebook) -> Result<(), SyncError> {
        let done = self.unless_locked(book.sync(&self.client, &self.genesis)).await;
        self.note_roles(book);
        done
    }

    /// Brings roster and ledger up to date, and reads no case.
    pub async fn sync_outline(&self, book: &mut Casebook) -> Result<(), SyncError> {
        let done = self.unless_locked(book.sync_outline(&self.client, &self.genesis)).await;
        self.note_roles(book);
        done
    }

    fn note_roles(&self, book: &Casebook) {
        self.oversees.store(self.is_oversight(book), Ordering::Relaxed);
        self.keeps.store(self.is_custodian(book), Ordering::Relaxed);
    }

    /// Whether the last roster that was seen in this session says that the member belongs to oversight.
    pub fn oversees(&self) -> bool {
        self.oversees.load(Ordering::Relaxed)
    }

    /// Asks what the ledger says of a case.
    pub async fn sync_entries(&self, book: &mut Casebook, case: CaseId) -> Result<(), SyncError> {
        self.unless_locked(book.sync_entries(&self.client, case)).await
    }

    /// Whether the roster says that the member belongs to oversight.
    pub fn is_oversight(&self, book: &Casebook) -> bool {
        book.people().is_some_and(|people| people.roles(self.key.member_id()).contains(&Role::Oversight))
    }

    /// Whether the key is a keyholder's and nobody's among the members: it signs rosters and opens no case.
    pub fn only_signs(&self, book: &Casebook) -> bool {
        let seat = book.people().map(|people| Seat::of(people.roster(), self.key.member_id(), self.today()));
        seat.is_some_and(|seat| seat.keyholder.is_some() && !seat.member)
    }

    /// Brings one case up to date.
    pub async fn sync_case(&self, book: &mut Casebook, case: CaseId) -> Result<(), SyncError> {
        self.unless_locked(book.sync_case(&self.client, &self.genesis, case)).await
    }

    /// A slow server must not keep the keys in memory after the desk was locked.
    async fn unless_locked(
        &self,
        asking: impl Future<Output = Result<(), SyncError>>,
    ) -> Result<(), SyncError> {
        tokio::select! {
            biased;
            () = self.closed.cancelled() => Err(SyncError::Locked),
            done = asking => done,
        }
    }

    /// What the roster, and what was seen of it, allow this member today.
    pub fn standing(&self, book: &Casebook) -> Standing {
        let Some(people) = book.people() else {
            return Standing::ReadOnly("The roster was not verified, so nothing can be signed.".to_owned());
        };
        if let Some(reason) = book.roster_alarm() {
            return Standing::ReadOnly(reason.to_owned());
        }
        people.standing(self.key.member_id(), &self.key.recipient(), self.clock.today())
    }

    /// Sends a reply; if that fails, keeps its words with the reason.
    pub async fn reply(&self, draft: &Draft) -> Result<(), ReplyError> {
        let mut book = self.book.lock().await;
        let standing = self.standing(&book);
        let signer = Signer { member: self.key.member_id(), key: self.key.signing_key(), standing };
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

    /// Keeps the words of a reply that was not sent.
    pub fn keep_reply(&self, draft: &Draft, reason: Option<String>) {
        let kept = Kept { text: draft.text.clone(), purpose: draft.purpose, reason };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(draft.case, kept);
    }

    /// Writes something into a case; a sentence for the next page.
    pub async fn write(&self, book: &mut Casebook, draft: &works::Draft) -> Result<String, WorkError> {
        let standing = self.standing(book);
        let signer = Signer { member: self.key.member_id(), key: self.key.signing_key(), standing };
        let today = self.clock.today();
        works::send(book, (&self.client, &self.genesis), &signer, draft, today).await?;
        Ok("Signed and stored.".to_owned())
    }

    /// Why nothing can be signed here, if so.
    pub fn read_only(&self, book: &Casebook) -> Option<String> {
        match self.standing(book) {
            Standing::Full => None,
            Standing::ReadOnly(reason) => Some(reason),
        }
    }

    /// The member.
    pub fn member(&self) -> MemberId {
        self.key.member_id()
    }

    /// What was typed into a form that could not be signed.
    pub fn kept_form(&self, case: CaseId, step: &str) -> Option<KeptForm> {
        let forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.get(&(case, step.to_owned())).cloned()
    }

    /// Keeps what was typed, with the reason.
    pub fn keep_form(&self, case: CaseId, step: &str, answers: Answers, reason: String) {
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.insert((case, step.to_owned()), KeptForm { answers, reason });
    }

    /// It was signed.
    pub fn forget_form(&self, case: CaseId, step: &str) {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).remove(&(case, step.to_owned()));
    }

    /// The words of a reply to this case that could not be sent.
    pub fn kept(&self, case: CaseId) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&case).cloned()
    }

    /// Notes what the last check of a file found.
    pub fn note_check(&self, item: ItemId, found: FileCheck) {
        self.checks.lock().unwrap_or_else(PoisonError::into_inner).insert(item, found);
    }

    /// What the last check of a file found.
    pub fn file_check(&self, item: ItemId) -> FileCheck {
        let checks = self.checks.lock().unwrap_or_else(PoisonError::into_inner);
        checks.get(&item).copied().unwrap_or(FileCheck::NotYet)
    }

    /// Ends what still runs, such as downloads.
    pub fn close(&self) {
        self.closed.cancel();
    }
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Work(…)")
    }
}

//! One unlocked key and everything that it opens, until the desk locks.

mod custody;
mod deeds;
mod kept;
mod overseeing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use super::DeskConfig;
use super::alias::Aliases;
use super::casebook::sync::{Outline, Scope};
use super::casebook::{Casebook, SyncError};
use super::keyring::Opened;
use super::loading::Loading;
use super::pen::Pen;
use super::people::Standing;
use super::roster::Seat;
use super::roster::bench::Bench;
use super::seen::Seen;
use super::timepiece::Timepiece;
use super::views::Views;
use crate::api::client::{Client, ClientError};
use crate::clock::{Clock, Day};
use crate::crypto::keyfile::{PublicCard, StaffKey};
use crate::crypto::totp::TotpSecret;
use crate::ledger::entry::Reason;
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::model::role::Role;

pub use self::kept::{FileCheck, Kept, KeptForm};

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
    loading: Loading,
    aliases: Mutex<Aliases>,
    views: Mutex<Views>,
    timepiece: Timepiece,
    closed: CancellationToken,
    key_file: PathBuf,
    bench: Mutex<Option<Bench>>,
    factor: Mutex<Option<TotpSecret>>,
}

/// What is signed on a ledger that was set back or changed would stand on false ground.
const UNFIT: &str = "The server does not show the ledger that this desk has seen before. Nothing can be signed here until it does: what is \
                     signed now would stand on false ground. Tell oversight.";

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
        let views = Mutex::new(Views::load(Views::beside(&path), key.identity().clone()));
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
            loading: Loading::default(),
            aliases: Mutex::default(),
            views,
            timepiece: Timepiece::default(),
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

    /// SHA-256 of the first roster.
    pub const fn genesis(&self) -> [u8; 32] {
        self.genesis
    }

    /// Cancelled when the desk locks.
    pub fn closed(&self) -> &CancellationToken {
        &self.closed
    }

    /// The casebook, one request at a time.
    pub async fn book(&self) -> tokio::sync::MutexGuard<'_, Casebook> {
        self.book.lock().await
    }

    /// The run that brings the casebook up to date beside the pages.
    pub const fn loading(&self) -> &Loading {
        &self.loading
    }

    /// What stands in addresses in the place of words.
    pub fn aliases(&self) -> MutexGuard<'_, Aliases> {
        self.aliases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The member's saved views.
    pub fn views(&self) -> MutexGuard<'_, Views> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in roster and ledger, and says which cases to ask for next.
    pub async fn take_outline(&self, outline: Outline) -> Result<Scope, SyncError> {
        let mut book = self.book.lock().await;
        let taken = book.take_outline(outline, &self.genesis);
        self.note_roles(&book);
        taken.map(|()| book.scope())
    }

    /// Brings everything up to date.
    pub async fn sync(&self, book: &mut Casebook) -> Result<(), SyncError> {
        let done = self.unless_locked(book.sync(&self.client, &self.genesis)).await;
        self.note_roles(book);
        self.note_time(book, &done);
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

    /// Judges this machine's clock by what the server answered.
    pub(super) fn note_time(&self, book: &Casebook, done: &Result<(), SyncError>) {
        self.timepiece.note(book, done, &self.standing(book), self.clock.now());
    }

    /// Why this machine's clock may be wrong, if so.
    pub fn clock_doubt(&self) -> Option<String> {
        self.timepiece.doubt()
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
        let done = self.unless_locked(book.sync_case(&self.client, &self.genesis, case)).await;
        self.note_time(book, &done);
        done
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
        if book.ledger_alarm().is_some() {
            return Standing::ReadOnly(UNFIT.to_owned());
        }
        people.standing(self.key.member_id(), &self.key.recipient(), self.clock.today())
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

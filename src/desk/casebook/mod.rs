//! The cases a member can open, decrypted and verified, in memory only and only while the desk is unlocked.
//!
//! `sync` asks the server, `fetching` for the items, `opening` opens them; `chain` judges the items that come, `entries` what the ledger says of them, `accord` whether the two agree;
//! `deadline`, `sheet`, `doings` and `view` say it in words; `queue` sorts and filters, `search` looks into all of it.

pub mod accord;
pub mod chain;
pub mod deadline;
pub mod doings;
pub mod entries;
mod facts;
pub mod fetching;
mod gathering;
mod holders;
mod ledger;
pub mod log;
pub mod opening;
pub mod queue;
pub mod quoting;
pub mod search;
pub mod sheet;
pub mod standing;
pub mod sync;
pub mod view;
pub mod worded;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::client::ClientError;
use crate::api::wire::{CaseLine, ItemLine};
use crate::clock::Day;
use crate::crypto::note::RosterError;
use crate::crypto::open::CaseIdentity;
use crate::desk::ledger::LedgerView;
use crate::desk::pen::Pen;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::desk::seen::{Mismatch, Seen};
use crate::model::casework::file::CaseFile;
use crate::model::casework::work::Conflict;
use crate::model::id::{CaseId, MemberId};
use chain::Examined;
use fetching::Fetched;
pub use ledger::CaseEntries;
use search::Searchable;

/// Everything one member's desk holds open.
#[derive(Debug)]
pub struct Casebook {
    pen: Pen,
    /// The days on which the ledger was told that a case was opened.
    opened_on: BTreeMap<CaseId, Day>,
    ledger: Result<LedgerView, String>,
    entries: BTreeMap<CaseId, CaseEntries>,
    people: Option<Arc<People>>,
    cases: BTreeMap<CaseId, CaseRecord>,
    seen: Seen,
    warnings: Vec<String>,
    roster_alarm: Option<String>,
    ledger_alarm: Option<String>,
    gone: Vec<CaseId>,
    /// When the server was last asked for all cases, in seconds since 1970.
    whole_at: Option<i64>,
    /// How many cases were taken in so far.
    turn: u64,
}

/// One case.
#[derive(Debug)]
pub struct CaseRecord {
    /// What the server said of it.
    pub line: CaseLine,
    /// When it was taken in, among the others.
    turn: u64,
    /// Its speakable name.
    pub reference: Reference,
    /// Its content, or why there is none.
    pub content: Result<OpenCase, String>,
}

/// An opened case.
#[derive(Debug)]
pub struct OpenCase {
    /// The case's key. Shared with a download that may be under way.
    pub identity: Arc<CaseIdentity>,
    /// Its items.
    pub examined: Examined,
    /// How the case stands, as it follows from the verified items.
    pub file: CaseFile,
    /// What does not fit what this desk saw before, or what the server itself says.
    pub alarm: Option<Mismatch>,
    /// Its words, folded.
    pub words: Searchable,
}

/// Why the casebook could not be brought up to date. What was loaded before stays readable.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The server did not answer, or not as it should.
    #[error("{}", crate::desk::sentence(.0))]
    Client(#[from] ClientError),
    /// The roster does not verify: nothing the server says about people can be believed.
    #[error(
        "The roster of the server does not verify: {0}. This desk does not work with it. Check with the keyholders that the desk was \
         started with the right roster hash; if it was, the server is not to be trusted."
    )]
    Roster(#[from] RosterError),
    /// The desk was locked while the server was being asked.
    #[error("The desk was locked meanwhile.")]
    Locked,
    /// The entry that says that a case is read cannot be placed: others write all the time.
    #[error(
        "The ledger moved on each time this desk wanted to say that it reads a case. Load the page again."
    )]
    KeepsMoving,
    /// The server delivers without end.
    #[error("The server delivers pages without end. Tell the administrator; nothing was changed.")]
    Endless,
}

impl Casebook {
    /// An empty casebook of a member.
    pub fn new(pen: Pen, seen: Seen) -> Self {
        Self {
            pen,
            opened_on: BTreeMap::new(),
            ledger: Err("The ledger was not looked at yet.".to_owned()),
            entries: BTreeMap::new(),
            people: None,
            cases: BTreeMap::new(),
            seen,
            warnings: Vec::new(),
            roster_alarm: None,
            ledger_alarm: None,
            gone: Vec::new(),
            whole_at: None,
            turn: 0,
        }
    }

    /// The verified roster, once the server was reached.
    pub fn people(&self) -> Option<&People> {
        self.people.as_deref()
    }

    /// The same, to be handed to whoever works beside the casebook.
    pub fn shared_people(&self) -> Option<Arc<People>> {
        self.people.clone()
    }

    /// Whose casebook it is.
    pub fn me(&self) -> MemberId {
        self.pen.member()
    }

    /// The member's pen.
    pub const fn pen(&self) -> &Pen {
        &self.pen
    }

    /// All cases, in the order of their random identifiers.
    pub fn cases(&self) -> impl Iterator<Item = &CaseRecord> {
        self.cases.values()
    }

    /// A case by its identifier.
    pub fn case(&self, id: CaseId) -> Option<&CaseRecord> {
        self.cases.get(&id)
    }

    /// A case by what stands in an address: a reference, or an identifier where two cases share a reference.
    pub fn find(&self, text: &str) -> Option<&CaseRecord> {
        if let Some(case) = CaseId::parse(text) {
            return self.case(case);
        }
        let mut named = self.cases.values().filter(|case| case.reference.is_meant_by(text));
        let found = named.next();
        found.filter(|_| named.next().is_none())
    }

    /// Whether a member may see a case at this desk: it is there, it opens, and they have said that they know nobody in it.
    pub fn may_see(&self, case: CaseId, me: MemberId) -> bool {
        let open = self.cases.get(&case).and_then(|record| record.content.as_ref().ok());
        open.is_some_and(|open| matches!(open.file.declared.get(&me), Some((Conflict::None, _))))
    }

    /// Whether more than one case has this name.
    pub fn is_shared(&self, reference: &Reference) -> bool {
        self.cases.values().filter(|other| other.reference == *reference).count() > 1
    }

    /// What concerns all cases: the roster, missing cases, the desk's memory. Sentences.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Why the roster, although it verifies, must not be acted upon: this desk has seen a newer one.
    pub fn roster_alarm(&self) -> Option<&str> {
        self.roster_alarm.as_deref()
    }

    /// Cases that were seen before and are not listed any more.
    pub fn gone(&self) -> &[CaseId] {
        &self.gone
    }

    /// Roster and memory, for what a custodian does.
    pub fn for_custody(&mut self) -> Option<(&People, &mut Seen)> {
        Some((self.people.as_ref()?, &mut self.seen))
    }

    /// What this desk remembers.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Notes that the member has a case before their eyes, up to its last entry.
    pub fn mark_read(&mut self, case: CaseId) {
        let tip = self.cases.get(&case).and_then(|record| record.content.as_ref().ok()?.examined.tip());
        if let Some(tip) = tip {
            self.seen.mark_read(case, tip.sequence);
        }
    }

    /// Writes the desk's memory.
    pub fn save(&mut self) {
        const UNSAVED: &str = "The desk could not write its memory file beside the key file. If the server withholds something, the next \
                               session will not notice. Check the folder and its free space.";
        self.warnings.retain(|warning| warning != UNSAVED);
        if self.seen.save().is_err() {
            self.warnings.push(UNSAVED.to_owned());
        }
    }

    /// Keeps the verified roster, and says if it is older than one this desk has seen.
    pub fn take_roster(&mut self, people: People) {
        self.warnings.clear();
        self.warnings.extend(people.warning());
        self.roster_alarm = self.seen.check_roster(&people);
        self.warnings.extend(self.roster_alarm.clone());
        self.people = Some(Arc::new(people));
    }

    /// Opens a case's wrap and judges its items. Without a roster nothing can be judged.
    pub fn take_case(&mut self, line: CaseLine, items: Vec<ItemLine>) {
        let Some(people) = self.shared_people() else { return };
        for opened in opening::open(&self.pen, &people, vec![Fetched { line, items, identity: None }]) {
            self.take(opened);
        }
    }

    /// After all cases were listed: drops those that were not, and remembers that they were there.
    pub fn end_of_list(&mut self, listed: &dyn Fn(CaseId) -> bool) {
        self.cases.retain(|case, _| listed(*case));
        self.gone = self.seen.gone(listed).collect();
        self.whole_at = Some(self.pen.now());
    }
}

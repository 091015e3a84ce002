//! The cases a member can open, decrypted and verified, in memory only and only while the desk is unlocked.
//!
//! `sync` asks the server; `chain` judges the items that come, `entries` what the ledger says of them, `accord` whether the two agree;
//! `deadline`, `sheet`, `doings` and `view` say it in words. Search, states, assignment and triage get files of their own beside these.

pub mod accord;
pub mod chain;
pub mod deadline;
pub mod doings;
pub mod entries;
mod holders;
mod ledger;
pub mod log;
pub mod quoting;
pub mod sheet;
pub mod standing;
pub mod sync;
pub mod view;
pub mod worded;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::client::ClientError;
use crate::api::wire::{CaseLine, CaseState, ItemLine};
use crate::clock::Day;
use crate::crypto::frame::{Author, FileEntry, ItemKind, ReporterCard};
use crate::crypto::note::RosterError;
use crate::crypto::open::{CaseIdentity, OpenError};
use crate::desk::ledger::LedgerView;
use crate::desk::pen::Pen;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::desk::seen::{Mismatch, Seen};
use crate::model::casework::clocks::{Clock, clocks};
use crate::model::casework::file::CaseFile;
use crate::model::casework::work::Conflict;
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::model::report::ReportBody;
use chain::{Content, Entry, Examined, VerifiedItem, examine};
pub use ledger::CaseEntries;

/// Everything one member's desk holds open.
#[derive(Debug)]
pub struct Casebook {
    pen: Pen,
    /// The days on which the ledger was told that a case was opened.
    opened_on: BTreeMap<CaseId, Day>,
    ledger: Result<LedgerView, String>,
    entries: BTreeMap<CaseId, CaseEntries>,
    people: Option<People>,
    cases: BTreeMap<CaseId, CaseRecord>,
    seen: Seen,
    warnings: Vec<String>,
    roster_alarm: Option<String>,
    ledger_alarm: Option<String>,
    gone: Vec<CaseId>,
}

/// One case.
#[derive(Debug)]
pub struct CaseRecord {
    /// What the server said of it.
    pub line: CaseLine,
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
        }
    }

    /// The verified roster, once the server was reached.
    pub fn people(&self) -> Option<&People> {
        self.people.as_ref()
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
        self.people = Some(people);
    }

    /// Opens a case's wrap and judges its items. Without a roster nothing can be judged.
    pub fn take_case(&mut self, line: CaseLine, items: Vec<ItemLine>) {
        let Some(people) = &self.people else { return };
        let content = match CaseIdentity::from_wrap(self.pen.own(), &line.wrap, line.case, line.epoch) {
            Ok(identity) => {
                let delivered_end = items.iter().map(|item| item.sequence).max();
                let examined = examine(&identity, items, people);
                let announced = Mismatch::Withheld { had: line.last_sequence };
                let shorter = Some(announced).filter(|_| delivered_end < Some(line.last_sequence));
                let alarm = self.seen.compare(&identity, &examined).or(shorter);
                self.seen.note(&identity, &examined);
                let file = standing::read(&examined, people, self.pen.today());
                Ok(OpenCase { identity: Arc::new(identity), examined, file, alarm })
            }
            Err(_) if line.state == CaseState::Shredded => Err(DESTROYED.to_owned()),
            Err(error) => Err(cannot_open(error)),
        };
        let reference = Reference::of(line.case);
        self.cases.insert(line.case, CaseRecord { line, reference, content });
    }

    /// After all cases were listed: drops those that were not, and remembers that they were there.
    pub fn end_of_list(&mut self, listed: &dyn Fn(CaseId) -> bool) {
        self.cases.retain(|case, _| listed(*case));
        self.gone = self.seen.gone(listed).collect();
        for case in &self.gone {
            self.warnings.push(format!(
                "The server does not list case {} any more. It was destroyed with two signatures, or your key was taken off it, or it \
                 is being withheld. If you know of no reason, ask oversight.",
                Reference::of(*case)
            ));
        }
    }
}

const DESTROYED: &str = "The server says that this case was destroyed: its keys are gone, and nothing of it can be read any more. \
                         Destruction takes two signatures; if you know of none, ask oversight.";

fn cannot_open(error: OpenError) -> String {
    let reason = match error {
        OpenError::WrongCase => "The key the server handed out for this case belongs to another case.",
        OpenError::Wrap | OpenError::Epoch | OpenError::Item | OpenError::Frame(_) => {
            "The key the server handed out for this case does not open with yours, or was altered."
        }
    };
    format!("{reason} Ask a colleague who reads the case to look at it, and tell the administrator.")
}

impl OpenCase {
    /// The report, if it verifies.
    pub fn report(&self) -> Option<(&VerifiedItem, &ReportBody)> {
        self.examined.verified().find_map(|verified| match &verified.content {
            Content::Report(body) => Some((verified, body)),
            Content::Message(_) | Content::Attachment | Content::Work(_) | Content::Custody(_) => None,
        })
    }

    /// The reporter's public keys, from the verified report and from nowhere else.
    pub fn reporter_card(&self) -> Option<&ReporterCard> {
        self.report()?.0.item.header.reporter.as_ref()
    }

    /// The verified manifest of the file that came in this item.
    pub fn file(&self, item: ItemId) -> Option<&FileEntry> {
        let verified = self.examined.verified().find(|verified| verified.item.header.item == item)?;
        verified.item.header.file.as_ref().filter(|_| verified.item.header.kind == ItemKind::Attachment)
    }

    /// What is due in it.
    pub fn clocks(&self, people: &People, today: Day) -> Vec<Clock> {
        clocks(&self.file, people.policy(), today)
    }

    /// Whether something is wrong with the case as a whole.
    pub fn is_troubled(&self) -> bool {
        self.alarm.is_some() || self.examined.is_broken()
    }

    /// Entries of the reporter after position `read`.
    pub fn unread(&self, read: Option<u64>) -> usize {
        let new = |entry: &&Entry| match entry {
            Entry::Verified(verified) => {
                verified.item.header.author == Author::Reporter && Some(verified.item.header.sequence) > read
            }
            Entry::Rejected { sequence, .. } => Some(*sequence) > read,
            Entry::Missing { .. } => false,
        };
        self.examined.entries.iter().filter(new).count()
    }
}

//! Casework: what a member decides, judged by the rules, signed and sent.
//!
//! Two desks may work on one case at once. A form carries the place up to which its writer had seen the case; if something stands after
//! it that could change the decision, nothing is signed, and the page says what is new. So of two conflicting decisions the second is
//! seen, not lost.

use super::casebook::chain::{Content, VerifiedItem};
use super::casebook::{Casebook, OpenCase, SyncError};
use super::paper::{Paper, PaperError, Sealed, Signer, Told, check_ground, write_down};
use super::people::People;
use crate::api::client::{Client, ClientError, Put};
use crate::api::wire::CaseState;
use crate::clock::Day;
use crate::crypto::frame::{Author, FrameError, ItemKind};
use crate::ledger::entry::Event;
use crate::model::casework::file::{Person, What, Written};
use crate::model::casework::fold::told_by;
use crate::model::casework::guard::Guard;
use crate::model::casework::rules;
use crate::model::casework::stage::StatusBody;
use crate::model::casework::work::{Conflict, Work};
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::secret::SecretText;

/// How often it is signed again because the case moved on meanwhile.
const TRIES: usize = 4;

/// What somebody wants to write.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The case.
    pub case: CaseId,
    /// The item it becomes: fixed with the form.
    pub item: ItemId,
    /// Up to which place the writer had seen the case.
    pub seen: u64,
    /// What it says.
    pub work: Work,
}

/// Why it was not written. The form stays filled; each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// A rule stands in the way.
    #[error("{0}")]
    Guard(String),
    /// Something is new.
    #[error(
        "While you wrote, the case moved on: {0} Nothing was signed. Look at what is new, then decide again."
    )]
    MovedOn(String),
    /// The case is not there or cannot be opened.
    #[error("This case cannot be opened at this desk, so nothing can be written in it.")]
    Closed,
    /// Others write all the time.
    #[error(
        "The case changed each time this was signed. Nothing was written. Look at what is new, then try again."
    )]
    KeepsMoving,
    /// The server did not take it.
    #[error("{} Your words are kept here; look whether it stands in the case before you send it again.", super::sentence(.0))]
    Client(#[from] ClientError),
    /// The case could not be read before signing.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// It could not be written down.
    #[error(transparent)]
    Paper(#[from] PaperError),
}

/// Writes something into a case: reads the case again, asks the rules, signs for the place after the last item.
pub async fn send(
    book: &mut Casebook,
    (client, genesis): (&Client, &[u8; 32]),
    signer: &Signer<'_>,
    draft: &Draft,
    today: Day,
) -> Result<(), WorkError> {
    for _ in 0..TRIES {
        book.sync_case(client, genesis, draft.case).await?;
        if !book.vouched(client, draft.case).await? {
            return Err(PaperError::Alarm.into());
        }
        book.blocked(draft.case).map_or(Ok(()), |_| Err(PaperError::Alarm))?;
        let people = book.people().ok_or(WorkError::Closed)?;
        let record = book.case(draft.case).ok_or(WorkError::Closed)?;
        let case = record.content.as_ref().map_err(|_| WorkError::Closed)?;
        if case.examined.verified().any(|verified| verified.item.header.item == draft.item) {
            return Ok(());
        }
        check_news(case, draft, signer.member, people)?;
        let sealed = prepare(case, signer, draft, people, (&record.line.chain, today))?;
        let put = match &sealed {
            Sealed::Item(item) => client.put_item(draft.case, item).await?,
            Sealed::Copied(reply) => client.put_reply(draft.case, reply).await?,
        };
        match put {
            Put::Stored => {
                book.sync_case(client, genesis, draft.case).await.ok();
                return Ok(());
            }
            Put::Conflict { chain, .. } => book.note_chain(draft.case, chain),
        }
    }
    Err(WorkError::KeepsMoving)
}

/// Judges a piece of work by the rules and seals it for the next place.
pub fn prepare(
    case: &OpenCase,
    signer: &Signer<'_>,
    draft: &Draft,
    people: &People,
    (chain, today): (&crate::ledger::entry::ChainHead, Day),
) -> Result<Sealed, WorkError> {
    check_ground(case, signer)?;
    let who = Person { id: signer.member, roles: people.roles_on(signer.member, today) };
    let roles = |id| people.roles_on(id, today);
    rules::check(&draft.work, &who, &case.file, (today, &roles)).map_err(|guard| refused(&guard, people))?;
    let body = SecretText::new(
        serde_json::to_string(&draft.work).map_err(|_| FrameError::Malformed).map_err(PaperError::Frame)?,
    );
    let (told, closed) = outcome(case, signer.member, draft, people, today);
    let told = told.map(|status| serde_json::to_string(&status)).transpose();
    let told = told.map_err(|_| PaperError::Frame(FrameError::Malformed))?;
    let paper = Paper {
        item: draft.item,
        kind: ItemKind::Work,
        body,
        told: told.map(|body| Told::Status(SecretText::new(body))),
    };
    let event = |sha256, copy| event(&draft.work, draft.item, sha256, copy);
    let mut sealed = write_down(case, signer, &paper, (chain, today), event)?;
    let state = if closed { CaseState::Closed } else { CaseState::Open };
    sealed.set_state(Some(state).filter(|_| closed != case.file.is_closed()));
    Ok(sealed)
}

/// A guard in words.
pub fn refused(guard: &Guard, people: &People) -> WorkError {
    WorkError::Guard(guard.words(|id| super::casebook::doings::name(id, people)))
}

/// What the reporter would find if this were written now.
pub fn told(
    case: &OpenCase,
    member: MemberId,
    draft: &Draft,
    people: &People,
    today: Day,
) -> Option<StatusBody> {
    outcome(case, member, draft, people, today).0
}

/// What the reporter would find, and whether the case would be closed.
fn outcome(
    case: &OpenCase,
    member: MemberId,
    draft: &Draft,
    people: &People,
    today: Day,
) -> (Option<StatusBody>, bool) {
    let next = case.examined.tip().map_or(0, |tip| tip.sequence.saturating_add(1));
    let written = Written {
        item: draft.item,
        sequence: next,
        day: today,
        sha256: String::new(),
        what: What::Did(member, &draft.work),
    };
    told_by(&case.file, &written, |id, day| people.roles_on(id, day))
}

/// The ledger's event of a piece of work.
pub fn event(work: &Work, item: ItemId, sha256: String, copy_sha256: Option<String>) -> Event {
    match work.entry() {
        "triaged" => Event::Triaged { item, sha256 },
        "state_changed" => Event::StateChanged { item, sha256, copy_sha256 },
        "assigned" => Event::Assigned { item, sha256 },
        "wrap_proposed" => Event::WrapProposed { item, sha256 },
        "proposed" => Event::Proposed { item, sha256 },
        "exported" => Event::Exported { item, sha256 },
        "approved" => Event::Approved { item, sha256, copy_sha256 },
        _ => Event::Recorded { item, sha256 },
    }
}

/// Refuses to decide over something the writer has not seen.
fn check_news(case: &OpenCase, draft: &Draft, me: MemberId, people: &People) -> Result<(), WorkError> {
    if !decides(&draft.work) {
        return Ok(());
    }
    let later = |verified: &&VerifiedItem| verified.item.header.sequence > draft.seen;
    let news: Vec<String> =
        case.examined.verified().filter(later).filter_map(|verified| news(verified, me, people)).collect();
    if news.is_empty() { Ok(()) } else { Err(WorkError::MovedOn(news.join(" "))) }
}

/// What is new in an item for somebody who decides, in words.
fn news(verified: &VerifiedItem, me: MemberId, people: &People) -> Option<String> {
    match (&verified.content, verified.item.header.author) {
        (Content::Message(_), Author::Reporter) => Some("The reporter has written.".to_owned()),
        (Content::Attachment, _) => Some("The reporter has sent a file.".to_owned()),
        (Content::Work(work), Author::Member(by)) if by != me && decides(work) => {
            let name = super::casebook::doings::name(by, people);
            Some(format!("{name}: {}.", super::casebook::worded::work_words(work, people)))
        }
        (Content::Work(_) | Content::Message(_) | Content::Report(_) | Content::Custody(_), _) => None,
    }
}

/// Whether two of its kind could contradict each other. Notes stand beside each other.
const fn decides(work: &Work) -> bool {
    match work {
        Work::Noted { .. }
        | Work::Tasked { .. }
        | Work::TaskDone { .. }
        | Work::Linked { .. }
        | Work::IdentityAsked { .. }
        | Work::Exported { .. }
        | Work::Evidenced { .. }
        | Work::Acted { .. }
        | Work::Declared { conflict: Conflict::None, .. } => false,
        Work::Declared { conflict: Conflict::Recused, .. }
        | Work::Triaged { .. }
        | Work::Moved { .. }
        | Work::Assigned { .. }
        | Work::Planned { .. }
        | Work::Found { .. }
        | Work::Rooted { .. }
        | Work::Watched { .. }
        | Work::Exposed { .. }
        | Work::Proposed { .. }
        | Work::Answered { .. }
        | Work::Withdrawn { .. } => true,
    }
}

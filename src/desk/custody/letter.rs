//! A request as the custodian gets it. The server hands it out and could hand out anything: whatever does not hold is named, and cannot
//! be answered.

use crate::api::wire::custody::CustodyLine;
use crate::clock::Day;
use crate::crypto::agefile::{self, Identity, Recipient};
use crate::crypto::frame::{Author, FrameHeader, ItemKind, MAX_FRAME_BYTES, UnverifiedFrame};
use crate::crypto::open::identity::IdentityKey;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::desk::seen::Seen;
use crate::model::casework::work::Work;
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::model::role::Role;
use crate::model::roster::Member;

/// So many days a request may wait. A server that kept one back could otherwise bring it when nobody remembers it.
pub const LONGEST_DAYS: i64 = 31;

/// Why a request does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterFault {
    /// It does not open with this key, or is no request.
    Unreadable,
    /// It was written for another case or under another name.
    Moved,
    /// The signature is not that of whom it names.
    Signature,
    /// Who asks is not in the roster, or reads no cases.
    Stranger,
    /// It was answered before.
    Answered,
    /// It is older than a month, or from the future.
    Stale,
    /// The key that came with it is not that of this case's identity.
    Key,
}

impl LetterFault {
    /// What is wrong, in sentences.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unreadable => {
                "It does not open with your key, or is no request. It may have been sent before you were custodian."
            }
            Self::Moved => "It was written for another case, and put here by the server. Tell oversight.",
            Self::Signature => "Its signature is not that of the member it names. Tell oversight.",
            Self::Stranger => "Who asks is not in the roster any more, or has no role that reads cases.",
            Self::Answered => "It was answered at this desk before, and is shown again. Tell oversight.",
            Self::Stale => "It is more than a month old, or from the future. Whoever needs it asks again.",
            Self::Key => {
                "The key that the server hands out with it does not open with yours, or belongs to another case."
            }
        }
    }
}

/// A request that holds.
#[derive(Debug)]
pub struct Request {
    /// The case.
    pub case: CaseId,
    /// Its speakable name.
    pub reference: Reference,
    /// The request's item.
    pub item: ItemId,
    /// Who asks.
    pub asker: MemberId,
    /// Their display name, which names a function.
    pub name: String,
    /// What they do in the unit.
    pub role: Role,
    /// Why they ask.
    pub reason: String,
    /// The day they asked.
    pub day: Day,
    pub(super) handler: Recipient,
    pub(super) seal_to: Recipient,
    pub(super) audit: Recipient,
    pub(super) key: IdentityKey,
}

/// Opens and checks a request.
pub fn read(
    line: &CustodyLine,
    own: &Identity,
    (people, seen): (&People, &Seen),
    today: Day,
) -> Result<Request, LetterFault> {
    let plaintext = agefile::open(own, &line.letter, MAX_FRAME_BYTES).map_err(|_| LetterFault::Unreadable)?;
    let frame = UnverifiedFrame::parse(&plaintext).map_err(|_| LetterFault::Unreadable)?;
    let member = asker(frame.claimed(), line, people, today)?;
    let signature = people.author_key(member.id).ok_or(LetterFault::Stranger)?;
    let opened = frame.verify_author(&signature).map_err(|_| LetterFault::Signature)?;
    let body = serde_json::from_str(opened.body.expose_secret()).map_err(|_| LetterFault::Unreadable)?;
    let Work::IdentityAsked { reason, letter } = body else { return Err(LetterFault::Unreadable) };
    if seen.has_answered(line.request) {
        return Err(LetterFault::Answered);
    }
    if !(-1..=LONGEST_DAYS).contains(&today.since(opened.header.day)) {
        return Err(LetterFault::Stale);
    }
    let recipient = |text: &str| Recipient::parse(text).map_err(|_| LetterFault::Unreadable);
    Ok(Request {
        case: line.case,
        reference: Reference::of(line.case),
        item: line.request,
        asker: member.id,
        name: member.name.clone(),
        role: reading_role(member).ok_or(LetterFault::Stranger)?,
        reason,
        day: opened.header.day,
        handler: recipient(&member.recipient)?,
        seal_to: recipient(&letter.seal_to)?,
        audit: recipient(&letter.audit)?,
        key: IdentityKey::from_sealed(own, &line.key, line.case).map_err(|_| LetterFault::Key)?,
    })
}

/// The member who asks, in force and reading cases today: whoever left gets nothing more.
fn asker<'a>(
    claimed: &FrameHeader,
    line: &CustodyLine,
    people: &'a People,
    today: Day,
) -> Result<&'a Member, LetterFault> {
    if claimed.case != line.case || claimed.item != line.request {
        return Err(LetterFault::Moved);
    }
    let Author::Member(id) = claimed.author else { return Err(LetterFault::Stranger) };
    if claimed.kind != ItemKind::Work {
        return Err(LetterFault::Unreadable);
    }
    let member = people.roster().member(id).filter(|member| today <= member.until);
    member.filter(|member| !member.reads_nothing()).ok_or(LetterFault::Stranger)
}

fn reading_role(member: &Member) -> Option<Role> {
    member.roles.iter().copied().find(|role| role.reads_cases())
}

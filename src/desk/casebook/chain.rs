//! The items of one case, opened and held against each other.
//!
//! Nothing is hidden: what does not verify stands in its place with the reason, what is missing leaves a gap that is shown. What this
//! does not give: if the *last* items of a case are withheld, the rest still fits together; [`Seen`](crate::desk::seen::Seen) is
//! what notices.

use std::collections::BTreeSet;

use ed25519_dalek::VerifyingKey;

use crate::api::wire::ItemLine;
use crate::crypto::frame::{Author, FrameError, FrameHeader, ItemKind, OpenedItem, Place};
use crate::crypto::hash::sha256;
use crate::crypto::open::{CaseIdentity, OpenError};
use crate::desk::people::People;
use crate::model::casework::work::Work;
use crate::model::custody::CustodyBody;
use crate::model::id::ItemId;
use crate::model::report::{MessageBody, ReportBody};

/// What stands at one position of a case.
#[derive(Debug)]
pub enum Entry {
    /// An item that stands where it says and was signed by whom it names.
    Verified(Box<VerifiedItem>),
    /// Something that is not part of this case, or was changed.
    Rejected {
        /// Where it was found.
        sequence: u64,
        /// What is wrong, as a sentence.
        reason: String,
    },
    /// Nothing, where something must have been.
    Missing {
        /// The first missing position.
        from: u64,
        /// The last missing position.
        to: u64,
    },
}

/// An item with its content.
#[derive(Debug)]
pub struct VerifiedItem {
    /// Header and body, as signed.
    pub item: OpenedItem,
    /// What it says.
    pub content: Content,
    /// Whether it follows what stands before it.
    pub link: Link,
    /// Which key of the case it is sealed to.
    pub epoch: u32,
}

/// What an item says.
#[derive(Debug)]
pub enum Content {
    /// The reporter's first words.
    Report(ReportBody),
    /// A follow-up or a reply.
    Message(MessageBody),
    /// A file; its manifest is in the header.
    Attachment,
    /// What a member did.
    Work(Box<Work>),
    /// What a custodian did with the name given in confidence.
    Custody(CustodyBody),
}

/// How an item stands to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It names the very bytes that stand before it.
    Whole,
    /// It was written after something else than what stands before it now.
    Broken,
}

/// The position and the hash of the ciphertext of the last item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Its position.
    pub sequence: u64,
    /// SHA-256 of its ciphertext.
    pub hash: [u8; 32],
}

/// A case's items after the check.
#[derive(Debug, Default)]
pub struct Examined {
    /// One entry per position, in order.
    pub entries: Vec<Entry>,
    /// The hash of each ciphertext, by position, in order.
    pub tips: Vec<Tip>,
}

impl Examined {
    /// Whether something was removed, replaced or reordered.
    pub fn is_broken(&self) -> bool {
        self.entries.iter().any(|entry| match entry {
            Entry::Verified(verified) => verified.link == Link::Broken,
            Entry::Rejected { .. } | Entry::Missing { .. } => true,
        })
    }

    /// The verified items, in order.
    pub fn verified(&self) -> impl Iterator<Item = &VerifiedItem> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Verified(verified) => Some(verified.as_ref()),
            Entry::Rejected { .. } | Entry::Missing { .. } => None,
        })
    }

    /// The last position that is filled.
    pub fn tip(&self) -> Option<Tip> {
        self.tips.last().copied()
    }
}

/// Opens and checks everything the server delivered for the case of `identity`.
pub fn examine(identity: &CaseIdentity, mut lines: Vec<ItemLine>, people: &People) -> Examined {
    // The order of delivery proves nothing; the positions do.
    lines.sort_by_key(|line| line.sequence);
    let mut examined = Examined::default();
    let mut taken = BTreeSet::new();
    let mut expected = 0_u64;
    for line in &lines {
        if line.sequence < expected {
            let reason = "A second item was delivered for a position that is already filled.".to_owned();
            examined.entries.push(Entry::Rejected { sequence: line.sequence, reason });
            continue;
        }
        if let (true, Some(to)) = (line.sequence > expected, line.sequence.checked_sub(1)) {
            examined.entries.push(Entry::Missing { from: expected, to });
        }
        let before = examined.tip().filter(|tip| tip.sequence.checked_add(1) == Some(line.sequence));
        let entry = match check(identity, line, before, people, &mut taken) {
            Ok(verified) => Entry::Verified(Box::new(verified)),
            Err(reason) => Entry::Rejected { sequence: line.sequence, reason },
        };
        examined.entries.push(entry);
        examined.tips.push(Tip { sequence: line.sequence, hash: sha256(&[&line.data]) });
        expected = line.sequence.saturating_add(1);
    }
    examined
}

fn check(
    identity: &CaseIdentity,
    line: &ItemLine,
    before: Option<Tip>,
    people: &People,
    taken: &mut BTreeSet<ItemId>,
) -> Result<VerifiedItem, String> {
    let frame = identity.open_item(line.epoch, &line.data).map_err(refusal)?;
    let claimed = frame.claimed();
    let key = author_key(identity, claimed, people)?;
    let place = Place {
        case: identity.case(),
        item: line.item,
        sequence: line.sequence,
        previous: before.map(|tip| tip.hash),
    };
    // What an author signed stays true when its neighbour was tampered with: it is shown, and the break with it. So the link is
    // judged apart, and the frame is verified against its own claim about it.
    let follows = link(claimed, &place);
    let previous = claimed.previous.as_deref().map(read_hash).transpose()?;
    let item = frame.verify(&key, &Place { previous, ..place }).map_err(|error| refusal(error.into()))?;
    let content = content(identity, &item, line)?;
    if !taken.insert(item.header.item) {
        return Err("Another item has the same identifier.".to_owned());
    }
    Ok(VerifiedItem { item, content, link: follows, epoch: line.epoch })
}

fn link(claimed: &FrameHeader, place: &Place) -> Link {
    let stands = place.previous.map(|hash| data_encoding::HEXLOWER.encode(&hash));
    if claimed.previous == stands && (stands.is_some() || place.sequence == 0) {
        Link::Whole
    } else {
        Link::Broken
    }
}

fn read_hash(text: &str) -> Result<[u8; 32], String> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| sentence(FrameError::Malformed))
}

/// The key that must have signed: the reporter's from the wrap, or a member's from the roster. Which of the two may write what is part
/// of the format: nobody answers in the reporter's name.
fn author_key(
    identity: &CaseIdentity,
    claimed: &FrameHeader,
    people: &People,
) -> Result<VerifyingKey, String> {
    match (claimed.kind, claimed.author) {
        (ItemKind::Report | ItemKind::FollowUp | ItemKind::Attachment, Author::Reporter) => {
            Ok(*identity.reporter())
        }
        (ItemKind::Reply | ItemKind::Work, Author::Member(id)) => {
            people.author_key(id).ok_or_else(|| sentence(FrameError::UnknownAuthor))
        }
        (ItemKind::Custody, Author::Member(id)) => people
            .custodian_key(id)
            .ok_or_else(|| "It speaks for the custodian, and its author is none.".to_owned()),
        (ItemKind::Identity, _) => {
            Err("It is who a reporter is, and does not stand among what a unit reads.".to_owned())
        }
        (ItemKind::Report | ItemKind::FollowUp | ItemKind::Attachment, Author::Member(_)) => {
            Err("It speaks for the reporter but names somebody of the unit as its author.".to_owned())
        }
        (ItemKind::Status, _) => {
            Err("It is what a reporter is told, put in the place of what was done.".to_owned())
        }
        (ItemKind::Reply | ItemKind::Work | ItemKind::Custody, Author::Reporter) => {
            Err("It speaks for the unit but names the reporter as its author.".to_owned())
        }
    }
}

fn content(identity: &CaseIdentity, opened: &OpenedItem, line: &ItemLine) -> Result<Content, String> {
    let header = &opened.header;
    let unreadable =
        |_| "It is signed by its author, but the words inside cannot be read by this version.".to_owned();
    if (header.kind == ItemKind::Report) != (header.sequence == 0) {
        return Err("A report stands at the beginning of a case, and nowhere else.".to_owned());
    }
    match header.kind {
        ItemKind::Report => {
            let card = header.reporter.as_ref().ok_or("The report does not carry the reporter's keys.")?;
            if card.verification_key != *identity.reporter() {
                return Err("The reporter's key in the report is not the one in your wrap.".to_owned());
            }
            serde_json::from_str(opened.body.expose_secret()).map(Content::Report).map_err(unreadable)
        }
        ItemKind::FollowUp | ItemKind::Reply => {
            serde_json::from_str(opened.body.expose_secret()).map(Content::Message).map_err(unreadable)
        }
        ItemKind::Work => {
            serde_json::from_str(opened.body.expose_secret()).map(Content::Work).map_err(unreadable)
        }
        ItemKind::Custody => {
            serde_json::from_str(opened.body.expose_secret()).map(Content::Custody).map_err(unreadable)
        }
        ItemKind::Identity => Err("It is who a reporter is, not what was done.".to_owned()),
        ItemKind::Status => Err("It is what a reporter is told, not what was done.".to_owned()),
        ItemKind::Attachment => {
            let file = header.file.as_ref().ok_or("It announces a file but does not describe it.")?;
            if line.blob != Some(file.blob) {
                return Err("The server keeps another file beside this item than the one its author named."
                    .to_owned());
            }
            Ok(Content::Attachment)
        }
    }
}

fn refusal(error: OpenError) -> String {
    match error {
        OpenError::Wrap => "Your wrap does not open it.".to_owned(),
        OpenError::WrongCase => "It belongs to another case.".to_owned(),
        OpenError::Epoch => "It is sealed to a key of this case that this desk was not given.".to_owned(),
        OpenError::Item => "It is not sealed to this case, or was altered.".to_owned(),
        OpenError::Frame(error) => sentence(error),
    }
}

fn sentence(error: FrameError) -> String {
    match error {
        FrameError::TooLong | FrameError::Malformed => "It is damaged, or was not written by this program.",
        FrameError::Version => {
            "It was written by a newer version of this program. Update this desk to read it."
        }
        FrameError::WrongCase => "It was written for another case and put here.",
        FrameError::WrongPlace => "It was written for another place in this case and put here.",
        FrameError::BrokenChain => "The item before it was changed, removed or replaced.",
        FrameError::BadSignature => "Its signature is not that of the author it names.",
        FrameError::UnknownAuthor => "Its author is not in the roster, or has no role that handles cases.",
    }
    .to_owned()
}

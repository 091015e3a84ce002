//! How a case stands: its verified items, read by the rules.

use data_encoding::HEXLOWER;

use super::chain::{Content, Examined, VerifiedItem};
use crate::clock::Day;
use crate::crypto::frame::Author;
use crate::desk::days::words;
use crate::desk::people::People;
use crate::model::casework::dated::Misdated;
use crate::model::casework::file::{CaseFile, What, Written};
use crate::model::casework::fold::fold;

/// Reads the items in their order, on `today`. What does not verify counts for nothing.
pub(super) fn read(examined: &Examined, people: &People, today: Day) -> CaseFile {
    let written = examined.verified().filter_map(|verified| written(verified, examined));
    fold(written, today, |member, day| people.roles_on(member, day))
}

/// Items whose day cannot be, as sentences.
pub fn misdated(file: &CaseFile) -> Vec<String> {
    let sentence = |item: &Misdated| {
        let Misdated { sequence, named, counts } = *item;
        let place = sequence.saturating_add(1);
        let why = if named < counts {
            "although what stands before it is newer: it was dated back, or its author's clock was wrong"
        } else {
            "which has not come yet: its author's clock was wrong, or deadlines were to be pushed away"
        };
        format!(
            "Item {place} says that it was written on {}, {why}. It counts as written on {}, for deadlines and for roles; ask its author.",
            words(named),
            words(counts)
        )
    };
    file.dates.misdated.iter().map(sentence).collect()
}

fn written<'a>(verified: &'a VerifiedItem, examined: &Examined) -> Option<Written<'a>> {
    let header = &verified.item.header;
    let tip = examined.tips.iter().find(|tip| tip.sequence == header.sequence)?;
    let what = match (&verified.content, header.author) {
        (Content::Report(_), _) => What::Report,
        (Content::Message(_) | Content::Attachment, Author::Reporter) => What::More,
        (Content::Message(body), Author::Member(id)) => What::Told(id, body.purpose),
        (Content::Work(work), Author::Member(id)) => What::Did(id, work),
        // No such item verifies: nobody of the unit sends files, and the reporter does no casework.
        (Content::Attachment, Author::Member(_))
        | (Content::Work(_), Author::Reporter)
        // What a custodian answers changes nothing of how the case stands.
        | (Content::Custody(_), _) => return None,
    };
    Some(Written {
        item: header.item,
        sequence: header.sequence,
        day: header.day,
        sha256: HEXLOWER.encode(&tip.hash),
        what,
    })
}

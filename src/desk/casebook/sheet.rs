//! One case in words: the sheet and the conversation.

use super::chain::{Content, Entry, Link, VerifiedItem};
use super::log::{author, range};
use super::{CaseRecord, OpenCase};
use crate::crypto::frame::{Author, FileEntry, FileTreatment};
use crate::desk::days::words;
use crate::desk::filename;
use crate::desk::people::People;
use crate::desk::seen::Mismatch;
use crate::model::id::ItemId;
use crate::model::readers::Exclusion;
use crate::model::report::ReportBody;

/// Something shown in its place in the conversation.
#[derive(Clone, Debug)]
pub enum Turn {
    /// A message.
    Message {
        /// Who wrote it: the reporter, or a display name.
        author: String,
        /// Whether the unit wrote it.
        ours: bool,
        /// The day.
        day: String,
        /// The words.
        text: String,
        /// Whether it follows what stands before it.
        linked: bool,
        /// Whether this member has not seen it yet.
        new: bool,
    },
    /// A file arrived.
    File {
        /// The day.
        day: String,
        /// Its name.
        name: String,
        /// Whether it follows what stands before it.
        linked: bool,
    },
    /// Something that does not verify, or nothing where something must have been.
    Fault {
        /// Where, and which of the two.
        heading: String,
        /// What is wrong.
        reason: String,
    },
}

/// A file of the case.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// The item it came in, by which it is fetched.
    pub item: ItemId,
    /// Its cleaned name.
    pub name: String,
    /// The ending, apart: `PDF`.
    pub ending: Option<String>,
    /// Its true length.
    pub size: String,
    /// The day it came.
    pub day: String,
    /// What was done to its metadata.
    pub treatment: &'static str,
}

/// The words of what is wrong with the case as a whole.
pub fn alarm_words(alarm: Mismatch, record: &CaseRecord) -> String {
    let reference = &record.reference;
    match alarm {
        Mismatch::Withheld { had } => format!(
            "{reference} had {} entries; the server does not deliver the last of them any more. They are being withheld, or the server was \
             restored from an old backup. Do not reply; tell oversight.",
            had.saturating_add(1)
        ),
        Mismatch::Replaced { sequence } => format!(
            "Entry {} of {reference} is not the one this desk read before: it was replaced on the server. Do not reply; tell oversight.",
            sequence.saturating_add(1)
        ),
        Mismatch::OtherKeys => format!(
            "{reference} has other keys than before: what stands here was put in the place of the case you know. Do not reply; tell oversight."
        ),
    }
}

/// The reporter's wishes about who must not see the case, in words.
pub fn exclusions(report: &ReportBody, people: &People) -> Vec<String> {
    let unit = |channel: &str| {
        people.roster().channel(channel).map_or_else(|| channel.to_owned(), |known| known.name.clone())
    };
    let in_words = |exclusion: &Exclusion| match exclusion {
        Exclusion::Unit { channel } => format!("everybody in {}", unit(channel)),
        Exclusion::Role { channel, role } => format!("{} in {}", role.words(), unit(channel)),
    };
    report.exclude.iter().map(in_words).collect()
}

/// The conversation: everything after the report, and faults in their place.
pub fn conversation(case: &OpenCase, people: &People, read: Option<u64>) -> Vec<Turn> {
    let place = |entry: &Entry| match entry {
        Entry::Verified(verified) => turn(verified, people, read),
        Entry::Rejected { sequence, reason } => Some(Turn::Fault {
            heading: format!("Entry {}: not part of this case", sequence.saturating_add(1)),
            reason: reason.clone(),
        }),
        Entry::Missing { from, to } => Some(Turn::Fault {
            heading: format!("{}: missing", range(*from, *to)),
            reason: "Something was removed here, or is being withheld.".to_owned(),
        }),
    };
    case.examined.entries.iter().filter_map(place).collect()
}

fn turn(verified: &VerifiedItem, people: &People, read: Option<u64>) -> Option<Turn> {
    let header = &verified.item.header;
    let (day, linked) = (words(header.day), verified.link == Link::Whole);
    match &verified.content {
        Content::Report(_) | Content::Work(_) | Content::Custody(_) => None,
        Content::Message(body) => Some(Turn::Message {
            author: author(header.author, people),
            ours: header.author != Author::Reporter,
            day,
            text: body.text.clone(),
            linked,
            new: header.author == Author::Reporter && Some(header.sequence) > read,
        }),
        Content::Attachment => {
            header.file.as_ref().map(|file| Turn::File { day, name: filename::clean(&file.name), linked })
        }
    }
}

/// The files, in the order they came.
pub fn files(case: &OpenCase) -> Vec<FileRow> {
    let row = |verified: &VerifiedItem, file: &FileEntry| {
        let name = filename::clean(&file.name);
        FileRow {
            item: verified.item.header.item,
            ending: filename::ending(&name),
            name,
            size: size(file.length),
            day: words(verified.item.header.day),
            treatment: treatment(file.treatment),
        }
    };
    let attached =
        case.examined.verified().filter(|verified| matches!(verified.content, Content::Attachment));
    attached.filter_map(|verified| Some(row(verified, verified.item.header.file.as_ref()?))).collect()
}

/// How many files and how many messages a case has.
pub fn counts(case: &OpenCase) -> (usize, usize) {
    let count = |wanted: fn(&Content) -> bool| {
        case.examined.verified().filter(|verified| wanted(&verified.content)).count()
    };
    (
        count(|content| matches!(content, Content::Attachment)),
        count(|content| matches!(content, Content::Message(_))),
    )
}

/// `no files`, `1 file`, `3 files`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

const fn treatment(treatment: FileTreatment) -> &'static str {
    match treatment {
        FileTreatment::Cleaned => "Metadata removed",
        FileTreatment::PartlyCleaned => "Metadata removed in part: the file was damaged",
        FileTreatment::Untouched => "As it came: this kind of file is not cleaned",
        FileTreatment::Original => "Original, kept at the reporter's wish",
    }
}

/// A length in bytes as people read it: `1.4 MB`.
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let rounded = bytes.saturating_mul(10).saturating_add(unit / 2).checked_div(unit).unwrap_or(0);
        format!("{}.{}", rounded / 10, rounded % 10)
    };
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_949 => format!("{} kB", tenths(1_000)),
        999_950..=999_949_999 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_say_them() {
        let said = [0, 999, 1_000, 1_449, 1_450, 25_000_000, 999_999_999].map(size);
        assert_eq!(said, ["0 bytes", "999 bytes", "1.0 kB", "1.4 kB", "1.5 kB", "25.0 MB", "1.0 GB"]);
    }
}

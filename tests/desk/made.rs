//! Cases that look real, made with all their secrets, to tell truths and lies with.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use redchannel::api::wire::{CaseLine, CaseState, EntryLine, ItemLine};
use redchannel::clock::Day;
use redchannel::crypto::agefile::{Identity, seal};
use redchannel::crypto::derive::audit_identity;
use redchannel::crypto::frame::{
    Author, FileEntry, FileTreatment, FrameHeader, ItemKind, ReporterCard, write,
};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::open::CaseIdentity;
use redchannel::crypto::padding::attachment_length;
use redchannel::crypto::seal::seal_case_key;
use redchannel::crypto::wrap::WrapPlace;
use redchannel::ledger::entry::{Actor, ChainHead, Event, SignedEntry, Statement};
use redchannel::model::casework::work::{Conflict, Work};
use redchannel::model::id::{BlobId, CaseId, ItemId};
use redchannel::model::report::{MessageBody, ReportBody};
use redchannel::secret::SecretText;

use super::liar::Stage;
use crate::support::world::{hex, report};

/// A case with all its secrets, to tell truths and lies with.
pub struct TestCase {
    pub id: CaseId,
    pub identity: Identity,
    pub reporter: SigningKey,
    pub reporter_box: Identity,
    pub items: Vec<ItemLine>,
    pub entries: Vec<EntryLine>,
    pub blobs: BTreeMap<BlobId, Vec<u8>>,
    pub day: Day,
}

impl TestCase {
    /// A case with its report.
    pub fn new(seed: u8, day: Day, body: &ReportBody) -> Self {
        let mut case = Self {
            id: CaseId::from_bytes([seed; 16]),
            identity: Identity::generate(),
            reporter: SigningKey::from_bytes(&[seed; 32]),
            reporter_box: Identity::generate(),
            items: Vec::new(),
            entries: Vec::new(),
            blobs: BTreeMap::new(),
            day,
        };
        let mut header = case.next(ItemKind::Report, Author::Reporter);
        header.reporter = Some(case.card());
        case.add(&header, &serde_json::to_string(body).unwrap(), &case.reporter.clone());
        case
    }

    /// A case in which four things happened: report, follow-up, reply, follow-up.
    pub fn busy(seed: u8, stage: &Stage) -> Self {
        let mut case = Self::new(seed, stage.today().plus(-3), &report("Money was asked at the gate."));
        case.follow_up("It was the man with the grey cap.");
        case.reply(&stage.people.intake, "Thank you. Which day was it?");
        case.follow_up("Last Thursday.");
        case
    }

    pub fn card(&self) -> ReporterCard {
        ReporterCard {
            verification_key: self.reporter.verifying_key(),
            recipient: self.reporter_box.recipient(),
        }
    }

    /// The header of the next item.
    pub fn next(&self, kind: ItemKind, author: Author) -> FrameHeader {
        let last = self.items.last();
        FrameHeader {
            version: 1,
            case: self.id,
            item: ItemId::random(&mut rand::rng()),
            kind,
            sequence: last.map_or(0, |last| last.sequence + 1),
            previous: last.map(|last| hex(&sha256(&[&last.data]))),
            author,
            day: self.day,
            reporter: None,
            file: None,
        }
    }

    /// An item that says this, signed by `signer`, sealed to the case.
    pub fn item(&self, header: &FrameHeader, body: &str, signer: &SigningKey) -> ItemLine {
        let frame = write(header, &SecretText::new(body), signer).unwrap();
        let data = seal(&[self.identity.recipient()], frame.expose_secret()).unwrap();
        let blob = header.file.as_ref().map(|file| file.blob);
        ItemLine { item: header.item, sequence: header.sequence, epoch: 0, data, blob }
    }

    pub fn add(&mut self, header: &FrameHeader, body: &str, signer: &SigningKey) {
        let line = self.item(header, body, signer);
        let (item, sha256) = (header.item, hex(&sha256(&[&line.data])));
        let event = match header.kind {
            ItemKind::Report => Event::ReportReceived { item, sha256 },
            ItemKind::FollowUp | ItemKind::Attachment => Event::FollowupReceived { item, sha256 },
            ItemKind::Reply => Event::ReplySent { item, sha256, copy_sha256: String::new() },
            ItemKind::Work => event_of(&serde_json::from_str(body).unwrap(), item, sha256),
            ItemKind::Custody => Event::IdentityRefused { item, sha256 },
            ItemKind::Status | ItemKind::Identity => panic!("no item of a case"),
        };
        let actor = match header.author {
            Author::Reporter => Actor::Reporter,
            Author::Member(id) => Actor::Member(id),
        };
        self.record(actor, signer, event);
        self.items.push(line);
    }

    /// What opens the entries.
    pub fn audit(&self) -> Identity {
        audit_identity(&self.identity.scalar().unwrap()).unwrap()
    }

    /// An entry of the ledger at the end of the chain.
    pub fn entry(&self, actor: Actor, signer: &SigningKey, event: Event) -> EntryLine {
        let statement = Statement::next(self.id, &chain_of(&self.entries), actor, self.day, event);
        let entry = SignedEntry::sign(&statement, signer).unwrap();
        entry_line(&entry, &[self.audit().recipient()])
    }

    /// Adds an entry.
    pub fn record(&mut self, actor: Actor, signer: &SigningKey, event: Event) {
        let entry = self.entry(actor, signer, event);
        self.entries.push(entry);
    }

    pub fn follow_up(&mut self, text: &str) {
        let header = self.next(ItemKind::FollowUp, Author::Reporter);
        self.add(&header, &message(text), &self.reporter.clone());
    }

    /// A member says that they know nobody involved.
    pub fn declare(&mut self, member: &StaffKey, takes_up: bool) {
        let work = Work::Declared { conflict: Conflict::None, words: String::new(), takes_up };
        self.work(member, &work);
    }

    /// A member does something.
    pub fn work(&mut self, member: &StaffKey, work: &Work) -> ItemId {
        let header = self.next(ItemKind::Work, Author::Member(member.member_id()));
        self.add(&header, &serde_json::to_string(work).unwrap(), member.signing_key());
        header.item
    }

    pub fn reply(&mut self, member: &StaffKey, text: &str) {
        let header = self.next(ItemKind::Reply, Author::Member(member.member_id()));
        self.add(&header, &message(text), member.signing_key());
    }

    /// Attaches a file; `change` may spoil its padded bytes before they are sealed.
    pub fn attach(&mut self, name: &str, content: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> ItemId {
        let length = u64::try_from(content.len()).unwrap();
        let mut padded = content.to_vec();
        padded.resize(usize::try_from(attachment_length(length)).unwrap(), 0);
        change(&mut padded);
        let sealed = seal(&[self.identity.recipient()], &padded).unwrap();
        let mut header = self.next(ItemKind::Attachment, Author::Reporter);
        let blob = BlobId::random(&mut rand::rng());
        header.file = Some(FileEntry {
            blob,
            name: name.into(),
            media_type: "image/jpeg".into(),
            length,
            sha256: hex(&sha256(&[&sealed])),
            treatment: FileTreatment::Cleaned,
        });
        self.blobs.insert(blob, sealed);
        self.add(&header, "", &self.reporter.clone());
        header.item
    }

    /// The keys of the case as `member` has them from the first wrap.
    pub fn keys(&self, member: &StaffKey) -> CaseIdentity {
        CaseIdentity::from_wrap(member.identity(), &self.line(member).wrap, self.id, 0).unwrap()
    }

    /// The case in the list of `member`, with a later key.
    pub fn line_with(&self, member: &StaffKey, keys: &CaseIdentity) -> CaseLine {
        let wrap = keys.wrap_for(&member.recipient()).unwrap();
        CaseLine { epoch: keys.epoch(), wrap, ..self.line(member) }
    }

    /// The case in the list of `member`.
    pub fn line(&self, member: &StaffKey) -> CaseLine {
        let place = WrapPlace { case: self.id, epoch: 0, tag: [0; 16] };
        let scalar = self.identity.scalar().unwrap();
        let wrap = seal_case_key(
            &scalar,
            &place,
            (&self.reporter.verifying_key(), &self.reporter_box.recipient()),
            &member.recipient(),
        )
        .unwrap();
        CaseLine {
            case: self.id,
            channel: "audit".into(),
            epoch: 0,
            state: CaseState::Open,
            activity_day: self.day,
            last_sequence: self.items.last().map_or(0, |last| last.sequence),
            chain: chain_of(&self.entries),
            wrap,
            rekey_due: false,
            rekeyable: true,
        }
    }
}

/// The entry of a piece of work.
pub fn event_of(work: &Work, item: ItemId, sha256: String) -> Event {
    redchannel::desk::works::event(work, item, sha256, None)
}

/// Where a chain ends.
pub fn chain_of(entries: &[EntryLine]) -> ChainHead {
    entries.last().map(|last| ChainHead::after(last.sequence, &last.data)).unwrap_or_default()
}

/// A sealed entry as the server delivers it, not yet published.
pub fn entry_line(signed: &SignedEntry, readers: &[redchannel::crypto::agefile::Recipient]) -> EntryLine {
    let (sequence, r) = (signed.claimed().sequence, hex(&rand::random::<[u8; 32]>()));
    EntryLine { sequence, r, data: signed.seal(readers).unwrap(), ..EntryLine::default() }
}

pub fn message(text: &str) -> String {
    serde_json::to_string(&MessageBody::new(text)).unwrap()
}

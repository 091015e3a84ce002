//! A dishonest server: it has the log's key and everything of the members whose names it takes, and writes the whole ledger anew.
//!
//! Begins with a true export, opens it with the key of oversight, lets a test change what the entries say, and makes of it an export
//! whose signatures, trees and chains fit together again, except for what the test has broken.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::SigningKey;
use redchannel::clock::Day;
use redchannel::crypto::agefile::{self, Recipient};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::entry::{Actor, ChainHead, Event, SignedEntry, Statement};
use redchannel::ledger::export::{RecordLine, WAITING, records_path};
use redchannel::ledger::leaf::{Leaf, leaf};
use redchannel::ledger::tree::{
    Tiles, WIDTH, all_tiles, bundle, bundle_path, parse_bundle, tile_path, width,
};
use redchannel::model::id::{CaseId, MemberId};
use serde_json::{Value, json};

use super::memory::Memory;
use super::scene::{Scene, admin, log_signer, witness};
use crate::support::world::LEDGER_KEY;

/// Whose entries a dishonest server can sign: in a test, everybody's.
const REPORTER: [u8; 32] = [0x77; 32];

/// An entry to be written.
#[derive(Clone)]
pub struct Draft {
    pub statement: Statement,
    pub signers: Vec<SigningKey>,
    r: [u8; 32],
    /// Where its leaf goes, if it does not wait.
    pub index: Option<u64>,
    waits: Option<Day>,
    /// Whether it names what its statement says, and not the entry before it.
    pub keeps_previous: bool,
    /// What is sealed instead of an entry.
    pub sealed: Option<Vec<u8>>,
}

/// The ledger while it is changed.
pub struct Forge {
    pub files: Memory,
    pub chains: BTreeMap<CaseId, Vec<Draft>>,
    pub leaves: Vec<Leaf>,
    pub sizes: Vec<u64>,
    /// To whom entries are sealed.
    pub reader: Recipient,
    keys: BTreeMap<MemberId, SigningKey>,
}

fn bytes32(text: &str) -> [u8; 32] {
    HEXLOWER.decode(text.as_bytes()).unwrap().try_into().unwrap()
}

impl Forge {
    pub fn new(scene: &Scene) -> Self {
        let people = &scene.world.people;
        let staff = [
            &people.intake,
            &people.investigator,
            &people.head,
            &people.oversight,
            &people.inspector,
            &people.stranger,
            &admin(),
        ];
        let key = |key: &&StaffKey| (key.member_id(), key.signing_key().clone());
        let mut forge = Self {
            files: scene.export.clone(),
            chains: BTreeMap::new(),
            leaves: Vec::new(),
            sizes: scene.export.manifest().logs[0].checkpoints.iter().map(|line| line.size).collect(),
            reader: people.oversight.recipient(),
            keys: staff.iter().map(key).collect(),
        };
        forge.read_leaves();
        let identity = scene.oversight();
        for path in [records_path(1), WAITING.to_owned()] {
            for text in scene.export.text(&path).lines() {
                let line: RecordLine<'_> = serde_json::from_str(text).unwrap();
                let Some(data) = line.data else { continue };
                let entry = SignedEntry::open(&identity, &BASE64.decode(data.as_bytes()).unwrap()).unwrap();
                let statement = entry.claimed().clone();
                let draft = Draft {
                    signers: forge.signers(&statement),
                    statement,
                    r: bytes32(line.r.unwrap()),
                    index: line.index,
                    waits: line.day,
                    keeps_previous: false,
                    sealed: None,
                };
                forge.chains.entry(draft.statement.chain).or_default().push(draft);
            }
        }
        for chain in forge.chains.values_mut() {
            chain.sort_by_key(|draft| draft.statement.sequence);
        }
        forge
    }

    fn read_leaves(&mut self) {
        let size = *self.sizes.last().unwrap();
        for number in 0..size.div_ceil(WIDTH) {
            let path = format!("log/1/{}", bundle_path(number, (size - number * WIDTH).min(WIDTH)));
            self.leaves.extend(parse_bundle(&self.files.0[&path]).unwrap());
        }
    }

    pub fn key(&self, id: MemberId) -> SigningKey {
        self.keys[&id].clone()
    }

    /// The keys that the statement says have signed it.
    pub fn signers(&self, statement: &Statement) -> Vec<SigningKey> {
        let own = match statement.actor {
            Actor::Reporter => SigningKey::from_bytes(&REPORTER),
            Actor::Server => SigningKey::from_bytes(&LEDGER_KEY),
            Actor::Member(id) => self.key(id),
        };
        [own].into_iter().chain(statement.event.approver().map(|id| self.key(id))).collect()
    }

    /// Changes an entry, and signs it as what it says then.
    pub fn change(&mut self, chain: CaseId, at: usize, change: impl FnOnce(&mut Statement)) {
        let mut statement = self.chains[&chain][at].statement.clone();
        change(&mut statement);
        let signers = self.signers(&statement);
        let draft = self.draft(chain, at);
        draft.signers = signers;
        draft.statement = statement;
    }

    pub fn draft(&mut self, chain: CaseId, at: usize) -> &mut Draft {
        &mut self.chains.get_mut(&chain).unwrap()[at]
    }

    /// Adds an entry at the end of a chain, in the place of padding.
    pub fn add(&mut self, chain: CaseId, (actor, day): (Actor, Day), event: Event, index: u64) {
        let entries = self.chains.get_mut(&chain).unwrap();
        let head = ChainHead { next: u64::try_from(entries.len()).unwrap(), previous: None };
        let statement = Statement::next(chain, &head, actor, day, event);
        let signers = self.signers(&statement);
        self.chains.get_mut(&chain).unwrap().push(Draft {
            statement,
            signers,
            r: [9; 32],
            index: Some(index),
            waits: None,
            keeps_previous: false,
            sealed: None,
        });
    }

    /// Takes an entry away, and leaves its leaf where it stands; gives its index.
    pub fn remove(&mut self, chain: CaseId, at: usize) -> u64 {
        self.chains.get_mut(&chain).unwrap().remove(at).index.unwrap()
    }

    /// The export of all this.
    pub fn render(mut self) -> Memory {
        let lines = self.files.lines(&records_path(1));
        let mut records: Vec<Value> = (0_u64..).zip(&lines).map(|(index, line)| blank(index, line)).collect();
        let mut waiting: Vec<Value> = Vec::new();
        for (chain, drafts) in &self.chains {
            let mut previous: Option<String> = None;
            for draft in drafts {
                let ciphertext = seal(draft, previous.take(), &self.reader);
                previous = Some(HEXLOWER.encode(&sha256(&[&ciphertext])));
                let mut line = json!({"chain": chain, "sequence": draft.statement.sequence,
                                      "r": HEXLOWER.encode(&draft.r), "data": BASE64.encode(&ciphertext)});
                if let Some(index) = draft.index {
                    let at = usize::try_from(index).unwrap();
                    (line["log"], line["index"]) = (json!(1), json!(index));
                    self.leaves[at] = leaf(&draft.r, &sha256(&[&ciphertext]));
                    records[at] = line;
                } else {
                    line["day"] = json!(draft.waits);
                    waiting.push(line);
                }
            }
        }
        self.files.put_lines(&records_path(1), &records);
        self.files.put_lines(WAITING, &waiting);
        self.publish();
        self.files
    }

    /// Signs everything anew, with the witness, who saw nothing before.
    pub fn publish(&mut self) {
        let size = *self.sizes.last().unwrap();
        let mut tiles = Tiles::default();
        tiles.append(0, &self.leaves).unwrap();
        let origin = crate::support::world::ORIGIN;
        for size in &self.sizes {
            let path = format!("log/1/checkpoints/{size}");
            let old = Checkpoint::parse(&self.files.0[&path]).unwrap();
            let head = Head { origin: origin.into(), size: *size, root: tiles.root(*size).unwrap() };
            let mut signed = Checkpoint::sign(&head, &log_signer(origin)).unwrap();
            if let Some(time) = time_of(&old) {
                signed.cosign(&witness(1, time)).unwrap();
            }
            self.files.0.insert(path, signed.to_bytes());
            self.files.0.insert("log/1/checkpoint".into(), signed.to_bytes());
        }
        for (place, width) in all_tiles(size) {
            self.files.0.insert(format!("log/1/{}", tile_path(place, width)), tiles.0[&place].clone());
            if place.level == 0 {
                let from = usize::try_from(place.number * WIDTH).unwrap();
                let leaves = &self.leaves[from..from + usize::try_from(width).unwrap()];
                self.files.0.insert(format!("log/1/{}", bundle_path(place.number, width)), bundle(leaves));
            }
        }
        assert_eq!(width(size, all_tiles(size)[0].0), all_tiles(size)[0].1);
    }
}

/// A line that stays as it is, unless it was an entry's.
fn blank(index: u64, line: &Value) -> Value {
    if line["chain"].is_null() { line.clone() } else { json!({"log": 1, "index": index}) }
}

fn seal(draft: &Draft, previous: Option<String>, reader: &Recipient) -> Vec<u8> {
    if let Some(sealed) = &draft.sealed {
        return agefile::seal(std::slice::from_ref(reader), sealed).unwrap();
    }
    let mut statement = draft.statement.clone();
    if !draft.keeps_previous {
        statement.previous = previous;
    }
    let (first, rest) = draft.signers.split_first().unwrap();
    let mut entry = SignedEntry::sign(&statement, first).unwrap();
    for key in rest {
        entry = entry.countersign(key).unwrap();
    }
    entry.seal(std::slice::from_ref(reader)).unwrap()
}

/// When the witness of the scene signed.
fn time_of(checkpoint: &Checkpoint) -> Option<i64> {
    let line = checkpoint.line_of(witness(1, 0).key())?;
    let signature = String::from_utf8(line).unwrap();
    let encoded = signature.trim().rsplit(' ').next().unwrap().to_owned();
    let bytes = BASE64.decode(encoded.as_bytes()).unwrap();
    Some(i64::from_be_bytes(bytes[4..12].try_into().unwrap()))
}

//! The ledger: what is public, what is sealed, what is signed, and the keys behind it.

use ed25519_dalek::VerifyingKey;
use redchannel::clock::Day;
use redchannel::crypto::agefile::{Identity, Recipient};
use redchannel::crypto::derive::{PepperKeys, ReporterKeys, audit_identity};
use redchannel::crypto::entry_row::{self, EntryPlace};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::note_key::{NoteKey, NoteSigner};
use redchannel::crypto::open::CaseIdentity;
use redchannel::crypto::wrap::{WRAP_BYTES, WrapPlace, strip};
use redchannel::ledger::Hash;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::entry::{SignedEntry, Statement};
use redchannel::ledger::leaf::{leaf, pad};
use redchannel::ledger::policy::Policy;
use redchannel::ledger::receipt::Receipt;
use redchannel::ledger::tree::Tiles;
use redchannel::model::id::CaseId;
use redchannel::secret::SecretBytes;
use serde::Deserialize;
use signed_note::Verifier as _;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    pepper: Hex,
    leaves: Vec<LeafVector>,
    roots: Vec<Root>,
    read_tags: Vec<ReadTag>,
    entry_keys: Vec<EntryKey>,
    pads: Vec<Pad>,
    audits: Vec<Audit>,
    entries: Vec<Entry>,
    rows: Vec<StoredRow>,
    receipts: Vec<ReceiptVector>,
    checkpoints: Vec<CheckpointVector>,
    wraps: Vec<Wrap>,
    binds: Vec<Binding>,
}

#[derive(Deserialize)]
struct LeafVector {
    r: Hex,
    ciphertext: Hex,
    leaf: Hex,
    pad: Hex,
}

/// Of the tree whose leaves are the SHA-256 of 0, 1, 2 … as 64 bits.
#[derive(Deserialize)]
struct Root {
    size: u64,
    root: Hex,
}

#[derive(Deserialize)]
struct ReadTag {
    case: CaseId,
    reader: Recipient,
    tag: Hex,
}

#[derive(Deserialize)]
struct EntryKey {
    chain: CaseId,
    k_shred: Option<Hex>,
    key: Hex,
}

#[derive(Deserialize)]
struct Pad {
    log: u32,
    index: u64,
    r: Hex,
}

#[derive(Deserialize)]
struct Audit {
    case_scalar: Hex,
    identity: String,
    recipient: Recipient,
}

#[derive(Deserialize)]
struct Entry {
    statement: String,
    signing_seeds: Vec<Hex>,
    verification_keys: Vec<Hex>,
    signatures: Vec<String>,
    /// The plaintext without its zeros.
    written: Hex,
    length: usize,
    /// Whose key opens the age file; it is not the only one.
    reader: String,
    sealed: Hex,
}

#[derive(Deserialize)]
struct StoredRow {
    key: Hex,
    chain: CaseId,
    sequence: u64,
    r: Hex,
    ciphertext: Hex,
    row: Hex,
}

#[derive(Deserialize)]
struct ReceiptVector {
    log_seed: Hex,
    log_key: String,
    origin: String,
    leaf: Hex,
    step: u64,
    kind: String,
    day: Day,
    note: String,
}

#[derive(Deserialize)]
struct CheckpointVector {
    log_seed: Hex,
    log_key: String,
    log_key_id: Hex,
    origin: String,
    size: u64,
    root: Hex,
    witnesses: Vec<Witness>,
    note: String,
}

#[derive(Deserialize)]
struct Witness {
    name: String,
    signing_seed: Hex,
    vkey: String,
    key_id: Hex,
    time: u64,
}

#[derive(Deserialize)]
struct Wrap {
    k_shred: Hex,
    case: CaseId,
    epoch: u32,
    tag: Hex,
    row: Hex,
    inner: Hex,
    reader: String,
    case_scalar: Hex,
    case_recipient: Recipient,
    reporter_key: Hex,
    reply_to: Recipient,
    audit: Recipient,
}

#[derive(Deserialize)]
struct Binding {
    prk: Hex,
    case: CaseId,
    epoch: u32,
    recipient: Recipient,
    audit: String,
    bind: Hex,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("ledger.json")).unwrap()
}

fn identity(text: &str) -> Identity {
    let (_, scalar) = bech32::decode(text).unwrap();
    let identity = Identity::from_scalar(&Hex(scalar).secret()).unwrap();
    assert_eq!(identity.to_text().expose_secret(), text);
    identity
}

#[test]
fn leaves_commit_to_what_they_should() {
    for vector in &vectors().leaves {
        let r = vector.r.array();
        assert_eq!(leaf(&r, &sha256(&[&vector.ciphertext.0])), vector.leaf.array());
        assert_eq!(pad(&r), vector.pad.array());
    }
}

#[test]
fn trees_have_the_committed_roots_however_they_grew() {
    let roots = vectors().roots;
    let (mut tiles, mut size) = (Tiles::default(), 0);
    for vector in &roots {
        let leaves: Vec<_> = (size..vector.size).map(|number| sha256(&[&number.to_be_bytes()])).collect();
        size = tiles.append(size, &leaves).unwrap();
        assert_eq!(tiles.root(size).unwrap().0, vector.root.array(), "{size}");
    }
    for vector in &roots {
        assert_eq!(tiles.root(vector.size).unwrap().0, vector.root.array(), "{} of {size}", vector.size);
    }
}

#[test]
fn the_pepper_gives_the_keys_and_the_padding() {
    let vectors = vectors();
    let names = PepperKeys::new(vectors.pepper.secret());
    for vector in &vectors.read_tags {
        assert_eq!(names.read_tag(vector.case, &vector.reader), vector.tag.array());
    }
    for vector in &vectors.entry_keys {
        let k_shred = vector.k_shred.as_ref().map(Hex::secret);
        assert_eq!(names.entry_key(vector.chain, k_shred.as_ref()).expose_secret(), &vector.key.array());
    }
    for vector in &vectors.pads {
        assert_eq!(names.pad(vector.log, vector.index), vector.r.array());
    }
}

#[test]
fn the_key_of_a_case_gives_its_audit_key() {
    for vector in &vectors().audits {
        let audit = audit_identity(&vector.case_scalar.secret()).unwrap();
        assert_eq!(audit.to_text().expose_secret(), vector.identity);
        assert_eq!(audit.recipient(), vector.recipient);
    }
}

#[test]
fn entries_are_signed_and_written_as_committed() {
    for vector in &vectors().entries {
        let statement: Statement = serde_json::from_str(&vector.statement).unwrap();
        let (first, others) = vector.signing_seeds.split_first().unwrap();
        let mut entry = SignedEntry::sign(&statement, &first.signing_key()).unwrap();
        for seed in others {
            entry = entry.countersign(&seed.signing_key()).unwrap();
        }
        assert_eq!(entry.text(), vector.statement);
        assert_eq!(entry.signatures(), vector.signatures);
        let mut plaintext = vector.written.0.clone();
        plaintext.resize(vector.length, 0);
        assert_eq!(entry.to_plaintext().unwrap().expose_secret(), plaintext);
    }
}

#[test]
fn committed_entries_open_and_verify() {
    for vector in &vectors().entries {
        let key = |key: &Hex| VerifyingKey::from_bytes(&key.array()).unwrap();
        let keys: Vec<_> = vector.verification_keys.iter().map(key).collect();
        let mut plaintext = vector.written.0.clone();
        plaintext.resize(vector.length, 0);
        for entry in [
            SignedEntry::parse(&SecretBytes::new(plaintext)).unwrap(),
            SignedEntry::open(&identity(&vector.reader), &vector.sealed.0).unwrap(),
        ] {
            let statement = entry.verify(&keys).unwrap();
            assert_eq!(serde_json::to_string(statement).unwrap(), vector.statement);
            assert!(statement.event.may_be_by(statement.actor));
        }
    }
}

#[test]
fn committed_rows_of_entries_open_in_their_place_only() {
    for vector in &vectors().rows {
        let key = vector.key.secret();
        let place = EntryPlace { chain: vector.chain, sequence: vector.sequence };
        let stored = entry_row::open(&key, &place, &vector.row.0).unwrap();
        assert_eq!((stored.r, stored.ciphertext), (vector.r.array(), vector.ciphertext.0.clone()));
        let next = EntryPlace { sequence: vector.sequence + 1, ..place };
        assert!(entry_row::open(&key, &next, &vector.row.0).is_err());
    }
}

#[test]
fn receipts_are_signed_as_committed() {
    for vector in &vectors().receipts {
        let receipt = Receipt {
            origin: vector.origin.clone(),
            leaf: vector.leaf.array(),
            step: vector.step,
            kind: vector.kind.clone(),
            day: vector.day,
        };
        let signer = NoteSigner::new(&vector.origin, vector.log_seed.signing_key());
        assert_eq!(String::from_utf8(receipt.sign(&signer).unwrap()).unwrap(), vector.note);
        let policy = Policy { logs: vec![NoteKey::parse(&vector.log_key).unwrap()], ..Policy::default() };
        assert_eq!(Receipt::verify(vector.note.as_bytes(), &policy), Ok(receipt));
    }
}

#[test]
fn checkpoints_are_signed_and_cosigned_as_committed() {
    for vector in &vectors().checkpoints {
        let head = Head { origin: vector.origin.clone(), size: vector.size, root: Hash(vector.root.array()) };
        let log = NoteSigner::new(&vector.origin, vector.log_seed.signing_key());
        assert_eq!(log.key().to_vkey(), vector.log_key);
        assert_eq!(log.key().key_id().to_be_bytes().as_slice(), vector.log_key_id.0);
        let mut checkpoint = Checkpoint::sign(&head, &log).unwrap();
        let mut witnesses = Vec::new();
        for witness in &vector.witnesses {
            let signer =
                NoteSigner::cosigner(&witness.name, witness.signing_seed.signing_key(), witness.time);
            assert_eq!(signer.key().to_vkey(), witness.vkey);
            assert_eq!(signer.key().key_id().to_be_bytes().as_slice(), witness.key_id.0);
            checkpoint.cosign(&signer).unwrap();
            witnesses.push(NoteKey::parse(&witness.vkey).unwrap());
        }
        assert_eq!(String::from_utf8(checkpoint.to_bytes()).unwrap(), vector.note);
        let needed = witnesses.len();
        let policy = Policy { logs: vec![log.key().clone()], witnesses, needed };
        let read = Checkpoint::parse(vector.note.as_bytes()).unwrap().verify(&policy).unwrap();
        assert!(read.is_witnessed());
        assert_eq!(read.head, head);
        let times: Vec<_> = read.witnesses.iter().map(|cosigned| cosigned.time).collect();
        assert_eq!(times, vector.witnesses.iter().map(|witness| witness.time).collect::<Vec<_>>());
    }
}

#[test]
fn a_committed_wrap_gives_the_audit_key_and_the_reporters_recipient() {
    for vector in &vectors().wraps {
        assert_eq!(vector.row.0.len(), WRAP_BYTES);
        let place = WrapPlace { case: vector.case, epoch: vector.epoch, tag: vector.tag.array() };
        let inner = strip(&vector.k_shred.secret(), &place, &vector.row.0).unwrap();
        assert_eq!(inner, vector.inner.0);
        let case =
            CaseIdentity::from_wrap(&identity(&vector.reader), &inner, vector.case, vector.epoch).unwrap();
        assert_eq!(case.scalar().unwrap().expose_secret(), &vector.case_scalar.array());
        assert_eq!(case.recipient(), vector.case_recipient);
        assert_eq!(case.reporter().as_bytes(), &vector.reporter_key.array());
        assert_eq!(case.reply_to(), Some(&vector.reply_to));
        assert_eq!(case.audit().recipient(), vector.audit);
    }
}

#[test]
fn the_code_binds_the_audit_key_too() {
    for vector in &vectors().binds {
        let keys = ReporterKeys::new(vector.prk.secret());
        let bind = keys.bind(vector.case, vector.epoch, &vector.recipient, &vector.audit);
        assert_eq!(bind, vector.bind.array());
    }
}

use proptest::prelude::*;

use super::*;
use crate::model::id::{ItemId, MemberId};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn statement(event: Event) -> Statement {
    let head = ChainHead::after(4, b"the sealed entry before");
    let actor = Actor::Member(MemberId::from_bytes([2; 16]));
    Statement::next(CaseId::from_bytes([1; 16]), &head, actor, Day::from_number(20_000), event)
}

fn read() -> Statement {
    statement(Event::Read { up_to: 7, reason: Reason::Casework })
}

fn shredded(leaves: usize) -> Statement {
    statement(Event::Shredded {
        case: CaseId::from_bytes([3; 16]),
        approver: MemberId::from_bytes([4; 16]),
        reason: "retention ended".into(),
        leaves: vec!["00".repeat(32); leaves],
        proposed_after: None,
    })
}

#[test]
fn an_entry_is_sealed_opened_and_verified() {
    let (mine, other) = (Identity::generate(), Identity::generate());
    let signed = SignedEntry::sign(&read(), &key(1)).unwrap();
    let sealed = signed.seal(&[mine.recipient()]).unwrap();
    let opened = SignedEntry::open(&mine, &sealed).unwrap();
    assert_eq!(opened.verify(&[key(1).verifying_key()]), Ok(&read()));
    assert_eq!(opened.verify(&[key(2).verifying_key()]), Err(EntryError::Signature));
    assert_eq!(opened.verify(&[]), Err(EntryError::Signature));
    assert_eq!(SignedEntry::open(&other, &sealed).err(), Some(EntryError::Sealed));
}

#[test]
fn what_needs_two_signatures_does_not_verify_with_one_nor_with_the_same_twice() {
    let (one, two) = (key(1), key(2));
    let keys = [one.verifying_key(), two.verifying_key()];
    let single = SignedEntry::sign(&shredded(1), &one).unwrap();
    assert_eq!(single.verify(&keys).err(), Some(EntryError::Signature));
    let twice = single.clone().countersign(&one).unwrap();
    assert_eq!(twice.verify(&keys).err(), Some(EntryError::Signature));
    let both = single.countersign(&two).unwrap();
    assert!(both.verify(&keys).is_ok());
    assert_eq!(both.countersign(&key(3)).err(), Some(EntryError::Signature));
}

#[test]
fn an_entry_follows_the_one_whose_bytes_it_names() {
    assert!(read().follows(&ChainHead::after(4, b"the sealed entry before")));
    assert!(!read().follows(&ChainHead::after(4, b"another")));
    assert!(!read().follows(&ChainHead::after(5, b"the sealed entry before")));
    assert!(!read().follows(&ChainHead::default()));
}

#[test]
fn nearly_all_entries_have_one_length() {
    for (event, bytes) in [
        (read(), 1024),
        (shredded(1), 1024),
        (shredded(2000), 256 * 1024),
        (
            statement(Event::ReplySent {
                item: ItemId::from_bytes([5; 16]),
                sha256: "00".repeat(32),
                copy_sha256: "00".repeat(32),
            }),
            1024,
        ),
    ] {
        let plaintext = SignedEntry::sign(&event, &key(1)).unwrap().to_plaintext().unwrap();
        assert_eq!(plaintext.expose_secret().len(), bytes);
    }
    let signed = SignedEntry::sign(&shredded(8000), &key(1)).unwrap();
    assert_eq!(signed.to_plaintext().err(), Some(EntryError::TooLong));
}

#[test]
fn a_newer_version_says_so() {
    let signatures = SignedEntry::sign(&read(), &key(1)).unwrap().signatures();
    assert_eq!(
        SignedEntry::from_parts("{\"version\":2,\"x\":1}", &signatures).err(),
        Some(EntryError::Version)
    );
    assert_eq!(SignedEntry::from_parts("{}", &signatures).err(), Some(EntryError::Malformed));
}

#[test]
fn kinds_in_receipts_are_the_kinds_in_statements() {
    let json = serde_json::to_value(shredded(0).event).unwrap();
    assert_eq!(json["kind"], shredded(0).event.kind());
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.key()), Some(reason));
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.key());
    }
}

proptest! {
    #[test]
    fn any_plaintext_is_an_entry_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..1100), magic in any::<bool>()) {
        let mut bytes = bytes;
        if magic && bytes.len() >= 8 {
            bytes[..4].copy_from_slice(MAGIC);
            bytes[4..6].fill(0);
        }
        let _either = SignedEntry::parse(&SecretBytes::new(bytes));
    }

    #[test]
    fn an_entry_that_was_altered_anywhere_is_refused(at in any::<prop::sample::Index>(), with in 1_u8..) {
        let signed = SignedEntry::sign(&read(), &key(1)).unwrap();
        let mut bytes = signed.to_plaintext().unwrap().expose_secret().to_vec();
        *at.get_mut(&mut bytes) ^= with;
        let refused = SignedEntry::parse(&SecretBytes::new(bytes))
            .and_then(|entry| entry.verify(&[key(1).verifying_key()]).cloned());
        prop_assert!(refused.is_err());
    }
}

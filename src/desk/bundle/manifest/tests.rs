use proptest::prelude::*;

use super::*;

fn manifest() -> Manifest {
    let recipient = crate::crypto::agefile::Identity::from_scalar(&crate::secret::Secret::new([5; 32]))
        .unwrap()
        .recipient();
    let line = FileLine { sha256: "00".repeat(32), size: 7 };
    Manifest {
        format: FORMAT.into(),
        case: CaseId::from_bytes([1; 16]),
        reference: "K7-PLUM-402".into(),
        exported_by: MemberId::from_bytes([2; 16]),
        day: Day::from_number(20_000),
        purpose: "Court of Appeal, 12/2026".into(),
        recipient: recipient.clone(),
        genesis: "11".repeat(32),
        rosters: vec![1],
        keys: vec![KeyLine { epoch: 0, recipient }],
        items: vec![ItemEntry {
            sequence: 0,
            item: ItemId::from_bytes([3; 16]),
            epoch: 0,
            blob: None,
            kind: Some(ItemKind::Report),
            author: Some(Author::Reporter),
            day: None,
        }],
        attachments: Vec::new(),
        entries: vec![LedgerEntry {
            sequence: 0,
            r: "22".repeat(32),
            leaf: String::new(),
            index: Some(64),
            taken_over: Vec::new(),
            proof: None,
        }],
        checkpoint: false,
        files: BTreeMap::from([("items/0000.age".to_owned(), line.clone()), (SUMS.to_owned(), line)]),
    }
}

#[test]
fn a_manifest_is_written_and_read_back_in_one_spelling() {
    let text = manifest().to_text();
    assert_eq!(Manifest::parse(text.as_bytes()), Some(manifest()));
    assert_eq!(manifest().sums(), format!("{}  items/0000.age\n", "00".repeat(32)));
    let compact = serde_json::to_string(&manifest()).unwrap();
    let twice = text.replacen("\"purpose\"", "\"purpose\": \"none\",\n  \"purpose\"", 1);
    let unknown = text.replacen("\"purpose\"", "\"more\": 1,\n  \"purpose\"", 1);
    for other in [
        compact,
        twice,
        unknown,
        text.replace("v1", "v2"),
        text.clone() + "\n",
        text.replace(": 64", ": 64.0"),
    ] {
        assert_eq!(Manifest::parse(other.as_bytes()), None, "{other}");
    }
}

#[test]
fn a_leaf_is_that_of_the_newest_log_that_took_the_entry_over() {
    let mut entry = manifest().entries.remove(0);
    let first = entry.leaf_of(b"sealed").unwrap();
    assert_eq!(first, leaf(&[0x22; 32], &sha256(&[b"sealed"])));
    entry.taken_over = vec!["log.example/2".into(), "log.example/3".into()];
    let r = taken_over(&[0x22; 32], "log.example/3");
    assert_eq!(entry.leaf_of(b"sealed"), Some(leaf(&r, &sha256(&[b"sealed"]))));
    entry.r = "2".into();
    assert_eq!(entry.leaf_of(b"sealed"), None);
}

proptest! {
    #[test]
    fn a_manifest_that_was_altered_anywhere_is_another_or_none(at in any::<prop::sample::Index>(), with in 1_u8..) {
        let mut bytes = manifest().to_text().into_bytes();
        *at.get_mut(&mut bytes) ^= with;
        prop_assert_ne!(Manifest::parse(&bytes), Some(manifest()));
    }

    #[test]
    fn any_bytes_are_a_manifest_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        prop_assert!(Manifest::parse(&bytes).is_none());
    }
}

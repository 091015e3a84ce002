use proptest::prelude::*;

use super::*;
use crate::clock::Day;

fn key(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32])
}

fn header() -> FrameHeader {
    FrameHeader {
        version: 1,
        case: CaseId::from_bytes([1; 16]),
        item: ItemId::from_bytes([2; 16]),
        kind: ItemKind::FollowUp,
        sequence: 3,
        previous: Some(HEXLOWER.encode(&[4; 32])),
        author: Author::Reporter,
        day: Day::from_number(20_000),
        reporter: None,
        file: None,
    }
}

fn place() -> Place {
    Place {
        case: CaseId::from_bytes([1; 16]),
        item: ItemId::from_bytes([2; 16]),
        sequence: 3,
        previous: Some([4; 32]),
    }
}

fn frame(body: &str) -> SecretBytes {
    write(&header(), &SecretText::new(body), &key(5)).unwrap()
}

fn verify(bytes: &SecretBytes, place: &Place) -> Result<OpenedItem, FrameError> {
    UnverifiedFrame::parse(bytes)?.verify(&key(5).verifying_key(), place)
}

#[test]
fn a_frame_opens_where_it_belongs() {
    let opened = verify(&frame("the gate at noon\0\0"), &place()).unwrap();
    assert_eq!(
        opened.body.expose_secret(),
        "the gate at noon\0\0",
        "trailing zeros are content, not padding"
    );
    assert_eq!(opened.header.sequence, 3);
}

#[test]
fn a_frame_is_refused_anywhere_else() {
    let bytes = frame("x");
    let other_case = Place { case: CaseId::from_bytes([9; 16]), ..place() };
    let other_item = Place { item: ItemId::from_bytes([9; 16]), ..place() };
    let other_sequence = Place { sequence: 4, ..place() };
    let other_previous = Place { previous: Some([9; 32]), ..place() };
    let first = Place { previous: None, ..place() };
    assert_eq!(verify(&bytes, &other_case).unwrap_err(), FrameError::WrongCase);
    assert_eq!(verify(&bytes, &other_item).unwrap_err(), FrameError::WrongPlace);
    assert_eq!(verify(&bytes, &other_sequence).unwrap_err(), FrameError::WrongPlace);
    assert_eq!(verify(&bytes, &other_previous).unwrap_err(), FrameError::BrokenChain);
    assert_eq!(verify(&bytes, &first).unwrap_err(), FrameError::BrokenChain);
}

#[test]
fn another_author_s_signature_is_refused() {
    let parsed = UnverifiedFrame::parse(&frame("x")).unwrap();
    assert_eq!(parsed.verify(&key(6).verifying_key(), &place()).unwrap_err(), FrameError::BadSignature);
}

#[test]
fn a_newer_format_is_named_as_such() {
    let bytes = write(&FrameHeader { version: 2, ..header() }, &SecretText::new("x"), &key(5)).unwrap();
    assert_eq!(UnverifiedFrame::parse(&bytes).unwrap_err(), FrameError::Version);
}

#[test]
fn two_hundred_kilobytes_of_text_fit_and_more_than_the_bucket_does_not() {
    assert_eq!(frame(&"a".repeat(200_000)).expose_secret().len(), 256 * 1024);
    let long = SecretText::new("a".repeat(256 * 1024));
    assert_eq!(write(&header(), &long, &key(5)).unwrap_err(), FrameError::TooLong);
}

proptest! {
    #[test]
    fn lengths_are_buckets_whatever_the_script(body in "\\PC{0,3000}") {
        let bytes = frame(&body);
        prop_assert!(crate::crypto::padding::FRAME_BUCKETS.contains(&bytes.expose_secret().len()));
        let opened = verify(&bytes, &place()).unwrap();
        prop_assert_eq!(opened.body.expose_secret(), body.as_str());
    }

    #[test]
    fn any_flipped_bit_is_noticed(position in 0_usize..4096, bit in 0_u8..8) {
        let mut bytes = frame("the gate at noon").expose_secret().to_vec();
        bytes[position] ^= 1 << bit;
        prop_assert!(verify(&SecretBytes::new(bytes), &place()).is_err());
    }

    #[test]
    fn random_bytes_are_not_a_frame(bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
        prop_assert!(UnverifiedFrame::parse(&SecretBytes::new(bytes.clone())).is_err());
        let mut with_magic = b"RC1".to_vec();
        with_magic.extend(bytes);
        with_magic.resize(8192.min(with_magic.len().next_power_of_two().max(4096)), 0);
        prop_assert!(UnverifiedFrame::parse(&SecretBytes::new(with_magic)).is_err());
    }
}

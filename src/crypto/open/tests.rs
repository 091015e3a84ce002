#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, as it should")]

use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::*;
use crate::crypto::derive::PepperKeys;
use crate::crypto::seal::{Founding, found_case, seal_case_key};
use crate::crypto::wrap::{MAX_EPOCHS, WRAP_BYTES, WRAP_SLOTS, strip};

#[test]
fn a_reader_opens_and_nobody_else_does() {
    let (reader, excluded) = (Identity::generate(), Identity::generate());
    let names = PepperKeys::new(Secret::new([1; 32]));
    let k_shred = Secret::new([2; 32]);
    let case = CaseId::from_bytes([3; 16]);
    let reporter = SigningKey::from_bytes(&[4; 32]).verifying_key();
    let readers = [reader.recipient(), Identity::generate().recipient()];
    let reply_to = Identity::generate().recipient();
    let founding = Founding { case, readers: &readers, k_shred: &k_shred, reporter, reply_to: &reply_to };
    let founded = found_case(&founding, &names, &mut rand::rng()).unwrap();

    assert_eq!(founded.wraps.len(), WRAP_SLOTS);
    assert!(founded.wraps.iter().all(|row| row.data.len() == WRAP_BYTES));
    let tag = names.wrap_tag(case, 0, &reader.recipient());
    let row = founded.wraps.iter().find(|row| row.tag == tag).unwrap();
    let inner = strip(&k_shred, &WrapPlace { case, epoch: 0, tag }, &row.data).unwrap();
    let opened = CaseIdentity::from_wrap(&reader, &inner, case, 0).unwrap();
    assert_eq!(opened.recipient(), founded.keys.recipient);
    assert_eq!(opened.reporter(), &reporter);
    assert_eq!(opened.reply_to(), Some(&reply_to));
    assert_eq!(opened.audit().recipient(), founded.keys.audit);

    assert_eq!(CaseIdentity::from_wrap(&excluded, &inner, case, 0).unwrap_err(), OpenError::Wrap);
    let other = CaseId::from_bytes([9; 16]);
    assert_eq!(CaseIdentity::from_wrap(&reader, &inner, other, 0).unwrap_err(), OpenError::WrongCase);
    let absent = names.wrap_tag(case, 0, &excluded.recipient());
    assert!(founded.wraps.iter().all(|row| row.tag != absent));
}

#[test]
fn a_case_is_never_founded_for_nobody() {
    let names = PepperKeys::new(Secret::new([1; 32]));
    let founding = Founding {
        case: CaseId::from_bytes([3; 16]),
        readers: &[],
        k_shred: &Secret::new([2; 32]),
        reporter: SigningKey::from_bytes(&[4; 32]).verifying_key(),
        reply_to: &Identity::generate().recipient(),
    };
    assert!(found_case(&founding, &names, &mut rand::rng()).is_err());
}

fn keys(epochs: u8) -> CaseIdentity {
    let reader = Identity::generate();
    let place = WrapPlace { case: CaseId::from_bytes([3; 16]), epoch: 0, tag: [0; 16] };
    let reporter = SigningKey::from_bytes(&[4; 32]).verifying_key();
    let reply_to = Identity::generate().recipient();
    let inner =
        seal_case_key(&Secret::new([10; 32]), &place, (&reporter, &reply_to), &reader.recipient()).unwrap();
    let first = CaseIdentity::from_wrap(&reader, &inner, place.case, 0).unwrap();
    (1..epochs).fold(first, |keys, epoch| keys.with_next_key(&Secret::new([10 + epoch; 32])).unwrap().0)
}

#[test]
fn a_later_wrap_opens_what_was_sealed_to_each_earlier_key() {
    let case = keys(4);
    let late = Identity::generate();
    let inner = case.wrap_for(&late.recipient()).unwrap();
    let opened = CaseIdentity::from_wrap(&late, &inner, case.case(), 3).unwrap();
    for epoch in 0..4 {
        assert_eq!(opened.public(epoch), case.public(epoch));
        let entry = agefile::seal(&[case.public(epoch).unwrap().audit], b"entry").unwrap();
        assert!(opened.audits().iter().any(|audit| agefile::open(audit, &entry, 100).is_ok()));
        let item = agefile::seal(&[case.public(epoch).unwrap().recipient], b"no frame").unwrap();
        assert_eq!(opened.open_item(epoch, &item).unwrap_err(), OpenError::Frame(FrameError::Malformed));
        assert_eq!(opened.open_item((epoch + 1) % 4, &item).unwrap_err(), OpenError::Item);
    }
    assert_eq!(opened.open_item(4, b"").unwrap_err(), OpenError::Epoch);
    assert_eq!(opened.audit().recipient(), opened.public(3).unwrap().audit);
    assert_eq!(CaseIdentity::from_wrap(&late, &inner, case.case(), 2).unwrap_err(), OpenError::WrongCase);
}

#[test]
fn every_reader_can_make_the_certificates_again() {
    let case = keys(3);
    let steps = [1, 2].map(|epoch| (case.public(epoch).unwrap(), case.certificate(epoch).unwrap()));
    let newest = case.public(0).unwrap().walk(case.case(), steps.to_vec());
    assert_eq!(newest, case.public(2));
    assert_eq!((case.certificate(0), case.certificate(3)), (None, None));
}

#[test]
fn a_wrap_of_the_last_possible_key_fits_its_row_and_there_is_no_later_one() {
    let last = keys(u8::try_from(MAX_EPOCHS).unwrap());
    // age adds a random stanza of up to 190 bytes: many wraps, so that the longest are among them.
    for _ in 0..500 {
        let inner = last.wrap_for(&Identity::generate().recipient()).unwrap();
        assert!(inner.len() <= MAX_INNER_BYTES, "{}", inner.len());
    }
    let (beyond, _) = last.with_next_key(&Secret::new([99; 32])).unwrap();
    assert!(beyond.wrap_for(&Identity::generate().recipient()).is_err());
}

proptest! {
    #[test]
    fn whatever_is_sealed_to_a_reader_is_a_wrap_or_refused(
        magic in prop_oneof![Just(*b"RCW1"), Just(*b"RCW2"), Just(*b"RCW3"), any::<[u8; 4]>()],
        content in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let reader = Identity::generate();
        let inner = agefile::seal(&[reader.recipient()], &[magic.as_slice(), &content].concat()).unwrap();
        prop_assert!(CaseIdentity::from_wrap(&reader, &inner, CaseId::from_bytes([3; 16]), 1).is_err());
    }
}

//! Later keys of a case: wraps that hold all of them, certificates, the binding of the first one, consents.

use redchannel::crypto::agefile::{Identity, Recipient};
use redchannel::crypto::derive::ReporterKeys;
use redchannel::crypto::frame::parse_verifying_key;
use redchannel::crypto::grant::{Consent, Grant, GrantAction};
use redchannel::crypto::open::CaseIdentity;
use redchannel::crypto::rekey::{CaseKeys, Certificate};
use redchannel::crypto::wrap::{WrapPlace, strip};
use redchannel::model::id::{CaseId, MemberId};
use serde::Deserialize;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    wrap: Wrap,
    keys: Vec<Key>,
    certificates: Vec<Hex>,
    binding: Binding,
    grants: Vec<GrantVector>,
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
    reader_scalar: Hex,
    reporter_key: Hex,
    reply_to: Recipient,
}

#[derive(Deserialize)]
struct Key {
    scalar: Hex,
    epoch: u32,
    recipient: Recipient,
    audit: Recipient,
    verifier: String,
}

#[derive(Deserialize)]
struct Binding {
    prk: Hex,
    bind: Hex,
}

#[derive(Deserialize)]
struct GrantVector {
    action: String,
    case: CaseId,
    epoch: u32,
    member: MemberId,
    recipient: Recipient,
    author: MemberId,
    verification_key: String,
    consent: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("keys.json")).unwrap()
}

impl Key {
    fn public(&self) -> CaseKeys {
        let verifier = parse_verifying_key(&self.verifier).unwrap();
        let (recipient, audit) = (self.recipient.clone(), self.audit.clone());
        CaseKeys { epoch: self.epoch, recipient, audit, verifier }
    }
}

#[test]
fn a_committed_row_of_a_later_key_opens_and_holds_the_earlier_ones() {
    let Vectors { wrap, keys, certificates, .. } = vectors();
    let place = WrapPlace { case: wrap.case, epoch: wrap.epoch, tag: wrap.tag.array() };
    let inner = strip(&wrap.k_shred.secret(), &place, &wrap.row.0).unwrap();
    assert_eq!(inner, wrap.inner.0);
    let reader = Identity::from_scalar(&wrap.reader_scalar.secret()).unwrap();
    assert_eq!(reader.to_text().expose_secret(), wrap.reader);
    let case = CaseIdentity::from_wrap(&reader, &inner, wrap.case, wrap.epoch).unwrap();
    assert_eq!(case.reporter().as_bytes(), &wrap.reporter_key.array());
    assert_eq!(case.reply_to(), Some(&wrap.reply_to));
    assert_eq!(keys.len(), 3);
    for key in &keys {
        assert_eq!(CaseKeys::of(key.epoch, &key.scalar.secret()).unwrap(), key.public());
        assert_eq!(case.public(key.epoch), Some(key.public()));
    }
    for (epoch, certificate) in (1..).zip(&certificates) {
        assert_eq!(case.certificate(epoch).unwrap().to_bytes(), certificate.array());
    }
}

#[test]
fn committed_certificates_lead_from_the_first_key_to_the_newest() {
    let Vectors { wrap, keys, certificates, .. } = vectors();
    let certificate = |hex: &Hex| Certificate::from_slice(&hex.0).unwrap();
    let steps = keys[1..].iter().map(Key::public).zip(certificates.iter().map(certificate)).collect();
    assert_eq!(keys[0].public().walk(wrap.case, steps), Some(keys[2].public()));
}

#[test]
fn the_code_binds_the_first_key() {
    let Vectors { wrap, keys, binding, .. } = vectors();
    let first = keys[0].public();
    let reporter = ReporterKeys::new(binding.prk.secret());
    let bind = reporter.bind_first(wrap.case, &first.recipient, &first.audit, &first.verifier);
    assert_eq!(bind, binding.bind.array());
}

#[test]
fn a_committed_consent_is_to_its_grant() {
    for vector in vectors().grants {
        let action = if vector.action == "add" { GrantAction::Add } else { GrantAction::Remove };
        let GrantVector { case, epoch, member, recipient, .. } = vector;
        let consent = Consent::parse(&vector.consent).unwrap();
        assert_eq!(consent.author(), vector.author);
        let key = parse_verifying_key(&vector.verification_key).unwrap();
        assert!(consent.is_to(&Grant { action, case, epoch, member, recipient }, &key));
    }
}

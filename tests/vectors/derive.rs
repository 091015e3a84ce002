//! What follows from the pepper and from the reporter's code.

use redchannel::crypto::agefile::Recipient;
use redchannel::crypto::derive::{PepperKeys, ReporterKeys, case_of_form};
use redchannel::model::id::{CaseId, ItemId};
use serde::Deserialize;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    pepper: Hex,
    locators: Vec<Locator>,
    wrap_tags: Vec<WrapTag>,
    decoy_tags: Vec<DecoyTag>,
    reporters: Vec<Reporter>,
    forms: Vec<Form>,
}

#[derive(Deserialize)]
struct Locator {
    locator: Hex,
    loc_tag: Hex,
}

#[derive(Deserialize)]
struct WrapTag {
    case: CaseId,
    epoch: u32,
    recipient: Recipient,
    tag: Hex,
}

#[derive(Deserialize)]
struct DecoyTag {
    case: CaseId,
    epoch: u32,
    slot: u32,
    tag: Hex,
}

#[derive(Deserialize)]
struct Reporter {
    prk: Hex,
    auth_hash: Hex,
    identity: String,
    recipient: Recipient,
    signing_seed: Hex,
    verification_key: Hex,
    form_nonce: Hex,
    content: String,
    item_id: ItemId,
    case: CaseId,
    epoch: u32,
    case_recipient: Recipient,
    bind: Hex,
}

#[derive(Deserialize)]
struct Form {
    form_nonce: Hex,
    case: CaseId,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("derive.json")).unwrap()
}

#[test]
fn the_pepper_gives_the_names_of_rows() {
    let vectors = vectors();
    let names = PepperKeys::new(vectors.pepper.secret());
    for vector in &vectors.locators {
        assert_eq!(names.loc_tag(&vector.locator.array()), vector.loc_tag.array());
    }
    for vector in &vectors.wrap_tags {
        assert_eq!(names.wrap_tag(vector.case, vector.epoch, &vector.recipient), vector.tag.array());
    }
    for vector in &vectors.decoy_tags {
        assert_eq!(names.decoy_tag(vector.case, vector.epoch, vector.slot), vector.tag.array());
    }
}

#[test]
fn the_code_gives_the_reporters_keys() {
    for vector in &vectors().reporters {
        let keys = ReporterKeys::new(vector.prk.secret());
        assert_eq!(keys.auth_hash(), vector.auth_hash.array());
        let identity = keys.identity().unwrap();
        assert_eq!(identity.to_text().expose_secret(), vector.identity);
        assert_eq!(identity.recipient(), vector.recipient);
        assert_eq!(keys.signing_key().to_bytes(), vector.signing_seed.array());
        assert_eq!(keys.signing_key().verifying_key().to_bytes(), vector.verification_key.array());
        assert_eq!(keys.item_id(&vector.form_nonce.array(), vector.content.as_bytes()), vector.item_id);
        assert_eq!(keys.bind(vector.case, vector.epoch, &vector.case_recipient, ""), vector.bind.array());
    }
}

#[test]
fn a_form_gives_its_case() {
    for vector in &vectors().forms {
        assert_eq!(case_of_form(&vector.form_nonce.array()), vector.case);
    }
}

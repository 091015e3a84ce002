//! Rosters as signed notes.

use redchannel::crypto::note::{read_unverified, sign_again, sign_new, verify_chain};
use redchannel::model::roster::Roster;
use serde::Deserialize;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    keyholders: Vec<Keyholder>,
    notes: Vec<Vector>,
}

#[derive(Deserialize)]
struct Keyholder {
    name: String,
    signing_seed: Hex,
    key_id: Hex,
}

#[derive(Deserialize)]
struct Vector {
    text: String,
    hash: Hex,
    signers: Vec<String>,
    note: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("note.json")).unwrap()
}

#[test]
fn notes_are_signed_as_committed() {
    let vectors = vectors();
    let key = |name: &String| {
        vectors
            .keyholders
            .iter()
            .find(|keyholder| &keyholder.name == name)
            .unwrap()
            .signing_seed
            .signing_key()
    };
    for vector in &vectors.notes {
        let roster = Roster::parse(&vector.text).unwrap();
        assert_eq!(roster.to_text().unwrap(), vector.text);
        let (first, second) = (&vector.signers[0], &vector.signers[1]);
        let note = sign_new(&roster, first, &key(first)).unwrap();
        let note = sign_again(&note, second, &key(second)).unwrap();
        assert_eq!(String::from_utf8(note).unwrap(), vector.note);
    }
}

#[test]
fn committed_notes_verify_from_the_pinned_hash_on() {
    let vectors = vectors();
    let notes: Vec<_> = vectors.notes.iter().map(|vector| vector.note.clone().into_bytes()).collect();
    for (note, vector) in notes.iter().zip(&vectors.notes) {
        assert_eq!(read_unverified(note).unwrap().1, vector.hash.array());
    }
    let chain = verify_chain(&notes, &vectors.notes[0].hash.array()).unwrap();
    assert!(chain.refused.is_none());
    assert_eq!((chain.roster.content().version, chain.roster.hash()), (2, vectors.notes[1].hash.array()));
}

#[test]
fn a_signature_line_begins_with_the_key_id() {
    let vectors = vectors();
    for vector in &vectors.notes {
        for name in &vector.signers {
            let keyholder = vectors.keyholders.iter().find(|keyholder| &keyholder.name == name).unwrap();
            let line = vector.note.lines().find_map(|line| line.strip_prefix(&format!("— {name} "))).unwrap();
            let bytes = data_encoding::BASE64.decode(line.as_bytes()).unwrap();
            assert_eq!(bytes[..4], keyholder.key_id.0);
        }
    }
}

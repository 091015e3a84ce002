//! The ledger and its witnesses in a draft.

use ed25519_dalek::SigningKey;
use redchannel::crypto::note_key::NoteKey;
use redchannel::model::roster::Roster;

use super::super::{refusal, said};
use super::ceremony::Ceremony;

fn key(seed: u8) -> ed25519_dalek::VerifyingKey {
    SigningKey::from_bytes(&[seed; 32]).verifying_key()
}

fn draft(ceremony: &Ceremony) -> Roster {
    Roster::parse(&String::from_utf8(ceremony.bytes("draft")).unwrap()).unwrap()
}

#[test]
fn a_draft_names_the_ledger_its_witnesses_and_how_many_must_sign() {
    let ceremony = Ceremony::of_cards();
    ceremony.complete();
    let file = ceremony.file("draft");
    let with = |command: &str, option: &str, value: &str| {
        said(&["roster", command, "--draft", &file, option, value]).unwrap()
    };
    let log = NoteKey::ed25519("log.example/1", key(1));
    let witnesses = [2, 3].map(|seed| NoteKey::cosigner(&format!("w{seed}.example"), key(seed)));
    assert!(with("set-ledger", "--vkey", &log.to_vkey()).contains("The ledger is “log.example/1”"));
    for witness in &witnesses {
        assert!(with("add-witness", "--vkey", &witness.to_vkey()).contains("None has to sign yet"));
    }
    let told = with("set-witnesses-needed", "--needed", "3");
    assert!(told.contains("3 witnesses are needed but there are 2"), "{told}");
    assert!(with("set-witnesses-needed", "--needed", "2").contains("The draft is complete"));

    let shown = said(&["roster", "show", &file]).unwrap();
    assert!(shown.contains("Ledger log.example/1  ") && shown.contains("Witnesses (2 must sign"), "{shown}");
    assert!(shown.contains("  w2.example  ") && shown.contains("  w3.example  "), "{shown}");
    let policy = redchannel::ledger::policy::Policy::of_roster(&draft(&ceremony));
    assert_eq!((policy.logs, policy.witnesses, policy.needed), (vec![log], witnesses.to_vec(), 2));

    assert!(
        with("remove-witness", "--name", "w2.example").contains("2 witnesses are needed but there are 1")
    );
    let none = refusal(&["roster", "remove-witness", "--draft", &file, "--name", "w2.example"]);
    assert!(none.contains("no witness in the draft has this name"), "{none}");
    // Another ledger takes the place of the first.
    with("set-ledger", "--vkey", &NoteKey::ed25519("log.example/2", key(1)).to_vkey());
    assert_eq!(draft(&ceremony).ledger.unwrap().origin, "log.example/2");
}

#[test]
fn a_witness_stands_in_a_draft_once_and_keys_do_not_change_places() {
    let ceremony = Ceremony::of_cards();
    ceremony.begin();
    let file = ceremony.file("draft");
    let witness = NoteKey::cosigner("w.example", key(2));
    said(&["roster", "add-witness", "--draft", &file, "--vkey", &witness.to_vkey()]).unwrap();
    let refused = |command: &str, vkey: &str| refusal(&["roster", command, "--draft", &file, "--vkey", vkey]);
    for again in [NoteKey::cosigner("w.example", key(3)), NoteKey::cosigner("v.example", key(2))] {
        assert!(refused("add-witness", &again.to_vkey()).contains("in the draft already"));
    }
    let log = NoteKey::ed25519("log.example", key(4));
    assert!(refused("add-witness", &log.to_vkey()).contains("keygen --witness"));
    assert!(refused("set-ledger", &witness.to_vkey()).contains("ledger key"));
    assert!(refused("set-ledger", "log.example+00000000+AAAA").contains("ledger key"));
    assert_eq!(draft(&ceremony).witnesses.len(), 1);
}

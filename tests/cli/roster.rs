//! The ceremony: a draft, its members, signatures one after the other, the next version.

mod ceremony;
mod ledger;

use ceremony::{Ceremony, private};
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note::{RosterError, verify_chain};
use redchannel::secret::Secret;

use super::{refusal, said, text};

fn hash_in(told: &str) -> String {
    let digits = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    told.split_whitespace().rev().find(digits).unwrap().to_owned()
}

fn genesis(hex: &str) -> [u8; 32] {
    data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap()
}

#[test]
fn a_roster_is_drafted_signed_by_two_of_three_and_followed_by_the_next() {
    let ceremony = Ceremony::new();
    ceremony.complete();
    let (draft, note) = (ceremony.file("draft"), ceremony.file("roster-1.note"));

    // One signature of two.
    let told = ceremony.sign(&["--draft", &draft, "--out", &note], 1);
    assert!(told.contains("1 of 2 signatures needed"), "{told}");
    assert!(told.contains("“Intake officer 1”: intake, until 2027-06-30"), "{told}");
    let shown = said(&["roster", "show", &note]).unwrap();
    let hash = hash_in(&shown);
    let refused = verify_chain(&[ceremony.bytes("roster-1.note")], &genesis(&hash)).unwrap_err();
    assert!(matches!(refused, RosterError::Quorum { version: 1, found: 1, needed: 2 }), "{refused}");
    assert!(refusal(&["roster", "show", &note, "--genesis", &hash]).contains("1 valid keyholder signatures"));
    assert!(shown.contains("signed     keyholder-1") && shown.contains("not signed keyholder-2"), "{shown}");

    // The same keyholder does not count twice.
    let before = ceremony.bytes("roster-1.note");
    assert!(ceremony.refused(&["--note", &note], 1).contains("keyholder-1 has signed this note already"));
    assert_eq!(ceremony.bytes("roster-1.note"), before);

    // The second signature makes it valid.
    let told = ceremony.sign(&["--note", &note], 2);
    assert!(told.contains("2 of 2 signatures needed") && told.contains(&hash), "{told}");
    let shown = said(&["roster", "show", &note, "--genesis", &hash]).unwrap();
    assert!(shown.contains("Valid: signed by enough keyholders"), "{shown}");
    assert!(refusal(&["roster", "show", &note, "--genesis", &"0".repeat(64)]).contains("not the one"));

    next_version(&ceremony, &note, &hash);
}

fn next_version(ceremony: &Ceremony, note: &str, hash: &str) {
    let (draft, second) = (ceremony.file("draft-2"), ceremony.file("roster-2.note"));
    said(&["roster", "next", "--from", note, "--expires", "2027-12-31", "--out", &draft]).unwrap();
    let told = said(&["roster", "remove-member", "--draft", &draft, "--member", "Intake officer 1"]).unwrap();
    assert!(told.contains("the team of “Integrity Unit” has 1 members"), "{told}");
    let card = ceremony.file("intake-officer-2.card.json");
    ceremony.card(5, "Intake officer 2");
    said(&[
        "roster",
        "add-member",
        "--draft",
        &draft,
        "--card",
        &card,
        "--role",
        "intake",
        "--team",
        "integrity",
    ])
    .unwrap();

    let unnamed = ceremony.refused(&["--draft", &draft, "--out", &second], 1);
    assert!(unnamed.contains("--previous"), "{unnamed}");
    let told = ceremony.sign(&["--draft", &draft, "--previous", note, "--out", &second], 1);
    assert!(told.contains("1 of 2"), "{told}");
    let short = refusal(&["roster", "show", note, &second, "--genesis", hash]);
    assert!(short.contains("version 2 of the roster carries 1 valid"), "{short}");
    ceremony.sign(&["--note", &second, "--previous", note], 2);
    let shown = said(&["roster", "show", note, &second, "--genesis", hash]).unwrap();
    assert!(shown.contains("version 2") && shown.contains("Valid"), "{shown}");
    // Who could act as long as the roster goes on; an earlier end stays.
    assert!(shown.contains("“Auditor”: oversight, until 2027-12-31"), "{shown}");
    assert!(shown.contains("“Head”: head, until 2027-01-31"), "{shown}");
    assert!(!shown.contains("“Intake officer 1”"), "{shown}");
}

#[test]
fn a_signature_needs_a_keyholder_a_passphrase_and_a_private_passphrase_file() {
    let ceremony = Ceremony::new();
    ceremony.complete();
    let (draft, note) = (ceremony.file("draft"), ceremony.file("note"));
    let what = ["--draft", draft.as_str(), "--out", note.as_str()];

    let pass = ceremony.path("keyholder-1.pass");
    std::fs::set_permissions(&pass, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    assert!(ceremony.refused(&what, 1).contains("open to others"));
    std::fs::write(&pass, "six other words than the right ones").unwrap();
    private(&pass);
    assert!(ceremony.refused(&what, 1).contains("does not open the key file"));

    let told = said(&["keygen", "--name", "Stranger", "--out", text(ceremony.folder.path())]).unwrap();
    assert!(told.contains("stranger.rckey"));
    let refused = refusal(&[
        "roster",
        "sign",
        "--draft",
        &draft,
        "--out",
        &note,
        "--key",
        &ceremony.file("stranger.rckey"),
    ]);
    assert!(refused.contains("none of the keyholders"), "{refused}");
    assert!(!ceremony.path("note").exists());
}

#[test]
fn an_unfinished_draft_says_what_is_missing_and_is_not_signed() {
    let ceremony = Ceremony::of_cards();
    let told = ceremony.begin();
    assert!(told.contains("Before it can be signed:") && told.contains("has 0 members"), "{told}");
    let shown = said(&["roster", "show", &ceremony.file("draft")]).unwrap();
    assert!(shown.contains("This is a draft") && shown.contains("Wrong: the team"), "{shown}");
    let (draft, note) = (ceremony.file("draft"), ceremony.file("note"));
    let refused = ceremony.refused(&["--draft", &draft, "--out", &note], 1);
    assert!(refused.contains("cannot be signed yet") && refused.contains("oversight"), "{refused}");
}

#[test]
fn a_member_is_enrolled_once_under_one_name_and_into_known_channels() {
    let ceremony = Ceremony::of_cards();
    ceremony.begin();
    let told = ceremony.add("head.card.json", "head", &["--role", "investigator", "--team", "integrity"]);
    let fingerprint = StaffKey::from_seed(&Secret::new([3; 32])).unwrap().card("Head").unwrap().fingerprint();
    assert!(told.contains(&fingerprint), "{told}");
    let add = |card: &str, role: &str, team: &str| {
        let (draft, card) = (ceremony.file("draft"), ceremony.file(card));
        refusal(&["roster", "add-member", "--draft", &draft, "--card", &card, "--role", role, "--team", team])
    };
    assert!(add("head.card.json", "head", "integrity").contains("in the roster already"));
    assert!(add("auditor.card.json", "oversight", "elsewhere").contains("it has integrity"));
    assert!(add("auditor.card.json", "boss", "integrity").contains("the roles are intake, investigator"));
    ceremony.card(9, "Head");
    assert!(add("head.card.json", "head", "integrity").contains("another member is called"));
    std::fs::write(ceremony.path("auditor.card.json"), "{}").unwrap();
    assert!(add("auditor.card.json", "oversight", "integrity").contains("not a complete card"));
}

#[test]
fn an_administrator_who_reads_cases_cannot_be_signed_for() {
    let ceremony = Ceremony::of_cards();
    ceremony.begin();
    let told = ceremony.add("head.card.json", "head", &["--role", "admin"]);
    assert!(told.contains("no role combines both"), "{told}");
}

#[test]
fn a_draft_is_never_overwritten() {
    let ceremony = Ceremony::of_cards();
    ceremony.begin();
    let before = ceremony.bytes("draft");
    let card = ceremony.file("keyholder-1.card.json");
    let recovery = Identity::generate().recipient();
    let refused = refusal(&[
        "roster",
        "new",
        "--administration",
        "X",
        "--recovery",
        recovery.as_str(),
        "--keyholder",
        &card,
        "--quorum",
        "1",
        "--channel",
        "a=A",
        "--expires",
        "2027-01-01",
        "--out",
        &ceremony.file("draft"),
    ]);
    assert!(refused.contains("cannot be created"), "{refused}");
    assert_eq!(ceremony.bytes("draft"), before);
}

#[test]
fn what_is_no_roster_is_refused() {
    let ceremony = Ceremony::of_cards();
    std::fs::write(ceremony.path("x"), "{\"format\": \"other\"}").unwrap();
    assert!(refusal(&["roster", "show", &ceremony.file("x")]).contains("not a draft"));
    std::fs::write(ceremony.path("x"), [0xff_u8; 10]).unwrap();
    assert!(refusal(&["roster", "show", &ceremony.file("x")]).contains("not a readable signed note"));
    assert!(refusal(&["roster", "show", &ceremony.file("missing")]).contains("cannot be read"));
}

//! Key files: the committed vectors of `tests/vectors/keyfile.json` (computed by an independent program), tampering, bounds.

use std::sync::LazyLock;

use ed25519_dalek::Signer;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use super::*;
use crate::crypto::words::{WordList, fold};

const CHEAP: Argon2Params = Argon2Params { m_kib: 64, t: 1, p: 1 };

static FILE: LazyLock<(KeyFile, Passphrase)> = LazyLock::new(|| {
    let mut rng = StdRng::seed_from_u64(4);
    let passphrase = Passphrase::generate(&mut rng);
    let file = KeyFile::create_under(&KdfPolicy::CHEAP, "Desk 1", &passphrase, CHEAP, &mut rng).unwrap();
    (file, passphrase)
});

#[derive(Deserialize)]
struct Vectors {
    keyfiles: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    seed: String,
    identity: String,
    signing_key: String,
    member_id: String,
    fingerprint: String,
    passphrase: String,
    spellings: Vec<String>,
    associated_data: String,
    file: Value,
    card: Value,
}

#[test]
fn the_committed_key_files_open_to_the_committed_keys() {
    let vectors: Vectors = serde_json::from_str(include_str!("../../../tests/vectors/keyfile.json")).unwrap();
    assert_eq!(vectors.keyfiles.len(), 2);
    for vector in vectors.keyfiles {
        let file = KeyFile::parse(vector.file.to_string().as_bytes()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&file.to_json()).unwrap(), vector.file);
        assert_eq!(HEXLOWER.encode(&file.associated_data()), vector.associated_data);
        for spelling in &vector.spellings {
            assert_eq!(Passphrase::typed(spelling).expose_secret(), vector.passphrase);
        }
        let key = file.open(&Passphrase::typed(&vector.passphrase)).unwrap();
        assert_eq!(key.identity().to_text().expose_secret(), vector.identity);
        assert_eq!(HEXLOWER.encode(key.signing_key().as_bytes()), vector.signing_key);
        assert_eq!(key.member_id().to_string(), vector.member_id);
        let seed: [u8; 32] = unhex(&vector.seed).unwrap();
        assert_eq!(StaffKey::from_seed(&Secret::new(seed)).unwrap().recipient(), key.recipient());
        let card = PublicCard::parse(vector.card.to_string().as_bytes()).unwrap();
        assert_eq!(&card, file.card());
        assert_eq!((card.fingerprint(), card.member_id()), (vector.fingerprint, key.member_id()));
        assert_eq!(serde_json::from_str::<Value>(&card.to_json()).unwrap(), vector.card);
    }
}

#[test]
fn a_made_key_file_opens_with_its_passphrase_and_its_key_reads_and_signs() {
    let (file, passphrase) = &*FILE;
    let again = KeyFile::parse_under(&KdfPolicy::CHEAP, file.to_json().as_bytes()).unwrap();
    assert_eq!(&again, file);
    let key = again.open(passphrase).unwrap();
    assert_eq!(&key.card("Desk 1").unwrap(), file.card());
    let sealed =
        crate::crypto::agefile::seal(std::slice::from_ref(file.card().recipient()), b"to the desk").unwrap();
    assert_eq!(
        crate::crypto::agefile::open(key.identity(), &sealed, 100).unwrap().expose_secret(),
        b"to the desk"
    );
    let signature = key.signing_key().sign(b"by the desk");
    assert!(file.card().verification_key().verify_strict(b"by the desk", &signature).is_ok());
    assert_eq!(format!("{key:?} {passphrase:?}"), "StaffKey(…) Passphrase(…)");
}

#[test]
fn two_key_files_share_nothing() {
    let mut rng = StdRng::seed_from_u64(5);
    let passphrase = Passphrase::generate(&mut rng);
    let mut make = || KeyFile::create_under(&KdfPolicy::CHEAP, "Desk", &passphrase, CHEAP, &mut rng).unwrap();
    let (one, two) = (make(), make());
    assert!(one.salt != two.salt && one.nonce != two.nonce && one.sealed != two.sealed);
    assert_ne!(one.card().member_id(), two.card().member_id());
    assert_ne!(one.card().fingerprint(), two.card().fingerprint());
}

#[test]
fn a_wrong_passphrase_is_refused() {
    let (file, passphrase) = &*FILE;
    for wrong in ["", "abandon ability able about above absent", &format!("{}s", passphrase.expose_secret())]
    {
        assert_eq!(file.open(&Passphrase::typed(wrong)).map(|_| ()), Err(KeyFileError::WrongPassphrase));
    }
}

#[test]
fn every_changed_field_is_refused() {
    let (file, passphrase) = &*FILE;
    let mut rng = StdRng::seed_from_u64(6);
    let other = KeyFile::create_under(&KdfPolicy::CHEAP, "Desk 9", passphrase, CHEAP, &mut rng).unwrap();
    let good: Value = serde_json::from_str(&file.to_json()).unwrap();
    let foreign: Value = serde_json::from_str(&other.to_json()).unwrap();
    let refused =
        |changed: &Value| match KeyFile::parse_under(&KdfPolicy::CHEAP, changed.to_string().as_bytes()) {
            Ok(file) => file.open(passphrase).map(|_| ()) == Err(KeyFileError::WrongPassphrase),
            Err(error) => error == KeyFileError::Malformed,
        };
    assert!(!refused(&good));
    for field in ["name", "recipient", "verification_key", "nonce", "sealed"] {
        let mut changed = good.clone();
        changed[field] = foreign[field].clone();
        assert!(refused(&changed), "{field}");
    }
    for (field, value) in [("m_kib", json!(65)), ("t", json!(2)), ("salt", foreign["kdf"]["salt"].clone())] {
        let mut changed = good.clone();
        changed["kdf"][field] = value;
        assert!(refused(&changed), "kdf.{field}");
    }
    let mut lanes = good.clone();
    lanes["kdf"]["p"] = json!(2);
    let policy = KdfPolicy { most: Argon2Params { p: 2, ..KdfPolicy::CHEAP.most }, ..KdfPolicy::CHEAP };
    let opened = KeyFile::parse_under(&policy, lanes.to_string().as_bytes()).unwrap().open(passphrase);
    assert_eq!(opened.map(|_| ()), Err(KeyFileError::WrongPassphrase));
    for (field, value) in
        [("format", json!("redchannel/v2/keyfile")), ("comment", json!("more")), ("name", json!(7))]
    {
        let mut changed = good.clone();
        changed[field] = value;
        assert!(refused(&changed), "{field}");
    }
}

#[test]
fn a_seed_sealed_under_a_foreign_card_is_refused() {
    let (file, passphrase) = &*FILE;
    let mut forged = file.clone();
    let payload = Payload { msg: &[7; 32], aad: &file.associated_data() };
    let sealed = file.cipher(passphrase).unwrap().encrypt(&file.nonce.into(), payload).unwrap();
    forged.sealed = sealed.try_into().unwrap();
    assert_eq!(forged.open(passphrase).map(|_| ()), Err(KeyFileError::Malformed));
}

#[test]
fn the_programs_policy_refuses_weak_and_exhausting_parameters() {
    let (file, passphrase) = &*FILE;
    assert_eq!(KeyFile::parse(file.to_json().as_bytes()), Err(KeyFileError::TooWeak));
    let mut rng = StdRng::seed_from_u64(8);
    let good: Value = serde_json::from_str(&file.to_json()).unwrap();
    for (m_kib, t, p, error) in [
        (65_535, 3, 1, KeyFileError::TooWeak),
        (65_536, 2, 1, KeyFileError::TooWeak),
        (65_536, 3, 0, KeyFileError::TooWeak),
        (1_048_577, 3, 1, KeyFileError::TooCostly),
        (65_536, 17, 1, KeyFileError::TooCostly),
        (65_536, 3, 5, KeyFileError::TooCostly),
    ] {
        let params = Argon2Params { m_kib, t, p };
        let mut changed = good.clone();
        changed["kdf"] = json!({"m_kib": m_kib, "t": t, "p": p, "salt": good["kdf"]["salt"]});
        assert_eq!(KeyFile::parse(changed.to_string().as_bytes()), Err(error));
        assert_eq!(KeyFile::create("Desk", passphrase, params, &mut rng), Err(error));
    }
}

#[test]
fn weak_passphrases_and_deceiving_names_make_no_key_file() {
    let (_, passphrase) = &*FILE;
    let mut rng = StdRng::seed_from_u64(9);
    for weak in ["", "correct horse battery staple", "a b c d e f", "red red red red red red red red"] {
        let made = KeyFile::create("Desk", &Passphrase::typed(weak), Argon2Params::STAFF, &mut rng);
        assert_eq!(made, Err(KeyFileError::WeakPassphrase), "{weak}");
    }
    for name in ["", " Desk", "De\nsk", "\u{202e}ksed", &"x".repeat(81)] {
        let made = KeyFile::create_under(&KdfPolicy::CHEAP, name, passphrase, CHEAP, &mut rng);
        assert_eq!(made, Err(KeyFileError::Name), "{name}");
    }
}

#[test]
fn a_generated_passphrase_is_six_english_words_in_any_spelling() {
    let mut rng = StdRng::seed_from_u64(10);
    for _ in 0..200 {
        let passphrase = Passphrase::generate(&mut rng);
        let words: Vec<&str> = passphrase.expose_secret().split('-').collect();
        assert_eq!(words.len(), 6);
        assert!(words.iter().all(|word| WordList::English.find(word).is_some()));
        assert!(passphrase.is_strong());
        let spoken = format!("  {}\n", words.join(", ").to_uppercase());
        assert_eq!(Passphrase::typed(&spoken), passphrase);
    }
}

#[test]
fn a_card_with_a_key_that_proves_nothing_is_refused() {
    let (file, _) = &*FILE;
    let good: Value = serde_json::from_str(&file.card().to_json()).unwrap();
    let small_order = HEXLOWER.encode(&[&[1_u8][..], &[0; 31]].concat());
    let shouted = good["recipient"].as_str().unwrap().to_uppercase();
    for (field, value) in [
        ("verification_key", small_order.as_str()),
        ("verification_key", "00"),
        ("recipient", "age1"),
        ("recipient", &shouted),
        ("format", FORMAT),
    ] {
        let mut changed = good.clone();
        changed[field] = json!(value);
        assert_eq!(PublicCard::parse(changed.to_string().as_bytes()), Err(CardError::Malformed), "{field}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_read_without_another_failure(bytes in prop::collection::vec(any::<u8>(), 0..5_000)) {
        prop_assert_eq!(KeyFile::parse(&bytes), Err(KeyFileError::Malformed));
        prop_assert_eq!(PublicCard::parse(&bytes), Err(CardError::Malformed));
    }

    #[test]
    fn one_changed_byte_never_opens_to_another_key(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let (file, passphrase) = &*FILE;
        let mut bytes = file.to_json().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        // White space and escapes may change; what the file says may not.
        if let Ok(changed) = KeyFile::parse_under(&KdfPolicy::CHEAP, &bytes)
            && changed != *file
        {
            prop_assert!(changed.open(passphrase).is_err());
        }
    }

    #[test]
    fn a_passphrase_is_the_same_however_it_is_typed(words in prop::collection::vec("[a-zà-öø-ÿßς]{1,8}", 1..9), gap in "[ \\-_.,\n]{1,3}") {
        let plain = Passphrase::typed(&words.join("-"));
        prop_assert_eq!(&Passphrase::typed(&words.join(&gap)), &plain);
        prop_assert_eq!(&Passphrase::typed(&words.join(" ").to_uppercase()), &plain);
        prop_assert_eq!(&Passphrase::typed(plain.expose_secret()), &plain);
        prop_assert_eq!(plain.expose_secret(), words.iter().map(|word| fold(word).to_string()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-"));
    }
}

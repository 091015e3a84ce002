//! Debian's `age` and ours read each other's files: what is stored can be opened in twenty years without this program.

use std::fs;
use std::io::ErrorKind;
use std::process::Command;

use ed25519_dalek::SigningKey;
use futures::{AsyncReadExt, TryStreamExt};
use redchannel::clock::Day;
use redchannel::crypto::agefile::{self, Identity, Recipient};
use redchannel::crypto::frame::UnverifiedFrame;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::open::CaseIdentity;
use redchannel::crypto::seal::seal_case_key;
use redchannel::crypto::wrap::WrapPlace;
use redchannel::model::id::CaseId;
use redchannel::secret::{Secret, SecretBytes, SecretText};
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::staff::Sight;
use redchannel::vault::{reporter, staff};

use crate::support::staff::items;
use crate::support::world::{World, code, report};

/// Several chunks of age's 64 KiB, and not a multiple of it.
const SEVERAL_MEGABYTES: usize = 5_000_001;

/// Runs `age` or `age-keygen` and returns what it writes to its output.
fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = match Command::new(program).args(arguments).output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!(
                "the command {program} is missing: install Debian's package age, against which our files are tested"
            )
        }
        Err(error) => panic!("{program} did not run: {error}"),
    };
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What stock age makes of `sealed` with an identity in its own notation.
fn stock_decrypt(identity: &SecretText, sealed: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (key, file) = (folder.path().join("key"), folder.path().join("file"));
    fs::write(&key, identity.expose_secret()).unwrap();
    fs::write(&file, sealed).unwrap();
    run("age", &["--decrypt", "--identity", key.to_str().unwrap(), file.to_str().unwrap()])
}

/// What stock age makes of `plaintext` for these recipients.
fn stock_encrypt(recipients: &[&Recipient], plaintext: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, plaintext).unwrap();
    let mut arguments = vec!["--encrypt"];
    for recipient in recipients {
        arguments.extend(["--recipient", recipient.as_str()]);
    }
    arguments.push(file.to_str().unwrap());
    run("age", &arguments)
}

/// Bytes that no chunk repeats.
fn bytes(length: usize) -> Vec<u8> {
    (0_u32..).flat_map(u32::to_be_bytes).take(length).collect()
}

/// A case's key, as a desk has it, and the inner layer of its wrap.
fn case_of(reader: &Identity) -> (CaseIdentity, Vec<u8>) {
    let place = WrapPlace { case: CaseId::from_bytes([1; 16]), epoch: 0, tag: [2; 16] };
    let scalar = Identity::generate().scalar().unwrap();
    let reporter = SigningKey::from_bytes(&[3; 32]).verifying_key();
    let inner =
        seal_case_key(&scalar, &place, (&reporter, &Identity::generate().recipient()), &reader.recipient())
            .unwrap();
    (CaseIdentity::from_wrap(reader, &inner, place.case, place.epoch).unwrap(), inner)
}

#[test]
fn stock_age_knows_our_identities() {
    let identity = Identity::generate();
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    fs::write(&key, identity.to_text().expose_secret()).unwrap();
    let recipient = run("age-keygen", &["-y", key.to_str().unwrap()]);
    assert_eq!(String::from_utf8(recipient).unwrap().trim(), identity.recipient().as_str());
}

#[test]
fn stock_age_opens_what_we_seal() {
    let (one, two) = (Identity::generate(), Identity::generate());
    for length in [0, 1, 4096, 65_536, SEVERAL_MEGABYTES] {
        let plaintext = bytes(length);
        let sealed = agefile::seal(&[one.recipient(), two.recipient()], &plaintext).unwrap();
        for identity in [&one, &two] {
            assert!(stock_decrypt(&identity.to_text(), &sealed) == plaintext, "{length} bytes");
        }
    }
}

#[test]
fn stock_age_opens_a_wraps_inner_layer() {
    let reader = Identity::generate();
    let (case, inner) = case_of(&reader);
    let content = stock_decrypt(&reader.to_text(), &inner);
    assert_eq!((content.len(), &content[..4]), (150, b"RCW2".as_slice()));
    assert_eq!(&content[4..36], case.scalar().unwrap().expose_secret());
}

#[test]
fn we_open_what_stock_age_seals() {
    let (one, two) = (Identity::generate(), Identity::generate());
    for length in [0, 1, 65_536, SEVERAL_MEGABYTES] {
        let plaintext = bytes(length);
        let sealed = stock_encrypt(&[&one.recipient(), &two.recipient()], &plaintext);
        for identity in [&one, &two] {
            let opened = agefile::open(identity, &sealed, SEVERAL_MEGABYTES).unwrap();
            assert!(opened.expose_secret() == plaintext, "{length} bytes");
        }
    }
}

#[tokio::test]
async fn an_attachment_that_stock_age_sealed_opens_as_a_stream_and_a_cut_one_does_not() {
    let (case, _) = case_of(&Identity::generate());
    for length in [1, SEVERAL_MEGABYTES] {
        let plaintext = bytes(length);
        let sealed = stock_encrypt(&[&case.recipient()], &plaintext);
        let mut opened = Vec::new();
        case.open_attachment(sealed.as_slice()).await.unwrap().read_to_end(&mut opened).await.unwrap();
        assert!(opened == plaintext, "{length} bytes");

        let cut = &sealed[..sealed.len() - 1];
        let mut opened = Vec::new();
        let read = case.open_attachment(cut).await.unwrap().read_to_end(&mut opened).await;
        assert!(read.is_err(), "{length} bytes, the last one missing");
    }
}

#[tokio::test]
async fn a_report_with_a_file_can_be_read_with_stock_age_and_a_members_key_alone() {
    let world = World::new().await;
    let member = &world.people.intake;
    let form_nonce = [9; 16];
    let (access, _) =
        reporter::submit(&world.vault, &code(), &form_nonce, &report("The gate at noon.")).await.unwrap();
    let file = bytes(1_500_000);
    let name = SecretText::new("evidence.bin");
    let media_type = "application/octet-stream".into();
    let meta = FileMeta { form_nonce, name, media_type, keep: KeepOriginal::Yes };
    let mut upload = begin_file(&world.vault, &access, meta).await.unwrap();
    upload.write(&file).await.unwrap();
    upload.finish().await.unwrap();

    // What the server hands out, and nothing else of ours from here on but the frame.
    let page = staff::my_cases(&world.vault, &member.recipient(), Day::from_number(0), None).await.unwrap();
    let case = page.cases[0].case;
    let items = items(&world.vault, member, case, None).await.unwrap().items;
    let blob = items[1].blob.unwrap();
    let sight = staff::blob(&world.vault, &member.recipient(), case, blob, None).await.unwrap();
    let Sight::Seen(body) = sight else { panic!("the file is not there") };
    let sealed_file = body.stream.try_collect::<Vec<_>>().await.unwrap().concat();

    let wrap = stock_decrypt(&member.identity().to_text(), &page.cases[0].wrap);
    let case_key = Identity::from_scalar(&Secret::from_slice(&wrap[4..36]).unwrap()).unwrap().to_text();
    let read =
        |sealed: &[u8]| UnverifiedFrame::parse(&SecretBytes::new(stock_decrypt(&case_key, sealed))).unwrap();
    let reporter_key = ed25519_dalek::VerifyingKey::from_bytes(wrap[56..88].try_into().unwrap()).unwrap();
    let first = read(&items[0].data).verify_author(&reporter_key).unwrap();
    assert!(first.body.expose_secret().contains("The gate at noon."));
    let entry = read(&items[1].data).verify_author(&reporter_key).unwrap().header.file.unwrap();
    assert_eq!(entry.sha256, data_encoding::HEXLOWER.encode(&sha256(&[&sealed_file])));
    let opened = stock_decrypt(&case_key, &sealed_file);
    let length = usize::try_from(entry.length).unwrap();
    assert!(opened[..length] == file && opened[length..].iter().all(|byte| *byte == 0));
}

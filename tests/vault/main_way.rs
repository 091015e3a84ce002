//! Report, read, reply, come back, answer: with the real databases, without HTTP.

use data_encoding::HEXLOWER;
use redchannel::clock::Day;
use redchannel::crypto::agefile;
use redchannel::crypto::frame::{self, Author, FrameHeader, ItemKind, OpenedItem, Place};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::open::CaseIdentity;
use redchannel::model::id::ItemId;
use redchannel::model::readers::Exclusion;
use redchannel::model::report::ReportBody;
use redchannel::model::roster::Role;
use redchannel::secret::SecretText;
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::inbox;
use redchannel::vault::reporter::{self, Recognised, Submission};
use redchannel::vault::staff::{self, PutOutcome, Sight};

use crate::support::staff::{items, put_reply};
use crate::support::world::{World, code, report};

mod everywhere {
    crate::support::world::in_worlds! {
        a_report_is_read_answered_and_answered_again
        sending_twice_stores_once_even_at_the_same_time
        a_form_sent_again_with_other_words_adds_them_unless_it_names_a_reader
        for_the_excluded_the_case_does_not_exist
        a_report_against_the_head_goes_to_oversight_alone
        a_file_arrives_byte_for_byte_and_padded
        a_dropped_upload_leaves_nothing
        wrong_and_unknown_codes_give_nothing
    }
}

const LONG_AGO: Day = Day::from_number(0);

/// Everything `member` can open of the only case: its key and its items, verified as reporter's.
async fn read(world: &World, member: &StaffKey) -> Option<(CaseIdentity, Vec<OpenedItem>)> {
    let page = staff::my_cases(&world.vault, &member.recipient(), LONG_AGO, None).await.unwrap();
    let line = page.cases.first()?;
    let key = CaseIdentity::from_wrap(member.identity(), &line.wrap, line.case, line.epoch).unwrap();
    let items = items(&world.vault, member, line.case, None).await.unwrap();
    let mut previous = None;
    let mut opened = Vec::new();
    for item in items.items {
        let place = Place { case: line.case, item: item.item, sequence: item.sequence, previous };
        let frame = key.open_item(item.epoch, &item.data).unwrap();
        let author = match frame.claimed().author {
            Author::Reporter => *key.reporter(),
            Author::Member(_) => member.verifying_key(),
        };
        opened.push(frame.verify(&author, &place).unwrap());
        previous = Some(sha256(&[&item.data]));
    }
    Some((key, opened))
}

async fn reply(world: &World, member: &StaffKey, words: &str) -> PutOutcome {
    let page = staff::my_cases(&world.vault, &member.recipient(), LONG_AGO, None).await.unwrap();
    let line = &page.cases[0];
    let (key, opened) = read(world, member).await.unwrap();
    let items = items(&world.vault, member, line.case, None).await.unwrap().items;
    let last = items.last().unwrap();
    let header = FrameHeader {
        version: 1,
        case: line.case,
        item: ItemId::random(&mut rand::rng()),
        kind: ItemKind::Reply,
        sequence: last.sequence + 1,
        previous: Some(HEXLOWER.encode(&sha256(&[&last.data]))),
        author: Author::Member(member.member_id()),
        day: world.clock.today(),
        reporter: None,
        file: None,
    };
    let body = SecretText::new(format!("{{\"text\":\"{words}\"}}"));
    let plaintext = frame::write(&header, &body, member.signing_key()).unwrap();
    let to_reporter = opened[0].header.reporter.as_ref().unwrap().recipient.clone();
    let data = agefile::seal(&[key.recipient()], plaintext.expose_secret()).unwrap();
    let copy = agefile::seal(&[to_reporter], plaintext.expose_secret()).unwrap();
    put_reply(world, member, line.case, (&header, data, copy)).await
}

async fn a_report_is_read_answered_and_answered_again(world: World) {
    let code = code();
    let (access, what) =
        reporter::submit(&world.vault, &code, &[1; 16], &report("They asked for money")).await.unwrap();
    assert_eq!(what, Submission::Founded);

    let (_, items) = read(&world, &world.people.intake).await.unwrap();
    let body: ReportBody = serde_json::from_str(items[0].body.expose_secret()).unwrap();
    assert_eq!(body.story, "They asked for money");

    assert_eq!(reply(&world, &world.people.intake, "Which counter?").await, PutOutcome::Stored);
    let back = reporter::recognise(&world.vault, &code).await.unwrap();
    let back = back.and_then(Recognised::open).expect("the code is right");
    let inbox = inbox::inbox(&world.vault, &back).await.unwrap();
    assert_eq!(inbox.replies[0].text.expose_secret(), "Which counter?");
    assert_eq!(inbox.unverified, 0);

    reporter::add_message(&world.vault, &back, &[2; 16], &SecretText::new("Counter four")).await.unwrap();
    let (_, items) = read(&world, &world.people.intake).await.unwrap();
    assert_eq!(items.len(), 3);
    assert!(items[2].body.expose_secret().contains("Counter four"));
    drop(access);
}

async fn sending_twice_stores_once_even_at_the_same_time(world: World) {
    let code = code();
    let body = report("once");
    let sends = (0..10).map(|_| reporter::submit(&world.vault, &code, &[1; 16], &body));
    let outcomes = futures::future::join_all(sends).await;
    let founded = outcomes.iter().filter(|outcome| matches!(outcome, Ok((_, Submission::Founded)))).count();
    assert_eq!(founded, 1);
    assert!(
        outcomes.iter().all(|outcome| matches!(outcome, Ok((_, Submission::Founded | Submission::Repeated)))),
        "{outcomes:?}"
    );
    let (_, items) = read(&world, &world.people.intake).await.unwrap();
    assert_eq!(items.len(), 1);
}

async fn a_form_sent_again_with_other_words_adds_them_unless_it_names_a_reader(world: World) {
    let code = code();
    reporter::submit(&world.vault, &code, &[1; 16], &report("first")).await.unwrap();
    let (_, added) = reporter::submit(&world.vault, &code, &[1; 16], &report("second")).await.unwrap();
    assert_eq!(added, Submission::Added);
    let mut naming = report("third");
    naming.exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Head }];
    let (_, held) = reporter::submit(&world.vault, &code, &[1; 16], &naming).await.unwrap();
    assert_eq!(held, Submission::HeldBack);
    assert_eq!(read(&world, &world.people.head).await.unwrap().1.len(), 2);
}

async fn for_the_excluded_the_case_does_not_exist(world: World) {
    let mut body = report("the investigator");
    body.exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Investigator }];
    reporter::submit(&world.vault, &code(), &[1; 16], &body).await.unwrap();
    assert!(read(&world, &world.people.investigator).await.is_none());
    assert!(read(&world, &world.people.stranger).await.is_none());
    assert!(read(&world, &world.people.oversight).await.is_none(), "two remain, oversight is not needed");
    assert!(read(&world, &world.people.intake).await.is_some());
    assert!(read(&world, &world.people.head).await.is_some());
}

async fn a_report_against_the_head_goes_to_oversight_alone(world: World) {
    let mut body = report("the head");
    body.exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Head }];
    reporter::submit(&world.vault, &code(), &[1; 16], &body).await.unwrap();
    for member in [&world.people.intake, &world.people.investigator, &world.people.head] {
        assert!(read(&world, member).await.is_none());
    }
    assert!(read(&world, &world.people.oversight).await.is_some());
    assert!(read(&world, &world.people.inspector).await.is_some());
}

async fn a_file_arrives_byte_for_byte_and_padded(world: World) {
    let (access, _) =
        reporter::submit(&world.vault, &code(), &[1; 16], &report("with a file")).await.unwrap();
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let meta = || FileMeta {
        form_nonce: [1; 16],
        name: SecretText::new("ledger.bin"),
        media_type: "application/octet-stream".into(),
        keep: KeepOriginal::No,
    };
    let send = async |content: &[u8]| {
        let mut upload = begin_file(&world.vault, &access, meta()).await.unwrap();
        for chunk in content.chunks(7_001) {
            upload.write(chunk).await.unwrap();
        }
        upload.finish().await.unwrap()
    };
    let stored = send(&content).await;
    assert_eq!((stored.bytes, stored.before), (400_000, false));
    assert!(send(&content).await.before, "the same file of the same form is stored once");
    let first = read(&world, &world.people.head).await.unwrap().1.len();
    assert!(!send(b"another file of this name").await.before, "what is told to be stored is stored");
    assert_eq!(read(&world, &world.people.head).await.unwrap().1.len(), first + 1);

    let reader = &world.people.head;
    let (key, items) = read(&world, reader).await.unwrap();
    let file = items[1].header.file.clone().unwrap();
    assert_eq!((file.name.as_str(), file.length), ("ledger.bin", 400_000));
    let sight = staff::blob(&world.vault, &reader.recipient(), key.case(), file.blob, None).await.unwrap();
    let Sight::Seen(body) = sight else { panic!("the file is not there") };
    let sealed: Vec<u8> = futures::TryStreamExt::try_collect::<Vec<_>>(body.stream).await.unwrap().concat();
    assert_eq!(HEXLOWER.encode(&sha256(&[&sealed])), file.sha256);
    let mut plain = Vec::new();
    let mut stream = key.open_attachment(sealed.as_slice()).await.unwrap();
    futures::AsyncReadExt::read_to_end(&mut stream, &mut plain).await.unwrap();
    assert_eq!(plain.len(), 512 * 1024);
    assert_eq!(&plain[..400_000], &content[..]);
    assert!(plain[400_000..].iter().all(|byte| *byte == 0));
}

async fn a_dropped_upload_leaves_nothing(world: World) {
    let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("dropped")).await.unwrap();
    let meta = FileMeta {
        form_nonce: [1; 16],
        name: SecretText::new("x"),
        media_type: String::new(),
        keep: KeepOriginal::Yes,
    };
    let mut upload = begin_file(&world.vault, &access, meta).await.unwrap();
    upload.write(&vec![7; 3_000_000]).await.unwrap();
    drop(upload);
    let left: Vec<_> = futures::StreamExt::collect(world.vault.blobs().list()).await;
    assert!(left.is_empty());
    assert_eq!(read(&world, &world.people.head).await.unwrap().1.len(), 1);
}

async fn wrong_and_unknown_codes_give_nothing(world: World) {
    reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    for _ in 0..20 {
        assert!(reporter::recognise(&world.vault, &code()).await.unwrap().is_none());
    }
}

//! The desk and the real server, from a report to the answer in the reporter's inbox.

use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt;
use redchannel::api::client::Client;
use redchannel::api::server;
use redchannel::desk::attachment;
use redchannel::desk::casebook::Casebook;
use redchannel::desk::casebook::sheet;
use redchannel::desk::paper::Signer;
use redchannel::desk::pen::Pen;
use redchannel::desk::people::Standing;
use redchannel::desk::reply::{Draft, send};
use redchannel::desk::seen::Seen;
use redchannel::desk::works;
use redchannel::ledger::entry::Reason;
use redchannel::model::casework::stage::ReporterStatus;
use redchannel::model::casework::work::{Conflict, Work};
use redchannel::model::id::ItemId;
use redchannel::model::report::Purpose;
use redchannel::secret::SecretText;
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::{inbox, reporter};
use tokio_util::sync::CancellationToken;

use crate::api::client::serve;
use crate::support::world::{World, code, genesis_of, report};

#[tokio::test]
async fn a_report_with_a_file_is_read_answered_and_the_answer_arrives() {
    let world = World::new().await;
    let (access, _) =
        reporter::submit(&world.vault, &code(), &[1; 16], &report("The gate at noon.")).await.unwrap();
    let name = SecretText::new("صورة.png");
    let meta =
        FileMeta { form_nonce: [1; 16], name, media_type: "text/plain".into(), keep: KeepOriginal::Yes };
    let mut upload = begin_file(&world.vault, &access, meta).await.unwrap();
    upload.write(&vec![7; 100_000]).await.unwrap();
    upload.finish().await.unwrap();
    reporter::add_message(&world.vault, &access, &[2; 16], &SecretText::new("It was Thursday."))
        .await
        .unwrap();

    let (key, genesis) = (&world.people.intake, genesis_of(&world.people.sign(&world.people.roster(), 2)));
    let address = serve(server::router(world.vault.clone())).await;
    let address = format!("http://{address}");
    let client =
        Client::new(&address, key.member_id(), key.signing_key().clone(), world.clock.clone()).unwrap();
    let seen = Seen::load(world.folder.join("intake.rckey.seen"), key.identity().clone());
    let mut book = Casebook::new(Pen::new(key, &world.clock, Reason::Casework), seen);
    book.sync(&client, &genesis).await.unwrap();
    let record = book.cases().next().unwrap();
    let (case, id) = (record.content.as_ref().unwrap(), record.line.case);
    assert!(!case.is_troubled(), "{:?}", case.examined.entries);
    assert_eq!(case.report().unwrap().1.story, "The gate at noon.");
    assert_eq!(case.examined.entries.len(), 3);

    let row = &sheet::files(case)[0];
    assert_eq!(
        (row.name.as_str(), row.ending.as_deref(), row.size.as_str()),
        ("صورة.png", Some("PNG"), "100.0 kB")
    );
    let (identity, file) = (Arc::clone(&case.identity), case.file(row.item).unwrap().clone());
    attachment::check(&client, &identity, &file, &CancellationToken::new()).await.unwrap();
    let client = Arc::new(client);
    let pieces = attachment::stream(Arc::clone(&client), identity, file, CancellationToken::new());
    let pieces: Vec<std::io::Result<Bytes>> = pieces.collect().await;
    let arrived: Vec<u8> = pieces.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(arrived, vec![7; 100_000]);

    let signer = Signer { member: key.member_id(), key: key.signing_key(), standing: Standing::Full };
    let today = world.clock.today();
    let work = Work::Declared { conflict: Conflict::None, words: String::new(), takes_up: true };
    let declaration = works::Draft { case: id, item: ItemId::from_bytes([8; 16]), seen: 2, work };
    works::send(&mut book, (&client, &genesis), &signer, &declaration, today).await.unwrap();
    let inbox_before = inbox::inbox(&world.vault, &access).await.unwrap();
    assert_eq!((inbox_before.status, inbox_before.unverified), (ReporterStatus::Checking, 0));

    let draft = Draft {
        case: id,
        item: ItemId::from_bytes([9; 16]),
        text: SecretText::new("Which gate?"),
        purpose: Purpose::Question,
    };
    send(&mut book, &client, &genesis, &signer, &draft, world.clock.today()).await.unwrap();
    assert!(!book.case(id).unwrap().content.as_ref().unwrap().is_troubled());
    let inbox = inbox::inbox(&world.vault, &access).await.unwrap();
    assert_eq!(inbox.unverified, 0);
    assert_eq!(inbox.replies[0].text.expose_secret(), "Which gate?");
    assert!(inbox.asked);
}

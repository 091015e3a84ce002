//! From a report that came in through the real server to a bundle that a court checks.

use std::io::Cursor;

use redchannel::api::client::Client;
use redchannel::api::server;
use redchannel::crypto::agefile::Identity;
use redchannel::desk::bundle::check::{LogSeen, Trust, check};
use redchannel::desk::bundle::{BundleInput, write};
use redchannel::desk::casebook::Casebook;
use redchannel::desk::paper::Signer;
use redchannel::desk::pen::Pen;
use redchannel::desk::people::Standing;
use redchannel::desk::reply::{Draft, send};
use redchannel::desk::seen::Seen;
use redchannel::desk::works;
use redchannel::ledger::entry::Reason;
use redchannel::ledger::verify::Verdict;
use redchannel::model::casework::work::{Conflict, Work};
use redchannel::model::id::ItemId;
use redchannel::model::report::Purpose;
use redchannel::secret::SecretText;
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::ledger::publish::{When, publish};
use redchannel::vault::reporter;

use super::lines;
use crate::api::client::serve;
use crate::support::world::{World, code, genesis_of, report};

/// A page streams a bundle from a task of its own.
fn on_any_thread<F: Future + Send>(writing: F) -> F {
    writing
}

#[tokio::test]
async fn a_case_of_the_real_server_is_exported_whole() {
    let world = World::new().await;
    let (access, _) =
        reporter::submit(&world.vault, &code(), &[1; 16], &report("The gate at noon.")).await.unwrap();
    let (name, media_type) = (SecretText::new("evidence.bin"), "application/octet-stream".into());
    let meta = FileMeta { form_nonce: [1; 16], name, media_type, keep: KeepOriginal::Yes };
    let mut upload = begin_file(&world.vault, &access, meta).await.unwrap();
    upload.write(&vec![7; 1_500_000]).await.unwrap();
    upload.finish().await.unwrap();

    let (key, genesis) = (&world.people.intake, genesis_of(&world.people.sign(&world.people.roster(), 2)));
    let address = format!("http://{}", serve(server::router(world.vault.clone())).await);
    let client =
        Client::new(&address, key.member_id(), key.signing_key().clone(), world.clock.clone()).unwrap();
    let seen = Seen::load(world.folder.join("intake.rckey.seen"), key.identity().clone());
    let mut book = Casebook::new(Pen::new(key, &world.clock, Reason::Casework), seen);
    book.sync(&client, &genesis).await.unwrap();
    let case = book.cases().next().unwrap().line.case;
    let signer = Signer { member: key.member_id(), key: key.signing_key(), standing: Standing::Full };
    let work = Work::Declared { conflict: Conflict::None, words: String::new(), takes_up: true };
    let today = world.clock.today();
    let declaration = works::Draft { case, item: ItemId::from_bytes([8; 16]), seen: 1, work };
    works::send(&mut book, (&client, &genesis), &signer, &declaration, today).await.unwrap();
    let (text, item) = (SecretText::new("Which gate?"), ItemId::from_bytes([9; 16]));
    let draft = Draft { case, item, text, purpose: Purpose::Question };
    send(&mut book, &client, &genesis, &signer, &draft, world.clock.today()).await.unwrap();

    // What came in behind the desk's back is in it, too.
    let more = SecretText::new("It was Thursday.");
    reporter::add_message(&world.vault, &access, &[2; 16], &more).await.unwrap();
    publish(&world.vault, When::Now).await.unwrap();
    let gathered = book.gather(&client, case).await.unwrap().unwrap();
    assert!(gathered.entries.iter().any(|entry| entry.index.is_some()));
    let court = Identity::generate();
    let input = BundleInput {
        case: &book.case(case).unwrap().content.as_ref().unwrap().identity,
        gathered: &gathered,
        genesis: &genesis,
        recipient: &court.recipient(),
        by: key.member_id(),
        key: key.signing_key(),
        day: world.clock.today(),
        purpose: "Prosecutor, file 7",
    };
    let mut bytes = Vec::new();
    let manifest = on_any_thread(write(&input, &client, &mut bytes)).await.unwrap();
    assert!(bytes.len() > 2_097_152, "the file is padded to two megabytes");
    let found = check(Cursor::new(bytes), &Trust { genesis: Some(genesis), identity: Some(&court) });
    assert_eq!(found.findings.verdict(), Verdict::Valid, "{:?}", lines(&found));
    assert_eq!((found.facts.items, found.facts.attachments, found.facts.log), (5, 1, LogSeen::KeyUnknown));
    assert_eq!(found.facts.entries, gathered.entries.len());
    assert_eq!(found.facts.manifest, Some(manifest));
}

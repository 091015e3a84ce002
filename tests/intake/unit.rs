//! The other side of the conversation: what a member of the unit writes to the reporter, as a desk would send it.

use data_encoding::HEXLOWER;
use redchannel::clock::Day;
use redchannel::crypto::agefile;
use redchannel::crypto::frame::{self, Author, FrameHeader, ItemKind, Place};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::open::CaseIdentity;
use redchannel::model::id::ItemId;
use redchannel::model::report::MessageBody;
use redchannel::secret::SecretText;
use redchannel::vault::staff::{self, PutOutcome};

use crate::support::staff::{items, put_reply};
use crate::support::world::World;

/// The intake officer answers the only case.
pub async fn reply(world: &World, words: &str) {
    let officer = &world.people.intake;
    let page = staff::my_cases(&world.vault, &officer.recipient(), Day::from_number(0), None).await.unwrap();
    let line = &page.cases[0];
    let key = CaseIdentity::from_wrap(officer.identity(), &line.wrap, line.case, line.epoch).unwrap();
    let items = items(&world.vault, officer, line.case, None).await.unwrap().items;
    let (first, last) = (items.first().unwrap(), items.last().unwrap());
    let place = Place { case: line.case, item: first.item, sequence: first.sequence, previous: None };
    let report = key.open_item(first.epoch, &first.data).unwrap().verify(key.reporter(), &place).unwrap();
    let header = FrameHeader {
        version: 1,
        case: line.case,
        item: ItemId::random(&mut rand::rng()),
        kind: ItemKind::Reply,
        sequence: last.sequence + 1,
        previous: Some(HEXLOWER.encode(&sha256(&[&last.data]))),
        author: Author::Member(officer.member_id()),
        day: world.clock.today(),
        reporter: None,
        file: None,
    };
    let body = serde_json::to_string(&MessageBody::new(words)).unwrap();
    let plaintext = frame::write(&header, &SecretText::new(body), officer.signing_key()).unwrap();
    let seal = |recipient| agefile::seal(&[recipient], plaintext.expose_secret()).unwrap();
    let (data, copy) =
        (seal(key.recipient()), seal(report.header.reporter.as_ref().unwrap().recipient.clone()));
    let outcome = put_reply(world, officer, line.case, (&header, data, copy)).await;
    assert_eq!(outcome, PutOutcome::Stored);
}

//! Every action has its entry in the ledger, and none can be asked for with an entry that says something else.

use redchannel::api::wire::{PutItem, PutRead, SignedEvent};
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::entry::{ADMINISTRATION, Actor, ChainHead, Event, Reason, SignedEntry};
use redchannel::ledger::leaf::leaf;
use redchannel::model::id::{CaseId, ItemId};
use redchannel::secret::SecretText;
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::staff::{self, PutOutcome, Sight};
use redchannel::vault::{reporter, rosters};

use crate::support::staff::{chains, event, give, identity, items, line, lines, member, say_read};
use crate::support::world::{World, code, genesis_of, hex, report};

mod everywhere {
    crate::support::world::in_worlds! {
        each_thing_that_happens_to_a_case_stands_in_its_chain
        nothing_is_delivered_before_the_ledger_says_that_it_is_read
        an_event_that_says_something_else_is_refused_and_nothing_is_stored
        a_roster_stands_in_the_chain_of_what_belongs_to_no_case
        many_at_once_make_one_chain_without_gaps
    }
}

/// The chain of a case as oversight opens it: kinds and actors, after checking places, hashes and leaves.
async fn chain(world: &World, case: CaseId, reader: &Identity) -> Vec<(&'static str, Actor)> {
    let mut found = Vec::new();
    let mut after = None;
    let line = loop {
        let page = chains(&world.vault, &world.people.oversight, after).await;
        if let Some(line) = page.chains.into_iter().find(|line| line.chain == case) {
            break line;
        }
        after = Some(page.next.expect("the chain is there"));
    };
    let mut head = ChainHead::default();
    for entry in line.entries {
        let opened = SignedEntry::open(reader, &entry.data).unwrap();
        let claimed = opened.claimed();
        assert!(claimed.follows(&head) && claimed.chain == case && claimed.day == world.clock.today());
        head = ChainHead::after(entry.sequence, &entry.data);
        let r: [u8; 32] = data_encoding::HEXLOWER.decode(entry.r.as_bytes()).unwrap().try_into().unwrap();
        let waiting = world.vault.stores().main.read().await.unwrap().waiting(1000).await.unwrap();
        assert!(waiting.iter().any(|(waits, _)| *waits == leaf(&r, &sha256(&[&entry.data]))));
        found.push((claimed.event.kind(), claimed.actor));
    }
    found
}

async fn only_case(world: &World, key: &StaffKey) -> CaseId {
    lines(&world.vault, key).await[0].case
}

async fn said(world: &World, key: &StaffKey, case: CaseId, what: Event) -> SignedEvent {
    let line = line(&world.vault, key, case).await.unwrap();
    event(&world.vault, key, &identity(key, &line), &line.chain, what)
}

async fn each_thing_that_happens_to_a_case_stands_in_its_chain(world: World) {
    let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    reporter::add_message(&world.vault, &access, &[2; 16], &SecretText::new("more")).await.unwrap();
    let meta = FileMeta {
        form_nonce: [2; 16],
        name: SecretText::new("a.bin"),
        media_type: String::new(),
        keep: KeepOriginal::Yes,
    };
    let mut upload = begin_file(&world.vault, &access, meta).await.unwrap();
    upload.write(&[7; 100]).await.unwrap();
    upload.finish().await.unwrap();
    let (intake, head) = (&world.people.intake, &world.people.head);
    let case = only_case(&world, intake).await;
    items(&world.vault, intake, case, None).await.unwrap();
    items(&world.vault, intake, case, None).await.unwrap();
    items(&world.vault, head, case, None).await.unwrap();

    let (data, copy) = (vec![1; 500], vec![2; 500]);
    let item = ItemId::from_bytes([9; 16]);
    let hash = |bytes: &[u8]| hex(&sha256(&[bytes]));
    let what = Event::ReplySent { item, sha256: hash(&data), copy_sha256: hash(&copy) };
    let event = said(&world, intake, case, what).await;
    let put = redchannel::api::wire::PutReply {
        item: PutItem { item, sequence: 3, epoch: 0, data, event, state: None },
        copy,
    };
    let outcome = staff::put_reply(&world.vault, &member(intake), case, &put).await.unwrap();
    assert_eq!(outcome, Some(PutOutcome::Stored));
    let again = staff::put_reply(&world.vault, &member(intake), case, &put).await.unwrap();
    assert_eq!(again, Some(PutOutcome::Stored), "what was sent twice stands there once");

    let to = &world.people.oversight;
    let inner = vec![3; 400];
    assert_eq!(give(&world, (intake, head), case, to, inner).await, Some(PutOutcome::Stored));

    let by = |key: &StaffKey| Actor::Member(key.member_id());
    let expected = [
        ("report_received", Actor::Reporter),
        ("followup_received", Actor::Reporter),
        ("followup_received", Actor::Reporter),
        ("read", by(intake)),
        ("read", by(head)),
        ("reply_sent", by(intake)),
        ("wrap_added", by(intake)),
    ];
    assert_eq!(chain(&world, case, world.people.inspector.identity()).await, expected);
    // The readers of the case open the same with a key that follows from the case's.
    let key = identity(intake, &line(&world.vault, intake, case).await.unwrap());
    assert_eq!(chain(&world, case, key.audit()).await, expected);
    let (receipts, last) =
        world.vault.stores().main.read().await.unwrap().count_receipts(case).await.unwrap();
    assert_eq!(receipts, i64::try_from(expected.len()).unwrap(), "the reporter has a receipt for each step");
    assert_eq!(last, Some(receipts - 1));
}

async fn nothing_is_delivered_before_the_ledger_says_that_it_is_read(world: World) {
    let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    let key = &world.people.investigator;
    let case = only_case(&world, key).await;
    let fetch = async || staff::items(&world.vault, &key.recipient(), case, None).await.unwrap();
    assert!(matches!(fetch().await, Sight::ReadFirst));
    assert_eq!(say_read(&world.vault, key, case).await, Some(PutOutcome::Stored));
    assert!(matches!(fetch().await, Sight::Seen(_)));
    assert_eq!(say_read(&world.vault, &world.people.stranger, case).await, None);
    let head = staff::items(&world.vault, &world.people.head.recipient(), case, None).await.unwrap();
    assert!(matches!(head, Sight::ReadFirst), "each says it for themselves");
    let entries = async || {
        staff::case_entries(&world.vault, &key.recipient(), case).await.unwrap().unwrap().entries.len()
    };
    say_read(&world.vault, key, case).await;
    assert_eq!(entries().await, 2, "what says nothing new is not stored");
    world.clock.advance(86_400);
    assert!(matches!(fetch().await, Sight::Seen(_)), "what was read once may be fetched again");
    say_read(&world.vault, key, case).await;
    assert_eq!(entries().await, 3, "opened on another day");
    reporter::add_message(&world.vault, &access, &[2; 16], &SecretText::new("more")).await.unwrap();
    assert!(matches!(fetch().await, Sight::ReadFirst), "what is new has to be said");
    say_read(&world.vault, key, case).await;
    assert!(matches!(fetch().await, Sight::Seen(_)));
}

async fn an_event_that_says_something_else_is_refused_and_nothing_is_stored(world: World) {
    reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    let (key, other) = (&world.people.intake, &world.people.head);
    let case = only_case(&world, key).await;
    let (item, data) = (ItemId::from_bytes([9; 16]), vec![1; 500]);
    let hash = hex(&sha256(&[&data]));
    let right = Event::Triaged { item, sha256: hash.clone() };
    let good = said(&world, key, case, right.clone()).await;
    let wrong = [
        (
            "another item",
            said(
                &world,
                key,
                case,
                Event::Triaged { item: ItemId::from_bytes([8; 16]), sha256: hash.clone() },
            )
            .await,
        ),
        ("other bytes", said(&world, key, case, Event::Triaged { item, sha256: "00".repeat(32) }).await),
        ("another kind", said(&world, key, case, Event::Read { up_to: 0, reason: Reason::Casework }).await),
        (
            "in the reporter's name",
            said(&world, key, case, Event::FollowupReceived { item, sha256: hash.clone() }).await,
        ),
        ("by a colleague", said(&world, other, case, right.clone()).await),
        ("without the audit key", SignedEvent { audit: None, ..good.clone() }),
        ("with another audit key", SignedEvent { audit: Some(other.recipient()), ..good.clone() }),
        ("unsigned", SignedEvent { signatures: Vec::new(), ..good.clone() }),
        ("altered", SignedEvent { statement: good.statement.replace("triaged", "assigned"), ..good.clone() }),
    ];
    let put = async |event: SignedEvent| {
        let put = PutItem { item, sequence: 1, epoch: 0, data: data.clone(), event, state: None };
        staff::put_item(&world.vault, &member(key), case, &put).await.unwrap().unwrap()
    };
    for (what, event) in wrong {
        assert_eq!(put(event).await, PutOutcome::Unsaid, "{what}");
    }
    let read = PutRead { event: good.clone() };
    let outcome = staff::put_read(&world.vault, &member(key), case, &read).await.unwrap();
    assert_eq!(outcome, Some(PutOutcome::Unsaid), "a read is said with a read");
    assert_eq!(chain(&world, case, world.people.oversight.identity()).await.len(), 1);

    // Somebody else was faster: the author signs again.
    say_read(&world.vault, other, case).await;
    assert!(matches!(put(good).await, PutOutcome::Conflict { last_sequence: 0, chain } if chain.next == 2));
    assert_eq!(put(said(&world, key, case, right).await).await, PutOutcome::Stored);
}

async fn a_roster_stands_in_the_chain_of_what_belongs_to_no_case(world: World) {
    let first = world.people.sign(&world.people.roster(), 2);
    let mut next = world.people.roster();
    next.version = 2;
    next.previous = Some(hex(&genesis_of(&first)));
    rosters::import(&world.vault, &world.people.sign(&next, 2)).await.unwrap();
    let expected = [("roster_changed", Actor::Server); 2];
    assert_eq!(chain(&world, ADMINISTRATION, world.people.oversight.identity()).await, expected);
    assert_eq!(chain(&world, ADMINISTRATION, &world.people.recovery).await, expected);
}

async fn many_at_once_make_one_chain_without_gaps(world: World) {
    let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    let case = only_case(&world, &world.people.intake).await;
    let sending = (2_u8..12).map(|form| {
        let (world, access) = (&world, &access);
        async move {
            let text = SecretText::new(format!("message {form}"));
            reporter::add_message(&world.vault, access, &[form; 16], &text).await.unwrap();
        }
    });
    futures::future::join_all(sending).await;
    assert_eq!(chain(&world, case, world.people.oversight.identity()).await.len(), 11);
}

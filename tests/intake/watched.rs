//! What the unit and the witnesses do to the log, for the tests of the pages that show it.

use ed25519_dalek::SigningKey;
use redchannel::api::wire::{CaseLine, PutShred, SignedEvent};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::entry::{ADMINISTRATION, Actor, ChainHead, Event, SignedEntry, Statement};
use redchannel::model::roster::Witness;
use redchannel::vault::ledger::publish::{When, publish};
use redchannel::vault::ledger::{cosign, public};
use redchannel::vault::rosters;
use redchannel::vault::staff::{self, PutOutcome};

use crate::support::staff::{identity, leaves_of, lines, member};
use crate::support::world::{NOON, World, genesis_of, hex};

/// Publishes what waits.
pub async fn published(world: &World) {
    publish(&world.vault, When::Now).await.unwrap();
}

fn name(number: u8) -> String {
    format!("w{number}.a-body-far-outside-of-the-customs-administration.example")
}

/// Takes up a roster with so many witnesses, of which `needed` must sign.
pub async fn with_witnesses(world: &World, number: u8, needed: u16) {
    let before = world.people.sign(&world.people.roster(), 2);
    let mut roster = world.people.roster();
    (roster.version, roster.previous) = (2, Some(hex(&genesis_of(&before))));
    let key = |seed: u8| SigningKey::from_bytes(&[seed; 32]).verifying_key();
    let witness = |seed| Witness { name: name(seed), verification_key: hex(key(100 + seed).as_bytes()) };
    roster.witnesses = (1..=number).map(witness).collect();
    roster.policy.witnesses_needed = needed;
    rosters::import(&world.vault, &world.people.sign(&roster, 2)).await.unwrap();
}

/// These witnesses sign the newest checkpoint, the day after noon.
pub async fn cosigned(world: &World, by: impl IntoIterator<Item = u8>) {
    let note = public::checkpoint(&world.vault, None).await.unwrap().unwrap().note;
    let mut checkpoint = Checkpoint::parse(note.as_bytes()).unwrap();
    for seed in by {
        let key = SigningKey::from_bytes(&[100 + seed; 32]);
        let time = u64::try_from(NOON).unwrap() + 86_400;
        let signer = NoteSigner::cosigner(&name(seed), key, time);
        checkpoint.cosign(&signer).unwrap();
        let line = checkpoint.line_of(signer.key()).unwrap();
        assert_eq!(cosign::add(&world.vault, &line).await.unwrap(), 1);
    }
}

/// The only case, as the intake officer sees it.
pub async fn only_case(world: &World) -> CaseLine {
    lines(&world.vault, &world.people.intake).await.remove(0)
}

/// The entry that a case was destroyed, signed by two.
pub async fn destruction(
    world: &World,
    line: &CaseLine,
    (one, other): (&StaffKey, &StaffKey),
    (reason, head): (&str, &ChainHead),
) -> SignedEntry {
    let entries = staff::case_entries(&world.vault, &one.recipient(), line.case).await.unwrap().unwrap();
    let event = Event::Shredded {
        case: line.case,
        approver: other.member_id(),
        reason: reason.to_owned(),
        leaves: entries.entries.iter().flat_map(leaves_of).collect(),
        proposed_after: None,
    };
    let actor = Actor::Member(one.member_id());
    let statement = Statement::next(ADMINISTRATION, head, actor, world.vault.today(), event);
    let signed = SignedEntry::sign(&statement, one.signing_key()).unwrap();
    signed.countersign(other.signing_key()).unwrap()
}

/// The only case is destroyed by the investigator and the head of unit, as the rules ask.
pub async fn destroyed(world: &World, reason: &str) {
    let (one, other) = (&world.people.investigator, &world.people.head);
    let line = only_case(world).await;
    let mut head = ChainHead::default();
    for _ in 0..2 {
        let signed = destruction(world, &line, (one, other), (reason, &head)).await;
        let event = SignedEvent {
            statement: signed.text().to_owned(),
            signatures: signed.signatures(),
            audit: None,
            reporter: identity(&world.people.intake, &line).reply_to().cloned(),
        };
        let shred = PutShred { event };
        let outcome = staff::put_shred(&world.vault, &member(other), line.case, &shred).await.unwrap();
        match outcome {
            Some(PutOutcome::Stored) => return,
            Some(PutOutcome::Conflict { chain, .. }) => head = chain,
            Some(PutOutcome::Unsaid) | None => panic!("the destruction was not taken"),
        }
    }
    panic!("the chain moved on twice");
}

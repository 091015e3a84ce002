//! Drafts of the next roster at the server: who may bring one, what is kept of it, when it goes.

use redchannel::clock::Day;
use redchannel::crypto::draft::{CheckedDraft, RosterDraft, propose};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note::{VerifiedRoster, verify_chain};
use redchannel::vault::roster_drafts::{DraftOutcome, deliver, drafts, put, signer, withdraw};
use redchannel::vault::store::StoreError;

use crate::support::world::{World, genesis_of};

mod everywhere {
    crate::support::world::in_worlds! {
        a_draft_gathers_signatures_and_goes_when_a_version_comes_into_force
        nobody_puts_a_draft_in_the_place_of_anothers
        what_follows_nothing_or_is_proposed_by_nobody_is_not_kept
        a_draft_put_there_with_sql_is_handed_to_nobody
        members_and_keyholders_may_ask_and_others_may_not
    }
}

fn current(world: &World) -> VerifiedRoster {
    let note = world.people.sign(&world.people.roster(), 2);
    verify_chain(std::slice::from_ref(&note), &genesis_of(&note)).unwrap().roster
}

fn draft(world: &World, by: &StaffKey, acknowledge_days: u16) -> CheckedDraft {
    let current = current(world);
    let mut next = current.content().next(&current.hash(), world.clock.today(), current.content().expires);
    next.policy.acknowledge_days = acknowledge_days;
    propose(&next, by, &current, world.clock.today()).unwrap()
}

fn signed(draft: &CheckedDraft, world: &World, number: usize) -> CheckedDraft {
    let mut draft = draft.clone();
    let key = world.people.keyholders[number].signing_key();
    draft.sign(&format!("keyholder-{}", number + 1), key).unwrap();
    draft
}

async fn bring(world: &World, caller: &StaffKey, draft: &RosterDraft) -> DraftOutcome {
    put(&world.vault, caller.member_id(), draft).await.unwrap()
}

async fn a_draft_gathers_signatures_and_goes_when_a_version_comes_into_force(world: World) {
    let (head, keyholders) = (&world.people.head, &world.people.keyholders);
    let bare = draft(&world, head, 5);
    let own = draft(&world, &keyholders[2], 4);
    assert_eq!(bring(&world, head, bare.draft()).await, DraftOutcome::Stored);
    assert_eq!(bring(&world, &keyholders[2], own.draft()).await, DraftOutcome::Stored);
    // Each signs the draft as it was before the other did.
    let (one, two) = (signed(&bare, &world, 0), signed(&bare, &world, 1));
    assert_eq!(bring(&world, &keyholders[0], one.draft()).await, DraftOutcome::Stored);
    assert_eq!(bring(&world, &keyholders[1], two.draft()).await, DraftOutcome::Stored);
    assert_eq!(bring(&world, head, bare.draft()).await, DraftOutcome::Stored, "again");
    let kept = drafts(&world.vault).await.unwrap();
    assert_eq!(kept.len(), 2);
    let kept = kept.into_iter().find(|draft| draft.proposer == head.member_id()).unwrap();
    assert_eq!(kept.lines.len(), 2);
    let short = one.note().unwrap();
    assert_eq!(deliver(&world.vault, &short).await.unwrap(), DraftOutcome::Wrong, "one signature");
    let mut whole = one.clone();
    assert!(whole.merge(&two) && whole.is_complete() && !whole.merge(&own));
    let note = whole.note().unwrap();
    assert_eq!(deliver(&world.vault, &note).await.unwrap(), DraftOutcome::Stored);
    assert_eq!(deliver(&world.vault, &note).await.unwrap(), DraftOutcome::Stored, "the answer was lost");
    assert_eq!(world.vault.roster_in_force().unwrap().policy.acknowledge_days, 5);
    assert!(drafts(&world.vault).await.unwrap().is_empty());
    let mut main = world.vault.stores().main.read().await.unwrap();
    assert!(main.roster_drafts().await.unwrap().is_empty(), "not even hidden");
    assert_eq!(bring(&world, head, bare.draft()).await, DraftOutcome::Moved);
    let late = signed(&signed(&own, &world, 0), &world, 1).note().unwrap();
    assert_eq!(deliver(&world.vault, &late).await.unwrap(), DraftOutcome::Moved);
}

async fn nobody_puts_a_draft_in_the_place_of_anothers(world: World) {
    let (head, keyholders) = (&world.people.head, &world.people.keyholders);
    let (first, second) = (draft(&world, head, 5), draft(&world, head, 6));
    assert_eq!(bring(&world, &keyholders[0], first.draft()).await, DraftOutcome::Moved, "not there");
    assert_eq!(bring(&world, head, first.draft()).await, DraftOutcome::Stored);
    // The head's own words from before, brought by somebody else, do not undo what the head says now.
    assert_eq!(bring(&world, head, second.draft()).await, DraftOutcome::Stored);
    let old = signed(&first, &world, 0);
    assert_eq!(bring(&world, &keyholders[0], old.draft()).await, DraftOutcome::Moved);
    assert_eq!(drafts(&world.vault).await.unwrap(), [second.draft().clone()]);
    withdraw(&world.vault, keyholders[0].member_id()).await.unwrap();
    assert_eq!(drafts(&world.vault).await.unwrap().len(), 1, "one's own only");
    withdraw(&world.vault, head.member_id()).await.unwrap();
    assert!(drafts(&world.vault).await.unwrap().is_empty());
}

async fn what_follows_nothing_or_is_proposed_by_nobody_is_not_kept(world: World) {
    let head = &world.people.head;
    let good = draft(&world, head, 5).draft().clone();
    let change = |from: &str, to: &str| RosterDraft { text: good.text.replace(from, to), ..good.clone() };
    let intake = &world.people.intake;
    for (wrong, outcome) in [
        (change("\"version\": 2", "\"version\": 3"), DraftOutcome::Moved),
        (change("Valdoria", "Elsewhere"), DraftOutcome::Wrong),
        (RosterDraft { text: "x".repeat(200_000), ..good.clone() }, DraftOutcome::Wrong),
        (RosterDraft { text: String::new(), ..good.clone() }, DraftOutcome::Wrong),
        (RosterDraft { signature: "00".repeat(64), ..good.clone() }, DraftOutcome::Wrong),
        (RosterDraft { proposer: intake.member_id(), ..good.clone() }, DraftOutcome::Wrong),
    ] {
        assert_eq!(bring(&world, head, &wrong).await, outcome);
    }
    let current = current(&world);
    let next = current.content().next(&current.hash(), world.clock.today(), current.content().expires);
    assert!(propose(&next, intake, &current, world.clock.today()).is_err(), "intake does not propose");
    assert!(drafts(&world.vault).await.unwrap().is_empty());
    let late = Day::parse("2029-01-01").unwrap();
    assert!(propose(&next, head, &current, late).is_err(), "the head's time is over");
    assert!(propose(&next, &world.people.keyholders[0], &current, late).is_ok());
}

async fn a_draft_put_there_with_sql_is_handed_to_nobody(world: World) {
    let good = draft(&world, &world.people.head, 5).draft().clone();
    let forged = RosterDraft { text: good.text.replace("Valdoria", "Elsewhere"), ..good };
    for row in ["rubbish".to_owned(), serde_json::to_string(&forged).unwrap()] {
        let mut tx = world.vault.stores().main.write().await.unwrap();
        tx.put_roster_draft(forged.proposer, &row).await.unwrap();
        tx.commit().await.unwrap();
        assert!(drafts(&world.vault).await.unwrap().is_empty());
    }
    let good = draft(&world, &world.people.head, 5);
    assert_eq!(
        bring(&world, &world.people.head, good.draft()).await,
        DraftOutcome::Stored,
        "it is in nobody's way"
    );
    let kept: Result<_, StoreError> = world.vault.stores().main.read().await.unwrap().roster_drafts().await;
    assert_eq!(kept.unwrap().len(), 1);
}

async fn members_and_keyholders_may_ask_and_others_may_not(world: World) {
    let may = |key: &StaffKey| {
        signer(&world.vault, key.member_id()).is_some_and(|known| known == key.verifying_key())
    };
    let people = &world.people;
    assert!(may(&people.intake) && may(&people.head) && may(&people.inspector));
    assert!(people.keyholders.iter().all(may));
    assert!(!may(&people.stranger));
    world.clock.advance(86_400 * 500);
    assert!(world.vault.roster_in_force().is_none());
    assert!(people.keyholders.iter().all(may), "or nobody could sign the next version");
    world.clock.advance(86_400 * 500);
    assert!(!may(&people.head), "a member's time is over");
}

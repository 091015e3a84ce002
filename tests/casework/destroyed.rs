//! A case that was closed is destroyed by two people, each at their own desk: one proposes it in the case, the other agrees.

use redchannel::api::client::ClientError;
use redchannel::api::wire::{PutShred, SignedEvent};
use redchannel::desk::keys::KeyDesk;
use redchannel::desk::shred::{self, Doomed, ShredError, Signatory};
use redchannel::desk::works::{self, Draft};
use redchannel::ledger::entry::{ADMINISTRATION, Actor, Destruction, Event, SignedEntry, Statement};
use redchannel::model::casework::outcome::ClosingReason;
use redchannel::model::casework::step::{Answer, Step, Verdict};
use redchannel::model::casework::triage::IdentityRisk;
use redchannel::model::casework::work::Work;
use redchannel::model::id::{CaseId, ItemId};
use redchannel::secret::SecretText;
use redchannel::vault::ledger::graves::{Told, notice};
use redchannel::vault::reporter::{self, Access, Recognised, recognise};

use super::cast;
use crate::desk::office::Office;
use crate::support::staff::{identity, leaves_of, line};
use crate::support::world::{World, code, report};

const WHY: &str = "It was a test of ours.";

mod everywhere {
    crate::support::world::in_worlds! {
        what_one_proposes_and_another_agrees_to_is_destroyed_and_the_reporter_is_told_by_both
        what_came_after_the_proposal_is_not_destroyed_with_it
        a_consent_is_to_one_case_one_reason_and_one_moment_and_by_one_person
    }
}

struct Scene {
    code: redchannel::crypto::code::Code,
    access: Access,
    case: CaseId,
    head: Office,
    intake: Office,
}

impl Scene {
    /// A case that was closed as handled already.
    async fn closed(world: &World) -> Self {
        let code = code();
        let (access, _) = reporter::submit(&world.vault, &code, &[1; 16], &report("x")).await.unwrap();
        let head = Office::open(world, &world.people.head).await;
        let intake = Office::open(world, &world.people.intake).await;
        let case = head.only_case().unwrap();
        let mut scene = Self { code, access, case, head, intake };
        for work in [cast::declared(true), cast::triaged(false, IdentityRisk::Low)] {
            does(&mut scene.intake, case, work).await;
        }
        does(&mut scene.head, case, cast::declared(false)).await;
        let closing = cast::proposed(cast::close(ClosingReason::AlreadyHandled));
        let closing = does(&mut scene.intake, case, closing).await;
        agrees(&mut scene.head, case, closing).await;
        assert!(scene.head.case(case).file.is_closed());
        scene
    }

    /// The head proposes to destroy it; gives what the consent is to.
    async fn proposed(&mut self) -> (ItemId, u64, String) {
        self.head.sync().await;
        let after = self.head.case(self.case).examined.tip().unwrap().sequence;
        let wanted = Destruction { case: self.case, after, reason: WHY };
        let grant = wanted.sign(self.head.key.member_id(), self.head.key.signing_key());
        let step = Step::Destroy { why: WHY.into(), after, grant: grant.clone() };
        (does(&mut self.head, self.case, cast::proposed(step)).await, after, grant)
    }

    /// The intake officer's desk carries it out.
    async fn carried_out(&mut self, (after, why, grant): (u64, &str, &str)) -> Result<Doomed, ShredError> {
        self.intake.sync().await;
        let proposer = self.head.key.member_id();
        let me = signatory(&self.intake);
        shred::carry_out(&me, self.case, proposer, (after, why, grant)).await
    }
}

fn signatory(office: &Office) -> Signatory<'_> {
    Signatory {
        key: &office.key,
        client: &office.client,
        people: office.book.people().unwrap(),
        today: office.today(),
    }
}

async fn does(office: &mut Office, case: CaseId, work: Work) -> ItemId {
    office.sync().await;
    let item = ItemId::random(&mut rand::rng());
    let draft = Draft { case, item, seen: u64::MAX, work };
    let KeyDesk { book, client, genesis, signer, today } = office.keys();
    works::send(book, (client, genesis), &signer, &draft, today).await.unwrap();
    item
}

async fn agrees(office: &mut Office, case: CaseId, proposal: ItemId) {
    office.sync().await;
    let sha256 = office.case(case).file.proposal(proposal).unwrap().sha256.clone();
    let answer = Answer { proposal, sha256, verdict: Verdict::Approve, words: String::new() };
    does(office, case, Work::Answered { answer }).await;
}

async fn what_one_proposes_and_another_agrees_to_is_destroyed_and_the_reporter_is_told_by_both(world: World) {
    let mut scene = Scene::closed(&world).await;
    let (proposal, after, grant) = scene.proposed().await;
    agrees(&mut scene.intake, scene.case, proposal).await;
    let done = scene.carried_out((after, WHY, &grant)).await.unwrap();
    assert_eq!((done.reason.as_str(), done.checked), (WHY, true));
    assert_eq!((done.proposer.as_str(), done.approver.as_str()), ("Head of unit", "Intake officer"));
    for office in [&mut scene.head, &mut scene.intake] {
        office.sync().await;
        assert_eq!(office.only_case(), None);
        assert_eq!(office.book.gone(), [scene.case], "a colleague's desk says that it is missing");
        office.book.forget(scene.case);
        assert!(office.book.gone().is_empty());
        office.sync().await;
        assert!(office.book.gone().is_empty(), "whoever knows why is not told again");
    }
    let Some(Recognised::Destroyed(destroyed)) = recognise(&world.vault, &scene.code).await.unwrap() else {
        panic!("the code is not recognised")
    };
    let Told::Signed(notice) = notice(&world.vault, &destroyed).await.unwrap() else {
        panic!("the two signatures do not hold")
    };
    assert_eq!(notice.reason, WHY);
    assert_eq!(notice.signed_by, ["Head of unit", "Intake officer"]);
    assert!(matches!(scene.carried_out((after, WHY, &grant)).await, Err(ShredError::NoCase)));
}

async fn what_came_after_the_proposal_is_not_destroyed_with_it(world: World) {
    let mut scene = Scene::closed(&world).await;
    let (proposal, after, grant) = scene.proposed().await;
    agrees(&mut scene.intake, scene.case, proposal).await;
    let words = SecretText::new("They punish me for it!");
    reporter::add_message(&world.vault, &scene.access, &[2; 16], &words).await.unwrap();
    // This desk asks no rule before it: the server holds against it.
    let refused = scene.carried_out((after, WHY, &grant)).await;
    assert!(matches!(refused, Err(ShredError::Stale)), "{refused:?}");
    assert_eq!(scene.head.sound_items(scene.case).await, 9);
    // A proposal that was made in the knowledge of it does destroy it.
    let (proposal, after, grant) = scene.proposed().await;
    agrees(&mut scene.intake, scene.case, proposal).await;
    scene.carried_out((after, WHY, &grant)).await.unwrap();
}

async fn a_consent_is_to_one_case_one_reason_and_one_moment_and_by_one_person(world: World) {
    let mut scene = Scene::closed(&world).await;
    let (proposal, after, grant) = scene.proposed().await;
    agrees(&mut scene.intake, scene.case, proposal).await;
    let sign = |case: CaseId, after: u64, reason: &str, by: &Office| {
        Destruction { case, after, reason }.sign(by.key.member_id(), by.key.signing_key())
    };
    let (head, intake) = (&scene.head, &scene.intake);
    let wrong = [
        sign(CaseId::from_bytes([9; 16]), after, WHY, head),
        sign(scene.case, after + 1, WHY, head),
        sign(scene.case, after, "Another reason", head),
        sign(scene.case, after, WHY, intake),
        String::new(),
        "00".repeat(64),
    ];
    for consent in &wrong {
        let refused = scene.carried_out((after, WHY, consent)).await;
        assert!(matches!(refused, Err(ShredError::Malformed | ShredError::Entry(_))), "{refused:?}");
        assert_eq!(forced(&world, &scene, (after, consent)).await, Err(400));
    }
    // Nobody is the two, and the reason that was signed is the one that stands in the ledger.
    let own = sign(scene.case, after, WHY, &scene.intake);
    let me = scene.intake.key.member_id();
    let alone = shred::carry_out(&signatory(&scene.intake), scene.case, me, (after, WHY, &own)).await;
    assert!(matches!(alone, Err(ShredError::OnePerson)));
    assert!(matches!(scene.carried_out((after, "Worse", &grant)).await, Err(ShredError::Malformed)));
    assert_eq!(scene.head.sound_items(scene.case).await, 8, "it is all there");
    assert_eq!(forced(&world, &scene, (after, &grant)).await, Ok(()), "and the true consent is taken");
}

/// A desk that was changed asks the server all the same.
async fn forced(world: &World, scene: &Scene, (after, consent): (u64, &str)) -> Result<(), u16> {
    let page = scene.intake.client.case_entries(scene.case).await.unwrap();
    let line = line(&world.vault, &world.people.intake, scene.case).await.unwrap();
    let identity = identity(&world.people.intake, &line);
    let leaves = page.entries.iter().flat_map(leaves_of).collect();
    let event = Event::Shredded {
        case: scene.case,
        approver: scene.intake.key.member_id(),
        reason: WHY.into(),
        leaves,
        proposed_after: Some(after),
    };
    let actor = Actor::Member(scene.head.key.member_id());
    let statement = Statement::next(ADMINISTRATION, &page.administration, actor, scene.intake.today(), event);
    let Ok(signed) = SignedEntry::sign_after(&statement, consent, scene.intake.key.signing_key()) else {
        return Err(400);
    };
    let event = SignedEvent {
        statement: signed.text().to_owned(),
        signatures: signed.signatures(),
        audit: None,
        reporter: identity.reply_to().cloned(),
    };
    match scene.intake.client.put_shred(scene.case, &PutShred { event }).await {
        Ok(_) => Ok(()),
        Err(ClientError::Unexpected(status)) => Err(status),
        Err(other) => panic!("{other:?}"),
    }
}

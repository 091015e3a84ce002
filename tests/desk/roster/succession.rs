//! Somebody leaves, the keyholders sign who takes over, and a colleague hands the cases on at the page of the roster.

use redchannel::desk::reference::Reference;
use redchannel::model::readers::Exclusion;
use redchannel::model::roster::{Member, Role};
use redchannel::vault::reporter;

use super::ceremony::Scene;
use super::seat::{CAST, Seat};
use crate::desk::office::next_roster;
use crate::support::world::{code, hex, report};

/// Three cases of the whole team, and one that a reporter hides from the intake officer.
async fn reported(scene: &Scene) -> [String; 4] {
    let mut references = Vec::new();
    for form in 1..=4 {
        let mut body = report("The gate at noon.");
        if form == 4 {
            body.exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Intake }];
        }
        reporter::submit(&scene.world.vault, &code(), &[form; 16], &body).await.unwrap();
        references.push(Reference::of(redchannel::crypto::derive::case_of_form(&[form; 16])).to_string());
    }
    references.try_into().unwrap()
}

/// The keyholders name the new officer in the place of the old one.
async fn taken_over(scene: &Scene) {
    let old = scene.world.people.intake.member_id();
    next_roster(&scene.world, |roster| {
        let place = roster.members.iter().position(|member| member.id == old).unwrap();
        let before = roster.members.remove(place);
        roster.members.push(Member {
            id: CAST.new.key.member_id(),
            name: "Intake officer 2".into(),
            recipient: CAST.new.key.recipient().to_string(),
            verification_key: hex(CAST.new.key.verifying_key().as_bytes()),
            succeeds: Some(old),
            ..before
        });
        roster.channels[0].team[0] = CAST.new.key.member_id();
    })
    .await;
}

async fn hands_on(head: &mut Seat, path: &str, passphrase: &str) -> String {
    assert_eq!(head.submit("/roster", path, &[("passphrase", passphrase)]).await, "/roster");
    head.read("/roster").await
}

#[tokio::test]
async fn the_cases_of_somebody_who_left_are_handed_to_whoever_the_keyholders_named() {
    let scene = Scene::new().await;
    let [one, two, three, hidden] = reported(&scene).await;
    let mut head = scene.seat(&CAST.head).await;
    assert!(head.read("/").await.contains(&one));
    assert!(!head.read("/roster").await.contains("Cases to hand on"), "nobody takes over from anybody");
    taken_over(&scene).await;
    let mut new = scene.seat(&CAST.new).await;
    assert!(new.read("/").await.contains("No reports yet"));

    let page = head.read("/roster").await;
    assert!(page.contains("Cases to hand on") && page.contains("<bdi>Intake officer 2</bdi>"), "{page}");
    let path = format!("/roster/succession/{}", scene.world.people.intake.member_id());
    for wrong in ["", "not the passphrase at all"] {
        let page = hands_on(&mut head, &path, wrong).await;
        assert!(page.contains("Nothing was done."), "{page}");
    }
    assert!(new.read("/").await.contains("No reports yet"));
    // After a wrong one there is a wait.
    scene.world.clock.advance(60);
    let passphrase = head.passphrase();
    let page = hands_on(&mut head, &path, &passphrase).await;
    assert!(page.contains("3 cases handed on.") && !page.contains("4 cases"), "{page}");
    let page = hands_on(&mut head, &path, &passphrase).await;
    assert!(page.contains("3 cases handed on before."), "{page}");

    let page = new.read("/").await;
    for reference in [&one, &two, &three] {
        assert!(page.contains(reference.as_str()), "{reference}: {page}");
    }
    assert!(!page.contains(&hidden));
    assert!(!new.read("/roster").await.contains("Cases to hand on"), "not to oneself");
    // Whoever opens no case has none to hand on, and of a stranger the roster says nothing.
    let mut keyholder = scene.seat(&CAST.first).await;
    assert!(!keyholder.read("/roster").await.contains("Cases to hand on"));
    let token = head.get("/roster").await.field(&path, "token");
    let other = format!("/roster/succession/{}", CAST.head.key.member_id());
    head.post(&other, &[("token", &token), ("passphrase", &passphrase)]).await;
    assert!(head.read("/roster").await.contains("The roster names nobody who takes over"));
}

//! Drafts that a lying server makes up, changes or keeps: shown, marked, and never to be signed.

use http::StatusCode;
use redchannel::clock::Day;
use redchannel::crypto::draft::{CheckedDraft, DraftError, RosterDraft, check, propose};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note::{VerifiedRoster, verify_chain};
use redchannel::model::roster::Role;

use super::seat::{CAST, Seat, people};
use crate::desk::liar::Stage;
use crate::support::world::genesis_of;

async fn stage() -> (Stage, Seat) {
    let stage = Stage::with(people()).await;
    let mut seat = Seat::locked(&CAST.first, &stage.address, stage.genesis, &stage.clock).await;
    seat.unlock("").await;
    (stage, seat)
}

fn current(stage: &Stage) -> VerifiedRoster {
    verify_chain(&stage.shown.lock().unwrap().notes, &stage.genesis).unwrap().roster
}

fn draft(stage: &Stage, by: &StaffKey) -> CheckedDraft {
    let current = current(stage);
    let mut next = current.content().next(&current.hash(), stage.today(), Day::parse("2028-12-31").unwrap());
    next.enrol(CAST.new.file.card().member(vec![Role::Intake], next.expires), &["audit".to_owned()]).unwrap();
    propose(&next, by, &current, stage.today()).unwrap()
}

/// What the sign page says of a draft that the server shows.
async fn shown(stage: &Stage, seat: &mut Seat, draft: RosterDraft) -> String {
    let path = format!("/roster/sign/{}", draft.proposer);
    stage.shown.lock().unwrap().drafts = vec![draft];
    let list = seat.read("/roster").await;
    let page = seat.read(&path).await;
    assert_eq!(list.contains("Not to be signed"), page.contains("not to be signed"), "{list}");
    page
}

#[tokio::test]
async fn an_honest_draft_can_be_signed_and_a_changed_one_cannot() {
    let (stage, mut seat) = stage().await;
    let honest = draft(&stage, &stage.people.head).draft().clone();
    let page = shown(&stage, &mut seat, honest.clone()).await;
    assert!(page.contains("name=\"passphrase\"") && page.contains("“Intake officer 2” is added"));

    let other = honest.text.replace("Intake officer 2", "Intake officer 9");
    let insider = RosterDraft { text: other, ..honest.clone() };
    let late =
        RosterDraft { text: honest.text.replace("\"version\": 2", "\"version\": 3"), ..honest.clone() };
    let broken = RosterDraft { text: "{}".into(), ..honest.clone() };
    let intake = RosterDraft { proposer: stage.people.intake.member_id(), ..honest.clone() };
    for (forged, why) in [
        (insider, "was not proposed by the head of unit or a keyholder"),
        (late, "does not follow the roster in force"),
        (broken, "content is wrong"),
        (intake, "was not proposed by the head of unit or a keyholder"),
    ] {
        let page = shown(&stage, &mut seat, forged).await;
        assert!(page.contains("This draft is not to be signed") && page.contains(why), "{why}: {page}");
        assert!(!page.contains("name=\"passphrase\"") && !page.contains("name=\"hash\""));
    }
}

#[tokio::test]
async fn a_form_of_an_honest_draft_signs_nothing_else() {
    let (stage, mut seat) = stage().await;
    let honest = draft(&stage, &stage.people.head);
    let path = format!("/roster/sign/{}", honest.draft().proposer);
    shown(&stage, &mut seat, honest.draft().clone()).await;
    let token = seat.get(&path).await.field(&path, "token");
    let mut forged = honest.draft().clone();
    forged.text = forged.text.replace("Intake officer 2", "Intake officer 9");
    stage.shown.lock().unwrap().drafts = vec![forged];
    let hash = crate::support::world::hex(honest.hash());
    let passphrase = seat.passphrase();
    let fields = [("token", token.as_str()), ("do", "sign"), ("hash", &hash), ("passphrase", &passphrase)];
    assert_eq!(seat.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(seat.read(&path).await.contains("was not proposed by the head of unit"));
}

#[tokio::test]
async fn signatures_are_counted_here_whatever_the_server_shows() {
    let (stage, mut seat) = stage().await;
    let mut signed = draft(&stage, &stage.people.head);
    signed.sign("keyholder-2", CAST.second.key.signing_key()).unwrap();
    let line = signed.draft().lines[0].clone();
    let mut stranger = draft(&stage, &stage.people.head);
    stranger.sign("keyholder-1", stage.people.stranger.signing_key()).unwrap();
    let renamed = line.replace("keyholder-2", "keyholder-1");
    let rubbish = vec![
        stranger.draft().lines[0].clone(),
        renamed,
        "— keyholder-1 AAAA".into(),
        "\n\n".into(),
        line.clone(),
        line,
    ];
    let page = shown(&stage, &mut seat, RosterDraft { lines: rubbish, ..signed.draft().clone() }).await;
    assert!(page.contains("1 of 2 needed") && page.contains("<bdi>keyholder-2</bdi> has signed"), "{page}");
    assert!(page.contains("<bdi>keyholder-1</bdi> has not signed") && page.contains("name=\"passphrase\""));
}

#[tokio::test]
async fn a_roster_older_than_one_seen_is_nothing_to_build_on() {
    let (stage, mut seat) = stage().await;
    let mut signed = draft(&stage, &stage.people.head);
    let old = signed.draft().clone();
    signed.sign("keyholder-1", CAST.first.key.signing_key()).unwrap();
    signed.sign("keyholder-2", CAST.second.key.signing_key()).unwrap();
    stage.shown.lock().unwrap().notes.push(signed.note().unwrap());
    assert!(seat.read("/roster").await.contains("“Intake officer 2” is added"));
    stage.shown.lock().unwrap().notes.pop();
    let page = shown(&stage, &mut seat, old).await;
    assert!(
        page.contains("this desk has already seen version 2") && !page.contains("name=\"passphrase\""),
        "{page}"
    );
    let landed = seat.submit("/roster", "/roster/begin", &[("expires", "2028-12-31")]).await;
    assert_eq!(landed, "/roster/draft");
    assert_eq!(seat.submit("/roster/draft", "/roster/propose", &[]).await, "/roster/draft");
    assert!(seat.read("/roster/draft").await.contains("An old roster brings people back"));
}

#[tokio::test]
async fn who_proposes_has_not_signed() {
    let (stage, _) = stage().await;
    let proposed = draft(&stage, &CAST.first.key);
    assert!(proposed.signed().is_empty() && proposed.note().is_none());
    // The proposal's signature in the dress of a signature line of the same keyholder.
    let signature = data_encoding::HEXLOWER.decode(proposed.draft().signature.as_bytes()).unwrap();
    let mut signed = proposed.clone();
    signed.sign("keyholder-1", CAST.first.key.signing_key()).unwrap();
    let (head, base64) = signed.draft().lines[0].rsplit_once(' ').unwrap();
    let mut bytes = data_encoding::BASE64.decode(base64.as_bytes()).unwrap();
    bytes.splice(4.., signature);
    let dressed = format!("{head} {}", data_encoding::BASE64.encode(&bytes));
    let forged = RosterDraft { lines: vec![dressed], ..proposed.draft().clone() };
    assert!(check(&forged, &current(&stage), stage.today()).unwrap().signed().is_empty());
    let stranger = RosterDraft { proposer: stage.people.stranger.member_id(), ..forged };
    assert_eq!(check(&stranger, &current(&stage), stage.today()).unwrap_err(), DraftError::Proposer);
    assert_eq!(genesis_of(&stage.people.sign(&stage.people.roster(), 2)), stage.genesis);
}

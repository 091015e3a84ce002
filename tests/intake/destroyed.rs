//! What the reporter of a destroyed case is told, and what is left to do with the code.

use http::StatusCode;
use redchannel::api::wire::CaseLine;
use redchannel::crypto::agefile;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::ledger::entry::{Actor, ChainHead, Event, SignedEntry};
use redchannel::ledger::proof::Proof;
use redchannel::secret::SecretText;
use redchannel::vault::Refusal;
use redchannel::vault::ledger::policy;
use redchannel::vault::reporter::{Access, add_message};
use redchannel::vault::sessions::{self, Resumed, SessionToken};
use redchannel::vault::store::GraveRow;

use super::visitor::{Answer, Sent, Visitor, text};
use super::watched::{destroyed, destruction, only_case, published};
use crate::support::staff::identity;
use crate::support::stores::commit;
use crate::support::world::{ORIGIN, World, code};

const SHORT: usize = 16 * 1024;

type Two<'a> = (&'a StaffKey, &'a StaffKey);

async fn notice(visitor: &mut Visitor) -> Answer {
    let page = visitor.get("/g").await;
    assert_eq!((page.status, page.text.len()), (StatusCode::OK, SHORT), "{}", page.text.trim_end().len());
    page
}

async fn type_code(visitor: &mut Visitor, words: &[String]) -> Answer {
    visitor.post("/c", &[("k", &words.join(" "))]).await
}

async fn access(visitor: &Visitor) -> Access {
    let token = SessionToken::parse(&visitor.cookies["__Host-r"]).unwrap();
    match sessions::resume(&visitor.world.vault, &token).await.unwrap() {
        Some(Resumed::Open(session)) => session.access,
        other => panic!("{other:?}"),
    }
}

/// Empties the only case as a lawful destruction does, with this notice or with none.
pub async fn buried(world: &World, notice: Option<&SignedEntry>) {
    let line = only_case(world).await;
    let reporter = identity(&world.people.intake, &line).reply_to().cloned().unwrap();
    let mut act = world.vault.stores().main.act().await.unwrap();
    if let Some(notice) = notice {
        let data = notice.seal(&[reporter]).unwrap();
        let _first = act.put_grave(&GraveRow { case_id: line.case, data }).await.unwrap();
    }
    let _emptied = act.bury_case(line.case).await.unwrap();
    commit(act).await;
}

#[tokio::test]
async fn a_reporter_is_told_who_destroyed_the_report_and_why_and_can_do_nothing_else() {
    let mut visitor = Visitor::new().await;
    let (words, _) = visitor.report("A story.", &[]).await;
    published(&visitor.world).await;
    let taken = visitor.get("/p/0").await.text;
    let ticket = visitor.get("/m").await.hidden("t");
    destroyed(&visitor.world, "Asked for by <the court>").await;

    // The session was open all the while.
    for path in ["/m", "/m/2", "/d", "/p", "/p/0", "/q/2"] {
        assert_eq!(visitor.get(path).await.leads_to(), "/g", "{path}");
    }
    let file = Sent::File("a.txt", vec![1; 100]);
    assert_eq!(
        visitor.send("/m", &[text("t", ticket.clone()), text("s", "More."), file]).await.leads_to(),
        "/g"
    );
    assert_eq!(visitor.post("/d", &[("t", &ticket), ("w3", "x"), ("w7", "y")]).await.leads_to(), "/g");
    let page = notice(&mut visitor).await;
    assert!(page.says("It was destroyed on 23 November 2026"));
    assert!(page.says("<bdi>Investigator</bdi>") && page.says("<bdi>Head of unit</bdi>"));
    assert!(page.says("Asked for by &#60;the court&#62;") && page.says("Both signatures are right"));
    assert!(page.says("waits for the next publication of the public log, at 18:00 UTC"));
    assert!(page.says("The ombudsman") && page.says("href=\"/n\""));

    published(&visitor.world).await;
    visitor.cookies.clear();
    assert_eq!(type_code(&mut visitor, &words).await.leads_to(), "/g");
    let page = notice(&mut visitor).await;
    assert!(page.says("stands in the public log as number ") && page.says(" of 128."));
    assert!(page.says("The 1 entry"), "the report's own entry is among what was signed");
    let proof = Proof::parse(taken.as_bytes()).unwrap();
    assert!(
        proof.verify(&policy(&visitor.world.vault, ORIGIN)).is_ok(),
        "what was taken along still proves it"
    );
    let (again, _) = visitor.report("The same story.", &[]).await;
    assert_ne!(again, words);
    assert_eq!(visitor.get("/g").await.leads_to(), "/m");
}

#[tokio::test]
async fn other_codes_learn_nothing_of_a_destroyed_case_and_the_right_one_comes_on_the_grid() {
    let mut visitor = Visitor::new().await;
    let (words, _) = visitor.report("A story.", &[]).await;
    destroyed(&visitor.world, "").await;
    visitor.cookies.clear();
    let unknown = code();
    let began = std::time::Instant::now();
    let wrong = visitor.post("/c", &[("k", unknown.digits().expose_secret())]).await;
    let between = began.elapsed();
    let right = type_code(&mut visitor, &words).await;
    let took = [between, began.elapsed().saturating_sub(between)];
    for took in took.map(|took| took.as_millis()) {
        assert!(took >= 1500 && (took - 1500) % 500 <= 200, "{took} ms");
    }
    assert_eq!((wrong.leads_to(), right.leads_to()), ("/c", "/g"));
    assert!(notice(&mut visitor).await.says("(no reason)"));
    assert_eq!(visitor.get("/x").await.status, StatusCode::SEE_OTHER);
    assert_eq!(visitor.get("/g").await.leads_to(), "/c");
}

#[tokio::test]
async fn words_that_come_at_the_moment_of_destruction_are_not_left_behind_in_the_case() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    let (access, case) = (access(&visitor).await, only_case(&visitor.world).await.case);
    destroyed(&visitor.world, "x").await;
    let late = add_message(&visitor.world.vault, &access, &[1; 16], &SecretText::new("Late.")).await;
    assert!(matches!(late, Err(Refusal::Destroyed)), "{late:?}");
    let mut tx = visitor.world.vault.stores().main.read().await.unwrap();
    assert!(tx.head(case).await.unwrap().is_none() && tx.last_entry(case).await.unwrap().is_none());
}

#[tokio::test]
async fn a_form_sent_again_after_its_case_was_destroyed_leads_to_the_notice() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/1").await.hidden("t");
    let parts = [text("t", form), text("s", "A story.")];
    assert_eq!(visitor.send("/n/1", &parts).await.leads_to(), "/d");
    destroyed(&visitor.world, "x").await;
    assert_eq!(visitor.send("/n/1", &parts).await.leads_to(), "/g");
    notice(&mut visitor).await;
}

#[tokio::test]
async fn a_notice_that_two_people_have_not_rightly_signed_is_an_alarm_and_not_shown() {
    let pick: [fn(&World) -> Two<'_>; 4] = [
        // The same person twice; two of whom none leads; a stranger; and a keyholder, who reads no cases.
        |world| (&world.people.head, &world.people.head),
        |world| (&world.people.intake, &world.people.investigator),
        |world| (&world.people.stranger, &world.people.head),
        |world| (&world.people.head, &world.people.keyholders[0]),
    ];
    for two in pick {
        let mut visitor = Visitor::new().await;
        visitor.report("A story.", &[]).await;
        let line = only_case(&visitor.world).await;
        let signed = forged(&visitor.world, &line, two(&visitor.world)).await;
        buried(&visitor.world, Some(&signed)).await;
        let page = notice(&mut visitor).await;
        assert!(page.says("Nobody signed for it who could") && page.says("role=\"alert\""));
        assert!(!page.says("Read me") && !page.says("Both signatures"), "{}", page.text);
    }
}

async fn forged(world: &World, line: &CaseLine, (one, other): Two<'_>) -> SignedEntry {
    // The leaves are read by somebody who may; signed by those who may not.
    let honest = (&world.people.investigator, &world.people.head);
    let head = ChainHead::default();
    let true_one = destruction(world, line, honest, ("Read me", &head)).await;
    let mut statement = true_one.claimed().clone();
    statement.actor = Actor::Member(one.member_id());
    if let Event::Shredded { approver, .. } = &mut statement.event {
        *approver = other.member_id();
    }
    let signed = SignedEntry::sign(&statement, one.signing_key()).unwrap();
    signed.countersign(other.signing_key()).unwrap()
}

#[tokio::test]
async fn a_notice_about_another_case_or_for_somebody_else_is_an_alarm() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    let line = only_case(&visitor.world).await;
    let two = (&visitor.world.people.investigator, &visitor.world.people.head);
    let head = ChainHead::default();
    let signed = destruction(&visitor.world, &line, two, ("Read me", &head)).await;
    let other = agefile::Identity::generate();
    let mut act = visitor.world.vault.stores().main.act().await.unwrap();
    let data = signed.seal(&[other.recipient()]).unwrap();
    let _first = act.put_grave(&GraveRow { case_id: line.case, data }).await.unwrap();
    let _emptied = act.bury_case(line.case).await.unwrap();
    commit(act).await;
    assert!(notice(&mut visitor).await.says("Nobody signed for it who could"));

    visitor.cookies.clear();
    visitor.report("Another story.", &[]).await;
    buried(&visitor.world, Some(&signed)).await;
    assert!(notice(&mut visitor).await.says("Nobody signed for it who could"));
}

#[tokio::test]
async fn a_case_that_was_emptied_without_a_notice_is_called_gone() {
    let mut visitor = Visitor::new().await;
    let (words, _) = visitor.report("A story.", &[]).await;
    buried(&visitor.world, None).await;
    assert_eq!(visitor.get("/m").await.leads_to(), "/g");
    assert_eq!(type_code(&mut visitor, &words).await.leads_to(), "/g");
    assert!(notice(&mut visitor).await.says("There is no signed word about it"));
}

#[tokio::test]
async fn the_code_of_an_erased_case_is_answered_as_any_unknown_one() {
    let mut visitor = Visitor::new().await;
    let (words, _) = visitor.report("A story.", &[]).await;
    let case = only_case(&visitor.world).await.case;
    let mut act = visitor.world.vault.stores().main.act().await.unwrap();
    let _emptied = act.erase_case(case).await.unwrap();
    commit(act).await;
    // Its session ends as any does.
    assert_eq!(visitor.get("/m").await.leads_to(), "/c");
    visitor.cookies.clear();
    let erased = type_code(&mut visitor, &words).await;
    visitor.cookies.clear();
    let unknown = visitor.post("/c", &[("k", code().digits().expose_secret())]).await;
    assert_eq!((erased.leads_to(), &erased.text), ("/c", &unknown.text));
    assert_eq!(erased.headers, unknown.headers);
}

#[tokio::test]
async fn the_fullest_notice_fits() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    destroyed(&visitor.world, &"<漢字 & «because»> ".repeat(400)).await;
    published(&visitor.world).await;
    assert!(notice(&mut visitor).await.says("…</p>"));
    visitor.in_every_language("/g", SHORT).await;
}

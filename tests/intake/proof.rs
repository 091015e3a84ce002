//! What the reporter sees of the public log, and takes along.

use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use redchannel::api::wire::PutRead;
use redchannel::ledger::entry::{Event, Reason};
use redchannel::ledger::proof::{Proof, Proved};
use redchannel::ledger::receipt::Receipt;
use redchannel::ledger::tree::TilePlace;
use redchannel::model::id::CaseId;
use redchannel::secret::SecretText;
use redchannel::vault::ledger::moving::{Move, begin};
use redchannel::vault::ledger::{policy, public};
use redchannel::vault::reporter::{Access, add_message};
use redchannel::vault::sessions::{self, Resumed, SessionToken};
use redchannel::vault::staff::put_read;
use redchannel::vault::store::EntryRow;

use super::unit::reply;
use super::visitor::{Answer, Visitor, text};
use super::watched::{cosigned, only_case, published, with_witnesses};
use crate::support::staff::{event, identity, member, say_read};
use crate::support::world::{ORIGIN, World};

const SHORT: usize = 16 * 1024;

async fn page(visitor: &mut Visitor, path: &str) -> Answer {
    let page = visitor.get(path).await;
    assert_eq!(page.text.len(), SHORT, "{path} takes {}", page.text.trim_end().len());
    page
}

/// The way into the case of the visitor's session.
async fn access(visitor: &Visitor) -> Access {
    let token = SessionToken::parse(&visitor.cookies["__Host-r"]).unwrap();
    match sessions::resume(&visitor.world.vault, &token).await.unwrap() {
        Some(Resumed::Open(session)) => session.access,
        other => panic!("{other:?}"),
    }
}

async fn message(visitor: &Visitor, access: &Access, number: u8) {
    add_message(&visitor.world.vault, access, &[number; 16], &SecretText::new("More.")).await.unwrap();
}

/// Verified without anything but the file and the policy.
fn verified(world: &World, file: &Answer) -> Proved {
    Proof::parse(file.text.as_bytes()).unwrap().verify(&policy(&world.vault, ORIGIN)).unwrap()
}

async fn proved(visitor: &mut Visitor, path: &str) -> Proved {
    let file = visitor.get(path).await;
    verified(&visitor.world, &file)
}

#[tokio::test]
async fn without_a_session_there_is_only_the_way_to_the_code() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    published(&visitor.world).await;
    visitor.cookies.clear();
    for path in ["/p", "/p/0", "/q/2", "/g"] {
        assert_eq!(visitor.get(path).await.leads_to(), "/c", "{path}");
    }
}

#[tokio::test]
async fn before_the_next_publication_there_is_the_log_s_word_and_no_more() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("Look and leave") && shown.says("Your report came in"));
    assert!(shown.says("Waits for the next publication, at 18:00 UTC") && !shown.says("stands there"));
    let file = visitor.get("/p/0").await;
    assert_eq!(file.headers[CONTENT_DISPOSITION], "attachment; filename=\"0.receipt\"");
    let policy = policy(&visitor.world.vault, ORIGIN);
    assert_eq!(Receipt::verify(file.text.as_bytes(), &policy).unwrap().kind, "report_received");
}

#[tokio::test]
async fn what_was_published_is_shown_with_its_number_and_taken_along_as_a_file_that_proves_it() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    reply(&visitor.world, "Which gate?").await;
    published(&visitor.world).await;
    let inbox = visitor.get("/m").await;
    assert!(inbox.says("<a href=\"/p\">Is my report in the public log?</a>"));
    assert!(!inbox.says("/p/0") && !inbox.says("Number "), "nothing of it without being asked");
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("3 steps on this page stand in the public log"));
    let order = ["We wrote to you", "Somebody who may read your report opened it", "Your report came in"];
    let places: Vec<_> = order.map(|words| shown.text.find(words).unwrap()).into();
    assert!(places.is_sorted(), "the newest stands first");
    let mut lengths = Vec::new();
    for (step, kind) in (0_u64..).zip(["report_received", "read", "reply_sent"]) {
        let file = visitor.get(&format!("/p/{step}")).await;
        assert_eq!(file.headers[CONTENT_TYPE], "application/octet-stream");
        assert_eq!(file.headers[CACHE_CONTROL], "no-store");
        assert_eq!(file.headers[CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'");
        let name = format!("attachment; filename=\"{step}.tlog-proof\"");
        assert_eq!(file.headers[CONTENT_DISPOSITION], name.as_str());
        let proved = verified(&visitor.world, &file);
        assert_eq!((proved.receipt.step, proved.receipt.kind.as_str()), (step, kind));
        assert!(shown.says(&format!("Number {} of 64. Checked just now", proved.index)));
        lengths.push(file.text.len() - proved.index.to_string().len());
    }
    assert!(lengths.iter().all(|length| *length == lengths[0]), "its length tells the step: {lengths:?}");
}

#[tokio::test]
async fn steps_that_are_not_there_are_answered_as_any_path_that_is_not_there() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    published(&visitor.world).await;
    let nowhere = visitor.get("/nowhere").await;
    for path in ["/p/1", "/p/00", "/p/-1", "/p/x", "/p/99999999999999999999", "/q/0", "/q/1", "/q/2", "/q/02"]
    {
        let answer = visitor.get(path).await;
        assert_eq!((answer.status, &answer.text), (StatusCode::NOT_FOUND, &nowhere.text), "{path}");
    }
}

#[tokio::test]
async fn everybody_gets_only_the_steps_of_their_own_case() {
    let mut visitor = Visitor::new().await;
    visitor.report("The first story.", &[]).await;
    let first = access(&visitor).await;
    message(&visitor, &first, 1).await;
    published(&visitor.world).await;
    let theirs = proved(&mut visitor, "/p/0").await;
    visitor.cookies.clear();
    visitor.report("Another story.", &[]).await;
    published(&visitor.world).await;
    let own = proved(&mut visitor, "/p/0").await;
    assert_ne!(own.receipt.leaf, theirs.receipt.leaf);
    assert_eq!(visitor.get("/p/1").await.status, StatusCode::NOT_FOUND, "the other case has this step");
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("1 step on this page stands") && !shown.says(&format!("Number {} of", theirs.index)));
}

#[tokio::test]
async fn a_proof_leads_to_the_newest_tree_that_enough_witnesses_have_signed() {
    let mut visitor = Visitor::new().await;
    with_witnesses(&visitor.world, 3, 2).await;
    visitor.report("A story.", &[]).await;
    published(&visitor.world).await;
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("Too few bodies from outside have signed it so far: 2 are needed"));
    cosigned(&visitor.world, [1, 2]).await;
    published(&visitor.world).await;
    message(&visitor, &access(&visitor).await, 1).await;
    published(&visitor.world).await;
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("of 64. Checked") && shown.says("of 192. Checked"));
    assert!(shown.says("Who signed the log of 64 entries") && shown.says(", 24 November 2026</li>"));
    assert!(proved(&mut visitor, "/p/0").await.checkpoint.is_witnessed());
    assert!(!proved(&mut visitor, "/p/1").await.checkpoint.is_witnessed());
}

#[tokio::test]
async fn long_cases_go_on_over_pages_that_fit_also_when_everything_is_wrong_at_once() {
    let mut visitor = Visitor::new().await;
    with_witnesses(&visitor.world, 40, 9).await;
    visitor.report("A story.", &[]).await;
    let access = access(&visitor).await;
    for number in 1..=8 {
        message(&visitor, &access, number).await;
    }
    published(&visitor.world).await;
    cosigned(&visitor.world, 1..=12).await;
    for number in 9..=12 {
        message(&visitor, &access, number).await;
    }
    published(&visitor.world).await;
    cosigned(&visitor.world, 1..=8).await;
    without_receipt(&visitor).await;
    message(&visitor, &access, 13).await;
    lose_the_leaf_that_waits(&visitor.world).await;
    message(&visitor, &access, 14).await;
    with_a_receipt_of_somebody_else(&visitor).await;
    let first = page(&mut visitor, "/p").await;
    assert!(first.says("role=\"alert\"") && first.says("<strong>Gone.</strong>"), "{}", first.text);
    assert!(first.says("The receipt is damaged") && first.says("One step has no receipt."));
    assert!(first.says("Who signed the log of 128 entries") && first.says("href=\"/q/2\""));
    for path in ["/p", "/q/2", "/q/3"] {
        visitor.in_every_language(path, SHORT).await;
    }
    let second = page(&mut visitor, "/q/2").await;
    assert!(second.says("href=\"/p\">Newer") && second.says("and 4 more") && !second.says("alert"));
    let third = page(&mut visitor, "/q/3").await;
    assert!(third.says("Your report came in") && third.says("href=\"/q/2\">Newer") && !third.says("/q/4"));
    assert_eq!(visitor.get("/q/4").await.status, StatusCode::NOT_FOUND);
}

/// A member reads and does not say to whom the receipt goes.
async fn without_receipt(visitor: &Visitor) {
    let (vault, key) = (&visitor.world.vault, &visitor.world.people.intake);
    let line = only_case(&visitor.world).await;
    let said = Event::Read { up_to: line.last_sequence, reason: Reason::Casework };
    let mut event = event(vault, key, &identity(key, &line), &line.chain, said);
    event.reporter = None;
    put_read(vault, &member(key), line.case, &PutRead { event }).await.unwrap();
}

pub async fn lose_the_leaf_that_waits(world: &World) {
    let mut tx = world.vault.stores().main.write().await.unwrap();
    for (leaf, _) in tx.waiting(100).await.unwrap() {
        let _was_there = tx.unqueue(&[leaf]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn with_a_receipt_of_somebody_else(visitor: &Visitor) {
    let case: CaseId = only_case(&visitor.world).await.case;
    let mut act = visitor.world.vault.stores().main.act().await.unwrap();
    let (seq, data) = act.last_entry(case).await.unwrap().unwrap();
    let stolen = act.receipt(case, seq).await.unwrap();
    let day = visitor.world.vault.today();
    let row = EntryRow { chain: case, seq: seq + 1, data, leaf: [9; 32], day, receipt: stolen };
    act.record(&row).await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_changed_log_is_an_alarm_and_not_a_broken_page() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    published(&visitor.world).await;
    let mut tx = visitor.world.vault.stores().main.write().await.unwrap();
    let place = TilePlace { level: 0, number: 0 };
    let mut hashes = tx.tile(1, place).await.unwrap().unwrap();
    hashes.fill(7);
    tx.put_tile(1, place, &hashes).await.unwrap();
    tx.commit().await.unwrap();
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("Something is wrong") && shown.says("Does not hold."));
    assert!(shown.says("The ombudsman") && !shown.says("Checked just now"));
    let file = visitor.get("/p/0").await;
    let policy = policy(&visitor.world.vault, ORIGIN);
    assert_eq!(Receipt::verify(file.text.as_bytes(), &policy).unwrap().step, 0, "our word is evidence");
}

#[tokio::test]
async fn a_step_that_still_waits_after_days_is_called_late() {
    let mut visitor = Visitor::new().await;
    let (words, _) = visitor.report("A story.", &[]).await;
    visitor.world.clock.advance(3 * 86_400);
    visitor.post("/c", &[("k", &words.join(" "))]).await;
    assert!(page(&mut visitor, "/p").await.says("<strong>Late.</strong>"));
}

#[tokio::test]
async fn what_waited_when_the_log_began_anew_stands_in_the_new_one() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    published(&visitor.world).await;
    message(&visitor, &access(&visitor).await, 1).await;
    let new = Move { origin: "log.valdoria.example/2".into(), reason: "a restore".into(), last_seen: None };
    begin(&visitor.world.vault, &new).await.unwrap();
    assert!(page(&mut visitor, "/p").await.says("Waits for the next publication"));
    published(&visitor.world).await;
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("in the log that goes on from the first one") && shown.says("2 steps on this page"));
    proved(&mut visitor, "/p/0").await;
    let receipt = visitor.get("/p/1").await;
    assert_eq!(receipt.headers[CONTENT_DISPOSITION], "attachment; filename=\"1.receipt\"");
    assert!(public::overview(&visitor.world.vault).await.unwrap().unwrap().head.origin.ends_with("/2"));
}

#[tokio::test]
async fn a_page_of_the_log_can_be_asked_for_while_others_read_and_write() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    let case = only_case(&visitor.world).await.case;
    say_read(&visitor.world.vault, &visitor.world.people.head, case).await.unwrap();
    published(&visitor.world).await;
    let inbox = visitor.get("/m").await;
    let answer = visitor.send("/m", &[text("t", inbox.hidden("t")), text("s", "More.")]).await;
    assert_eq!(answer.leads_to(), "/m");
    let shown = page(&mut visitor, "/p").await;
    assert!(shown.says("2 steps on this page") && shown.says("You sent a message or a file"));
    assert!(shown.says("Somebody who may read your report opened it"));
}

//! A server that goes back behind what this desk has seen: the pages say it loudly, and nothing can be signed on such ground.

use redchannel::crypto::hash::sha256;
use redchannel::model::casework::triage::IdentityRisk;

use super::ledger::{HONEST, WHOLE, show};
use super::made::TestCase;
use super::visitor::{Browser, Page};
use crate::casework::cast::triaged;
use crate::support::world::report;

/// A case at work, before the eyes of the intake officer.
async fn at_work() -> (Browser, TestCase) {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::new(1, browser.stage.today(), &report("The gate."));
    case.declare(&browser.stage.people.intake, true);
    case.work(&browser.stage.people.intake, &triaged(false, IdentityRisk::Low));
    browser.stage.show(&case);
    browser.get("/").await;
    (browser, case)
}

/// Sends the form that was read before the server lied.
async fn send_note(browser: &mut Browser, case: &TestCase, form: &Page) -> Page {
    let action = format!("/case/{}/do/note", case.id);
    let [token, item, seen] = ["token", "item", "seen"].map(|name| form.field(&action, name));
    let fields = [("token", &*token), ("item", &*item), ("seen", &*seen), ("text", "The words I typed.")];
    browser.post(&action, &fields).await
}

fn stored(browser: &Browser, case: &TestCase) -> usize {
    browser.stage.shown.lock().unwrap().items[&case.id].len()
}

/// Nothing can be signed on the page of the case, nor in a form.
async fn is_barred(browser: &mut Browser, case: &TestCase, words: &str) {
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(page.contains("role=\"alert\"") && page.contains(words), "{page}");
    assert!(page.contains("Nothing can be signed here now: see above."), "{page}");
    assert!(!page.contains("/do/triage\"") && !page.contains("Look at it first"), "{page}");
    assert!(page.contains("The gate."), "what is there can be read");
    for step in ["note", "triage", "propose-close", "move-assessment"] {
        let form = browser.get(&format!("/case/{}/do/{step}", case.id)).await.text();
        assert!(!form.contains("<form method=\"post\" action=\"/case/"), "{step}: {form}");
        assert!(form.contains(words) || form.contains("false ground"), "{step}: {form}");
    }
}

#[tokio::test]
async fn a_case_whose_end_is_withheld_can_be_read_and_not_worked_on() {
    let (mut browser, case) = at_work().await;
    let form = browser.get(&format!("/case/{}/do/note", case.id)).await;
    let mut withheld = None;
    browser.stage.tamper(case.id, |items| withheld = items.pop());
    browser.stage.shown.lock().unwrap().lines[0].last_sequence = 1;
    is_barred(&mut browser, &case, "They are being withheld").await;
    let queue = browser.get("/").await.text();
    assert!(queue.contains("They are being withheld") && queue.contains("Not as it was before"), "{queue}");
    let sent = send_note(&mut browser, &case, &form).await;
    assert_eq!(sent.location(), format!("/case/{}/do/note", case.id));
    assert_eq!(stored(&browser, &case), 2);
    browser.stage.tamper(case.id, |items| items.extend(withheld));
    let page = browser.get(&format!("/case/{}/do/note", case.id)).await.text();
    assert!(page.contains("The words I typed.") && page.contains("Tell oversight first"), "{page}");
    send_note(&mut browser, &case, &form).await;
    assert_eq!(stored(&browser, &case), 4, "it is whole again");
}

#[tokio::test]
async fn on_a_ledger_that_was_set_back_nothing_is_signed_until_it_has_caught_up() {
    let (mut browser, case) = at_work().await;
    show(&browser.stage, HONEST.head((128, WHOLE), 0, 6));
    browser.get("/").await;
    let form = browser.get(&format!("/case/{}/do/note", case.id)).await;
    show(&browser.stage, HONEST.head((64, WHOLE), 128, 6));
    let queue = browser.get("/").await.text();
    assert!(queue.contains("<div class=\"alarm\" role=\"alert\">"));
    assert!(queue.contains("this desk has seen 128 leaves, the server now shows 64"), "{queue}");
    is_barred(&mut browser, &case, "The ledger was set back").await;
    send_note(&mut browser, &case, &form).await;
    assert_eq!(stored(&browser, &case), 3);

    show(&browser.stage, HONEST.head((192, WHOLE), 128, 0));
    browser.get("/").await;
    assert!(browser.get(&format!("/case/{}", case.id)).await.text().contains("/do/triage\""));
    send_note(&mut browser, &case, &form).await;
    assert_eq!(stored(&browser, &case), 4);
    let stored = browser.stage.shown.lock().unwrap().items[&case.id][3].data.clone();
    assert_ne!(sha256(&[&stored]), sha256(&[&case.items[2].data]));
}

#[tokio::test]
async fn a_ledger_that_is_hidden_after_it_was_seen_is_an_alarm_too() {
    let (mut browser, case) = at_work().await;
    show(&browser.stage, HONEST.head((128, WHOLE), 0, 6));
    assert!(!browser.get("/").await.text().contains("shows no ledger"));
    browser.stage.shown.lock().unwrap().ledger = None;
    assert!(browser.get("/").await.text().contains("The server shows no ledger"));
    is_barred(&mut browser, &case, "The server shows no ledger").await;
}

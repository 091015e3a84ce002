//! Searching and saving: what is found in which language, and what stays behind of it.

use http::StatusCode;
use http::header::REFRESH;
use redchannel::desk::reference::Reference;

use super::super::made::TestCase;
use super::super::visitor::{Browser, Page};
use super::cases::{Growing, triage};

async fn search(browser: &mut Browser, words: &str) -> Page {
    let page = browser.get("/").await;
    let (token, at) = (page.field("/search", "token"), page.field("/search", "at"));
    let sent = browser.post("/search", &[("token", &token), ("at", &at), ("words", words)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let path = sent.location().to_owned();
    assert!(path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/?=&_-".contains(&byte)), "{path}");
    browser.get(&path).await
}

fn reference(case: &TestCase) -> String {
    Reference::of(case.id).to_string()
}

#[tokio::test]
async fn a_report_is_found_in_each_of_the_five_languages() {
    let mut browser = Browser::unlocked().await;
    let stories = [
        (
            "The officer at gate seven asked for 500 dollars before he released the container.",
            "GATE release",
            "gate",
        ),
        (
            "L’agent a exigé de l’argent sans reçu pour dédouaner le véhicule à Tanger-Méd.",
            "recu mediterr vehicule",
            "véhicule",
        ),
        (
            "El funcionario retuvo el camión y pidió dinero; la inspección no existió.",
            "inspeccion camion",
            "camión",
        ),
        (
            "O despachante cobrou uma comissão à minha irmã na alfândega de Santos.",
            "COMISSAO irma",
            "comissão",
        ),
        ("طلب مني الموظف مبلغ ٥٠٠ دولار مقابل إخراج الشاحنة من البوابة.", "موظف شاحنه 500", "الموظف"),
    ];
    let mut made = Vec::new();
    for (seed, (story, words, marked)) in (1_u8..).zip(stories) {
        let case = Growing::told(seed, &browser.stage, 2, story).taken_up().show();
        made.push((case, words.replace("mediterr ", ""), marked));
    }
    for (case, words, marked) in &made {
        let text = search(&mut browser, words).await.text();
        assert!(text.contains(&reference(case)) && text.contains("1 case<"), "{words}: {text}");
        assert!(text.contains(&format!("<mark>{marked}</mark>")), "{words}: {text}");
        assert!(text.contains("End the search for "));
    }
    assert!(search(&mut browser, "“gate seven”").await.text().contains("<mark>gate seven</mark>"));
    assert!(search(&mut browser, "“seven gate”").await.text().contains("Nothing fits"));
    assert!(search(&mut browser, "  ").await.text().contains("5 cases"), "no words end the search");
}

#[tokio::test]
async fn messages_notes_files_and_the_office_are_searched_and_what_arrives_at_once() {
    let mut browser = Browser::unlocked().await;
    let head = browser.stage.people.head.clone();
    let mut case = Growing::told(1, &browser.stage, 2, "A story.").triaged(triage("SOL", "Zollamt Häfen"));
    case.case.follow_up("He drives a green lorry.");
    case.case.attach("facture-été.pdf", b"x", |_| {});
    let case = case.declared(&head, redchannel::model::casework::work::Conflict::None);
    let mut case = case.noted(&head, "Ask the weighbridge.", &[]).show();
    for words in ["green lor", "facture ete", "weighbridge", "hafen", "story green", &reference(&case)] {
        assert!(search(&mut browser, words).await.text().contains("1 case<"), "{words}");
    }
    assert!(search(&mut browser, "tomorrow").await.text().contains("Nothing fits"));
    case.follow_up("He comes back tomorrow.");
    browser.stage.show(&case);
    assert!(search(&mut browser, "tomorrow").await.text().contains("<mark>tomorrow</mark>"));
}

#[tokio::test]
async fn before_the_declaration_nothing_of_the_story_is_found() {
    let mut browser = Browser::unlocked().await;
    let mut body = crate::support::world::report("It was Ahmed at the scanner.");
    body.place = "Behind the mosque of Port Said".into();
    let case = Growing::new(1, &browser.stage, 2, &body).show();
    for words in ["ahmed", "scanner", "mosque", "said"] {
        let text = search(&mut browser, words).await.text();
        assert!(text.contains("Nothing fits") && !text.contains(&reference(&case)), "{words}");
    }
    for words in ["money favour", &reference(&case)] {
        let text = search(&mut browser, words).await.text();
        assert!(
            text.contains("New: declare first") && !text.contains("Ahmed") && !text.contains("mosque"),
            "{words}: {text}"
        );
    }
}

#[tokio::test]
async fn a_saved_view_survives_the_session_and_nothing_of_the_search_stays_in_addresses() {
    let mut browser = Browser::unlocked().await;
    let case = Growing::told(1, &browser.stage, 2, "The man with the grey cap.").taken_up().show();
    Growing::told(2, &browser.stage, 2, "Another one.").taken_up().show();
    let page = search(&mut browser, "grey cap").await;
    let (token, at) = (page.field("/views", "token"), page.field("/views", "at"));
    let saved = browser.post("/views", &[("token", &token), ("at", &at), ("name", "Grey <cap>")]).await;
    let old = saved.location().to_owned();
    assert!(browser.get(&old).await.text().contains("The view was saved, sealed with your key."));
    let file = browser.stage.folder.path().join("keys").join("intake.rckey.views");
    assert!(std::fs::read(file).unwrap().starts_with(b"age-encryption.org/v1\n"));

    let lock = browser.get("/").await.field("/lock", "token");
    browser.post("/lock", &[("token", &lock)]).await;
    let passphrase = super::super::visitor::KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&passphrase).await;
    assert!(
        browser.get(&old).await.text().contains("2 cases"),
        "an address of an earlier session says nothing"
    );
    let page = browser.get("/").await;
    let text = page.text();
    let (before, _) = text.split_once("<bdi>Grey &#60;cap&#62;</bdi>").expect("the view is listed");
    let path = before.rsplit_once("href=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let text = browser.get(&path).await.text();
    assert!(text.contains(&reference(&case)) && text.contains("1 case<"), "{text}");
    let token = browser.get("/").await.field("/views/delete", "token");
    browser.post("/views/delete", &[("token", &token), ("name", "Grey <cap>")]).await;
    let text = browser.get("/").await.text();
    assert!(text.contains("The view was deleted.") && !text.contains("Grey"));
}

#[tokio::test]
async fn a_queue_that_is_followed_shows_what_is_new_and_does_not_keep_the_desk_unlocked() {
    let mut browser = Browser::unlocked().await;
    Growing::told(1, &browser.stage, 2, "One.").show();
    let page = browser.get("/").await;
    assert!(!page.headers.contains_key(REFRESH) && page.text().contains("/?reload=minute"));
    let page = browser.get("/?reload=minute").await;
    assert_eq!(page.headers[REFRESH], "60; url=/?reload=minute");
    assert!(!page.text().contains("action=\"/search\""), "nobody types where the page goes away");
    Growing::told(2, &browser.stage, 2, "Two.").show();
    for _ in 0..9 {
        browser.stage.clock.advance(60);
        let text = browser.get("/?reload=minute").await.text();
        assert!(text.contains("2 cases"), "{text}");
    }
    browser.stage.clock.advance(60);
    let page = browser.get("/?reload=minute").await;
    assert!(page.text().contains("Unlock this desk") && !page.headers.contains_key(REFRESH));
}

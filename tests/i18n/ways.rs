//! A choice of language, from the first page to the answer.

use axum::body::Body;
use http::header::{ACCEPT_LANGUAGE, HOST, SET_COOKIE, VARY};
use http::{Method, Request, StatusCode};
use redchannel::crypto::frame::Place;
use redchannel::crypto::open::CaseIdentity;
use redchannel::crypto::words::WordList;
use redchannel::i18n::Lang;
use redchannel::model::report::ReportBody;
use redchannel::web::limits::Budgets;
use tower::ServiceExt;

use crate::intake::visitor::{Answer, HOST_NAME, Visitor, face, text};
use crate::intake::watched::only_case;
use crate::support::staff::items;
use crate::support::world::World;

/// The first page, asked for with this header.
async fn asked(world: &World, path: &str, languages: Option<&str>) -> (StatusCode, String) {
    let mut request = Request::builder().uri(path).header(HOST, HOST_NAME);
    if let Some(languages) = languages {
        request = request.header(ACCEPT_LANGUAGE, languages);
    }
    let router = face(&world.vault, &Budgets::unlimited());
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert!(!response.headers().contains_key(SET_COOKIE), "{path}");
    assert_eq!(response.headers()[VARY], "accept-language", "{path}");
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn written_in(page: &str, code: &str) -> bool {
    page.contains(&format!("<html lang=\"{code}\" dir="))
}

/// Sends a story from the form below `root`; the words of its code and the page after it.
async fn report(visitor: &mut Visitor, root: &str) -> (Vec<String>, Answer) {
    let form = visitor.get(&format!("{root}/n/1")).await;
    let parts = [text("t", form.hidden("t")), text("s", "A story.")];
    let answer = visitor.send(&format!("{root}/n/1"), &parts).await;
    assert_eq!(answer.leads_to(), format!("{root}/d"));
    (form.words(), visitor.follow(&answer).await)
}

/// What the intake officer reads of the only case.
async fn sealed(world: &World) -> ReportBody {
    let officer = &world.people.intake;
    let line = only_case(world).await;
    let key = CaseIdentity::from_wrap(officer.identity(), &line.wrap, line.case, line.epoch).unwrap();
    let first = items(&world.vault, officer, line.case, None).await.unwrap().items.remove(0);
    let place = Place { case: line.case, item: first.item, sequence: first.sequence, previous: None };
    let report = key.open_item(first.epoch, &first.data).unwrap().verify(key.reporter(), &place).unwrap();
    serde_json::from_str(report.body.expose_secret()).unwrap()
}

#[tokio::test]
async fn the_address_decides_then_the_browser_and_an_unknown_language_is_passed_over_in_silence() {
    let world = World::new().await;
    for (path, languages, code) in [
        ("/", None, "en"),
        ("/", Some("de, zh;q=0.5"), "en"),
        ("/", Some("fr-CA, en;q=0.5"), "fr"),
        ("/h", Some("ar"), "ar"),
        ("/fr", Some("ar"), "fr"),
        ("/fr/h", Some("ar"), "fr"),
        ("/de/h", Some("pt"), "pt"),
        ("/de/h", None, "en"),
        ("/xx", Some("es"), "es"),
    ] {
        let (status, page) = asked(&world, path, languages).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(written_in(&page, code), "{path} with {languages:?} is not in {code}");
    }
    // Without a choice, addresses have none.
    let (_, page) = asked(&world, "/", Some("fr")).await;
    assert!(page.contains("href=\"/n\"") && !page.contains("href=\"/fr/n\""));
    // Failures speak as well.
    let (status, page) = asked(&world, "/ar/nowhere", Some("fr")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">") && page.len() == 16 * 1024);
}

#[tokio::test]
async fn two_browsers_that_ask_for_different_languages_get_the_same_page_by_the_same_address() {
    let world = World::new().await;
    let (_, one) = asked(&world, "/es/h", Some("fr-CH, de;q=0.9")).await;
    let (_, other) = asked(&world, "/es/h", None).await;
    assert_eq!(one, other);
}

#[tokio::test]
async fn a_language_is_kept_from_the_form_to_the_answer() {
    let mut visitor = Visitor::new().await;
    let (words, sent) = report(&mut visitor, "/fr").await;
    assert!(written_in(&sent.text, "fr"));
    let listed = (0..2048).map(|index| WordList::French.word(index)).collect::<Vec<_>>();
    assert!(words.iter().all(|word| listed.contains(&word.as_str())), "{words:?}");
    let token = sent.hidden("t");
    let right = visitor.post("/fr/d", &[("t", &token), ("w3", &words[2]), ("w7", &words[6])]).await;
    assert_eq!(right.leads_to(), "/fr/d");
    assert!(visitor.follow(&right).await.says("Votre papier est bon"));
    let inbox = visitor.get("/fr/m").await;
    let answer = visitor.send("/fr/m", &[text("t", inbox.hidden("t")), text("s", "Encore.")]).await;
    assert_eq!(answer.leads_to(), "/fr/m");
    assert!(visitor.follow(&answer).await.says("Nous avons votre message"));
    // Words of one language open the pages of any other.
    visitor.cookies.clear();
    let opened = visitor.post("/pt/c", &[("k", &words.join(" "))]).await;
    assert_eq!(opened.leads_to(), "/pt/m");
    assert!(written_in(&visitor.follow(&opened).await.text, "pt"));
    let left = visitor.get("/pt/x").await;
    assert_eq!(left.leads_to(), "https://www.example.org/weather");
}

#[tokio::test]
async fn every_way_out_of_a_post_keeps_the_language() {
    let mut visitor = Visitor::new().await;
    for (path, to) in [("/ar/c", "/ar/u"), ("/ar/n/1", "/ar/u"), ("/ar/nowhere", "/ar/z"), ("/ar/m", "/ar/c")]
    {
        let answer = visitor.ask(Method::POST, path, None, Body::empty()).await;
        assert!(answer.leads_to().starts_with("/ar/"), "{path} leads to {}, perhaps {to}", answer.leads_to());
    }
    let wrong = visitor.post("/ar/c", &[("k", "not a code")]).await;
    assert_eq!(wrong.leads_to(), "/ar/c");
    assert!(visitor.follow(&wrong).await.says("الرمز غير كامل"));
}

#[tokio::test]
async fn where_a_language_has_no_list_of_words_the_digits_stand_first() {
    let mut visitor = Visitor::new().await;
    for lang in Lang::all() {
        let form = visitor.get(&format!("{}/n/1", lang.prefix())).await;
        let place = |what: &str| form.text.find(what).unwrap();
        let digits_first = place("class=\"digits") < place("class=\"words");
        assert_eq!(digits_first, lang.word_list().is_none(), "{}", lang.code());
        let digits = form.text.split("class=\"digits").nth(1).unwrap().split('<').next().unwrap();
        assert!(
            digits.contains("dir=\"ltr\"")
                && digits.matches(|letter: char| letter.is_ascii_digit()).count() == 27
        );
    }
}

#[tokio::test]
async fn the_unit_learns_a_language_only_from_those_who_chose_one() {
    let mut visitor = Visitor::new().await;
    report(&mut visitor, "/es").await;
    assert_eq!(sealed(&visitor.world).await.language.as_deref(), Some("es"));
    let mut visitor = Visitor::new().await;
    report(&mut visitor, "").await;
    assert_eq!(sealed(&visitor.world).await.language, None);
}

#[test]
fn a_report_without_a_language_is_still_read() {
    let old = r#"{"form":1,"taxonomy":1,"audience":"trader","story":"A story."}"#;
    let body: ReportBody = serde_json::from_str(old).unwrap();
    assert_eq!((body.language.as_deref(), body.story.as_str()), (None, "A story."));
    assert!(!serde_json::to_string(&body).unwrap().contains("language"), "what is absent is not written");
}

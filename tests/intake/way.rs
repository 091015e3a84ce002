//! The reporter's way: form, sent, type-back, coming back, answering, leaving.

use http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};

use super::visitor::{Visitor, text};

const STORY: &str = "He asked for 200 to let the truck go.";

#[tokio::test]
async fn a_report_is_sent_and_its_code_shown_once_more() {
    let mut visitor = Visitor::new().await;
    let (words, sent) = visitor.report(STORY, &[]).await;
    assert!(sent.says("We have your report"));
    assert_eq!(sent.words(), words);
    assert_eq!(words.len(), 8);
}

#[tokio::test]
async fn no_cookie_is_set_before_there_is_something_to_keep() {
    let mut visitor = Visitor::new().await;
    for path in ["/", "/n", "/n/1", "/n/2", "/n/3", "/c", "/h", "/b", "/d", "/m"] {
        let answer = visitor.get(path).await;
        assert!(!answer.headers.contains_key(SET_COOKIE), "{path}");
    }
}

#[tokio::test]
async fn the_session_cookie_has_every_flag_and_nothing_carries_the_code() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/2").await;
    let token = form.hidden("t");
    let sent = visitor.send("/n/2", &[text("t", token.clone()), text("s", STORY)]).await;
    let cookie = sent.headers[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-r="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"), "{cookie}");
    assert_eq!(sent.headers[CACHE_CONTROL], "no-store");
    assert_eq!(sent.leads_to(), "/d");
    let page = visitor.follow(&sent).await;
    let words = form.words();
    for headers in [&form.headers, &sent.headers, &page.headers] {
        let all = format!("{headers:?}").to_lowercase();
        assert!(!all.contains(&token.to_lowercase()));
        for pair in words.windows(2) {
            assert!(!all.contains(&pair.join(" ")) && !all.contains(&pair.join("+")), "{all}");
        }
    }
}

#[tokio::test]
async fn two_words_from_paper_are_checked() {
    let mut visitor = Visitor::new().await;
    let (words, sent) = visitor.report(STORY, &[]).await;
    let token = sent.hidden("t");
    let wrong = visitor.post("/d", &[("t", &token), ("w3", &words[3]), ("w7", &words[6])]).await;
    let page = visitor.follow(&wrong).await;
    assert!(page.says("That does not match"));
    assert!(!visitor.get("/d").await.says("That does not match"), "said once");
    let right =
        visitor.post("/d", &[("t", &token), ("w3", &words[2].to_uppercase()), ("w7", &words[6])]).await;
    assert!(visitor.follow(&right).await.says("Your paper is right"));
}

#[tokio::test]
async fn a_code_opens_the_messages_in_any_spelling_and_never_shows_what_was_sent() {
    let mut visitor = Visitor::new().await;
    let (words, sent) = visitor.report(STORY, &[]).await;
    let digits = sent.text.split("translate=\"no\">").nth(2).unwrap().split('<').next().unwrap().to_owned();
    visitor.get("/x").await;
    for spelling in [words.join(" "), words.join("-").to_uppercase(), digits] {
        let answer = visitor.post("/c", &[("k", &spelling)]).await;
        assert_eq!(answer.leads_to(), "/m", "{spelling}");
        let inbox = visitor.follow(&answer).await;
        assert!(inbox.says("There is no message for you yet") && !inbox.says("let the truck go"));
        assert!(inbox.says("You cannot see it here, on purpose"));
    }
}

#[tokio::test]
async fn every_wrong_code_is_told_apart_only_by_what_anyone_can_compute() {
    let mut visitor = Visitor::new().await;
    let (words, _) = visitor.report(STORY, &[]).await;
    visitor.cookies.clear();
    let with = |place: usize, word: &str| {
        let mut changed = words.clone();
        word.clone_into(&mut changed[place]);
        changed.join(" ")
    };
    for (typed, said) in [
        (String::new(), "The code is not complete"),
        (words[..7].join(" "), "The code is not complete"),
        (with(1, "qqqqq"), "first half (words 1 to 4)"),
        (with(6, "qqqqq"), "second half (words 5 to 8)"),
        ("1".repeat(27), "There is a slip in the code"),
    ] {
        let answer = visitor.post("/c", &[("k", &typed)]).await;
        assert_eq!(answer.leads_to(), "/c");
        assert!(visitor.follow(&answer).await.says(said), "{typed}: {said}");
    }
    let other = crate::support::world::code();
    let unknown = visitor.post("/c", &[("k", other.digits().expose_secret())]).await;
    assert!(visitor.follow(&unknown).await.says("This code opens nothing"));
}

#[tokio::test]
async fn right_and_wrong_codes_are_answered_at_the_same_moment() {
    let mut visitor = Visitor::new().await;
    let (words, _) = visitor.report(STORY, &[]).await;
    let other = crate::support::world::code();
    for typed in [words.join(" "), other.digits().expose_secret().to_owned()] {
        let began = std::time::Instant::now();
        visitor.post("/c", &[("k", &typed)]).await;
        let took = began.elapsed().as_millis();
        let off_grid = took.saturating_sub(1500) % 500;
        assert!(took >= 1500 && off_grid <= 200, "{took} ms");
    }
}

#[tokio::test]
async fn an_answer_is_kept_and_said_so_once() {
    let mut visitor = Visitor::new().await;
    visitor.report(STORY, &[]).await;
    let inbox = visitor.get("/m").await;
    let parts = [text("t", inbox.hidden("t")), text("s", "It was the tall one.")];
    let answer = visitor.send("/m", &parts).await;
    assert_eq!(answer.leads_to(), "/m");
    assert!(visitor.follow(&answer).await.says("We have your message"));
    assert!(!visitor.get("/m").await.says("We have your message"));
    let nothing = visitor.send("/m", &[text("t", inbox.hidden("t")), text("s", " ")]).await;
    assert!(visitor.follow(&nothing).await.says("There was nothing to send"));
}

#[tokio::test]
async fn leaving_ends_the_session_on_the_server_and_clears_the_browser() {
    let mut visitor = Visitor::new().await;
    visitor.report(STORY, &[]).await;
    let kept = visitor.cookies.clone();
    let left = visitor.get("/x").await;
    assert_eq!(left.headers[LOCATION], "https://www.example.org/weather");
    assert_eq!(left.headers["clear-site-data"], "\"cache\", \"cookies\", \"storage\"");
    assert!(visitor.cookies.is_empty());
    visitor.cookies = kept;
    let late = visitor.get("/d").await;
    assert_eq!(late.leads_to(), "/c");
    assert!(visitor.follow(&late).await.says("We closed your page"));
}

#[tokio::test]
async fn a_session_ends_after_a_quarter_of_an_hour_of_silence() {
    let mut visitor = Visitor::new().await;
    visitor.report(STORY, &[]).await;
    visitor.world.clock.advance(14 * 60);
    assert!(visitor.get("/m").await.says("Your messages"));
    visitor.world.clock.advance(16 * 60);
    assert_eq!(visitor.get("/m").await.leads_to(), "/c");
}

#[tokio::test]
async fn a_form_of_one_session_is_no_use_in_another() {
    let mut visitor = Visitor::new().await;
    visitor.report(STORY, &[]).await;
    let stolen = visitor.get("/m").await.hidden("t");
    visitor.cookies.clear();
    let (words, _) = visitor.report("Another story.", &[]).await;
    let answer = visitor.send("/m", &[text("t", stolen.clone()), text("s", "planted")]).await;
    assert_eq!(answer.leads_to(), "/u");
    let answer = visitor.post("/d", &[("t", &stolen), ("w3", &words[2]), ("w7", &words[6])]).await;
    assert_eq!(answer.leads_to(), "/u");
}

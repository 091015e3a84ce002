//! What every page has in common: its length, its headers, and that it fits.

use http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};
use redchannel::intake::STYLE;
use redchannel::web::assets::Stylesheet;

use super::visitor::{Answer, Sent, Visitor};

const SHORT: usize = 16 * 1024;

fn check(path: &str, page: &Answer, length: usize) {
    let text = &page.text;
    let used = text.trim_end().len();
    assert_eq!(text.len(), length, "{path} takes {used}");
    assert!(text.contains("<title>Information</title>"), "{path}");
    assert!(text.contains("lang=\"en\" dir=\"ltr\""), "{path}");
    assert_eq!(text.matches("<h1>").count(), 1, "{path}");
    let first_link = text.split("<a ").nth(1).unwrap();
    assert!(first_link.contains("href=\"/x\"") && first_link.contains("Leave now"), "{path}");
    assert!(text.contains(&format!("<style>{STYLE}</style>")), "{path}");
    let policy = page.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains(Stylesheet::new(STYLE).csp_hash()), "{path}");
    for form in text.split("<form ").skip(1) {
        assert!(form.split('>').next().unwrap().contains("autocomplete=\"off\""), "{path}");
    }
    for field in ["<input ", "<textarea "] {
        for input in text.split(field).skip(1) {
            assert!(input.split('>').next().unwrap().contains("autocomplete=\"off\""), "{path}: {input:.80}");
        }
    }
    for query in ["href=\"?", "/?", "type=\"password\"", "type=\"search\"", "<script", "style=\""] {
        assert!(!text.contains(query), "{path}: {query}");
    }
}

#[tokio::test]
async fn every_page_has_the_same_length_frame_and_policy() {
    let mut visitor = Visitor::new().await;
    for path in [
        "/", "/n", "/c", "/h", "/b", "/f", "/e", "/o", "/z", "/v", "/t", "/u", "/s", "/nowhere", "/n/4",
        "/m/1",
    ] {
        let page = visitor.get(path).await;
        check(path, &page, SHORT);
        visitor.in_every_language(path, SHORT).await;
    }
    for path in ["/n/1", "/n/2", "/n/3"] {
        let page = visitor.get(path).await;
        check(path, &page, 2 * SHORT);
        visitor.in_every_language(path, 2 * SHORT).await;
    }
    let wrong_method = visitor.ask(http::Method::DELETE, "/", None, axum::body::Body::empty()).await;
    assert_eq!(wrong_method.status, 405);
    check("DELETE /", &wrong_method, SHORT);
}

#[tokio::test]
async fn the_fullest_pages_of_a_session_still_fit() {
    const WORST: &str =
        "«漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字»";
    let mut visitor = Visitor::new().await;
    let mut files: Vec<_> = (0..10).map(|_| Sent::File(WORST, vec![1; 1000])).collect();
    files.extend((0..10).map(|_| Sent::File(WORST, vec![1; 10])));
    let (_, sent) = visitor.report("Full.", &files).await;
    check("/d", &sent, SHORT);
    let inbox = visitor.get("/m").await;
    check("/m", &inbox, SHORT);
    assert!(inbox.says("10 more that were not added"));
    // With anything in the box at the top that there is to say.
    for word in said_words() {
        visitor.cookies.insert("__Host-f".into(), word.into());
        for path in ["/d", "/m", "/c"] {
            visitor.in_every_language(path, SHORT).await;
        }
    }
}

/// What the cookie of the box may hold, read off the source.
fn said_words() -> Vec<&'static str> {
    let (_, word) = include_str!("../../src/intake/flash.rs").split_once("const fn word").unwrap();
    let words: Vec<_> = word.split("fn ").next().unwrap().split('"').skip(1).step_by(2).collect();
    assert!(words.len() > 10 && words.contains(&"unnamed"), "{words:?}");
    words
}

#[tokio::test]
async fn a_flash_is_only_ever_one_of_our_words_and_is_taken_back_when_said() {
    let mut visitor = Visitor::new().await;
    visitor.cookies.insert("__Host-f".into(), "<b>planted</b>".into());
    let page = visitor.get("/c").await;
    assert!(!page.says("planted") && !page.headers.contains_key(SET_COOKIE));
    visitor.cookies.insert("__Host-f".into(), "wrong".into());
    let page = visitor.get("/c").await;
    assert!(page.says("This code opens nothing") && page.says("role=\"alert\"") && page.says("href=\"#k\""));
    assert!(page.headers[SET_COOKIE].to_str().unwrap().starts_with("__Host-f=; "));
}

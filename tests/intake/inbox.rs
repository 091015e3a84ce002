//! What the reporter reads when coming back.

use http::StatusCode;

use super::unit::reply;
use super::visitor::{Sent, Visitor, text};

#[tokio::test]
async fn the_unit_s_messages_are_shown_newest_first_with_their_day_and_nothing_finer() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    reply(&visitor.world, "Which gate was it?").await;
    visitor.world.clock.advance(60);
    reply(&visitor.world, "Thank you. <b>We</b> are looking.").await;
    let inbox = visitor.get("/m").await;
    assert!(inbox.says("There are 2 messages for you."));
    let (newer, older) = inbox.text.split_once("Which gate was it?").unwrap();
    assert!(
        newer.contains("Thank you. &#60;b&#62;We&#60;/b&#62; are looking.") && !older.contains("Thank you")
    );
    assert!(inbox.says("<h3>23 November 2026</h3>") && !inbox.says("12:0"));
}

#[tokio::test]
async fn long_conversations_go_on_over_pages_of_the_same_length() {
    let mut visitor = Visitor::new().await;
    let files: Vec<_> = (0..10)
        .map(|_| Sent::File("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", vec![1; 9]))
        .collect();
    visitor.report("A story.", &files).await;
    reply(&visitor.world, &"The first <long> one. ".repeat(300)).await;
    reply(&visitor.world, "The last one.").await;
    let inbox = visitor.get("/m").await;
    let token = inbox.hidden("t");
    let again: Vec<_> = [text("t", token), text("s", "Yes.")].into_iter().chain(files).collect();
    let answer = visitor.send("/m", &again).await;
    visitor.in_every_language("/m", 16 * 1024).await;
    let mut page = visitor.follow(&answer).await;
    assert!(page.says("The last one.") && page.says("We have your message") && page.says("Arrived"));
    let mut seen = 0;
    for number in 2.. {
        assert_eq!(page.text.len(), 16 * 1024, "page {number} takes {}", page.text.trim_end().len());
        seen += page.text.matches("The first &#60;long&#62; one.").count();
        if !page.says(&format!("href=\"/m/{number}\"")) {
            break;
        }
        visitor.in_every_language(&format!("/m/{number}"), 16 * 1024).await;
        page = visitor.get(&format!("/m/{number}")).await;
        assert!(page.says("Newer") && page.says("(continued)"));
    }
    assert!((297..=300).contains(&seen), "{seen} of 300; a cut may fall within one");
    assert_eq!(visitor.get("/m/99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/m/0").await.status, StatusCode::NOT_FOUND);
}

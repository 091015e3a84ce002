//! Files: each by itself, after the text, and never at its cost.

use redchannel::vault::FileLimits;

use super::visitor::{Sent, Visitor, multipart, text};
use crate::support::staff::{items, lines};

const MIB: usize = 1 << 20;

#[tokio::test]
async fn files_arrive_and_are_told_of() {
    let mut visitor = Visitor::new().await;
    let files = [Sent::File("receipt.pdf", vec![b'x'; 2000]), Sent::File("note.txt", b"hello".to_vec())];
    let (_, sent) = visitor.report("With papers.", &files).await;
    assert!(sent.says("receipt.pdf") && sent.says("Arrived, 2 KB. Kept as it is, with any hidden data."));
    assert!(sent.says("note.txt") && sent.says("Arrived, 5 bytes."));
    assert!(sent.says("Add files") && !sent.says("Try the missing files again"));
}

#[tokio::test]
async fn an_input_left_empty_is_not_a_file() {
    let mut visitor = Visitor::new().await;
    let (_, sent) = visitor.report("Without.", &[Sent::File("", Vec::new())]).await;
    assert!(!sent.says("Your files"));
}

#[tokio::test]
async fn a_file_that_is_too_big_costs_neither_the_report_nor_the_next_file() {
    let limits = FileLimits { file_bytes: 100_000, ..FileLimits::default() };
    let mut visitor = Visitor::with(limits).await;
    let files = [Sent::File("video.mp4", vec![1; 3 * MIB]), Sent::File("small.txt", b"small".to_vec())];
    let (_, sent) = visitor.report("Big.", &files).await;
    assert!(sent.says("video.mp4") && sent.says("It is too big"));
    assert!(sent.says("small.txt") && sent.says("Arrived, 5 bytes."));
    assert!(sent.says("Try the missing files again") && sent.says("Not every file was added"));
}

#[tokio::test]
async fn more_than_a_request_may_carry_is_refused_file_by_file() {
    let limits = FileLimits { files_per_request: 2, request_bytes: 50_000, ..FileLimits::default() };
    let mut visitor = Visitor::with(limits).await;
    let file = |name, bytes| Sent::File(name, vec![1; bytes]);
    let files = [file("one.bin", 30_000), file("two.bin", 30_000), file("three.bin", 10)];
    let (_, sent) = visitor.report("Many.", &files).await;
    assert_eq!(sent.text.matches("Not added.").count(), 2);
    assert!(sent.says("It is too big") && sent.says("too many files"));
}

#[tokio::test]
async fn a_body_that_breaks_off_in_a_file_has_its_text_kept() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/1").await;
    let parts = [text("t", form.hidden("t")), text("s", "Kept."), Sent::File("cut.bin", vec![1; 200_000])];
    let mut body = multipart(&parts);
    body.truncate(100_000);
    let answer = visitor.send_bytes("/n/1", body).await;
    assert_eq!(answer.leads_to(), "/d");
    let page = visitor.follow(&answer).await;
    assert!(page.says("We have your report") && page.says("It did not arrive in one piece"));
}

#[tokio::test]
async fn text_after_a_file_is_not_read_and_that_is_said() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/1").await;
    let parts = [
        text("t", form.hidden("t")),
        text("s", "First."),
        Sent::File("a.txt", b"a".to_vec()),
        text("x", "unit:audit"),
    ];
    let answer = visitor.send("/n/1", &parts).await;
    let page = visitor.follow(&answer).await;
    assert!(page.says("Part of it was not read") && page.says("a.txt"));
}

#[tokio::test]
async fn a_story_after_the_files_is_no_story() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/1").await;
    let parts = [text("t", form.hidden("t")), Sent::File("a.txt", b"a".to_vec()), text("s", "Late.")];
    assert_eq!(visitor.send("/n/1", &parts).await.leads_to(), "/v");
}

#[tokio::test]
async fn missing_files_are_added_from_the_page_that_names_them() {
    let mut visitor = Visitor::new().await;
    let (_, sent) = visitor.report("Later.", &[Sent::File("big.bin", vec![1; 26 * MIB])]).await;
    assert!(sent.says("big.bin") && sent.says("Try the missing files again"));
    let second_form = sent.text.split("action=\"/m\"").nth(1).unwrap();
    let token = second_form.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let parts = [text("t", token), text("b", "d"), Sent::File("late.txt", b"late".to_vec())];
    let answer = visitor.send("/m", &parts).await;
    assert_eq!(answer.leads_to(), "/d");
    let page = visitor.follow(&answer).await;
    assert!(page.says("late.txt") && page.says("We got your files"));
    assert!(!page.says("big.bin") && !page.says("Try the missing files again"), "it has been told");
}

#[tokio::test]
async fn the_same_form_with_its_files_again_stores_them_once() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/1").await;
    let parts = [text("t", form.hidden("t")), text("s", "Twice."), Sent::File("a.txt", b"a".to_vec())];
    visitor.send("/n/1", &parts).await;
    let again = visitor.send("/n/1", &parts).await;
    assert!(visitor.follow(&again).await.says("It had arrived before."));
}

#[tokio::test]
async fn a_form_that_now_names_a_reader_has_its_files_held_back_with_its_words() {
    let mut visitor = Visitor::new().await;
    let token = visitor.get("/n/1").await.hidden("t");
    visitor.send("/n/1", &[text("t", token.clone()), text("s", "First.")]).await;
    let named = [
        text("t", token),
        text("s", "It was the head."),
        text("x", "role:audit:head"),
        Sent::File("head.txt", b"proof".to_vec()),
    ];
    let answer = visitor.send("/n/1", &named).await;
    let page = visitor.follow(&answer).await;
    assert!(page.says("We did not add this") && !page.says("head.txt"));
    let (vault, head) = (&visitor.world.vault, &visitor.world.people.head);
    let case = lines(vault, head).await[0].case;
    assert_eq!(items(vault, head, case, None).await.unwrap().items.len(), 1);
}

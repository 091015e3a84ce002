//! What the report form takes, refuses, and never loses.

use axum::body::Body;
use http::{Method, StatusCode};
use redchannel::clock::Day;
use redchannel::vault::{rosters, staff};

use super::visitor::{Sent, Visitor, text};

async fn cases(visitor: &Visitor) -> usize {
    let reader = visitor.world.people.intake.recipient();
    staff::my_cases(&visitor.world.vault, &reader, Day::from_number(0), None).await.unwrap().cases.len()
}

#[tokio::test]
async fn the_same_form_sent_twice_makes_one_report() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/1").await;
    let parts = [text("t", form.hidden("t")), text("s", "Once.")];
    visitor.send("/n/1", &parts).await;
    let again = visitor.send("/n/1", &parts).await;
    assert!(visitor.follow(&again).await.says("We have it already"));
    assert_eq!(cases(&visitor).await, 1);
}

#[tokio::test]
async fn a_report_without_a_story_keeps_nothing_and_says_so() {
    let mut visitor = Visitor::new().await;
    for story in [None, Some(" \n ")] {
        let mut parts = vec![text("t", visitor.get("/n/1").await.hidden("t"))];
        parts.extend(story.map(|story| text("s", story)));
        let answer = visitor.send("/n/1", &parts).await;
        assert_eq!(answer.leads_to(), "/v");
        assert!(visitor.follow(&answer).await.says("There was no story"));
    }
    assert_eq!(cases(&visitor).await, 0);
    assert!(visitor.cookies.is_empty());
}

#[tokio::test]
async fn an_old_or_foreign_form_is_refused_before_anything_is_kept() {
    let mut visitor = Visitor::new().await;
    let token = visitor.get("/n/1").await.hidden("t");
    let made_up = visitor.send("/n/1", &[text("t", "A".repeat(84)), text("s", "x")]).await;
    assert_eq!(made_up.leads_to(), "/e");
    assert_eq!(visitor.send("/n/1", &[text("s", "x")]).await.leads_to(), "/e");
    visitor.world.clock.advance(13 * 3600);
    let old = visitor.send("/n/1", &[text("t", token), text("s", "x")]).await;
    assert_eq!(old.leads_to(), "/e");
    assert_eq!(cases(&visitor).await, 0);
}

#[tokio::test]
async fn somebody_who_must_not_see_it_gets_no_key() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/2").await;
    assert!(
        form.says("value=\"role:audit:intake\"")
            && form.says("Everybody in <bdi>Audit and Investigation Unit</bdi>")
    );
    let parts = [
        text("t", form.hidden("t")),
        text("s", "Boss."),
        text("x", "role:audit:intake"),
        text("x", "role:audit:head"),
    ];
    assert_eq!(visitor.send("/n/2", &parts).await.leads_to(), "/d");
    assert_eq!(cases(&visitor).await, 0, "the intake officer does not even see that it exists");
}

#[tokio::test]
async fn a_choice_of_readers_that_is_not_offered_is_never_dropped_silently() {
    let mut visitor = Visitor::new().await;
    let parts =
        [text("t", visitor.get("/n/1").await.hidden("t")), text("s", "x"), text("x", "role:audit:analyst")];
    assert_eq!(visitor.send("/n/1", &parts).await.leads_to(), "/e");
    assert_eq!(cases(&visitor).await, 0);
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_told_and_not_kept() {
    let mut visitor = Visitor::new().await;
    let token = visitor.get("/n/1").await.hidden("t");
    let broken: [Vec<Sent>; 4] = [
        vec![text("t", token.clone()), text("s", "one"), text("s", "two")],
        vec![text("t", token.clone()), text("s", "nul\0nul")],
        vec![
            text("t", token.clone()),
            Sent::Raw(b"Content-Disposition: form-data; name=\"s\"\r\n\r\n\xff\xfe".to_vec()),
        ],
        vec![text("t", token.clone()), text("s", "x"), text("f", "XXX")],
    ];
    for parts in &broken {
        assert_eq!(visitor.send("/n/1", parts).await.leads_to(), "/u");
    }
    let long = [text("t", token), text("s", "a".repeat(210_000))];
    assert_eq!(visitor.send("/n/1", &long).await.leads_to(), "/t");
    assert_eq!(cases(&visitor).await, 0);
}

#[tokio::test]
async fn every_post_ends_in_a_redirect_whatever_is_wrong_with_it() {
    let mut visitor = Visitor::new().await;
    for path in ["/n/1", "/n/9", "/d", "/c", "/m", "/", "/h", "/nowhere", "/x"] {
        for kind in [
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "text/plain",
        ] {
            for body in ["", "a=b", "a=%zz", "--x\r\nbroken"] {
                let answer = visitor.ask(Method::POST, path, Some(kind.into()), Body::from(body)).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path} {kind} {body}");
                assert!(answer.leads_to().starts_with('/') && answer.text.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn without_a_roster_nothing_is_taken_and_other_doors_are_named() {
    let mut visitor = Visitor::new().await;
    let token = visitor.get("/n/1").await.hidden("t");
    visitor.world.clock.advance(500 * 86_400);
    for path in ["/", "/n", "/n/1"] {
        assert_eq!(visitor.get(path).await.leads_to(), "/o", "{path}");
    }
    assert!(visitor.get("/o").await.says("The ombudsman"));
    assert_eq!(visitor.send("/n/1", &[text("t", token), text("s", "x")]).await.leads_to(), "/e");
    assert!(rosters::reload(&visitor.world.vault).await.is_ok());
}

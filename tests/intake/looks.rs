//! Pictures of the pages, for people to look at: written into the folder that `REDCHANNEL_PICTURES` names, and not taken without it.

use std::path::{Path, PathBuf};

use crate::support::browser::{Browser, Options, Scheme, Viewport};

use super::destroyed::buried;
use super::proof::lose_the_leaf_that_waits;
use super::unit::reply;
use super::visitor::{Sent, Visitor, text};
use super::watched::{cosigned, destroyed, published, with_witnesses};

/// Every page a reporter may see, in the order in which they come, as `name.html` files.
async fn write_pages(folder: &Path) -> Vec<PathBuf> {
    let mut visitor = Visitor::new().await;
    let mut pages = Vec::new();
    let mut keep = keep_in(folder, &mut pages);
    for (name, path) in [
        ("landing", "/"),
        ("who", "/n"),
        ("form-trader", "/n/1"),
        ("form-staff", "/n/2"),
        ("help", "/h"),
        ("busy", "/b"),
        ("full", "/f"),
        ("expired", "/e"),
        ("closed", "/o"),
        ("trouble", "/z"),
        ("missing", "/nowhere"),
    ] {
        let page = visitor.get(path).await;
        keep(name, &page.text);
    }
    visitor.cookies.insert("__Host-f".into(), "second".into());
    keep("code-wrong", &visitor.get("/c").await.text);
    let files = [
        Sent::File("receipt-front.pdf", vec![1; 312_000]),
        Sent::File("video of the whole afternoon at the gate.mp4", vec![1; 26 << 20]),
    ];
    let (words, sent) = visitor.report("He asked for 200.", &files).await;
    keep("sent", &sent.text);
    let token = sent.hidden("t");
    let right = visitor.post("/d", &[("t", &token), ("w3", &words[2]), ("w7", &words[6])]).await;
    keep("sent-checked", &visitor.follow(&right).await.text);
    let inbox = visitor.get("/m").await;
    keep("inbox-empty", &inbox.text);
    let answer = visitor.send("/m", &[text("t", inbox.hidden("t")), text("s", "It was at noon.")]).await;
    keep("inbox-answered", &visitor.follow(&answer).await.text);
    reply(&visitor.world, "Thank you. Which gate was it, and about when?").await;
    reply(
        &visitor.world,
        "We have looked at the records.\n\nWas the officer in uniform? You do not have to answer.",
    )
    .await;
    keep("inbox-replies", &visitor.get("/m").await.text);
    drop(keep);
    write_log_pages(visitor, folder, &mut pages).await;
    write_alarms(folder, &mut pages).await;
    pages
}

fn keep_in<'a>(folder: &'a Path, pages: &'a mut Vec<PathBuf>) -> impl FnMut(&str, &str) + 'a {
    move |name, html| {
        let path = folder.join(format!("{name}.html"));
        std::fs::write(&path, html).expect("a page");
        pages.push(path);
    }
}

/// The log, the proof and the notice, in the states in which they are well.
async fn write_log_pages(mut visitor: Visitor, folder: &Path, pages: &mut Vec<PathBuf>) {
    let mut keep = keep_in(folder, pages);
    keep("log-empty", &visitor.get("/l").await.text);
    keep("proof-waits", &visitor.get("/p").await.text);
    published(&visitor.world).await;
    keep("log-alone", &visitor.get("/l").await.text);
    keep("proof-alone", &visitor.get("/p").await.text);
    with_witnesses(&visitor.world, 3, 2).await;
    published(&visitor.world).await;
    cosigned(&visitor.world, [1]).await;
    keep("log-few", &visitor.get("/l").await.text);
    keep("proof-few", &visitor.get("/p").await.text);
    cosigned(&visitor.world, [2]).await;
    keep("log-enough", &visitor.get("/l").await.text);
    keep("proof-enough", &visitor.get("/p").await.text);
    destroyed(&visitor.world, "The court has ordered it. The person was found not guilty.").await;
    keep("destroyed-waits", &visitor.get("/g").await.text);
    published(&visitor.world).await;
    keep("destroyed", &visitor.get("/g").await.text);
}

/// The pages of a log that somebody has changed, and of a case that went without a word.
async fn write_alarms(folder: &Path, pages: &mut Vec<PathBuf>) {
    let mut visitor = Visitor::new().await;
    visitor.report("He asked for 200.", &[]).await;
    lose_the_leaf_that_waits(&visitor.world).await;
    let mut keep = keep_in(folder, pages);
    keep("proof-alarm", &visitor.get("/p").await.text);
    buried(&visitor.world, None).await;
    keep("destroyed-missing", &visitor.get("/g").await.text);
}

#[tokio::test]
async fn pictures_are_taken_when_somebody_wants_to_look() {
    let Some(folder) = option_env!("REDCHANNEL_PICTURES").map(PathBuf::from) else { return };
    let pages = write_pages(&folder).await;
    for (look, viewport, scheme) in [
        ("phone", Viewport::Phone, Scheme::Light),
        ("phone-dark", Viewport::Phone, Scheme::Dark),
        ("desktop", Viewport::Desktop, Scheme::Light),
    ] {
        let browser = Browser::start(Options { viewport, scheme, ..Options::default() }).await;
        for page in &pages {
            browser.goto(&format!("file://{}", page.display())).await;
            let name = page.file_stem().expect("a name").to_string_lossy();
            browser.screenshot(&folder.join(format!("{name}-{look}.png"))).await;
        }
    }
}

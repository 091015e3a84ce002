//! The page on which anybody sees where the public log stands.

use redchannel::vault::ledger::public;

use super::visitor::Visitor;
use super::watched::{cosigned, published, with_witnesses};

#[tokio::test]
async fn before_the_first_publication_the_page_says_when_it_comes() {
    let mut visitor = Visitor::new().await;
    let page = visitor.get("/l").await;
    assert_eq!(page.text.len(), 16 * 1024);
    assert!(page.says("Nothing is published yet") && page.says("The log begins at 18:00 UTC"));
    for path in ["/", "/h"] {
        assert!(visitor.get(path).await.says("href=\"/l\""), "{path}");
    }
}

#[tokio::test]
async fn the_newest_checkpoint_is_shown_to_the_hour_with_its_root() {
    let mut visitor = Visitor::new().await;
    visitor.report("A story.", &[]).await;
    published(&visitor.world).await;
    let page = visitor.get("/l").await;
    assert!(page.says("64 entries") && page.says("published at 12:00 UTC on 23 November 2026"));
    assert!(page.says("Nobody outside signs this log yet") && page.says("log.valdoria.example/1"));
    let root = public::overview(&visitor.world.vault).await.unwrap().unwrap().head.root;
    let shown = page.text.split("translate=\"no\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(shown.replace(' ', ""), data_encoding::BASE64.encode(&root.0));
    // It knows nobody: what a reporter sees there is what a stranger sees.
    visitor.cookies.clear();
    assert_eq!(visitor.get("/l").await.text, page.text);
}

#[tokio::test]
async fn witnesses_are_named_with_their_day_and_too_few_of_them_are_no_secret() {
    let mut visitor = Visitor::new().await;
    with_witnesses(&visitor.world, 3, 2).await;
    published(&visitor.world).await;
    cosigned(&visitor.world, [1]).await;
    let page = visitor.get("/l").await;
    assert!(page.says("At least 2 must sign.") && page.says("Too few have signed this one"));
    assert!(page.says("signed on 24 November 2026"));
    assert_eq!(page.text.matches("not yet</li>").count(), 2);
    cosigned(&visitor.world, [3]).await;
    let page = visitor.get("/l").await;
    assert!(page.says("Enough have signed") && !page.says("Too few"));
}

#[tokio::test]
async fn the_fullest_page_fits() {
    let mut visitor = Visitor::new().await;
    with_witnesses(&visitor.world, 40, 15).await;
    published(&visitor.world).await;
    cosigned(&visitor.world, 1..=14).await;
    let page = visitor.get("/l").await;
    assert!(page.says("and 6 more who signed") && page.says("and 18 more who did not yet"));
    assert_eq!(page.text.len(), 16 * 1024, "{}", page.text.trim_end().len());
    visitor.in_every_language("/l", 16 * 1024).await;
}

//! Budgets: what is held up, and what never is.

use redchannel::web::limits::{Budget, Budgets};
use std::time::Duration;

use super::visitor::{Visitor, text};
use crate::support::world::World;

const ONCE: Budget = Budget::Of { requests: 1, per: Duration::from_hours(1) };

#[tokio::test]
async fn whoever_asks_too_often_is_told_to_wait_and_can_still_leave() {
    let budgets = Budgets { pages: ONCE, check: ONCE, submit: ONCE, ..Budgets::unlimited() };
    let mut visitor = Visitor::limited(World::new().await, &budgets);
    let form = visitor.get("/n/1").await;
    let parts = [text("t", form.hidden("t")), text("s", "Once.")];
    assert_eq!(visitor.send("/n/1", &parts).await.leads_to(), "/d");
    assert_eq!(visitor.send("/n/1", &parts).await.leads_to(), "/b");
    assert_eq!(visitor.post("/c", &[("k", "nonsense")]).await.leads_to(), "/c");
    assert_eq!(visitor.post("/c", &[("k", "nonsense")]).await.leads_to(), "/b");
    let page = visitor.get("/").await;
    assert_eq!(page.status, 429);
    assert!(page.says("Please wait a moment") && page.text.len() == 16 * 1024);
    for _ in 0..3 {
        assert!(visitor.get("/b").await.says("Please wait a moment"));
        assert_eq!(visitor.get("/x").await.status, 303);
    }
}

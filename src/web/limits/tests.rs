use axum::routing::{get, post};
use http::StatusCode;
use http::header::RETRY_AFTER;
use tower::ServiceExt;

use super::*;

const HOUR: Duration = Duration::from_hours(1);

fn two_of_each() -> Budgets {
    let two = Budget::of(2, HOUR);
    Budgets { pages: two, check: two, submit: two, submit_all: Budget::of(3, HOUR), log: two, clients: 10 }
}

fn router(budgets: &Budgets) -> (Router, Limits) {
    let limits = Limits::new(budgets);
    let pages = Router::new().route("/", get(async || "page"));
    let tries = get(async || "form").merge(limits.on_methods(Group::Check, post(async || "tried")));
    let submit = Router::new().route("/send", post(async || "sent"));
    let router = Router::new()
        .merge(limits.on_routes(Group::Pages, pages))
        .merge(limits.on_routes(Group::Submit, submit))
        .route("/try", tries);
    (router, limits)
}

async fn ask(router: &Router, client: u8, request: http::request::Builder) -> axum::response::Response {
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ClientKey::from_bytes([client; 8]));
    router.clone().oneshot(request).await.unwrap()
}

async fn statuses(router: &Router, method: &str, path: &str, clients: &[u8]) -> Vec<u16> {
    let mut got = Vec::new();
    for client in clients {
        let response = ask(router, *client, Request::builder().method(method).uri(path)).await;
        got.push(response.status().as_u16());
    }
    got
}

#[tokio::test]
async fn each_client_has_a_budget_of_its_own() {
    let (router, _) = router(&two_of_each());
    assert_eq!(statuses(&router, "GET", "/", &[1, 1, 1, 2, 2, 2]).await, [200, 200, 429, 200, 200, 429]);
}

#[tokio::test]
async fn an_excess_tells_the_constant_pause_and_no_count() {
    let (router, _) = router(&two_of_each());
    statuses(&router, "GET", "/", &[1, 1]).await;
    let response = ask(&router, 1, Request::get("/")).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()[RETRY_AFTER], "60");
    assert!(response.headers().keys().all(|name| !name.as_str().starts_with("x-ratelimit")));
}

#[tokio::test]
async fn the_budget_of_one_method_is_not_that_of_another() {
    let (router, _) = router(&two_of_each());
    assert_eq!(statuses(&router, "POST", "/try", &[1, 1, 1]).await, [200, 200, 429]);
    assert_eq!(statuses(&router, "GET", "/try", &[1, 1, 1]).await, [200, 200, 200]);
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_draw_on_no_budget() {
    let (router, _) = router(&two_of_each());
    assert_eq!(statuses(&router, "GET", "/nowhere", &[1; 5]).await, [404; 5]);
    assert_eq!(statuses(&router, "DELETE", "/try", &[1; 5]).await, [405; 5]);
    assert_eq!(statuses(&router, "GET", "/send", &[1; 5]).await, [405; 5]);
    assert_eq!(statuses(&router, "POST", "/send", &[1]).await, [200]);
}

#[tokio::test]
async fn posts_draw_on_the_client_s_budget_and_reports_on_that_of_all() {
    let (router, limits) = router(&two_of_each());
    assert_eq!(statuses(&router, "POST", "/send", &[1, 1, 1, 2, 2, 2]).await, [200, 200, 429, 200, 200, 429]);
    let admitted = [(); 4].map(|()| limits.admit_report());
    assert_eq!(admitted, [Ok(()), Ok(()), Ok(()), Err(AllUsedUp)]);
}

#[tokio::test]
async fn beyond_the_cap_strangers_share_one_bucket_and_memory_stays_bounded() {
    let (router, limits) = router(&two_of_each());
    let crowd: Vec<u8> = (0..100).collect();
    let served =
        statuses(&router, "GET", "/", &crowd).await.into_iter().filter(|status| *status == 200).count();
    assert_eq!(served, 10 + 2);
    assert!(limits.pages.unwrap().limiter.len() <= 11);
}

#[tokio::test]
async fn tidying_forgets_clients_whose_budget_is_full_again() {
    let quick = Budget::of(2, Duration::from_nanos(2));
    let (router, limits) = router(&Budgets { pages: quick, ..two_of_each() });
    statuses(&router, "GET", "/", &[1, 2, 3]).await;
    statuses(&router, "POST", "/try", &[1, 2, 3]).await;
    limits.forget_idle();
    assert_eq!(limits.pages.as_ref().unwrap().limiter.len(), 0);
    assert_eq!(limits.check.as_ref().unwrap().limiter.len(), 3);
}

#[tokio::test]
async fn tidying_ends_with_the_server() {
    let stop = CancellationToken::new();
    let task = tokio::spawn(Limits::new(&two_of_each()).tidy(stop.clone()));
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn limits_can_be_off_and_shared() {
    let (router, _) = router(&Budgets::unlimited());
    assert!(statuses(&router, "POST", "/send", &[1; 50]).await.iter().all(|status| *status == 200));
    let third = Budgets::default().shared_by(3);
    assert_eq!((third.pages, third.submit), (Budget::of(20, Duration::from_mins(1)), Budget::of(1, HOUR)));
    assert_eq!(Budgets::default().shared_by(100).submit, Budget::of(1, HOUR));
}

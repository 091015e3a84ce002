//! The layers of a face, in their one order.
//!
//! From the outside to the inside, and why there:
//!
//! 1. headers: whatever leaves carries them, also what the layers below make up;
//! 2. failures: replaces the body of whatever went wrong further in, and counts its cause;
//! 3. panics: below the two, so that a panic's answer passes them; above all that could panic;
//! 4. host: before anything looks at the request;
//! 5. cross-site requests: before a body is read;
//! 6. time limits: around handlers and the bodies they read.
//!
//! Budgets ([`super::limits`]) stand further in, on groups of routes: they differ, and a refused host should not draw
//! on one.

use axum::Router;
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;

use super::csrf;
use super::deadline::{self, RequestLimits};
use super::error::{self, Pages};
use super::headers::{self, SecurityHeaders};
use super::host::{self, Hosts};

/// What a face's layers need to know.
#[derive(Clone, Debug)]
pub struct Face {
    /// Security headers.
    pub headers: SecurityHeaders,
    /// Failure pages.
    pub pages: Pages,
    /// Names the listener answers to.
    pub hosts: Hosts,
    /// Where unsafe requests may come from.
    pub csrf: csrf::Rule,
    /// Time limits.
    pub limits: RequestLimits,
}

impl Face {
    /// Puts all layers around `router`, which has all its routes.
    pub fn wrap(self, router: Router) -> Router {
        // `Router::layer` puts each one around those before it: read from the bottom for the order above.
        router
            .layer(from_fn_with_state(self.limits, deadline::limit))
            .layer(from_fn_with_state(self.csrf, csrf::same_origin))
            .layer(from_fn_with_state(self.hosts, host::only_ours))
            .layer(CatchPanicLayer::custom(error::panicked))
            .layer(from_fn_with_state(self.pages, error::pages))
            .layer(from_fn_with_state(self.headers, headers::put_on_all))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::extract::Request;
    use axum::response::{IntoResponse, Response};
    use axum::routing::{get, post};
    use http::StatusCode;
    use http::header::CONTENT_LENGTH;
    use tower::ServiceExt;

    use super::*;
    use crate::web::assets::Stylesheet;
    use crate::web::error::{AfterPost, Failed};
    use crate::web::events::Events;
    use crate::web::form::{Form, FormRules};
    use crate::web::limits::{Budget, Budgets, Group, Limits};
    use crate::web::padding::Step;

    async fn form(request: Request) -> Result<&'static str, Failed> {
        Form::read(request, &FormRules { max_bytes: 100, ..FormRules::default() }).await?;
        Ok("read")
    }

    async fn panics() -> Response {
        let payload = "the story said: pepper";
        std::panic::resume_unwind(Box::new(payload));
    }

    fn face() -> Face {
        Face {
            headers: SecurityHeaders::new(&Stylesheet::new("p{}"), headers::Reach::Private).unwrap(),
            pages: Pages {
                body: |status| format!("<h1>{}</h1></html>", status.as_u16()),
                content_type: "text/html; charset=utf-8",
                padding: Some(Step::Short),
                after_post: AfterPost::Page,
                events: Events::default(),
            },
            hosts: Hosts::new(["ours"]),
            csrf: csrf::Rule::new(["https://ours"], csrf::Headerless::Allow),
            limits: RequestLimits {
                grace: Duration::from_millis(20),
                handler: Duration::from_millis(200),
                ..RequestLimits::default()
            },
        }
    }

    fn router() -> Router {
        let once =
            Budgets { pages: Budget::Of { requests: 1, per: Duration::from_hours(1) }, ..Budgets::default() };
        let limited = Router::new().route("/limited", get(async || "ok"));
        let router = Router::new()
            .route("/", get(async || "ok"))
            .route("/form", post(form))
            .route("/panic", get(panics))
            .route("/stuck", get(std::future::pending::<()>))
            .route("/error", get(async || StatusCode::INTERNAL_SERVER_ERROR.into_response()))
            .merge(Limits::new(&once).on_routes(Group::Pages, limited));
        face().wrap(router)
    }

    fn request(method: &str, path: &str) -> http::request::Builder {
        http::Request::builder().method(method).uri(path).header("host", "ours")
    }

    async fn check(router: &Router, request: http::request::Builder, body: Body, expected: u16) {
        let response = router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        assert_eq!(response.status().as_u16(), expected);
        assert!(headers::complete(response.headers()), "{expected}: {:?}", response.headers());
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        if expected >= 400 {
            let start = format!("<h1>{expected}</h1></html> ");
            assert!(body.starts_with(start.as_bytes()), "{expected}");
            assert_eq!(body.len(), Step::Short.bytes());
        }
    }

    #[tokio::test]
    async fn every_answer_carries_every_header_and_every_failure_its_constant_page() {
        let router = router();
        let form = |kind| request("POST", "/form").header("content-type", kind);
        let urlencoded = "application/x-www-form-urlencoded";
        check(&router, request("GET", "/"), Body::empty(), 200).await;
        check(&router, request("GET", "/nowhere"), Body::empty(), 404).await;
        check(&router, request("DELETE", "/"), Body::empty(), 405).await;
        check(&router, request("PROPFIND", "/"), Body::empty(), 405).await;
        check(&router, form(urlencoded), Body::from("a=b"), 200).await;
        check(&router, form(urlencoded), Body::from("a=%zz"), 400).await;
        check(&router, form(urlencoded), Body::from("a".repeat(101)), 413).await;
        check(&router, form("text/plain"), Body::from("a=b"), 415).await;
        check(&router, form(urlencoded).header("origin", "https://evil.example"), Body::from("a=b"), 403)
            .await;
        check(
            &router,
            form(urlencoded),
            Body::from_stream(futures::stream::pending::<Result<&str, std::io::Error>>()),
            408,
        )
        .await;
        check(&router, http::Request::get("/").header("host", "theirs"), Body::empty(), 421).await;
        check(&router, request("GET", "/limited"), Body::empty(), 200).await;
        check(&router, request("GET", "/limited"), Body::empty(), 429).await;
        check(&router, request("GET", "/panic"), Body::empty(), 500).await;
        check(&router, request("GET", "/error"), Body::empty(), 500).await;
        check(&router, request("GET", "/stuck"), Body::empty(), 503).await;
    }

    #[tokio::test]
    async fn an_answer_to_head_has_the_length_of_the_page_and_no_body() {
        let response =
            router().oneshot(request("HEAD", "/nowhere").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(response.headers().get(CONTENT_LENGTH).is_none_or(|length| length == "16384"));
    }
}

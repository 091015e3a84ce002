//! Failures: a constant body per status, with the cause beside it for the log and never in it.
//!
//! Handlers and layers answer [`Failure`]s, which are empty. [`pages`] stands outside of them all and replaces the
//! body of every answer of 400 and above, whoever made it: a text that some extractor wrote (axum's name the field
//! and the byte) never reaches a visitor. Only an answer that carries [`Finished`] keeps its body.
//!
//! Chromium writes the body of a POST into its session file when the answer is a page. A failure after a POST is
//! therefore answered with a redirect, where the face says so.

use std::any::Any;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};

use super::events::{Event, Events};
use super::language::Speech;
use super::padding::{self, Step};
use super::page::see_other;

/// Ways in which a request fails, as far as the visitor may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request makes no sense.
    BadRequest,
    /// The request came from another site, or lacks its token.
    Forbidden,
    /// There is no such thing, or not for this caller; the two look alike.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The client took too long.
    TooSlow,
    /// It changed under the caller.
    Conflict,
    /// The body, or a field of it, is too large.
    TooLarge,
    /// The body is of another type than this path reads.
    WrongType,
    /// The `Host` is not ours.
    Misdirected,
    /// The budget of this client, or of all, is used up.
    TooMany,
    /// Our fault.
    Internal,
    /// Something this needs is down or busy.
    Unavailable,
}

impl Failure {
    /// The status this is answered with.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer, with its cause beside it.
    pub fn because(self, event: Event) -> Failed {
        Failed { failure: self, event: Some(event) }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        Failed { failure: self, event: None }.into_response()
    }
}

/// A failure and, for the log, its cause. Works as the error of a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed {
    failure: Failure,
    event: Option<Event>,
}

impl Failed {
    /// What the visitor may know of it.
    pub const fn failure(self) -> Failure {
        self.failure
    }
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self { failure, event: None }
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = self.failure.status().into_response();
        if matches!(self.failure, Failure::TooMany) {
            // Constant: the true time would tell how the budget is counted, and who else draws on it.
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        if let Some(event) = self.event {
            response.extensions_mut().insert(event);
        }
        response
    }
}

/// Put into the extensions of an answer of 400 or above whose body shall stay as it is.
#[derive(Clone, Copy, Debug)]
pub struct Finished;

/// Put into the extensions of an answer to a program: status and body stay as they are, also after a POST. No browser sent it, so no
/// browser keeps what was sent.
#[derive(Clone, Copy, Debug)]
pub struct ToProgram;

/// Put into the extensions of a request whose failures are told in a language: takes the place of [`Pages::body`].
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// The body for a status in a language, the same every time.
    pub of: fn(StatusCode, Speech) -> String,
    /// The language.
    pub speech: Speech,
}

/// How a face answers failures.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The body for a status, the same every time.
    pub body: fn(StatusCode) -> String,
    /// The type of that body.
    pub content_type: &'static str,
    /// Whether the body is HTML and filled up to a step, so that its length tells no failure from a page.
    pub padding: Option<Step>,
    /// What answers a failed POST.
    pub after_post: AfterPost,
    /// Where causes are counted.
    pub events: Events,
}

/// What answers a failed POST.
#[derive(Clone, Copy, Debug)]
pub enum AfterPost {
    /// The failure's own page.
    Page,
    /// 303 to the path this gives for the status. That path answers GET with what there is to say.
    SeeOther(fn(StatusCode) -> &'static str),
}

/// The layer of failures; see the module.
pub async fn pages(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let posted = request.method() == Method::POST;
    let spoken = request.extensions().get::<Body>().copied();
    let response = next.run(request).await;
    if let Some(event) = response.extensions().get::<Event>() {
        pages.events.count(*event);
    }
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || response.extensions().get::<ToProgram>().is_some() {
        return response;
    }
    if let (true, AfterPost::SeeOther(path)) = (posted, pages.after_post) {
        let mut redirect = see_other(path(status));
        if let Some(pause) = response.headers().get(RETRY_AFTER) {
            redirect.headers_mut().insert(RETRY_AFTER, pause.clone());
        }
        return redirect;
    }
    if response.extensions().get::<Finished>().is_some() {
        return response;
    }
    let body = spoken.map_or_else(|| (pages.body)(status), |body| (body.of)(status, body.speech));
    replace_body(&response, status, body, &pages)
}

fn replace_body(response: &Response, status: StatusCode, body: String, pages: &Pages) -> Response {
    let body = match pages.padding {
        Some(step) => padding::pad(body, step),
        None => body,
    };
    let mut replaced =
        (status, [(CONTENT_TYPE, HeaderValue::from_static(pages.content_type))], body).into_response();
    for name in [RETRY_AFTER, http::header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            replaced.headers_mut().insert(name, value.clone());
        }
    }
    replaced
}

/// Answers a panic. What it said may quote a request, so it is not even looked at.
pub fn panicked(_payload: Box<dyn Any + Send + 'static>) -> Response {
    Failure::Internal.because(Event::new("web.panic")).into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::{get, post};
    use http::header::LOCATION;
    use tower::ServiceExt;

    use super::*;

    const CAUSE: Event = Event::new("test.cause");

    fn constant(status: StatusCode) -> String {
        format!("<p>{}</p></html>", status.as_u16())
    }

    fn trouble(status: StatusCode) -> &'static str {
        if status == StatusCode::PAYLOAD_TOO_LARGE { "/large" } else { "/trouble" }
    }

    fn router(after_post: AfterPost, events: &Events) -> Router {
        let pages_of_face = Pages {
            body: constant,
            content_type: "text/html; charset=utf-8",
            padding: Some(Step::Short),
            after_post,
            events: events.clone(),
        };
        Router::new()
            .route("/own", get(async || (StatusCode::BAD_REQUEST, "field `story` at byte 17")))
            .route("/kept", get(async || (StatusCode::CONFLICT, axum::Extension(Finished), "kept")))
            .route("/fails", get(async || Failure::Internal.because(CAUSE)))
            .route("/large", post(async || Failure::TooLarge.because(CAUSE)))
            .route("/busy", post(async || Failure::TooMany))
            .route("/told", post(async || (StatusCode::CONFLICT, axum::Extension(ToProgram), "64")))
            .layer(from_fn_with_state(pages_of_face, pages))
    }

    async fn ask(router: Router, method: Method, path: &str) -> (Response, String) {
        let request = http::Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }

    #[tokio::test]
    async fn a_text_from_within_never_reaches_the_visitor() {
        let (response, text) = ask(router(AfterPost::Page, &Events::default()), Method::GET, "/own").await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(text.starts_with("<p>400</p></html>") && !text.contains("story"), "{text}");
        assert_eq!(text.len(), 16 * 1024);
    }

    #[tokio::test]
    async fn an_answer_marked_as_finished_is_left_alone() {
        let (_, text) = ask(router(AfterPost::Page, &Events::default()), Method::GET, "/kept").await;
        assert_eq!(text, "kept");
    }

    #[tokio::test]
    async fn the_cause_is_counted_and_not_shown() {
        let events = Events::default();
        let (_, text) = ask(router(AfterPost::Page, &events), Method::GET, "/fails").await;
        assert!(!text.contains("cause"));
        assert_eq!(events.take().get(&CAUSE), Some(&1));
    }

    #[tokio::test]
    async fn a_failed_post_is_redirected_where_the_face_says_so() {
        let events = Events::default();
        let (response, text) =
            ask(router(AfterPost::SeeOther(trouble), &events), Method::POST, "/large").await;
        assert_eq!((response.status(), text.as_str()), (StatusCode::SEE_OTHER, ""));
        assert_eq!(response.headers()[LOCATION], "/large");
        assert_eq!(events.take().get(&CAUSE), Some(&1));
        let (response, _) = ask(router(AfterPost::SeeOther(trouble), &events), Method::POST, "/busy").await;
        assert_eq!(response.headers()[RETRY_AFTER], "60");
        let (response, _) = ask(router(AfterPost::Page, &events), Method::POST, "/large").await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let (response, text) =
            ask(router(AfterPost::SeeOther(trouble), &events), Method::POST, "/told").await;
        assert_eq!((response.status(), text.as_str()), (StatusCode::CONFLICT, "64"), "a program is told");
    }

    #[tokio::test]
    async fn a_wrong_method_keeps_the_list_of_right_ones() {
        let (response, text) = ask(router(AfterPost::Page, &Events::default()), Method::DELETE, "/own").await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert!(response.headers()[http::header::ALLOW].to_str().unwrap().contains("GET"));
        assert!(text.starts_with("<p>405</p>"));
    }
}

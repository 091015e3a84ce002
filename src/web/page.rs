//! What handlers answer with: a page from a template, filled up to its step, or the way to another page.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderValue, StatusCode};

use super::error::{Failure, Finished};
use super::events::Event;
use super::padding::{Step, pad};

/// The type of every page.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A page: a template with its status and its step. No `Debug`: templates hold what people wrote.
#[derive(Clone)]
pub struct Page<T> {
    template: T,
    status: StatusCode,
    step: Step,
}

impl<T: Template> Page<T> {
    /// The page of `template`, with status 200 and the short step.
    pub const fn new(template: T) -> Self {
        Self { template, status: StatusCode::OK, step: Step::Short }
    }

    /// The same page with another status. Its own text stays, also where the status says that something failed.
    #[must_use]
    pub const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same page with another step.
    #[must_use]
    pub const fn with_step(mut self, step: Step) -> Self {
        self.step = step;
        self
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let Ok(html) = self.template.render() else {
            return Failure::Internal.because(Event::new("web.page.render")).into_response();
        };
        let mut response = (self.status, [(CONTENT_TYPE, HTML)], pad(html, self.step)).into_response();
        response.extensions_mut().insert(Finished);
        response
    }
}

/// 303 to a path of this site: what every POST ends with, since Chromium writes the body of a POST to its session
/// file when it is answered with a page. A path that leads elsewhere (`//host`, `https:…`), or that no header can
/// carry, is our mistake and answered with 500.
pub fn see_other(path: &str) -> Response {
    let local = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    match HeaderValue::from_str(path) {
        Ok(location) if local => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        _ => Failure::Internal.because(Event::new("web.redirect")).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    #[derive(Template)]
    #[template(source = "<html><p>{{ text }}</p></html>\n", ext = "html")]
    struct Hello {
        text: &'static str,
    }

    async fn body(response: Response) -> String {
        String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_page_is_escaped_and_filled_up_to_its_step() {
        let text = body(Page::new(Hello { text: "<script>" }).into_response()).await;
        assert!(!text.contains("<script>") && text.contains("script"), "{text}");
        assert_eq!(text.len(), 16 * 1024);
        let text = body(Page::new(Hello { text: "" }).with_step(Step::Long).into_response()).await;
        assert_eq!(text.len(), 32 * 1024);
    }

    #[test]
    fn a_redirect_stays_on_this_site() {
        assert_eq!(see_other("/sent").status(), StatusCode::SEE_OTHER);
        for path in ["//evil.example", "https://evil.example", "", "/\\evil.example", "/a\r\nSet-Cookie: b"] {
            assert_eq!(see_other(path).status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        }
    }
}

//! A reporter with a browser that keeps cookies and does nothing else.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use redchannel::i18n::Lang;
use redchannel::intake::form_token::FormKeys;
use redchannel::intake::settings::FORM_LIFETIME;
use redchannel::intake::{Intake, IntakeConfig, router};
use redchannel::secret::Secret;
use redchannel::vault::{FileLimits, Vault};
use redchannel::web::deadline::RequestLimits;
use redchannel::web::events::Events;
use redchannel::web::headers::Reach;
use redchannel::web::limits::{Budgets, Limits};
use tower::ServiceExt;

use crate::support::world::World;

pub const HOST_NAME: &str = "report.example.org";
const BOUNDARY: &str = "----a-boundary-of-a-browser";

pub fn config() -> IntakeConfig {
    IntakeConfig {
        leave_to: "https://www.example.org/weather".into(),
        other_channels: vec!["The ombudsman, Main Street 1, telephone 555 0100".into()],
        support: vec!["Women's help line, free, day and night: 555 0199".into()],
        law: vec!["The law of Valdoria protects people who report without a name.".into()],
        language: Lang::source(),
        form_keys: FormKeys { current: Secret::new([7; 32]), previous: None },
        form_lifetime: FORM_LIFETIME,
        hosts: vec![HOST_NAME.into()],
        origins: vec![format!("https://{HOST_NAME}")],
        reach: Reach::Clearnet { onion: None },
        request_limits: RequestLimits { handler: Duration::from_hours(1), ..RequestLimits::default() },
        events: Events::default(),
    }
}

pub fn face(vault: &Vault, budgets: &Budgets) -> Router {
    let intake = Intake::new(vault.clone(), config(), Limits::new(budgets));
    router(intake.expect("a good configuration"))
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// Where it leads.
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text.trim());
        self.headers[LOCATION].to_str().unwrap()
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.text.split_once(&start).unwrap_or_else(|| panic!("no field {name}"));
        rest.split('"').next().unwrap().to_owned()
    }

    /// The words on the code card.
    pub fn words(&self) -> Vec<String> {
        let (_, card) = self.text.split_once("<ol class=\"words").expect("a code card");
        let card = card.split("</ol>").next().unwrap();
        card.split("</i>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    }

    pub fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }
}

/// A part of a multipart body.
#[derive(Clone)]
pub enum Sent {
    Text(&'static str, String),
    File(&'static str, Vec<u8>),
    Raw(Vec<u8>),
}

pub fn text(name: &'static str, value: impl Into<String>) -> Sent {
    Sent::Text(name, value.into())
}

/// Somebody at a browser.
pub struct Visitor {
    pub world: World,
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub async fn new() -> Self {
        Self::of(World::new().await)
    }

    pub async fn with(limits: FileLimits) -> Self {
        Self::of(World::with(limits).await)
    }

    pub fn of(world: World) -> Self {
        Self::limited(world, &Budgets::unlimited())
    }

    pub fn limited(world: World, budgets: &Budgets) -> Self {
        let router = face(&world.vault, budgets);
        Self { world, router, cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, None, Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let kind = "application/x-www-form-urlencoded".to_owned();
        self.ask(Method::POST, path, Some(kind), pairs.join("&").into()).await
    }

    pub async fn send(&mut self, path: &str, parts: &[Sent]) -> Answer {
        self.send_bytes(path, multipart(parts)).await
    }

    pub async fn send_bytes(&mut self, path: &str, body: Vec<u8>) -> Answer {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask(Method::POST, path, Some(kind), body.into()).await
    }

    pub async fn ask(&mut self, method: Method, path: &str, kind: Option<String>, body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(HOST, HOST_NAME);
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            }
        }
        let text = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// Follows one redirect.
    pub async fn follow(&mut self, answer: &Answer) -> Answer {
        let path = answer.leads_to().to_owned();
        self.get(&path).await
    }

    /// The page at `path` in every language: none is longer than the others, each says what it is written in, and every way onwards stays in
    /// the language. What is said once is said in each.
    pub async fn in_every_language(&mut self, path: &str, length: usize) {
        let cookies = self.cookies.clone();
        for lang in Lang::all() {
            self.cookies.clone_from(&cookies);
            let (root, code) = (lang.prefix(), lang.code());
            let page = self.get(&format!("{root}{path}")).await;
            let text = &page.text;
            assert_eq!(text.len(), length, "{root}{path} takes {}", text.trim_end().len());
            let html = format!("<html lang=\"{code}\" dir=\"{}\">", lang.direction().word());
            assert!(text.contains(&html), "{root}{path}");
            assert!(!text.contains("{ $") && !text.contains("{$"), "{root}{path}: an argument is missing");
            for to in addresses(text) {
                let stays = to.starts_with(&format!("{root}/")) || to.starts_with("/log/");
                let changes = Lang::all().any(|other| to.starts_with(&format!("{}/", other.prefix())));
                assert!(stays || changes, "{root}{path}: {to}");
            }
            for other in Lang::all() {
                let link = format!("lang=\"{0}\" hreflang=\"{0}\"", other.code());
                assert_eq!(text.matches(&link).count(), 1, "{root}{path}: {}", other.name());
            }
        }
        self.cookies = cookies;
    }

    /// Opens the form, sends a story, and returns the words of the code with the page after it.
    pub async fn report(&mut self, story: &str, more: &[Sent]) -> (Vec<String>, Answer) {
        let form = self.get("/n/1").await;
        let mut parts = vec![text("t", form.hidden("t")), text("f", "SOL"), text("s", story)];
        parts.extend_from_slice(more);
        let answer = self.send("/n/1", &parts).await;
        assert_eq!(answer.leads_to(), "/d");
        (form.words(), self.follow(&answer).await)
    }
}

/// Where the page leads within the site: the values of `href` and `action`.
fn addresses(page: &str) -> Vec<&str> {
    let values = |attribute| page.split(attribute).skip(1).filter_map(|rest: &str| rest.split('"').next());
    values(" href=\"").chain(values(" action=\"")).filter(|to| to.starts_with('/')).collect()
}

pub fn multipart(parts: &[Sent]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{BOUNDARY}\r\n").as_bytes());
        match part {
            Sent::Text(name, value) => {
                let head = format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
                body.extend_from_slice(head.as_bytes());
            }
            Sent::File(file_name, bytes) => {
                let head = format!(
                    "Content-Disposition: form-data; name=\"a\"; filename=\"{file_name}\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n"
                );
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(bytes);
            }
            Sent::Raw(bytes) => body.extend_from_slice(bytes),
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

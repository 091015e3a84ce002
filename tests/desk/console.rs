//! The desk's pages, as a browser gets them.

use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use redchannel::crypto::kdf::Argon2Params;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, StaffKey};
use redchannel::desk::DeskConfig;
use redchannel::desk::web::{Desk, StartError, layers, routes, start};
use tower::ServiceExt;

use super::liar::{Stage, TestCase};
use crate::support::world::{People, report};

const ADDRESS: &str = "127.0.0.1:4455";

/// A key file with its passphrase: sealing one takes a while.
pub static KEY: LazyLock<(String, Passphrase, StaffKey)> = LazyLock::new(|| {
    let mut rng = rand::rng();
    let passphrase = Passphrase::generate(&mut rng);
    let file = KeyFile::create("Intake officer", &passphrase, Argon2Params::STAFF, &mut rng).unwrap();
    let key = file.open(&passphrase).unwrap();
    (file.to_json(), passphrase, key)
});

/// A browser in front of a desk in front of a server that tests command.
pub struct Browser {
    pub stage: Stage,
    pub desk: Desk,
    router: Router,
    cookie: Option<String>,
    link: String,
}

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn location(&self) -> &str {
        self.headers[LOCATION].to_str().unwrap()
    }

    /// The value of a hidden field of the form with this action.
    fn field(&self, action: &str, name: &str) -> String {
        let text = self.text();
        let (_, form) = text.split_once(&format!("action=\"{action}\"")).expect("the form");
        let (_, field) = form.split_once(&format!("name=\"{name}\" value=\"")).expect("the field");
        field.split('"').next().unwrap().to_owned()
    }
}

impl Browser {
    /// Nobody was let in yet.
    pub async fn outside() -> Self {
        let people = People { intake: KEY.2.clone(), ..People::new() };
        let stage = Stage::with(people).await;
        let keys = stage.folder.path().join("keys");
        std::fs::create_dir(&keys).unwrap();
        std::fs::write(keys.join("intake.rckey"), &KEY.0).unwrap();
        std::fs::write(keys.join("broken.rckey"), "{}").unwrap();
        std::fs::write(keys.join("notes.txt"), "no key").unwrap();
        let config = DeskConfig::new(stage.address.clone(), stage.genesis, keys, ADDRESS.parse().unwrap());
        let (desk, token) = Desk::new(config, stage.clock.clone(), &mut rand::rng());
        let router = layers(ADDRESS.parse().unwrap()).unwrap().wrap(routes(desk.clone()));
        let link = format!("/in/{}", token.expose_secret());
        Self { stage, desk, router, cookie: None, link }
    }

    /// The browser that opened the link.
    pub async fn inside() -> Self {
        let mut browser = Self::outside().await;
        let link = browser.link.clone();
        let page = browser.get(&link).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
        browser
    }

    /// The browser of an unlocked desk.
    pub async fn unlocked() -> Self {
        let mut browser = Self::inside().await;
        let passphrase = KEY.1.expose_secret().to_owned();
        assert_eq!(browser.try_passphrase(&passphrase).await.location(), "/");
        browser
    }

    pub async fn send(&mut self, request: http::request::Builder, body: String) -> Page {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get(SET_COOKIE) {
            let line = cookie.to_str().unwrap();
            assert!(line.starts_with("__Host-d=") && line.contains("HttpOnly") && line.contains("SameSite=Strict"));
            self.cookie = Some(line.split(';').next().unwrap().to_owned());
        }
        let body = to_bytes(body, 1 << 24).await.unwrap_or_default().to_vec();
        Page { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path).header(HOST, ADDRESS), String::new()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = Request::post(path).header(HOST, ADDRESS).header("sec-fetch-site", "same-origin");
        self.send(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded"), encode(fields)).await
    }

    pub async fn try_passphrase(&mut self, passphrase: &str) -> Page {
        let token = self.get("/").await.field("/unlock", "token");
        self.post("/unlock", &[("token", &token), ("key", "intake.rckey"), ("passphrase", passphrase)]).await
    }
}

fn encode(fields: &[(&str, &str)]) -> String {
    let value = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, text)| format!("{name}={}", value(text))).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn the_link_works_once_and_without_it_every_page_is_the_same() {
    let mut browser = Browser::outside().await;
    let mut seen = Vec::new();
    for path in ["/", "/help", "/case/K7-PLUM-402", &format!("/in/{}", "0".repeat(64))] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        seen.push(page.text());
    }
    assert!(seen[0].contains("Open the link that was printed when this desk started"));
    assert!(seen.iter().all(|page| *page == seen[0]));
    let link = browser.link.clone();
    assert_eq!(browser.get(&link).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/").await.text().contains("Unlock this desk"));
    let first = browser.cookie.take();
    assert_eq!(browser.get(&link).await.status, StatusCode::FORBIDDEN, "used twice");
    browser.cookie = first;
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "the first browser stays in");
}

#[tokio::test]
async fn another_host_another_site_and_a_form_without_its_token_are_refused() {
    let mut browser = Browser::unlocked().await;
    for host in ["evil.example", "localhost:4455", "127.0.0.1", "127.0.0.1:4456"] {
        let page = browser.send(Request::get("/").header(HOST, host), String::new()).await;
        assert_eq!(page.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let token = browser.get("/").await.field("/lock", "token");
    let form = || Request::post("/lock").header(HOST, ADDRESS).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    for request in [form(), form().header("sec-fetch-site", "cross-site"), form().header("origin", "null")] {
        let page = browser.send(request, encode(&[("token", &token)])).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/failed/403"));
    }
    for wrong in ["", "0", &"0".repeat(64)] {
        assert_eq!(browser.post("/lock", &[("token", wrong)]).await.location(), "/failed/403");
    }
    assert!(browser.get("/failed/403").await.text().contains("This form is too old"));
    assert!(browser.get("/").await.text().contains("<h1>Queue</h1>"), "still unlocked");
    assert_eq!(browser.post("/lock", &[("token", &token)]).await.location(), "/");
    assert!(browser.get("/").await.text().contains("Unlock this desk"));
}

#[tokio::test]
async fn a_wrong_passphrase_is_answered_the_same_way_and_slower_each_time() {
    let mut browser = Browser::inside().await;
    let page = browser.get("/").await.text();
    assert!(page.contains("Intake officer") && page.contains("broken.rckey") && !page.contains("notes.txt"));
    browser.try_passphrase("wrong words").await;
    let said = browser.get("/").await.text();
    assert!(said.contains("does not open the key file") && said.contains("possible in 1 s"), "{said}");
    // Within the wait not even the right one is tried, so that guessing in parallel gains nothing.
    let right = KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&right).await;
    assert!(browser.get("/").await.text().contains("was not tried"));
    browser.stage.clock.advance(1);
    browser.try_passphrase("wrong again").await;
    assert!(browser.get("/").await.text().contains("possible in 2 s"));
    browser.stage.clock.advance(2);
    browser.try_passphrase(&right).await;
    assert!(browser.get("/").await.text().contains("<h1>Queue</h1>"));
}

#[tokio::test]
async fn only_offered_files_can_be_named() {
    let mut browser = Browser::inside().await;
    for file in ["../keys/intake.rckey", "/etc/passwd", "notes.txt", ""] {
        let token = browser.get("/").await.field("/unlock", "token");
        browser.post("/unlock", &[("token", &token), ("key", file), ("passphrase", "x")]).await;
        assert!(browser.get("/").await.text().contains("This key file is not there any more"), "{file}");
    }
}

#[tokio::test]
async fn an_idle_desk_is_locked_and_old_forms_are_worth_nothing() {
    let mut browser = Browser::unlocked().await;
    let case = TestCase::busy(1, &browser.stage);
    browser.stage.show(&case);
    browser.get("/").await;
    let action = format!("/case/{}/reply", case.id);
    let page = browser.get(&format!("/case/{}", case.id)).await;
    let (token, item) = (page.field(&action, "token"), page.field(&action, "item"));
    browser.stage.clock.advance(600);
    browser.desk.expire();
    assert!(browser.get("/").await.text().contains("Unlock this desk"));
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(page.contains("Unlock this desk") && !page.contains("Money was asked"));
    let passphrase = KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&passphrase).await;
    let late = browser.post(&action, &[("token", &token), ("item", &item), ("text", "x")]).await;
    assert_eq!(late.location(), "/failed/403");
    assert!(browser.stage.shown.lock().unwrap().put.is_empty());
}

#[tokio::test]
async fn a_case_is_read_answered_and_its_faults_stand_in_their_place() {
    let mut browser = Browser::unlocked().await;
    let mut body = report("<script>alert(1)</script> طلب مني المال");
    body.exclude = vec![redchannel::model::readers::Exclusion::Role {
        channel: "audit".into(),
        role: redchannel::model::roster::Role::Head,
    }];
    let mut case = TestCase::new(1, browser.stage.today().plus(-9), &body);
    case.follow_up("second words");
    let forged = TestCase::busy(2, &browser.stage);
    browser.stage.show(&case);
    let queue = browser.get("/").await.text();
    assert!(queue.contains("2 days overdue") && queue.contains("Money or favour demanded") && queue.contains("New case"), "{queue}");
    let page = browser.get(&format!("/case/{}", case.id)).await;
    let text = page.text();
    assert!(!text.contains("<script>") && text.contains("طلب مني المال"));
    assert!(text.contains("the head of the unit in Audit and Investigation Unit"));
    assert!(text.contains("second words") && text.contains("All 2 verify"));
    assert!(!browser.get("/").await.text().contains("New case"), "it has been read");

    let action = format!("/case/{}/reply", case.id);
    let (token, item) = (page.field(&action, "token"), page.field(&action, "item"));
    let sent = browser.post(&action, &[("token", &token), ("item", &item), ("text", "Which\r\ngate?")]).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, format!("/case/{}", case.id).as_str()));
    let text = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(text.contains("Which\ngate?") && text.contains("was sent and signed") && text.contains("Answered on 23 Nov 2026"));

    browser.stage.tamper(case.id, |items| items[1].data = forged.items[1].data.clone());
    let text = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(text.contains("Entry 2: not part of this case") && text.contains("2 of 3 do not verify"));
    assert!(text.contains("Something was removed, replaced or reordered here"));
    assert!(text.contains("Which\ngate?") && text.contains("What stood before it is not there"));
}

#[tokio::test]
async fn a_reply_that_cannot_be_sent_keeps_its_words() {
    let mut browser = Browser::unlocked().await;
    let case = TestCase::busy(1, &browser.stage);
    browser.stage.show(&case);
    browser.get("/").await;
    let action = format!("/case/{}/reply", case.id);
    let page = browser.get(&format!("/case/{}", case.id)).await;
    let (token, item) = (page.field(&action, "token"), page.field(&action, "item"));
    let long = "long words ".repeat(400);
    browser.post(&action, &[("token", &token), ("item", &item), ("text", &long)]).await;
    let text = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(text.contains("4400 characters") && text.contains(&long));
}

#[tokio::test]
async fn a_file_is_a_download_that_no_browser_runs_and_a_damaged_one_is_a_page() {
    let mut browser = Browser::unlocked().await;
    let mut case = TestCase::new(1, browser.stage.today(), &report("x"));
    let item = case.attach("صورة.html", b"<script>alert(1)</script>", |_| {});
    browser.stage.show(&case);
    browser.get("/").await;
    let path = format!("/case/{}/file/{item}", case.id);
    let page = browser.get(&path).await;
    assert_eq!(page.body, b"<script>alert(1)</script>");
    assert_eq!(page.headers[CONTENT_TYPE], "application/octet-stream");
    assert_eq!(page.headers[CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'");
    assert_eq!(page.headers[CONTENT_LENGTH], "25");
    let name = page.headers[CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"____.html\"; filename*=UTF-8''%D8%B5%D9%88%D8%B1%D8%A9.html");
    assert!(browser.get(&format!("/case/{}", case.id)).await.text().contains("every byte as the reporter sent it"));

    for answers in browser.stage.shown.lock().unwrap().blobs.values_mut() {
        answers[0].pop();
    }
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    assert!(page.text().contains("it was cut short, altered or replaced") && !page.headers.contains_key(CONTENT_DISPOSITION));
    assert_eq!(browser.get(&format!("/case/{}/file/{}", case.id, case.id)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn trouble_with_roster_and_server_is_said_in_sentences() {
    let mut browser = Browser::unlocked().await;
    browser.stage.shown.lock().unwrap().broken = true;
    assert!(browser.get("/").await.text().contains("The server was not reached"));
    browser.stage.shown.lock().unwrap().broken = false;
    assert!(browser.get("/").await.text().contains("No reports yet"));
    let note = browser.stage.shown.lock().unwrap().notes.pop().unwrap();
    assert!(browser.get("/").await.text().contains("The roster does not verify"));
    browser.stage.shown.lock().unwrap().notes.push(note);
    let case = TestCase::busy(1, &browser.stage);
    browser.stage.show(&case);
    browser.get("/").await;
    browser.stage.clock.advance(86_400 * 500);
    browser.desk.expire();
    let passphrase = KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&passphrase).await;
    assert!(browser.get("/").await.text().contains("The roster was in force until 31 Dec 2027"));
    let page = browser.get(&format!("/case/{}", case.id)).await.text();
    assert!(page.contains("Money was asked at the gate.") && !page.contains("Sign and send"));
}

#[tokio::test]
async fn the_desk_listens_on_this_machine_only() {
    let stage = Stage::new().await;
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let config = DeskConfig::new(stage.address.clone(), stage.genesis, "/nowhere", address.parse().unwrap());
        assert!(matches!(start(config, stage.clock.clone()).await, Err(StartError::NotLoopback)), "{address}");
    }
    let config = DeskConfig::new(stage.address.clone(), stage.genesis, "/nowhere", "127.0.0.1:0".parse().unwrap());
    let console = start(config, stage.clock.clone()).await.unwrap();
    let prefix = format!("http://{}/in/", console.address());
    assert_eq!(console.link().strip_prefix(&prefix).unwrap().len(), 64);
}

//! People with key files, each in front of a desk of their own.

use std::path::Path;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use http::{Request, StatusCode};
use redchannel::clock::Clock;
use redchannel::crypto::kdf::Argon2Params;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, StaffKey};
use redchannel::desk::DeskConfig;
use redchannel::desk::web::{Desk, layers, routes};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::desk::visitor::{ADDRESS, Page, encode};
use crate::support::world::People;

/// A key file with its passphrase.
pub struct Person {
    pub file: KeyFile,
    pub passphrase: Passphrase,
    pub key: StaffKey,
}

fn person(name: &str) -> Person {
    let mut rng = rand::rng();
    let passphrase = Passphrase::generate(&mut rng);
    let file = KeyFile::create(name, &passphrase, Argon2Params::STAFF, &mut rng).unwrap();
    let key = file.open(&passphrase).unwrap();
    Person { file, passphrase, key }
}

/// The head of unit, two keyholders, somebody new, and the head's second key: sealing them takes a while.
pub static CAST: LazyLock<Cast> = LazyLock::new(|| Cast {
    head: person("Head of unit"),
    first: person("Keyholder 1"),
    second: person("Keyholder 2"),
    new: person("Intake officer 2"),
    again: person("Head of unit"),
});

pub struct Cast {
    pub head: Person,
    pub first: Person,
    pub second: Person,
    pub new: Person,
    pub again: Person,
}

/// The administration in which they are what they are.
pub fn people() -> People {
    let mut people = People { head: CAST.head.key.clone(), ..People::new() };
    people.keyholders[0] = CAST.first.key.clone();
    people.keyholders[1] = CAST.second.key.clone();
    people
}

/// One of them, with a browser in front of an own desk.
pub struct Seat {
    router: Router,
    pub desk: Desk,
    cookie: Option<String>,
    pub folder: TempDir,
    person: &'static Person,
    link: String,
}

impl Seat {
    /// In front of a locked desk.
    pub async fn locked(person: &'static Person, server: &str, genesis: [u8; 32], clock: &Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("own.rckey"), person.file.to_json()).unwrap();
        let mut seat = Self::in_folder(person, folder, (server, genesis), clock);
        let link = seat.link.clone();
        assert_eq!(seat.get(&link).await.status, StatusCode::SEE_OTHER);
        seat
    }

    fn in_folder(
        person: &'static Person,
        folder: TempDir,
        (server, genesis): (&str, [u8; 32]),
        clock: &Clock,
    ) -> Self {
        let config = DeskConfig::new(server, genesis, folder.path(), ADDRESS.parse().unwrap());
        let (desk, token) = Desk::new(config, clock.clone(), &mut rand::rng());
        let router = layers(ADDRESS.parse().unwrap()).unwrap().wrap(routes(desk.clone()));
        let link = format!("/in/{}", token.expose_secret());
        Self { router, desk, cookie: None, folder, person, link }
    }

    /// The same person at the same machine after a restart of the desk.
    pub async fn restarted(self, server: &str, genesis: [u8; 32], clock: &Clock) -> Self {
        let mut seat = Self::in_folder(self.person, self.folder, (server, genesis), clock);
        let link = seat.link.clone();
        seat.get(&link).await;
        seat
    }

    /// Unlocks with the passphrase and a code; what the next page says.
    pub async fn unlock(&mut self, code: &str) -> String {
        let passphrase = self.person.passphrase.expose_secret().to_owned();
        self.unlock_with(&passphrase, code).await
    }

    pub async fn unlock_with(&mut self, passphrase: &str, code: &str) -> String {
        let token = self.get("/").await.field("/unlock", "token");
        let fields =
            [("token", token.as_str()), ("key", "own.rckey"), ("passphrase", passphrase), ("code", code)];
        assert_eq!(self.post("/unlock", &fields).await.location(), "/");
        let page = self.get("/").await;
        if page.status == StatusCode::SEE_OTHER {
            return page.location().to_owned();
        }
        page.text()
    }

    /// The path of the key file.
    pub fn key_file(&self) -> std::path::PathBuf {
        Path::new(self.folder.path()).join("own.rckey")
    }

    pub fn passphrase(&self) -> String {
        self.person.passphrase.expose_secret().to_owned()
    }

    pub async fn send(&mut self, request: http::request::Builder, body: Vec<u8>) -> Page {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get(SET_COOKIE) {
            self.cookie = Some(cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
        let body = to_bytes(body, 1 << 24).await.unwrap().to_vec();
        Page { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path).header(HOST, ADDRESS), Vec::new()).await
    }

    /// The text of a page that must be there.
    pub async fn read(&mut self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        page.text()
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = Request::post(path).header(HOST, ADDRESS).header("sec-fetch-site", "same-origin");
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, encode(fields).into_bytes()).await
    }

    /// Sends the form with this action that stands on a page, with these fields filled; where that leads.
    pub async fn submit(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> String {
        let token = self.get(page).await.field(action, "token");
        let mut all = vec![("token", token.as_str())];
        all.extend(fields);
        let answer = self.post(action, &all).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}");
        answer.location().to_owned()
    }

    /// Sends a file by the form with this action that stands on a page; where that leads.
    pub async fn upload(&mut self, page: &str, action: &str, bytes: &[u8]) -> String {
        let token = self.get(page).await.field(action, "token");
        let head = "--b\r\nContent-Disposition: form-data; name=";
        let mut body = format!(
            "{head}\"token\"\r\n\r\n{token}\r\n{head}\"file\"; filename=\"a.json\"\r\nContent-Type: application/json\r\n\r\n"
        )
        .into_bytes();
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        let request = Request::post(action).header(HOST, ADDRESS).header("sec-fetch-site", "same-origin");
        let request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=b");
        let answer = self.send(request, body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}");
        answer.location().to_owned()
    }
}

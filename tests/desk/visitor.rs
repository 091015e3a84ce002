//! A browser in front of a desk, without a wire between them.

use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use redchannel::crypto::kdf::Argon2Params;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, StaffKey};
use redchannel::desk::DeskConfig;
use redchannel::desk::web::{Desk, layers, routes};
use tower::ServiceExt;

use super::liar::Stage;
use crate::support::world::People;

pub const ADDRESS: &str = "127.0.0.1:4455";

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
    pub cookie: Option<String>,
    pub link: String,
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

    pub fn location(&self) -> &str {
        self.headers[LOCATION].to_str().unwrap()
    }

    /// The value of a hidden field of the form with this action.
    pub fn field(&self, action: &str, name: &str) -> String {
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
            assert!(
                line.starts_with("__Host-d=")
                    && line.contains("HttpOnly")
                    && line.contains("SameSite=Strict")
            );
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

pub fn encode(fields: &[(&str, &str)]) -> String {
    let value = |text: &str| {
        let digits = data_encoding::HEXUPPER.encode(text.as_bytes());
        digits
            .as_bytes()
            .chunks(2)
            .flat_map(|pair| [b'%', pair[0], pair[1]])
            .map(char::from)
            .collect::<String>()
    };
    fields.iter().map(|(name, text)| format!("{name}={}", value(text))).collect::<Vec<_>>().join("&")
}

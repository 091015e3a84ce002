//! The pages of a handler and of a custodian, and the reporter's form, with everything real behind them.

use std::path::PathBuf;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{Request, StatusCode};
use redchannel::crypto::kdf::Argon2Params;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, StaffKey};
use redchannel::desk::DeskConfig;
use redchannel::desk::web::{Desk, layers, routes};
use redchannel::model::id::CaseId;
use redchannel::model::roster::{Member, Role};
use tempfile::TempDir;
use tower::ServiceExt;

use super::stage::{CONTACT, NAME, Stage, WHY};
use crate::desk::visitor::{ADDRESS, encode};
use crate::intake::visitor::{Visitor, text};
use crate::support::world::World;

/// Somebody with a key file, at a desk of their own.
struct Seat {
    router: Router,
    cookie: String,
    passphrase: String,
}

struct Page {
    status: StatusCode,
    to: String,
    text: String,
}

/// A key file in a folder of its own, for somebody the roster does not know yet.
fn key_file(name: &str) -> (TempDir, PathBuf, Passphrase, StaffKey) {
    let folder = tempfile::tempdir().unwrap();
    let passphrase = Passphrase::generate(&mut rand::rng());
    let file = KeyFile::create(name, &passphrase, Argon2Params::STAFF, &mut rand::rng()).unwrap();
    let path = folder.path().join("member.rckey");
    std::fs::write(&path, file.to_json()).unwrap();
    let key = file.open(&passphrase).unwrap();
    (folder, path, passphrase, key)
}

impl Seat {
    async fn unlock(stage: &Stage, keys: PathBuf, passphrase: &Passphrase) -> Self {
        let config = DeskConfig::new(stage.server.clone(), stage.genesis, keys, ADDRESS.parse().unwrap());
        let (desk, token) = Desk::new(config, stage.world.clock.clone(), &mut rand::rng());
        let router = layers(ADDRESS.parse().unwrap()).unwrap().wrap(routes(desk));
        let passphrase = passphrase.expose_secret().to_owned();
        let mut seat = Self { router, cookie: String::new(), passphrase };
        seat.get(&format!("/in/{}", token.expose_secret())).await;
        let locked = seat.get("/").await;
        let (token, typed) = (field(&locked.text, "/unlock", "token"), seat.passphrase.clone());
        seat.post("/unlock", &[("token", &token), ("key", "member.rckey"), ("passphrase", &typed)]).await;
        seat
    }

    async fn send(&mut self, request: http::request::Builder, body: String) -> Page {
        let request = request.header(HOST, ADDRESS).header("sec-fetch-site", "same-origin");
        let request = request.header(COOKIE, &self.cookie).body(Body::from(body)).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        if let Some(cookie) = parts.headers.get(SET_COOKIE) {
            self.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let body = to_bytes(body, 1 << 24).await.unwrap().to_vec();
        let to = parts.headers.get(LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
        Page { status: parts.status, to, text: String::from_utf8(body).unwrap() }
    }

    async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), String::new()).await
    }

    /// Says that its member knows nobody involved.
    async fn declare(&mut self, case: CaseId) {
        let path = format!("/case/{case}/do/declare");
        let page = self.get(&path).await.text;
        let [token, item, seen] = ["token", "item", "seen"].map(|name| field(&page, &path, name));
        let form =
            [("token", &*token), ("item", &item), ("seen", &seen), ("conflict", "none"), ("words", "")];
        assert_eq!(self.post(&path, &form).await.to, format!("/case/{case}"));
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, encode(fields)).await
    }
}

/// The value of a hidden field of the form with this action.
fn field(text: &str, action: &str, name: &str) -> String {
    let (_, form) = text.split_once(&format!("action=\"{action}\"")).expect("the form");
    let (_, value) = form.split_once(&format!("name=\"{name}\" value=\"")).expect("the field");
    value.split('"').next().unwrap().to_owned()
}

fn member(key: &StaffKey, name: &str, role: Role) -> Member {
    crate::ledger::scene::roster_member(key, name, role)
}

/// A handler and a custodian with desks of their own, in front of a case whose reporter gave a name.
struct Unit {
    stage: Stage,
    desk: Seat,
    keeper: Seat,
    _kept: [TempDir; 2],
}

impl Unit {
    async fn new() -> Self {
        let (one, handlers, passphrase, handler) = key_file("Investigator 2");
        let (two, custodians, secret, custodian) = key_file("Custodian 2");
        let world = World::new().await;
        let mut roster = world.people.roster();
        roster.version = 2;
        roster.channels[0].team[1] = handler.member_id();
        // An investigator asks in cases of theirs; the head in any.
        roster.members.push(member(&handler, "Investigator 2", Role::Head));
        roster.members.push(member(&custodian, "Custodian 2", Role::Custodian));
        let first = world.people.sign(&world.people.roster(), 2);
        crate::ledger::scene::take_up(&world, roster, &first).await;
        let stage = Stage::new(world).await;
        let desk = Seat::unlock(&stage, handlers, &passphrase).await;
        let keeper = Seat::unlock(&stage, custodians, &secret).await;
        Self { stage, desk, keeper, _kept: [one, two] }
    }
}

#[tokio::test]
async fn a_handler_asks_and_a_custodian_decides_on_pages() {
    let Unit { stage, mut desk, mut keeper, _kept } = Unit::new().await;
    let (case, named) = (stage.case, format!("/case/{}/identity", stage.case));

    desk.get("/").await;
    assert_eq!(desk.get(&named).await.status, StatusCode::NOT_FOUND, "nothing before the declaration");
    desk.declare(case).await;
    desk.declare(stage.nameless).await;
    let page = desk.get(&named).await;
    assert!(page.text.contains("The reporter gave a name in confidence") && !page.text.contains(NAME));
    let nothing = desk.get(&format!("/case/{}/identity", stage.nameless)).await;
    assert!(nothing.text.contains("The reporter gave no name") && !nothing.text.contains("<textarea"));
    let (token, item) = (field(&page.text, &named, "token"), field(&page.text, &named, "item"));
    desk.post(&named, &[("token", &token), ("item", &item), ("reason", "")]).await;
    assert!(desk.get(&named).await.text.contains("There are no words"));
    let sent = desk.post(&named, &[("token", &token), ("item", &item), ("reason", WHY)]).await;
    assert_eq!((sent.status, sent.to.as_str()), (StatusCode::SEE_OTHER, named.as_str()));
    let page = desk.get(&named).await.text;
    assert!(page.contains("The custodian was asked") && page.contains("No answer yet") && page.contains(WHY));
    assert_eq!(desk.get("/custody").await.status, StatusCode::NOT_FOUND, "a handler keeps nothing");

    assert_eq!(keeper.get("/").await.to, "/custody", "a custodian has no queue");
    let list = keeper.get("/custody").await.text;
    assert!(list.contains("1 request waits") && list.contains(WHY) && list.contains("Investigator 2"));
    assert!(list.contains("href=\"/custody\">Custody</a>") && !list.contains(">Queue</a>"));
    assert_eq!(keeper.get(&named).await.status, StatusCode::NOT_FOUND);
    let path = format!("/custody/{case}");
    let page = keeper.get(&path).await.text;
    assert!(page.contains("You can decide without it") && !page.contains(NAME) && !page.contains("The gate"));

    let hidden = |page: &str| ["token", "request", "item"].map(|name| field(page, &path, name));
    let [token, request, item] = hidden(&page);
    let form = |verdict: &'static str| {
        vec![("token", token.as_str()), ("request", &request), ("item", &item), ("verdict", verdict)]
    };
    for wrong in [vec![], vec![("passphrase", "not the right one")]] {
        let looked = keeper.post(&path, &[form("looked"), wrong].concat()).await;
        assert_eq!(looked.to, path);
        let page = keeper.get(&path).await.text;
        assert!(page.contains("Nothing was done") && !page.contains(NAME));
    }
    stage.world.clock.advance(60);
    let typed = keeper.passphrase.clone();
    let right = [form("looked"), vec![("passphrase", typed.as_str())]].concat();
    keeper.post(&path, &right).await;
    let page = keeper.get(&path).await.text;
    assert!(page.contains(NAME) && page.contains(CONTACT) && page.contains("the reporter was told"));

    let [token, request, item] = hidden(&page);
    let grant = [
        ("token", token.as_str()),
        ("request", &request),
        ("item", &item),
        ("verdict", "granted"),
        ("words", "By telephone only."),
        ("passphrase", &typed),
    ];
    assert_eq!(keeper.post(&path, &grant).await.to, "/custody");
    let list = keeper.get("/custody").await.text;
    assert!(list.contains("Granted.") && list.contains("Nobody asks"));
    assert_eq!(keeper.get(&path).await.to, "/custody");
    let page = desk.get(&named).await.text;
    assert!(page.contains(NAME) && page.contains("By telephone only.") && page.contains("For you alone"));
    let inbox = stage.inbox().await;
    assert_eq!((inbox.replies.len(), inbox.unverified), (2, 0));
}

#[tokio::test]
async fn the_form_takes_a_name_apart_from_the_report_and_only_where_somebody_keeps_it() {
    let mut visitor = Visitor::new().await;
    let form = visitor.get("/n/1").await;
    assert!(form.says("Only if you want: your name") && form.says("A name is the surest way to be found"));
    let token = form.hidden("t");
    let sent = visitor
        .send(
            "/n/1",
            &[text("t", token), text("s", "He asked for 200."), text("n", NAME), text("r", CONTACT)],
        )
        .await;
    assert_eq!(sent.leads_to(), "/d");
    let intake = &visitor.world.people.intake;
    let line = crate::support::staff::lines(&visitor.world.vault, intake).await.remove(0);
    let items = crate::support::staff::items(&visitor.world.vault, intake, line.case, None).await.unwrap();
    let key = crate::support::staff::identity(intake, &line);
    let frame = key.open_item(0, &items.items[0].data).unwrap();
    let opened = frame.verify_author(key.reporter()).unwrap();
    let report = opened.body.expose_secret();
    assert!(report.contains("He asked for 200.") && report.contains("\"given\":true"));
    assert!(!report.contains(NAME) && !report.contains(CONTACT), "it is no part of what the unit reads");

    let form = visitor.get("/n/1").await;
    let long = [text("t", form.hidden("t")), text("s", "x"), text("n", "n".repeat(101))];
    assert_eq!(visitor.send("/n/1", &long).await.leads_to(), "/t");

    let mut roster = visitor.world.people.roster();
    roster.version = 2;
    roster.members.retain(|member| !member.has(Role::Custodian));
    let first = visitor.world.people.sign(&visitor.world.people.roster(), 2);
    crate::ledger::scene::take_up(&visitor.world, roster, &first).await;
    let without = visitor.get("/n/1").await;
    assert!(!without.says("your name, and how to reach you"));
    let named = [text("t", form.hidden("t")), text("s", "x"), text("n", NAME)];
    assert_eq!(visitor.send("/n/1", &named).await.leads_to(), "/e", "not dropped in silence");
}

//! For a member who is excluded from a case it does not exist: two worlds, with and without it, answer them alike, byte for byte but for
//! what is random in both.
//!
//! Time: no clock is held to answers here. What they take is the same because what is done is the same: every path to a case looks up
//! the case and the caller's wrap of it, in two statements, whether or not the first finds a row, and only then decides
//! (`vault::staff::held_case`, `my_case`); the list, whose work grows with the cases of others, is answered at moments of a grid
//! (`api::server::cases`); the desk knows no more than the server tells it.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use redchannel::api::server;
use redchannel::crypto::code::Code;
use redchannel::crypto::derive::case_of_form;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::desk::DeskConfig;
use redchannel::desk::keys::{KeyDesk, remove_own};
use redchannel::desk::reference::Reference;
use redchannel::desk::web::{Desk, layers, routes};
use redchannel::desk::works::{self, Draft};
use redchannel::model::casework::triage::IdentityRisk;
use redchannel::model::casework::work::{Relation, Work};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::model::readers::Exclusion;
use redchannel::model::roster::Role;
use redchannel::secret::SecretText;
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::reporter;
use tempfile::TempDir;
use tower::ServiceExt;

use super::office::Office;
use super::visitor::{ADDRESS, KEY, encode};
use crate::api::client::serve;
use crate::api::site::sign;
use crate::casework::cast;
use crate::ledger::scene::{destroy_by, publish_now};
use crate::support::staff::line;
use crate::support::world::{People, World, genesis_of, report};

/// What one world has more than the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum More {
    /// Nothing.
    Nothing,
    /// A case from which the intake officer is excluded, with a file, messages and work.
    Hidden,
    /// The same, destroyed.
    Destroyed,
    /// A case from which the intake officer has dropped their own key.
    Recused,
}

const HIDDEN: [u8; 16] = [9; 16];

fn hidden() -> CaseId {
    case_of_form(&HIDDEN)
}

/// A case that no world has.
fn nowhere() -> CaseId {
    CaseId::from_bytes([0xee; 16])
}

fn shared() -> [CaseId; 2] {
    [case_of_form(&[1; 16]), case_of_form(&[2; 16])]
}

struct Town {
    world: World,
    router: Router,
    seat: Seat,
}

/// The excluded member's browser.
struct Seat {
    router: Router,
    cookie: String,
    _keys: TempDir,
}

/// A report with a file and a second message.
async fn send_report(world: &World, form: [u8; 16], exclude: Vec<Exclusion>) {
    let mut body = report("The gate at noon.");
    body.exclude = exclude;
    let code = Code::generate(&mut rand::rng());
    let (access, _) = reporter::submit(&world.vault, &code, &form, &body).await.unwrap();
    let (name, media_type) = (SecretText::new("photo.bin"), "application/octet-stream".into());
    let meta = FileMeta { form_nonce: form, name, media_type, keep: KeepOriginal::Yes };
    let mut upload = begin_file(&world.vault, &access, meta).await.unwrap();
    upload.write(&[7; 10_000]).await.unwrap();
    upload.finish().await.unwrap();
    let more = SecretText::new("It was Thursday.");
    reporter::add_message(&world.vault, &access, &[form[0] ^ 0x80; 16], &more).await.unwrap();
}

async fn does(office: &mut Office, case: CaseId, work: Work) {
    office.sync().await;
    let seen = office.case(case).examined.tip().unwrap().sequence;
    let draft = Draft { case, item: ItemId::random(&mut rand::rng()), seen, work };
    let KeyDesk { book, client, genesis, signer, today } = office.keys();
    works::send(book, (client, genesis), &signer, &draft, today).await.unwrap();
}

impl Town {
    async fn new(more: More) -> Self {
        let world = World::of(People { intake: KEY.2.clone(), ..People::new() }).await;
        for form in [[1; 16], [2; 16]] {
            send_report(&world, form, Vec::new()).await;
        }
        let exclude = vec![Exclusion::Role { channel: "audit".into(), role: Role::Intake }];
        match more {
            More::Nothing => {}
            More::Hidden | More::Destroyed => send_report(&world, HIDDEN, exclude).await,
            More::Recused => send_report(&world, HIDDEN, Vec::new()).await,
        }
        let mut head = Office::open(&world, &world.people.head).await;
        does(&mut head, shared()[0], cast::declared(true)).await;
        // In both worlds a colleague has linked a case that the member reads to the one that they must not know.
        let link = Work::Linked { to: hidden(), relation: Relation::Related, words: "The same gate.".into() };
        does(&mut head, shared()[0], link).await;
        if more != More::Nothing {
            does(&mut head, hidden(), cast::declared(true)).await;
            does(&mut head, hidden(), cast::triaged(true, IdentityRisk::High)).await;
            let back = Work::Linked { to: shared()[0], relation: Relation::Related, words: String::new() };
            does(&mut head, hidden(), back).await;
        }
        if more == More::Destroyed {
            destroy_by(&world, &world.people.investigator, hidden()).await;
        }
        let mut intake = Office::open(&world, &world.people.intake).await;
        if more == More::Recused {
            remove_own(&mut intake.keys(), hidden()).await.unwrap();
        }
        // The worlds do differ: the head sees it.
        let there = matches!(more, More::Hidden | More::Recused);
        assert_eq!(line(&world.vault, &world.people.head, hidden()).await.is_some(), there);
        publish_now(&world).await;
        let router = server::router(world.vault.clone());
        let seat = Seat::unlocked(&world).await;
        Self { world, router, seat }
    }

    async fn ask(&self, method: &Method, path: &str, body: &[u8]) -> Told {
        let key: &StaffKey = &self.world.people.intake;
        let header = sign(key, method.as_str(), path, body, self.world.clock.now() / 60);
        let request = Request::builder().method(method).uri(path).header("authorization", header);
        let request = request.body(Body::from(body.to_vec())).unwrap();
        Told::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Every answer of the server to the member, by what was asked.
    async fn answers(&self) -> BTreeMap<String, Told> {
        let [one, two] = shared();
        let mut paths = vec!["/v1/cases".to_owned(), "/v1/ledger".into(), "/v1/ledger?old=0".into()];
        paths.extend(
            ["/v1/roster", "/v1/roster/drafts", "/v1/custody", "/v1/ledger/entries"].map(String::from),
        );
        for case in [one, two, hidden(), nowhere()] {
            paths.push(format!("/v1/cases?after={case}"));
            paths.push(format!("/v1/cases?since_day={}&after={case}", self.world.clock.today().number()));
            paths.push(format!("/v1/cases/{case}"));
            for part in
                ["items", "items?after=0", "entries", "identity", "blobs/00000000000000000000000000000001"]
            {
                paths.push(format!("/v1/cases/{case}/{part}"));
            }
            paths.push(format!("/v1/custody/{case}/identity"));
        }
        let mut answers = BTreeMap::new();
        for path in paths {
            answers.insert(format!("GET {path}"), self.ask(&Method::GET, &path, b"").await);
        }
        for case in [hidden(), nowhere()] {
            for part in
                ["reads", "items", "replies", "wraps", "wraps/removed", "keys", "shred", "identity/requests"]
            {
                for body in ["", "{}", "{\"event\":{\"statement\":\"{}\",\"signatures\":[]}}"] {
                    let path = format!("/v1/cases/{case}/{part}");
                    let told = self.ask(&Method::POST, &path, body.as_bytes()).await;
                    answers.insert(format!("POST {path} {body}"), told);
                }
            }
        }
        answers
    }

    /// Every page of the member's desk, by its address.
    async fn pages(&mut self) -> BTreeMap<String, Told> {
        let [one, two] = shared();
        let mut paths: Vec<String> = Vec::new();
        for path in ["/", "/oversight", "/ledger", "/roster", "/custody", "/help", "/second-factor"] {
            paths.push(path.into());
        }
        // What the member reads, with and without having said that they know nobody in it.
        for case in [one, two] {
            paths.extend([format!("/case/{case}"), format!("/case/{}", Reference::of(case))]);
            paths.extend(["declare", "link", "note"].map(|step| format!("/case/{case}/do/{step}")));
        }
        for case in [hidden(), nowhere()] {
            paths.extend([format!("/case/{case}"), format!("/case/{}", Reference::of(case))]);
            paths.extend([format!("/case/{case}/reply"), format!("/case/{case}/identity")]);
            paths.push(format!("/case/{case}/file/{}", ItemId::from_bytes([1; 16])));
            paths.push(format!("/custody/{case}"));
            for step in ["declare", "triage", "note", "link", "move-assessment", "propose-close", "nothing"] {
                paths.push(format!("/case/{case}/do/{step}"));
            }
        }
        paths.push("/".into());
        let mut pages = BTreeMap::new();
        for (number, path) in paths.into_iter().enumerate() {
            pages.insert(format!("{number} {path}"), self.seat.get(&path).await);
        }
        pages
    }
}

impl Seat {
    async fn unlocked(world: &World) -> Self {
        let keys = tempfile::tempdir().unwrap();
        std::fs::write(keys.path().join("intake.rckey"), &KEY.0).unwrap();
        let server = format!("http://{}", serve(server::router(world.vault.clone())).await);
        let genesis = genesis_of(&world.people.sign(&world.people.roster(), 2));
        let config = DeskConfig::new(server, genesis, keys.path(), ADDRESS.parse().unwrap());
        let (desk, token) = Desk::new(config, world.clock.clone(), &mut rand::rng());
        let router = layers(ADDRESS.parse().unwrap()).unwrap().wrap(routes(desk));
        let mut seat = Self { router, cookie: String::new(), _keys: keys };
        seat.get(&format!("/in/{}", token.expose_secret())).await;
        let locked = seat.get("/").await.body;
        let (_, rest) = locked.split_once("action=\"/unlock\"").unwrap();
        let token =
            rest.split_once("name=\"token\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let passphrase = KEY.1.expose_secret().to_owned();
        let fields = [("token", &*token), ("key", "intake.rckey"), ("passphrase", &passphrase)];
        let request = Request::post("/unlock").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let unlocked = seat.send(request, encode(&fields)).await;
        assert_eq!(unlocked.status, StatusCode::SEE_OTHER);
        seat
    }

    async fn get(&mut self, path: &str) -> Told {
        self.send(Request::get(path), String::new()).await
    }

    async fn send(&mut self, request: http::request::Builder, body: String) -> Told {
        let request = request.header(HOST, ADDRESS).header("sec-fetch-site", "same-origin");
        let request = request.header(COOKIE, &self.cookie).body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        if let Some(cookie) = response.headers().get(SET_COOKIE) {
            self.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        Told::read(response).await
    }
}

/// An answer as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Told {
    async fn read(response: Response<Body>) -> Self {
        let (mut parts, body) = response.into_parts();
        // A fresh one at each unlocking.
        parts.headers.remove(SET_COOKIE);
        // Sealed bytes have no fixed length: age adds a stanza of random length to each, so that nobody relies on there being none.
        parts.headers.remove(CONTENT_LENGTH);
        let body = to_bytes(body, 1 << 24).await.unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// The same without what is random in both worlds: keys, hashes, ciphertexts, tokens, item identifiers.
    fn settled(&self) -> Self {
        let random = |byte: char| byte.is_ascii_alphanumeric() || matches!(byte, '+' | '/' | '=' | '-' | '_');
        let known = [shared()[0], shared()[1], hidden(), nowhere()].map(|case| case.to_string());
        let mut body = String::new();
        let mut word = String::new();
        for letter in self.body.chars().chain(['\n']) {
            if random(letter) {
                word.push(letter);
                continue;
            }
            let is_known = known.iter().any(|case| word.contains(case));
            let is_random = word.len() >= 24 && word.chars().any(|letter| letter.is_ascii_digit());
            if is_random && !is_known {
                body.push_str("<random>");
            } else {
                body.push_str(&word);
            }
            body.push(letter);
            word.clear();
        }
        Self { body: places_in_the_log(&body), ..self.clone() }
    }
}

/// Where entries stand in a block of the public log is drawn by lot.
fn places_in_the_log(body: &str) -> String {
    let mut parts = body.split("\"index\":");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("\"index\":#");
        text.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    let mut parts = text.split("No. ");
    let mut settled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        settled.push_str("No. #");
        settled.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    settled
}

/// Holds the answers of two worlds against each other.
fn compare(with: &BTreeMap<String, Told>, without: &BTreeMap<String, Told>, more: More) {
    assert_eq!(with.keys().collect::<Vec<_>>(), without.keys().collect::<Vec<_>>());
    for (asked, told) in with {
        assert_eq!(told.settled(), without[asked].settled(), "{more:?}: {asked}");
    }
}

/// The case that must not be known, and one that never was, are one thing.
fn hidden_is_nowhere(answers: &BTreeMap<String, Told>) {
    let (there, never) = (hidden(), nowhere());
    let names = [
        (there.to_string(), never.to_string()),
        (Reference::of(there).to_string(), Reference::of(never).to_string()),
    ];
    // Pages are numbered in the order in which they are looked at.
    let plain = |asked: &str| asked.trim_start_matches(|letter: char| letter.is_ascii_digit()).to_owned();
    let mut compared = 0;
    for (asked, told) in answers {
        for (hidden, never) in &names {
            if !asked.contains(hidden) || asked.contains("?after=") || asked.contains("&after=") {
                continue;
            }
            let twin = plain(&asked.replace(hidden, never));
            let (_, other) = answers.iter().find(|(asked, _)| plain(asked) == twin).unwrap();
            assert_eq!(told.settled(), other.settled(), "{asked}");
            assert!(told.status.is_client_error(), "{asked}: {}", told.status);
            compared += 1;
        }
    }
    assert!(compared > 8, "{compared}");
}

async fn hold_apart(more: More) {
    let mut with = Box::pin(Town::new(more)).await;
    let mut without = Box::pin(Town::new(More::Nothing)).await;
    // How many administrative acts there were stands at the end of their chain, which every reader of any case is shown: a destruction
    // adds one, as a new roster does. SECURITY.md says so.
    let (mut first, mut second) = (with.answers().await, without.answers().await);
    if more == More::Destroyed {
        for told in first.values_mut().chain(second.values_mut()) {
            told.body = told.body.split("\"administration\":").next().unwrap_or_default().to_owned();
        }
    }
    if more != More::Recused {
        hidden_is_nowhere(&first);
    }
    compare(&first, &second, more);
    let (first, second) = (with.pages().await, without.pages().await);
    hidden_is_nowhere(&first);
    compare(&first, &second, more);
}

#[tokio::test]
async fn a_case_that_excludes_a_member_changes_no_answer_and_no_page_of_theirs() {
    Box::pin(hold_apart(More::Hidden)).await;
}

#[tokio::test]
async fn its_destruction_changes_none_either() {
    Box::pin(hold_apart(More::Destroyed)).await;
}

#[tokio::test]
async fn a_case_from_which_a_member_recused_themselves_is_gone_for_them() {
    Box::pin(hold_apart(More::Recused)).await;
}

//! A ceremony through pages: one proposes, two sign at their own desks, the version is in force, somebody new unlocks.

use http::StatusCode;
use redchannel::api::server;
use redchannel::crypto::note;
use redchannel::model::roster::Role;

use super::seat::{CAST, Person, Seat, people};
use crate::api::client::serve;
use crate::support::world::{World, genesis_of};

pub(super) struct Scene {
    pub(super) world: World,
    server: String,
    genesis: [u8; 32],
}

impl Scene {
    pub(super) async fn new() -> Self {
        let world = World::of(people()).await;
        let address = serve(server::router(world.vault.clone())).await;
        let genesis = genesis_of(&world.people.sign(&world.people.roster(), 2));
        Self { world, server: format!("http://{address}"), genesis }
    }

    pub(super) async fn seat(&self, person: &'static Person) -> Seat {
        let mut seat = Seat::locked(person, &self.server, self.genesis, &self.world.clock).await;
        seat.unlock("").await;
        seat
    }

    fn version(&self) -> u32 {
        self.world.vault.roster_in_force().unwrap().version
    }
}

fn sign_path(person: &Person) -> String {
    format!("/roster/sign/{}", person.key.member_id())
}

/// The head begins a version with somebody new in it, and proposes it.
async fn propose_newcomer(head: &mut Seat) -> String {
    assert_eq!(head.submit("/roster", "/roster/begin", &[("expires", "2028-12-31")]).await, "/roster/draft");
    let card = CAST.new.file.card().to_json();
    assert_eq!(head.upload("/roster/card", "/roster/card", card.as_bytes()).await, "/roster/card");
    let page = head.read("/roster/card").await;
    assert!(page.contains(&CAST.new.file.card().fingerprint()) && page.contains("Intake officer 2"));
    let fields = [("do", "enrol"), ("role", "intake"), ("team", "audit"), ("until", "2028-06-30")];
    assert_eq!(head.submit("/roster/card", "/roster/enrol", &fields).await, "/roster/draft");
    let page = head.read("/roster/draft").await;
    assert!(page.contains("“Intake officer 2” is added: intake officer, until 30 Jun 2028."), "{page}");
    assert!(page.contains("“Intake officer 2” joins the team of “Audit and Investigation Unit”."));
    assert!(page.contains(
        "It is in force from 23 Nov 2026 until 31 Dec 2028; the version before until 31 Dec 2027."
    ));
    head.submit("/roster/draft", "/roster/propose", &[]).await
}

async fn sign(seat: &mut Seat, path: &str) -> String {
    let hash = seat.get(path).await.field(path, "hash");
    let passphrase = seat.passphrase();
    seat.submit(path, path, &[("do", "sign"), ("hash", &hash), ("passphrase", &passphrase)]).await
}

#[tokio::test]
async fn one_proposes_two_sign_and_the_new_member_works() {
    let scene = Scene::new().await;
    let mut head = scene.seat(&CAST.head).await;
    let path = propose_newcomer(&mut head).await;
    assert_eq!(path, sign_path(&CAST.head));
    let page = head.read(&path).await;
    assert!(
        page.contains("0 of 2 needed") && !page.contains("name=\"passphrase\""),
        "the head is no keyholder"
    );

    let mut first = Seat::locked(&CAST.first, &scene.server, scene.genesis, &scene.world.clock).await;
    assert_eq!(first.unlock("").await, "/roster", "a keyholder has no queue");
    assert!(first.read("/roster").await.contains("0 of 2 signatures"));
    let page = first.read(&path).await;
    assert!(page.contains("proposed by “Head of unit”") && page.contains("“Intake officer 2” is added"));
    assert!(page.contains(&CAST.new.file.card().fingerprint()));
    let hash = first.get(&path).await.field(&path, "hash");
    let wrong = [("do", "sign"), ("hash", hash.as_str()), ("passphrase", "six other words than the right")];
    first.submit(&path, &path, &wrong).await;
    assert!(first.read(&path).await.contains("This passphrase does not open the key file"));
    scene.world.clock.advance(60);
    assert_eq!(sign(&mut first, &path).await, path);
    assert!(first.read(&path).await.contains("1 of 2 signatures are there"));
    assert_eq!(scene.version(), 1);

    let mut second = scene.seat(&CAST.second).await;
    assert!(second.read(&path).await.contains("Yours is the last signature that is needed"));
    assert_eq!(sign(&mut second, &path).await, "/roster");
    assert_eq!(scene.version(), 2);
    let page = second.read("/roster").await;
    assert!(page.contains("Version 2 of the roster is in force") && page.contains("Nothing is proposed"));
    assert!(page.contains("“Intake officer 2” is added") && page.contains("The first roster"), "the history");

    let mut new = Seat::locked(&CAST.new, &scene.server, scene.genesis, &scene.world.clock).await;
    let queue = new.unlock("").await;
    assert!(queue.contains("No reports yet") && !queue.contains("is not in the roster"), "{queue}");
    assert_eq!(new.get("/roster/draft").await.status, StatusCode::NOT_FOUND, "intake does not propose");
    assert!(
        scene
            .world
            .vault
            .roster_in_force()
            .unwrap()
            .member(CAST.new.key.member_id())
            .unwrap()
            .has(Role::Intake)
    );
}

#[tokio::test]
async fn a_draft_that_another_version_overtook_cannot_be_signed() {
    let scene = Scene::new().await;
    let mut head = scene.seat(&CAST.head).await;
    let path = propose_newcomer(&mut head).await;
    let mut first = scene.seat(&CAST.first).await;
    let hash = first.get(&path).await.field(&path, "hash");
    let token = first.get(&path).await.field(&path, "token");
    first.submit("/roster", "/roster/begin", &[("expires", "2027-12-31")]).await;
    let mut next = scene.world.people.roster();
    (next.version, next.previous) = (2, Some(crate::support::world::hex(&scene.genesis)));
    next.policy.acknowledge_days = 5;
    let note = scene.world.people.sign(&next, 2);
    redchannel::vault::rosters::import(&scene.world.vault, &note).await.unwrap();

    let passphrase = first.passphrase();
    let fields = [("token", token.as_str()), ("do", "sign"), ("hash", &hash), ("passphrase", &passphrase)];
    assert_eq!(first.post(&path, &fields).await.location(), path);
    assert_eq!(first.get(&path).await.status, StatusCode::NOT_FOUND, "the server forgot it");
    let page = first.read("/roster").await;
    assert!(page.contains("changed meanwhile. Nothing was signed or sent"), "{page}");
    assert!(page.contains("A person looks at each report within 5 days, instead of 7."));
    let page = first.read("/roster/draft").await;
    assert!(page.contains("Another version came into force since this draft was begun"));
    assert!(!page.contains("/roster/propose"));
    assert_eq!(scene.version(), 2);
}

#[tokio::test]
async fn what_was_not_before_the_signers_eyes_is_not_signed() {
    let scene = Scene::new().await;
    let mut head = scene.seat(&CAST.head).await;
    let path = propose_newcomer(&mut head).await;
    let mut first = scene.seat(&CAST.first).await;
    let old = first.get(&path).await.field(&path, "hash");
    head.submit("/roster", "/roster/begin", &[("expires", "2029-12-31")]).await;
    head.submit("/roster/draft", "/roster/propose", &[]).await;
    let passphrase = first.passphrase();
    first.submit(&path, &path, &[("do", "sign"), ("hash", &old), ("passphrase", &passphrase)]).await;
    let page = first.read(&path).await;
    assert!(
        page.contains("is not the one that the page showed. Nothing was signed")
            && page.contains("0 of 2 needed")
    );
}

#[tokio::test]
async fn who_may_not_sign_or_propose_does_not() {
    let scene = Scene::new().await;
    let mut head = scene.seat(&CAST.head).await;
    let path = propose_newcomer(&mut head).await;
    let (hash, passphrase) = ("0".repeat(64), head.passphrase());
    let mut new = scene.seat(&CAST.new).await;
    assert!(new.read("/roster").await.contains("The server does not accept this key"));
    assert_eq!(new.get("/roster/card").await.status, StatusCode::NOT_FOUND);
    let answer = head.post(&path, &[("do", "sign"), ("hash", &hash), ("passphrase", &passphrase)]).await;
    assert_eq!(answer.location(), "/failed/403");
    assert!(head.read(&path).await.contains("0 of 2 needed"));
    assert_eq!(head.submit("/roster", "/roster/withdraw", &[]).await, "/roster");
    assert!(head.read("/roster").await.contains("Nothing is proposed"));
}

#[tokio::test]
async fn a_keyholder_without_a_network_signs_the_file() {
    let scene = Scene::new().await;
    let mut head = scene.seat(&CAST.head).await;
    let path = propose_newcomer(&mut head).await;
    let draft = head.get(&format!("{path}/file")).await;
    let roster = redchannel::model::roster::Roster::parse(&draft.text()).unwrap();
    let note = note::sign_new(&roster, "keyholder-2", CAST.second.key.signing_key()).unwrap();

    let mut first = scene.seat(&CAST.first).await;
    assert_eq!(first.upload("/roster", "/roster/file", &note).await, "/roster/draft");
    let path = first.submit("/roster/draft", "/roster/propose", &[]).await;
    let page = first.read(&path).await;
    assert!(page.contains("1 of 2 needed") && page.contains("<bdi>keyholder-2</bdi> has signed"), "{page}");
    assert!(first.get(&format!("{path}/file")).await.body.starts_with(draft.text().as_bytes()));
    assert_eq!(sign(&mut first, &path).await, "/roster");
    assert_eq!(scene.version(), 2);

    for bytes in [&b"{}"[..], b"not a draft", &scene.world.people.sign(&scene.world.people.roster(), 2)] {
        assert_eq!(first.upload("/roster", "/roster/file", bytes).await, "/roster");
        let page = first.read("/roster").await;
        assert!(
            page.contains("This is no draft and no note")
                || page.contains("does not follow the roster in force")
        );
    }
}

#[tokio::test]
async fn a_key_is_exchanged_and_a_member_changed_and_removed() {
    let scene = Scene::new().await;
    let mut head = scene.seat(&CAST.head).await;
    head.submit("/roster", "/roster/begin", &[("expires", "2027-12-31")]).await;
    head.upload("/roster/card", "/roster/card", CAST.again.file.card().to_json().as_bytes()).await;
    let old = CAST.head.key.member_id().to_string();
    head.submit("/roster/card", "/roster/enrol", &[("do", "exchange"), ("old", &old)]).await;
    let investigator = format!("/roster/member/{}", scene.world.people.investigator.member_id());
    head.submit(&investigator, &investigator, &[("do", "strike")]).await;
    let inspector = format!("/roster/member/{}", scene.world.people.inspector.member_id());
    let fields = [("do", "appoint"), ("role", "oversight"), ("role", "custodian"), ("until", "2027-03-31")];
    head.submit(&inspector, &inspector, &fields).await;
    let terms =
        [("issued", "2026-12-01"), ("expires", "2027-12-31"), ("acknowledge", "3"), ("feedback", "2")];
    head.submit("/roster/draft", "/roster/draft", &terms).await;
    let page = head.read("/roster/draft").await;
    for sentence in [
        "“Head of unit” gets a new key, which takes the place of “Head of unit”’s old one.",
        "The old key of “Head of unit” is retired.",
        "“Investigator” is removed (investigator).",
        "“Investigator” leaves the team of “Audit and Investigation Unit”.",
        "“Internal audit” has other roles: oversight and custodian, instead of oversight.",
        "“Internal audit” may act until 31 Mar 2027, instead of 31 Dec 2028.",
        "A person looks at each report within 3 days, instead of 7.",
        "Reporters are told what was done within 2 months, instead of 3.",
    ] {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
    assert!(!page.contains("“Head of unit” leaves") && !page.contains("“Head of unit” joins"));
    let none = [("do", "appoint"), ("until", "2027-03-31")];
    assert_eq!(head.submit(&inspector, &inspector, &none).await, inspector);
    assert!(head.read(&inspector).await.contains("Choose at least one role"));
    head.submit("/roster/card", "/roster/card", &[]).await;
}

#[tokio::test]
async fn an_end_that_is_near_is_said_and_one_that_has_passed_loudly() {
    let scene = Scene::new().await;
    let mut first = scene.seat(&CAST.first).await;
    assert!(!first.read("/roster").await.contains("The roster runs out"));
    scene.world.clock.advance(86_400 * 374);
    first.unlock("").await;
    assert!(first.read("/roster").await.contains("The roster runs out on 31 Dec 2027: 30 days are left."));
    scene.world.clock.advance(86_400 * 30);
    first.unlock("").await;
    assert!(first.read("/roster").await.contains("The roster ran out on 31 Dec 2027."));
    // Two keyholders still bring the next version into force.
    first.submit("/roster", "/roster/begin", &[("expires", "2029-12-31")]).await;
    let path = first.submit("/roster/draft", "/roster/propose", &[]).await;
    assert_eq!(sign(&mut first, &path).await, path);
    let mut second = scene.seat(&CAST.second).await;
    assert_eq!(sign(&mut second, &path).await, "/roster");
    assert_eq!(scene.version(), 2);
}

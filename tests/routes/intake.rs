//! The public face.

use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST};
use http::{Method, Request, StatusCode};
use redchannel::vault::ledger::publish::{When, publish};
use redchannel::vault::reporter::{self, Access};
use redchannel::vault::sessions::{self, Session, SessionToken};
use redchannel::web::limits::Budgets;
use tower::ServiceExt;

use super::{TRIED, Table, check_headers_kept, outcome, routes};
use crate::intake::visitor::{HOST_NAME, face};
use crate::support::world::{World, code, report};

const SOURCE: &str = include_str!("../../src/intake/mod.rs");

#[derive(Clone, Copy, PartialEq)]
enum Visitor {
    Stranger,
    Reporter,
    HasLeft,
    FromAnotherSite,
    UnderAnotherName,
}

const VISITORS: [Visitor; 5] = [
    Visitor::Stranger,
    Visitor::Reporter,
    Visitor::HasLeft,
    Visitor::FromAnotherSite,
    Visitor::UnderAnotherName,
];

async fn token(world: &World, access: &Access) -> SessionToken {
    sessions::open_session(&world.vault, &Session::new(access.clone(), None)).await.unwrap()
}

async fn ask(world: &World, access: &Access, visitor: Visitor, method: &Method, path: &str) -> String {
    let mut request = Request::builder().method(method).uri(path);
    request =
        request.header(HOST, if visitor == Visitor::UnderAnotherName { "evil.example" } else { HOST_NAME });
    if visitor == Visitor::FromAnotherSite {
        request = request.header("sec-fetch-site", "cross-site");
    }
    if matches!(visitor, Visitor::Reporter | Visitor::HasLeft) {
        let token = token(world, access).await;
        if visitor == Visitor::HasLeft {
            sessions::end(&world.vault, &token).await.unwrap();
        }
        request = request.header(COOKIE, format!("__Host-r={}", token.to_cookie_value().expose_secret()));
    }
    if *method == Method::POST {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let router = face(&world.vault, &Budgets::unlimited());
    let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    check_headers_kept(&format!("{method} {path}"), answer.headers(), kept(path, answer.status()));
    // The one path that no browser posts to: a witness hands in a signed checkpoint of ours, which is public, and reads the status
    // (c2sp.org/tlog-witness). Nothing of a reporter is in it. Layers further out redirect it as they do everything.
    if *method == Method::POST && path != "/log/add-checkpoint" {
        assert_eq!(
            answer.status(),
            303,
            "POST {path}: Chromium keeps the body of a POST that is answered otherwise"
        );
    }
    outcome(answer.status(), answer.headers())
}

/// How long an answer may be kept: a file of the public log, where it is there, and nothing else.
fn kept(path: &str, status: StatusCode) -> &'static str {
    match path {
        "/log/1/tile/0/000.p/64" if status.is_success() => "public, max-age=31536000, immutable",
        "/log/checkpoint" | "/log/policy" | "/log/1/checkpoint" | "/log/tile/0/000.p/64"
            if status.is_success() =>
        {
            "max-age=5"
        }
        _ => "no-store",
    }
}

#[tokio::test]
async fn who_gets_what_at_the_public_face() {
    let world = World::new().await;
    let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
    publish(&world.vault, When::Now).await.unwrap();
    let mut table = Table::head(&["stranger", "reporter", "has left", "other site", "other name"]);
    let mut all = routes(SOURCE);
    // The same path may stand in two groups, a method in each.
    all.sort_by(|a, b| a.path.cmp(&b.path));
    let mut merged: Vec<super::Route> = Vec::new();
    for route in all {
        match merged.last_mut() {
            Some(last) if last.path == route.path => last.methods.extend(route.methods),
            _ => merged.push(route),
        }
    }
    for route in &merged {
        let path = route.path.replace("{audience}", "1").replace("{page}", "1").replace("{number}", "1");
        let path = path.replace("{*rest}", "0/000.p/64").replace("{step}", "0");
        for method in TRIED {
            let mut answers = Vec::new();
            for visitor in VISITORS {
                answers.push(ask(&world, &access, visitor, &method, &path).await);
            }
            table.row(route, &method, &answers);
        }
    }
    insta::assert_snapshot!(table.text);
}

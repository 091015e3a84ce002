//! The staff API.

use axum::body::Body;
use http::{Method, Request};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::model::id::{BlobId, CaseId};

use super::{TRIED, Table, outcome, routes};
use crate::api::site::{Site, sign};

const SOURCE: &str = include_str!("../../src/api/server/mod.rs");

async fn ask(site: &Site, person: Option<&StaffKey>, method: &Method, path: &str) -> String {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(person) = person {
        request = request.header("authorization", sign(person, method.as_str(), path, b"", site.minute()));
    }
    let answer = site.send(request.body(Body::empty()).unwrap()).await;
    outcome(answer.status, &answer.headers)
}

#[tokio::test]
async fn who_gets_what_at_the_staff_api() {
    let site = Site::new().await;
    let visitors = [
        ("nobody", None),
        ("stranger", Some(&site.stranger)),
        ("admin", Some(&site.admin)),
        ("past the end", Some(&site.expired)),
        ("excluded", Some(&site.investigator)),
        ("in the team", Some(&site.intake)),
        ("custodian", Some(&site.world.people.custodian)),
    ];
    let names: Vec<&str> = visitors.iter().map(|(name, _)| *name).collect();
    let mut table = Table::head(&names);
    let absent = (CaseId::from_bytes([9; 16]), BlobId::from_bytes([9; 16]));
    for (what, case, blob) in [("hidden", site.hidden, site.hidden_blob), ("absent", absent.0, absent.1)] {
        table.text.extend(["[", what, "]\n"]);
        for route in routes(SOURCE) {
            let path = route.path.replace("{case}", &case.to_string()).replace("{blob}", &blob.to_string());
            for method in TRIED {
                let mut answers = Vec::new();
                for (_, person) in &visitors {
                    answers.push(ask(&site, *person, &method, &path).await);
                }
                table.row(&route, &method, &answers);
            }
        }
    }
    insta::assert_snapshot!(table.text);
}

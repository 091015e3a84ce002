//! The console.

use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request};

use super::{TRIED, Table, check_headers, outcome, routes};
use crate::desk::visitor::{ADDRESS, Browser};

const SOURCE: &str = include_str!("../../src/desk/web/mod.rs");

async fn ask(browser: &mut Browser, host: &str, site: &str, method: &Method, path: &str) -> String {
    let request =
        Request::builder().method(method).uri(path).header(HOST, host).header("sec-fetch-site", site);
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let page = browser.send(request, String::new()).await;
    check_headers(&format!("{method} {path}"), &page.headers);
    outcome(page.status, &page.headers)
}

#[tokio::test]
async fn who_gets_what_at_the_console() {
    let mut outside = Browser::outside().await;
    let mut inside = Browser::inside().await;
    let mut unlocked = Browser::unlocked().await;
    let mut table = Table::head(&["outside", "locked", "unlocked", "other site", "other name"]);
    for route in routes(SOURCE) {
        let path = route
            .path
            .replace("{token}", &"0".repeat(64))
            .replace("{status}", "404")
            .replace("{name}", "A1-WORD-234")
            .replace("{id}", &"9".repeat(32))
            .replace("{item}", &"9".repeat(32));
        for method in TRIED {
            let answers = [
                ask(&mut outside, ADDRESS, "same-origin", &method, &path).await,
                ask(&mut inside, ADDRESS, "same-origin", &method, &path).await,
                ask(&mut unlocked, ADDRESS, "same-origin", &method, &path).await,
                ask(&mut outside, ADDRESS, "cross-site", &method, &path).await,
                ask(&mut outside, "evil.example", "same-origin", &method, &path).await,
            ];
            table.row(&route, &method, &answers);
        }
    }
    insta::assert_snapshot!(table.text);
}

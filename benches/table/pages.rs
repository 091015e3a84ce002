//! What a page is on the wire: one request, one length.

use crate::measure::Fallible;
use crate::row::{Limit, Row, Table};
use crate::server::Server;
use crate::site::Site;
use crate::visitor::{Answer, Visitor};

const SHORT: usize = 16 * 1024;
const LONG: usize = 32 * 1024;

/// Pages for everybody; `/d` and `/m` need a session and come after them.
const OPEN: [&str; 13] = ["/", "/h", "/n", "/c", "/b", "/f", "/e", "/o", "/z", "/v", "/t", "/u", "/s"];
const FORMS: [&str; 3] = ["/n/1", "/n/2", "/n/3"];

/// What makes a browser ask for something more before a finger is lifted.
const FETCHED: [&str; 14] = [
    "<script",
    "<link",
    "<img",
    "<iframe",
    "<object",
    "<embed",
    "<video",
    "<audio",
    "<source",
    " src=",
    " srcset=",
    " background=",
    "@import",
    "url(",
];

pub async fn measure(site: &Site, table: &mut Table) -> Fallible<()> {
    let server = Server::start(site)?;
    let mut visitor = Visitor::new(server.address);
    let (mut right, mut wrong) = (0_u32, Vec::new());
    let mut look = |path: &'static str, page: &Answer, length| {
        if is_right(page, length) {
            right += 1;
        } else {
            wrong.push(path);
        }
    };
    for path in OPEN {
        look(path, &visitor.get(path).await?, SHORT);
    }
    for path in FORMS {
        look(path, &visitor.get(path).await?, LONG);
    }
    visitor.report().await?;
    for path in ["/d", "/m"] {
        look(path, &visitor.get(path).await?, SHORT);
    }
    look("(not found)", &visitor.get("/nowhere").await?, SHORT);
    table.add(Row {
        claim: "E. Pages that are not one request of exactly 16 KiB (the form 32 KiB)",
        measured: if wrong.is_empty() { "none".to_owned() } else { wrong.join(" ") },
        compared: format!("{right} pages that are"),
        value: f64::from(u32::try_from(wrong.len())?),
        limit: Limit::AtMost(0.0),
        unit: "",
    });
    Ok(())
}

fn is_right(page: &Answer, length: usize) -> bool {
    let whole = page.body.len() == length && page.announced() == Some(length);
    // The icon stands in the page, so that browsers do not ask for one.
    let fetches_nothing = |text: &str| {
        let rest = text.replacen("<link rel=\"icon\" href=\"data:", "", 1);
        FETCHED.iter().all(|sign| !rest.contains(sign))
    };
    whole && page.text().is_ok_and(fetches_nothing)
}

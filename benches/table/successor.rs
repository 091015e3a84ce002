//! A thousand cases handed on to whoever takes over from a member, by the desk of a colleague who holds their keys as well.

use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use redchannel::clock::Clock;
use redchannel::desk::keys::{KeyDesk, rewrap_successor};
use redchannel::desk::paper::Signer;

use crate::casebook::{begin, opened};
use crate::casebook_fill::fill;
use crate::measure::{Fallible, cpu_of, millis_since};
use crate::row::{Limit, Row, Table};
use crate::server::Server;
use crate::site::Site;

const CASES: u32 = 1_000;
/// Places among the staff.
const INVESTIGATOR: usize = 1;
const HEAD: usize = 2;
const SUCCESSOR: usize = 4;

pub async fn measure(site: &Site, table: &mut Table) -> Fallible<()> {
    fill(site, CASES).await?;
    let server = Server::start(site)?;
    let folder = tempfile::tempdir()?;
    let desk = |who: usize| begin(site, who, &server, &folder.path().join(who.to_string()));
    let (work, read, _, _) = opened(&server, desk(HEAD)?).await?;
    let investigator = site.staff.get(INVESTIGATOR).ok_or("no investigator")?.member_id();
    let mut book = work.book().await;
    let standing = work.standing(&book);
    let client = work.client();
    let mut keys = KeyDesk {
        book: &mut book,
        client: &client,
        genesis: &site.genesis,
        signer: Signer { member: work.member(), key: work.key().signing_key(), standing },
        today: Clock::System.today(),
    };
    let (before, own, began) = (server.cpu()?, cpu_of("self")?, Instant::now());
    let found = rewrap_successor(&mut keys, investigator, &AtomicUsize::new(0)).await?;
    let wall = millis_since(began) / 1000.0;
    let (cost, own) = (server.cpu()? - before, cpu_of("self")? - own);
    if found.given != usize::try_from(CASES)? {
        return Err(format!("{found:?}").into());
    }
    drop(book);
    let (successor, _, _, _) = opened(&server, desk(SUCCESSOR)?).await?;
    let readable = successor.book().await.cases().filter(|record| record.content.is_ok()).count();
    if readable != found.given {
        return Err(format!("the successor opens {readable} cases").into());
    }
    table.add(Row {
        claim: "G. 1,000 cases re-wrapped to a successor, who then opens them",
        measured: format!("{wall:.1} s"),
        compared: format!(
            "the same cases read for the first time: {read:.1} s; processor time of the server {cost:.1} s, of the desk {own:.1} s"
        ),
        value: wall,
        limit: Limit::AtMost(30.0),
        unit: " s",
    });
    Ok(())
}

//! The casebook of ten thousand cases: opened, looked at again, searched; and what ten desks cost the server.
//!
//! The desk is the one that is shipped, in this process; the server is the program beside it. *Cold*: a member unlocks who has read none of
//! the cases, so each is fetched, its read is signed and stored in the ledger, and it is opened. *Warm*: the queue is loaded again in an
//! unlocked desk; roster, ledger and what changed since yesterday are asked for, everything is sorted, filtered and counted anew.

use std::sync::Arc;
use std::time::Instant;

use redchannel::clock::Clock;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::desk::DeskConfig;
use redchannel::desk::casebook::queue::filter::Filter;
use redchannel::desk::casebook::queue::{Asked, queue};
use redchannel::desk::casebook::search::Depth;
use redchannel::desk::casebook::search::query::Query;
use redchannel::desk::keyring::Opened;
use redchannel::desk::loading::refresh;
use redchannel::desk::work::Work;
use redchannel::ledger::entry::Reason;

use crate::casebook_fill::{RARE, fill};
use crate::measure::{Fallible, cpu_of, median, memory_of, millis_since};
use crate::row::{Limit, Row, Table};
use crate::server::Server;
use crate::site::Site;

/// Cases of three items.
const CASES: u32 = 10_000;
/// Loads of the queue that are timed.
const LOADS: u32 = 15;
/// Desks that follow the queue, and how often each asks, in seconds: for what is new, and for everything.
const DESKS: f64 = 10.0;
const EVERY: f64 = 60.0;
const WHOLE_EVERY: f64 = 900.0;

pub async fn measure(site: &Site, table: &mut Table) -> Fallible<()> {
    fill(site, CASES).await?;
    let server = Server::start(site)?;
    let folder = tempfile::tempdir()?;
    let desk = |number: u8| begin(site, 0, &server, &folder.path().join(number.to_string()));
    let (work, cold, cost, own) = opened(&server, desk(0)?).await?;
    let readable = work.book().await.cases().filter(|record| record.content.is_ok()).count();
    if readable != usize::try_from(CASES)? {
        return Err(format!("{readable} cases were opened").into());
    }
    table.add(Row {
        claim: "G. A casebook of 10,000 cases of 3 items opens cold: fetched, reads signed and stored, opened, ready to be searched",
        measured: format!("{cold:.1} s"),
        compared: format!("processor time of the server {cost:.1} s, of the desk {own:.1} s, both on the same cores"),
        value: cold,
        limit: Limit::AtMost(15.0),
        unit: " s",
    });
    let memory = memory_of("self", "VmRSS")?;
    table.add(Row {
        claim: "G. Memory of the process with the desk",
        measured: format!("{memory:.0} MiB"),
        compared: format!(
            "at most since the start {:.0} MiB, with what filled the databases",
            memory_of("self", "VmHWM")?
        ),
        value: memory,
        limit: Limit::AtMost(500.0),
        unit: " MiB",
    });
    let (load, poll) = warm(&server, &work, table).await?;
    search(&work, load, table).await?;
    let (_again, second, cost, own) = opened(&server, desk(1)?).await?;
    table.add(Row {
        claim: "G. (opened by the same member in another session: the reads are there)",
        measured: format!("{second:.1} s"),
        compared: format!(
            "cold {cold:.1} s; processor time of the server {cost:.1} s, of the desk {own:.1} s"
        ),
        value: second,
        limit: Limit::None,
        unit: " s",
    });
    polling(site, &server, poll, table).await
}

/// A desk of one of the staff, with a folder of its own.
pub fn begin(site: &Site, who: usize, server: &Server, folder: &std::path::Path) -> Fallible<Arc<Work>> {
    std::fs::create_dir(folder)?;
    let key: StaffKey = site.staff.get(who).ok_or("no staff")?.clone();
    let card = key.card("Somebody of the unit")?;
    let opened = Opened { path: folder.join("key.rckey"), key, card };
    let config =
        DeskConfig::new(format!("http://{}", server.desks), site.genesis, folder, "127.0.0.1:0".parse()?);
    Ok(Arc::new(Work::begin(opened, Reason::Casework, &config, &Clock::System)?))
}

/// Opens everything: seconds on the wall, processor time of the server and of this process.
pub async fn opened(server: &Server, work: Arc<Work>) -> Fallible<(Arc<Work>, f64, f64, f64)> {
    let (before, own, began) = (server.cpu()?, cpu_of("self")?, Instant::now());
    loop {
        let progress = refresh(&work).await;
        if !progress.running {
            progress.outcome.ok_or("nothing was done")?.map_err(|error| error.to_string())?;
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let times = (millis_since(began) / 1000.0, server.cpu()? - before, cpu_of("self")? - own);
    Ok((work, times.0, times.1, times.2))
}

/// The queue again and again: milliseconds of its sorting and counting alone, and what a load costs the server in seconds.
async fn warm(server: &Server, work: &Arc<Work>, table: &mut Table) -> Fallible<(f64, f64)> {
    let today = Clock::System.today();
    let (before, mut loads, mut queues) = (server.cpu()?, Vec::new(), Vec::new());
    for _ in 0..LOADS {
        let began = Instant::now();
        let progress = refresh(work).await;
        progress.outcome.ok_or("nothing was done")?.map_err(|error| error.to_string())?;
        let asked = Instant::now();
        let shown = queue(&*work.book().await, today, &Asked::default());
        if shown.total != usize::try_from(CASES)? {
            return Err("the queue is not whole".into());
        }
        queues.push(millis_since(asked));
        loads.push(millis_since(began));
    }
    let poll = (server.cpu()? - before) / f64::from(LOADS);
    table.add(Row {
        claim: "G. It opens warm: the queue loaded again, up to date, sorted and counted",
        measured: format!("{:.0} ms, median of {LOADS}", median(&loads)),
        compared: format!("sorting and counting alone {:.0} ms", median(&queues)),
        value: median(&loads) / 1000.0,
        limit: Limit::AtMost(3.0),
        unit: " s",
    });
    Ok((median(&queues), poll))
}

async fn search(work: &Work, load: f64, table: &mut Table) -> Fallible<()> {
    let book = work.book().await;
    let (mut slowest, mut asked_as) = (0.0_f64, "");
    let mut found = Vec::new();
    for typed in [RARE, "offic gate", "\"money dollars\"", "موظف 500", "recu camion xyz", "a"] {
        let query = Query::parse(typed).ok_or("no question")?;
        let mut times = Vec::new();
        for _ in 0..7 {
            let began = Instant::now();
            let finders = query.finders();
            let opened = book.cases().filter_map(|record| record.content.as_ref().ok());
            let count = opened.filter(|case| case.words.fits(&finders, Depth::Whole)).count();
            times.push(millis_since(began));
            found.push(count);
        }
        if median(&times) > slowest {
            (slowest, asked_as) = (median(&times), typed);
        }
    }
    if !found.contains(&1) {
        return Err("the rare word was not found".into());
    }
    let bytes: usize =
        book.cases().filter_map(|record| Some(record.content.as_ref().ok()?.words.len())).sum();
    let filter = Filter { words: RARE.to_owned(), ..Filter::default() };
    let today = Clock::System.today();
    let began = Instant::now();
    std::hint::black_box(queue(&book, today, &Asked { filter, page: 0 }));
    table.add(Row {
        claim: "G. A search over it, the page of what was found included",
        measured: format!(
            "the slowest of six, “{asked_as}”: {slowest:.1} ms, and {load:.0} ms to sort and count"
        ),
        compared: format!(
            "{:.0} MB of folded text; the page without a declaration: {:.0} ms",
            megabytes(bytes)?,
            millis_since(began)
        ),
        value: slowest + load,
        limit: Limit::AtMost(100.0),
        unit: " ms",
    });
    Ok(())
}

fn megabytes(bytes: usize) -> Fallible<f64> {
    Ok(f64::from(u32::try_from(bytes)?) / 1e6)
}

/// Ten desks that follow their queues: each asks every minute for what is new, and every quarter of an hour for everything.
async fn polling(site: &Site, server: &Server, poll: f64, table: &mut Table) -> Fallible<()> {
    use redchannel::desk::casebook::sync::{Scope, cases};
    let key = site.staff.first().ok_or("no staff")?;
    let client = redchannel::api::client::Client::new(
        &format!("http://{}", server.desks),
        key.member_id(),
        key.signing_key().clone(),
        Clock::System,
    )?;
    let (before, began) = (server.cpu()?, Instant::now());
    let lines = cases(&client, Scope::Whole).await.map_err(|error| error.to_string())?;
    let (whole, wall) = (server.cpu()? - before, millis_since(began) / 1000.0);
    let share = DESKS * (poll / EVERY + whole / WHOLE_EVERY) * 100.0;
    table.add(Row {
        claim: "G. Ten desks that follow the queue, of one core of the server",
        measured: format!("{share:.1} %: {:.0} ms of processor time for what is new", poll * 1000.0),
        compared: format!(
            "all {} lines: {whole:.2} s of processor time, {wall:.1} s on the wall",
            lines.len()
        ),
        value: share,
        limit: Limit::AtMost(5.0),
        unit: " %",
    });
    Ok(())
}

//! A static page while others keep the slow hash busy.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::measure::{Fallible, millis_since, percentile};
use crate::row::{Limit, Row, Table};
use crate::server::Server;
use crate::site::Site;
use crate::visitor::Visitor;

/// Clients at each of the two forms.
const CLIENTS: usize = 8;
/// Codes each of them has: a code that is used too often at once is made to wait, and would flood nothing.
const CODES: usize = 6;
/// How long the flood lasts, and each of the two calm times around it.
const FLOOD: Duration = Duration::from_secs(20);
const CALM: Duration = Duration::from_secs(6);
/// Between two questions of the probe.
const PAUSE: Duration = Duration::from_millis(4);

pub async fn measure(site: &Site, table: &mut Table) -> Fallible<()> {
    let server = Server::start(site)?;
    let mut codes = Vec::new();
    for _ in 0..CLIENTS * CODES {
        codes.push(Visitor::new(server.address).report().await?);
    }
    let mut calm = probe(server.address, CALM).await?;
    let (flooded, answered) = under_flood(&server, &codes).await?;
    calm.extend(probe(server.address, CALM).await?);
    let (unloaded, loaded) = (percentile(&calm, 99), percentile(&flooded, 99));
    let measured = format!(
        "p50 {:.2}, p99 {loaded:.2}, worst {:.1} ms ({} pages, {answered} floods answered)",
        percentile(&flooded, 50),
        percentile(&flooded, 100),
        flooded.len()
    );
    let compared = format!("unloaded p50 {:.2}, p99 {unloaded:.2} ms", percentile(&calm, 50));
    let claim = "B. p99 of a static page while 8 + 8 clients flood both forms";
    table.add(Row {
        claim,
        measured,
        compared: compared.clone(),
        value: loaded,
        limit: Limit::AtMost(25.0),
        unit: " ms",
    });
    table.add(Row {
        claim: "B. The same, against its unloaded p99",
        measured: format!("p99 {loaded:.2} ms"),
        compared,
        value: loaded / unloaded,
        limit: Limit::AtMost(5.0),
        unit: " ×",
    });
    Ok(())
}

/// Times of a static page over one kept connection, asked from a thread of its own: the floods' own work must not delay it.
async fn probe(address: SocketAddr, lasting: Duration) -> Fallible<Vec<f64>> {
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut visitor = Visitor::new(address);
            let (mut times, began) = (Vec::new(), Instant::now());
            visitor.get("/h").await?;
            while began.elapsed() < lasting {
                let asked = Instant::now();
                let page = visitor.get("/h").await?;
                times.push(millis_since(asked));
                if !page.status.is_success() {
                    return Err("the static page was refused".into());
                }
                tokio::time::sleep(PAUSE).await;
            }
            Ok(times)
        })
    })
    .await?
}

async fn under_flood(server: &Server, codes: &[String]) -> Fallible<(Vec<f64>, u32)> {
    let stop = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicU32::new(0));
    let mut floods = tokio::task::JoinSet::new();
    for own in codes.chunks(CODES) {
        let (mut reporter, mut returner) = (Visitor::new(server.address), Visitor::new(server.address));
        let (own, stop, answered) = (own.to_vec(), Arc::clone(&stop), Arc::clone(&answered));
        let (stop_too, answered_too) = (Arc::clone(&stop), Arc::clone(&answered));
        floods.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                reporter.report().await?;
                answered.fetch_add(1, Ordering::Relaxed);
            }
            Fallible::Ok(())
        });
        floods.spawn(async move {
            for code in own.iter().cycle() {
                if stop_too.load(Ordering::Relaxed) {
                    break;
                }
                returner.come_back(code).await?.expect("/m")?;
                answered_too.fetch_add(1, Ordering::Relaxed);
            }
            Fallible::Ok(())
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let times = probe(server.address, FLOOD).await;
    stop.store(true, Ordering::Relaxed);
    while let Some(ended) = floods.join_next().await {
        ended??;
    }
    Ok((times?, answered.load(Ordering::Relaxed)))
}

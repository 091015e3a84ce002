//! What the program needs before anybody reports: time to start, memory, space.

use std::time::{Duration, Instant};

use crate::measure::{Fallible, median, millis_since};
use crate::row::{Limit, Row, Table};
use crate::server::Server;
use crate::site::{Site, binary_megabytes};
use crate::visitor::Visitor;

const STARTS: usize = 15;
/// Until everything that runs once after the start has run.
const REST: Duration = Duration::from_secs(3);

pub async fn measure(site: &Site, table: &mut Table) -> Fallible<()> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let server = Server::start(site)?;
        Visitor::new(server.address).get("/").await?;
        times.push(millis_since(began));
    }
    let server = Server::start(site)?;
    Visitor::new(server.address).get("/").await?;
    tokio::time::sleep(REST).await;
    let (idle, most) = (server.memory("VmRSS")?, server.memory("VmHWM")?);
    let mut add = |claim, measured, compared: String, value, limit, unit| {
        table.add(Row { claim, measured, compared, value, limit: Limit::AtMost(limit), unit });
    };
    let usual = median(&times);
    let slowest = times.iter().copied().fold(0.0, f64::max);
    add(
        "D. Start to first answer, existing database",
        format!("median of {STARTS}: {usual:.0} ms"),
        format!("slowest {slowest:.0} ms"),
        usual,
        200.0,
        " ms",
    );
    add(
        "D. Idle resident memory",
        format!("{idle:.1} MiB"),
        format!("at most since the start {most:.1} MiB; the slow hash keeps 19 MiB"),
        idle,
        40.0,
        " MiB",
    );
    let program = binary_megabytes(site)?;
    add("D. The program, stripped", format!("{program:.1} MB"), "–".to_owned(), program, 40.0, " MB");
    Ok(())
}

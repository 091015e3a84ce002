//! A large file: how fast it is taken in, next to the age crate alone, and how much memory it needs.

use std::fs::OpenOptions;
use std::io::Write;
use std::time::Instant;

use age::x25519;
use rand::Rng;

use crate::measure::{Fallible, cpu_of, median, millis_since, quotients, settle};
use crate::row::{Limit, Row, Table};
use crate::server::Server;
use crate::site::Site;
use crate::visitor::{Visitor, multipart};

const MIB: usize = 1024 * 1024;
/// The largest file that the defaults take, to the byte.
const FILE: usize = 25 * MIB;
/// What is stored of it: lengths are padded to the next step.
const PADDED: usize = 32 * MIB;
const ROUNDS: usize = 15;

/// Wall and processor time, in milliseconds, of each round.
#[derive(Default)]
struct Times {
    wall: Vec<f64>,
    cpu: Vec<f64>,
}

pub async fn measure(site: &Site, table: &mut Table) -> Fallible<()> {
    let mut file = vec![0; FILE];
    rand::rng().fill_bytes(&mut file);
    speed(site, table, &file).await?;
    for (clients, claim) in [
        (1, "C. Memory per upload, one at a time"),
        (4, "C. Memory per upload, 4 at once"),
        (8, "C. Memory per upload, 8 at once"),
    ] {
        memory(site, table, &file, (clients, claim)).await?;
    }
    Ok(())
}

async fn speed(site: &Site, table: &mut Table, file: &[u8]) -> Fallible<()> {
    let server = Server::start(site)?;
    let mut visitor = Visitor::new(server.address);
    visitor.report().await?;
    let (mut upload, mut plain, mut padded) = (Times::default(), Times::default(), Times::default());
    upload_once(&server, &mut visitor, file, &mut Times::default()).await?;
    for _ in 0..ROUNDS {
        seal_alone(file, 0, &mut plain)?;
        upload_once(&server, &mut visitor, file, &mut upload).await?;
        seal_alone(file, PADDED - FILE, &mut padded)?;
    }
    let mut add = |claim, ours: &[f64], alone: &[f64], sealed: &str, limit| {
        let measured = format!("{:.0} ms, {:.0} MiB/s", median(ours), 25_000.0 / median(ours));
        let compared = format!("age alone, {sealed}: {:.0} ms", median(alone));
        let value = median(&quotients(alone, ours)) * 100.0;
        table.add(Row { claim, measured, compared, value, limit, unit: " %" });
    };
    let (goal, stream) = (Limit::AtLeast(60.0), "the padded stream of 32 MiB");
    add("C. Speed of a 25 MiB upload", &upload.wall, &padded.wall, stream, goal);
    add("C. The same, against 25 MiB", &upload.wall, &plain.wall, "25 MiB", Limit::None);
    add("C. The same, processor time", &upload.cpu, &padded.cpu, stream, Limit::None);
    Ok(())
}

/// Sends the file as an addition to the report of the session; ends when the server says that it is safe.
async fn upload_once(server: &Server, visitor: &mut Visitor, file: &[u8], times: &mut Times) -> Fallible<()> {
    let token = visitor.get("/m").await?.token()?;
    let body = multipart(&[("t", &token), ("o", "1")], Some(file));
    settle().await;
    let (cpu, began) = (server.cpu()?, Instant::now());
    visitor.send("/m", body).await?.expect("/m")?;
    times.wall.push(millis_since(began));
    times.cpu.push((server.cpu()? - cpu) * 1000.0);
    let page = visitor.get("/m").await?;
    if page.text()?.contains("film.bin") { Ok(()) } else { Err("the file was not stored".into()) }
}

/// The age crate in this process, to one recipient, into /dev/null, fed as it likes best: in its own chunks of 64 KiB.
fn seal_alone(file: &[u8], zeros: usize, times: &mut Times) -> Fallible<()> {
    let recipient = x25519::Identity::generate().to_public();
    let sink = OpenOptions::new().write(true).open("/dev/null")?;
    let (cpu, began) = (cpu_of("self")?, Instant::now());
    let recipients = std::iter::once::<&dyn age::Recipient>(&recipient);
    let mut writer = age::Encryptor::with_recipients(recipients)?.wrap_output(sink)?;
    for chunk in file.chunks(64 * 1024) {
        writer.write_all(chunk)?;
    }
    let nothing = vec![0; 64 * 1024];
    for _ in 0..zeros / nothing.len() {
        writer.write_all(&nothing)?;
    }
    writer.finish()?;
    times.wall.push(millis_since(began));
    times.cpu.push((cpu_of("self")? - cpu) * 1000.0);
    Ok(())
}

async fn memory(
    site: &Site,
    table: &mut Table,
    file: &[u8],
    (clients, claim): (u32, &'static str),
) -> Fallible<()> {
    let server = Server::start(site)?;
    let mut visitors = Vec::new();
    for _ in 0..clients {
        let mut visitor = Visitor::new(server.address);
        visitor.report().await?;
        let token = visitor.get("/m").await?.token()?;
        visitors.push((visitor, multipart(&[("t", &token)], Some(file))));
    }
    settle().await;
    let before = server.memory("VmRSS")?;
    let send = async |(visitor, body): (Visitor, _)| {
        let mut visitor = visitor;
        visitor.send("/m", body).await?.expect("/m")
    };
    futures::future::try_join_all(visitors.into_iter().map(send)).await?;
    let most = server.memory("VmHWM")?;
    table.add(Row {
        claim,
        measured: format!("{most:.1} MiB at most"),
        compared: format!("before: {before:.1} MiB"),
        value: (most - before) / f64::from(clients),
        limit: Limit::AtMost(8.0),
        unit: " MiB",
    });
    Ok(())
}

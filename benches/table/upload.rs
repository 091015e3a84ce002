//! A large file: how fast it is taken in, next to the age crate alone, and how much memory it needs.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::time::Instant;

use age::x25519;
use rand::Rng;
use sha2::{Digest, Sha256};

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
const ROUNDS: u32 = 15;

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
    let mut durable = Times::default();
    let zeros = PADDED - FILE;
    upload_once(&server, &mut visitor, file, &mut Times::default()).await?;
    for _ in 0..ROUNDS {
        seal(file, 0, to_nowhere()?, &mut plain)?;
        upload_once(&server, &mut visitor, file, &mut upload).await?;
        seal(file, zeros, to_nowhere()?, &mut padded)?;
        seal(file, zeros, Durable { file: tempfile::tempfile()?, hash: Sha256::new() }, &mut durable)?;
    }
    let mut add = |claim, ours: &[f64], alone: &[f64], sealed: &str, limit| {
        let measured = format!("{:.0} ms, {:.0} MiB/s", median(ours), 25_000.0 / median(ours));
        let compared = format!("{sealed}: {:.0} ms", median(alone));
        let value = median(&quotients(alone, ours)) * 100.0;
        table.add(Row { claim, measured, compared, value, limit, unit: " %" });
    };
    let (goal, stream) = (Limit::AtLeast(60.0), "age alone, the padded stream of 32 MiB");
    let twin = "age, SHA-256 and a file on the disk, in one thread, 32 MiB";
    add("C. Speed of a 25 MiB upload", &upload.wall, &padded.wall, stream, goal);
    add("C. (against 25 MiB without padding)", &upload.wall, &plain.wall, "age alone, 25 MiB", Limit::None);
    // Single uploads take a few ticks of the kernel's clock only; their sums are what can be divided.
    let mean = |times: &[f64]| [times.iter().sum::<f64>() / f64::from(ROUNDS)];
    add("C. (processor time)", &mean(&upload.cpu), &mean(&padded.cpu), stream, Limit::None);
    add("C. (against what cannot be left out)", &upload.wall, &durable.wall, twin, Limit::None);
    add("C. (the same, processor time)", &mean(&upload.cpu), &mean(&durable.cpu), twin, Limit::None);
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

fn to_nowhere() -> io::Result<File> {
    OpenOptions::new().write(true).open("/dev/null")
}

/// The age crate in this process, to one recipient, fed as it likes best: in its own chunks of 64 KiB.
fn seal(file: &[u8], zeros: usize, to: impl Write, times: &mut Times) -> Fallible<()> {
    let recipient = x25519::Identity::generate().to_public();
    let (cpu, began) = (cpu_of("self")?, Instant::now());
    let recipients = std::iter::once::<&dyn age::Recipient>(&recipient);
    let mut writer = age::Encryptor::with_recipients(recipients)?.wrap_output(to)?;
    for chunk in file.chunks(64 * 1024) {
        writer.write_all(chunk)?;
    }
    let nothing = vec![0; 64 * 1024];
    for _ in 0..zeros / nothing.len() {
        writer.write_all(&nothing)?;
    }
    writer.finish()?.flush()?;
    times.wall.push(millis_since(began));
    times.cpu.push((cpu_of("self")? - cpu) * 1000.0);
    Ok(())
}

/// What the vault has to do with the ciphertext besides: hash it for the manifest, and have it on the disk.
struct Durable {
    file: File,
    hash: Sha256,
}

impl Write for Durable {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        std::hint::black_box(self.hash.finalize_reset());
        self.file.sync_all()
    }
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

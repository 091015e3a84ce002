//! What a report and a come-back cost the processor, next to the slow hash that they cannot do without.

use std::num::NonZeroUsize;

use redchannel::crypto::code::Code;
use redchannel::crypto::kdf::{Argon2Params, HashPool, Job, Lane, PoolSettings};
use redchannel::secret::SecretBytes;

use crate::measure::{Fallible, cpu_of, median, quotients, settle};
use crate::row::{Limit, Row, Table};
use crate::server::Server;
use crate::site::Site;
use crate::visitor::{Visitor, report_body};

/// Operations measured at a time: with 40 hashes of 25 ms, a tick of 10 ms is one per cent.
const BATCH: usize = 40;
/// Batches; the middle one is told.
const ROUNDS: usize = 7;
/// Answers to codes wait for their moment: this many visitors wait together. No more than the queue takes.
const TOGETHER: usize = 8;
/// Unknown codes cost too little for batches of forty.
const UNKNOWN: usize = 1600;
const UNKNOWN_TOGETHER: usize = 200;

pub async fn measure(site: &Site, table: &mut Table) -> Fallible<()> {
    let server = Server::start(site)?;
    let pool = own_pool()?;
    let (mut hashes, mut sent, mut ways, mut back) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    batch_of_reports(&server).await?;
    for _ in 0..ROUNDS {
        hashes.push(batch_of_hashes(&pool).await?);
        let (cost, codes) = batch_of_reports(&server).await?;
        sent.push(cost);
        back.push(batch_of_returns(&server, &codes).await?);
        ways.push(batch_of_ways(&server).await?);
    }
    let compared = format!("one Argon2id: {:.1} ms", median(&hashes));
    let mut add = |claim, costs: &[f64], limit| {
        let value = median(&quotients(costs, &hashes));
        let measured = format!("{:.1} ms", median(costs));
        table.add(Row { claim, measured, compared: compared.clone(), value, limit, unit: " ×" });
    };
    add("A. CPU per submission (1 kB, no file)", &sent, Limit::AtMost(1.25));
    add("A. CPU per come-back, right code, with its session", &back, Limit::AtMost(1.25));
    add("A. (the form, the submission and the page after it)", &ways, Limit::None);
    let unknown = unknown_codes(&server).await?;
    table.add(Row {
        claim: "A. CPU per wrong code with an unknown locator",
        measured: format!("{unknown:.3} ms"),
        compared: compared.clone(),
        value: unknown,
        limit: Limit::AtMost(1.0),
        unit: " ms",
    });
    Ok(())
}

/// The product's own pool in this process: its memory is kept between hashes, as on the server.
fn own_pool() -> Fallible<HashPool> {
    Ok(HashPool::start(PoolSettings { threads: NonZeroUsize::MIN, ..PoolSettings::default() })?)
}

fn per_operation(seconds: f64) -> Fallible<f64> {
    Ok(seconds * 1000.0 / f64::from(u32::try_from(BATCH)?))
}

async fn batch_of_hashes(pool: &HashPool) -> Fallible<f64> {
    let before = cpu_of("self")?;
    for _ in 0..BATCH {
        let job = Job {
            params: Argon2Params::REPORTER,
            password: SecretBytes::new(vec![1; 8]),
            salt: [2; 16],
            pepper: SecretBytes::new(vec![3; 32]),
            context: "redchannel/v1/reporter",
        };
        pool.hash(Lane::Submit, job).await?;
    }
    per_operation(cpu_of("self")? - before)
}

/// The forms are opened before the clock starts. Gives the cost of one submission, and the codes.
async fn batch_of_reports(server: &Server) -> Fallible<(f64, Vec<String>)> {
    let mut visitor = Visitor::new(server.address);
    let (mut bodies, mut codes) = (Vec::new(), Vec::new());
    for _ in 0..BATCH {
        let form = visitor.get("/n/1").await?;
        bodies.push(report_body(&form.token()?));
        codes.push(form.code()?);
    }
    settle().await;
    let before = server.cpu()?;
    for body in bodies {
        // Forty people report once each; ending the session before would be one more write.
        visitor.forget();
        visitor.send("/n/1", body).await?.expect("/d")?;
    }
    settle().await;
    Ok((per_operation(server.cpu()? - before)?, codes))
}

async fn batch_of_ways(server: &Server) -> Fallible<f64> {
    let mut visitor = Visitor::new(server.address);
    let before = server.cpu()?;
    for _ in 0..BATCH {
        visitor.forget();
        visitor.report().await?;
        visitor.get("/d").await?;
    }
    per_operation(server.cpu()? - before)
}

async fn batch_of_returns(server: &Server, codes: &[String]) -> Fallible<f64> {
    settle().await;
    let before = server.cpu()?;
    for group in codes.chunks(TOGETHER) {
        let one = |code: &String| {
            let (code, mut visitor) = (code.clone(), Visitor::new(server.address));
            async move { visitor.come_back(&code).await?.expect("/m") }
        };
        futures::future::try_join_all(group.iter().map(one)).await?;
    }
    settle().await;
    per_operation(server.cpu()? - before)
}

async fn unknown_codes(server: &Server) -> Fallible<f64> {
    let mut visitors: Vec<_> = (0..UNKNOWN_TOGETHER).map(|_| Visitor::new(server.address)).collect();
    settle().await;
    let before = server.cpu()?;
    for _ in 0..UNKNOWN / UNKNOWN_TOGETHER {
        let one = async |visitor: &mut Visitor| {
            let code = Code::generate(&mut rand::rng());
            visitor.come_back(code.digits().expose_secret()).await?.expect("/c")
        };
        futures::future::try_join_all(visitors.iter_mut().map(one)).await?;
    }
    settle().await;
    Ok((server.cpu()? - before) * 1000.0 / f64::from(u32::try_from(UNKNOWN)?))
}

//! What the product promises of cost and speed, measured on the running server and written as a table.
//!
//! `cargo bench --bench table` prints it; `benches/README.md` holds one made earlier. It is not a test: a claim that does not
//! hold is a word in the table. Everything is compared with something measured in the same run, because times of two machines,
//! or of one on two days, cannot be compared.
#![expect(clippy::arithmetic_side_effects, reason = "a measurement that overflows fails, as it should")]

mod casebook;
mod casebook_fill;
mod cost;
mod entries;
mod flood;
mod ledger;
mod measure;
mod pages;
mod row;
mod server;
mod site;
mod start;
mod successor;
mod upload;
mod visitor;

use std::path::PathBuf;
use std::process::ExitCode;

use redchannel::clock::Clock;

use self::measure::Fallible;
use self::row::Table;
use self::site::Site;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        // `cargo test --all-targets` comes here: times are no tests.
        return ExitCode::SUCCESS;
    }
    match measure_all(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            row::say(&format!("The measurement broke off: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// `-- --binary PATH` measures another build of the program; a last word names the only part to run.
fn measure_all(arguments: &[String]) -> Fallible<()> {
    let mut binary = PathBuf::from(env!("CARGO_BIN_EXE_redchannel"));
    let mut only = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--binary" => binary = rest.next().ok_or("--binary wants a path")?.into(),
            "--bench" => {}
            part => only = Some(part.to_owned()),
        }
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut table = Table::new(&Clock::System);
    let site = Site::found(&binary)?;
    runtime.block_on(async {
        if wanted("pages") {
            pages::measure(&site, &mut table).await?;
        }
        if wanted("start") {
            start::measure(&site, &mut table).await?;
        }
        if wanted("cost") {
            cost::measure(&site, &mut table).await?;
        }
        if wanted("flood") {
            flood::measure(&site, &mut table).await?;
        }
        if wanted("upload") {
            upload::measure(&site, &mut table).await?;
        }
        if wanted("ledger") {
            ledger::measure(&mut table).await?;
        }
        if wanted("casebook") {
            // A site of its own: the cases of the other parts would be among these.
            casebook::measure(&Site::found(&binary)?, &mut table).await?;
        }
        if wanted("successor") {
            successor::measure(&Site::found(&binary)?, &mut table).await?;
        }
        Fallible::Ok(())
    })?;
    table.print();
    Ok(())
}

//! The log asks its witnesses.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

use redchannel::cli::serve::witnesses::{FAILED, Witnesses};
use redchannel::config::WitnessUrl;
use redchannel::vault::ledger::moving::{Move, begin};
use redchannel::web::events::Events;
use redchannel::witness::router;
use rustix::process::{Pid, Signal, kill_process};

use super::{Log, Table};
use crate::support::world::ORIGIN;

fn configured(name: &str, url: &str) -> WitnessUrl {
    WitnessUrl::parse(&format!("{name}={url}")).unwrap()
}

fn failures(events: &Events) -> u64 {
    events.take().get(&FAILED).copied().unwrap_or(0)
}

#[test]
fn a_witness_that_is_asked_signs_and_one_that_is_down_is_counted_without_its_name() {
    let (log, table, down) = (Log::with_blocks(1), Table::new("w1.example"), Table::new("w2.example"));
    log.appoint(&[&table.key, &down.key]);
    let witness = Arc::new(table.witness(&log));
    let url = log.serve_too(router(witness, Events::default()).unwrap());
    let events = Events::default();
    let addresses = [configured("w1.example", &url), configured("w2.example", "http://127.0.0.1:1")];
    let mut asking = Witnesses::new(&addresses, events.clone());
    log.wait(asking.ask_missing(&log.world.vault));
    assert_eq!(log.verified().witnesses.len(), 1);
    assert_eq!(failures(&events), 1);

    // Growing, from what it is known to have signed.
    log.publish();
    log.wait(asking.ask_missing(&log.world.vault));
    assert_eq!(log.verified().witnesses.len(), 1);
    // A server that was started again knows nothing, and is told where to begin.
    log.publish();
    let mut started_again = Witnesses::new(&addresses[..1], events.clone());
    failures(&events);
    log.wait(started_again.ask_missing(&log.world.vault));
    assert_eq!(log.verified().witnesses.len(), 1);
    // Whoever has signed is not asked again.
    log.wait(started_again.ask_missing(&log.world.vault));
    assert_eq!(failures(&events), 0);
}

#[test]
fn a_witness_that_has_seen_another_history_is_not_asked_for_ever() {
    let (log, forked, table) = (Log::with_blocks(1), Log::forked(1), Table::new("w1.example"));
    log.appoint(&[&table.key]);
    table.look(&forked.url, &log.vkey(), &["--no-submit"]).unwrap();
    let witness = Arc::new(table.witness(&log));
    let url = log.serve_too(router(witness, Events::default()).unwrap());
    let events = Events::default();
    let mut asking = Witnesses::new(&[configured("w1.example", &url)], events.clone());
    log.wait(asking.ask_missing(&log.world.vault));
    assert!(log.verified().witnesses.is_empty());
    assert_eq!(failures(&events), 1);
}

#[test]
fn after_a_move_the_witness_is_asked_from_the_beginning_of_the_new_log() {
    let (log, table) = (Log::with_blocks(2), Table::new("w1.example"));
    log.appoint(&[&table.key]);
    // This witness knows both names, as one does to which the keyholders have told the new one.
    let mut policy = log.policy();
    let new = Move { origin: "log.valdoria.example/2".into(), reason: "x".into(), last_seen: None };
    let next = redchannel::vault::ledger::log_key(&log.world.vault, &new.origin);
    policy.logs.push(next);
    let key =
        redchannel::witness::WitnessKey::parse(&std::fs::read(table.path("witness.key")).unwrap()).unwrap();
    let memory = redchannel::witness::Memory::open(&table.path("state")).unwrap();
    let witness =
        redchannel::witness::Witness::new(key, policy, memory, table.clock.clone(), Box::new(|_| {}));
    let url = log.serve_too(router(Arc::new(witness), Events::default()).unwrap());
    let events = Events::default();
    let mut asking = Witnesses::new(&[configured("w1.example", &url)], events.clone());
    log.wait(asking.ask_missing(&log.world.vault));
    log.wait(begin(&log.world.vault, &new)).unwrap();
    log.publish();
    log.wait(asking.ask_missing(&log.world.vault));
    let verified =
        log.checkpoint().verify(&redchannel::vault::ledger::policy(&log.world.vault, &new.origin)).unwrap();
    assert!(verified.is_witnessed());
    assert_eq!(failures(&events), 0);
}

#[test]
fn the_program_watches_and_answers_until_it_is_told_to_stop() {
    let (log, table) = (Log::with_blocks(1), Table::new("w1.example"));
    log.appoint(&[&table.key]);
    let mut program = Command::new(env!("CARGO_BIN_EXE_redchannel"))
        .args(table.arguments(&log.url, &log.vkey()))
        .args(["--listen", "127.0.0.1:0", "--every", "60"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told = lines.next().unwrap();
    let address = told.strip_prefix("Ledgers may ask on ").unwrap().trim_end_matches('.').to_owned();
    assert!(lines.any(|line| line == format!("{ORIGIN}: signed 64 leaves.")), "it looks at once");
    log.publish();
    let events = Events::default();
    let mut asking =
        Witnesses::new(&[configured("w1.example", &format!("http://{address}"))], events.clone());
    log.wait(asking.ask_missing(&log.world.vault));
    kill_process(Pid::from_child(&program), Signal::TERM).unwrap();
    assert!(program.wait().unwrap().success());
    assert!(log.verified().is_witnessed());
    assert_eq!(failures(&events), 0);
}

//! `redchannel witness`: holds a ledger to what it has shown.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{ArgAction, Args};
use tokio::net::TcpListener;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::error::CliError;
use super::serve::stop_on_signals;
use super::{files, hygiene, runtime};
use crate::api::client::public::PublicPlace;
use crate::clock::Clock;
use crate::crypto::note_key::{NoteAlgorithm, NoteKey};
use crate::ledger::policy::Policy;
use crate::random;
use crate::web::client_key::ClientKeys;
use crate::web::events::Events;
use crate::web::listener::{self, Deadlines};
use crate::witness::{Alarm, Memory, Round, Signed, Source, Witness as Watcher, WitnessKey, router};

/// Watch a ledger, and sign what it shows
///
/// A witness keeps the last checkpoint that it has signed, and signs the next one only if it continues it: nothing was taken out, nothing
/// was changed, no second history is shown to somebody else. It needs the public files of the ledger and nothing of the administration.
///
/// What is wrong is said in a sentence on the standard error: a fork, a roll-back, a wrong signature, or silence, which is no growth
/// for more than 26 hours. Of a fork both checkpoints, signed by the ledger, are kept in the state folder: they prove it to anybody.
///
/// The state folder is as precious as the key. If it is lost, make a new key under a new name: a witness that has forgotten can be
/// led to sign a second history.
///
/// Examples:
///   Every half hour, handing each signature in where the ledger is:
///     redchannel witness --log `https://report.customs.example/log` --policy policy.txt --key witness.key --state state
///   Once, from a stick with the ledger's files, and back onto it:
///     redchannel witness --log /mnt/log --policy policy.txt --key witness.key --state state --once --out /mnt/cosigned
///   The other way round: the ledger asks.
///     redchannel witness --policy policy.txt --key witness.key --state state --listen 127.0.0.1:8450
///
/// Example:  redchannel witness --log `https://report.customs.example/log` --policy policy.txt --key witness.key --state state --once
///
/// Exit codes: 0 nothing wrong, 1 something is, 2 wrong use.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Witness {
    /// Where the ledger's files are: an address, or a folder
    #[arg(long, value_name = "URL|DIR", required_unless_present = "listen")]
    log: Option<String>,
    /// Whose signatures count, as the keyholders say (c2sp.org/tlog-policy)
    #[arg(long, value_name = "FILE", required_unless_present = "log_key", conflicts_with = "log_key")]
    policy: Option<PathBuf>,
    /// The ledger's public key, instead of a policy: NAME+ID+KEY
    #[arg(long, value_name = "VKEY", value_parser = log_key)]
    log_key: Option<NoteKey>,
    /// The witness's key, as `redchannel keygen --witness` made it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The folder that remembers what was signed; made the first time
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Look once and end
    #[arg(long, action = ArgAction::SetTrue, conflicts_with = "listen", requires = "log")]
    once: bool,
    /// Minutes between two looks
    #[arg(long, value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=1440))]
    every: u16,
    /// Hours without growth that are a reason to ask
    #[arg(long, value_name = "HOURS", default_value_t = 26)]
    silence: u32,
    /// Let ledgers ask here: POST /add-checkpoint; put a TLS proxy in front
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Write the signed checkpoint here instead of handing it in
    #[arg(long, value_name = "FILE", conflicts_with = "no_submit", requires = "log")]
    out: Option<PathBuf>,
    /// Sign and remember, and hand nothing in
    #[arg(long, action = ArgAction::SetTrue)]
    no_submit: bool,
}

fn log_key(text: &str) -> Result<NoteKey, &'static str> {
    let what = "expected a ledger's key, as `redchannel ledger key` prints it";
    NoteKey::parse(text).filter(|key| key.algorithm() == NoteAlgorithm::Ed25519).ok_or(what)
}

impl Witness {
    /// Runs until it is stopped; with --once until it has looked.
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let source = self.source()?;
        let watcher = Arc::new(self.watcher(clock)?);
        if self.once {
            hygiene::forbid_core_dumps()?;
            let source = source.ok_or_else(|| usage("--once needs --log"))?;
            return runtime()?.block_on(self.look_once(&watcher, &source, out));
        }
        hygiene::protect()?;
        runtime()?.block_on(async {
            let stop = stop_on_signals()?;
            let door = self.open_door(&watcher, out, &stop).await?;
            out.flush()?;
            match &source {
                Some(source) => self.look_again_and_again(&watcher, source, out, &stop).await?,
                None => stop.cancelled().await,
            }
            if let Some(door) = door {
                // It ends by itself once told to; if it panicked, it has said so.
                door.await.ok();
            }
            Ok(())
        })
    }

    fn source(&self) -> Result<Option<Source>, CliError> {
        let Some(log) = &self.log else { return Ok(None) };
        if log.contains("://") {
            return Ok(Some(Source::Web(
                PublicPlace::new(log).map_err(|what| usage(&format!("--log: {what}")))?,
            )));
        }
        if self.out.is_none() && !self.no_submit {
            return Err(usage("a folder takes no signatures: say --out FILE, or --no-submit"));
        }
        Ok(Some(Source::Folder(PathBuf::from(log))))
    }

    fn watcher(&self, clock: &Clock) -> Result<Watcher, CliError> {
        let line = hygiene::read_private(&self.key, WitnessKey::MAX_BYTES)?;
        let key = WitnessKey::parse(&line).ok_or_else(|| {
            CliError::refused(format!(
                "{} is not a witness's key: make one with redchannel keygen --witness",
                self.key.display()
            ))
        })?;
        let policy = match (&self.policy, &self.log_key) {
            (Some(path), _) => read_policy(path)?,
            (None, Some(key)) => Policy { logs: vec![key.clone()], ..Policy::default() },
            (None, None) => return Err(usage("say --policy or --log-key")),
        };
        let memory = Memory::open(&self.state).map_err(CliError::sentence)?;
        Ok(Watcher::new(key, policy, memory, clock.clone(), Box::new(complain)))
    }

    async fn look_once(
        &self,
        watcher: &Arc<Watcher>,
        source: &Source,
        out: &mut dyn Write,
    ) -> Result<(), CliError> {
        let mut alarms = self.look(watcher, source, out).await?;
        if matches!(alarms.as_slice(), [Alarm::MovedOn, ..]) {
            alarms = self.look(watcher, source, out).await?;
        }
        if alarms.is_empty() {
            return Ok(());
        }
        let sentences: Vec<String> = alarms.iter().map(ToString::to_string).collect();
        Err(CliError::refused(sentences.join("\n")))
    }

    async fn look_again_and_again(
        &self,
        watcher: &Arc<Watcher>,
        source: &Source,
        out: &mut dyn Write,
        stop: &CancellationToken,
    ) -> Result<(), CliError> {
        let mut ticks = interval(Duration::from_mins(u64::from(self.every)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                _ = ticks.tick() => {}
            }
            let alarms = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                alarms = self.look(watcher, source, out) => alarms?,
            };
            alarms.iter().for_each(complain);
            out.flush()?;
        }
    }

    /// One look, and what is to be done with what it brings. Gives everything that is wrong.
    async fn look(
        &self,
        watcher: &Arc<Watcher>,
        source: &Source,
        out: &mut dyn Write,
    ) -> Result<Vec<Alarm>, CliError> {
        let mut alarms = Vec::new();
        match watcher.look(source).await {
            Ok(Round::Nothing(head)) => writeln!(out, "{}: still {} leaves.", head.origin, head.size)?,
            Ok(Round::Signed(signed)) => {
                Self::say_signed(&signed, out)?;
                alarms.extend(self.release(watcher, source, &signed).await?);
            }
            Err(alarm) => alarms.push(alarm),
        }
        match watcher.silence(self.silence) {
            Ok(silence) => alarms.extend(silence),
            Err(alarm) => alarms.push(alarm),
        }
        Ok(alarms)
    }

    fn say_signed(signed: &Signed, out: &mut dyn Write) -> Result<(), CliError> {
        let head = signed.request.checkpoint.claimed();
        if signed.first {
            writeln!(
                out,
                "{}: seen for the first time; what it shows now is where watching begins.",
                head.origin
            )?;
        }
        writeln!(out, "{}: signed {} leaves.", head.origin, head.size)?;
        Ok(())
    }

    /// Lets the signature go. It is in the memory by now.
    async fn release(
        &self,
        watcher: &Watcher,
        source: &Source,
        signed: &Signed,
    ) -> Result<Option<Alarm>, CliError> {
        if let Some(path) = &self.out {
            files::replace(path, &signed.request.checkpoint.to_bytes(), files::PUBLIC)?;
            return Ok(None);
        }
        if self.no_submit {
            return Ok(None);
        }
        Ok(watcher.hand_in(source, signed).await.err())
    }

    /// Listens, if it is asked to.
    async fn open_door(
        &self,
        watcher: &Arc<Watcher>,
        out: &mut dyn Write,
        stop: &CancellationToken,
    ) -> Result<Option<tokio::task::JoinHandle<()>>, CliError> {
        let Some(address) = self.listen else { return Ok(None) };
        let cannot = |error: std::io::Error| {
            CliError::refused(format!("--listen: cannot listen on {address}: {}", error.kind()))
        };
        let listener = TcpListener::bind(address).await.map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        writeln!(out, "Ledgers may ask on {address}.")?;
        let router = router(Arc::clone(watcher), Events::default()).map_err(CliError::sentence)?;
        let keys = Arc::new(ClientKeys::new(&mut random::rng(), Instant::now()));
        let serving = listener::serve(listener, router, keys, Deadlines::default(), stop.clone());
        Ok(Some(tokio::spawn(serving)))
    }
}

fn read_policy(path: &Path) -> Result<Policy, CliError> {
    let policy = Policy::parse(&files::read_text(path)?)
        .map_err(|fault| CliError::refused(format!("{}: {fault}", path.display())))?;
    if policy.logs.is_empty() {
        return Err(CliError::refused(format!("{} names no log", path.display())));
    }
    Ok(policy)
}

fn usage(what: &str) -> CliError {
    CliError::Usage(clap::Error::raw(ErrorKind::MissingRequiredArgument, format!("{what}\n")))
}

/// A line for whoever looks at the standard error.
fn complain(alarm: &Alarm) {
    // Nothing can be done about a standard error that is gone.
    writeln!(std::io::stderr(), "redchannel: {alarm}").ok();
}

//! Looking what became of a canary.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::super::{CliError, Outcome, files, passphrase, runtime};
use super::file::CanaryFile;
use super::page;
use super::visit::{Form, Visit, VisitError};
use crate::config::ServerUrl;
use crate::crypto::keyfile::{KeyFile, StaffKey};
use crate::desk::days::words;
use crate::ledger::policy::Policy;
use crate::ledger::proof::{Proof, Proved};
use crate::ledger::receipt::Receipt;

/// Look what became of a canary
///
/// Comes back with the code, fetches the proof of each step, checks it under the policy, keeps it in the file as evidence, and says what
/// happened. If the code is not known any more, the report has vanished: what the log vouched for before is the evidence.
///
/// The policy says whose signatures count (c2sp.org/tlog-policy). Take it from the roster, or from the witnesses, not from the intake.
///
/// Exit codes: 0 all is well, 1 it vanished or a proof does not hold, 2 not known yet, 3 wrong use.
///
/// Example:  redchannel canary check --intake URL canary.age --policy ledger.policy \
///               --key inspectorate.rckey
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Check {
    /// Address of the public form
    #[arg(long, value_name = "URL", value_parser = ServerUrl::parse)]
    intake: ServerUrl,
    /// The file that `canary send` wrote
    #[arg(value_name = "FILE")]
    canary: PathBuf,
    /// Whose signatures count
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// Your key file
    #[arg(long, value_name = "KEYFILE")]
    key: PathBuf,
    /// Read the passphrase from this private file instead of the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// What the intake answers to the code.
enum Found {
    /// It is known; the steps that it shows.
    Known(Steps),
    /// It is not.
    Unknown,
    /// The report was destroyed.
    Destroyed {
        /// As the intake says, with the word of two people.
        by_two: bool,
    },
    /// It could not be found out.
    NotNow(String),
}

/// What the intake shows of a case: the file of each step, with its number.
type Steps = Vec<(u32, Vec<u8>)>;

/// What stands on the page of a report that two people have destroyed, and on no other.
const DESTROYED: &str = "<h1>Your report was destroyed</h1>";

/// Pages of steps, before we stop believing the intake.
const MOST_PAGES: u32 = 100;

impl Check {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let (policy, key, mut canary) = self.inputs().map_err(|error| CliError::misuse(error.to_string()))?;
        let code = canary.code()?;
        let found = runtime()?.block_on(async {
            let digits = code.digits();
            match self.come_back(digits.expose_secret()).await {
                Ok(found) => found,
                Err(error) => Found::NotNow(error.to_string()),
            }
        });
        let outcome = match found {
            Found::NotNow(why) => {
                writeln!(out, "NOT KNOWN: {why}.")?;
                Outcome::Incomplete
            }
            Found::Unknown => vanished(out, &canary, &policy)?,
            Found::Destroyed { by_two } => destroyed(out, by_two, &canary, &policy)?,
            Found::Known(steps) => {
                let outcome = tell(out, &steps, &policy, &mut canary)?;
                files::replace(&self.canary, &canary.seal(&key.recipient())?, files::PRIVATE)?;
                outcome
            }
        };
        writeln!(out, "\nThat this report was a canary from the start:\n{}", canary.commitment_text())?;
        Ok(outcome)
    }

    fn inputs(&self) -> Result<(Policy, StaffKey, CanaryFile), CliError> {
        let policy = Policy::parse(&files::read_text(&self.policy)?).map_err(CliError::sentence)?;
        let key = KeyFile::parse(&files::read(&self.key)?)?;
        let key = passphrase::open(&key, self.passphrase_file.as_deref())?;
        let canary = CanaryFile::open(&self.canary, key.identity())?;
        Ok((policy, key, canary))
    }

    async fn come_back(&self, digits: &str) -> Result<Found, VisitError> {
        let mut visit = Visit::begin(&self.intake)?;
        for path in ["/", "/c"] {
            visit.page(path).await?;
        }
        let leads_to = visit.send("/c", &Form::Plain(&[("k", digits.to_owned())])).await?;
        match leads_to.as_str() {
            // Wrong, unknown and destroyed without notice look alike, here as for everybody.
            "/c" => return Ok(Found::Unknown),
            "/m" => {}
            "/g" => {
                let page = visit.page("/g").await?;
                return Ok(Found::Destroyed { by_two: page.contains(DESTROYED) });
            }
            other => return Ok(Found::NotNow(format!("the intake is busy or closed (it led to {other})"))),
        }
        visit.page(&leads_to).await?;
        let mut steps = Steps::new();
        let mut path = "/p".to_owned();
        for older in 2..MOST_PAGES {
            let list = visit.get(&path).await?;
            if !list.status.is_success() {
                break;
            }
            let list = list.text();
            for number in page::proofs(&list) {
                let file = visit.get(&format!("/p/{number}")).await?;
                steps.push((number, if file.status.is_success() { file.bytes } else { Vec::new() }));
            }
            path = format!("/q/{older}");
            if !list.contains(&format!("href=\"{path}\"")) {
                break;
            }
        }
        visit.get("/x").await?;
        Ok(Found::Known(steps))
    }
}

/// The code belongs to a report that was destroyed: by two who signed it, or otherwise.
fn destroyed(
    out: &mut dyn Write,
    by_two: bool,
    canary: &CanaryFile,
    policy: &Policy,
) -> Result<Outcome, CliError> {
    if by_two {
        writeln!(
            out,
            "The intake says that the report was destroyed. Ask oversight's page which two people did it, and why."
        )?;
        return Ok(Outcome::Fine);
    }
    writeln!(out, "GONE: the report was destroyed, and the intake has nothing that two people signed.")?;
    say_receipts(out, &canary.evidence().filter_map(|kept| vouched(&kept, policy)).collect::<Vec<_>>())?;
    Ok(Outcome::Wrong)
}

/// The code is unknown: what the log vouched for before shows that it was not always.
fn vanished(out: &mut dyn Write, canary: &CanaryFile, policy: &Policy) -> Result<Outcome, CliError> {
    let receipts: Vec<Receipt> = canary.evidence().filter_map(|kept| vouched(&kept, policy)).collect();
    if !canary.accepted && receipts.is_empty() {
        writeln!(
            out,
            "NOT SENT: the code is not known, and the intake never said that it had the report. Send another one."
        )?;
        return Ok(Outcome::Incomplete);
    }
    writeln!(
        out,
        "VANISHED: the report was taken in on {}, and its code is not known any more.",
        words(canary.day)
    )?;
    say_receipts(out, &receipts)?;
    Ok(Outcome::Wrong)
}

fn say_receipts(out: &mut dyn Write, receipts: &[Receipt]) -> std::io::Result<()> {
    if receipts.is_empty() {
        return writeln!(
            out,
            "No receipt was kept: nobody but you can say that it was there. Look sooner next time."
        );
    }
    writeln!(out, "The log has vouched for it; these receipts are in the file:")?;
    receipts.iter().try_for_each(|receipt| writeln!(out, "  {}", step_words(receipt)))
}

/// A kept proof or receipt, if the log has signed it.
fn vouched(kept: &[u8], policy: &Policy) -> Option<Receipt> {
    let receipt = Proof::parse(kept).map_or_else(|_| kept.to_vec(), |proof| proof.receipt);
    Receipt::verify(&receipt, policy).ok()
}

/// The fate of a report that is known, in sentences.
fn tell(
    out: &mut dyn Write,
    steps: &[(u32, Vec<u8>)],
    policy: &Policy,
    canary: &mut CanaryFile,
) -> Result<Outcome, CliError> {
    let (mut proved, mut waiting, mut wrong) = (Vec::<Proved>::new(), 0_usize, 0_usize);
    for (number, bytes) in steps {
        match Proof::parse(bytes) {
            Ok(proof) => match proof.verify(policy) {
                Ok(step) => {
                    canary.keep(bytes);
                    proved.push(step);
                }
                Err(fault) => {
                    wrong = wrong.saturating_add(1);
                    writeln!(out, "INVALID: step {number}: {fault}.")?;
                }
            },
            // Before the next publication there is no proof.
            Err(_) => waiting = waiting.saturating_add(1),
        }
    }
    proved.sort_by_key(|step| step.receipt.step);
    for step in &proved {
        let witnessed = if step.checkpoint.is_witnessed() { "witnessed" } else { "not yet witnessed" };
        writeln!(out, "{} (number {} in the log, {witnessed})", step_words(&step.receipt), step.index)?;
    }
    let has = |kind: &str| proved.iter().any(|step| step.receipt.kind == kind);
    let gone: Vec<Receipt> = canary
        .evidence()
        .filter_map(|kept| vouched(&kept, policy))
        .filter(|before| !proved.iter().any(|step| step.receipt == *before))
        .collect();
    // What was kept as a receipt may be among what waits.
    for before in gone.iter().filter(|_| gone.len() > waiting) {
        writeln!(
            out,
            "MISSING: the log vouched for this before, and the intake does not show it any more: {}",
            step_words(before)
        )?;
        wrong = wrong.saturating_add(1);
    }
    say_what_did_not_happen(out, has)?;
    if waiting > 0 {
        writeln!(out, "{waiting} more wait for the next publication.")?;
    }
    let witnessed = proved.iter().all(|step| step.checkpoint.is_witnessed());
    Ok(match (wrong, has("report_received")) {
        (1.., _) => Outcome::Wrong,
        (0, true) if witnessed => Outcome::Fine,
        (0, _) => {
            writeln!(
                out,
                "NOT KNOWN YET: not everything is published and witnessed. Look again after the next publication."
            )?;
            Outcome::Incomplete
        }
    })
}

fn say_what_did_not_happen(out: &mut dyn Write, has: impl Fn(&str) -> bool) -> std::io::Result<()> {
    if has("report_received") && !has("read") {
        writeln!(out, "Nobody has opened it so far, as far as the log shows.")?;
    }
    if has("read") && !has("reply_sent") {
        writeln!(out, "Nobody has answered it so far.")?;
    }
    Ok(())
}

/// A step as a sentence.
fn step_words(receipt: &Receipt) -> String {
    let day = words(receipt.day);
    match receipt.kind.as_str() {
        "report_received" => format!("Received on {day}"),
        "followup_received" => format!("More received on {day}"),
        "read" => format!("Opened on {day}"),
        "reply_sent" => format!("Answered on {day}"),
        "wrap_added" => format!("A key was given to one more person on {day}"),
        "wrap_removed" => format!("A key was taken off on {day}"),
        "rekeyed" => format!("It got a new key on {day}"),
        "shredded" => format!("Destroyed on {day}"),
        // The kind is signed by the log, but may be of a later version.
        other => format!(
            "“{}” on {day}",
            other.chars().filter(|letter| !letter.is_control()).take(40).collect::<String>()
        ),
    }
}

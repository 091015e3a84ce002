//! `redchannel shred`: the destruction of a case by two people.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{CliError, files, passphrase, runtime};
use crate::api::client::{Client, fetch_roster};
use crate::clock::Clock;
use crate::config::{Genesis, ServerUrl};
use crate::crypto::keyfile::{KeyFile, StaffKey};
use crate::desk::people::People;
use crate::desk::shred::{self, Doomed, Proposal, Signatory};

/// Destroy a case for good: one proposes, another agrees
///
/// Two members sign the same statement; one of them leads the unit or belongs to oversight. Then the case's keys are destroyed, and with
/// them everything that was ever stored of it, old backups included. What stays: in the public log, leaves that tell nothing; for oversight,
/// who destroyed it and why; for the reporter, a notice behind the code.
///
/// Each read of the case adds an entry, so agree on a quiet hour: if anything happens in between, propose again.
///
/// Example:  redchannel shred propose --server URL --genesis HEX --key head.rckey --case K7-PLUM-402 \
///               --approver "Inspectorate" --reason "Kept as long as the law allows" --out proposal.json
///           redchannel shred approve --server URL --genesis HEX --key inspectorate.rckey proposal.json
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum Shred {
    Propose(Propose),
    Approve(Approve),
}

/// Propose to destroy a case, and sign
///
/// Shows what will be destroyed, never what it says, and writes a file for the one who is to agree. Nothing is destroyed yet, and
/// the server is told nothing.
///
/// Example:  redchannel shred propose --server URL --genesis 5f0c… --key head.rckey \
///               --case K7-PLUM-402 --approver "Inspectorate" --reason "Kept as long as the law allows" --out proposal.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Propose {
    #[command(flatten)]
    connection: Connection,
    /// What the case is called at the desk, or its identifier
    #[arg(long, value_name = "REFERENCE")]
    case: String,
    /// Who is to agree: the name in the roster, or the id
    #[arg(long, value_name = "NAME|ID")]
    approver: String,
    /// Why. It stays in the ledger; write nothing from the report.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The proposal to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Agree to a proposal: the case is destroyed at once
///
/// Shows what you are about to sign, asks for your passphrase, looks at the case's entries anew, and refuses if the proposal does not
/// fit them any more.
///
/// Example:  redchannel shred approve --server URL --genesis 5f0c… --key inspectorate.rckey proposal.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Approve {
    #[command(flatten)]
    connection: Connection,
    /// The proposal
    #[arg(value_name = "FILE")]
    proposal: PathBuf,
}

/// Whom to ask, and as whom.
#[derive(Debug, Args)]
struct Connection {
    /// Address of the staff interface
    #[arg(long, value_name = "URL", value_parser = ServerUrl::parse)]
    server: ServerUrl,
    /// Hash of the first roster, 64 hex digits, from the keyholders
    #[arg(long, value_name = "HEX", value_parser = Genesis::parse)]
    genesis: Genesis,
    /// Your key file
    #[arg(long, value_name = "KEYFILE")]
    key: PathBuf,
    /// Read the passphrase from this private file instead of the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Connection {
    fn key_file(&self) -> Result<KeyFile, CliError> {
        Ok(KeyFile::parse(&files::read(&self.key)?)?)
    }

    /// The roster needs no key.
    async fn people(&self) -> Result<People, CliError> {
        let answer = fetch_roster(self.server.as_str()).await.map_err(CliError::sentence)?;
        Ok(People::verify(&answer, self.genesis.as_bytes())?)
    }

    fn client(&self, key: &StaffKey, clock: &Clock) -> Result<Client, CliError> {
        Client::new(self.server.as_str(), key.member_id(), key.signing_key().clone(), clock.clone())
            .map_err(CliError::sentence)
    }

    fn open(&self, file: &KeyFile) -> Result<StaffKey, CliError> {
        passphrase::open(file, self.passphrase_file.as_deref())
    }
}

impl Shred {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        match self {
            Self::Propose(propose) => propose.run(clock, out),
            Self::Approve(approve) => approve.run(clock, out),
        }
    }
}

impl Propose {
    fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let key = self.connection.open(&self.connection.key_file()?)?;
        let client = self.connection.client(&key, clock)?;
        let (proposal, doomed) = runtime()?.block_on(async {
            let people = self.connection.people().await?;
            let me = Signatory { key: &key, client: &client, people: &people, today: clock.today() };
            let proposed = shred::propose(&me, &self.case, &self.approver, &self.reason).await;
            proposed.map_err(CliError::sentence)
        })?;
        show(out, &doomed)?;
        let json = proposal.to_json().map_err(CliError::sentence)? + "\n";
        files::write_new(&self.out, json.as_bytes(), files::PRIVATE)?;
        writeln!(
            out,
            "\nSigned: {}\nNothing is destroyed yet. Give the file to {}, who agrees today or tomorrow:\n    redchannel shred approve … {}",
            self.out.display(),
            doomed.approver,
            file_name(&self.out)
        )?;
        Ok(())
    }
}

impl Approve {
    fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<(), CliError> {
        let proposal = Proposal::parse(&files::read(&self.proposal)?).map_err(CliError::sentence)?;
        let file = self.connection.key_file()?;
        let runtime = runtime()?;
        let people = runtime.block_on(self.connection.people())?;
        let doomed = proposal.describe(file.card().member_id(), &people).map_err(CliError::sentence)?;
        writeln!(out, "With your signature you agree to this:\n")?;
        show(out, &doomed)?;
        out.flush()?;
        let key = self.connection.open(&file)?;
        let client = self.connection.client(&key, clock)?;
        let me = Signatory { key: &key, client: &client, people: &people, today: clock.today() };
        let done = runtime.block_on(shred::approve(&me, &proposal)).map_err(CliError::sentence)?;
        writeln!(
            out,
            "\n{} is destroyed: {} entries, {} items. The ledger says so, with both signatures.",
            done.reference, done.entries, done.items
        )?;
        Ok(())
    }
}

fn show(out: &mut dyn Write, doomed: &Doomed) -> std::io::Result<()> {
    let Doomed { reference, proposer, approver, reason, day, entries, items, checked } = doomed;
    let items = if *checked {
        format!(", {items} of them for a report, message, file or reply")
    } else {
        String::new()
    };
    writeln!(
        out,
        "Destroy for good: case {reference}\n  entries in the ledger: {entries}{items}\n  reason:      {reason}\n  proposed by: {proposer}, on {day}\n  \
         agreed by:   {approver}"
    )
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

//! Sending a canary.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::super::{CliError, Outcome, files, passphrase, runtime};
use super::file::CanaryFile;
use super::page;
use super::visit::{Form, Visit, VisitError};
use crate::clock::Clock;
use crate::config::ServerUrl;
use crate::crypto::keyfile::{KeyFile, StaffKey};

/// Send a report that oversight made up
///
/// Opens the public form like a browser, writes down the code that it shows, sealed to your key, and only then sends the story. The file
/// is the only way back to the report. The print that is shown at the end proves nothing by itself: tell it to somebody else of oversight
/// on the same day, and nobody can say later that the canary was made up afterwards.
///
/// Example:  redchannel canary send --intake URL --story story.txt --audience 1 \
///               --place "North gate" --time "last week" --key inspectorate.rckey --out canary.age
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Send {
    /// Address of the public form
    #[arg(long, value_name = "URL", value_parser = ServerUrl::parse)]
    intake: ServerUrl,
    /// A text file with what happened
    #[arg(long, value_name = "FILE")]
    story: PathBuf,
    /// Who reports: 1 a trader, 2 somebody of customs, 3 somebody else
    #[arg(long, value_name = "1|2|3", value_parser = PossibleValuesParser::new(["1", "2", "3"]))]
    audience: String,
    /// What it is about: a family's code from the form
    #[arg(long, value_name = "CODE", default_value = "OTH")]
    family: String,
    /// Where it happened
    #[arg(long, value_name = "TEXT", default_value = "")]
    place: String,
    /// When it happened
    #[arg(long, value_name = "TEXT", default_value = "")]
    time: String,
    /// Who must not see it, as in the form: unit:CHANNEL or role:CHANNEL:ROLE; may be given several times
    #[arg(long, value_name = "WHO")]
    exclude: Vec<String>,
    /// Your key file
    #[arg(long, value_name = "KEYFILE")]
    key: PathBuf,
    /// Read the passphrase from this private file instead of the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Send {
    pub(super) fn run(&self, clock: &Clock, out: &mut dyn Write) -> Result<Outcome, CliError> {
        let story = files::read_text(&self.story)?.replace("\r\n", "\n").trim().to_owned();
        if story.is_empty() {
            return Err(CliError::misuse("the story is empty"));
        }
        let key = KeyFile::parse(&files::read(&self.key)?)?;
        let key = passphrase::open(&key, self.passphrase_file.as_deref())?;
        let canary = runtime()?.block_on(self.send(&story, &key, clock))?;
        if !canary.accepted {
            writeln!(
                out,
                "The intake did not say that it has the report. The code is kept in {}: look with `canary check` whether it arrived.",
                self.out.display()
            )?;
            return Ok(Outcome::Incomplete);
        }
        writeln!(
            out,
            "Sent. The code is sealed to your key in {}.\n\nPrint, to tell somebody else of oversight today:\n    {}\n\nThe steps of the case are \
             published at fixed hours: run `redchannel canary check` after the next one, and keep the file.",
            self.out.display(),
            canary.print()
        )?;
        Ok(Outcome::Fine)
    }

    async fn send(&self, story: &str, key: &StaffKey, clock: &Clock) -> Result<CanaryFile, CliError> {
        let form_path = format!("/n/{}", self.audience);
        let mut visit = Visit::begin(&self.intake).map_err(CliError::sentence)?;
        for path in ["/", "/n"] {
            visit.page(path).await.map_err(CliError::sentence)?;
        }
        let form = visit.page(&form_path).await.map_err(CliError::sentence)?;
        let not_the_form = || CliError::refused("this is not the public form, or one of another version");
        let token = page::hidden(&form, "t").ok_or_else(not_the_form)?;
        let code = page::code(&form).ok_or_else(not_the_form)?;
        let fields = self.fields(story, &token, &form)?;
        // Whatever happens from here on, the way back is written down.
        let mut canary = CanaryFile::new(&code, story, clock.today(), key.signing_key());
        let recipient = key.recipient();
        files::write_new(&self.out, &canary.seal(&recipient)?, files::PRIVATE)?;
        if deliver(&mut visit, &form_path, &fields, &mut canary).await.is_ok() {
            files::replace(&self.out, &canary.seal(&recipient)?, files::PRIVATE)?;
        }
        Ok(canary)
    }

    /// The fields of the form, in its order.
    fn fields(&self, story: &str, token: &str, form: &str) -> Result<Vec<(&'static str, String)>, CliError> {
        if !page::offers(form, "f", &self.family) {
            return Err(CliError::misuse(format!("the form offers no family {}", self.family)));
        }
        let mut fields = vec![
            ("t", token.to_owned()),
            ("f", self.family.clone()),
            ("s", story.to_owned()),
            ("p", self.place.clone()),
            ("w", self.time.clone()),
        ];
        for who in &self.exclude {
            if !page::offers(form, "x", who) {
                return Err(CliError::misuse(format!("the form does not offer to exclude {who}")));
            }
            fields.push(("x", who.clone()));
        }
        Ok(fields)
    }
}

/// Sends the form, looks at the page after it as everybody does, and leaves.
async fn deliver(
    visit: &mut Visit,
    path: &str,
    fields: &[(&str, String)],
    canary: &mut CanaryFile,
) -> Result<(), VisitError> {
    let leads_to = visit.send(path, &Form::Parts(fields, "a")).await?;
    let sent = visit.page(&leads_to).await?;
    canary.accepted = leads_to == "/d" && page::code(&sent).is_some();
    for receipt in page::receipts(&sent) {
        canary.keep(&receipt);
    }
    visit.get("/x").await?;
    Ok(())
}

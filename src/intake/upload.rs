//! A form with files, read as it arrives: its text is committed before the first byte of a file is looked at, and each file by itself.
//!
//! What happens to a file never costs the text, nor another file. What arrived and what did not is told on the next page.

use axum::extract::Request;
use axum::response::Response;

use super::Intake;
use super::notice::not_read;
use crate::model::file_name;
use crate::secret::SecretText;
use crate::vault::FileLimits;
use crate::vault::files::{FileMeta, FileRefusal, FileUpload, KeepOriginal, begin_file};
use crate::vault::reporter::Access;
use crate::vault::sessions::{Arrival, Outcome};
use crate::web::form::{Form, FormError};
use crate::web::multipart::{FileStream, Multipart, MultipartRules, Part};

/// Room for the fields beside the text.
const SHORT_FIELDS: usize = 8 * 1024;
/// Files told of on one page.
const TOLD: usize = 20;

/// What the text of a form was committed to.
pub(super) struct Committed<T> {
    pub(super) access: Access,
    pub(super) form_nonce: [u8; 16],
    pub(super) keep: KeepOriginal,
    pub(super) with: T,
}

/// What became of a form.
pub(super) struct Received<T> {
    pub(super) with: T,
    pub(super) arrivals: Vec<Arrival>,
    pub(super) order: Order,
}

/// Whether the parts came as our forms send them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Text, then files.
    Kept,
    /// A text after a file; it was not read.
    Broken,
}

/// Reads the text of a form, has it committed by `commit`, then stores the files. The error is the answer to give; then nothing was committed.
pub(super) async fn receive<T, F, Fut>(
    intake: &Intake,
    request: Request,
    commit: F,
) -> Result<Received<T>, Response>
where
    F: FnOnce(Form) -> Fut,
    Fut: Future<Output = Result<Committed<T>, Response>>,
{
    let mut multipart = Multipart::read(request, rules(intake.vault().limits())).map_err(not_read)?;
    let mut fields = Vec::new();
    let mut part = loop {
        match multipart.next().await.map_err(not_read)? {
            Some(Part::Text { name, value }) => fields.push((name, value)),
            other => break other,
        }
    };
    let committed = match commit(fields.into_iter().collect()).await {
        Ok(committed) => committed,
        Err(answer) => {
            drop(part);
            drain(&mut multipart).await;
            return Err(answer);
        }
    };
    let mut files = Files::new(intake, &committed);
    let order = loop {
        match part {
            Some(Part::File { file_name, content_type, mut stream, .. }) => {
                if let Err(broken) = files.take(file_name, content_type, &mut stream).await {
                    files.cut(broken);
                    break Order::Kept;
                }
            }
            Some(Part::Text { .. }) => break Order::Broken,
            None => break Order::Kept,
        }
        part = match multipart.next().await {
            Ok(next) => next,
            Err(broken) => {
                files.cut(broken);
                break Order::Kept;
            }
        };
    };
    Ok(Received { arrivals: files.arrivals, order, with: committed.with })
}

fn rules(limits: &FileLimits) -> MultipartRules {
    let request_bytes = limits.request_bytes;
    MultipartRules {
        max_text: limits.text_bytes.saturating_add(SHORT_FIELDS),
        // More than is kept: a browser that is still sending does not look at an answer, so what is too much is read and thrown away, up to here.
        max_body: request_bytes.saturating_mul(4),
        repeatable: vec!["x".to_owned()],
        ..MultipartRules::default()
    }
}

/// Reads on to the end, so that a browser that is still sending gets to see the answer. Keeps nothing.
async fn drain(multipart: &mut Multipart) {
    while let Ok(Some(part)) = multipart.next().await {
        drop(part);
    }
}

/// The files of one request.
struct Files<'a> {
    intake: &'a Intake,
    access: &'a Access,
    form_nonce: [u8; 16],
    keep: KeepOriginal,
    arrivals: Vec<Arrival>,
    taken: u32,
    bytes_left: u64,
}

enum Stop {
    Refused(Outcome),
    Cut(FormError),
}

impl<'a> Files<'a> {
    fn new<T>(intake: &'a Intake, committed: &'a Committed<T>) -> Self {
        let bytes_left = intake.vault().limits().request_bytes;
        let (access, form_nonce, keep) = (&committed.access, committed.form_nonce, committed.keep);
        Self { intake, access, form_nonce, keep, arrivals: Vec::new(), taken: 0, bytes_left }
    }

    /// Stores one file, or notes why not. The error is a body that cannot be read any further.
    async fn take(
        &mut self,
        name: Option<SecretText>,
        media_type: Option<String>,
        stream: &mut FileStream<'_>,
    ) -> Result<(), FormError> {
        let first = match stream.chunk().await {
            // What browsers send for an input without a file.
            Ok(None) if name.is_none() => return Ok(()),
            Ok(first) => first.unwrap_or_default(),
            Err(broken) => {
                self.note(cleaned(name.as_ref()), 0, Outcome::Broken);
                return Err(broken);
            }
        };
        let shown = cleaned(name.as_ref());
        if self.taken >= self.intake.vault().limits().files_per_request {
            self.note(shown, 0, Outcome::TooMany);
            return Ok(());
        }
        let meta = FileMeta {
            form_nonce: self.form_nonce,
            name: name.unwrap_or_default(),
            media_type: declared(media_type),
            keep: self.keep,
        };
        self.taken = self.taken.saturating_add(1);
        match self.store(meta, &first, stream).await {
            Ok((bytes, outcome)) => self.note(shown, bytes, outcome),
            Err(Stop::Refused(outcome)) => self.note(shown, 0, outcome),
            Err(Stop::Cut(broken)) => {
                self.note(shown, 0, Outcome::Broken);
                return Err(broken);
            }
        }
        Ok(())
    }

    async fn store(
        &mut self,
        meta: FileMeta,
        first: &[u8],
        stream: &mut FileStream<'_>,
    ) -> Result<(u64, Outcome), Stop> {
        let begun = begin_file(self.intake.vault(), self.access, meta).await;
        let mut upload = begun.map_err(|refusal| Stop::Refused(outcome(&refusal)))?;
        self.write(&mut upload, first).await?;
        while let Some(chunk) = stream.chunk().await.map_err(Stop::Cut)? {
            self.write(&mut upload, &chunk).await?;
        }
        let stored = upload.finish().await.map_err(|refusal| Stop::Refused(outcome(&refusal)))?;
        Ok((stored.bytes, if stored.before { Outcome::Already } else { Outcome::Stored(stored.treatment) }))
    }

    async fn write(&mut self, upload: &mut FileUpload, chunk: &[u8]) -> Result<(), Stop> {
        let bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or(Stop::Refused(Outcome::TooBig))?;
        upload.write(chunk).await.map_err(|refusal| Stop::Refused(outcome(&refusal)))
    }

    fn note(&mut self, name: String, bytes: u64, outcome: Outcome) {
        if self.arrivals.len() < TOLD {
            self.arrivals.push(Arrival { name, bytes, outcome });
        }
    }

    /// Notes that the body ended before its end, unless the file it ended in is noted.
    fn cut(&mut self, error: FormError) {
        let noted = self.arrivals.last().is_some_and(|last| last.outcome == Outcome::Broken);
        let outcome = match error {
            FormError::TooLarge => Outcome::TooBig,
            FormError::TooManyParts => Outcome::TooMany,
            FormError::NotUtf8
            | FormError::Nul
            | FormError::Duplicate
            | FormError::WrongType
            | FormError::Encoded
            | FormError::Broken
            | FormError::TooSlow => Outcome::Broken,
        };
        if !noted {
            self.note(String::new(), 0, outcome);
        }
    }
}

/// What to tell when files were added to files: what is stored, then what came now. What was refused before has been told.
pub(super) fn told_together(before: &[Arrival], now: Vec<Arrival>) -> Vec<Arrival> {
    let room = TOLD.saturating_sub(now.len());
    before.iter().filter(|arrival| is_stored(arrival)).take(room).cloned().chain(now).collect()
}

/// Whether the file is with us.
pub(super) const fn is_stored(arrival: &Arrival) -> bool {
    matches!(arrival.outcome, Outcome::Stored(_) | Outcome::Already)
}

/// A file's name for the list; empty if it has none.
fn cleaned(name: Option<&SecretText>) -> String {
    name.map(|name| file_name::clean(name.expose_secret())).unwrap_or_default()
}

fn outcome(refusal: &FileRefusal) -> Outcome {
    match refusal {
        FileRefusal::TooBig => Outcome::TooBig,
        FileRefusal::CaseFull => Outcome::CaseFull,
        FileRefusal::StoreFull => Outcome::StoreFull,
        FileRefusal::Vault(_) => Outcome::Broken,
    }
}

/// The declared type if it looks like one. Nothing relies on it.
fn declared(media_type: Option<String>) -> String {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/+-._".contains(&byte);
    media_type
        .filter(|kind| kind.len() <= 100 && kind.contains('/') && kind.bytes().all(fits))
        .unwrap_or_else(|| "application/octet-stream".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_type_that_is_none_becomes_the_general_one() {
        assert_eq!(declared(Some("image/jpeg".to_owned())), "image/jpeg");
        for strange in
            [None, Some("jpeg".to_owned()), Some("text/html; charset=x".to_owned()), Some("a/".repeat(60))]
        {
            assert_eq!(declared(strange), "application/octet-stream");
        }
    }
}

//! Forms with files, read as they arrive: nothing is buffered but the part that is being read.
//!
//! The format is multer's business. Around it stands what multer does not bound: it reads ahead as far as the network
//! gives, and searches the end of a part's head without limit. `Gate` hands it one small piece per turn, and a head
//! that is not complete after [`MultipartRules::max_head`] bytes ends the body.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use bytes::Bytes;
use futures::Stream;
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use zeroize::Zeroizing;

use super::form::{FormError, body_error, check_type};
use super::urlencoded::text;
use crate::secret::SecretText;

/// Bytes handed to multer per turn.
const PIECE: usize = 16 * 1024;
/// A boundary has at most 70 characters (RFC 2046, section 5.1.1).
const LONGEST_BOUNDARY: usize = 70;
/// What stands between two parts beside the head: line ends, dashes, the boundary.
const BETWEEN_PARTS: usize = 128;

/// What a page accepts. Sizes of single files are the consumer's to watch while it reads them.
#[derive(Clone, Debug)]
pub struct MultipartRules {
    /// Parts of any kind.
    pub max_parts: usize,
    /// Bytes of the headers of a part.
    pub max_head: usize,
    /// Bytes of all text parts together.
    pub max_text: usize,
    /// Bytes of the whole body. A body that announces more is still read up to here: the text, which comes first,
    /// must not be lost to a file that is too large.
    pub max_body: u64,
    /// Names of text parts that may come more than once. Names of files always may.
    pub repeatable: Vec<String>,
}

impl Default for MultipartRules {
    /// 40 parts, heads of 4 kB, 200 kB of text, 61 MiB in all (files of 60 MiB), no name repeatable.
    fn default() -> Self {
        Self { max_parts: 40, max_head: 4096, max_text: 200_000, max_body: 61 << 20, repeatable: Vec::new() }
    }
}

/// A part of the body.
pub enum Part<'a> {
    /// A field.
    Text {
        /// Its name.
        name: String,
        /// Its value.
        value: SecretText,
    },
    /// A file. An input left empty is a file without name and content.
    File {
        /// The name of the field.
        name: String,
        /// What the sender calls the file; raw, may be anything but empty.
        file_name: Option<SecretText>,
        /// What the sender says it is.
        content_type: Option<String>,
        /// Its bytes. What is left unread is skipped when the next part is asked for.
        stream: FileStream<'a>,
    },
}

/// A multipart body, part by part.
pub struct Multipart {
    inner: multer::Multipart<'static>,
    current: Option<multer::Field<'static>>,
    handed: Arc<AtomicUsize>,
    rules: MultipartRules,
    parts: usize,
    text_left: usize,
    text_names: Vec<String>,
    file_names: Vec<String>,
}

impl Multipart {
    /// Begins to read the body of `request`.
    pub fn read(request: Request, rules: MultipartRules) -> Result<Self, FormError> {
        check_type(request.headers(), "multipart/form-data")?;
        let boundary = boundary(request.headers())?;
        let handed = Arc::new(AtomicUsize::new(0));
        let gate = Gate::new(request.into_body(), Arc::clone(&handed));
        let constraints =
            multer::Constraints::new().size_limit(multer::SizeLimit::new().whole_stream(rules.max_body));
        Ok(Self {
            inner: multer::Multipart::with_constraints(gate, boundary, constraints),
            current: None,
            handed,
            parts: 0,
            text_left: rules.max_text,
            text_names: Vec::new(),
            file_names: Vec::new(),
            rules,
        })
    }

    /// The next part, or `None` after the last. After an error the body is of no more use.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>, FormError> {
        while self.chunk().await?.is_some() {}
        let Some(field) = self.next_field().await? else { return Ok(None) };
        self.parts = self.parts.saturating_add(1);
        if self.parts > self.rules.max_parts {
            return Err(FormError::TooManyParts);
        }
        let head = Head::of(&field, self.rules.max_head)?;
        self.check_name(&head)?;
        self.current = Some(field);
        let Head { name, kind } = head;
        match kind {
            Kind::Text => Ok(Some(Part::Text { name, value: self.text().await? })),
            Kind::File { file_name, content_type } => {
                Ok(Some(Part::File { name, file_name, content_type, stream: FileStream { multipart: self } }))
            }
        }
    }

    async fn next_field(&mut self) -> Result<Option<multer::Field<'static>>, FormError> {
        self.handed.store(0, Ordering::Relaxed);
        let enough = self.rules.max_head.saturating_add(BETWEEN_PARTS);
        poll_fn(|cx| {
            if self.handed.load(Ordering::Relaxed) > enough {
                return Poll::Ready(Err(FormError::TooLarge));
            }
            self.inner.poll_next_field(cx).map_err(|error| multer_error(&error))
        })
        .await
    }

    fn check_name(&mut self, head: &Head) -> Result<(), FormError> {
        let name = &head.name;
        let (own, other) = match head.kind {
            Kind::Text => (&mut self.text_names, &self.file_names),
            Kind::File { .. } => (&mut self.file_names, &self.text_names),
        };
        let again = own.contains(name);
        let may = matches!(head.kind, Kind::File { .. }) || self.rules.repeatable.contains(name);
        if other.contains(name) || (again && !may) {
            return Err(FormError::Duplicate);
        }
        if !again {
            own.push(name.clone());
        }
        Ok(())
    }

    async fn text(&mut self) -> Result<SecretText, FormError> {
        let mut bytes = Zeroizing::new(Vec::new());
        while let Some(chunk) = self.chunk().await? {
            self.text_left = self.text_left.checked_sub(chunk.len()).ok_or(FormError::TooLarge)?;
            bytes.extend_from_slice(&chunk);
        }
        text(std::mem::take(&mut *bytes)).map(SecretText::new)
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, FormError> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, FormError>> {
        loop {
            let Some(field) = self.current.as_mut() else { return Poll::Ready(Ok(None)) };
            match ready!(Pin::new(field).poll_next(cx)) {
                Some(Ok(bytes)) if bytes.is_empty() => {}
                Some(Ok(bytes)) => return Poll::Ready(Ok(Some(bytes))),
                Some(Err(error)) => return Poll::Ready(Err(multer_error(&error))),
                None => self.current = None,
            }
        }
    }
}

/// The bytes of a file, as they arrive.
pub struct FileStream<'a> {
    multipart: &'a mut Multipart,
}

impl FileStream<'_> {
    /// The next bytes, never none; `None` at the end of the file, which is not the end of the body.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, FormError> {
        self.multipart.chunk().await
    }
}

impl Stream for FileStream<'_> {
    type Item = Result<Bytes, FormError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().multipart.poll_chunk(cx).map(Result::transpose)
    }
}

enum Kind {
    Text,
    File { file_name: Option<SecretText>, content_type: Option<String> },
}

struct Head {
    name: String,
    kind: Kind,
}

impl Head {
    fn of(field: &multer::Field<'_>, max_head: usize) -> Result<Self, FormError> {
        let size = field.headers().iter().fold(0_usize, |size, (name, value)| {
            // ": " and the line end.
            size.saturating_add(name.as_str().len()).saturating_add(value.len()).saturating_add(4)
        });
        if size > max_head {
            return Err(FormError::TooLarge);
        }
        let disposition = field.headers().get(CONTENT_DISPOSITION).ok_or(FormError::Broken)?;
        // multer drops a file name that is no UTF-8, and would show the file as a field.
        std::str::from_utf8(disposition.as_bytes()).map_err(|_| FormError::NotUtf8)?;
        let name = field.name().ok_or(FormError::Broken)?.to_owned();
        let kind = match field.file_name() {
            None => Kind::Text,
            Some(file_name) => Kind::File {
                file_name: (!file_name.is_empty()).then(|| SecretText::new(file_name)),
                content_type: field.content_type().map(ToString::to_string),
            },
        };
        Ok(Self { name, kind })
    }
}

fn boundary(headers: &HeaderMap) -> Result<String, FormError> {
    let line = headers.get(CONTENT_TYPE).and_then(|line| line.to_str().ok()).ok_or(FormError::WrongType)?;
    let boundary = multer::parse_boundary(line).map_err(|_| FormError::WrongType)?;
    if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY {
        Err(FormError::Broken)
    } else {
        Ok(boundary)
    }
}

fn multer_error(error: &multer::Error) -> FormError {
    if let multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } = error {
        return FormError::TooLarge;
    }
    body_error(error)
}

/// Hands out a body in pieces, one per turn of the reader.
struct Gate {
    body: BodyDataStream,
    rest: Bytes,
    pause: bool,
    handed: Arc<AtomicUsize>,
}

impl Gate {
    fn new(body: Body, handed: Arc<AtomicUsize>) -> Self {
        Self { body: body.into_data_stream(), rest: Bytes::new(), pause: false, handed }
    }
}

impl Stream for Gate {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if std::mem::take(&mut this.pause) {
            // multer asks until there is nothing more. This ends its turn, and begins the next.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        while this.rest.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_next(cx)) {
                Some(Ok(bytes)) => this.rest = bytes,
                end => return Poll::Ready(end),
            }
        }
        let piece = this.rest.split_to(this.rest.len().min(PIECE));
        this.handed.fetch_add(piece.len(), Ordering::Relaxed);
        this.pause = true;
        Poll::Ready(Some(Ok(piece)))
    }
}

#[cfg(test)]
mod tests;

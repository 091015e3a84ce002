//! Forms as browsers send them without files: names and values, with nothing left to guess.
//!
//! A name that comes twice is refused unless the page declared it repeatable: what a check saw and what is stored
//! must be the same value. Values are secret from the first byte, and never printed.

use std::fmt;

use axum::body::HttpBody;
use axum::extract::Request;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http_body_util::BodyExt;
use zeroize::Zeroizing;

use super::deadline::TooSlow;
use super::error::{Failed, Failure};
use super::events::Event;
use super::urlencoded::pairs;
use crate::secret::SecretText;

/// Why a form is not read. Says nothing of what was in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More bytes than allowed.
    #[error("too large")]
    TooLarge,
    /// More fields or parts than allowed.
    #[error("too many parts")]
    TooManyParts,
    /// A name, a value or a file name is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A NUL in a name or a value.
    #[error("NUL in text")]
    Nul,
    /// A name that is not repeatable came twice.
    #[error("a name came twice")]
    Duplicate,
    /// Another content type than this path reads.
    #[error("wrong content type")]
    WrongType,
    /// A `Content-Encoding`: compressed bodies are how small requests become large.
    #[error("encoded body")]
    Encoded,
    /// Cut short, or against the format.
    #[error("broken body")]
    Broken,
    /// Sent more slowly than allowed.
    #[error("sent too slowly")]
    TooSlow,
}

impl From<FormError> for Failed {
    fn from(error: FormError) -> Self {
        match error {
            FormError::TooLarge => Failure::TooLarge.because(Event::new("web.form.too_large")),
            FormError::TooManyParts => Failure::TooLarge.because(Event::new("web.form.too_many_parts")),
            FormError::NotUtf8 => Failure::BadRequest.because(Event::new("web.form.not_utf8")),
            FormError::Nul => Failure::BadRequest.because(Event::new("web.form.nul")),
            FormError::Duplicate => Failure::BadRequest.because(Event::new("web.form.duplicate")),
            FormError::WrongType => Failure::WrongType.because(Event::new("web.form.wrong_type")),
            FormError::Encoded => Failure::WrongType.because(Event::new("web.form.encoded")),
            FormError::Broken => Failure::BadRequest.because(Event::new("web.form.broken")),
            FormError::TooSlow => Failure::TooSlow.because(Event::new("web.form.too_slow")),
        }
    }
}

/// What a page accepts.
#[derive(Clone, Copy, Debug)]
pub struct FormRules<'a> {
    /// Bytes of the body as sent: percent-encoding triples most scripts.
    pub max_bytes: usize,
    /// Fields.
    pub max_fields: usize,
    /// Names that may come more than once, such as those of check boxes.
    pub repeatable: &'a [&'a str],
}

impl Default for FormRules<'_> {
    /// 600 kB as sent (200 kB of text), 200 fields, none repeatable.
    fn default() -> Self {
        Self { max_bytes: 600_000, max_fields: 200, repeatable: &[] }
    }
}

/// A form: names and values in the order sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, SecretText)>,
}

impl Form {
    /// Reads the body of `request` to its end, or to the first reason not to.
    pub async fn read(request: Request, rules: &FormRules<'_>) -> Result<Self, FormError> {
        check_type(request.headers(), "application/x-www-form-urlencoded")?;
        let mut body = request.into_body();
        let limit = u64::try_from(rules.max_bytes).unwrap_or(u64::MAX);
        if body.size_hint().lower() > limit {
            return Err(FormError::TooLarge);
        }
        let mut bytes = Zeroizing::new(Vec::new());
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|error| body_error(&error))?.into_data() else { continue };
            if bytes.len().saturating_add(data.len()) > rules.max_bytes {
                return Err(FormError::TooLarge);
            }
            bytes.extend_from_slice(&data);
        }
        Self::parse(&bytes, rules)
    }

    /// Reads the bytes of a body.
    pub fn parse(body: &[u8], rules: &FormRules<'_>) -> Result<Self, FormError> {
        if body.len() > rules.max_bytes {
            return Err(FormError::TooLarge);
        }
        let mut form = Self::default();
        for pair in pairs(body) {
            let (name, value) = pair?;
            if form.fields.len() >= rules.max_fields {
                return Err(FormError::TooManyParts);
            }
            if form.value(&name).is_some() && !rules.repeatable.contains(&name.as_str()) {
                return Err(FormError::Duplicate);
            }
            form.fields.push((name, value));
        }
        Ok(form)
    }

    /// The value of a field; the first, if it is a repeatable one.
    pub fn value(&self, name: &str) -> Option<&SecretText> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The value of a field if there is more than white space in it: an empty input and a missing one say the same.
    pub fn filled(&self, name: &str) -> Option<&SecretText> {
        self.value(name).filter(|value| !value.is_blank())
    }

    /// All values of a repeatable field, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a SecretText> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value)
    }

    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &SecretText)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl FromIterator<(String, SecretText)> for Form {
    /// A form of fields that were read and checked elsewhere, such as the text parts of a multipart body.
    fn from_iter<I: IntoIterator<Item = (String, SecretText)>>(fields: I) -> Self {
        Self { fields: fields.into_iter().collect() }
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} fields)", self.fields.len())
    }
}

/// Checks that there is one content type and it is `expected` (parameters aside), and no content encoding.
pub(super) fn check_type(headers: &HeaderMap, expected: &str) -> Result<(), FormError> {
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(FormError::Encoded);
    }
    let mut lines = headers.get_all(CONTENT_TYPE).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return Err(FormError::WrongType) };
    let essence = line.to_str().ok().and_then(|line| line.split(';').next()).unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case(expected) { Ok(()) } else { Err(FormError::WrongType) }
}

/// What an error while reading a body means.
pub(super) fn body_error(error: &(dyn std::error::Error + 'static)) -> FormError {
    if TooSlow::is_behind(error) { FormError::TooSlow } else { FormError::Broken }
}

#[cfg(test)]
mod tests;

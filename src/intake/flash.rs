//! One sentence carried from a POST to the page after it: a word of ours in a cookie that lives for a minute.
//!
//! The word names what happened and nothing of what was typed, except in which half of a code a word is unknown.

use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;

use crate::crypto::code::{CodeError, Half};
use crate::i18n::Key;
use crate::web::cookie;
use crate::web::page::see_other;

/// What there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flash {
    FirstHalf,
    SecondHalf,
    Count,
    Slip,
    Wrong,
    Ended,
    TypedRight,
    TypedWrong,
    Repeated,
    Added,
    AddedWithoutName,
    HeldBack,
    OutOfOrder,
    Answered,
    Files,
    FilesMissing,
    Nothing,
}

impl Flash {
    const ALL: [Self; 17] = [
        Self::FirstHalf,
        Self::SecondHalf,
        Self::Count,
        Self::Slip,
        Self::Wrong,
        Self::Ended,
        Self::TypedRight,
        Self::TypedWrong,
        Self::Repeated,
        Self::Added,
        Self::AddedWithoutName,
        Self::HeldBack,
        Self::OutOfOrder,
        Self::Answered,
        Self::Files,
        Self::FilesMissing,
        Self::Nothing,
    ];

    /// The word in the cookie.
    const fn word(self) -> &'static str {
        match self {
            Self::FirstHalf => "first",
            Self::SecondHalf => "second",
            Self::Count => "count",
            Self::Slip => "slip",
            Self::Wrong => "wrong",
            Self::Ended => "ended",
            Self::TypedRight => "right",
            Self::TypedWrong => "again",
            Self::Repeated => "once",
            Self::Added => "added",
            Self::AddedWithoutName => "unnamed",
            Self::HeldBack => "held",
            Self::OutOfOrder => "order",
            Self::Answered => "sent",
            Self::Files => "files",
            Self::FilesMissing => "missing",
            Self::Nothing => "nothing",
        }
    }

    /// What the request carries, if it is one of ours.
    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let word = cookie::read_flash(headers, &Self::ALL.map(Self::word))?;
        Self::ALL.into_iter().find(|flash| flash.word() == word)
    }

    /// The heading of the box.
    pub(super) const fn heading(self) -> Key {
        match self {
            Self::FirstHalf => Key("flash-first"),
            Self::SecondHalf => Key("flash-second"),
            Self::Count => Key("flash-count"),
            Self::Slip => Key("flash-slip"),
            Self::Wrong => Key("flash-wrong"),
            Self::Ended => Key("flash-ended"),
            Self::TypedRight => Key("flash-right"),
            Self::TypedWrong => Key("flash-again"),
            Self::Repeated => Key("flash-once"),
            Self::Added => Key("flash-added"),
            Self::AddedWithoutName => Key("flash-unnamed"),
            Self::HeldBack => Key("flash-held"),
            Self::OutOfOrder => Key("flash-order"),
            Self::Answered => Key("flash-sent"),
            Self::Files => Key("flash-files"),
            Self::FilesMissing => Key("flash-missing"),
            Self::Nothing => Key("flash-nothing"),
        }
    }

    /// What happened, what is safe, what to do.
    pub(super) const fn words(self) -> Key {
        match self {
            Self::FirstHalf => Key("flash-first.body"),
            Self::SecondHalf => Key("flash-second.body"),
            Self::Count => Key("flash-count.body"),
            Self::Slip => Key("flash-slip.body"),
            Self::Wrong => Key("flash-wrong.body"),
            Self::Ended => Key("flash-ended.body"),
            Self::TypedRight => Key("flash-right.body"),
            Self::TypedWrong => Key("flash-again.body"),
            Self::Repeated => Key("flash-once.body"),
            Self::Added => Key("flash-added.body"),
            Self::AddedWithoutName => Key("flash-unnamed.body"),
            Self::HeldBack => Key("flash-held.body"),
            Self::OutOfOrder => Key("flash-order.body"),
            Self::Answered => Key("flash-sent.body"),
            Self::Files => Key("flash-files.body"),
            Self::FilesMissing => Key("flash-missing.body"),
            Self::Nothing => Key("flash-nothing.body"),
        }
    }

    /// Whether something must be done about it.
    pub(super) const fn is_trouble(self) -> bool {
        match self {
            Self::TypedRight | Self::Repeated | Self::Added | Self::Answered | Self::Files => false,
            Self::FirstHalf
            | Self::SecondHalf
            | Self::Count
            | Self::Slip
            | Self::Wrong
            | Self::Ended
            | Self::TypedWrong
            | Self::AddedWithoutName
            | Self::HeldBack
            | Self::OutOfOrder
            | Self::FilesMissing
            | Self::Nothing => true,
        }
    }

    /// The class of the box.
    pub(super) const fn tone(self) -> &'static str {
        if self.is_trouble() { "wrong" } else { "good" }
    }

    /// The field to go to.
    pub(super) const fn field(self) -> Option<&'static str> {
        match self {
            Self::FirstHalf | Self::SecondHalf | Self::Count | Self::Slip | Self::Wrong | Self::Ended => {
                Some("k")
            }
            Self::TypedWrong => Some("w3"),
            Self::Nothing => Some("s"),
            Self::TypedRight
            | Self::Repeated
            | Self::Added
            | Self::AddedWithoutName
            | Self::HeldBack
            | Self::OutOfOrder
            | Self::Answered
            | Self::Files
            | Self::FilesMissing => None,
        }
    }
}

impl From<CodeError> for Flash {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Empty | CodeError::TooLong | CodeError::WrongCount => Self::Count,
            CodeError::UnknownWord { half: Half::First, .. } => Self::FirstHalf,
            CodeError::UnknownWord { half: Half::Second, .. } => Self::SecondHalf,
            CodeError::Check => Self::Slip,
        }
    }
}

/// 303 to `path`, with something to say there.
pub(super) fn go(path: &str, flash: Option<Flash>) -> Response {
    let mut response = see_other(path);
    if let Some(cookie) = flash.and_then(|flash| cookie::flash(flash.word())) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// `page`, which says `flash`: it is said once.
pub(super) fn said(page: impl IntoResponse, flash: Option<Flash>) -> Response {
    let mut response = page.into_response();
    if let (Some(_), Some(cookie)) = (flash, cookie::clear(cookie::FLASH)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_no_other() {
        for flash in Flash::ALL {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", format!("__Host-f={}", flash.word()).parse().unwrap());
            assert_eq!(Flash::read(&headers), Some(flash));
        }
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "__Host-f=madeup".parse().unwrap());
        assert_eq!(Flash::read(&headers), None);
    }
}

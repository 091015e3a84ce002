//! One sentence carried from a POST to the page after it: a word of ours in a cookie that lives for a minute.
//!
//! The word names what happened and nothing of what was typed, except in which half of a code a word is unknown.

use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;

use crate::crypto::code::{CodeError, Half};
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
    pub(super) const fn heading(self) -> &'static str {
        match self {
            Self::FirstHalf | Self::SecondHalf => "One word is not right",
            Self::Count => "The code is not complete",
            Self::Slip => "There is a slip in the code",
            Self::Wrong => "This code opens nothing",
            Self::Ended => "We closed your page",
            Self::TypedRight => "Your paper is right",
            Self::TypedWrong => "That does not match",
            Self::Repeated => "We have it already",
            Self::Added => "We added your new words",
            Self::AddedWithoutName => "We did not take the name",
            Self::HeldBack => "We did not add this",
            Self::OutOfOrder => "Part of it was not read",
            Self::Answered => "We have your message",
            Self::Files => "We got your files",
            Self::FilesMissing => "Not every file was added",
            Self::Nothing => "There was nothing to send",
        }
    }

    /// What happened, what is safe, what to do.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::FirstHalf => {
                "A word in the first half (words 1 to 4) is not one we know. Compare it with your paper. Your report is safe."
            }
            Self::SecondHalf => {
                "A word in the second half (words 5 to 8) is not one we know. Compare it with your paper. Your report is safe."
            }
            Self::Count => {
                "A code has 8 words, or 27 digits. Type all of them, and nothing else. Your report is safe."
            }
            Self::Slip => {
                "One word or digit is wrong, or two have changed places. Compare them with your paper. Your report is safe."
            }
            Self::Wrong => {
                "Check every word with your paper. If you typed it many times, wait ten minutes and try again. If a case is finished for a long time, its code stops working."
            }
            Self::Ended => {
                "Your page was open for a while, so we closed it to protect you. Everything you sent before is safe. If you were just writing, that text was not sent: go back, and copy it if it is still there. Then type your code to go on."
            }
            Self::TypedRight => "Both are right. Hide the paper, and press “Leave now” when you are done.",
            Self::TypedWrong => "Look at your paper again, and correct it. The code is still shown below.",
            Self::Repeated => {
                "You pressed the button twice, or came back to the page. We keep your report once. All is well."
            }
            Self::Added => "You sent the same page again with other words. Now your report has both.",
            Self::AddedWithoutName => {
                "You sent the same page again, this time with a name or another one. Your words were added. A name can be locked in with the first sending only: what you gave then stays as it is, and if you gave none, we have none."
            }
            Self::HeldBack => {
                "You sent the same page again, and now you named somebody who must not see it. But the first report may already be open to that person. Write a new report, with a new code, so that we can keep it from them."
            }
            Self::OutOfOrder => {
                "Something came after the files, and we did not read it. What you see below is what we have."
            }
            Self::Answered => {
                "It is locked and on its way to the people who read your report. Come back in some days."
            }
            Self::Files => "See below what arrived.",
            Self::FilesMissing => {
                "Your words are safe. The list of files below says what is missing, and why."
            }
            Self::Nothing => "Write a message or choose a file, then press “Send”.",
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

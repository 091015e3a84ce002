//! What all pages have around them.

use askama::Template;

use super::CSS;
use crate::desk::work::Work;
use crate::secret::Secret;
use crate::web::csrf::form_token;

/// Purpose of the lock button's token.
pub const LOCK: &str = "lock";

/// The head of a page.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// The style sheet.
    pub css: &'static str,
    /// Who has unlocked the desk, if anybody.
    pub member: Option<Member>,
    /// Why this machine's clock may be wrong, if so.
    pub doubt: Option<String>,
}

/// Who has unlocked the desk.
#[derive(Clone, Debug)]
pub struct Member {
    /// The display name.
    pub name: String,
    /// The token of the lock button.
    pub lock_token: String,
    /// Whether the member belongs to oversight.
    pub oversees: bool,
    /// Whether the member keeps identities, and has no queue.
    pub keeps: bool,
}

impl Chrome {
    /// Of a page that needs no key.
    pub const fn locked() -> Self {
        Self { css: CSS, member: None, doubt: None }
    }

    /// Of a page of an unlocked desk.
    pub fn at(work: &Work, forms: &Secret<32>) -> Self {
        let member = Member {
            name: work.card().name().to_owned(),
            lock_token: form_token(forms, LOCK),
            oversees: work.oversees(),
            keeps: work.keeps(),
        };
        Self { css: CSS, member: Some(member), doubt: work.clock_doubt() }
    }
}

/// A page with a heading and one paragraph.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/message.html")]
pub struct Message {
    /// Around it.
    pub chrome: Chrome,
    /// The heading.
    pub heading: String,
    /// What there is to say.
    pub text: String,
    /// Whether there is a way back to the queue.
    pub back: bool,
}

/// The HTML of such a page, for failures.
pub fn bare(heading: &str, text: &str) -> String {
    let message =
        Message { chrome: Chrome::locked(), heading: heading.to_owned(), text: text.to_owned(), back: true };
    message.render().unwrap_or_default()
}

/// Such a page on an unlocked desk.
pub fn message(chrome: Chrome, heading: &str, text: impl Into<String>) -> Message {
    Message { chrome, heading: heading.to_owned(), text: text.into(), back: true }
}

/// What a stranger sees, on every path alike.
pub fn stranger() -> Message {
    Message {
        chrome: Chrome::locked(),
        heading: "Open the printed link".to_owned(),
        text: "Open the link that was printed when this desk started. It works once, in one browser. If it was already used and not by you, \
               stop the desk and start it again: it prints a new one."
            .to_owned(),
        back: false,
    }
}

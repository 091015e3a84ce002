//! The door and the one session behind it.
//!
//! One desk has one browser. The link printed at the start binds the browser that opens it first; from then on nobody else gets in, not
//! even with the link. Unlocking gives the session a new cookie, so that a cookie planted before is worth nothing after.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use rand::CryptoRng;

use crate::desk::work::Work;
use crate::secret::{Secret, SecretText};

/// How long a session may last.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Without a request.
    pub idle: Duration,
    /// In any case.
    pub longest: Duration,
}

/// A sentence for the next page.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How it looks.
    pub tone: Tone,
    /// What it says.
    pub sentence: String,
}

/// How a sentence looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    Plain,
    /// Something was done.
    Good,
    /// Something was not done.
    Bad,
}

impl Notice {
    /// The class of its paragraph.
    pub const fn class(&self) -> &'static str {
        match self.tone {
            Tone::Plain => "notice",
            Tone::Good => "good",
            Tone::Bad => "warning",
        }
    }
}

/// The way in, and who came in.
#[derive(Debug)]
pub struct Door {
    times: Times,
    token: Option<Secret<32>>,
    session: Option<Session>,
}

#[derive(Debug)]
struct Session {
    cookie: Secret<32>,
    forms: Secret<32>,
    notice: Option<Notice>,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    work: Arc<Work>,
    since: i64,
    last: i64,
}

/// Who asks for a page.
#[derive(Debug)]
pub enum Visitor {
    /// Not the browser that opened the link.
    Stranger,
    /// Our browser; no key is unlocked.
    Locked {
        /// The secret of this session's form tokens.
        forms: Secret<32>,
    },
    /// Our browser, with an unlocked key.
    At {
        /// The secret of this session's form tokens.
        forms: Secret<32>,
        /// What is open.
        work: Arc<Work>,
    },
}

impl Door {
    /// A closed door, and the token that opens it once.
    pub fn new(times: Times, rng: &mut impl CryptoRng) -> (Self, SecretText) {
        let token = Secret::random(rng);
        let text = as_text(&token);
        (Self { times, token: Some(token), session: None }, text)
    }

    /// Uses the token: the cookie for the browser that brought it. A second time, and with any other, `None`.
    pub fn enter(&mut self, token: &str, rng: &mut impl CryptoRng) -> Option<SecretText> {
        let given = from_text(token)?;
        if !self.token.as_ref()?.same_as(&given) {
            return None;
        }
        self.token = None;
        let session =
            Session { cookie: Secret::random(rng), forms: Secret::random(rng), notice: None, open: None };
        let cookie = as_text(&session.cookie);
        self.session = Some(session);
        Some(cookie)
    }

    /// Who brings this cookie at `now`. A visit keeps the desk unlocked; one that comes too late finds it locked.
    pub fn visitor(&mut self, cookie: Option<&SecretText>, now: i64) -> Visitor {
        let visitor = self.glance(cookie, now);
        if let (Visitor::At { .. }, Some(session)) = (&visitor, &mut self.session)
            && let Some(open) = &mut session.open
        {
            open.last = open.last.max(now);
        }
        visitor
    }

    /// The same for a page that reloads by itself: nobody may be there, so it does not keep the desk unlocked.
    pub fn glance(&mut self, cookie: Option<&SecretText>, now: i64) -> Visitor {
        self.expire(now);
        let Some(session) = self.session_of(cookie) else { return Visitor::Stranger };
        let forms = session.forms.clone();
        match &session.open {
            None => Visitor::Locked { forms },
            Some(open) => Visitor::At { forms, work: Arc::clone(&open.work) },
        }
    }

    /// Begins work: the new cookie of the session. `None` if the cookie is not the session's.
    pub fn unlock(
        &mut self,
        cookie: Option<&SecretText>,
        work: Work,
        now: i64,
        rng: &mut impl CryptoRng,
    ) -> Option<SecretText> {
        self.session_of(cookie)?;
        self.lock();
        let session = self.session.as_mut()?;
        (session.cookie, session.forms) = (Secret::random(rng), Secret::random(rng));
        session.open = Some(Open { work: Arc::new(work), since: now, last: now });
        Some(as_text(&session.cookie))
    }

    /// Drops keys and casebook, and ends downloads.
    pub fn lock(&mut self) {
        let Some(session) = self.session.as_mut() else { return };
        session.notice = None;
        if let Some(open) = session.open.take() {
            open.work.close();
        }
    }

    /// Locks if the times are up.
    pub fn expire(&mut self, now: i64) {
        let Some(open) = self.session.as_ref().and_then(|session| session.open.as_ref()) else { return };
        let over = |since: i64, limit: Duration| {
            u64::try_from(now.saturating_sub(since)).is_ok_and(|passed| passed >= limit.as_secs())
        };
        if over(open.last, self.times.idle) || over(open.since, self.times.longest) {
            self.lock();
            self.notify(Tone::Plain, "The desk was locked because its time was up. Nothing was lost.");
        }
    }

    /// Leaves a sentence for the next page.
    pub fn notify(&mut self, tone: Tone, sentence: impl Into<String>) {
        if let Some(session) = &mut self.session {
            session.notice = Some(Notice { tone, sentence: sentence.into() });
        }
    }

    /// The sentence that was left, once.
    pub fn take_notice(&mut self) -> Option<Notice> {
        self.session.as_mut()?.notice.take()
    }

    fn session_of(&mut self, cookie: Option<&SecretText>) -> Option<&mut Session> {
        let given = from_text(cookie?.expose_secret())?;
        self.session.as_mut().filter(|session| session.cookie.same_as(&given))
    }
}

fn as_text(secret: &Secret<32>) -> SecretText {
    SecretText::new(HEXLOWER.encode(secret.expose_secret()))
}

fn from_text(text: &str) -> Option<Secret<32>> {
    let bytes = zeroize::Zeroizing::new(HEXLOWER.decode(text.as_bytes()).ok()?);
    Secret::from_slice(&bytes)
}

#[cfg(test)]
mod tests;

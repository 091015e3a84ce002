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
mod tests {
    use std::sync::Weak;

    use super::*;
    use crate::clock::Clock;
    use crate::crypto::keyfile::StaffKey;
    use crate::desk::DeskConfig;
    use crate::desk::keyring::Opened;

    fn door() -> (Door, SecretText) {
        let times = Times { idle: Duration::from_mins(10), longest: Duration::from_hours(8) };
        Door::new(times, &mut rand::rng())
    }

    #[test]
    fn the_link_lets_one_browser_in_once() {
        let (mut door, token) = door();
        assert!(door.enter(&"0".repeat(64), &mut rand::rng()).is_none());
        assert!(door.enter("", &mut rand::rng()).is_none());
        let cookie = door.enter(token.expose_secret(), &mut rand::rng()).unwrap();
        assert!(door.enter(token.expose_secret(), &mut rand::rng()).is_none(), "used twice");
        assert!(matches!(door.visitor(Some(&cookie), 0), Visitor::Locked { .. }));
    }

    #[test]
    fn without_the_cookie_everybody_is_a_stranger() {
        let (mut door, token) = door();
        assert!(matches!(door.visitor(None, 0), Visitor::Stranger));
        let cookie = door.enter(token.expose_secret(), &mut rand::rng()).unwrap();
        assert!(matches!(door.visitor(None, 0), Visitor::Stranger));
        assert!(matches!(door.visitor(Some(&token), 0), Visitor::Stranger), "the token is not the cookie");
        let shorter = SecretText::new(cookie.expose_secret().get(..62).unwrap());
        assert!(matches!(door.visitor(Some(&shorter), 0), Visitor::Stranger));
    }

    fn work() -> Work {
        let key = StaffKey::from_seed(&Secret::new([1; 32])).unwrap();
        let card = key.card("Intake officer").unwrap();
        let opened = Opened { path: "/nowhere/key.rckey".into(), key, card };
        let listen = "127.0.0.1:0".parse().unwrap();
        let config = DeskConfig::new("http://127.0.0.1:1", [0; 32], "/nowhere", listen);
        Work::begin(opened, crate::ledger::entry::Reason::Casework, &config, &Clock::fixed(0)).unwrap()
    }

    /// A desk unlocked at second 0, its cookie, and an eye on what is open.
    fn unlocked() -> (Door, SecretText, Weak<Work>) {
        let (mut door, token) = door();
        let before = door.enter(token.expose_secret(), &mut rand::rng()).unwrap();
        let cookie = door.unlock(Some(&before), work(), 0, &mut rand::rng()).unwrap();
        assert!(matches!(door.visitor(Some(&before), 0), Visitor::Stranger), "the cookie is a new one");
        let Visitor::At { work, .. } = door.visitor(Some(&cookie), 0) else { panic!("locked") };
        let eye = Arc::downgrade(&work);
        (door, cookie, eye)
    }

    #[test]
    fn an_idle_desk_locks_and_nothing_of_what_was_open_is_left() {
        let (mut door, cookie, eye) = unlocked();
        let download = eye.upgrade().unwrap().closed().clone();
        assert!(matches!(door.visitor(Some(&cookie), 599), Visitor::At { .. }));
        door.expire(1198);
        assert!(eye.upgrade().is_some(), "the last visit counts");
        door.expire(1199);
        assert!(eye.upgrade().is_none());
        assert!(download.is_cancelled());
        assert!(matches!(door.visitor(Some(&cookie), 1199), Visitor::Locked { .. }));
        assert!(door.take_notice().unwrap().sentence.contains("its time was up"));
    }

    #[test]
    fn a_page_that_reloads_by_itself_does_not_keep_the_desk_unlocked() {
        let (mut door, cookie, eye) = unlocked();
        for now in (60..600).step_by(60) {
            assert!(matches!(door.glance(Some(&cookie), now), Visitor::At { .. }));
        }
        assert!(matches!(door.glance(Some(&cookie), 600), Visitor::Locked { .. }));
        assert!(eye.upgrade().is_none());
    }

    #[test]
    fn a_desk_in_use_locks_after_eight_hours() {
        let (mut door, cookie, eye) = unlocked();
        let mut now = 0;
        while now + 500 < 8 * 3600 {
            now += 500;
            assert!(matches!(door.visitor(Some(&cookie), now), Visitor::At { .. }));
        }
        assert!(matches!(door.visitor(Some(&cookie), 8 * 3600), Visitor::Locked { .. }));
        assert!(eye.upgrade().is_none());
    }

    #[test]
    fn locking_and_unlocking_again_leave_nothing_of_the_one_before() {
        let (mut door, cookie, eye) = unlocked();
        door.lock();
        assert!(eye.upgrade().is_none());
        assert!(door.unlock(None, work(), 0, &mut rand::rng()).is_none());
        let again = door.unlock(Some(&cookie), work(), 0, &mut rand::rng()).unwrap();
        assert!(matches!(door.visitor(Some(&again), 0), Visitor::At { .. }));
    }
}

//! The door.

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

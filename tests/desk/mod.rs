//! The desk against servers that lie, and against the real one.

mod blocked;
mod bundle;
mod casebook;
pub mod chromium;
mod clock;
mod console;
mod destruction;
mod entries;
mod files;
mod honest;
mod key_lies;
mod keys;
mod ledger;
mod liar;
mod lists;
mod made;
mod memory;
pub mod office;
mod oversight;
mod pages;
mod queue;
mod replies;
mod roster;
mod two_worlds;
pub mod visitor;
mod work_lies;

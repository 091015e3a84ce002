//! The desk against servers that lie, and against the real one.

mod casebook;
mod chromium;
mod console;
mod destruction;
mod entries;
mod files;
mod honest;
mod ledger;
mod liar;
mod lists;
mod made;
mod memory;
mod oversight;
mod pages;
mod queue;
mod replies;
pub mod visitor;

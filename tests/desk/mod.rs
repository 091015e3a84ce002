//! The desk against servers that lie, and against the real one.

mod casebook;
mod chromium;
mod console;
mod files;
mod honest;
mod liar;
mod lists;
mod made;
mod memory;
mod pages;
mod replies;
mod visitor;

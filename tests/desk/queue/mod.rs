//! The casebook as a working queue.

pub mod cases;
mod filters;
mod looks;
mod lying;
mod searching;

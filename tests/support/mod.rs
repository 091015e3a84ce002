//! What tests are written with.

pub mod browser;

//! What tests are written with.

pub mod browser;
pub mod world;

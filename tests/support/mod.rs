//! What tests share: a browser, the running program, databases on both engines (and a PostgreSQL server if none is given), a small administration.

pub mod browser;
pub mod postgres;
pub mod program;
pub mod staff;
pub mod stores;
pub mod world;

pub use stores::{on_both_engines, on_sqlite};

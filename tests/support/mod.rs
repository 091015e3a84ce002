//! What tests share: databases on both engines, and a PostgreSQL server if none is given.

pub mod postgres;
pub mod stores;

pub use stores::{on_both_engines, on_sqlite};

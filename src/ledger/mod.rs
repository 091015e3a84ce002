//! The ledger: a public, witnessed, append-only log in which every event of every case is committed, without showing that there is
//! a case.
//!
//! ```text
//! entry        what happened, signed by its actor, chained per case, sealed: private
//! leaf         32 bytes that commit to one sealed entry, or to nothing (padding): public, and nobody can tell which
//! tree         RFC 6962 Merkle tree over the leaves, kept in tiles (c2sp.org/tlog-tiles)
//! checkpoint   the signed head of the tree (c2sp.org/tlog-checkpoint), co-signed by witnesses (c2sp.org/tlog-cosignature)
//! receipt      the log's signed word to a reporter: this leaf stands for this kind of event on this day
//! proof        a file to take along (c2sp.org/tlog-proof): receipt, inclusion proof, witnessed checkpoint
//! timetable    when the log is published
//! policy       whose signatures count (c2sp.org/tlog-policy)
//! witnessing   what a witness must see before it signs (c2sp.org/tlog-witness)
//! export       a folder with everything an auditor needs
//! verify       from the outside in: signatures, tree, leaves, records, chains, actors
//! ```
//!
//! Pure: no input, no output, no clock, no database. The server's half that stores and publishes is
//! [`crate::vault::ledger`]. Trees and proofs are computed by the crate `tlog_tiles`, a port of Go's `sumdb/tlog`; notes by
//! `signed_note`.

pub mod checkpoint;
pub mod entry;
pub mod export;
pub mod leaf;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod timetable;
pub mod tree;
pub mod verify;
pub mod witnessing;

pub use tlog_tiles::Hash;

/// Leaves that each publication adds.
pub const BLOCK: u64 = 64;

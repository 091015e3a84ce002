//! Ciphertext in two databases, each on SQLite or PostgreSQL; the only place with SQL.
//!
//! Every statement is written once, with `$n`, and expanded for both native drivers (see [`statement`]). What both engines
//! understand is small on purpose: bytes are BLOB/BYTEA, numbers INTEGER/BIGINT, enums TEXT with CHECK, times are days.
//!
//! [`Stores`] is what a server opens: the main database and the keys database, which lives apart because deleting a row
//! there is what destroys a case, and its backups are short-lived. There is no transaction over both: `K_shred` is
//! committed first on the way in and deleted first on the way out, and [`crate::vault::sweep`] removes what a crash in
//! between leaves behind.

#![expect(clippy::disallowed_methods, reason = "this is the one place with SQL")]

#[macro_use]
mod statement;

mod act;
mod address;
mod case_keys;
mod cases;
mod engine;
mod erase;
mod error;
mod identities;
mod items;
mod ledger;
mod ledger_blocks;
mod ledger_export;
mod ledger_rows;
mod many;
mod nonces;
mod open;
mod receipts;
mod replies;
mod roster_drafts;
mod rosters;
mod rows;
mod sessions;
mod shred;
mod wraps;

pub use act::{Act, Recorded};
pub use address::{AddressError, DatabaseUrl, Part, SchemaName};
pub use engine::{Db, Tx};
pub use error::{Cause, StoreError};
pub use items::InsertItem;
pub use ledger_rows::{CheckpointRow, EntryRow, GraveRow};
pub use many::Extent;
pub use open::{Create, IfAbsent, Stores};
pub use rows::{
    CaseHead, CaseKeyRow, CaseRow, CaseState, IdentityRow, Insert, ItemHead, ItemRow, KdfCost, ReplyRow,
    RosterRow, SessionRow, StoredBlob, Update, WrapTag,
};

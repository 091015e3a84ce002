//! The ledger from the auditor's side: a true export verifies, and each kind of tampering is found where it was done.

mod database;
mod forge;
mod judges;
mod large;
mod memory;
mod moved;
mod opened;
mod proofs;
mod public;
mod records;
pub mod scene;
mod trees;
mod verify_cli;

//! The contract of the store, method by method, on both engines.

mod blobs;
mod blocks;
mod case_keys;
mod cases;
mod concurrent;
mod full;
mod items;
mod opening;
mod residue;
mod samples;
mod schema;
mod short_lived;
mod shred;
mod sweep;

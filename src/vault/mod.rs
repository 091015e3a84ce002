//! The vault: the server side's store of ciphertext.

pub mod blobs;
pub mod store;
pub mod sweep;

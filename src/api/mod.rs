//! The staff API: signed requests in, ciphertext out.
//!
//! `wire` says what travels, `server` answers it from the vault, `client` asks for it at a desk. No request opens anything: the
//! server strips the outer layer of a wrap and hands out what only its recipient can open.

pub mod client;
pub mod server;
pub mod wire;

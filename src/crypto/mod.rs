//! The only place with primitives. Pure: no input, no output, no clock; randomness is an argument.
//!
//! Every derivation and every signature is separated by a label `redchannel/v1/…`.

pub mod code;
pub mod kdf;
pub mod keyfile;
pub mod words;

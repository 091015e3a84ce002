//! The only place with primitives. Pure: no input, no output, no clock; randomness is an argument.
//!
//! Every derivation and every signature is separated by a label `redchannel/v1/…`. What anyone may do (seal, verify) is in
//! [`seal`], [`frame`], [`wrap`]; what only the unit may do (open a case) is in [`open`], which the server side never names.

pub mod agefile;
pub mod code;
pub mod derive;
pub mod draft;
pub mod entry_row;
pub mod frame;
pub mod grant;
pub mod hash;
pub mod identity;
pub mod kdf;
pub mod keyfile;
pub mod note;
pub mod note_key;
pub mod open;
pub mod padding;
pub mod rekey;
pub mod request;
pub mod seal;
pub mod session;
pub mod shares;
pub mod totp;
pub mod words;
pub mod wrap;

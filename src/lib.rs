//! Red Channel: anonymous integrity reporting for customs administrations.
//!
//! The folder says on which side of the trust boundary a line of code stands:
//!
//! ```text
//! server side   intake  api::server  vault      parse, encrypt to public keys, store, forget; can open nothing
//! unit side     desk    api::client             private keys, for the time of a session; never touches the vault
//! outside       ledger                          the public log: entries, tree, checkpoints, proofs; pure
//!               witness                         holds a log to what it has shown, with public files only
//! shared        model   crypto  web  media      nouns without input or output; primitives; HTTP; file cleaning
//!               i18n                            what people read, in their language
//! ground        clock   secret  random  stack  config
//! ```
//!
//! Dependencies point downwards only: `cli → {intake, api::server, desk}`, `{intake, api::server} → vault → {ledger, crypto, model}`,
//! `desk → {api::client, ledger, crypto, model}`, `ledger → {crypto, model}`. `desk` never names `vault`; `vault` and `intake` never name `desk`, nor anything
//! under `crypto::open`. A test reads the `use` lines and holds this.

pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod desk;
pub mod i18n;
pub mod intake;
pub mod ledger;
pub mod media;
pub mod model;
pub mod random;
pub mod secret;
pub mod stack;
pub mod vault;
pub mod web;
pub mod witness;

//! The unit side: a console on the staff member's own machine. Private keys live here, for the time of a session.
//!
//! ```text
//! keyring      key files, passphrases, the wait after a wrong one
//! people       the roster, verified from the hash this desk was started with
//! pen          signs what the ledger says of everything this desk does
//! ledger       the head of the ledger, held against the last one seen
//! oversight    what oversight sees of the work of others: tallies over all chains
//! shred        the destruction of a case: proposed by one, agreed to by another
//! casebook     every case this member can open: decrypted, verified, in memory only
//! seen         what was there before, so that the server cannot take the end of a case away
//! paper        one signed frame for the next place of a case, and what the reporter finds
//! reply        a message to the reporter
//! works        casework: judged by the rules, signed, sent
//! attachment   files: verified whole first, then streamed to the browser
//! loading      brings the casebook up to date beside the pages
//! sealed       small files beside the key file; seen and views are such
//! views        what a member wants to see of the queue, under a name
//! alias        what stands in addresses in the place of words
//! work         one unlocked key with all of the above; dropped when the desk locks
//! web          the pages
//! ```
//!
//! Nothing that arrives from the server is believed before it was verified, and nothing that fails to verify is hidden.

pub mod alias;
pub mod attachment;
pub mod casebook;
pub mod days;
pub mod filename;
pub mod keyring;
pub mod ledger;
pub mod loading;
pub mod oversight;
pub mod paper;
pub mod pen;
pub mod people;
pub mod reference;
pub mod reply;
pub mod sealed;
pub mod seen;
pub mod shred;
pub mod views;
pub mod web;
pub mod work;
pub mod works;

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What a desk is started with.
#[derive(Clone, Debug)]
pub struct DeskConfig {
    /// Where the staff API answers: `https://…`.
    pub server: String,
    /// SHA-256 of the text of the first roster: the root of all trust in people.
    pub genesis: [u8; 32],
    /// A folder of key files (`*.rckey`), or one key file.
    pub keys: PathBuf,
    /// Where the console listens. Loopback only; port 0 takes a free one.
    pub listen: SocketAddr,
    /// After this long without a request the desk locks. 10 minutes.
    pub idle: Duration,
    /// After this long the desk locks in any case. 8 hours.
    pub longest: Duration,
}

impl DeskConfig {
    /// The configuration with the usual times.
    pub fn new(
        server: impl Into<String>,
        genesis: [u8; 32],
        keys: impl Into<PathBuf>,
        listen: SocketAddr,
    ) -> Self {
        let (idle, longest) = (Duration::from_mins(10), Duration::from_hours(8));
        Self { server: server.into(), genesis, keys: keys.into(), listen, idle, longest }
    }
}

/// An error's words as a sentence: a capital at the beginning, a full stop at the end.
fn sentence(error: &impl Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let mut sentence: String =
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

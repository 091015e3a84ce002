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
//! second_factor   codes from an app, where others can reach the desk
//! seen         what was there before, so that the server cannot take the end of a case away
//! paper        one signed frame for the next place of a case, and what the reporter finds
//! phrases      messages that are written often
//! reply        a message to the reporter
//! works        casework: judged by the rules, signed, sent
//! bundle       a case as a signed file for a court, and its check
//! csv          tables for other programs, without formulas
//! keys         keys of cases that change hands: added, taken off, replaced, handed to a successor
//! roster       the roster shown, changed, proposed, signed, brought into force
//! attachment   files: verified whole first, then streamed to the browser
//! custody      names given in confidence: asked for by handlers, answered by custodians
//! loading      brings the casebook up to date beside the pages
//! sealed       small files beside the key file; seen and views are such
//! views        what a member wants to see of the queue, under a name
//! alias        what stands in addresses in the place of words
//! timepiece    whether this machine's clock can be right
//! work         one unlocked key with all of the above; dropped when the desk locks
//! web          the pages
//! ```
//!
//! Nothing that arrives from the server is believed before it was verified, and nothing that fails to verify is hidden.

pub mod alias;
pub mod attachment;
pub mod bundle;
pub mod casebook;
pub mod csv;
pub mod custody;
pub mod days;
pub mod filename;
pub mod keyring;
pub mod keys;
pub mod ledger;
pub mod loading;
pub mod oversight;
pub mod paper;
pub mod pen;
pub mod people;
pub mod phrases;
pub mod reference;
pub mod reply;
pub mod roster;
pub mod sealed;
pub mod second_factor;
pub mod seen;
pub mod shred;
pub mod timepiece;
pub mod views;
pub mod web;
pub mod work;
pub mod works;

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use second_factor::Demand;

use crate::web::tls::Tls;

/// What a desk is started with.
#[derive(Clone, Debug)]
pub struct DeskConfig {
    /// Where the staff API answers: `https://…`.
    pub server: String,
    /// SHA-256 of the text of the first roster: the root of all trust in people.
    pub genesis: [u8; 32],
    /// A folder of key files (`*.rckey`), or one key file.
    pub keys: PathBuf,
    /// Where the console listens: loopback, unless there is TLS. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How it is reached from elsewhere, if it is.
    pub reach: Option<Reach>,
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
        Self { server: server.into(), genesis, keys: keys.into(), listen, reach: None, idle, longest }
    }

    /// When a code of the second factor is asked for. Whoever gives a desk a certificate means it to be reached from elsewhere, if
    /// only through something on the same machine.
    pub const fn demand(&self) -> Demand {
        match (&self.reach, self.listen.ip().is_loopback()) {
            (None, true) => Demand::IfEnrolled,
            (Some(_), _) | (None, false) => Demand::Always,
        }
    }
}

/// How a desk is reached over a network.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Its certificate.
    pub tls: Tls,
    /// The name in the browser's address line, with a port where it is not the listener's own: `desk.customs.example`.
    pub host: String,
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

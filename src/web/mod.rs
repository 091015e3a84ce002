//! What both faces share of HTTP.
//!
//! ```text
//! listener      accept loop, connection cap, time limits of the wire    (stall: clients that stop reading)
//! tls           the handshake of a listener that is reached over a network
//! client_key    the only file that sees an address
//! language      what a page is written in; outside of all layers, it changes requests and addresses and answers nothing
//! face          the order of the layers, in one place:
//!   headers       outermost: security headers on whatever leaves
//!   error         failures become constant pages; their cause becomes a counted event code (events)
//!   host  csrf    who is addressed, and from where
//!   deadline      slow bodies and stuck handlers
//!   limits        budgets, per group of routes
//! page  padding  assets  cookie     what handlers answer with
//! form  urlencoded  multipart       what handlers read
//! ```

pub mod assets;
pub mod client_key;
pub mod cookie;
pub mod csrf;
pub mod deadline;
pub mod error;
pub mod events;
pub mod face;
pub mod form;
pub mod headers;
pub mod host;
pub mod language;
pub mod limits;
pub mod listener;
pub mod multipart;
pub mod padding;
pub mod page;
mod stall;
pub mod tls;
mod urlencoded;

//! The roster at the desk: shown, changed, proposed, signed by several, brought into force; and what liars get.

mod ceremony;
mod changes;
mod factor;
mod forged;
mod looks;
mod network;
mod seat;
mod succession;

//! Faults, against the real program: killed, fed with broken input, out of disk, badly configured.

mod asked;
mod broken;
mod crash;
mod evidence;
mod full;
mod ledger;
mod log;
mod publishing;
mod reporter;
mod server;
mod stage;
mod start;
mod twins;
mod wire;

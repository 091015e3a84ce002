//! The staff API, from both ends.

mod absent;
pub mod client;
mod face;
mod hostile;
mod many;
mod oversight;
mod reads;
mod signed;
pub mod site;
mod writes;

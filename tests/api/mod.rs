//! The staff API, from both ends.

mod absent;
mod client;
mod face;
mod hostile;
mod reads;
mod signed;
mod site;
mod writes;

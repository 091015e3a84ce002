//! The public face, asked as a browser asks: in process, over a vault on a database of its own.

mod check_us;
mod destroyed;
mod files;
mod form;
mod inbox;
mod limits;
mod log;
mod looks;
mod pages;
mod phone;
mod proof;
mod unit;
pub mod visitor;
pub mod watched;
mod way;

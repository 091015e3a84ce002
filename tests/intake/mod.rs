//! The public face, asked as a browser asks: in process, over a vault on a database of its own.

mod files;
mod form;
mod looks;
mod pages;
mod visitor;
mod way;

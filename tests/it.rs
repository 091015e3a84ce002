//! All tests that look at the product from outside, as one program.
#![cfg(test)]

mod api;
mod media;

//! All tests that look at the product from outside, as one program.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, as it should")]

mod api;
mod architecture;
mod browser;
mod casework;
mod cli;
mod custody;
mod desk;
mod faults;
mod i18n;
mod intake;
mod ledger;
mod media;
mod privacy;
mod questionnaire;
mod routes;
mod stock_age;
mod store;
mod support;
mod unit;
mod vault;
mod vectors;
mod witness;

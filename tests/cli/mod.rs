//! The command line and its configuration.

mod config;

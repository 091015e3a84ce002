//! Configuration: file and environment, read once.

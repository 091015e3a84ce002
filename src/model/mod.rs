//! The nouns both sides share; nothing in here reads or writes anything.

pub mod id;

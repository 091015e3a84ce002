//! The nouns both sides share; nothing in here reads or writes anything.

pub mod casework;
pub mod custody;
pub mod file_name;
pub mod id;
pub mod readers;
pub mod report;
pub mod role;
pub mod roster;
pub mod taxonomy;

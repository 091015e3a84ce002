//! The nouns both sides share; nothing in here reads or writes anything.

pub mod casework;
pub mod custody;
pub mod file_name;
pub mod fold;
pub mod id;
pub mod offices;
pub mod questionnaire;
pub mod readers;
pub mod reading;
pub mod report;
pub mod role;
pub mod roster;
pub mod soft;
pub mod taxonomy;
pub mod words;

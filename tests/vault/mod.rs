//! The vault's services as reporters and staff use them.

mod blind;
mod entries;
mod keys;
mod main_way;
mod publication;
mod roster_drafts;
mod rosters;

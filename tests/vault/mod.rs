//! The vault's services as reporters and staff use them.

mod blind;
mod main_way;
mod rosters;

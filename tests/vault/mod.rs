//! The vault's services as reporters and staff use them.

mod main_way;

//! Names given in confidence: who opens one, who does not, and what the reporter, colleagues and the disk learn of it.

mod desks;
mod lies;
mod pages;

mod stage;
mod vault;

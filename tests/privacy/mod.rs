//! Attacks on the real program by somebody who has the machine afterwards: its disk, its words, its memory, the visitor's browser.

mod browser;
mod disk;
mod distinguish;
mod leaves;
mod logs;
mod memory;
mod order;
mod outsider;
mod planted;
mod server;
mod sources;
mod traces;
mod visitor;

//! Casework: who may do what when, what it leaves behind, what is due; and that nothing else is possible.

pub mod cast;
mod clocks;
mod dates;
mod destroyed;
mod matrix;
mod mischief;
mod named;
mod table;
mod traces;

//! The languages: that each says all of it and says it well, that no page holds words of its own, and that a choice is kept and kept to.

mod folders;
mod pages;
mod texts;
mod uses;
mod ways;

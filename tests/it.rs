//! Everything that is tested from outside a module, in one binary.

#[cfg(test)]
mod store;
#[cfg(test)]
mod support;

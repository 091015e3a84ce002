//! The style sheet: part of every page, and allowed by the hash of its bytes instead of by its place.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// A style sheet that is written into pages, with the source expression that allows it.
#[derive(Clone, Debug)]
pub struct Stylesheet {
    css: &'static str,
    csp_hash: String,
}

impl Stylesheet {
    /// Hashes `css` once. The bytes between `<style>` and `</style>` must be exactly these, unescaped and without a
    /// line break added.
    pub fn new(css: &'static str) -> Self {
        Self { css, csp_hash: format!("'sha256-{}'", BASE64.encode(&Sha256::digest(css.as_bytes()))) }
    }

    /// The style sheet.
    pub const fn css(&self) -> &'static str {
        self.css
    }

    /// Its source expression in a Content-Security-Policy, with the quotes: `'sha256-…'` (CSP level 3, section 2.3.1).
    pub fn csp_hash(&self) -> &str {
        &self.csp_hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_what_browsers_compute() {
        assert_eq!(Stylesheet::new("").csp_hash(), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
    }
}

//! Secrets have a type of their own from the first byte: redacted, wiped, without `Display` or `Serialize`.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

/// `N` secret bytes. Debug prints nothing of them; they are wiped when dropped. Compare with [`Secret::same_as`].
#[derive(Clone)]
pub struct Secret<const N: usize>(Zeroizing<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// Takes over bytes that are secret from here on.
    pub fn new(bytes: [u8; N]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Fresh random bytes.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0_u8; N]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// Takes a copy of a slice of exactly `N` bytes, or `None`.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut secret = Zeroizing::new([0_u8; N]);
        if bytes.len() != N {
            return None;
        }
        secret.copy_from_slice(bytes);
        Some(Self(secret))
    }

    /// The bytes. Write this only in the line that uses them.
    pub fn expose_secret(&self) -> &[u8; N] {
        &self.0
    }

    /// Compares in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq;
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret<{N}>(…)")
    }
}

/// Secret text: a story, a passphrase, a code as typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes over text that is secret from here on.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text. Write this only in the line that uses it.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing but white space in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// Secret bytes of any length.
#[derive(Clone, Default)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes over bytes that are secret from here on.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes. Write this only in the line that uses them.
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(format!("{:?}", Secret::new([7_u8; 4])), "Secret<4>(…)");
        assert_eq!(format!("{:?}", SecretText::new("pepper")), "SecretText(…)");
        assert_eq!(format!("{:?}", SecretBytes::new(vec![1])), "SecretBytes(…)");
    }

    #[test]
    fn only_the_right_length_becomes_a_secret() {
        assert!(Secret::<4>::from_slice(&[0; 3]).is_none());
        assert!(Secret::<4>::from_slice(&[0; 4]).is_some());
    }
}

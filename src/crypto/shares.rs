//! The recovery key in shares: any k of n together are the key, fewer tell nothing (Shamir 1979, over GF(2^8), byte by byte).
//!
//! ```text
//! value of share x = key ⊕ c1·x ⊕ c2·x² ⊕ … ⊕ c(k−1)·x^(k−1)        c: 32 random bytes each, zeros not excluded
//! key              = the polynomial at 0, by Lagrange
//! ```
//!
//! Every coefficient is uniform, the highest too: a generator that draws again at zero tells of k−1 shares what the secret is not.
//! What this does not give: whoever splits, and whoever combines, has the whole key before them. And a holder can hand in another value
//! on purpose; that shows (the result is not the key that the shares name), but only a share too many tells that it was one of them.

mod field;
mod sheet;
mod typed;

use rand::CryptoRng;
use zeroize::Zeroizing;

use self::field::{inverse, mul};
use super::agefile::{AgeError, Identity, Recipient};
use super::hash::sha256;
use crate::secret::Secret;

pub use sheet::Sheet;
pub use typed::{LineFault, SheetError, TypedShare, read, read_all};

/// The most shares of one key. More bodies than that do not keep anything apart.
pub const MOST_SHARES: u8 = 16;

/// How many shares there are, and how many are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    needed: u8,
    shares: u8,
}

impl Rule {
    /// `needed` of `shares`; `None` unless 2 ≤ needed ≤ shares ≤ 16. With one needed, every share would be the key.
    pub fn new(needed: u8, shares: u8) -> Option<Self> {
        (2 <= needed && needed <= shares && shares <= MOST_SHARES).then_some(Self { needed, shares })
    }

    /// How many together are the key.
    pub const fn needed(self) -> u8 {
        self.needed
    }

    /// How many there are.
    pub const fn shares(self) -> u8 {
        self.shares
    }
}

/// What is public of the key that a share belongs to: the first four bytes of SHA-256("redchannel/v1/recovery" ‖ "age1…"). To tell
/// sheets of paper apart; it is no protection against somebody who makes a key to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyTag([u8; 4]);

impl KeyTag {
    /// Of a recipient.
    pub fn of(recipient: &Recipient) -> Self {
        let hash = sha256(&[b"redchannel/v1/recovery", recipient.as_str().as_bytes()]);
        Self(hash.first_chunk().copied().unwrap_or_default())
    }
}

impl std::fmt::Display for KeyTag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        groups(self.0, f)
    }
}

/// Which splitting a share comes from: random. The same key split twice gives two sets that do not mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetTag([u8; 4]);

impl std::fmt::Display for SetTag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        groups(self.0, f)
    }
}

fn groups(bytes: [u8; 4], f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let number = u32::from_be_bytes(bytes);
    write!(f, "{:04x} {:04x}", number >> 16, number & 0xffff)
}

/// One share.
#[derive(Clone, Debug)]
pub struct Share {
    set: SetTag,
    key: KeyTag,
    rule: Rule,
    number: u8,
    value: Secret<32>,
}

impl Share {
    /// Its number, from 1.
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// How many there are, and how many are needed.
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// The splitting it comes from.
    pub const fn set(&self) -> SetTag {
        self.set
    }

    /// The key it belongs to.
    pub const fn key(&self) -> KeyTag {
        self.key
    }

    /// Whether it is the same share, compared in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        self.number == other.number && self.belongs_with(other) && self.value.same_as(&other.value)
    }

    fn belongs_with(&self, other: &Self) -> bool {
        self.set == other.set && self.key == other.key && self.rule == other.rule
    }
}

/// Why shares do not give the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CombineError {
    /// Not enough.
    #[error("there are {have} shares, and {needed} are needed")]
    TooFew {
        /// Shares that are here.
        have: usize,
        /// Shares that are needed.
        needed: u8,
    },
    /// Two splittings.
    #[error(
        "share {number} comes from another set than the first one: the same words “Set” must stand on all. A key that was split twice has \
         two sets, which do not mix"
    )]
    Mixed {
        /// Of the share that does not belong.
        number: u8,
    },
    /// One share counts once.
    #[error("share {number} is there twice: it counts once")]
    Twice {
        /// Its number.
        number: u8,
    },
    /// More shares than are needed, and they do not lie on one polynomial.
    #[error("share {number} does not fit the others: at least one of them is not what was printed")]
    Unfitting {
        /// The first that does not fit those before it.
        number: u8,
    },
    /// The result is another key.
    #[error(
        "the shares do not give the key that they name: at least one of them is not what was printed. With one share more than needed, \
         try without each of them in turn"
    )]
    OtherKey,
}

/// Splits a key.
///
/// # Errors
/// [`AgeError`] if the identity has no scalar to split, which no X25519 identity does.
pub fn split(identity: &Identity, rule: Rule, rng: &mut impl CryptoRng) -> Result<Vec<Share>, AgeError> {
    let scalar = identity.scalar()?;
    let key = KeyTag::of(&identity.recipient());
    let mut set = [0; 4];
    rng.fill_bytes(&mut set);
    let coefficients: Vec<Secret<32>> = (1..rule.needed).map(|_| Secret::random(rng)).collect();
    let share = |number| Share {
        set: SetTag(set),
        key,
        rule,
        number,
        value: evaluate(&scalar, &coefficients, number),
    };
    Ok((1..=rule.shares).map(share).collect())
}

/// Puts shares together. More than needed are welcome: they must fit, too.
///
/// # Errors
/// [`CombineError`], which names shares by number and nothing of their values.
pub fn combine(shares: &[Share]) -> Result<Identity, CombineError> {
    let Some(first) = shares.first() else { return Err(CombineError::TooFew { have: 0, needed: 2 }) };
    let mut seen = Vec::new();
    for share in shares {
        if !share.belongs_with(first) {
            return Err(CombineError::Mixed { number: share.number });
        }
        if seen.contains(&share.number) {
            return Err(CombineError::Twice { number: share.number });
        }
        seen.push(share.number);
    }
    let needed = first.rule.needed;
    let too_few = CombineError::TooFew { have: shares.len(), needed };
    let (enough, more) = shares.split_at_checked(usize::from(needed)).ok_or(too_few)?;
    if let Some(wrong) = more.iter().find(|share| !interpolate(enough, share.number).same_as(&share.value)) {
        return Err(CombineError::Unfitting { number: wrong.number });
    }
    let identity = Identity::from_scalar(&interpolate(enough, 0)).map_err(|_| CombineError::OtherKey)?;
    if KeyTag::of(&identity.recipient()) == first.key { Ok(identity) } else { Err(CombineError::OtherKey) }
}

/// The polynomial with this constant term at `x`, by Horner's rule.
fn evaluate(constant: &Secret<32>, coefficients: &[Secret<32>], x: u8) -> Secret<32> {
    let mut sum = Zeroizing::new([0_u8; 32]);
    for coefficient in coefficients.iter().rev().chain([constant]) {
        for (sum, byte) in sum.iter_mut().zip(coefficient.expose_secret()) {
            *sum = mul(*sum, x) ^ byte;
        }
    }
    Secret::new(*sum)
}

/// The polynomial through these shares at `x`. Numbers are public, values are not.
fn interpolate(shares: &[Share], x: u8) -> Secret<32> {
    let mut sum = Zeroizing::new([0_u8; 32]);
    for share in shares {
        let others = shares.iter().filter(|other| other.number != share.number);
        let weight = others.fold(1, |weight, other| {
            mul(mul(weight, x ^ other.number), inverse(share.number ^ other.number))
        });
        for (sum, byte) in sum.iter_mut().zip(share.value.expose_secret()) {
            *sum ^= mul(weight, *byte);
        }
    }
    Secret::new(*sum)
}

#[cfg(test)]
mod tests;

//! The field GF(2^8) with the polynomial x^8 + x^4 + x^3 + x + 1, in constant time.
//!
//! No table is looked up and no branch taken by a secret: a cache or a branch predictor remembers both. Addition is XOR.

use subtle::{Choice, ConditionallySelectable};

/// The polynomial without its highest term.
const REDUCTION: u8 = 0x1b;

/// The product: shift and add, eight times whatever the factors are.
pub(super) fn mul(a: u8, b: u8) -> u8 {
    let (mut a, mut b, mut product) = (a, b, 0_u8);
    for _ in 0..8 {
        product ^= only_if(b & 1, a);
        a = (a << 1) ^ only_if(a >> 7, REDUCTION);
        b >>= 1;
    }
    product
}

/// The inverse, as a^254; 0 for 0.
pub(super) fn inverse(a: u8) -> u8 {
    let (mut power, mut product) = (a, 1);
    for _ in 0..7 {
        power = mul(power, power);
        product = mul(product, power);
    }
    product
}

/// `value` if the bit is 1, else 0.
fn only_if(bit: u8, value: u8) -> u8 {
    u8::conditional_select(&0, &value, Choice::from(bit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the definition: polynomials multiplied, then reduced by long division.
    fn defined(a: u8, b: u8) -> u8 {
        let mut product =
            (0..8).filter(|bit| b >> bit & 1 == 1).fold(0_u32, |sum, bit| sum ^ u32::from(a) << bit);
        for bit in (8..16).rev() {
            if product >> bit & 1 == 1 {
                product ^= (0x11b << bit) >> 8;
            }
        }
        u8::try_from(product).unwrap()
    }

    #[test]
    fn every_product_is_the_defined_one() {
        for a in 0..=u8::MAX {
            for b in 0..=u8::MAX {
                assert_eq!(mul(a, b), defined(a, b), "{a} · {b}");
            }
        }
        // FIPS 197, section 4.2.
        assert_eq!((mul(0x57, 0x83), mul(0x57, 0x13)), (0xc1, 0xfe));
    }

    #[test]
    fn a_number_times_its_inverse_is_one() {
        assert!((1..=u8::MAX).all(|a| mul(a, inverse(a)) == 1));
        assert_eq!(inverse(0), 0);
    }
}

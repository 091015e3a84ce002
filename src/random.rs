//! Where chance comes from: the operating system, each time.
//!
//! A generator inside the process, such as `rand::rng()`, keeps the numbers it drew ahead, and a state from which those drawn before
//! can be computed again. Measured on a core dump: it held reporters' codes and session cookies long after the answer. The system's
//! generator keeps its state in the kernel and overwrites it with every draw.

use rand::CryptoRng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

/// The operating system's generator. Nothing of what it gives stays in this process.
///
/// A system without chance panics, and the request that needed it fails: there is no key that could be made without.
pub const fn rng() -> impl CryptoRng {
    UnwrapErr(SysRng)
}

#[cfg(test)]
mod tests {
    use crate::secret::Secret;

    #[test]
    fn two_draws_differ() {
        let draw = || Secret::<32>::random(&mut super::rng());
        assert!(!draw().same_as(&draw()));
    }
}

//! Lengths: what a thief of the disk, or a listener on the line, may learn of how much was written.

/// The lengths a frame may have, in bytes.
pub const FRAME_BUCKETS: [usize; 4] = [4 * 1024, 16 * 1024, 64 * 1024, 256 * 1024];

/// Attachments up to this size are padded to a power of two, above it by Padmé.
const POWER_OF_TWO_LIMIT: u64 = 32 * 1024 * 1024;

/// The smallest padded attachment, in bytes.
const SMALLEST_ATTACHMENT: u64 = 4 * 1024;

/// The bucket for a frame of `length` bytes, or `None` if it is too long.
pub fn frame_bucket(length: usize) -> Option<usize> {
    FRAME_BUCKETS.into_iter().find(|bucket| length <= *bucket)
}

/// The padded length for an attachment of `length` bytes: a power of two (at least 4 KiB) up to 32 MiB, Padmé above.
///
/// Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019): at most 12 %
/// more, and O(log log n) bits about the length.
pub fn attachment_length(length: u64) -> u64 {
    if length <= POWER_OF_TWO_LIMIT {
        return length.next_power_of_two().max(SMALLEST_ATTACHMENT);
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2().saturating_add(1);
    let mask = 1_u64.checked_shl(exponent.saturating_sub(kept)).unwrap_or(1).saturating_sub(1);
    length.saturating_add(mask) & !mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_steps_are_those_we_publish() {
        assert_eq!(attachment_length(0), 4096);
        assert_eq!(attachment_length(4097), 8192);
        assert_eq!(attachment_length(25 * 1024 * 1024), 32 * 1024 * 1024);
        assert_eq!(attachment_length(32 * 1024 * 1024), 32 * 1024 * 1024);
        assert_eq!(frame_bucket(4097), Some(16 * 1024));
        assert_eq!(frame_bucket(256 * 1024 + 1), None);
    }

    proptest! {
        #[test]
        fn padding_never_shortens_and_above_the_limit_adds_at_most_an_eighth(length in 0_u64..1_099_511_627_776) {
            let padded = attachment_length(length);
            prop_assert!(padded >= length);
            prop_assert_eq!(attachment_length(padded), padded);
            if length > POWER_OF_TWO_LIMIT {
                prop_assert!(padded.saturating_sub(length) <= length / 8);
            }
        }
    }
}

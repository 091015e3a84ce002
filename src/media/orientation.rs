//! The one tag of Exif that stays: how the picture is to be turned (tag 0x0112 of the first directory of a TIFF structure).

/// Reads the orientation out of a TIFF structure in either byte order, if it is one that turns or mirrors: 2 to 8. Offsets
/// and counts are the sender's; each read is checked against the end of the segment.
pub(super) fn read(tiff: &[u8]) -> Option<u8> {
    let order = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => Order::LittleEndian,
        [b'M', b'M', 0, 42] => Order::BigEndian,
        _ => return None,
    };
    let start = usize::try_from(order.four(tiff.get(4..8)?)?).ok()?;
    let directory = tiff.get(start..)?;
    let entries = usize::from(order.two(directory)?);
    let found =
        directory.get(2..)?.chunks_exact(12).take(entries).find(|entry| order.two(entry) == Some(0x0112))?;
    // One value of the type SHORT, which stands in the entry itself.
    if order.two(found.get(2..)?)? != 3 || order.four(found.get(4..)?)? != 1 {
        return None;
    }
    u8::try_from(order.two(found.get(8..)?)?).ok().filter(|turn| (2..=8).contains(turn))
}

/// A TIFF structure of 26 bytes that holds this orientation and nothing else.
pub(super) fn write(turn: u8) -> [u8; 26] {
    [
        b'M', b'M', 0, 42, 0, 0, 0, 8, // header; the directory follows at once
        0, 1, // one entry
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, // tag, SHORT, one value, the value, padding
        0, 0, 0, 0, // no further directory
    ]
}

#[derive(Clone, Copy)]
enum Order {
    LittleEndian,
    BigEndian,
}

impl Order {
    fn two(self, bytes: &[u8]) -> Option<u16> {
        let two = *bytes.first_chunk()?;
        Some(match self {
            Self::LittleEndian => u16::from_le_bytes(two),
            Self::BigEndian => u16::from_be_bytes(two),
        })
    }

    fn four(self, bytes: &[u8]) -> Option<u32> {
        let four = *bytes.first_chunk()?;
        Some(match self {
            Self::LittleEndian => u32::from_le_bytes(four),
            Self::BigEndian => u32::from_be_bytes(four),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_byte_orders_are_read() {
        let little =
            b"II\x2A\0\x0A\0\0\0??\x02\0\x0F\x01\x02\0\x04\0\0\0abc\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0";
        assert_eq!(read(little), Some(8));
        assert_eq!(read(&write(3)), Some(3));
    }

    #[test]
    fn only_real_turns_count() {
        for turn in [0, 1, 9, 255] {
            assert_eq!(read(&write(turn)), None);
        }
        let mut long = write(6);
        long[13] = 4; // the type LONG
        assert_eq!(read(&long), None);
    }

    #[test]
    fn entries_beyond_the_count_are_not_read() {
        let mut none = write(6);
        none[9] = 0;
        assert_eq!(read(&none), None);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(mut tiff in prop::collection::vec(any::<u8>(), 0..200), little in any::<bool>()) {
            let start: &[u8] = if little { b"II\x2A\0" } else { b"MM\0\x2A" };
            tiff.splice(..0, start.iter().copied());
            if let Some(turn) = read(&tiff) {
                prop_assert_eq!(read(&write(turn)), Some(turn));
            }
        }

        #[test]
        fn any_damage_to_a_good_one_can_be_read(at in 0_usize..26, value in any::<u8>(), end in 0_usize..27) {
            let mut tiff = write(6);
            tiff[at] = value;
            prop_assert!(read(&tiff[..end]).is_none_or(|turn| (2..=8).contains(&turn)));
        }
    }
}

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
    let found = directory.get(2..)?.chunks_exact(12).take(entries).find(|entry| order.two(entry) == Some(0x0112))?;
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

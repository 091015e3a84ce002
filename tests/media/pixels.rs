//! A reader of its own that finds the bytes pixels are decoded from; it shares nothing with the cleaner it judges.

use redchannel::media::{Kind, sniff};

/// The parts of a file from which the pixels are decoded, with their names; found by a reader of its own.
pub(super) fn pixels(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    match sniff(file).unwrap() {
        Kind::Jpeg => scans(file),
        Kind::Png => riff_like(&file[8..], &["IHDR", "PLTE", "IDAT", "fcTL", "fdAT"], |four| {
            (u32::from_be_bytes(four[..4].try_into().unwrap()), four[4..8].to_vec(), 4)
        }),
        Kind::Webp => riff_like(&file[12..], &["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"], |header| {
            let length = u32::from_le_bytes(header[4..8].try_into().unwrap());
            (length, header[..4].to_vec(), length % 2)
        }),
    }
}

/// Frame headers, tables and scans of a JPEG up to its end.
fn scans(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts = Vec::new();
    let mut rest = &file[2..];
    loop {
        while rest[1] == 0xFF {
            rest = &rest[1..];
        }
        let code = rest[1];
        if code == 0xD9 {
            return parts;
        }
        let mut end = 2_usize.saturating_add(u16::from_be_bytes([rest[2], rest[3]]).into());
        if code == 0xDA {
            let data =
                rest[end..].windows(2).position(|two| two[0] == 0xFF && !matches!(two[1], 0 | 0xD0..=0xD7));
            end = end.saturating_add(data.unwrap());
        }
        if matches!(code, 0xC0..=0xCF | 0xDA..=0xDD) {
            parts.push((format!("{code:X}"), rest[..end].to_vec()));
        }
        rest = &rest[end..];
    }
}

/// Named chunks behind headers of eight bytes. A frame of an animation is read up to its first unknown chunk.
fn riff_like(
    mut rest: &[u8],
    wanted: &[&str],
    header: impl Fn(&[u8]) -> (u32, Vec<u8>, u32),
) -> Vec<(String, Vec<u8>)> {
    let mut parts = Vec::new();
    while rest.len() >= 8 {
        let (length, name, behind) = header(rest);
        let name = String::from_utf8_lossy(&name).into_owned();
        let length = usize::try_from(length).unwrap();
        let Some(data) = rest[8..].get(..length) else { break };
        let unknown = data.windows(4).position(|four| matches!(four, b"PLNT" | b"JUNK")).unwrap_or(length);
        if wanted.contains(&name.as_str()) {
            parts.push((name.clone(), data[..unknown].to_vec()));
        }
        let next = 8_usize.saturating_add(length).saturating_add(usize::try_from(behind).unwrap());
        if name == "IEND" || rest.len() < next {
            break;
        }
        rest = &rest[next..];
    }
    parts
}

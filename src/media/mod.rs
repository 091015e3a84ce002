//! Removal of metadata from photographs, in constant memory, while they stream from the reporter to the vault.
//!
//! A telephone writes into every photograph where it was taken, when, and by which device. A reporter who sends such a file
//! has signed the report. The cleaner takes the container apart (JPEG segments, PNG chunks, WebP chunks), lets through what
//! draws the picture and nothing else: the lists say what stays, never what goes, so that the block some vendor invents next
//! year goes as well. Whatever stands after the end of the picture is cut: a motion photograph is a film with sound glued on
//! behind, and a cropped screenshot may carry the rest of the uncropped one there.
//!
//! No pixel is decoded and no length found in a file leads to an allocation of more than one JPEG segment (64 KiB).
//!
//! What this does not give: what the picture shows, noise of the sensor, quantisation tables typical of a program, and
//! anything hidden in the compressed data itself. Colour profiles go too (they name devices and owners), so wide-gamut
//! pictures lose some colour; the original is kept if the reporter asks for it. The orientation survives in JPEG only: PNG and
//! WebP pictures that rely on Exif for it come out unturned.
//!
//! Where a structure breaks, the bytes from there on pass through untouched and the outcome is [`Cleaning::PartlyCleaned`]:
//! evidence is not lost because a card was damaged, and nobody is told that such a file is clean. Bytes of a block already
//! known as metadata are withheld even so.

mod jpeg;
mod orientation;
mod png;
mod stream;
mod webp;

use serde::{Deserialize, Serialize};

pub use stream::Cleaner;

/// A format whose container this module can take apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG: JFIF, Exif, progressive, CMYK.
    Jpeg,
    /// PNG and APNG.
    Png,
    /// WebP: lossy, lossless, extended, animated.
    Webp,
}

/// How a file came out of the cleaner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cleaning {
    /// The file was understood from its first to its last byte, and all that remains is on the list.
    Cleaned {
        /// Whether there had been anything to remove.
        removed: Removed,
    },
    /// The structure broke, or the file stopped, before the end of the picture: from there on the bytes are untouched.
    PartlyCleaned,
}

/// Whether anything was taken out of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removed {
    /// Something was removed, or replaced by a shorter or empty form.
    Something,
    /// The file goes out as it came in.
    Nothing,
}

/// Tells the format from the first bytes of a file (12 are enough; fewer may leave it unknown). Names and declared media
/// types are not asked: the sender's software invents them.
pub fn sniff(first: &[u8]) -> Option<Kind> {
    if first.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(Kind::Jpeg)
    } else if first.starts_with(&png::SIGNATURE) {
        Some(Kind::Png)
    } else if first.starts_with(b"RIFF") && first.get(8..12) == Some(b"WEBP") {
        Some(Kind::Webp)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cleans a file that arrives in one piece.
    pub(super) fn clean(kind: Kind, file: &[u8]) -> (Vec<u8>, Cleaning) {
        let mut cleaner = Cleaner::new(kind);
        let mut out = Vec::new();
        cleaner.push(file, &mut out);
        let cleaning = cleaner.finish(&mut out);
        (out, cleaning)
    }

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert_eq!(sniff(b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01"), Some(Kind::Jpeg));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0\0\x0d"), Some(Kind::Png));
        assert_eq!(sniff(b"RIFF\x04\0\0\0WEBP"), Some(Kind::Webp));
        assert_eq!(sniff(b"RIFF\x04\0\0\0WAVE"), None);
        assert_eq!(sniff(b"%PDF-1.7\n%\xE2\xE3"), None);
        assert_eq!(sniff(b""), None);
    }

    #[test]
    fn an_empty_file_is_not_called_clean() {
        for kind in [Kind::Jpeg, Kind::Png, Kind::Webp] {
            assert_eq!(clean(kind, b""), (Vec::new(), Cleaning::PartlyCleaned));
        }
    }

    #[test]
    fn a_file_of_another_format_comes_back_whole() {
        for kind in [Kind::Jpeg, Kind::Png, Kind::Webp] {
            let file = b"a text that is none of the three formats";
            assert_eq!(clean(kind, file), (file.to_vec(), Cleaning::PartlyCleaned));
        }
    }

    #[test]
    fn the_outcome_is_written_in_words() {
        let cleaned = Cleaning::Cleaned { removed: Removed::Something };
        assert_eq!(serde_json::to_string(&cleaned).unwrap(), r#"{"cleaned":{"removed":"something"}}"#);
        assert_eq!(serde_json::to_string(&Cleaning::PartlyCleaned).unwrap(), r#""partly_cleaned""#);
    }
}

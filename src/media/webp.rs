//! WebP (RFC 9649): which chunks stay, and how the others are blanked where they stand.
//!
//! A WebP file is a RIFF file: its total size stands in its first eight bytes and has left for the vault long before the last
//! chunk is seen. A chunk can therefore not be taken out without making that size a lie, which strict readers refuse, and
//! waiting for the end would mean holding the whole file. So a chunk that must go keeps its place and its length, but loses its
//! name (it becomes `JUNK`, RIFF's own name for padding, which readers of WebP have to skip) and all its bytes (zeros). What
//! remains readable of it is its length. What follows the end of the RIFF file is cut, since that end is known.

use super::stream::{Container, Next, Sink};

/// Bytes of the RIFF header: `RIFF`, size, `WEBP`.
pub(super) const FIRST: usize = 12;

/// Name and length of a chunk.
const HEADER: usize = 8;

/// The header of a frame of an animation: position, size, duration, flags. Chunks follow in it.
const FRAME_HEADER: u64 = 16;

/// What a blanked chunk is called.
const NEUTRAL: &[u8; 4] = b"JUNK";

#[derive(Clone, Copy)]
enum Phase {
    Riff,
    Chunk,
    Extended,
}

/// A padding byte that is still to come behind a chunk of odd length.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Padding {
    Due,
    None,
}

pub(super) struct Webp {
    phase: Phase,
    /// Bytes of the RIFF file that are still to come behind the chunk at hand.
    left: u64,
    /// The same for the animation frame around it, which is counted in `left` already.
    left_in_frame: Option<u64>,
    padding: Padding,
}

/// What becomes of a chunk.
enum Verdict {
    Keep,
    Extended,
    Frame,
    Blank,
    Broken,
}

impl Webp {
    pub(super) fn new() -> Self {
        Self { phase: Phase::Riff, left: 0, left_in_frame: None, padding: Padding::None }
    }

    fn riff(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        let size = match held.as_slice() {
            [b'R', b'I', b'F', b'F', a, b, c, d, b'W', b'E', b'B', b'P'] => {
                u32::from_le_bytes([*a, *b, *c, *d])
            }
            _ => return Next::Surrender,
        };
        // The size counts from `WEBP` on; a picture needs at least one chunk.
        let Some(left) = u64::from(size).checked_sub(4).filter(|left| *left >= 8) else {
            return Next::Surrender;
        };
        self.left = left;
        self.phase = Phase::Chunk;
        sink.keep(held);
        held.clear();
        Next::Gather(HEADER)
    }

    fn chunk(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        let Some((name, length)) = parse(held) else { return Next::Surrender };
        let verdict = judge(name, length, self.left_in_frame.is_some());
        let Some(padding) = self.enclose(u64::from(length)) else { return Next::Surrender };
        self.padding = padding;
        match verdict {
            Verdict::Extended => {
                self.phase = Phase::Extended;
                Next::Gather(18)
            }
            Verdict::Keep => {
                sink.keep(held);
                held.clear();
                Next::Keep(u64::from(length))
            }
            Verdict::Frame => {
                sink.keep(held);
                held.clear();
                self.left_in_frame = u64::from(length).checked_sub(FRAME_HEADER);
                self.left = self.left.saturating_add(self.left_in_frame.unwrap_or(0));
                Next::Keep(FRAME_HEADER)
            }
            Verdict::Blank => {
                let mut neutral = held.clone();
                neutral.splice(..4, NEUTRAL.iter().copied());
                sink.replace(held, &neutral);
                held.clear();
                Next::Blank(u64::from(length))
            }
            Verdict::Broken => Next::Surrender,
        }
    }

    /// Takes a chunk with a body of this length out of what is left of the file and of the frame around it, and tells whether
    /// a padding byte follows; `None` if the chunk reaches beyond its enclosure. Writers that forget the padding of the very
    /// last chunk are forgiven.
    fn enclose(&mut self, length: u64) -> Option<Padding> {
        let room = self.left_in_frame.unwrap_or(self.left);
        let room = room.checked_sub(8)?.checked_sub(length)?;
        let padding = if !length.is_multiple_of(2) && room > 0 { Padding::Due } else { Padding::None };
        let whole = length.checked_add(if padding == Padding::Due { 9 } else { 8 })?;
        self.left = self.left.checked_sub(whole)?;
        if let Some(left) = self.left_in_frame.as_mut() {
            *left = left.checked_sub(whole)?;
        }
        Some(padding)
    }
}

impl Container for Webp {
    fn decide(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        match self.phase {
            Phase::Riff => self.riff(held, sink),
            Phase::Chunk => self.chunk(held, sink),
            Phase::Extended => {
                // The flags promise chunks. Alpha (0x10) and animation (0x02) stay; colour profile, Exif, XMP and all
                // reserved bits go. The size of the canvas follows.
                let mut fresh = held.clone();
                fresh.splice(8..12, [held.get(8).copied().unwrap_or(0) & 0x12, 0, 0, 0]);
                sink.replace(held, &fresh);
                held.clear();
                self.phase = Phase::Chunk;
                self.after_body(sink)
            }
        }
    }

    fn after_body(&mut self, _: &mut Sink<'_>) -> Next {
        if self.padding == Padding::Due {
            // The byte is zero by definition; another value would be somebody's.
            self.padding = Padding::None;
            return Next::Blank(1);
        }
        if self.left_in_frame == Some(0) {
            self.left_in_frame = None;
        }
        if self.left == 0 { Next::Cut } else { Next::Gather(HEADER) }
    }

    fn withholds(&self, _: &[u8]) -> bool {
        // Only headers are held; the data of a blanked chunk never is.
        false
    }
}

/// Name and length of a chunk.
fn parse(header: &[u8]) -> Option<([u8; 4], u32)> {
    let name = *header.first_chunk()?;
    let length = header.get(4..)?.first_chunk().map(|four| u32::from_le_bytes(*four))?;
    Some((name, length))
}

/// What draws the picture stays; in a frame that is pixels and transparency alone.
fn judge(name: [u8; 4], length: u32, in_frame: bool) -> Verdict {
    match (&name, in_frame) {
        (b"VP8 " | b"VP8L" | b"ALPH", _) => Verdict::Keep,
        (b"VP8X", false) if length == 10 => Verdict::Extended,
        (b"ANIM", false) if length == 6 => Verdict::Keep,
        // A frame is padded by the chunks in it, so that its own length is even.
        (b"ANMF", false) if length >= 16 && length.is_multiple_of(2) => Verdict::Frame,
        (b"VP8X" | b"ANIM" | b"ANMF", false) => Verdict::Broken,
        _ => Verdict::Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cleaning, Kind, Removed, tests::clean};

    const CLEANED: Cleaning = Cleaning::Cleaned { removed: Removed::Something };

    fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        let padding: &[u8] = if data.len().is_multiple_of(2) { &[] } else { &[0] };
        [&name, length.as_slice(), data, padding].concat()
    }

    fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = chunks.concat();
        let size = u32::try_from(body.len()).unwrap().checked_add(4).unwrap().to_le_bytes();
        [b"RIFF", size.as_slice(), b"WEBP", &body].concat()
    }

    fn extended(flags: u8) -> Vec<u8> {
        chunk(*b"VP8X", &[flags, 0, 0, 0, 63, 0, 0, 47, 0, 0])
    }

    #[test]
    fn metadata_is_blanked_where_it_stands_and_its_flags_with_it() {
        let file = webp(&[
            extended(0xFF),
            chunk(*b"ICCP", b"my screen"),
            chunk(*b"ALPH", b"alpha"),
            chunk(*b"VP8 ", b"pixels"),
            chunk(*b"EXIF", b"at home"),
            chunk(*b"XMP ", b"my name is"),
            chunk(*b"prVt", b""),
        ]);
        let expected = webp(&[
            extended(0x12),
            chunk(*b"JUNK", &[0; 9]),
            chunk(*b"ALPH", b"alpha"),
            chunk(*b"VP8 ", b"pixels"),
            chunk(*b"JUNK", &[0; 7]),
            chunk(*b"JUNK", &[0; 10]),
            chunk(*b"JUNK", b""),
        ]);
        assert_eq!(clean(Kind::Webp, &file), (expected.clone(), CLEANED));
        assert_eq!(clean(Kind::Webp, &expected), (expected, Cleaning::Cleaned { removed: Removed::Nothing }));
    }

    #[test]
    fn a_note_in_padding_is_blanked() {
        let mut file = webp(&[chunk(*b"VP8L", b"odd"), chunk(*b"JUNK", b"a note")]);
        file[23] = b'!';
        let expected = webp(&[chunk(*b"VP8L", b"odd"), chunk(*b"JUNK", &[0; 6])]);
        assert_eq!(clean(Kind::Webp, &file), (expected, CLEANED));
    }

    #[test]
    fn unknown_chunks_in_frames_are_blanked() {
        let frame = |inner: &[Vec<u8>]| chunk(*b"ANMF", &[vec![5; 16], inner.concat()].concat());
        let head = [extended(0x02), chunk(*b"ANIM", &[0; 6])].concat();
        let picture = chunk(*b"VP8 ", b"pixel");
        let file = webp(&[
            head.clone(),
            frame(&[picture.clone(), chunk(*b"EXIF", b"here")]),
            frame(std::slice::from_ref(&picture)),
        ]);
        let expected = webp(&[head, frame(&[picture.clone(), chunk(*b"JUNK", &[0; 4])]), frame(&[picture])]);
        assert_eq!(clean(Kind::Webp, &file), (expected, CLEANED));
    }

    #[test]
    fn what_follows_the_riff_file_is_cut() {
        let file = webp(&[chunk(*b"VP8 ", b"pixels")]);
        let longer = [file.as_slice(), b"a film with sound"].concat();
        assert_eq!(clean(Kind::Webp, &longer), (file, CLEANED));
    }

    #[test]
    fn a_last_chunk_without_padding_is_forgiven() {
        let mut file = webp(&[chunk(*b"VP8L", b"odd")]);
        file.pop();
        file[4] = 15;
        assert_eq!(clean(Kind::Webp, &file), (file, Cleaning::Cleaned { removed: Removed::Nothing }));
    }

    #[test]
    fn a_chunk_that_reaches_beyond_its_enclosure_breaks_the_file() {
        let mut file = webp(&[chunk(*b"VP8 ", b"pixels"), chunk(*b"EXIF", b"home")]);
        file[30] = 6; // the length of the last chunk
        assert_eq!(clean(Kind::Webp, &file), (file.clone(), Cleaning::PartlyCleaned));
        let inner = b"VP8 \x20\0\0\0pixels";
        let frame = chunk(*b"ANMF", &[[5; 16].as_slice(), inner].concat());
        let animated = webp(&[frame, chunk(*b"EXIF", b"there is room for that length outside")]);
        assert_eq!(clean(Kind::Webp, &animated), (animated.clone(), Cleaning::PartlyCleaned));
    }

    #[test]
    fn a_file_that_stops_is_not_called_clean() {
        let mut file = webp(&[chunk(*b"VP8 ", b"pixels")]);
        file.pop();
        assert_eq!(clean(Kind::Webp, &file), (file, Cleaning::PartlyCleaned));
    }
}

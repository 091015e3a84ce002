//! PNG and APNG (ISO/IEC 15948, third edition): which chunks stay.

use super::stream::{Container, Next, Sink};

/// The eight bytes every PNG begins with.
pub(super) const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];

/// Length and type of a chunk. Its data and a CRC of four bytes follow.
const HEADER: usize = 8;

/// The last chunk as it must be: no data, and the CRC of its type.
const END: [u8; 12] = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82];

#[derive(Clone, Copy)]
enum Phase {
    Signature,
    FirstChunk,
    Chunk,
    End,
}

pub(super) struct Png {
    phase: Phase,
}

/// What becomes of a chunk.
enum Verdict {
    Keep,
    Drop,
    End,
    Broken,
}

impl Png {
    pub(super) fn new() -> Self {
        Self { phase: Phase::Signature }
    }

    fn chunk(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        let Some((length, name)) = parse(held) else { return Next::Surrender };
        let data_and_crc = u64::from(length).saturating_add(4);
        match judge(name, length) {
            Verdict::Keep => {
                sink.keep(held);
                held.clear();
                Next::Keep(data_and_crc)
            }
            Verdict::Drop => {
                sink.note_removal();
                held.clear();
                Next::Drop(data_and_crc)
            }
            Verdict::End => {
                self.phase = Phase::End;
                Next::Gather(END.len())
            }
            Verdict::Broken => Next::Surrender,
        }
    }
}

impl Container for Png {
    fn decide(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        match self.phase {
            Phase::Signature => {
                if held.as_slice() != SIGNATURE {
                    return Next::Surrender;
                }
                sink.keep(held);
                held.clear();
                self.phase = Phase::FirstChunk;
                Next::Gather(HEADER)
            }
            Phase::FirstChunk => {
                // Apple's "crushed" files begin with another chunk and are no PNG to anyone else.
                if parse(held) != Some((13, *b"IHDR")) {
                    return Next::Surrender;
                }
                self.phase = Phase::Chunk;
                sink.keep(held);
                held.clear();
                Next::Keep(17)
            }
            Phase::Chunk => self.chunk(held, sink),
            Phase::End => {
                sink.replace(held, &END);
                held.clear();
                Next::Cut
            }
        }
    }

    fn after_body(&mut self, _: &mut Sink<'_>) -> Next {
        Next::Gather(HEADER)
    }

    fn withholds(&self, _: &[u8]) -> bool {
        // Only headers are held; the data of a dropped chunk never is.
        false
    }
}

/// Length and type, if they can be one: a length below 2³¹ and four letters.
fn parse(header: &[u8]) -> Option<(u32, [u8; 4])> {
    let length = header.first_chunk().map(|four| u32::from_be_bytes(*four))?;
    let name = *header.get(4..)?.first_chunk::<4>()?;
    (length <= 0x7FFF_FFFF && name.iter().all(u8::is_ascii_alphabetic)).then_some((length, name))
}

/// What draws the picture stays: header, palette, pixels, transparency, background, tone and primaries, animation. Each small
/// chunk also needs the length its definition gives it, so that none becomes a letter under a harmless name.
///
/// Not on the list: pHYs (tells scanners and screens apart), iCCP (names devices), tIME, eXIf, all text, all private chunks.
fn judge(name: [u8; 4], length: u32) -> Verdict {
    let fits = match &name {
        b"IDAT" | b"fdAT" => true,
        b"PLTE" => length <= 768,
        b"tRNS" => length <= 256,
        b"bKGD" => length <= 6,
        b"sBIT" => length <= 4,
        b"gAMA" => length == 4,
        b"cHRM" => length == 32,
        b"sRGB" => length == 1,
        b"acTL" => length == 8,
        b"fcTL" => length == 26,
        b"IEND" => return if length == 0 { Verdict::End } else { Verdict::Broken },
        // A second IHDR among them: decoders look at the first one only.
        _ => false,
    };
    match (fits, &name) {
        (true, _) => Verdict::Keep,
        (false, b"PLTE") => Verdict::Broken,
        (false, _) => Verdict::Drop,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cleaning, Kind, Removed, tests::clean};
    use super::{END, SIGNATURE};

    const CLEANED: Cleaning = Cleaning::Cleaned { removed: Removed::Something };

    /// A chunk with a made-up CRC: it is copied, not checked.
    fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [length.as_slice(), &name, data, b"crc!"].concat()
    }

    fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
        [SIGNATURE.as_slice(), &chunk(*b"IHDR", &[1; 13]), &chunks.concat()].concat()
    }

    #[test]
    fn chunks_that_draw_stay_and_all_others_go() {
        let kept = [
            chunk(*b"gAMA", &[0; 4]),
            chunk(*b"PLTE", &[7; 6]),
            chunk(*b"tRNS", &[9; 2]),
            chunk(*b"acTL", &[0; 8]),
            chunk(*b"fcTL", &[0; 26]),
            chunk(*b"IDAT", b"pixels"),
            chunk(*b"fdAT", b"more pixels"),
        ];
        let mut file = Vec::new();
        for (wanted, name) in
            kept.iter().zip([b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP", b"pHYs", b"prVt"])
        {
            file.push(chunk(*name, b"at home"));
            file.push(wanted.clone());
        }
        file.push(END.to_vec());
        let expected = png(&[kept.concat(), END.to_vec()]);
        assert_eq!(clean(Kind::Png, &png(&file)), (expected.clone(), CLEANED));
        assert_eq!(clean(Kind::Png, &expected), (expected, Cleaning::Cleaned { removed: Removed::Nothing }));
    }

    #[test]
    fn a_letter_under_a_harmless_name_goes() {
        let file = png(&[chunk(*b"gAMA", b"written by"), chunk(*b"sRGB", b"me"), END.to_vec()]);
        assert_eq!(clean(Kind::Png, &file), (png(&[END.to_vec()]), CLEANED));
    }

    #[test]
    fn the_rest_of_an_uncropped_screenshot_is_cut() {
        let file = png(&[END.to_vec(), chunk(*b"IDAT", b"what was cropped"), END.to_vec()]);
        assert_eq!(clean(Kind::Png, &file), (png(&[END.to_vec()]), CLEANED));
    }

    #[test]
    fn from_the_break_on_the_file_is_untouched() {
        let broken = b"\x80\0\0\0tEXtAuthor".to_vec();
        let file = png(&[chunk(*b"tEXt", b"at home"), broken.clone()]);
        assert_eq!(clean(Kind::Png, &file), (png(&[broken]), Cleaning::PartlyCleaned));
        let headless = [SIGNATURE.as_slice(), &chunk(*b"CgBI", &[0; 4]), &chunk(*b"tEXt", b"x")].concat();
        assert_eq!(clean(Kind::Png, &headless), (headless, Cleaning::PartlyCleaned));
    }

    #[test]
    fn a_file_that_stops_keeps_its_picture_and_not_its_metadata() {
        let stops = png(&[b"\0\0\x10\0IDATpix".to_vec()]);
        assert_eq!(clean(Kind::Png, &stops), (stops, Cleaning::PartlyCleaned));
        let in_text = png(&[b"\0\0\x10\0tEXtAuthor".to_vec()]);
        assert_eq!(clean(Kind::Png, &in_text), (png(&[]), Cleaning::PartlyCleaned));
    }
}

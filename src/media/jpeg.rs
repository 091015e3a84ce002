//! JPEG (ITU-T T.81): which segments stay, and the fresh forms of JFIF, Adobe and orientation that replace what was there.

use super::orientation;
use super::stream::{Container, Next, Sink, split};

/// Bytes of the start-of-image marker.
pub(super) const FIRST: usize = 2;

const JFIF: &[u8] = b"JFIF\0";
const EXIF: &[u8] = b"Exif\0\0";
const ADOBE: &[u8] = b"Adobe";

/// Where in a segment the cleaner stands.
#[derive(Clone, Copy)]
enum Phase {
    Start,
    Marker,
    Length,
    Segment,
}

/// Which of the three segments that are written afresh have already been written; each is written once, so that a second one
/// (its bytes are free to choose) carries nothing out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Yes,
    No,
}

pub(super) struct Jpeg {
    phase: Phase,
    jfif: Written,
    adobe: Written,
    /// Counts as written once a scan has begun: Exif has to stand before it.
    orientation: Written,
}

/// What ended a run over entropy-coded data.
pub(super) enum Scanned {
    /// The input did.
    Input,
    /// A marker did; its two bytes are held.
    Marker,
}

impl Jpeg {
    pub(super) fn new() -> Self {
        Self { phase: Phase::Start, jfif: Written::No, adobe: Written::No, orientation: Written::No }
    }

    fn marker(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        match held.as_slice() {
            // Fill bytes: any number of 0xFF may stand before a marker. One is enough.
            [0xFF, 0xFF] => {
                held.truncate(1);
                sink.note_removal();
                Next::Gather(2)
            }
            [0xFF, 0xD9] => {
                sink.keep(held);
                held.clear();
                Next::Cut
            }
            // TEM and restart markers mean nothing between segments.
            [0xFF, 0x01 | 0xD0..=0xD7] => {
                held.clear();
                sink.note_removal();
                Next::Gather(2)
            }
            [0xFF, 0xC0..=0xCF | 0xDA..=0xFE] => {
                self.phase = Phase::Length;
                Next::Gather(4)
            }
            _ => Next::Surrender,
        }
    }

    fn segment(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        self.phase = Phase::Marker;
        let code = code_of(held);
        let fresh = match code {
            0xE0 => self.fresh_jfif(held),
            0xE1 => self.fresh_orientation(held),
            0xEE => self.fresh_adobe(held),
            code if draws(code) => Some(held.clone()),
            _ => None,
        };
        match fresh {
            Some(fresh) => sink.replace(held, &fresh),
            None => sink.note_removal(),
        }
        held.clear();
        if code == 0xDA {
            self.orientation = Written::Yes;
            return Next::Scan;
        }
        Next::Gather(2)
    }

    /// JFIF without its thumbnail and without the density, which tells scanners and screens apart; the proportions of a
    /// pixel, where they are not 1:1, stay.
    fn fresh_jfif(&mut self, held: &[u8]) -> Option<Vec<u8>> {
        let payload = payload_of(held).strip_prefix(JFIF)?;
        if self.jfif == Written::Yes {
            return None;
        }
        self.jfif = Written::Yes;
        let proportions = match payload.get(3..7) {
            Some([a, b, c, d]) if [a, b] != [c, d] => [*a, *b, *c, *d],
            _ => [0, 1, 0, 1],
        };
        let mut fresh = vec![0xFF, 0xE0, 0x00, 0x10];
        fresh.extend_from_slice(JFIF);
        fresh.extend_from_slice(&[1, 1, 0]);
        fresh.extend_from_slice(&proportions);
        fresh.extend_from_slice(&[0, 0]);
        Some(fresh)
    }

    /// Exif with the orientation alone: a picture that lies on its side is evidence nobody reads.
    fn fresh_orientation(&mut self, held: &[u8]) -> Option<Vec<u8>> {
        let tiff = payload_of(held).strip_prefix(EXIF)?;
        if self.orientation == Written::Yes {
            return None;
        }
        let turn = orientation::read(tiff)?;
        self.orientation = Written::Yes;
        let mut fresh = vec![0xFF, 0xE1, 0x00, 0x22];
        fresh.extend_from_slice(EXIF);
        fresh.extend_from_slice(&orientation::write(turn));
        Some(fresh)
    }

    /// Adobe's segment says which colour transform was applied; without it CMYK pictures come out inverted. Its version and
    /// flags say nothing a decoder needs.
    fn fresh_adobe(&mut self, held: &[u8]) -> Option<Vec<u8>> {
        let transform = *payload_of(held).strip_prefix(ADOBE)?.get(6)?;
        if self.adobe == Written::Yes {
            return None;
        }
        self.adobe = Written::Yes;
        let mut fresh = vec![0xFF, 0xEE, 0x00, 0x0E];
        fresh.extend_from_slice(ADOBE);
        fresh.extend_from_slice(&[0, 100, 0, 0, 0, 0, transform]);
        Some(fresh)
    }
}

impl Container for Jpeg {
    fn decide(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next {
        match self.phase {
            Phase::Start => {
                if held.as_slice() != [0xFF, 0xD8] {
                    return Next::Surrender;
                }
                sink.keep(held);
                held.clear();
                self.phase = Phase::Marker;
                Next::Gather(2)
            }
            Phase::Marker => self.marker(held, sink),
            Phase::Length => match length_of(held) {
                Some(length) if length >= 2 => {
                    self.phase = Phase::Segment;
                    // Marker and length stand before it: 65,537 bytes at most.
                    Next::Gather(length.saturating_add(2))
                }
                _ => Next::Surrender,
            },
            Phase::Segment => self.segment(held, sink),
        }
    }

    fn after_body(&mut self, _: &mut Sink<'_>) -> Next {
        // JPEG gathers whole segments, and a scan ends by itself.
        Next::Surrender
    }

    fn withholds(&self, held: &[u8]) -> bool {
        match self.phase {
            Phase::Start | Phase::Marker => false,
            Phase::Length | Phase::Segment => !draws(code_of(held)),
        }
    }
}

/// Lets entropy-coded data pass. In it 0xFF is followed by zero or a restart marker; anything else ends it. A marker's bytes
/// are left in `held`; so is an 0xFF at the end of the input, since only the next byte says what it is.
pub(super) fn scan<'a>(input: &'a [u8], held: &mut Vec<u8>, sink: &mut Sink<'_>) -> (&'a [u8], Scanned) {
    let mut rest = input;
    while let Some((byte, after)) = rest.split_first() {
        if held.is_empty() {
            let data = rest.iter().position(|byte| *byte == 0xFF).unwrap_or(rest.len());
            let (data, from_mark) = split(rest, data);
            sink.keep(data);
            rest = match from_mark.split_first() {
                Some((mark, after)) => {
                    held.push(*mark);
                    after
                }
                None => from_mark,
            };
            continue;
        }
        rest = after;
        match byte {
            0x00 | 0xD0..=0xD7 => {
                sink.keep(&[0xFF, *byte]);
                held.clear();
            }
            0xFF => sink.note_removal(),
            code => {
                held.push(*code);
                return (rest, Scanned::Marker);
            }
        }
    }
    (rest, Scanned::Input)
}

/// Whether a decoder needs this segment: frames (not the extension JPG), tables, scans, number of lines, restart interval.
fn draws(code: u8) -> bool {
    matches!(code, 0xC0..=0xC7 | 0xC9..=0xCF | 0xDA..=0xDD)
}

/// The marker code of a held segment; 0 if there is none.
fn code_of(held: &[u8]) -> u8 {
    held.get(1).copied().unwrap_or(0)
}

/// What the segment says its length is, the two bytes of the length included.
fn length_of(held: &[u8]) -> Option<usize> {
    held.get(2..)?.first_chunk().map(|two| usize::from(u16::from_be_bytes(*two)))
}

/// A segment without marker and length.
fn payload_of(held: &[u8]) -> &[u8] {
    held.get(4..).unwrap_or(&[])
}

#[cfg(test)]
mod tests;

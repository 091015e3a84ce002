//! The stream through a cleaner: bytes are held back, kept, dropped, blanked or cut as the rules of the format say.

use super::{Cleaning, Kind, Removed, jpeg, png, webp};

/// What is to happen to the bytes that come next.
pub(super) enum Next {
    /// Hold bytes back until there are so many of them, then let the format decide. At most 64 KiB + 2.
    Gather(usize),
    /// Let so many pass.
    Keep(u64),
    /// Remove so many.
    Drop(u64),
    /// Replace so many by zeros.
    Blank(u64),
    /// Let JPEG's entropy-coded data pass, up to the next marker.
    Scan,
    /// The picture has ended: remove all that follows.
    Cut,
    /// The structure is broken: let the held bytes and all that follows pass.
    Surrender,
}

/// Where the cleaned bytes go, and the note that something was taken out.
pub(super) struct Sink<'a> {
    out: &'a mut Vec<u8>,
    removed: &'a mut Removed,
}

impl Sink<'_> {
    pub(super) fn keep(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    pub(super) fn note_removal(&mut self) {
        *self.removed = Removed::Something;
    }

    /// Writes `new` where `old` stood.
    pub(super) fn replace(&mut self, old: &[u8], new: &[u8]) {
        if old != new {
            self.note_removal();
        }
        self.keep(new);
    }
}

/// The rules of one format.
pub(super) trait Container: Send + Sync {
    /// Decides on the bytes held back, as many as the last `Gather` asked for. It writes what is to stay and empties `held`,
    /// or asks for more to be gathered behind them.
    fn decide(&mut self, held: &mut Vec<u8>, sink: &mut Sink<'_>) -> Next;

    /// What follows when a `Keep`, `Drop` or `Blank` is through.
    fn after_body(&mut self, sink: &mut Sink<'_>) -> Next;

    /// Whether held bytes belong to a block already known as metadata, should the file stop here.
    fn withholds(&self, held: &[u8]) -> bool;
}

/// Cleans one file. Feed it with [`Cleaner::push`] in pieces of any size, then ask [`Cleaner::finish`].
pub struct Cleaner {
    container: Box<dyn Container>,
    held: Vec<u8>,
    next: Next,
    removed: Removed,
}

impl Cleaner {
    /// A cleaner for one file of this kind.
    pub fn new(kind: Kind) -> Self {
        let (container, first): (Box<dyn Container>, usize) = match kind {
            Kind::Jpeg => (Box::new(jpeg::Jpeg::new()), jpeg::FIRST),
            Kind::Png => (Box::new(png::Png::new()), png::SIGNATURE.len()),
            Kind::Webp => (Box::new(webp::Webp::new()), webp::FIRST),
        };
        Self { container, held: Vec::new(), next: Next::Gather(first), removed: Removed::Nothing }
    }

    /// Takes the next bytes of the file and appends to `out` what may leave. Output lags behind input by at most one JPEG
    /// segment and is never larger than the input by more than 64 bytes in all.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        let mut rest = chunk;
        while !rest.is_empty() {
            rest = self.consume(rest, out);
            self.settle(out);
        }
    }

    /// Ends the file: appends what was still held back and says how it went.
    pub fn finish(self, out: &mut Vec<u8>) -> Cleaning {
        match self.next {
            Next::Cut => Cleaning::Cleaned { removed: self.removed },
            Next::Gather(_)
            | Next::Keep(_)
            | Next::Drop(_)
            | Next::Blank(_)
            | Next::Scan
            | Next::Surrender => {
                if !self.container.withholds(&self.held) {
                    out.extend_from_slice(&self.held);
                }
                Cleaning::PartlyCleaned
            }
        }
    }

    /// Deals with at least one byte of a non-empty `input` and returns the rest.
    fn consume<'a>(&mut self, input: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
        let mut sink = Sink { out, removed: &mut self.removed };
        match &mut self.next {
            Next::Gather(wanted) => {
                let (taken, rest) = split(input, wanted.saturating_sub(self.held.len()));
                self.held.extend_from_slice(taken);
                rest
            }
            Next::Keep(left) => {
                let (taken, rest) = split_body(input, left);
                sink.keep(taken);
                rest
            }
            Next::Drop(left) => {
                let (_, rest) = split_body(input, left);
                sink.note_removal();
                rest
            }
            Next::Blank(left) => {
                let (taken, rest) = split_body(input, left);
                if taken.iter().any(|byte| *byte != 0) {
                    sink.note_removal();
                }
                let end = sink.out.len().saturating_add(taken.len());
                sink.out.resize(end, 0);
                rest
            }
            Next::Scan => {
                let (rest, marker) = jpeg::scan(input, &mut self.held, &mut sink);
                if let jpeg::Scanned::Marker = marker {
                    self.next = Next::Gather(self.held.len());
                }
                rest
            }
            Next::Cut => {
                sink.note_removal();
                &[]
            }
            Next::Surrender => {
                sink.keep(input);
                &[]
            }
        }
    }

    /// Goes on to the next step while the present one needs no more input.
    fn settle(&mut self, out: &mut Vec<u8>) {
        loop {
            let mut sink = Sink { out, removed: &mut self.removed };
            self.next = match self.next {
                Next::Gather(wanted) if self.held.len() >= wanted => {
                    self.container.decide(&mut self.held, &mut sink)
                }
                Next::Keep(0) | Next::Drop(0) | Next::Blank(0) => self.container.after_body(&mut sink),
                Next::Surrender => {
                    sink.out.append(&mut self.held);
                    return;
                }
                Next::Gather(_) | Next::Keep(_) | Next::Drop(_) | Next::Blank(_) | Next::Scan | Next::Cut => {
                    return;
                }
            }
        }
    }
}

/// Splits off the first `count` bytes, or all there are.
pub(super) fn split(input: &[u8], count: usize) -> (&[u8], &[u8]) {
    input.split_at_checked(count).unwrap_or((input, &[]))
}

/// Splits off what belongs to a body with `left` bytes to come, and counts it down.
fn split_body<'a>(input: &'a [u8], left: &mut u64) -> (&'a [u8], &'a [u8]) {
    let (taken, rest) = split(input, usize::try_from(*left).unwrap_or(usize::MAX));
    *left = left.saturating_sub(u64::try_from(taken.len()).unwrap_or(u64::MAX));
    (taken, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_length_is_never_held() {
        let starts: [(Kind, &[u8]); 3] = [
            (Kind::Jpeg, b"\xFF\xD8\xFF\xE1\xFF\xFFExif\0\0"),
            (
                Kind::Png,
                b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x7F\xFF\xFF\xFFtEXt",
            ),
            (Kind::Webp, b"RIFF\xFF\xFF\xFF\xFFWEBPEXIF\xF0\xFF\xFF\xFF"),
        ];
        for (kind, start) in starts {
            let mut cleaner = Cleaner::new(kind);
            let mut out = Vec::new();
            cleaner.push(start, &mut out);
            for _ in 0..1000 {
                cleaner.push(&[0xAA; 4096], &mut out);
                assert!(cleaner.held.capacity() <= 128 * 1024, "{kind:?} holds {}", cleaner.held.capacity());
                out.clear();
            }
        }
    }
}

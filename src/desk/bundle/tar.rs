//! The container of a bundle: POSIX ustar, plain files only, nothing in a header but a name and a size.
//!
//! Written here and not by a crate, because the reader is the point: what is not byte for byte what the writer would have written is
//! refused. No links, no folders, no long names, no extensions, no second spelling of a number; so there is nothing in which two programs
//! could read two different bundles, and no name that leads out of the folder it is unpacked in. Reading never writes to a disk.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use bytes::Bytes;
use futures::Stream;
use sha2::{Digest, Sha256};

/// Headers and contents are filled up to this many bytes.
pub const BLOCK: usize = 512;
const NAME_BYTES: usize = 100;
/// The largest file, in bytes: eleven octal digits, 8 GiB.
pub const LARGEST: u64 = 0o777_7777_7777;
/// The most files. A case of fifty thousand items, each with its entry.
const MOST_FILES: usize = 150_000;
/// What is read at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// Why bytes are not a bundle's container.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TarError {
    /// The source cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It ends too early.
    #[error("ends in the middle")]
    Cut,
    /// A header that the writer does not write.
    #[error("file no. {0} has a header that this program does not write")]
    Header(usize),
    /// A name that leads elsewhere, or is none.
    #[error("file no. {0} has a name that leads out of the bundle, or is none")]
    Name(usize),
    /// Two files of one name.
    #[error("holds two files with the name {0}")]
    Twice(String),
    /// Something but zeros where a file was filled up.
    #[error("something is hidden behind the end of {0}")]
    Padding(String),
    /// Something stands behind the end.
    #[error("something stands behind its end")]
    Trailing,
    /// Too many files.
    #[error("holds more files than a bundle can")]
    TooMany,
    /// A file is longer than what it should be can be.
    #[error("{0} is longer than such a file can be")]
    TooLong(String),
    /// It changed while it was read.
    #[error("{0} changed while it was being read")]
    Changed(String),
}

impl From<io::Error> for TarError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::Cut
        } else {
            Self::Unreadable(error.kind().to_string())
        }
    }
}

/// Whether a name is one that a bundle may hold: letters, digits, `.`, `-`, `_`; folders below, never above.
pub fn is_safe(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain);
    name.len() < NAME_BYTES && name.split('/').all(part)
}

/// The header of a file; `None` if the name is not safe or the size too large.
pub fn header(name: &str, size: u64) -> Option<[u8; BLOCK]> {
    if !is_safe(name) || size > LARGEST {
        return None;
    }
    let mut header = [0_u8; BLOCK];
    let mut put = |at: usize, text: &[u8]| {
        header.iter_mut().skip(at).zip(text).for_each(|(to, from)| *to = *from);
    };
    put(0, name.as_bytes());
    put(100, b"0000644\x000000000\x000000000\0");
    put(124, format!("{size:011o}").as_bytes());
    // No time: two exports of one case do not say when they were made.
    put(136, b"00000000000\0        0");
    put(257, b"ustar\x0000");
    put(329, b"0000000\x000000000\0");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    let mut put = |at: usize, text: &[u8]| {
        header.iter_mut().skip(at).zip(text).for_each(|(to, from)| *to = *from);
    };
    put(148, format!("{sum:06o}\0 ").as_bytes());
    Some(header)
}

/// Zeros that follow a file of this size.
pub fn padding(size: u64) -> &'static [u8] {
    const ZEROS: [u8; BLOCK] = [0; BLOCK];
    let block = u64::try_from(BLOCK).unwrap_or(1);
    let over = size.checked_rem(block).unwrap_or(0);
    let missing =
        block.saturating_sub(over).checked_rem(block).and_then(|missing| usize::try_from(missing).ok());
    ZEROS.get(..missing.unwrap_or(0)).unwrap_or_default()
}

/// What stands at the end.
pub const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// A file in a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    offset: u64,
    /// In bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
}

/// A container whose structure was checked from the first byte to the last.
#[derive(Debug)]
pub struct Archive<R> {
    source: R,
    files: BTreeMap<String, Slot>,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads it once, from its beginning to its end.
    ///
    /// # Errors
    /// [`TarError`]
    pub fn open(mut source: R) -> Result<Self, TarError> {
        source.seek(SeekFrom::Start(0))?;
        let (mut files, mut offset) = (BTreeMap::new(), 0_u64);
        loop {
            let mut block = [0; BLOCK];
            source.read_exact(&mut block)?;
            offset = offset.saturating_add(512);
            if block == [0; BLOCK] {
                break;
            }
            if files.len() >= MOST_FILES {
                return Err(TarError::TooMany);
            }
            let number = files.len().saturating_add(1);
            let (name, size) = read_header(&block, number)?;
            let sha256 = hash_content(&mut source, size)?;
            let zeros = padding(size);
            let mut rest = vec![0; zeros.len()];
            source.read_exact(&mut rest)?;
            if rest != zeros {
                return Err(TarError::Padding(name));
            }
            if files.insert(name.clone(), Slot { offset, size, sha256 }).is_some() {
                return Err(TarError::Twice(name));
            }
            offset = offset.saturating_add(size).saturating_add(u64::try_from(zeros.len()).unwrap_or(0));
        }
        let mut block = [0; BLOCK];
        source.read_exact(&mut block)?;
        if block != [0; BLOCK] || source.read(&mut [0])? != 0 {
            return Err(TarError::Trailing);
        }
        Ok(Self { source, files })
    }

    /// The files, in the order of their names.
    pub const fn files(&self) -> &BTreeMap<String, Slot> {
        &self.files
    }

    /// A whole file of at most `most` bytes; `None` if it is not there.
    ///
    /// # Errors
    /// [`TarError`]
    pub fn read(&mut self, name: &str, most: usize) -> Result<Option<Vec<u8>>, TarError> {
        let Some(slot) = self.files.get(name).copied() else { return Ok(None) };
        let size = usize::try_from(slot.size).ok().filter(|size| *size <= most);
        let mut bytes = vec![0; size.ok_or_else(|| TarError::TooLong(name.to_owned()))?];
        self.source.seek(SeekFrom::Start(slot.offset))?;
        self.source.read_exact(&mut bytes)?;
        // Between the first reading and this one the file on the disk can change.
        if crate::crypto::hash::sha256(&[&bytes]) == slot.sha256 {
            Ok(Some(bytes))
        } else {
            Err(TarError::Changed(name.to_owned()))
        }
    }

    /// A file of any length, piece by piece; `None` if it is not there.
    ///
    /// # Errors
    /// [`TarError`]
    pub fn pieces(
        &mut self,
        name: &str,
    ) -> Result<Option<impl Stream<Item = io::Result<Bytes>> + Unpin + use<'_, R>>, TarError>
    where
        R: Send,
    {
        let Some(slot) = self.files.get(name).copied() else { return Ok(None) };
        self.source.seek(SeekFrom::Start(slot.offset))?;
        let mut rest = Read::by_ref(&mut self.source).take(slot.size);
        let pieces = std::iter::from_fn(move || {
            let mut piece = vec![0; PIECE];
            match rest.read(&mut piece) {
                Ok(0) => None,
                Ok(read) => {
                    piece.truncate(read);
                    Some(Ok(Bytes::from(piece)))
                }
                Err(error) => Some(Err(error)),
            }
        });
        Ok(Some(futures::stream::iter(pieces)))
    }
}

/// Name and size, if the header is the one that the writer writes for them.
fn read_header(block: &[u8; BLOCK], number: usize) -> Result<(String, u64), TarError> {
    let name = block.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = name.get(..name.len().min(NAME_BYTES)).and_then(|name| std::str::from_utf8(name).ok());
    let name = name.filter(|name| is_safe(name)).ok_or(TarError::Name(number))?;
    let digits = block.get(124..135).and_then(|digits| std::str::from_utf8(digits).ok());
    let size =
        digits.and_then(|digits| u64::from_str_radix(digits, 8).ok()).ok_or(TarError::Header(number))?;
    if header(name, size).as_ref() == Some(block) {
        Ok((name.to_owned(), size))
    } else {
        Err(TarError::Header(number))
    }
}

fn hash_content(source: &mut impl Read, size: u64) -> Result<[u8; 32], TarError> {
    let mut hasher = Sha256::new();
    let (mut piece, mut left) = (vec![0; PIECE], size);
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let room = piece.get_mut(..most).unwrap_or_default();
        source.read_exact(room)?;
        hasher.update(&*room);
        left = left.saturating_sub(u64::try_from(most).unwrap_or(left));
    }
    Ok(hasher.finalize().into())
}

#[cfg(test)]
pub(super) mod tests;

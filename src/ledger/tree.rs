//! The Merkle tree of RFC 6962, in tiles of 256 hashes (c2sp.org/tlog-tiles): growing it at its right edge, and proofs from tiles.
//!
//! The arithmetic of trees and proofs is that of the crate `tlog_tiles`. What is ours is the edge: appending hashes only the tiles
//! that change, so that an append costs the logarithm of what is there.

use std::collections::BTreeMap;

use tlog_tiles::{Error, HashReader, Tile, tlog};

use super::Hash;
use super::leaf::Leaf;

/// Height of a tile.
pub const HEIGHT: u8 = 8;
/// Hashes in a full tile.
pub const WIDTH: u64 = 256;
/// Bytes of a hash.
pub const HASH_BYTES: usize = tlog_tiles::HASH_SIZE;

/// Where a tile stands: level, and number within the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePlace {
    /// 0 for leaf hashes; each hash of level 1 stands for a full tile of level 0.
    pub level: u8,
    /// From 0.
    pub number: u64,
}

/// Tiles by place: hashes one after the other, 32 bytes each. A partial tile is the beginning of the full one.
#[derive(Clone, Debug, Default)]
pub struct Tiles(pub BTreeMap<TilePlace, Vec<u8>>);

impl Tiles {
    /// Adds leaves to a tree of `size` leaves; the result is its new size. Only tiles at the right edge must be there, see [`edge`].
    ///
    /// # Errors
    /// [`TreeError::Missing`] if a tile of the edge is not there or has not the length that the size asks for.
    pub fn append(&mut self, size: u64, leaves: &[Leaf]) -> Result<u64, TreeError> {
        for place in edge(size) {
            let have = self.0.get(&place).map_or(0, Vec::len);
            if u64::try_from(have).ok() != Some(width(size, place).saturating_mul(32)) {
                return Err(TreeError::Missing);
            }
        }
        let mut size = size;
        for leaf in leaves {
            self.push(0, size, tlog::record_hash(leaf));
            size = size.saturating_add(1);
        }
        Ok(size)
    }

    /// Puts a hash at position `at` of a level, and what it completes into the level above.
    fn push(&mut self, level: u8, at: u64, hash: Hash) {
        let tile = self.0.entry(TilePlace { level, number: at / WIDTH }).or_default();
        tile.extend_from_slice(&hash.0);
        if tile.len() == HASH_BYTES * 256 {
            let above = Tile::subtree_hash(tile);
            self.push(level.saturating_add(1), at / WIDTH, above);
        }
    }

    /// The root of the tree with the first `size` leaves.
    pub fn root(&self, size: u64) -> Result<Hash, TreeError> {
        Ok(tlog::tree_hash(size, self)?)
    }

    /// The proof that leaf `index` stands in the tree of `size` leaves (RFC 6962, section 2.1.1): from the leaf's sibling upwards.
    pub fn prove_inclusion(&self, size: u64, index: u64) -> Result<Vec<Hash>, TreeError> {
        Ok(tlog::prove_record(size, index, self)?)
    }

    /// The proof that the tree of `old` leaves is the beginning of that of `size` leaves (RFC 6962, section 2.1.2). Empty where
    /// nothing has to be proved: from the empty tree, or to the same.
    pub fn prove_consistency(&self, size: u64, old: u64) -> Result<Vec<Hash>, TreeError> {
        if old == 0 || old == size { Ok(Vec::new()) } else { Ok(tlog::prove_tree(size, old, self)?) }
    }
}

/// Why a tree or a proof cannot be computed, or does not hold.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// A tile is not there, or too short.
    #[error("a tile is missing or too short")]
    Missing,
    /// The proof does not lead to the root.
    #[error("the proof does not lead to the root")]
    Proof,
    /// Anything else that the arithmetic refuses.
    #[error("{0}")]
    Arithmetic(Error),
}

impl From<Error> for TreeError {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidProof => Self::Proof,
            Error::InvalidTile | Error::InconsistentTile | Error::IndexesNotInTree => Self::Missing,
            other @ (Error::MalformedHash
            | Error::BadMath
            | Error::IndexesOutOfOrder
            | Error::InvalidInput(_)
            | Error::InvalidBase64(_)) => Self::Arithmetic(other),
        }
    }
}

impl HashReader for Tiles {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let read = |index: &u64| {
            let tile = Tile::from_index(HEIGHT, *index);
            let place = TilePlace { level: tile.level(), number: tile.level_index() };
            tile.hash_at_index(self.0.get(&place).ok_or(Error::InvalidTile)?, *index)
        };
        indexes.iter().map(read).collect()
    }
}

/// Notes which tiles would be read.
#[derive(Default)]
struct Wanted(std::cell::RefCell<Vec<TilePlace>>);

impl HashReader for Wanted {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let mut wanted = self.0.borrow_mut();
        for index in indexes {
            let tile = Tile::from_index(HEIGHT, *index);
            wanted.push(TilePlace { level: tile.level(), number: tile.level_index() });
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(vec![tlog_tiles::EMPTY_HASH; indexes.len()])
    }
}

/// The tiles that [`Tiles::prove_inclusion`] reads.
pub fn tiles_for_inclusion(size: u64, index: u64) -> Result<Vec<TilePlace>, TreeError> {
    let wanted = Wanted::default();
    tlog::prove_record(size, index, &wanted)?;
    Ok(wanted.0.into_inner())
}

/// The tiles that [`Tiles::prove_consistency`] and [`Tiles::root`] of both sizes read.
pub fn tiles_for_consistency(size: u64, old: u64) -> Result<Vec<TilePlace>, TreeError> {
    let wanted = Wanted::default();
    if old > 0 && old < size {
        tlog::prove_tree(size, old, &wanted)?;
    }
    for size in [old, size] {
        tlog::tree_hash(size, &wanted)?;
    }
    Ok(wanted.0.into_inner())
}

/// Hashes of a tile in a tree of `size` leaves: 0 if it is not begun, 256 if it is full.
pub fn width(size: u64, place: TilePlace) -> u64 {
    let shift = u32::from(place.level).saturating_mul(u32::from(HEIGHT));
    let hashes = size.checked_shr(shift).unwrap_or(0);
    hashes.saturating_sub(place.number.saturating_mul(WIDTH)).min(WIDTH)
}

/// The partial tiles of a tree of `size` leaves: what must be read before leaves are appended.
pub fn edge(size: u64) -> Vec<TilePlace> {
    let levels = (0_u8..8).map(|level| {
        let hashes = size.checked_shr(u32::from(level).saturating_mul(u32::from(HEIGHT))).unwrap_or(0);
        (TilePlace { level, number: hashes / WIDTH }, hashes % WIDTH)
    });
    levels.filter(|(_, partial)| *partial > 0).map(|(place, _)| place).collect()
}

/// All tiles of a tree of `size` leaves, with the hashes in each.
pub fn all_tiles(size: u64) -> Vec<(TilePlace, u64)> {
    let mut tiles = Vec::new();
    for level in 0_u8..8 {
        let hashes = size.checked_shr(u32::from(level).saturating_mul(u32::from(HEIGHT))).unwrap_or(0);
        for number in 0..hashes.div_ceil(WIDTH) {
            let place = TilePlace { level, number };
            tiles.push((place, width(size, place)));
        }
    }
    tiles
}

/// Whether the leaf stands at `index` in the tree with this root.
pub fn check_inclusion(
    proof: &[Hash],
    (size, root): (u64, &Hash),
    index: u64,
    leaf: &Leaf,
) -> Result<(), TreeError> {
    if proof.len() > 64 {
        return Err(TreeError::Proof);
    }
    Ok(tlog::check_record(&proof.to_vec(), size, *root, index, tlog::record_hash(leaf))?)
}

/// Whether the tree `old` is the beginning of the tree `new`; each is a size and a root.
pub fn check_consistency(proof: &[Hash], old: (u64, &Hash), new: (u64, &Hash)) -> Result<(), TreeError> {
    if old.0 == 0 || old.0 == new.0 {
        let same = old.0 == 0 || old.1 == new.1;
        return if proof.is_empty() && same { Ok(()) } else { Err(TreeError::Proof) };
    }
    if proof.len() > 64 {
        return Err(TreeError::Proof);
    }
    Ok(tlog::check_tree(&proof.to_vec(), new.0, *new.1, old.0, *old.1)?)
}

/// The path of a tile below a log's prefix, for a tree that fills it with `width` hashes: `tile/0/x001/x234/067.p/64`.
pub fn tile_path(place: TilePlace, width: u64) -> String {
    numbered_path(&place.level.to_string(), place.number, width)
}

/// The path of a bundle of entries below a log's prefix.
pub fn bundle_path(number: u64, width: u64) -> String {
    numbered_path("entries", number, width)
}

fn numbered_path(kind: &str, number: u64, width: u64) -> String {
    let mut parts = format!("{:03}", number % 1000);
    let mut rest = number / 1000;
    while rest > 0 {
        parts = format!("x{:03}/{parts}", rest % 1000);
        rest /= 1000;
    }
    let partial = if width == WIDTH { String::new() } else { format!(".p/{width}") };
    format!("tile/{kind}/{parts}{partial}")
}

/// What a path below a log's prefix names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Hashes of the tree.
    Tile(TilePlace),
    /// Leaves, each after its length (u16).
    Bundle(u64),
}

/// Reads the path of a tile or bundle below a log's prefix, with its width. Only the one spelling that we write.
pub fn parse_path(path: &str) -> Option<(Resource, u64)> {
    let rest = path.strip_prefix("tile/")?;
    let (kind, rest) = rest.split_once('/')?;
    let (numbers, width) = match rest.split_once(".p/") {
        Some((numbers, width)) => (numbers, width.parse().ok().filter(|width| (1..WIDTH).contains(width))?),
        None => (rest, WIDTH),
    };
    let mut number = 0_u64;
    for part in numbers.split('/') {
        let digits: u64 = part.trim_start_matches('x').parse().ok()?;
        number = number.checked_mul(1000)?.checked_add(digits)?;
    }
    let resource = match kind {
        "entries" => Resource::Bundle(number),
        level => Resource::Tile(TilePlace { level: level.parse().ok().filter(|level| *level < 8)?, number }),
    };
    let written = match resource {
        Resource::Tile(place) => tile_path(place, width),
        Resource::Bundle(number) => bundle_path(number, width),
    };
    (written == path).then_some((resource, width))
}

/// A bundle of leaves: each after its length, as 16 bits.
pub fn bundle(leaves: &[Leaf]) -> Vec<u8> {
    leaves.iter().flat_map(|leaf| [0, 32].into_iter().chain(*leaf)).collect()
}

/// The leaves of a bundle; `None` if one has not 32 bytes or the end is cut off.
pub fn parse_bundle(bytes: &[u8]) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::with_capacity(bytes.len() / 34);
    for entry in bytes.chunks(34) {
        let (length, leaf) = entry.split_first_chunk::<2>()?;
        leaves.push(leaf.try_into().ok().filter(|_| *length == [0, 32])?);
    }
    Some(leaves)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, as it should")]
mod tests;

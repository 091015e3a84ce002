//! The tree, computed anew: each leaf is hashed once, and the heads of all sizes fall out on the way.
//!
//! Written apart from [`crate::ledger::tree`] on purpose: what the log was computed with does not judge it.

use crate::crypto::hash::sha256;
use crate::ledger::Hash;
use crate::ledger::leaf::Leaf;
use crate::ledger::tree::{TilePlace, WIDTH};

const LEVELS: usize = 8;
const FULL: usize = 256 * 32;

/// A tree that grows leaf by leaf.
pub(super) struct Growing {
    size: u64,
    /// Roots of the complete subtrees from left to right, with their heights.
    peaks: Vec<(u32, [u8; 32])>,
    /// The tile at the edge of each level.
    edge: [Vec<u8>; LEVELS],
}

impl Growing {
    pub(super) fn new() -> Self {
        Self { size: 0, peaks: Vec::with_capacity(64), edge: [const { Vec::new() }; LEVELS] }
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; hands over each tile that it completes.
    pub(super) fn push(&mut self, leaf: &Leaf, completed: &mut dyn FnMut(TilePlace, &[u8])) {
        let mut node = sha256(&[&[0], leaf]);
        let mut height = 0_u32;
        self.size = self.size.saturating_add(1);
        self.keep(height, &node, completed);
        while let Some((_, left)) = self.peaks.pop_if(|(peak, _)| *peak == height) {
            node = sha256(&[&[1], &left, &node]);
            height = height.saturating_add(1);
            self.keep(height, &node, completed);
        }
        self.peaks.push((height, node));
    }

    /// Every eighth level is kept in tiles.
    fn keep(&mut self, height: u32, node: &[u8; 32], completed: &mut dyn FnMut(TilePlace, &[u8])) {
        let level = height / 8;
        let Some(tile) = usize::try_from(level).ok().and_then(|level| self.edge.get_mut(level)) else {
            return;
        };
        if !height.is_multiple_of(8) {
            return;
        }
        tile.extend_from_slice(node);
        if tile.len() == FULL {
            let number = (self.size >> height).saturating_sub(1) / WIDTH;
            completed(TilePlace { level: u8::try_from(level).unwrap_or(u8::MAX), number }, tile);
            tile.clear();
        }
    }

    /// The root of what is there (RFC 6962, section 2.1).
    pub(super) fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some((_, last)) = peaks.next() else { return Hash(sha256(&[])) };
        Hash(peaks.fold(*last, |right, (_, left)| sha256(&[&[1], left, &right])))
    }

    /// The tiles that are not full.
    pub(super) fn partial(&self) -> impl Iterator<Item = (TilePlace, &[u8])> {
        (0_u8..).zip(&self.edge).filter(|(_, tile)| !tile.is_empty()).map(|(level, tile)| {
            let hashes = self.size.checked_shr(u32::from(level).saturating_mul(8)).unwrap_or(0);
            (TilePlace { level, number: hashes / WIDTH }, tile.as_slice())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tree::Tiles;

    #[test]
    fn the_two_trees_of_this_program_agree_on_roots_and_tiles() {
        let leaves: Vec<Leaf> = (0..70_000_u32).map(|n| sha256(&[&n.to_be_bytes()])).collect();
        let (mut ours, mut theirs, mut full) = (Growing::new(), Tiles::default(), Tiles::default());
        for (size, leaf) in (0..).zip(&leaves) {
            if size < 600 || size % 4111 == 0 || size == 65_536 {
                assert_eq!(ours.root(), theirs.root(size).unwrap(), "{size}");
            }
            theirs.append(size, std::slice::from_ref(leaf)).unwrap();
            ours.push(leaf, &mut |place, hashes| {
                assert!(full.0.insert(place, hashes.to_vec()).is_none());
            });
        }
        for (place, hashes) in ours.partial() {
            full.0.insert(place, hashes.to_vec());
        }
        assert_eq!(full.0, theirs.0);
        assert_eq!(ours.size(), 70_000);
    }
}

//! The way from a leaf to the root of the public log, from the tiles that anybody can fetch.

use crate::api::client::ClientError;
use crate::api::client::public::PublicPlace;
use crate::ledger::Hash;
use crate::ledger::checkpoint::Head;
use crate::ledger::tree::{Tiles, tile_path, tiles_for_inclusion, width};

/// Proofs for the leaves at these places in the tree of `head`. A leaf behind its end, or of which a tile is missing, has none. Nothing is
/// verified: the check does that, and what the log showed stays in the bundle as it was.
///
/// # Errors
/// [`ClientError`] if the log does not answer.
pub async fn fetch(
    log: &PublicPlace,
    head: &Head,
    leaves: impl IntoIterator<Item = u64>,
) -> Result<Vec<(u64, Vec<Hash>)>, ClientError> {
    let (mut tiles, mut proofs) = (Tiles::default(), Vec::new());
    for index in leaves.into_iter().filter(|index| *index < head.size) {
        let Ok(needed) = tiles_for_inclusion(head.size, index) else { continue };
        for place in needed {
            if !tiles.0.contains_key(&place)
                && let Some(tile) = log.file(&tile_path(place, width(head.size, place))).await?
            {
                tiles.0.insert(place, tile);
            }
        }
        proofs.extend(tiles.prove_inclusion(head.size, index).ok().map(|path| (index, path)));
    }
    Ok(proofs)
}

use proptest::prelude::*;

use super::*;
use crate::crypto::hash::sha256;

fn leaves(count: u64) -> Vec<Leaf> {
    (0..count).map(|number| sha256(&[&number.to_be_bytes()])).collect()
}

fn grown(count: u64) -> Tiles {
    let mut tiles = Tiles::default();
    assert_eq!(tiles.append(0, &leaves(count)).unwrap(), count);
    tiles
}

/// MTH of RFC 6962, section 2.1, as it stands there.
fn mth(leaves: &[Leaf]) -> Hash {
    match leaves {
        [] => Hash(sha256(&[])),
        [leaf] => Hash(sha256(&[&[0], leaf])),
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            Hash(sha256(&[&[1], &mth(&leaves[..half]).0, &mth(&leaves[half..]).0]))
        }
    }
}

#[test]
fn the_root_is_the_one_that_rfc_6962_defines() {
    for size in [0, 1, 2, 3, 7, 64, 255, 256, 257, 300, 1000] {
        assert_eq!(grown(size).root(size).unwrap(), mth(&leaves(size)), "{size}");
    }
}

#[test]
fn the_proofs_of_c2sp_merkle_tree_are_made() {
    // c2sp.org/merkle-tree, "Example": seven leaves a…g; h i j above them, k l above those.
    let all = leaves(7);
    let node = |from: usize, to: usize| mth(&all[from..to]);
    let [leaf_b, leaf_c, leaf_d, leaf_f, leaf_g] = [1, 2, 3, 5, 6].map(|at| node(at, at + 1));
    let [h, i, j, left, right] = [node(0, 2), node(2, 4), node(4, 6), node(0, 4), node(4, 7)];
    let tiles = grown(7);
    let proofs = [
        (0, vec![leaf_b, i, right]),
        (3, vec![leaf_c, h, right]),
        (4, vec![leaf_f, leaf_g, left]),
        (6, vec![j, left]),
    ];
    for (index, proof) in proofs {
        assert_eq!(tiles.prove_inclusion(7, index).unwrap(), proof, "{index}");
    }
    for (old, proof) in [(3, vec![leaf_c, leaf_d, h, right]), (4, vec![right]), (6, vec![j, leaf_g, left])] {
        assert_eq!(tiles.prove_consistency(7, old).unwrap(), proof, "{old}");
    }
}

#[test]
fn tiles_are_named_as_c2sp_tlog_tiles_names_them() {
    assert_eq!(tile_path(TilePlace { level: 0, number: 1_234_067 }, 256), "tile/0/x001/x234/067");
    assert_eq!(tile_path(TilePlace { level: 1, number: 0 }, 17), "tile/1/000.p/17");
    assert_eq!(bundle_path(273, 112), "tile/entries/273.p/112");
    // "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of width 112, one full level 1
    // tile, one partial level 1 tile of width 17, and one partial level 2 tile of width 1"
    let all = all_tiles(70_000);
    let count = |level, full| {
        all.iter().filter(|(place, width)| place.level == level && (*width == 256) == full).count()
    };
    assert_eq!(
        (count(0, true), count(0, false), count(1, true), count(1, false), count(2, false)),
        (273, 1, 1, 1, 1)
    );
    assert!(all.contains(&(TilePlace { level: 0, number: 273 }, 112)));
    assert!(all.contains(&(TilePlace { level: 1, number: 1 }, 17)));
    assert!(all.contains(&(TilePlace { level: 2, number: 0 }, 1)));
}

#[test]
fn other_spellings_of_a_path_are_refused() {
    assert_eq!(parse_path("tile/entries/x001/002"), Some((Resource::Bundle(1002), 256)));
    for path in [
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/07",
        "tile/64/000",
        "tile/0/1001",
        "tile/0/000/",
        "tile/x/000",
        "tile/0/../0",
        "tile/0/xx001/002",
        "",
        "tile/0/x001",
    ] {
        assert_eq!(parse_path(path), None, "{path}");
    }
}

#[test]
fn an_edge_that_is_not_as_long_as_the_size_says_is_refused() {
    let mut tiles = grown(300);
    assert!(matches!(tiles.append(301, &leaves(1)), Err(TreeError::Missing)));
    assert!(matches!(tiles.append(299, &leaves(1)), Err(TreeError::Missing)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn growing_in_steps_from_the_edge_alone_is_growing_at_once(first in 0_u64..1200, second in 0_u64..700) {
        let all = leaves(first + second);
        let before = grown(first);
        let mut edge_only = Tiles::default();
        for place in edge(first) {
            edge_only.0.insert(place, before.0[&place].clone());
        }
        let (old, new) = all.split_at(usize::try_from(first).unwrap());
        prop_assert_eq!(edge_only.append(first, new).unwrap(), first + second);
        let mut joined = before;
        joined.0.extend(edge_only.0);
        prop_assert_eq!(joined.root(first + second).unwrap(), mth(&all));
        prop_assert_eq!(joined.root(first).unwrap(), mth(old));
    }

    #[test]
    fn proofs_from_the_tiles_that_were_asked_for_hold_and_no_others_do(
        size in 1_u64..1500, index in 0_u64..1500, old in 0_u64..1500, flipped in any::<prop::sample::Index>(),
    ) {
        let (index, old) = (index % size, old % (size + 1));
        let (tiles, all) = (grown(size), leaves(size));
        let only = |places: Vec<TilePlace>| Tiles(places.into_iter().map(|place| (place, tiles.0[&place].clone())).collect());
        let root = tiles.root(size).unwrap();
        let leaf = all[usize::try_from(index).unwrap()];

        let mut proof = only(tiles_for_inclusion(size, index).unwrap()).prove_inclusion(size, index).unwrap();
        prop_assert!(check_inclusion(&proof, (size, &root), index, &leaf).is_ok());
        prop_assert!(check_inclusion(&proof, (size, &root), index, &[0; 32]).is_err());
        if !proof.is_empty() {
            flipped.get_mut(&mut proof).0[0] ^= 1;
            prop_assert!(check_inclusion(&proof, (size, &root), index, &leaf).is_err());
        }

        let some = only(tiles_for_consistency(size, old).unwrap());
        let old_root = some.root(old).unwrap();
        let mut proof = some.prove_consistency(size, old).unwrap();
        prop_assert!(check_consistency(&proof, (old, &old_root), (size, &root)).is_ok());
        if old > 0 {
            prop_assert!(check_consistency(&proof, (old, &Hash([9; 32])), (size, &root)).is_err());
        }
        if !proof.is_empty() {
            flipped.get_mut(&mut proof).0[0] ^= 1;
            prop_assert!(check_consistency(&proof, (old, &old_root), (size, &root)).is_err());
        }
    }

    #[test]
    fn bundles_are_read_back(count in 0_u64..300, cut in 1_usize..34) {
        let written = bundle(&leaves(count));
        prop_assert_eq!(parse_bundle(&written), Some(leaves(count)));
        if count > 0 {
            prop_assert_eq!(parse_bundle(&written[..written.len() - cut]), None);
        }
    }

    #[test]
    fn paths_are_read_back(level in 0_u8..8, number in any::<u64>(), width in 1_u64..=256) {
        let place = TilePlace { level, number };
        prop_assert_eq!(parse_path(&tile_path(place, width)), Some((Resource::Tile(place), width)));
        prop_assert_eq!(parse_path(&bundle_path(number, width)), Some((Resource::Bundle(number), width)));
    }

    #[test]
    fn any_path_is_read_or_refused(path in "(tile/)?[0-9x/.p]{0,30}|\\PC{0,30}") {
        if let Some((resource, width)) = parse_path(&path) {
            let written = match resource {
                Resource::Tile(place) => tile_path(place, width),
                Resource::Bundle(number) => bundle_path(number, width),
            };
            prop_assert_eq!(written, path);
        }
    }
}

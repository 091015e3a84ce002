//! Our tree, judged by a library that shares no line with it (`ct-merkle`), and by the roots that RFC 6962's authors published.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use redchannel::crypto::hash::sha256;
use redchannel::ledger::Hash;
use redchannel::ledger::leaf::Leaf;
use redchannel::ledger::tree::{TilePlace, Tiles, check_consistency, check_inclusion};
use sha2::Sha256;
use sha2::digest::Output;

use crate::support::world::hex;

fn leaf(number: u64) -> Leaf {
    sha256(&[&number.to_be_bytes()])
}

fn digests(proof: &[Hash]) -> Vec<Output<Sha256>> {
    proof.iter().map(|hash| hash.0.into()).collect()
}

fn root_of(root: &Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new(root.0.into(), size)
}

/// Hashes that stand one after the other.
fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.chunks(32).map(|hash| Hash(hash.try_into().unwrap())).collect()
}

const SIZES: [u64; 16] = [1, 2, 3, 7, 64, 65, 127, 128, 255, 256, 257, 320, 511, 512, 513, 700];

#[test]
fn another_library_finds_the_same_roots_and_accepts_our_proofs() {
    let (mut ours, mut theirs) = (Tiles::default(), MemoryBackedTree::<Sha256, Leaf>::new());
    let mut heads: Vec<(u64, Hash)> = Vec::new();
    for number in 0..700 {
        ours.append(number, &[leaf(number)]).unwrap();
        theirs.push(leaf(number));
        let size = number + 1;
        let root = ours.root(size).unwrap();
        assert_eq!(theirs.root().as_bytes().as_slice(), root.0, "{size}");
        if !SIZES.contains(&size) {
            continue;
        }
        for index in [0, 1, size / 3, size / 2, size - 1].into_iter().filter(|index| *index < size) {
            let proof = ours.prove_inclusion(size, index).unwrap();
            let judged = InclusionProof::from_digests(&digests(&proof));
            root_of(&root, size).verify_inclusion(&leaf(index), index, &judged).unwrap();
            let proof = theirs.prove_inclusion(usize::try_from(index).unwrap());
            check_inclusion(&hashes(proof.as_bytes()), (size, &root), index, &leaf(index)).unwrap();
            let other = InclusionProof::from_digests(&digests(&[root, root]));
            assert!(root_of(&root, size).verify_inclusion(&leaf(index), index, &other).is_err() || size == 4);
        }
        for (old, old_root) in &heads {
            let proof = ours.prove_consistency(size, *old).unwrap();
            let judged = ConsistencyProof::from_digests(&digests(&proof));
            root_of(&root, size).verify_consistency(&root_of(old_root, *old), &judged).unwrap();
            let proof = theirs.prove_consistency(usize::try_from(size - old).unwrap());
            check_consistency(&hashes(proof.as_bytes()), (*old, old_root), (size, &root)).unwrap();
            let wrong = Hash([1; 32]);
            assert!(root_of(&root, size).verify_consistency(&root_of(&wrong, *old), &judged).is_err());
        }
        heads.push((size, root));
    }
}

#[test]
fn the_roots_of_the_reference_leaves_are_those_of_certificate_transparency() {
    // The eight leaves and roots in the tests of the reference implementation of RFC 6962.
    let leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tile = Vec::new();
    for (size, (text, root)) in (1..).zip(leaves.iter().zip(roots)) {
        let leaf = data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        tile.extend_from_slice(&sha256(&[&[0], &leaf]));
        let tiles = Tiles([(TilePlace { level: 0, number: 0 }, tile.clone())].into());
        assert_eq!(hex(&tiles.root(size).unwrap().0), root);
    }
}

"""Judges a log's public files with a library that none of us wrote: signatures, cosignatures, tiles, proofs.

Usage: log.py FOLDER OLD_SIZE LOG_VKEY WITNESS_VKEY…

FOLDER holds `checkpoint`, `checkpoints/SIZE` and `tile/`. Ends with 0 and says what it looked at, or with 1 and why not.
"""

import sys
from pathlib import Path

from aics_tlog import (
    FileSystemTileReader,
    audit_tiles,
    consistency_proof_from_tiles,
    inclusion_proof_from_tiles,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    read_entry,
    tree_root_from_tiles,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
)


def read(path, log, witnesses):
    note = parse_note(path.read_bytes())
    verdict = verify_checkpoint(note, log, witnesses, len(witnesses), expected_origin=log.name)
    if not verdict.ok:
        sys.exit(f"{path.name}: {verdict.error}")
    return parse_checkpoint(note.text)


def main(folder, old_size, log, *witnesses):
    folder = Path(folder)
    log, witnesses = parse_vkey(log), [parse_vkey(witness) for witness in witnesses]
    new = read(folder / "checkpoint", log, witnesses)
    old = read(folder / "checkpoints" / old_size, log, witnesses)
    tiles = FileSystemTileReader(folder)
    if tree_root_from_tiles(tiles, new.size) != new.root:
        sys.exit("the tiles have another root")
    indexes = sorted({0, 1, 63, 64, old.size - 1, old.size, new.size // 2, new.size - 1})
    for index in indexes:
        proof = inclusion_proof_from_tiles(tiles, index, new.size)
        leaf = read_entry(tiles, index, new.size)
        if len(leaf) != 32 or not verify_leaf_inclusion(leaf, index, new.size, proof, new.root):
            sys.exit(f"leaf {index} is not in the tree")
    proof = consistency_proof_from_tiles(tiles, old.size, new.size)
    if not verify_consistency(old.size, new.size, old.root, new.root, proof):
        sys.exit("the new tree does not continue the old one")
    report = audit_tiles(tiles, new.size, new.root)
    print(f"{new.size} leaves, {report.tiles} tiles, {report.bundles} bundles, {len(indexes)} inclusion proofs, "
          f"consistent from {old.size}, {len(witnesses)} witnesses")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")

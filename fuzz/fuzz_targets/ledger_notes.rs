//! Any bytes are a checkpoint, a request to a witness, a proof or a receipt, or are refused; what is taken is written back the same.
#![no_main]

use redchannel::ledger::{checkpoint::Checkpoint, proof::Proof, receipt::Receipt, witnessing::AddCheckpoint};

fn same<T>(parse: impl Fn(&[u8]) -> Option<T>, write: impl Fn(&T) -> Vec<u8>, bytes: &[u8]) {
    let Some(written) = parse(bytes).map(|read| write(&read)) else { return };
    assert_eq!(parse(&written).map(|again| write(&again)), Some(written));
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    same(|bytes| Checkpoint::parse(bytes).ok(), Checkpoint::to_bytes, bytes);
    same(AddCheckpoint::parse, AddCheckpoint::to_bytes, bytes);
    same(|bytes| Proof::parse(bytes).ok(), Proof::to_bytes, bytes);
    if let Ok(receipt) = Receipt::read_unverified(bytes) {
        assert!(bytes.starts_with(receipt.to_text().as_bytes()));
    }
});

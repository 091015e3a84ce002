use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::*;

fn head(size: u64) -> Head {
    Head { origin: "log.example/1".into(), size, root: Hash([7; 32]) }
}

fn log() -> NoteSigner {
    NoteSigner::new("log.example/1", SigningKey::from_bytes(&[1; 32]))
}

fn witness(seed: u8) -> NoteSigner {
    NoteSigner::cosigner(&format!("w{seed}.example"), SigningKey::from_bytes(&[seed; 32]), 1_700_000_000)
}

fn policy() -> Policy {
    let witnesses = vec![witness(2).key().clone(), witness(3).key().clone()];
    Policy { logs: vec![log().key().clone()], witnesses, needed: 1 }
}

#[test]
fn the_example_of_the_specification_is_read() {
    // c2sp.org/tlog-cosignature, the example at its beginning.
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
                — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
                — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let checkpoint = Checkpoint::parse(text.as_bytes()).unwrap();
    assert_eq!(checkpoint.claimed().size, 20_852_163);
    assert_eq!(checkpoint.to_bytes(), text.as_bytes());
    assert_eq!(checkpoint.signatures.len(), 2);
}

#[test]
fn a_checkpoint_counts_the_witnesses_of_the_policy() {
    let mut checkpoint = Checkpoint::sign(&head(64), &log()).unwrap();
    assert!(!checkpoint.verify(&policy()).unwrap().is_witnessed());
    checkpoint.cosign(&witness(9)).unwrap();
    assert!(!checkpoint.verify(&policy()).unwrap().is_witnessed(), "a witness nobody knows");
    checkpoint.cosign(&witness(2)).unwrap();
    let read = Checkpoint::parse(&checkpoint.to_bytes()).unwrap().verify(&policy()).unwrap();
    assert!(read.is_witnessed());
    assert_eq!(read.witnesses, [Cosigned { witness: "w2.example".into(), time: 1_700_000_000 }]);
}

#[test]
fn the_wrong_key_the_wrong_log_and_a_spoilt_signature_are_refused() {
    let forged = NoteSigner::new("log.example/1", SigningKey::from_bytes(&[8; 32]));
    let checkpoint = Checkpoint::sign(&head(64), &forged).unwrap();
    assert!(matches!(checkpoint.verify(&policy()), Err(CheckpointError::Signature)));
    let other = Head { origin: "log.example/2".into(), ..head(64) };
    let checkpoint = Checkpoint::sign(&other, &log()).unwrap();
    assert!(matches!(checkpoint.verify(&policy()), Err(CheckpointError::Origin { .. })));
    let honest = String::from_utf8(Checkpoint::sign(&head(64), &log()).unwrap().to_bytes()).unwrap();
    let grown = honest.replacen("\n64\n", "\n128\n", 1);
    assert!(matches!(
        Checkpoint::parse(grown.as_bytes()).unwrap().verify(&policy()),
        Err(CheckpointError::Signature)
    ));
}

#[test]
fn extension_lines_are_refused() {
    let text = "log.example/1\n1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\nextension\n";
    assert_eq!(Head::parse(text.as_bytes()), None);
    assert_eq!(Head::parse(b"log.example/1\n01\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"), None);
}

#[test]
fn only_true_cosignatures_of_known_witnesses_are_taken_over_and_each_once() {
    let mut theirs = Checkpoint::sign(&head(64), &log()).unwrap();
    for signer in [witness(2), witness(9)] {
        theirs.cosign(&signer).unwrap();
    }
    let mut other = Checkpoint::sign(&head(128), &log()).unwrap();
    other.cosign(&witness(3)).unwrap();
    let lines: Vec<u8> = [
        theirs.line_of(witness(2).key()).unwrap(),
        theirs.line_of(witness(9).key()).unwrap(),
        other.line_of(witness(3).key()).unwrap(),
        b"nonsense\n".to_vec(),
    ]
    .concat();
    let mut ours = Checkpoint::sign(&head(64), &log()).unwrap();
    assert_eq!(ours.add_cosignatures(&lines, &policy().witnesses), 1);
    assert_eq!(ours.add_cosignatures(&lines, &policy().witnesses), 0);
    assert_eq!(ours.verify(&policy()).unwrap().witnesses.len(), 1);
}

proptest! {
    #[test]
    fn any_bytes_are_a_checkpoint_or_refused(text in "\\PC{0,60}|[a-z]{1,9}\n[0-9]{1,20}\n[A-Za-z0-9+/]{43}=\n\n— a [A-Za-z0-9+/]{8,20}=*\n") {
        if let Ok(checkpoint) = Checkpoint::parse(text.as_bytes()) {
            prop_assert!(checkpoint.verify(&policy()).is_err());
        }
    }
}

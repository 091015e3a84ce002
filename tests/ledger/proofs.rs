//! `redchannel verify proof`: what a reporter took along says in plain sentences what it proves, and never more.

use std::path::PathBuf;

use redchannel::cli::{CliError, Outcome, run};
use redchannel::clock::Clock;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::ledger::proof::Proof;
use redchannel::vault::ledger::publish::{When, publish};
use redchannel::vault::ledger::receipts::step;
use redchannel::vault::{ledger, reporter};
use tempfile::TempDir;

use super::scene::witness;
use crate::support::world::{NOON, ORIGIN, World, code, report};

/// A proof, and a folder for files.
struct Taken {
    folder: TempDir,
    proof: Proof,
    /// The policy of its log.
    text: String,
}

impl Taken {
    async fn new() -> Self {
        let world = World::new().await;
        let (access, _) = reporter::submit(&world.vault, &code(), &[1; 16], &report("x")).await.unwrap();
        publish(&world.vault, When::Now).await.unwrap();
        let taken = step(&world.vault, &access, 0).await.unwrap().unwrap();
        let text = ledger::policy(&world.vault, ORIGIN).to_text();
        let folder = tempfile::tempdir().unwrap();
        Self { folder, proof: taken.proof().unwrap(), text }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path: PathBuf = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What the command says of a proof under a policy.
    fn verify(&self, proof: &[u8], policy: Option<&str>) -> (Outcome, String) {
        let mut arguments =
            vec!["redchannel".into(), "verify".into(), "proof".into(), self.write("p", proof)];
        if let Some(policy) = policy {
            arguments.extend(["--policy".into(), self.write("policy", policy.as_bytes())]);
        }
        let mut out = Vec::new();
        let outcome = run(&arguments, &Clock::fixed(NOON), &mut rand::rng(), &mut out).unwrap();
        (outcome, String::from_utf8(out).unwrap())
    }
}

#[tokio::test]
async fn a_proof_says_in_sentences_what_it_proves() {
    let mut taken = Taken::new().await;
    let (outcome, said) = taken.verify(&taken.proof.to_bytes(), Some(&taken.text));
    assert_eq!(outcome, Outcome::Fine, "{said}");
    let index = taken.proof.index;
    assert_eq!(
        said,
        format!(
            "The log {ORIGIN} has signed that on 2026-11-23 this happened in the case, as its step 1: a report was received.\n\
             It stands at place {index} of the log's tree of 64 leaves, and cannot be taken out of it without being noticed.\n\
             No witness is asked for: that everybody is shown the same log rests on the log's word.\nVALID\n"
        )
    );
    // With a witness that the policy asks for: missing first, then there.
    let key = witness(1, 0).key().to_vkey();
    let asking = taken.text.replace("quorum none\n", &format!("witness w {key}\nquorum w\n"));
    let (outcome, said) = taken.verify(&taken.proof.to_bytes(), Some(&asking));
    assert_eq!(outcome, Outcome::Incomplete);
    assert!(said.contains("Of the 1 witnesses that must have signed, only 0 have."), "{said}");
    taken.proof.checkpoint.cosign(&witness(1, NOON)).unwrap();
    let (outcome, said) = taken.verify(&taken.proof.to_bytes(), Some(&asking));
    assert_eq!(outcome, Outcome::Fine);
    assert!(said.contains("The witness witness-1.example saw this tree on 2026-11-23."), "{said}");
}

#[tokio::test]
async fn without_a_policy_it_is_said_that_whose_log_this_is_was_not_checked() {
    let taken = Taken::new().await;
    let (outcome, said) = taken.verify(&taken.proof.to_bytes(), None);
    assert_eq!(outcome, Outcome::Incomplete);
    for words in ["was NOT checked", ORIGIN, "/log/policy", "--genesis"] {
        assert!(said.contains(words), "{said}");
    }
    let moved = Proof { index: taken.proof.index ^ 1, ..taken.proof.clone() };
    assert_eq!(taken.verify(&moved.to_bytes(), None).0, Outcome::Wrong);
}

#[tokio::test]
async fn a_broken_proof_and_one_of_another_log_are_refused_with_the_reason() {
    let taken = Taken::new().await;
    let moved = Proof { index: taken.proof.index ^ 1, ..taken.proof.clone() };
    let (outcome, said) = taken.verify(&moved.to_bytes(), Some(&taken.text));
    assert_eq!(outcome, Outcome::Wrong);
    assert!(said.contains("does not stand in the tree"), "{said}");
    let stranger = NoteSigner::new(ORIGIN, ed25519_dalek::SigningKey::from_bytes(&[9; 32]));
    let other = format!("log {}\nquorum none\n", stranger.key().to_vkey());
    let (outcome, said) = taken.verify(&taken.proof.to_bytes(), Some(&other));
    assert_eq!(outcome, Outcome::Wrong);
    assert!(said.contains("valid signature of the log"), "{said}");
    assert_eq!(taken.verify(b"hello", Some(&taken.text)).0, Outcome::Wrong);
}

#[test]
fn what_cannot_be_read_is_incomplete_and_not_wrong() {
    let arguments = ["redchannel", "verify", "proof", "/nowhere/at/all"];
    let refused = run(arguments, &Clock::fixed(NOON), &mut rand::rng(), &mut Vec::new());
    assert!(matches!(refused, Err(CliError::Input(_))));
}

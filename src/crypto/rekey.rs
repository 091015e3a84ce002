//! How the key of a case is replaced: the key before it certifies the one that comes next.
//!
//! ```text
//! signing key  = HKDF(private key of the case, "redchannel/v1/case/sign")      Ed25519; whoever reads the case has it
//! certificate  = Ed25519(signing key of epoch n, "redchannel/v1/case/rekey\0" ‖ case ‖ "\n" ‖ n + 1 ‖ "\n" ‖ "age1…" of the new key
//!                        ‖ "\n" ‖ "age1…" of its audit key ‖ "\n" ‖ its verification key, hex)
//! ```
//!
//! The key of epoch 0 is bound to the reporter's code. From there the intake walks from certificate to certificate before it seals
//! anything, so that whoever can write to the database cannot put a key of their own at the end. What this does not give: somebody
//! who was taken off a case still has the key of the epoch before, and *together with* somebody who writes to the database could
//! certify a key of their own. The readers see that: no entry of the ledger by one of them names such a key.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::agefile::{AgeError, Identity, Recipient};
use super::derive::{audit_identity, case_signing_key};
use super::hash::sha256;
use crate::model::id::CaseId;
use crate::secret::Secret;

const LABEL: &str = "redchannel/v1/case/rekey\0";

/// The public halves of one key of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseKeys {
    /// Which key of the case this is, from 0.
    pub epoch: u32,
    /// What items are sealed to.
    pub recipient: Recipient,
    /// What the case's entries in the ledger are sealed to.
    pub audit: Recipient,
    /// What verifies the certificate of the key after it.
    pub verifier: VerifyingKey,
}

impl CaseKeys {
    /// The public halves of a private key.
    pub fn of(epoch: u32, scalar: &Secret<32>) -> Result<Self, AgeError> {
        Ok(Self {
            epoch,
            recipient: Identity::from_scalar(scalar)?.recipient(),
            audit: audit_identity(scalar)?.recipient(),
            verifier: case_signing_key(scalar).verifying_key(),
        })
    }

    /// Whether `next` comes after this key, as the certificate says.
    pub fn is_followed_by(&self, case: CaseId, next: &Self, certificate: &Certificate) -> bool {
        self.epoch.checked_add(1) == Some(next.epoch)
            && self.recipient != next.recipient
            && self.verifier.verify_strict(&text(case, next), &certificate.0).is_ok()
    }

    /// The newest key: walks from this one, over each that comes next. `None` if a certificate does not hold.
    pub fn walk(self, case: CaseId, steps: Vec<(Self, Certificate)>) -> Option<Self> {
        steps.into_iter().try_fold(self, |last, (next, certificate)| {
            last.is_followed_by(case, &next, &certificate).then_some(next)
        })
    }
}

/// The word of a key about the one that comes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate(Signature);

impl Certificate {
    /// Certifies the key that comes next. The signature is deterministic (RFC 8032): every reader can make it again, and so hold the
    /// ledger's word about a new key against the key in their own wrap.
    pub fn sign(signer: &SigningKey, case: CaseId, next: &CaseKeys) -> Self {
        Self(signer.sign(&text(case, next)))
    }

    /// Reads 64 bytes. Nothing is verified yet.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        Signature::from_slice(bytes).ok().map(Self)
    }

    /// The 64 bytes.
    pub fn to_bytes(&self) -> [u8; 64] {
        self.0.to_bytes()
    }

    /// SHA-256 of the 64 bytes, hex: what the ledger says.
    pub fn print(&self) -> String {
        HEXLOWER.encode(&sha256(&[&self.to_bytes()]))
    }
}

fn text(case: CaseId, next: &CaseKeys) -> Vec<u8> {
    let verifier = HEXLOWER.encode(next.verifier.as_bytes());
    format!("{LABEL}{case}\n{}\n{}\n{}\n{verifier}", next.epoch, next.recipient, next.audit).into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASE: CaseId = CaseId::from_bytes([7; 16]);

    fn key(seed: u8) -> Secret<32> {
        Secret::new([seed; 32])
    }

    fn step(from: u8, to: u8, epoch: u32) -> (CaseKeys, Certificate) {
        let next = CaseKeys::of(epoch, &key(to)).unwrap();
        let certificate = Certificate::sign(&case_signing_key(&key(from)), CASE, &next);
        (next, certificate)
    }

    #[test]
    fn a_walk_leads_to_the_newest_key() {
        let first = CaseKeys::of(0, &key(1)).unwrap();
        let steps = vec![step(1, 2, 1), step(2, 3, 2)];
        assert_eq!(first.clone().walk(CASE, steps.clone()), Some(CaseKeys::of(2, &key(3)).unwrap()));
        assert_eq!(first.clone().walk(CASE, Vec::new()), Some(first.clone()));
        assert_eq!(first.walk(CaseId::from_bytes([8; 16]), steps), None, "certificates of another case");
    }

    #[test]
    fn a_key_that_nobody_certified_ends_the_walk() {
        let first = || CaseKeys::of(0, &key(1)).unwrap();
        let forged = step(9, 2, 1);
        assert_eq!(first().walk(CASE, vec![forged]), None, "signed by a stranger");
        let (mut swapped, certificate) = step(1, 2, 1);
        swapped.recipient = Identity::generate().recipient();
        assert_eq!(first().walk(CASE, vec![(swapped, certificate)]), None, "another recipient");
        let (mut swapped, certificate) = step(1, 2, 1);
        swapped.audit = Identity::generate().recipient();
        assert_eq!(first().walk(CASE, vec![(swapped, certificate)]), None, "another audit key");
        let (mut swapped, certificate) = step(1, 2, 1);
        swapped.verifier = case_signing_key(&key(9)).verifying_key();
        assert_eq!(first().walk(CASE, vec![(swapped, certificate)]), None, "another verification key");
        assert_eq!(first().walk(CASE, vec![step(1, 2, 2)]), None, "an epoch is left out");
        assert_eq!(first().walk(CASE, vec![step(1, 1, 1)]), None, "the same key again");
        assert_eq!(
            first().walk(CASE, vec![step(1, 2, 1), step(1, 3, 2)]),
            None,
            "certified by a key too old"
        );
    }

    proptest! {
        #[test]
        fn random_bytes_are_no_certificate(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Some(certificate) = Certificate::from_slice(&bytes) {
                let (next, _) = step(1, 2, 1);
                prop_assert!(!CaseKeys::of(0, &key(1)).unwrap().is_followed_by(CASE, &next, &certificate));
                prop_assert_eq!(certificate.to_bytes().to_vec(), bytes);
            }
        }
    }
}

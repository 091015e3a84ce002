//! What follows from the reporter's code and from the server's pepper.
//!
//! ```text
//! loc_tag = HMAC(K_loc, locator)[..16]
//! prk     = Argon2id(password = secret, salt of the case, secret = PEPPER, ad = "redchannel/v1/reporter")      see kdf
//! auth, x25519, ed25519, once, bind = HKDF(prk, "redchannel/v1/reporter/…")
//! audit   = HKDF(private key of the case, "redchannel/v1/case/audit")      opens the case's entries in the ledger, and nothing else
//! sign    = HKDF(private key of the case, "redchannel/v1/case/sign")       certifies the key that comes next, see rekey
//! ```

use ed25519_dalek::{SigningKey, VerifyingKey};

use super::agefile::{AgeError, Identity, Recipient};
use super::hash::{first16, hkdf32, hmac256, sha256, tag16};
use crate::model::id::{CaseId, ItemId};
use crate::secret::Secret;

/// The keys the server derives from its pepper. They live outside the database and its backups.
pub struct PepperKeys {
    /// The pepper itself, Argon2's secret input.
    pub pepper: Secret<32>,
    locator: Secret<32>,
    wrap_tag: Secret<32>,
    read_tag: Secret<32>,
    entry: Secret<32>,
    pad: Secret<32>,
}

impl PepperKeys {
    /// Derives the index keys from the pepper.
    pub fn new(pepper: Secret<32>) -> Self {
        let locator = hkdf32(&pepper, "redchannel/v1/loc");
        let wrap_tag = hkdf32(&pepper, "redchannel/v1/wrap-tag");
        let read_tag = hkdf32(&pepper, "redchannel/v1/read-tag");
        let entry = hkdf32(&pepper, "redchannel/v1/ledger/entry");
        let pad = hkdf32(&pepper, "redchannel/v1/ledger/pad");
        Self { pepper, locator, wrap_tag, read_tag, entry, pad }
    }

    /// What stands in the database for "this member has said, in the ledger, that they read this case".
    pub fn read_tag(&self, case: CaseId, reader: &Recipient) -> [u8; 16] {
        tag16(&self.read_tag, &[case.as_bytes(), reader.as_str().as_bytes()])
    }

    /// The same for "this member of oversight has said that they read the log of this case", or of all. It must not pass for the other: who
    /// reads the log of a case does not read the case.
    pub fn log_read_tag(&self, chain: CaseId, reader: &Recipient) -> [u8; 16] {
        tag16(&self.read_tag, &[b"log", chain.as_bytes(), reader.as_str().as_bytes()])
    }

    /// The key around the ledger's entries of one chain. It needs the pepper, so that the database alone does not say which public
    /// leaf (and so which hours of a day) belongs to which case; and `K_shred`, so that they are destroyed with the case. What
    /// belongs to no case has no `K_shred`.
    pub fn entry_key(&self, chain: CaseId, k_shred: Option<&Secret<32>>) -> Secret<32> {
        let nothing = [0; 32];
        let k_shred = k_shred.map_or(nothing.as_slice(), |key| key.expose_secret().as_slice());
        Secret::new(hmac256(&self.entry, &[chain.as_bytes(), k_shred]))
    }

    /// The random number of a padding leaf. It is not stored: whoever has the database does not see which leaves are padding.
    pub fn pad(&self, log: u32, index: u64) -> [u8; 32] {
        hmac256(&self.pad, &[&log.to_be_bytes(), &index.to_be_bytes()])
    }

    /// The index under which a locator stands in the vault. Without the pepper nobody can go from a locator to a row.
    pub fn loc_tag(&self, locator: &[u8; 4]) -> [u8; 16] {
        tag16(&self.locator, &[b"redchannel/v1/loc-tag", locator])
    }

    /// The name of a recipient's row among the wraps of one case.
    ///
    /// It is keyed and different in each case on purpose: with a plain fingerprint a thief of the disk could see *which* member
    /// of the team has no row, and an exclusion is an accusation.
    pub fn wrap_tag(&self, case: CaseId, epoch: u32, recipient: &Recipient) -> [u8; 16] {
        tag16(
            &self.wrap_tag,
            &[b"reader", case.as_bytes(), &epoch.to_be_bytes(), recipient.as_str().as_bytes()],
        )
    }

    /// The name of the `slot`-th decoy row among the wraps of one case.
    pub fn decoy_tag(&self, case: CaseId, epoch: u32, slot: u32) -> [u8; 16] {
        tag16(&self.wrap_tag, &[b"decoy.", case.as_bytes(), &epoch.to_be_bytes(), &slot.to_be_bytes()])
    }
}

/// Everything that follows from a reporter's code in one case. Lives for a request, or sealed under a session's cookie.
#[derive(Clone, Debug)]
pub struct ReporterKeys {
    prk: Secret<32>,
}

impl ReporterKeys {
    /// From the output of the slow hash.
    pub fn new(prk: Secret<32>) -> Self {
        Self { prk }
    }

    /// The key material, to be sealed into a session.
    pub fn prk(&self) -> &Secret<32> {
        &self.prk
    }

    /// What the vault keeps to recognise the code: SHA-256 of `auth`.
    pub fn auth_hash(&self) -> [u8; 32] {
        sha256(&[hkdf32(&self.prk, "redchannel/v1/reporter/auth").expose_secret()])
    }

    /// The identity that opens the unit's replies, and nothing else.
    pub fn identity(&self) -> Result<Identity, AgeError> {
        Identity::from_scalar(&hkdf32(&self.prk, "redchannel/v1/reporter/x25519"))
    }

    /// The key with which the server signs what the reporter sends, in the reporter's name.
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(hkdf32(&self.prk, "redchannel/v1/reporter/ed25519").expose_secret())
    }

    /// The identifier of what is sent with a form: the same form with the same content gives the same item, so that sending
    /// twice stores once. Keyed, so that a thief of the disk cannot test guesses about the content.
    pub fn item_id(&self, form_nonce: &[u8; 16], content: &[u8]) -> ItemId {
        ItemId::from_bytes(tag16(&hkdf32(&self.prk, "redchannel/v1/reporter/once"), &[form_nonce, content]))
    }

    /// Binds the case's public key to the code. Without it whoever can write to the database could put a key of their own in
    /// its place and read every follow-up. `audit` is what entries of the ledger are sealed to, empty in cases from before it.
    ///
    /// This is the binding of cases from before keys could be replaced; new ones have [`ReporterKeys::bind_first`].
    pub fn bind(&self, case: CaseId, epoch: u32, recipient: &Recipient, audit: &str) -> [u8; 32] {
        let key = hkdf32(&self.prk, "redchannel/v1/reporter/bind");
        hmac256(
            &key,
            &[case.as_bytes(), &epoch.to_be_bytes(), recipient.as_str().as_bytes(), audit.as_bytes()],
        )
    }
}

impl ReporterKeys {
    /// Binds the case's first key to the code, with what verifies the certificates of those that come after it. Under a key of its
    /// own: by emptying a column nobody can pass this binding off as the older one.
    pub fn bind_first(
        &self,
        case: CaseId,
        recipient: &Recipient,
        audit: &Recipient,
        verifier: &VerifyingKey,
    ) -> [u8; 32] {
        let key = hkdf32(&self.prk, "redchannel/v1/reporter/bind-first");
        hmac256(
            &key,
            &[case.as_bytes(), recipient.as_str().as_bytes(), audit.as_str().as_bytes(), verifier.as_bytes()],
        )
    }
}

/// The key with which the readers of a case certify the key that comes next ([`rekey`](super::rekey)).
pub fn case_signing_key(case_key: &Secret<32>) -> SigningKey {
    SigningKey::from_bytes(hkdf32(case_key, "redchannel/v1/case/sign").expose_secret())
}

/// The identity that opens a case's entries in the ledger. Whoever holds the case's key has it; nothing of the case can be read
/// with it.
pub fn audit_identity(case_key: &Secret<32>) -> Result<Identity, AgeError> {
    Identity::from_scalar(&hkdf32(case_key, "redchannel/v1/case/audit"))
}

/// The case that a form makes: from the form's nonce, so that the same form makes one case however often it is sent.
pub fn case_of_form(form_nonce: &[u8; 16]) -> CaseId {
    CaseId::from_bytes(first16(sha256(&[b"redchannel/v1/case", form_nonce])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        let keys = ReporterKeys::new(Secret::new([3; 32]));
        let scalar = keys.identity().unwrap().scalar().unwrap();
        assert_ne!(scalar.expose_secret(), &keys.signing_key().to_bytes());
        assert_ne!(scalar.expose_secret(), keys.prk().expose_secret());
    }

    #[test]
    fn a_recipients_tag_differs_from_case_to_case() {
        let keys = PepperKeys::new(Secret::new([9; 32]));
        let recipient = Identity::generate().recipient();
        let (one, two) = (CaseId::from_bytes([1; 16]), CaseId::from_bytes([2; 16]));
        assert_ne!(keys.wrap_tag(one, 0, &recipient), keys.wrap_tag(two, 0, &recipient));
        assert_ne!(keys.wrap_tag(one, 0, &recipient), keys.wrap_tag(one, 1, &recipient));
    }

    #[test]
    fn a_swapped_case_key_breaks_the_binding() {
        let keys = ReporterKeys::new(Secret::new([3; 32]));
        let case = CaseId::from_bytes([1; 16]);
        let (real, forged) = (Identity::generate().recipient(), Identity::generate().recipient());
        assert_ne!(keys.bind(case, 0, &real, "a"), keys.bind(case, 0, &forged, "a"));
        assert_ne!(keys.bind(case, 0, &real, "a"), keys.bind(case, 0, &real, "b"));
    }
}

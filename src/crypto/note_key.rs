//! Keys of C2SP signed notes: rosters, checkpoints and receipts are notes, and so is what a witness adds to a checkpoint.
//!
//! ```text
//! key id    = first 4 bytes of SHA-256(name ‖ "\n" ‖ algorithm ‖ public key)               c2sp.org/signed-note
//! 0x01      Ed25519 over the text of the note
//! 0x04      cosignature/v1 (c2sp.org/tlog-cosignature): u64 time ‖ Ed25519 over "cosignature/v1\ntime T\n" ‖ text
//! vkey      name "+" key id (hex) "+" base64(algorithm ‖ public key)
//! ```

use data_encoding::BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use signed_note::{Signer, Verifier};

/// How a key signs notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteAlgorithm {
    /// The text itself (0x01).
    Ed25519,
    /// The text under a time: a witness's cosignature (0x04).
    CosignatureV1,
}

impl NoteAlgorithm {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::CosignatureV1 => 0x04,
        }
    }
}

/// A name and a public key that may sign notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    algorithm: NoteAlgorithm,
    key: VerifyingKey,
}

impl NoteKey {
    /// A key that signs texts.
    pub fn ed25519(name: &str, key: VerifyingKey) -> Self {
        Self { name: name.to_owned(), algorithm: NoteAlgorithm::Ed25519, key }
    }

    /// A witness's key.
    pub fn cosigner(name: &str, key: VerifyingKey) -> Self {
        Self { name: name.to_owned(), algorithm: NoteAlgorithm::CosignatureV1, key }
    }

    /// Reads a verifier key as C2SP signed-note writes it. `None` if it is damaged, of another algorithm, or weak.
    pub fn parse(vkey: &str) -> Option<Self> {
        let (name, rest) = vkey.trim().split_once('+')?;
        let (id, encoded) = rest.split_once('+')?;
        let bytes = BASE64.decode(encoded.as_bytes()).ok()?;
        let (algorithm, key) = bytes.split_first()?;
        let algorithm = match algorithm {
            0x01 => NoteAlgorithm::Ed25519,
            0x04 => NoteAlgorithm::CosignatureV1,
            _ => return None,
        };
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let parsed = Self { name: name.to_owned(), algorithm, key };
        let fits = signed_note::is_key_name_valid(name) && id == format!("{:08x}", parsed.key_id());
        (fits && !key.is_weak()).then_some(parsed)
    }

    /// The verifier key, as C2SP signed-note writes it.
    pub fn to_vkey(&self) -> String {
        format!("{}+{:08x}+{}", self.name, self.key_id(), BASE64.encode(&self.public()))
    }

    /// The public key.
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// How it signs.
    pub const fn algorithm(&self) -> NoteAlgorithm {
        self.algorithm
    }

    /// The time that a cosignature of this key names, in seconds since 1970. Nothing is verified.
    pub fn time_of(&self, signature: &[u8]) -> Option<u64> {
        let (time, _) = signature.split_first_chunk::<8>()?;
        (self.algorithm == NoteAlgorithm::CosignatureV1).then(|| u64::from_be_bytes(*time))
    }

    fn public(&self) -> Vec<u8> {
        [&[self.algorithm.byte()], self.key.as_bytes().as_slice()].concat()
    }
}

impl Verifier for NoteKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        signed_note::key_id(&self.name, &self.public())
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let fits = |message: &[u8], signature: &[u8]| {
            Signature::from_slice(signature)
                .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
        };
        match self.algorithm {
            NoteAlgorithm::Ed25519 => fits(text, signature),
            NoteAlgorithm::CosignatureV1 => {
                let Some((time, signature)) = signature.split_first_chunk::<8>() else { return false };
                let time = u64::from_be_bytes(*time);
                i64::try_from(time).is_ok() && fits(&cosigned(text, time), signature)
            }
        }
    }
}

/// Signs the text of notes.
pub struct NoteSigner {
    key: NoteKey,
    signing: SigningKey,
    time: u64,
}

impl NoteSigner {
    /// Signs texts under this name.
    pub fn new(name: &str, signing: SigningKey) -> Self {
        Self { key: NoteKey::ed25519(name, signing.verifying_key()), signing, time: 0 }
    }

    /// Cosigns checkpoints under this name, as of `time`, in seconds since 1970.
    pub fn cosigner(name: &str, signing: SigningKey, time: u64) -> Self {
        Self { key: NoteKey::cosigner(name, signing.verifying_key()), signing, time }
    }

    /// The public half.
    pub const fn key(&self) -> &NoteKey {
        &self.key
    }
}

impl std::fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NoteSigner({})", self.key.name)
    }
}

impl Signer for NoteSigner {
    fn name(&self) -> &str {
        &self.key.name
    }

    fn key_id(&self) -> u32 {
        self.key.key_id()
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        Ok(match self.key.algorithm {
            NoteAlgorithm::Ed25519 => self.signing.sign(text).to_bytes().to_vec(),
            NoteAlgorithm::CosignatureV1 => {
                let signature = self.signing.sign(&cosigned(text, self.time)).to_bytes();
                [self.time.to_be_bytes().as_slice(), &signature].concat()
            }
        })
    }
}

/// What a cosignature signs.
fn cosigned(text: &[u8], time: u64) -> Vec<u8> {
    [format!("cosignature/v1\ntime {time}\n").as_bytes(), text].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_is_written_and_read_back() {
        let signing = SigningKey::from_bytes(&[7; 32]);
        for key in [
            NoteKey::ed25519("log.example/1", signing.verifying_key()),
            NoteKey::cosigner("witness.example/w1", signing.verifying_key()),
        ] {
            assert_eq!(NoteKey::parse(&key.to_vkey()), Some(key));
        }
    }

    /// Of golang.org/x/mod/sumdb/note, on which C2SP signed-note is built, and of C2SP signed-note itself.
    const PUBLISHED: [(&str, &str, &str); 2] = [
        (
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
        ),
        (
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "This is an example message.\n",
            "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=",
        ),
    ];

    #[test]
    fn the_published_examples_of_the_format_hold() {
        for (vkey, text, signature) in PUBLISHED {
            let key = NoteKey::parse(vkey).unwrap();
            assert!(vkey.starts_with(key.name()));
            let signature = BASE64.decode(signature.as_bytes()).unwrap();
            assert_eq!(signature[..4], key.key_id().to_be_bytes());
            assert!(key.verify(text.as_bytes(), &signature[4..]));
            assert!(!key.verify(b"another text\n", &signature[4..]));
        }
    }

    #[test]
    fn a_cosignature_holds_for_its_text_and_time_only() {
        let signer = NoteSigner::cosigner("w", SigningKey::from_bytes(&[7; 32]), 1_679_315_147);
        let mut signature = signer.sign(b"origin\n1\nroot\n").unwrap();
        assert!(signer.key().verify(b"origin\n1\nroot\n", &signature));
        assert_eq!(signer.key().time_of(&signature), Some(1_679_315_147));
        assert!(!signer.key().verify(b"origin\n2\nroot\n", &signature));
        signature[7] ^= 1;
        assert!(!signer.key().verify(b"origin\n1\nroot\n", &signature));
        let plain = NoteSigner::new("w", SigningKey::from_bytes(&[7; 32]));
        assert_ne!(plain.key_id(), signer.key_id(), "one key signs both without confusion");
    }

    proptest! {
        #[test]
        fn any_text_is_a_key_or_none(text in "\\PC{0,40}|[a-z.]{1,10}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{0,60}") {
            if let Some(key) = NoteKey::parse(&text) {
                prop_assert_eq!(key.to_vkey(), text.trim());
            }
        }

        #[test]
        fn no_bytes_pass_for_a_signature(bytes in proptest::collection::vec(any::<u8>(), 0..90)) {
            let key = SigningKey::from_bytes(&[7; 32]).verifying_key();
            prop_assert!(!NoteKey::ed25519("w", key).verify(b"x\n", &bytes));
            prop_assert!(!NoteKey::cosigner("w", key).verify(b"x\n", &bytes));
        }
    }
}

//! The file of a canary: an age file to the member of oversight who sent it, because it holds the code.
//!
//! ```text
//! commitment = Ed25519(oversight, "redchannel/v1/canary\0" ‖ code hash (32) ‖ story hash (32) ‖ day, YYYY-MM-DD)
//! code hash  = SHA-256("redchannel/v1/canary-code" ‖ code (11))
//! story hash = SHA-256(story, line ends LF, trimmed)
//! print      = SHA-256 of the commitment: told to somebody else on the day, it shows later that nothing was made up afterwards
//! ```

use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::super::{CliError, files};
use crate::clock::Day;
use crate::crypto::agefile::{self, Identity, Recipient};
use crate::crypto::code::Code;
use crate::crypto::hash::sha256;
use crate::secret::Secret;

const FORMAT: &str = "redchannel/v1/canary";
const LABEL: &[u8] = b"redchannel/v1/canary\0";
const MAX_BYTES: usize = 1 << 20;

/// What is kept of a canary.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CanaryFile {
    format: String,
    /// 27 digits.
    code: String,
    /// Hex.
    code_sha256: String,
    /// Hex.
    story_sha256: String,
    /// The day it was sent.
    pub(super) day: Day,
    /// Hex.
    verification_key: String,
    /// Hex.
    commitment: String,
    /// Whether the intake said that it has the report.
    pub(super) accepted: bool,
    /// Whatever the log has vouched for so far: receipts and proofs, base64.
    evidence: Vec<String>,
}

impl CanaryFile {
    /// A canary that is about to be sent.
    pub(super) fn new(code: &Code, story: &str, day: Day, key: &SigningKey) -> Self {
        let code_hash = hash_of_code(code);
        let story_hash = sha256(&[story.as_bytes()]);
        let commitment = key.sign(&message(&code_hash, &story_hash, day)).to_bytes();
        Self {
            format: FORMAT.to_owned(),
            code: code.digits().expose_secret().to_owned(),
            code_sha256: HEXLOWER.encode(&code_hash),
            story_sha256: HEXLOWER.encode(&story_hash),
            day,
            verification_key: HEXLOWER.encode(key.verifying_key().as_bytes()),
            commitment: HEXLOWER.encode(&commitment),
            accepted: false,
            evidence: Vec::new(),
        }
    }

    /// Opens the file, and checks that it holds what was committed to.
    pub(super) fn open(path: &Path, own: &Identity) -> Result<Self, CliError> {
        let refused = |what: &str| CliError::refused(format!("{} {what}", path.display()));
        let text = agefile::open(own, &files::read(path)?, MAX_BYTES)
            .map_err(|_| refused("is not a canary of this key, or was altered"))?;
        let file: Self =
            serde_json::from_slice(text.expose_secret()).map_err(|_| refused("is not a canary"))?;
        if file.format == FORMAT && file.holds() { Ok(file) } else { Err(refused("does not hold together")) }
    }

    fn holds(&self) -> bool {
        let hash = |text: &str| HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok();
        let check = || {
            let (code_hash, story_hash): ([u8; 32], [u8; 32]) =
                (hash(&self.code_sha256)?, hash(&self.story_sha256)?);
            let key = VerifyingKey::from_bytes(&hash(&self.verification_key)?).ok()?;
            let signature = Signature::from_slice(&HEXLOWER.decode(self.commitment.as_bytes()).ok()?).ok()?;
            let of_code = hash_of_code(&self.code().ok()?) == code_hash;
            let signed = key.verify_strict(&message(&code_hash, &story_hash, self.day), &signature).is_ok();
            Some(of_code && signed)
        };
        check() == Some(true)
    }

    /// Seals it; a new file, or the old one replaced.
    pub(super) fn seal(&self, own: &Recipient) -> Result<Vec<u8>, CliError> {
        let text = Zeroizing::new(serde_json::to_vec(self).map_err(CliError::sentence)?);
        agefile::seal(std::slice::from_ref(own), &text).map_err(CliError::sentence)
    }

    /// The code.
    pub(super) fn code(&self) -> Result<Code, CliError> {
        Code::parse(&self.code).map_err(CliError::sentence)
    }

    /// What is told to somebody else on the day of sending.
    pub(super) fn print(&self) -> String {
        HEXLOWER.encode(&sha256(&[self.commitment.as_bytes()]))
    }

    /// Keeps what the log has vouched for; the same once.
    pub(super) fn keep(&mut self, evidence: &[u8]) {
        let text = BASE64.encode(evidence);
        if !self.evidence.contains(&text) {
            self.evidence.push(text);
        }
    }

    /// What was kept.
    pub(super) fn evidence(&self) -> impl Iterator<Item = Vec<u8>> {
        self.evidence.iter().filter_map(|text| BASE64.decode(text.as_bytes()).ok())
    }

    /// What shows that this report was a canary from the start.
    pub(super) fn commitment_text(&self) -> String {
        format!(
            "  day        {}\n  code hash  {}\n  story hash {}\n  signed by  {}\n  signature  {}\n  print      {}",
            self.day,
            self.code_sha256,
            self.story_sha256,
            self.verification_key,
            self.commitment,
            self.print()
        )
    }
}

fn hash_of_code(code: &Code) -> [u8; 32] {
    let bytes: Secret<11> = code.to_bytes();
    sha256(&[b"redchannel/v1/canary-code", bytes.expose_secret()])
}

fn message(code: &[u8; 32], story: &[u8; 32], day: Day) -> Vec<u8> {
    [LABEL, code, story, day.to_string().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> CanaryFile {
        let key = SigningKey::from_bytes(&[4; 32]);
        CanaryFile::new(&Code::generate(&mut rand::rng()), "a story", Day::from_number(20_000), &key)
    }

    #[test]
    fn a_canary_holds_together_and_nothing_of_it_can_be_exchanged() {
        let honest = made();
        assert!(honest.holds());
        let other = made();
        for forged in [
            CanaryFile { code: other.code.clone(), ..honest.clone() },
            CanaryFile { code: other.code, code_sha256: other.code_sha256, ..honest.clone() },
            CanaryFile { story_sha256: HEXLOWER.encode(&[1; 32]), ..honest.clone() },
            CanaryFile { day: Day::from_number(19_999), ..honest.clone() },
        ] {
            assert!(!forged.holds());
        }
    }

    #[test]
    fn only_its_owner_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canary.age");
        let own = Identity::generate();
        let mut file = made();
        file.keep(b"receipt");
        file.keep(b"receipt");
        std::fs::write(&path, file.seal(&own.recipient()).unwrap()).unwrap();
        let read = CanaryFile::open(&path, &own).unwrap();
        assert_eq!(read.evidence().collect::<Vec<_>>(), [b"receipt"]);
        assert!(CanaryFile::open(&path, &Identity::generate()).is_err());
    }
}

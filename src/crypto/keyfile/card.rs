//! The public card of a staff member: what the keyholders check by telephone and put into the roster.

use std::fmt::Write;

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::model::id::MemberId;
use crate::model::roster::change::distinct_roles;
use crate::model::roster::{Member, Role};

/// The largest card that is read, in bytes.
pub const MAX_CARD_BYTES: usize = 2_048;

/// Characters of a display name, at most.
pub const MAX_NAME_CHARACTERS: usize = 80;

const FORMAT: &str = "redchannel/v1/card";

/// Name, recipient and verification key of a staff member. Nothing in it is proof of anything until a roster carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCard {
    name: String,
    recipient: Recipient,
    verification_key: VerifyingKey,
}

/// Why a card is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// Empty, too long, or with characters that change how other text is shown.
    #[error("The name must have 1 to 80 characters and no control characters. Choose another.")]
    Name,
    /// Not a card of this version, or damaged.
    #[error("This is not a complete card. Ask its owner to send it again.")]
    Malformed,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    format: String,
    name: String,
    recipient: String,
    verification_key: String,
}

impl PublicCard {
    /// A card with these parts.
    pub fn new(name: &str, recipient: Recipient, verification_key: VerifyingKey) -> Result<Self, CardError> {
        let characters = name.chars().take(MAX_NAME_CHARACTERS.saturating_add(1)).count();
        if name.trim() != name
            || !(1..=MAX_NAME_CHARACTERS).contains(&characters)
            || name.chars().any(deceives)
        {
            return Err(CardError::Name);
        }
        Ok(Self { name: name.to_owned(), recipient, verification_key })
    }

    /// Reads a card.
    pub fn parse(bytes: &[u8]) -> Result<Self, CardError> {
        if bytes.len() > MAX_CARD_BYTES {
            return Err(CardError::Malformed);
        }
        let wire: Wire = serde_json::from_slice(bytes).map_err(|_| CardError::Malformed)?;
        if wire.format != FORMAT {
            return Err(CardError::Malformed);
        }
        Self::from_parts(&wire.name, &wire.recipient, &wire.verification_key)
    }

    /// A card from text: a recipient `age1…` and 64 hex digits, each in the one way it is written.
    pub fn from_parts(name: &str, recipient: &str, verification_key: &str) -> Result<Self, CardError> {
        let parsed = Recipient::parse(recipient).map_err(|_| CardError::Malformed)?;
        if parsed.to_string() != recipient {
            return Err(CardError::Malformed);
        }
        let bytes = HEXLOWER.decode(verification_key.as_bytes()).map_err(|_| CardError::Malformed)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| CardError::Malformed)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| CardError::Malformed)?;
        // Under a key of small order one signature fits many messages.
        if key.is_weak() {
            return Err(CardError::Malformed);
        }
        Self::new(name, parsed, key)
    }

    /// The JSON text of the card.
    pub fn to_json(&self) -> String {
        let wire = Wire {
            format: FORMAT.to_owned(),
            name: self.name.clone(),
            recipient: self.recipient.to_string(),
            verification_key: HEXLOWER.encode(self.verification_key.as_bytes()),
        };
        // Texts always have a JSON form.
        serde_json::to_string_pretty(&wire).unwrap_or_default()
    }

    /// Six groups of five decimal digits (99 bits), to be read aloud in any language when a card is enrolled:
    /// SHA-256("redchannel/v1/card" ‖ public), and of its bytes five at a time, big endian, modulo 100,000.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new().chain_update(FORMAT).chain_update(self.public_bytes()).finalize();
        let mut text = String::with_capacity(36);
        for five in digest.chunks_exact(5) {
            let number = five.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)) % 100_000;
            let gap = if text.is_empty() { "" } else { " " };
            // Writing to a String cannot fail.
            write!(text, "{gap}{number:05}").ok();
        }
        text
    }

    /// The display name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What others encrypt to.
    pub const fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// What others verify signatures with.
    pub const fn verification_key(&self) -> &VerifyingKey {
        &self.verification_key
    }

    /// The member's id in the roster.
    pub fn member_id(&self) -> MemberId {
        member_id(&self.verification_key)
    }

    /// The card's owner as a member of a roster.
    pub fn member(&self, roles: Vec<Role>, until: Day) -> Member {
        Member {
            id: self.member_id(),
            name: self.name.clone(),
            roles: distinct_roles(roles),
            recipient: self.recipient.to_string(),
            verification_key: HEXLOWER.encode(self.verification_key.as_bytes()),
            until,
            succeeds: None,
        }
    }

    /// Length of name ‖ name ‖ length of recipient ‖ recipient ‖ verification key; lengths in 4 bytes big endian.
    pub(super) fn public_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        for text in [self.name.as_str(), &self.recipient.to_string()] {
            bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes.extend(self.verification_key.as_bytes());
        bytes
    }
}

/// The first 16 bytes of SHA-256 of the verification key.
pub fn member_id(key: &VerifyingKey) -> MemberId {
    let digest = Sha256::digest(key.as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    MemberId::from_bytes(bytes)
}

/// Control characters, line separators and direction overrides: a name with these could show itself as another name.
fn deceives(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

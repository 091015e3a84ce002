//! Consents: a member's signed word that somebody gets a key of a case, or that a key is taken off somebody.
//!
//! ```text
//! signature = Ed25519(SIG of the author, "redchannel/v1/grant\0" ‖ "add" or "remove" ‖ "\n" ‖ case ‖ "\n" ‖ epoch ‖ "\n" ‖ member
//!                     ‖ "\n" ‖ "age1…" of the member ‖ "\n" ‖ author)
//! consent   = author (16) ‖ signature (64), as 160 hex digits
//! ```
//!
//! The epoch makes a consent good for one key of the case: after somebody was taken off and the key replaced, an old consent brings
//! nobody back. Until the key is replaced the server takes no consent at all.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::agefile::Recipient;
use crate::model::id::{CaseId, MemberId};

const LABEL: &str = "redchannel/v1/grant\0";
const MEMBER_BYTES: usize = 16;

/// What is agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantAction {
    /// The member gets a key.
    Add,
    /// The member's key is taken off.
    Remove,
}

impl GrantAction {
    const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
        }
    }
}

/// What a consent is about. The recipient is the roster's, never one that a server names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Adding or removing.
    pub action: GrantAction,
    /// The case.
    pub case: CaseId,
    /// The number of the case's key.
    pub epoch: u32,
    /// Who gets a key, or loses it.
    pub member: MemberId,
    /// The member's age recipient.
    pub recipient: Recipient,
}

impl Grant {
    /// Signs it.
    pub fn sign(&self, author: MemberId, key: &SigningKey) -> Consent {
        Consent { author, signature: key.sign(&self.text(author)) }
    }

    fn text(&self, author: MemberId) -> Vec<u8> {
        let Self { action, case, epoch, member, recipient } = self;
        format!("{LABEL}{}\n{case}\n{epoch}\n{member}\n{recipient}\n{author}", action.word()).into_bytes()
    }
}

/// Somebody's signed word. Nothing is verified yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    author: MemberId,
    signature: Signature,
}

impl Consent {
    /// Reads 160 hex digits of lower case.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        let (author, signature) = bytes.split_at_checked(MEMBER_BYTES)?;
        Some(Self {
            author: MemberId::from_slice(author)?,
            signature: Signature::from_slice(signature).ok()?,
        })
    }

    /// 160 hex digits.
    pub fn to_hex(&self) -> String {
        HEXLOWER.encode(&[self.author.as_bytes().as_slice(), &self.signature.to_bytes()].concat())
    }

    /// Who claims to have signed.
    pub const fn author(&self) -> MemberId {
        self.author
    }

    /// Whether this key signed this very grant.
    pub fn is_to(&self, grant: &Grant, key: &VerifyingKey) -> bool {
        key.verify_strict(&grant.text(self.author), &self.signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::agefile::Identity;
    use crate::secret::Secret;

    fn grant() -> Grant {
        Grant {
            action: GrantAction::Add,
            case: CaseId::from_bytes([1; 16]),
            epoch: 3,
            member: MemberId::from_bytes([2; 16]),
            recipient: Identity::from_scalar(&Secret::new([3; 32])).unwrap().recipient(),
        }
    }

    #[test]
    fn a_consent_is_to_one_grant_by_one_author() {
        let key = SigningKey::from_bytes(&[4; 32]);
        let author = MemberId::from_bytes([5; 16]);
        let consent = grant().sign(author, &key);
        assert!(consent.is_to(&grant(), &key.verifying_key()));
        assert_eq!(Consent::parse(&consent.to_hex()), Some(consent));
        let others = [
            Grant { action: GrantAction::Remove, ..grant() },
            Grant { case: CaseId::from_bytes([9; 16]), ..grant() },
            Grant { epoch: 4, ..grant() },
            Grant { member: author, ..grant() },
            Grant { recipient: Identity::generate().recipient(), ..grant() },
        ];
        for other in others {
            assert!(!consent.is_to(&other, &key.verifying_key()), "{other:?}");
        }
        assert!(!consent.is_to(&grant(), &SigningKey::from_bytes(&[6; 32]).verifying_key()));
        let renamed = Consent { author: MemberId::from_bytes([6; 16]), ..consent };
        assert!(!renamed.is_to(&grant(), &key.verifying_key()), "in the name of somebody else");
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_a_consent_or_refused(text in "[0-9a-f]{160}|[0-9a-fA-F]{150,170}|\\PC{0,200}") {
            if let Some(consent) = Consent::parse(&text) {
                prop_assert_eq!(consent.to_hex(), text);
                prop_assert!(!consent.is_to(&grant(), &SigningKey::from_bytes(&[4; 32]).verifying_key()));
            }
        }
    }
}

//! A name given in confidence: what the reporter gives, what a handler asks, what a custodian answers.

use serde::{Deserialize, Serialize};

use super::id::ItemId;
use super::role::Role;

/// Characters of a name, at most.
pub const NAME_MAX: usize = 100;
/// Characters of how somebody can be reached, at most.
pub const CONTACT_MAX: usize = 200;
/// Characters of a handler's reason, and of a custodian's words, at most. With them a letter fits the smallest frame, whatever they are.
pub const WORDS_MAX: usize = 400;

/// Who the reporter is, in their own words. The body of the sealed identity, as JSON; empty in every case where nothing was given.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityBody {
    /// The name.
    pub name: String,
    /// How to reach them.
    pub contact: String,
}

impl IdentityBody {
    /// Whether something was given.
    pub fn is_given(&self) -> bool {
        !self.name.is_empty() || !self.contact.is_empty()
    }
}

impl std::fmt::Debug for IdentityBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityBody(…)")
    }
}

/// What a report says of the identity beside it: its very bytes, so that nobody exchanges it or takes it away unnoticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityMark {
    /// Whether something was given. It stands inside the seal of the report, where its readers alone see it.
    pub given: bool,
    /// SHA-256 of the sealed identity, hex.
    pub sha256: String,
}

/// What a custodian needs of a case to answer in it without reading it: public halves alone. A handler vouches for them; the server
/// refuses another audit recipient than the case's, and what is sealed to a wrong case no colleague can open.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// What items of the case are sealed to, `age1…`.
    pub seal_to: String,
    /// What its entries in the ledger are sealed to.
    pub audit: String,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

/// What a custodian did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Opened the identity to judge a request.
    Looked,
    /// Let the handler who asked open it.
    Granted,
    /// Did not.
    Refused,
}

impl Verdict {
    /// Whether somebody can read the identity by it.
    pub const fn opens(self) -> bool {
        match self {
            Self::Looked | Self::Granted => true,
            Self::Refused => false,
        }
    }

    /// The kind of the ledger's entry that says so.
    pub const fn entry(self) -> &'static str {
        if self.opens() { "identity_opened" } else { "identity_refused" }
    }
}

/// What a custodian says in a case: the body of an item of the kind `custody`, as JSON. Where something was opened the reporter has a
/// copy of it, word by word.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodyBody {
    /// The request's item.
    pub request: ItemId,
    /// What was done.
    pub verdict: Verdict,
    /// What the one who asked does in the unit: a function, never a name.
    pub role: Role,
    /// The reason they gave.
    pub reason: String,
    /// With a grant, what it is limited to; with a refusal, why. May be empty.
    #[serde(default)]
    pub words: String,
}

impl std::fmt::Debug for CustodyBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CustodyBody({:?})", self.verdict)
    }
}

impl CustodyBody {
    /// What the reporter is told, in plain English; `None` where nothing was opened.
    pub fn told(&self) -> Option<String> {
        let who = one_of(self.role);
        let reason = format!("Reason: “{}”", self.reason);
        match self.verdict {
            Verdict::Looked => Some(format!(
                "The custodian opened what you gave in confidence, to decide on a request by {who}. Nobody else can read it by that.\n\n{reason}"
            )),
            Verdict::Granted if self.words.is_empty() => Some(format!(
                "The custodian opened what you gave in confidence for {who}, who can now read it.\n\n{reason}"
            )),
            Verdict::Granted => Some(format!(
                "The custodian opened what you gave in confidence for {who}, who can now read it.\n\n{reason}\n\nLimits: “{}”",
                self.words
            )),
            Verdict::Refused => None,
        }
    }
}

/// One person who has a role, as a reporter reads it.
pub const fn one_of(role: Role) -> &'static str {
    match role {
        Role::Intake => "an officer who receives reports",
        Role::Investigator => "an investigator",
        Role::Head => "the head of the unit",
        Role::Protection => "a protection officer",
        Role::Oversight => "an inspector from oversight",
        Role::Custodian => "a custodian",
        Role::Admin => "an administrator",
        Role::Analyst => "an analyst",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(verdict: Verdict, words: &str) -> CustodyBody {
        CustodyBody {
            request: ItemId::from_bytes([1; 16]),
            verdict,
            role: Role::Investigator,
            reason: "To ask about the receipt.".into(),
            words: words.into(),
        }
    }

    #[test]
    fn a_reporter_is_told_of_every_opening_with_the_reason_and_no_name() {
        let granted = body(Verdict::Granted, "By telephone only.").told().unwrap();
        assert!(granted.contains("an investigator") && granted.contains("To ask about the receipt."));
        assert!(granted.contains("By telephone only."));
        assert!(!body(Verdict::Granted, "").told().unwrap().contains("Limits"));
        assert!(body(Verdict::Looked, "").told().unwrap().contains("Nobody else"));
        assert_eq!(body(Verdict::Refused, "No need.").told(), None);
        for verdict in [Verdict::Looked, Verdict::Granted, Verdict::Refused] {
            assert_eq!(body(verdict, "").told().is_some(), verdict.opens());
        }
    }
}

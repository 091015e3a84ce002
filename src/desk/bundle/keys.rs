//! The keys of a case, as the one whom a bundle is for gets them: an identity file of stock age, with what else a reader must know.
//!
//! ```text
//! # redchannel/v1/bundle/keys
//! # case HEX
//! # reporter HEX                  the key that signed what the reporter sent
//! # replies age1…                 what replies are sealed to; absent in cases from before the ledger
//! # epoch N                       then the key of the case and the key of its ledger entries, for each epoch
//! AGE-SECRET-KEY-1…
//! AGE-SECRET-KEY-1…
//! ```
//!
//! The reporter's key stands here and not in the manifest: whoever finds a bundle cannot hold another signature against it.

use zeroize::Zeroizing;

use super::manifest::KeyLine;
use crate::crypto::agefile::{Identity, Recipient};
use crate::crypto::derive::audit_identity;
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::open::{CaseIdentity, KeyParts};
use crate::model::id::CaseId;
use crate::secret::SecretBytes;

const FIRST_LINE: &str = "# redchannel/v1/bundle/keys";
/// The longest text, in bytes: some four hundred epochs.
pub const MAX_BYTES: usize = 64 * 1024;

/// The text.
pub fn to_text(case: &CaseIdentity) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(1024));
    let mut line = |parts: [&str; 2]| {
        text.extend(parts);
        text.push('\n');
    };
    line([FIRST_LINE, ""]);
    line(["# case ", &case.case().to_string()]);
    line(["# reporter ", &data_encoding::HEXLOWER.encode(case.reporter().as_bytes())]);
    if let Some(replies) = case.reply_to() {
        line(["# replies ", replies.as_str()]);
    }
    for (epoch, identity, audit) in case.epochs() {
        line(["# epoch ", &epoch.to_string()]);
        line([identity.to_text().expose_secret(), ""]);
        line([audit.to_text().expose_secret(), ""]);
    }
    text
}

/// What the manifest says of the keys, the oldest first.
pub fn lines(case: &CaseIdentity) -> Vec<KeyLine> {
    case.epochs().map(|(epoch, identity, _)| KeyLine { epoch, recipient: identity.recipient() }).collect()
}

/// The keys of the case, of all epochs from the first on; `None` if the text is not one of ours, or its parts do not belong together.
pub fn parse(text: &SecretBytes, case: CaseId) -> Option<CaseIdentity> {
    let mut lines = std::str::from_utf8(text.expose_secret()).ok()?.lines().peekable();
    let named =
        |line: Option<&str>, name: &str| Some(line?.strip_prefix("# ")?.strip_prefix(name)?.to_owned());
    if lines.next()? != FIRST_LINE || CaseId::parse(&named(lines.next(), "case ")?)? != case {
        return None;
    }
    let reporter = parse_verifying_key(&named(lines.next(), "reporter ")?)?;
    let replies = lines.next_if(|line| line.starts_with("# replies "));
    let reply_to = match replies {
        Some(line) => Some(Recipient::parse(&named(Some(line), "replies ")?).ok()?),
        None => None,
    };
    let mut keys: Vec<Identity> = Vec::new();
    while let Some(line) = lines.next() {
        let epoch: usize = named(Some(line), "epoch ")?.parse().ok()?;
        let identity = Identity::parse(lines.next()?).ok()?;
        let audit = audit_identity(&identity.scalar().ok()?).ok()?;
        let named_audit = Identity::parse(lines.next()?).ok()?;
        if named_audit.recipient() != audit.recipient() || keys.len() != epoch {
            return None;
        }
        keys.push(identity);
    }
    let epoch = u32::try_from(keys.len().checked_sub(1)?).ok()?;
    CaseIdentity::from_keys(&keys, KeyParts { case, epoch, reporter, reply_to }).ok()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    /// A case that has had two keys.
    fn case() -> CaseIdentity {
        let parts = KeyParts {
            case: CaseId::from_bytes([3; 16]),
            epoch: 1,
            reporter: SigningKey::from_bytes(&[4; 32]).verifying_key(),
            reply_to: Some(Identity::generate().recipient()),
        };
        CaseIdentity::from_keys(&[Identity::generate(), Identity::generate()], parts).unwrap()
    }

    fn read(text: &str) -> Option<CaseIdentity> {
        parse(&SecretBytes::new(text.as_bytes().to_vec()), CaseId::from_bytes([3; 16]))
    }

    #[test]
    fn keys_of_all_epochs_are_written_and_read_back() {
        let case = case();
        let text = to_text(&case);
        let again = read(&text).unwrap();
        assert_eq!(
            (again.epoch(), again.reporter(), again.reply_to()),
            (1, case.reporter(), case.reply_to())
        );
        assert_eq!(lines(&again), lines(&case));
        let audits =
            |case: &CaseIdentity| case.audits().iter().map(|key| key.recipient()).collect::<Vec<_>>();
        assert_eq!(audits(&again), audits(&case));
        assert!(read(&text.replace("epoch 1", "epoch 2")).is_none(), "a gap");
        assert!(read(&text.replace("epoch 1", "epoch 0")).is_none(), "twice");
    }

    #[test]
    fn keys_whose_parts_do_not_belong_together_are_refused() {
        let text = to_text(&case());
        let other = Identity::generate().to_text();
        let lines: Vec<&str> = text.lines().collect();
        for gone in 0..lines.len() {
            let rest: Vec<&str> =
                lines.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| *line).collect();
            let without = read(&(rest.join("\n") + "\n"));
            assert_eq!(
                without.is_some(),
                gone == 3,
                "line {gone}: only the recipient of replies may be absent"
            );
        }
        assert!(read(&text.replace(lines[6], other.expose_secret())).is_none(), "another audit key");
        assert!(parse(&SecretBytes::new(text.as_bytes().to_vec()), CaseId::from_bytes([9; 16])).is_none());
        assert!(read(&(text.as_str().to_owned() + "\n")).is_none(), "something behind the end");
    }
}

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

use crate::crypto::agefile::{AgeError, Identity, Recipient};
use crate::crypto::derive::audit_identity;
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::open::{CaseIdentity, KeyParts};
use crate::model::id::CaseId;
use crate::secret::SecretBytes;

const FIRST_LINE: &str = "# redchannel/v1/bundle/keys";
/// The longest text, in bytes: some four hundred epochs.
pub const MAX_BYTES: usize = 64 * 1024;

/// The text.
pub fn to_text(case: &CaseIdentity) -> Result<Zeroizing<String>, AgeError> {
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
    line(["# epoch ", &case.epoch().to_string()]);
    line([Identity::from_scalar(&case.scalar()?)?.to_text().expose_secret(), ""]);
    line([case.audit().to_text().expose_secret(), ""]);
    Ok(text)
}

/// The keys of the case, the newest epoch first; `None` if the text is not one of ours, or its parts do not belong together.
pub fn parse(text: &SecretBytes, case: CaseId) -> Option<Vec<CaseIdentity>> {
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
    let mut keys: Vec<CaseIdentity> = Vec::new();
    while let Some(line) = lines.next() {
        let epoch: u32 = named(Some(line), "epoch ")?.parse().ok()?;
        let identity = Identity::parse(lines.next()?).ok()?;
        let audit = audit_identity(&identity.scalar().ok()?).ok()?;
        let named_audit = Identity::parse(lines.next()?).ok()?;
        if named_audit.recipient() != audit.recipient() || keys.iter().any(|key| key.epoch() >= epoch) {
            return None;
        }
        let parts = KeyParts { case, epoch, reporter, reply_to: reply_to.clone() };
        keys.push(CaseIdentity::from_key(&identity, parts).ok()?);
    }
    keys.reverse();
    (!keys.is_empty()).then_some(keys)
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    fn case() -> CaseIdentity {
        let parts = KeyParts {
            case: CaseId::from_bytes([3; 16]),
            epoch: 4,
            reporter: SigningKey::from_bytes(&[4; 32]).verifying_key(),
            reply_to: Some(Identity::generate().recipient()),
        };
        CaseIdentity::from_key(&Identity::generate(), parts).unwrap()
    }

    fn read(text: &str) -> Option<Vec<CaseIdentity>> {
        parse(&SecretBytes::new(text.as_bytes().to_vec()), CaseId::from_bytes([3; 16]))
    }

    #[test]
    fn keys_are_written_and_read_back() {
        let case = case();
        let text = to_text(&case).unwrap();
        let again = read(&text).unwrap();
        let [again] = again.as_slice() else { panic!("one epoch") };
        assert_eq!(
            (again.epoch(), again.reporter(), again.reply_to()),
            (4, case.reporter(), case.reply_to())
        );
        assert_eq!(again.recipient(), case.recipient());
        assert_eq!(again.audit().recipient(), case.audit().recipient());

        // A later epoch behind it.
        let later: Vec<&str> = text.lines().skip(4).collect();
        let two = format!("{}{}\n", text.as_str(), later.join("\n").replace("epoch 4", "epoch 5"));
        assert_eq!(read(&two).unwrap().iter().map(CaseIdentity::epoch).collect::<Vec<_>>(), [5, 4]);
        assert!(read(&two.replace("epoch 5", "epoch 4")).is_none());
    }

    #[test]
    fn keys_whose_parts_do_not_belong_together_are_refused() {
        let text = to_text(&case()).unwrap();
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

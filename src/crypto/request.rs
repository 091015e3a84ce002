//! Signatures of staff requests: method, path, body and a short-lived window, so that the server needs no session.
//!
//! ```text
//! Authorization: RedChannel-1 member=<32 hex>, minute=<decimal>, nonce=<32 hex>, signature=<128 hex>
//! signature = Ed25519(SIG, "redchannel/v1/request\0" ‖ method ‖ "\n" ‖ path and query ‖ "\n" ‖ hex SHA-256(body) ‖ "\n" ‖ minute ‖ "\n" ‖ nonce)
//! ```

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::hash::sha256;
use crate::model::id::MemberId;

/// How far the minute of a request may lie from the server's, either way. Nonces are kept for as long.
pub const WINDOW_MINUTES: i64 = 5;

const SCHEME: &str = "RedChannel-1 ";

/// What is signed of a request.
pub struct RequestParts<'a> {
    /// Upper-case method.
    pub method: &'a str,
    /// Path with its query, as sent.
    pub path: &'a str,
    /// The whole body.
    pub body: &'a [u8],
}

/// The content of the header. Nothing in it is to be believed before [`RequestSignature::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSignature {
    /// Who claims to ask.
    pub member: MemberId,
    /// Minutes since 1970 at the caller.
    pub minute: i64,
    /// 16 random bytes, never accepted twice.
    pub nonce: [u8; 16],
    signature: Signature,
}

/// Why a request is refused. The caller learns only that it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not a header of ours.
    #[error("the request carries no readable signature")]
    Malformed,
    /// The clocks differ by more than the window.
    #[error("the request's time lies outside the window; check the clocks")]
    Time,
    /// The signature does not fit.
    #[error("the request's signature does not fit")]
    BadSignature,
}

impl RequestSignature {
    /// Signs a request.
    pub fn sign(
        key: &SigningKey,
        member: MemberId,
        minute: i64,
        nonce: [u8; 16],
        parts: &RequestParts<'_>,
    ) -> Self {
        let signature = key.sign(&message(parts, minute, &nonce));
        Self { member, minute, nonce, signature }
    }

    /// The header's value.
    pub fn to_header(&self) -> String {
        format!(
            "{SCHEME}member={}, minute={}, nonce={}, signature={}",
            self.member,
            self.minute,
            HEXLOWER.encode(&self.nonce),
            HEXLOWER.encode(&self.signature.to_bytes())
        )
    }

    /// Reads the header's value: exactly the four fields, in this order.
    pub fn parse(header: &str) -> Result<Self, RequestError> {
        let mut fields = header.strip_prefix(SCHEME).ok_or(RequestError::Malformed)?.split(", ");
        let mut take = |name: &str| {
            fields
                .next()
                .and_then(|field| field.strip_prefix(name)?.strip_prefix('='))
                .ok_or(RequestError::Malformed)
        };
        let member = MemberId::parse(take("member")?).ok_or(RequestError::Malformed)?;
        let minute = take("minute")?.parse().map_err(|_| RequestError::Malformed)?;
        let nonce = HEXLOWER.decode(take("nonce")?.as_bytes()).map_err(|_| RequestError::Malformed)?;
        let signature =
            HEXLOWER.decode(take("signature")?.as_bytes()).map_err(|_| RequestError::Malformed)?;
        if fields.next().is_some() {
            return Err(RequestError::Malformed);
        }
        Ok(Self {
            member,
            minute,
            nonce: nonce.try_into().map_err(|_| RequestError::Malformed)?,
            signature: Signature::from_slice(&signature).map_err(|_| RequestError::Malformed)?,
        })
    }

    /// Checks time and signature. The nonce must then be used up by the caller, in the database.
    pub fn verify(
        &self,
        key: &VerifyingKey,
        now_minute: i64,
        parts: &RequestParts<'_>,
    ) -> Result<(), RequestError> {
        if !in_window(self.minute, now_minute) {
            return Err(RequestError::Time);
        }
        key.verify_strict(&message(parts, self.minute, &self.nonce), &self.signature)
            .map_err(|_| RequestError::BadSignature)
    }
}

/// Whether a request of this minute may be answered now. Cheap, and so asked before anything that costs.
pub const fn in_window(minute: i64, now_minute: i64) -> bool {
    minute.abs_diff(now_minute) <= WINDOW_MINUTES.unsigned_abs()
}

fn message(parts: &RequestParts<'_>, minute: i64, nonce: &[u8; 16]) -> Vec<u8> {
    format!(
        "redchannel/v1/request\0{}\n{}\n{}\n{minute}\n{}",
        parts.method,
        parts.path,
        HEXLOWER.encode(&sha256(&[parts.body])),
        HEXLOWER.encode(nonce)
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signed() -> (SigningKey, RequestSignature) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let parts = RequestParts { method: "POST", path: "/v1/cases?after=0", body: b"body" };
        let signature = RequestSignature::sign(&key, MemberId::from_bytes([1; 16]), 1000, [2; 16], &parts);
        (key, signature)
    }

    #[test]
    fn a_signed_request_is_read_back_and_verifies() {
        let (key, signature) = signed();
        let again = RequestSignature::parse(&signature.to_header()).unwrap();
        assert_eq!(again, signature);
        let parts = RequestParts { method: "POST", path: "/v1/cases?after=0", body: b"body" };
        assert_eq!(again.verify(&key.verifying_key(), 1005, &parts), Ok(()));
        assert_eq!(again.verify(&key.verifying_key(), 1006, &parts), Err(RequestError::Time));
        assert_eq!(again.verify(&key.verifying_key(), 994, &parts), Err(RequestError::Time));
    }

    #[test]
    fn nothing_of_a_signed_request_can_be_exchanged() {
        let (key, signature) = signed();
        let key = key.verifying_key();
        for (method, path, body) in [
            ("GET", "/v1/cases?after=0", "body"),
            ("POST", "/v1/cases?after=1", "body"),
            ("POST", "/v1/cases?after=0", ""),
        ] {
            let parts = RequestParts { method, path, body: body.as_bytes() };
            assert_eq!(signature.verify(&key, 1000, &parts), Err(RequestError::BadSignature));
        }
        let parts = RequestParts { method: "POST", path: "/v1/cases?after=0", body: b"body" };
        let replayed = RequestSignature { nonce: [3; 16], ..signature.clone() };
        assert_eq!(replayed.verify(&key, 1000, &parts), Err(RequestError::BadSignature));
        let moved = RequestSignature { minute: 1001, ..signature };
        assert_eq!(moved.verify(&key, 1000, &parts), Err(RequestError::BadSignature));
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_refused(header in "\\PC{0,300}") {
            let _either = RequestSignature::parse(&header);
            let _either = RequestSignature::parse(&format!("RedChannel-1 {header}"));
        }
    }
}

//! The hidden field of a form within a session: shows that the form was made for this session, and names this copy of it.
//!
//! ```text
//! ticket  32 hex digits of a nonce ‖ csrf::form_token(session, purpose ‖ nonce), 64 hex digits
//! ```

use data_encoding::HEXLOWER;
use rand::CryptoRng;

use crate::vault::sessions::Session;
use crate::web::csrf;

/// What a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Types two words of the code back.
    TypeBack,
    /// Sends a message, files, or both.
    Message,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::TypeBack => "type-back",
            Self::Message => "message",
        }
    }
}

/// A fresh ticket.
pub(super) fn issue(session: &Session, purpose: Purpose, rng: &mut impl CryptoRng) -> String {
    let mut nonce = [0_u8; 16];
    rng.fill_bytes(&mut nonce);
    let nonce = HEXLOWER.encode(&nonce);
    let seal = csrf::form_token(&session.form_secret, &bound(purpose, &nonce));
    nonce + &seal
}

/// The nonce of a ticket made for this session and purpose.
pub(super) fn check(session: &Session, purpose: Purpose, given: &str) -> Option<[u8; 16]> {
    let (nonce, seal) = given.split_at_checked(32)?;
    if !csrf::check_form_token(&session.form_secret, &bound(purpose, nonce), seal) {
        return None;
    }
    HEXLOWER.decode(nonce.as_bytes()).ok()?.try_into().ok()
}

fn bound(purpose: Purpose, nonce: &str) -> String {
    format!("{}/{nonce}", purpose.word())
}

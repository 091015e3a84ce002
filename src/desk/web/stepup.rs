//! The passphrase again, before something that cannot be taken back: whoever sits down at an unlocked desk cannot do it.

use crate::crypto::keyfile::{Passphrase, StaffKey};
use crate::desk::second_factor::Brought;
use crate::desk::sentence;
use crate::desk::work::Work;

use super::Desk;

/// The member's key, opened anew with this passphrase; or the sentence that says why not. A wrong one counts like a wrong one at the
/// unlock page.
pub async fn key(desk: &Desk, work: &Work, passphrase: &str) -> Result<StaffKey, String> {
    let file = work.key_file().file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let opened =
        desk.0.keyring.open(file, Passphrase::typed(passphrase), Brought::NoCode, &desk.0.clock).await;
    match opened {
        Ok(opened) if opened.key.member_id() == work.key().member_id() => Ok(opened.key),
        Ok(_) => Err("The key file was exchanged since this desk was unlocked. Nothing was done.".to_owned()),
        Err(error) => Err(sentence(&error)),
    }
}

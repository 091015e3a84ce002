//! The passphrase again, before what cannot be taken back: an unlocked desk that was left alone for a minute must not be enough.

use super::Desk;
use crate::crypto::keyfile::{Passphrase, StaffKey};
use crate::desk::second_factor::Brought;
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::secret::SecretText;
use crate::web::form::Form;

/// The field of the passphrase.
pub const FIELD: &str = "passphrase";

/// The member's key, opened anew with this passphrase; or the sentence that says why not. A wrong one counts like a wrong one at the
/// unlock page.
pub async fn key(desk: &Desk, work: &Work, passphrase: &str) -> Result<StaffKey, String> {
    let file = work.key_file().file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let opened =
        desk.0.keyring.open(file, Passphrase::typed(passphrase), Brought::NoCode, &desk.0.clock).await;
    match opened {
        Ok(opened) if opened.key.member_id() == work.key().member_id() => Ok(opened.key),
        Ok(_) => Err("The key file was exchanged since this desk was unlocked. Nothing was done.".to_owned()),
        Err(error) => Err(format!("{} Nothing was done.", sentence(&error))),
    }
}

/// Whether the form carries the passphrase of the key that is unlocked; or why not, as a sentence.
pub async fn confirm(desk: &Desk, work: &Work, form: &Form) -> Result<(), String> {
    let typed = form.value(FIELD).map(SecretText::expose_secret).unwrap_or_default();
    if typed.trim().is_empty() {
        return Err("Type your passphrase as well. Nothing was done.".to_owned());
    }
    key(desk, work, typed).await.map(drop)
}

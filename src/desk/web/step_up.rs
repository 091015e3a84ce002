//! The passphrase again, before what cannot be taken back: an unlocked desk that was left alone for a minute must not be enough.

use super::Desk;
use crate::crypto::keyfile::Passphrase;
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::secret::SecretText;
use crate::web::form::Form;

/// The field of the passphrase.
pub const FIELD: &str = "passphrase";

/// Whether the form carries the passphrase of the key that is unlocked; or why not, as a sentence. Wrong ones are slowed down as at
/// unlocking, and together with those.
pub async fn confirm(desk: &Desk, work: &Work, form: &Form) -> Result<(), String> {
    let typed = form.value(FIELD).map(SecretText::expose_secret).unwrap_or_default();
    if typed.trim().is_empty() {
        return Err("Type your passphrase as well. Nothing was done.".to_owned());
    }
    match desk.0.keyring.open(work.key_file(), Passphrase::typed(typed), &desk.0.clock).await {
        Ok(opened) if opened.card.member_id() == work.card().member_id() => Ok(()),
        // The file was exchanged since the desk was unlocked.
        Ok(_) => Err("The key file is not the one this desk was unlocked with. Nothing was done.".to_owned()),
        Err(error) => Err(format!("{} Nothing was done.", sentence(&error))),
    }
}

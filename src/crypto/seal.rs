//! Sealing: what the server side may do. From here nothing can be opened again.

use ed25519_dalek::VerifyingKey;
use rand::CryptoRng;

use super::agefile::{self, AgeError, Identity, Recipient};
use super::derive::PepperKeys;
use super::rekey::CaseKeys;
use super::wrap::{self, INNER_MAGIC, INNER_MAGIC_3, MAX_EPOCHS, WRAP_SLOTS, WrapPlace, WrapRow};
use crate::model::id::CaseId;
use crate::secret::Secret;

/// A case as the vault gets it: the public key to seal items to, and the wraps. The private half is gone.
#[derive(Debug)]
pub struct FoundedCase {
    /// The public halves of the case's first key.
    pub keys: CaseKeys,
    /// A multiple of [`WRAP_SLOTS`] rows in random order, decoys included.
    pub wraps: Vec<WrapRow>,
}

/// What a case is founded on.
pub struct Founding<'a> {
    /// The new case's identifier.
    pub case: CaseId,
    /// Who can open it: the team without the excluded, or oversight; always the recovery recipient.
    pub readers: &'a [Recipient],
    /// The case's shred key.
    pub k_shred: &'a Secret<32>,
    /// The key that signs what the reporter sends.
    pub reporter: VerifyingKey,
    /// What the unit's replies, and the reporter's receipts, are sealed to.
    pub reply_to: &'a Recipient,
}

/// Makes the case's key pair and hands the private half to the readers. This is the only place on the server side where the
/// private half of a case exists; it is wiped when this function returns.
pub fn found_case(
    founding: &Founding<'_>,
    names: &PepperKeys,
    rng: &mut impl CryptoRng,
) -> Result<FoundedCase, AgeError> {
    let identity = Identity::generate();
    let scalar = identity.scalar()?;
    let mut wraps = Vec::with_capacity(WRAP_SLOTS);
    for reader in founding.readers {
        let place =
            WrapPlace { case: founding.case, epoch: 0, tag: names.wrap_tag(founding.case, 0, reader) };
        let inner = seal_case_key(&scalar, &place, (&founding.reporter, founding.reply_to), reader)?;
        wraps.push(wrap::close(founding.k_shred, &place, &inner, rng)?);
    }
    if wraps.is_empty() {
        return Err(AgeError::Recipient);
    }
    for slot in 0_u32.. {
        if wraps.len() % WRAP_SLOTS == 0 {
            break;
        }
        wraps.push(wrap::decoy(names.decoy_tag(founding.case, 0, slot), rng));
    }
    // The rows are named at random-looking tags, which is also their order in the table; nothing of the roster's order is left.
    wraps.sort_by_key(|row| row.tag);
    Ok(FoundedCase { keys: CaseKeys::of(0, &scalar)?, wraps })
}

/// The inner layer of a wrap of a case's first key, sealed to one reader, with what it belongs to.
pub fn seal_case_key(
    scalar: &Secret<32>,
    place: &WrapPlace,
    reporter: (&VerifyingKey, &Recipient),
    reader: &Recipient,
) -> Result<Vec<u8>, AgeError> {
    seal_case_keys((scalar, &[]), place, reporter, reader)
}

/// The inner layer of a wrap: the newest key of a case and all earlier ones, from the first on, sealed to one reader.
///
/// # Errors
/// [`AgeError::Open`] if there are not exactly as many earlier keys as the epoch says, or more keys than fit a wrap.
pub fn seal_case_keys(
    (newest, earlier): (&Secret<32>, &[Secret<32>]),
    place: &WrapPlace,
    (reporter, reply_to): (&VerifyingKey, &Recipient),
    reader: &Recipient,
) -> Result<Vec<u8>, AgeError> {
    if usize::try_from(place.epoch) != Ok(earlier.len()) || place.epoch >= MAX_EPOCHS {
        return Err(AgeError::Open);
    }
    let magic = if earlier.is_empty() { INNER_MAGIC } else { INNER_MAGIC_3 };
    let mut content = zeroize::Zeroizing::new(Vec::with_capacity(wrap::MAX_INNER_BYTES));
    content.extend_from_slice(magic);
    content.extend_from_slice(newest.expose_secret());
    content.extend_from_slice(place.case.as_bytes());
    content.extend_from_slice(&place.epoch.to_be_bytes());
    content.extend_from_slice(reporter.as_bytes());
    content.extend_from_slice(reply_to.as_str().as_bytes());
    for scalar in earlier {
        content.extend_from_slice(scalar.expose_secret());
    }
    agefile::seal(std::slice::from_ref(reader), &content)
}

//! Sealing: what the server side may do. From here nothing can be opened again.

use ed25519_dalek::VerifyingKey;
use rand::CryptoRng;

use super::agefile::{self, AgeError, Identity, Recipient};
use super::derive::{PepperKeys, audit_identity};
use super::wrap::{self, INNER_MAGIC, WRAP_SLOTS, WrapPlace, WrapRow};
use crate::model::id::CaseId;
use crate::secret::Secret;

/// A case as the vault gets it: the public key to seal items to, and the wraps. The private half is gone.
#[derive(Debug)]
pub struct FoundedCase {
    /// The case's public key.
    pub recipient: Recipient,
    /// What the entries of the ledger about this case are sealed to.
    pub audit: Recipient,
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
    let audit = audit_identity(&scalar)?.recipient();
    Ok(FoundedCase { recipient: identity.recipient(), audit, wraps })
}

/// The inner layer of a wrap: the case key, sealed to one reader, with what it belongs to.
pub fn seal_case_key(
    scalar: &Secret<32>,
    place: &WrapPlace,
    (reporter, reply_to): (&VerifyingKey, &Recipient),
    reader: &Recipient,
) -> Result<Vec<u8>, AgeError> {
    let content = zeroize::Zeroizing::new(
        [
            INNER_MAGIC.as_slice(),
            scalar.expose_secret(),
            place.case.as_bytes(),
            &place.epoch.to_be_bytes(),
            reporter.as_bytes(),
            reply_to.as_str().as_bytes(),
        ]
        .concat(),
    );
    agefile::seal(std::slice::from_ref(reader), &content)
}

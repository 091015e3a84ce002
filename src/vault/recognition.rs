//! Recognising a code: the slow hash, the comparison, and what the code opens, which is a case or the notice that it was destroyed.

use std::time::Instant;

use super::case_keys::bound;
use super::locator_budget::Verdict;
use super::reporter::Access;
use super::store::{CaseRow, CaseState};
use super::{Refusal, Vault};
use crate::crypto::agefile::{AgeError, Identity};
use crate::crypto::code::Code;
use crate::crypto::derive::ReporterKeys;
use crate::crypto::hash::same;
use crate::crypto::kdf::{Argon2Params, Job, Lane};
use crate::model::id::CaseId;
use crate::secret::SecretBytes;

/// Associated data of the slow hash (trust.md, "The reporter's code").
const KDF_CONTEXT: &str = "redchannel/v1/reporter";

/// What a right code, or a running session, gives where the case was destroyed: the way to the notice, and to nothing else.
#[derive(Clone)]
pub struct Destroyed {
    pub(super) case: CaseId,
    pub(super) keys: ReporterKeys,
}

impl Destroyed {
    /// The identity that opens the notice.
    pub fn notice_identity(&self) -> Result<Identity, AgeError> {
        self.keys.identity()
    }
}

impl std::fmt::Debug for Destroyed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Destroyed(…)")
    }
}

/// What a right code opens.
#[derive(Clone, Debug)]
pub enum Recognised {
    /// A case.
    Open(Access),
    /// A case that was destroyed with a notice to its reporter.
    Destroyed(Destroyed),
}

impl Recognised {
    /// The way into the case, if there is one.
    pub fn open(self) -> Option<Access> {
        match self {
            Self::Open(access) => Some(access),
            Self::Destroyed(_) => None,
        }
    }
}

/// What there is at the place of a case that somebody had a way into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The case.
    Open,
    /// The notice that it was destroyed.
    Destroyed,
    /// Nothing: erased at the end of its time, or the row is gone.
    Gone,
}

impl Standing {
    pub(super) fn of(row: Option<&CaseRow>) -> Self {
        match row {
            Some(row) if row.state != CaseState::Shredded => Self::Open,
            Some(row) if row.can_be_recognised() => Self::Destroyed,
            Some(_) | None => Self::Gone,
        }
    }
}

/// How a case stands now.
pub(super) async fn standing(vault: &Vault, case: CaseId) -> Result<Standing, Refusal> {
    let row = vault.0.stores.main.read().await?.find_case(case).await?;
    Ok(Standing::of(row.as_ref()))
}

/// Comes back with a code. `None` for wrong, unknown, erased and throttled alike; the page sees to it that they look alike.
pub async fn recognise(vault: &Vault, code: &Code) -> Result<Option<Recognised>, Refusal> {
    // Asked before the locator is looked up: "busy" for existing locators only would tell which ones exist.
    if vault.0.pool.is_full(Lane::LookUp) {
        return Err(Refusal::Busy);
    }
    let tag = vault.0.names.loc_tag(&code.locator().to_bytes());
    let rows = vault.0.stores.main.read().await?.cases_by_locator(&tag).await?;
    let began = Instant::now();
    if rows.is_empty() || vault.0.budget.begin(tag, began) != Verdict::Go {
        return Ok(None);
    }
    for (tried, row) in rows.iter().enumerate() {
        match check(vault, Lane::LookUp, code, row).await {
            Ok(Some(recognised)) => {
                vault.0.budget.succeeded(tag);
                return Ok(Some(recognised));
            }
            Ok(None) => {}
            Err(refusal) => {
                if tried == 0 {
                    vault.0.budget.not_made(tag, began);
                }
                return Err(refusal);
            }
        }
    }
    Ok(None)
}

/// Hashes the code with the case's salt and compares.
pub(super) async fn check(
    vault: &Vault,
    lane: Lane,
    code: &Code,
    row: &CaseRow,
) -> Result<Option<Recognised>, Refusal> {
    if !row.can_be_recognised() {
        return Ok(None);
    }
    let cost = |value: i64| u32::try_from(value).map_err(Refusal::unavailable);
    let params = Argon2Params { m_kib: cost(row.kdf.m)?, t: cost(row.kdf.t)?, p: cost(row.kdf.p)? };
    let keys = derive(vault, lane, code, row.salt, params).await?;
    if !same(&keys.auth_hash(), &row.auth_hash) {
        return Ok(None);
    }
    // A destroyed case has no key any more that could be exchanged. If somebody only wrote the word into its row, the notice is
    // missing, and the page says so.
    if row.state == CaseState::Shredded {
        return Ok(Some(Recognised::Destroyed(Destroyed { case: row.case_id, keys })));
    }
    let present = bound(&mut vault.0.stores.main.read().await?, row, &keys).await?;
    Ok(Some(Recognised::Open(Access::new(row.case_id, keys, row.channel.clone(), present))))
}

pub(super) async fn derive(
    vault: &Vault,
    lane: Lane,
    code: &Code,
    salt: [u8; 16],
    params: Argon2Params,
) -> Result<ReporterKeys, Refusal> {
    let job = Job {
        params,
        password: SecretBytes::new(code.secret().expose_secret().to_vec()),
        salt,
        pepper: SecretBytes::new(vault.0.names.pepper.expose_secret().to_vec()),
        context: KDF_CONTEXT,
    };
    Ok(ReporterKeys::new(vault.0.pool.hash(lane, job).await?))
}

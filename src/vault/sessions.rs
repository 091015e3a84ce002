//! Reporters' sessions: a row that only the browser's cookie opens. It ends after 15 minutes of silence, after 30 in any case, and
//! at once on leaving: what is deleted here cannot be replayed.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::recognition::{Destroyed, Standing, standing};
use super::reporter::Access;
use super::store::SessionRow;
use super::{Refusal, Vault};
use crate::crypto::agefile::Recipient;
use crate::crypto::code::Code;
use crate::crypto::derive::ReporterKeys;
use crate::crypto::frame::FileTreatment;
use crate::crypto::session::{self, row_key, seal};
use crate::model::id::CaseId;
use crate::random;
use crate::secret::{Secret, SecretBytes, SecretText};

const IDLE_SECONDS: i64 = 15 * 60;
const ABSOLUTE_SECONDS: i64 = 30 * 60;

/// Absolute ends stand on this grid.
const GRID_SECONDS: i64 = 5 * 60;

/// What the cookie carries: 32 random bytes that say nothing.
#[derive(Clone, Debug)]
pub struct SessionToken(Secret<32>);

impl SessionToken {
    /// The cookie's value: 64 hex digits.
    pub fn to_cookie_value(&self) -> SecretText {
        SecretText::new(HEXLOWER.encode(self.0.expose_secret()))
    }

    /// Reads the cookie's value.
    pub fn parse(value: &str) -> Option<Self> {
        let bytes = zeroize::Zeroizing::new(HEXLOWER.decode(value.as_bytes()).ok()?);
        Secret::from_slice(&bytes).map(Self)
    }
}

/// What became of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is stored.
    Stored(FileTreatment),
    /// It was stored before.
    Already,
    /// Larger than one file may be.
    TooBig,
    /// The report has as many bytes of files as it may have.
    CaseFull,
    /// The server is full.
    StoreFull,
    /// More files than one form may carry.
    TooMany,
    /// It did not arrive whole, or could not be stored.
    Broken,
}

/// A file that was sent with the last form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Its name, cleaned.
    pub name: String,
    /// Bytes received.
    pub bytes: u64,
    /// What became of it.
    pub outcome: Outcome,
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Arrival({:?})", self.outcome)
    }
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// The way into the case.
    pub access: Access,
    /// The code, right after sending only, to be shown once more.
    pub code: Option<Code>,
    /// What became of the files sent last.
    pub arrivals: Vec<Arrival>,
    /// The secret the session's form tokens are made from.
    pub form_secret: Secret<32>,
}

impl Session {
    /// A session for this way into a case, with a fresh form secret.
    pub fn new(access: Access, code: Option<Code>) -> Self {
        Self { access, code, arrivals: Vec::new(), form_secret: Secret::random(&mut random::rng()) }
    }
}

/// What a cookie leads to.
#[derive(Clone, Debug)]
pub enum Resumed {
    /// A case.
    Open(Session),
    /// The notice about a case that was destroyed, before the session began or since.
    Destroyed(Destroyed),
}

/// What stands in the row, sealed. Both kinds of session fill the same bucket.
#[derive(Serialize, Deserialize)]
struct Content {
    case: CaseId,
    prk: String,
    /// Absent where there is only a notice.
    #[serde(default)]
    open: Option<OpenContent>,
}

#[derive(Serialize, Deserialize)]
struct OpenContent {
    epoch: u32,
    recipient: Recipient,
    #[serde(default)]
    audit: String,
    #[serde(default)]
    channel: String,
    code: Option<String>,
    arrivals: Vec<Arrival>,
    form_secret: String,
}

/// Starts a session. The token is always fresh: one that a stranger planted in the browser is never taken over.
pub async fn open_session(vault: &Vault, session: &Session) -> Result<SessionToken, Refusal> {
    open(vault, &Content::of(session)).await
}

/// Starts a session that shows the notice about a destroyed case, and nothing else.
pub async fn open_notice(vault: &Vault, destroyed: &Destroyed) -> Result<SessionToken, Refusal> {
    open(vault, &Content::of_notice(destroyed)).await
}

async fn open(vault: &Vault, content: &Content) -> Result<SessionToken, Refusal> {
    let token = SessionToken(Secret::random(&mut random::rng()));
    let now = vault.clock().now();
    // Rounded up: an end to the second would tell the second of the visit to whoever reads the row.
    let expires = now.saturating_add(ABSOLUTE_SECONDS).saturating_add(GRID_SECONDS - 1);
    let expires = expires.div_euclid(GRID_SECONDS).saturating_mul(GRID_SECONDS);
    let row = SessionRow {
        key: row_key(&token.0),
        data: sealed(&token, content)?,
        idle_until: idle_until(now, expires),
        expires,
    };
    let mut tx = vault.0.stores.main.write().await?;
    tx.put_session(&row).await?;
    tx.commit().await?;
    Ok(token)
}

/// When silence from `now` on ends a session, on the same grid.
fn idle_until(now: i64, expires: i64) -> i64 {
    let end = now.saturating_add(IDLE_SECONDS).saturating_add(59);
    end.div_euclid(60).saturating_mul(60).min(expires)
}

/// Goes on with a session, if it has not ended, and puts its end off. The case may have been destroyed since it began: then all that
/// is left is the notice.
pub async fn resume(vault: &Vault, token: &SessionToken) -> Result<Option<Resumed>, Refusal> {
    let now = vault.clock().now();
    let key = row_key(&token.0);
    let Some(row) = vault.0.stores.main.read().await?.session(&key, now).await? else { return Ok(None) };
    // One write a minute is enough to know that somebody is still there.
    if row.idle_until < now.saturating_add(IDLE_SECONDS - 60) && row.idle_until < row.expires {
        let mut tx = vault.0.stores.main.write().await?;
        let _gone_meanwhile = tx.renew_session(&key, now, idle_until(now, row.expires)).await?;
        tx.commit().await?;
    }
    let Some(content) = unsealed(token, &row.data) else { return Ok(None) };
    Ok(match standing(vault, content.case).await? {
        Standing::Open => content.session().map(Resumed::Open),
        Standing::Destroyed => content.notice().map(Resumed::Destroyed),
        Standing::Gone => None,
    })
}

/// Writes a session's new content. Its absolute end stays; a session that was ended meanwhile stays ended.
pub async fn remember(vault: &Vault, token: &SessionToken, session: &Session) -> Result<(), Refusal> {
    let now = vault.clock().now();
    let key = row_key(&token.0);
    let Some(row) = vault.0.stores.main.read().await?.session(&key, now).await? else { return Ok(()) };
    let data = sealed(token, &Content::of(session))?;
    let mut tx = vault.0.stores.main.write().await?;
    let _ended_meanwhile = tx.update_session(&key, &data, idle_until(now, row.expires)).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a session.
pub async fn end(vault: &Vault, token: &SessionToken) -> Result<(), Refusal> {
    let mut tx = vault.0.stores.main.write().await?;
    tx.delete_session(&row_key(&token.0)).await?;
    tx.commit().await?;
    Ok(())
}

fn sealed(token: &SessionToken, content: &Content) -> Result<Vec<u8>, Refusal> {
    let json = SecretBytes::new(serde_json::to_vec(content).map_err(Refusal::unavailable)?);
    seal(&token.0, &json, &mut random::rng()).ok_or_else(|| Refusal::unavailable("session too long"))
}

fn unsealed(token: &SessionToken, data: &[u8]) -> Option<Content> {
    serde_json::from_slice(session::open(&token.0, data)?.expose_secret()).ok()
}

impl Content {
    fn of(session: &Session) -> Self {
        let access = &session.access;
        Self {
            case: access.case,
            prk: HEXLOWER.encode(access.keys.prk().expose_secret()),
            open: Some(OpenContent {
                epoch: access.epoch,
                recipient: access.recipient.clone(),
                audit: access.audit.clone(),
                channel: access.channel.clone(),
                code: session.code.as_ref().map(|code| HEXLOWER.encode(code.to_bytes().expose_secret())),
                arrivals: session.arrivals.clone(),
                form_secret: HEXLOWER.encode(session.form_secret.expose_secret()),
            }),
        }
    }

    fn of_notice(destroyed: &Destroyed) -> Self {
        let prk = HEXLOWER.encode(destroyed.keys.prk().expose_secret());
        Self { case: destroyed.case, prk, open: None }
    }

    fn session(self) -> Option<Session> {
        let keys = ReporterKeys::new(secret_of(&self.prk)?);
        let open = self.open?;
        let code = match open.code {
            Some(hex) => Some(Code::from_bytes(&secret_of(&hex)?).ok()?),
            None => None,
        };
        Some(Session {
            access: Access {
                case: self.case,
                epoch: open.epoch,
                keys,
                recipient: open.recipient,
                audit: open.audit,
                channel: open.channel,
            },
            code,
            arrivals: open.arrivals,
            form_secret: secret_of(&open.form_secret)?,
        })
    }

    fn notice(self) -> Option<Destroyed> {
        Some(Destroyed { case: self.case, keys: ReporterKeys::new(secret_of(&self.prk)?) })
    }
}

fn secret_of<const N: usize>(hex: &str) -> Option<Secret<N>> {
    Secret::from_slice(&zeroize::Zeroizing::new(HEXLOWER.decode(hex.as_bytes()).ok()?))
}

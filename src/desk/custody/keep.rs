//! What a custodian does: sees who asks, looks, grants, refuses. Each of it is an item of the case that the custodian signs and cannot
//! read back, an entry in the ledger, and where something is opened a copy for the reporter.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;

use super::letter::{LetterFault, Request, read};
use super::{CustodyError, TRIES, check_length, check_words};
use crate::api::client::{Client, ClientError, Put};
use crate::api::wire::custody::{Custody, CustodyLine, PutCustody};
use crate::api::wire::{PutItem, SignedEvent};
use crate::clock::Day;
use crate::crypto::agefile::{Identity, seal};
use crate::crypto::frame::{Author, FrameError, FrameHeader, ItemKind, write};
use crate::crypto::hash::sha256;
use crate::desk::people::{People, Standing};
use crate::desk::reference::Reference;
use crate::desk::seen::Seen;
use crate::ledger::entry::{Actor, Event, SignedEntry, Statement};
use crate::model::custody::{CustodyBody, IdentityBody, Verdict};
use crate::model::id::{CaseId, ItemId, MemberId};
use crate::secret::SecretText;

/// Who keeps identities.
#[derive(Debug)]
pub struct Keeper<'a> {
    /// The member's identifier.
    pub member: MemberId,
    /// Opens what is sealed to the custodian.
    pub own: &'a Identity,
    /// Signs what the custodian says.
    pub key: &'a SigningKey,
    /// What the roster allows today.
    pub standing: Standing,
    /// The roster.
    pub people: &'a People,
    /// Today.
    pub today: Day,
}

/// A request that waits, or what the server shows as one.
#[derive(Debug)]
pub enum Waiting {
    /// It holds.
    Sound(Box<Request>),
    /// It does not, and cannot be answered.
    Unsound {
        /// The case's speakable name.
        reference: Reference,
        /// What is wrong.
        why: LetterFault,
    },
}

/// What a custodian decides.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The case.
    pub case: CaseId,
    /// The request.
    pub request: ItemId,
    /// The item it becomes: fixed with the form, so that a form sent twice answers once.
    pub item: ItemId,
    /// What.
    pub verdict: Verdict,
    /// With a grant, its limits; with a refusal, why.
    pub words: SecretText,
}

/// All requests that the server shows, and whether there are more.
pub async fn pending(
    client: &Client,
    keeper: &Keeper<'_>,
    seen: &Seen,
) -> Result<(Vec<Waiting>, bool), ClientError> {
    let page = client.custody().await?;
    let waiting = |line: &CustodyLine| match read(line, keeper.own, (keeper.people, seen), keeper.today) {
        Ok(request) => Waiting::Sound(Box::new(request)),
        Err(why) => Waiting::Unsound { reference: Reference::of(line.case), why },
    };
    Ok((page.requests.iter().map(waiting).collect(), page.more))
}

/// The request of a case that waits, with what the server says of the case.
async fn find(
    client: &Client,
    keeper: &Keeper<'_>,
    seen: &Seen,
    case: CaseId,
) -> Result<(CustodyLine, Request), CustodyError> {
    let page = client.custody().await?;
    let line = page.requests.into_iter().find(|line| line.case == case).ok_or(CustodyError::Gone)?;
    let request =
        read(&line, keeper.own, (keeper.people, seen), keeper.today).map_err(CustodyError::Letter)?;
    Ok((line, request))
}

/// The request of a case, and the identity if the custodian has said that they look.
pub async fn show(
    client: &Client,
    keeper: &Keeper<'_>,
    seen: &Seen,
    case: CaseId,
) -> Result<(Request, Option<IdentityBody>), CustodyError> {
    let (_, request) = find(client, keeper, seen, case).await?;
    let sealed = match client.sealed_identity(case).await {
        Ok(page) => page.sealed,
        Err(ClientError::ReadFirst) => return Ok((request, None)),
        Err(error) => return Err(error.into()),
    };
    let identity = request.key.open(&sealed).map_err(CustodyError::Altered)?;
    Ok((request, Some(identity)))
}

/// Says what the custodian does, and signs again if the case moved on meanwhile. An answered request is remembered: the server can show
/// it again, and it is refused.
pub async fn decide(
    client: &Client,
    keeper: &Keeper<'_>,
    seen: &mut Seen,
    decision: &Decision,
) -> Result<(), CustodyError> {
    match decision.verdict {
        Verdict::Refused => check_words(&decision.words)?,
        Verdict::Looked | Verdict::Granted => check_length(&decision.words)?,
    }
    if let Standing::ReadOnly(reason) = &keeper.standing {
        return Err(CustodyError::Standing(reason.clone()));
    }
    for _ in 0..TRIES {
        let (line, request) = find(client, keeper, seen, decision.case).await?;
        if request.item != decision.request {
            return Err(CustodyError::Gone);
        }
        let put = prepare(&line, &request, keeper, decision)?;
        match client.put_custody(decision.case, &put).await {
            Ok(Put::Stored) => {
                if decision.verdict != Verdict::Looked {
                    seen.note_answered(decision.request);
                }
                return Ok(());
            }
            Ok(Put::Conflict { .. }) => {}
            Err(ClientError::NotFound) => return Err(CustodyError::Gone),
            Err(error) => return Err(error.into()),
        }
    }
    Err(CustodyError::KeepsMoving)
}

fn prepare(
    line: &CustodyLine,
    request: &Request,
    keeper: &Keeper<'_>,
    decision: &Decision,
) -> Result<PutCustody, CustodyError> {
    let sequence = line.last_sequence.checked_add(1).ok_or(CustodyError::Gone)?;
    let header = FrameHeader {
        version: 1,
        case: request.case,
        item: decision.item,
        kind: ItemKind::Custody,
        sequence,
        previous: Some(line.last_sha256.clone()),
        author: Author::Member(keeper.member),
        day: keeper.today,
        reporter: None,
        file: None,
    };
    let verdict = decision.verdict;
    let body = CustodyBody {
        request: request.item,
        verdict,
        role: request.role,
        reason: request.reason.clone(),
        words: decision.words.expose_secret().trim().to_owned(),
    };
    let body = serde_json::to_string(&body).map_err(|_| FrameError::Malformed)?;
    let frame = write(&header, &SecretText::new(body), keeper.key)?;
    let data = seal(std::slice::from_ref(&request.seal_to), frame.expose_secret())?;
    let copy = if verdict.opens() {
        seal(std::slice::from_ref(request.key.reply_to()), frame.expose_secret())?
    } else {
        Vec::new()
    };
    let grant = match verdict {
        Verdict::Granted => request.key.grant(&request.handler)?,
        Verdict::Looked | Verdict::Refused => Vec::new(),
    };
    let event = event(decision, &data, &copy);
    let event = sign(line, request, keeper, event)?;
    let what = if verdict == Verdict::Looked { Custody::Look } else { Custody::Answer };
    let item = PutItem { item: decision.item, sequence, epoch: line.epoch, data, event, state: None };
    Ok(PutCustody { request: request.item, what, item, copy, grant })
}

fn event(decision: &Decision, data: &[u8], copy: &[u8]) -> Event {
    let (item, sha256_of) = (decision.item, |bytes: &[u8]| HEXLOWER.encode(&sha256(&[bytes])));
    if decision.verdict.opens() {
        Event::IdentityOpened { item, sha256: sha256_of(data), copy_sha256: sha256_of(copy) }
    } else {
        Event::IdentityRefused { item, sha256: sha256_of(data) }
    }
}

/// Signs at the end of a chain that the custodian cannot read. Where it ends is the server's word; if that is wrong, the readers of the
/// case see a broken link at this entry.
fn sign(
    line: &CustodyLine,
    request: &Request,
    keeper: &Keeper<'_>,
    event: Event,
) -> Result<SignedEvent, CustodyError> {
    let actor = Actor::Member(keeper.member);
    let statement = Statement::next(line.case, &line.chain, actor, keeper.today, event);
    let signed = SignedEntry::sign(&statement, keeper.key)?;
    Ok(SignedEvent {
        statement: signed.text().to_owned(),
        signatures: signed.signatures(),
        audit: Some(request.audit.clone()),
        reporter: Some(request.key.reply_to().clone()),
    })
}

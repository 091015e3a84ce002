//! A handler asks the custodians for a name given in confidence.

use data_encoding::HEXLOWER;

use super::{CustodyError, TRIES, check_words};
use crate::api::client::{Client, Put};
use crate::api::wire::PutItem;
use crate::api::wire::custody::{IdentityPage, PutIdentityRequest};
use crate::clock::Day;
use crate::crypto::agefile::{Recipient, seal};
use crate::crypto::frame::{Author, FrameError, FrameHeader, ItemKind, write};
use crate::crypto::hash::sha256;
use crate::crypto::open::OpenError;
use crate::desk::casebook::doings::name;
use crate::desk::casebook::{Casebook, OpenCase};
use crate::desk::paper::Signer;
use crate::desk::pen;
use crate::desk::people::{People, Standing};
use crate::ledger::entry::{ChainHead, Event};
use crate::model::casework::deed::Deed;
use crate::model::casework::file::Person;
use crate::model::casework::rules;
use crate::model::casework::work::Work;
use crate::model::custody::{IdentityMark, Letter};
use crate::model::id::{CaseId, ItemId};
use crate::model::roster::Role;
use crate::secret::SecretText;

/// What somebody asks.
#[derive(Clone, Debug)]
pub struct Question {
    /// The case.
    pub case: CaseId,
    /// The item it becomes: fixed with the form, so that a form sent twice asks once.
    pub item: ItemId,
    /// Why. The custodian reads it, and the reporter if the name is opened.
    pub reason: SecretText,
}

/// Asks for the identity of a case: reads the case again, signs for the place after the last item, and again if the case moved on.
pub async fn ask(
    book: &mut Casebook,
    client: &Client,
    genesis: &[u8; 32],
    signer: &Signer<'_>,
    question: &Question,
    today: Day,
) -> Result<(), CustodyError> {
    check_words(&question.reason)?;
    for _ in 0..TRIES {
        book.sync_case(client, genesis, question.case).await?;
        let record = book.case(question.case).ok_or(CustodyError::Closed)?;
        let case = record.content.as_ref().map_err(|_| CustodyError::Closed)?;
        if case.examined.verified().any(|verified| verified.item.header.item == question.item) {
            return Ok(());
        }
        let page = client.identity(question.case).await?;
        let people = book.people().ok_or(CustodyError::Closed)?;
        let who = Person { id: signer.member, roles: people.roles_on(signer.member, today) };
        rules::may(Deed::AskIdentity, &who, &case.file)
            .map_err(|guard| CustodyError::Rule(guard.words(|id| name(id, people))))?;
        may_ask(case, &page, signer)?;
        let put = prepare(case, signer, question, (people, &record.line.chain), today)?;
        match client.put_identity_request(question.case, &put).await? {
            Put::Stored => {
                book.sync_case(client, genesis, question.case).await.ok();
                return Ok(());
            }
            Put::Conflict { chain, .. } => book.note_chain(question.case, chain),
        }
    }
    Err(CustodyError::KeepsMoving)
}

/// Whether there is something to ask for, and nobody else asks.
fn may_ask(case: &OpenCase, page: &IdentityPage, signer: &Signer<'_>) -> Result<(), CustodyError> {
    if let Standing::ReadOnly(reason) = &signer.standing {
        return Err(CustodyError::Standing(reason.clone()));
    }
    if case.alarm.is_some() {
        return Err(CustodyError::Alarm);
    }
    let mark = mark_of(case)?;
    if !mark.given {
        return Err(CustodyError::NotGiven);
    }
    check_sealed(mark, &page.sealed)?;
    let Some(waits) = page.waits else { return Ok(()) };
    let mut asked = case.examined.verified().filter(|verified| verified.item.header.item == waits);
    match asked.next() {
        Some(verified) if verified.item.header.author != Author::Member(signer.member) => {
            Err(CustodyError::Waits)
        }
        Some(_) | None => Ok(()),
    }
}

/// What the report says of the identity beside it.
pub fn mark_of(case: &OpenCase) -> Result<&IdentityMark, CustodyError> {
    let (_, report) = case.report().ok_or(CustodyError::NoReport)?;
    report.identity.as_ref().ok_or(CustodyError::Older)
}

/// Whether the sealed identity is the one that came with the report. Also a reader who cannot open it sees when it was exchanged.
pub fn check_sealed(mark: &IdentityMark, sealed: &[u8]) -> Result<(), CustodyError> {
    let same = HEXLOWER.encode(&sha256(&[sealed])) == mark.sha256;
    if same { Ok(()) } else { Err(CustodyError::Altered(OpenError::Item)) }
}

/// The recipients of the custodians of the newest roster.
fn custodians(people: &People, today: Day) -> Result<Vec<Recipient>, CustodyError> {
    let kept = people.roster().with_role(Role::Custodian, today).filter(|member| member.reads_nothing());
    let recipients: Result<Vec<_>, _> = kept.map(|member| Recipient::parse(&member.recipient)).collect();
    let recipients = recipients?;
    if recipients.is_empty() { Err(CustodyError::NoCustodian) } else { Ok(recipients) }
}

/// Writes the frame once, and seals it to the case and to the custodians.
fn prepare(
    case: &OpenCase,
    signer: &Signer<'_>,
    question: &Question,
    (people, chain): (&People, &ChainHead),
    today: Day,
) -> Result<PutIdentityRequest, CustodyError> {
    let tip = case.examined.tip().ok_or(CustodyError::NoReport)?;
    let sequence = tip.sequence.checked_add(1).ok_or(CustodyError::NoReport)?;
    let header = FrameHeader {
        version: 1,
        case: question.case,
        item: question.item,
        kind: ItemKind::Work,
        sequence,
        previous: Some(HEXLOWER.encode(&tip.hash)),
        author: Author::Member(signer.member),
        day: today,
        reporter: None,
        file: None,
    };
    let letter = Letter {
        seal_to: case.identity.recipient().to_string(),
        audit: case.identity.audit().recipient().to_string(),
    };
    let reason = question.reason.expose_secret().trim().to_owned();
    let body = serde_json::to_string(&Work::IdentityAsked { reason, letter });
    let body = SecretText::new(body.map_err(|_| FrameError::Malformed)?);
    let frame = write(&header, &body, signer.key)?;
    let data = seal(&[case.identity.recipient()], frame.expose_secret())?;
    let letter = seal(&custodians(people, today)?, frame.expose_secret())?;
    let event = Event::Proposed { item: question.item, sha256: HEXLOWER.encode(&sha256(&[&data])) };
    let event = pen::sign(&case.identity, chain, (signer.member, signer.key), today, event)?;
    let item =
        PutItem { item: question.item, sequence, epoch: case.identity.epoch(), data, event, state: None };
    Ok(PutIdentityRequest { item, letter })
}

//! Taking out what two people agreed to export: a signed bundle, streamed, after the case says that it was taken.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use tokio::sync::oneshot;
use tokio_util::io::ReaderStream;

use super::layout::{self, Chrome};
use super::session::{Tone, Visitor};
use super::{Desk, check_token, step_up, unlock};
use crate::crypto::agefile::Recipient;
use crate::crypto::open::CaseIdentity;
use crate::desk::bundle::{self, BundleInput, Gathered};
use crate::desk::casebook::Casebook;
use crate::desk::reference::Reference;
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::desk::works::Draft;
use crate::model::casework::step::Step;
use crate::model::casework::work::Work as Piece;
use crate::model::id::{CaseId, ItemId};
use crate::random;
use crate::web::error::{Failed, Failure};
use crate::web::events::Event;
use crate::web::form::{Form, FormRules};
use crate::web::headers::Sandboxed;
use crate::web::page::{Page, see_other};

/// What a slow browser may lag behind, in bytes.
const WAITING: usize = 256 * 1024;

/// What the token of the form is for.
pub fn purpose(case: CaseId, proposal: ItemId) -> String {
    format!("export {case} {proposal}")
}

/// What is taken out.
struct Parcel {
    identity: Arc<CaseIdentity>,
    gathered: Gathered,
    recipient: Recipient,
    purpose: String,
}

/// `POST /case/{id}/export/{proposal}`: says in the case that it is taken out. The passphrase is asked for again.
pub async fn post(
    State(desk): State<Desk>,
    Path((id, proposal)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let (case, proposal) = CaseId::parse(&id).zip(ItemId::parse(&proposal)).ok_or(Failure::NotFound)?;
    let form = Form::read(request, &FormRules::default()).await?;
    check_token(&form, &forms, &purpose(case, proposal))?;
    let mut book = work.book().await;
    let done = match step_up::confirm(&desk, &work, &form).await {
        Ok(()) => {
            let (item, work_piece) = (ItemId::random(&mut random::rng()), Piece::Exported { proposal });
            let draft = Draft { case, item, seen: 0, work: work_piece };
            work.write(&mut book, &draft).await
        }
        Err(reason) => Err(reason),
    };
    match done {
        Ok(_) => Ok(see_other(&format!("/case/{case}/export/{proposal}"))),
        Err(reason) => {
            desk.door().notify(Tone::Bad, reason);
            Ok(see_other(&format!("/case/{case}")))
        }
    }
}

/// `GET /case/{id}/export/{proposal}`: the bundle, for whoever said today that they take it out.
pub async fn get(
    State(desk): State<Desk>,
    Path((id, proposal)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let (case, proposal) = CaseId::parse(&id).zip(ItemId::parse(&proposal)).ok_or(Failure::NotFound)?;
    let parcel = pack(&work, &*work.book().await, case, proposal).await?;
    let parcel = match parcel {
        Ok(parcel) => parcel,
        Err(reason) => {
            let chrome = Chrome::at(&work, &forms);
            return Ok(Page::new(layout::message(chrome, "Nothing was exported", reason)).into_response());
        }
    };
    let name = format!("attachment; filename=\"{}\"", bundle::file_name(&Reference::of(case)));
    let name = HeaderValue::from_str(&name)
        .map_err(|_| Failure::Internal.because(Event::new("desk.export.name")))?;
    let mut response = Response::new(Body::from_stream(stream(work, parcel)));
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}

/// Gathers what the bundle is made of; a sentence if the server does not deliver it.
async fn pack(
    work: &Work,
    book: &Casebook,
    case: CaseId,
    proposal: ItemId,
) -> Result<Result<Parcel, String>, Failed> {
    let open = book.case(case).and_then(|record| record.content.as_ref().ok()).ok_or(Failure::NotFound)?;
    let said = open
        .file
        .taken_out
        .iter()
        .any(|(of, mark)| *of == proposal && mark.by == work.member() && mark.day == work.today());
    let step = open.file.proposal(proposal).filter(|_| said).map(|proposed| &proposed.proposal.what);
    let Some(Step::Export { recipient, purpose, .. }) = step else { return Err(Failure::NotFound.into()) };
    let recipient = Recipient::parse(recipient).map_err(|_| Failure::NotFound)?;
    let gathered = match book.gather(&work.client(), case).await {
        Ok(Some(gathered)) => gathered,
        Ok(None) => return Err(Failure::NotFound.into()),
        Err(error) => return Ok(Err(sentence(&error))),
    };
    let (identity, purpose) = (Arc::clone(&open.identity), purpose.clone());
    Ok(Ok(Parcel { identity, gathered, recipient, purpose }))
}

/// Writes the bundle while the browser reads it. If something does not hold, the stream breaks off with an error, so that the browser
/// shows a failed download and not a short file.
fn stream(work: Arc<Work>, parcel: Parcel) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let (reader, mut writer) = tokio::io::duplex(WAITING);
    let (done, ended) = oneshot::channel::<io::Result<()>>();
    tokio::spawn(async move {
        let genesis = work.genesis();
        let (client, closed) = (work.client(), work.closed().clone());
        let input = BundleInput {
            case: &parcel.identity,
            gathered: &parcel.gathered,
            genesis: &genesis,
            recipient: &parcel.recipient,
            by: work.member(),
            key: work.key().signing_key(),
            day: work.today(),
            purpose: &parcel.purpose,
        };
        // The keys must not outlive the session because of a browser that reads slowly.
        let written = tokio::select! {
            () = closed.cancelled() => Err(io::Error::other("locked")),
            written = bundle::write(&input, &client, &mut writer) => written.map(drop).map_err(io::Error::other),
        };
        done.send(written).ok();
    });
    let last = futures::stream::once(async {
        ended.await.unwrap_or_else(|_| Err(io::Error::other("gone"))).map(|()| Bytes::new())
    });
    ReaderStream::new(reader).chain(last)
}

//! Who is asking. The signature answers, so there is no session and any replica can.
//!
//! Order: what costs nothing first (a readable header, the window, a member in force), then the body, of which a stranger's is never
//! kept, then the signature over all of it, then the database, where the nonce is used up. The nonce comes last so that strangers
//! cannot fill the table, and so that nobody can use up the nonce of a request of somebody else's that they have not got.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use ed25519_dalek::VerifyingKey;
use futures::StreamExt;
use http::header::{AUTHORIZATION, CONTENT_ENCODING};
use http::request::Parts;

use super::failure::Failure;
use crate::api::wire::REQUEST_BYTES;
use crate::crypto::request::{RequestParts, RequestSignature, in_window};
use crate::model::id::MemberId;
use crate::vault::staff::{self, FirstUse, Member, Office};
use crate::vault::{Vault, roster_drafts};
use crate::web::deadline::TooSlow;

/// A member in force who may read cases, and who signed this request. [`authenticate`] is the only way to one.
#[derive(Clone)]
pub(super) struct Caller {
    /// Whose wraps decide what there is, and whose signature an event must carry.
    pub(super) member: Member,
}

/// Somebody of the roster, whatever their roles, or one of its keyholders, who signed this request. [`authenticate_signer`] is the
/// only way to one.
#[derive(Clone, Copy)]
pub(super) struct Signer {
    /// Whose signature it is.
    pub(super) id: MemberId,
}

impl<S: Sync> FromRequestParts<S> for Signer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().copied().ok_or(Failure::Unauthorized)
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        // Absent only on a route that was written below the layer by mistake: then nobody is let in.
        parts.extensions.get::<Self>().cloned().ok_or(Failure::Unauthorized)
    }
}

/// A custodian in force, who signed this request. Custodians have routes of their own and no others: a [`Caller`] reads cases.
#[derive(Clone)]
pub(super) struct Keeper {
    /// Whose signature an event must carry.
    pub(super) member: Member,
}

impl<S: Sync> FromRequestParts<S> for Keeper {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        // To members who read cases these routes do not exist.
        let reads = parts.extensions.get::<Caller>().is_some();
        let refused = if reads { Failure::NotFound } else { Failure::Unauthorized };
        parts.extensions.get::<Self>().cloned().ok_or(refused)
    }
}

/// Lets through what is signed; the handler finds the [`Caller`] or the [`Keeper`], and the body that was verified.
pub(super) async fn authenticate(
    State(vault): State<Vault>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let known = |id| staff::caller(&vault, id).map(|member| (member.key, member));
    let (mut request, member) = verify(&vault, request, known).await?;
    match member.office {
        Office::Reader => drop(request.extensions_mut().insert(Caller { member })),
        Office::Custodian => drop(request.extensions_mut().insert(Keeper { member })),
    }
    Ok(next.run(request).await)
}

/// Lets through what somebody of the roster or a keyholder has signed; the handler finds the [`Signer`].
pub(super) async fn authenticate_signer(
    State(vault): State<Vault>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let known = |id| roster_drafts::signer(&vault, id).map(|key| (key, Signer { id }));
    let (mut request, signer) = verify(&vault, request, known).await?;
    request.extensions_mut().insert(signer);
    Ok(next.run(request).await)
}

/// The request with the body that was signed, and who signed it.
async fn verify<T>(
    vault: &Vault,
    request: Request,
    known: impl Fn(MemberId) -> Option<(VerifyingKey, T)>,
) -> Result<(Request, T), Failure> {
    let (parts, body) = request.into_parts();
    let now = vault.clock().now().div_euclid(60);
    // What the header claims, if it could be true: inside the window, by somebody who is known.
    let signature = read_signature(&parts).filter(|signature| in_window(signature.minute, now));
    let claim = signature.and_then(|signature| known(signature.member).map(|who| (signature, who)));
    let Some((signature, (key, who))) = claim else {
        forget(body).await;
        return Err(Failure::Unauthorized);
    };
    let body = buffer(&parts, body).await?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let signed = RequestParts { method: parts.method.as_str(), path, body: &body };
    signature.verify(&key, now, &signed).map_err(|_| Failure::Unauthorized)?;
    match staff::use_nonce(vault, &signature.nonce, signature.minute).await? {
        FirstUse::Yes => {}
        FirstUse::No => return Err(Failure::Unauthorized),
    }
    Ok((Request::from_parts(parts, Body::from(body)), who))
}

/// Reads a stranger's body as far as a member's, and keeps nothing of it. A connection closed over an unread body is reset, which
/// can overtake the answer, and would tell a stranger from a member whose signature does not fit.
async fn forget(body: Body) {
    let mut left = REQUEST_BYTES;
    let mut chunks = body.into_data_stream();
    while let Some(Ok(chunk)) = chunks.next().await {
        let Some(rest) = left.checked_sub(chunk.len()) else { return };
        left = rest;
    }
}

/// The one `Authorization` header. Two of them could be read differently by something between the caller and us.
fn read_signature(parts: &Parts) -> Option<RequestSignature> {
    let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
    let header = headers.next().filter(|_| headers.next().is_none())?;
    RequestSignature::parse(header.to_str().ok()?).ok()
}

async fn buffer(parts: &Parts, body: Body) -> Result<Bytes, Failure> {
    if parts.headers.contains_key(CONTENT_ENCODING) {
        return Err(Failure::Encoded);
    }
    let cap = u64::try_from(REQUEST_BYTES).unwrap_or(u64::MAX);
    if body.size_hint().lower() > cap {
        return Err(Failure::TooLarge);
    }
    // A body that breaks off fails here as well; then nobody is there to read the answer.
    to_bytes(body, REQUEST_BYTES)
        .await
        .map_err(|error| if TooSlow::is_behind(&error) { Failure::TooSlow } else { Failure::TooLarge })
}

//! The server's half of the staff API: signed questions are answered from the vault with ciphertext.
//!
//! Nothing here logs an identifier or a path: which case a member reads, and when, is nobody's business but oversight's, who read
//! it in signed items.

mod auth;
mod blobs;
mod cases;
mod custody;
mod failure;
mod items;
mod ledger;
mod many;
mod place;
mod query;
mod range;
mod roster;
mod writes;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};

use self::failure::Failure;
pub use self::failure::pages;
use crate::vault::Vault;

/// The staff API. The caller puts [`Face`](crate::web::face::Face) around it, with [`pages`] for failures and with requests allowed
/// that name no origin: a desk is no browser, and a browser has no key to sign with.
pub fn router(vault: Vault) -> Router {
    Router::new()
        .route("/v1/cases", get(cases::list))
        .route("/v1/cases/{case}", get(cases::one))
        .route("/v1/items", post(many::items))
        .route("/v1/reads", post(many::reads))
        .route("/v1/cases/{case}/reads", post(writes::read_today))
        .route("/v1/cases/{case}/items", get(items::list).post(writes::item))
        .route("/v1/cases/{case}/blobs/{blob}", get(blobs::read))
        .route("/v1/cases/{case}/replies", post(writes::reply))
        .route("/v1/cases/{case}/wraps", post(writes::wrap))
        .route("/v1/cases/{case}/wraps/removed", post(writes::removal))
        .route("/v1/cases/{case}/keys", post(writes::keys))
        .route("/v1/cases/{case}/entries", get(ledger::of_case))
        .route("/v1/cases/{case}/shred", post(writes::shred))
        .route("/v1/cases/{case}/identity", get(custody::of_case))
        .route("/v1/cases/{case}/identity/requests", post(custody::request))
        .route("/v1/custody", get(custody::pending))
        .route("/v1/custody/{case}/identity", get(custody::sealed))
        .route("/v1/custody/{case}/answers", post(custody::respond))
        .route("/v1/ledger/reads", post(ledger::read_today))
        .route("/v1/ledger/entries", get(ledger::chains))
        // Everything above this line is signed. A path or identifier is looked at only after the signature was.
        .route_layer(from_fn_with_state(vault.clone(), auth::authenticate))
        .merge(people(vault.clone()))
        .route("/v1/ledger", get(ledger::head))
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed)
        .with_state(vault)
}

/// The roster and what becomes it: to be read by anybody, and brought by members of any role and by keyholders.
fn people(vault: Vault) -> Router<Vault> {
    let signed = from_fn_with_state(vault, auth::authenticate_signer);
    // A layer is around the methods before it alone.
    Router::new()
        .route("/v1/roster/drafts", get(roster::drafts).put(roster::put_draft).route_layer(signed.clone()))
        .route("/v1/roster", put(roster::deliver).route_layer(signed).get(roster::notes))
}
